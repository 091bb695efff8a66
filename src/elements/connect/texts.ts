import { withOverrides, type ConnectMessages, type Locale, type Messages } from '../../locales/index.js';
import { connect as en } from '../../locales/en.js';
import { connect as es } from '../../locales/es.js';
import { connect as pt } from '../../locales/pt-BR.js';

const MESSAGES: Record<Locale, ConnectMessages> = { 'pt-BR': pt, en, es };

/** The language of an open, and the page's replacements for its texts. */
export interface Texts {
  readonly locale: Locale;
  readonly overrides?: Messages;
}

/** Returns the texts of the button and of its dialog until the widget's code has loaded. */
export const connectMessages = ({ locale, overrides }: Texts): ConnectMessages =>
  withOverrides(MESSAGES[locale], overrides?.connect);
