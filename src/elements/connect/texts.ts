import { connectTexts } from '../../locales/connect.js';
import { messagesFor, type ConnectMessages, type Locale, type Messages } from '../../locales/index.js';

/** The language of an open, and the page's replacements for its texts. */
export interface TextSettings {
  readonly locale: Locale;
  readonly overrides?: Messages;
}

/** Returns the texts of the button and of its dialog until the widget's code has loaded. */
export const connectMessages = ({ locale, overrides }: TextSettings): ConnectMessages =>
  messagesFor(connectTexts, locale, overrides?.connect);
