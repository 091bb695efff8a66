import { WidgetAhead } from '../client/widget-ahead.js';
import { page } from '../client/widget.js';
import type { HeldToken } from '../client/token-source.js';
import type { PluggyError } from '../model/errors.js';
import type { ConnectDialog } from './connect-dialog.js';
import { connectSettings, widgetMessages, widgetSettings } from './connect-options.js';
import type { PluggyConnectElement } from './connect.js';
import { WidgetDialog } from './widget-dialog.js';

/** A widget that waits for its click, laid out at its full size, hidden and inert. */
interface Ahead {
  readonly dialog: ConnectDialog;
  readonly chrome: WidgetDialog;
  readonly widget: WidgetAhead;
  /** Whether an open would want the same one. */
  readonly fits: () => boolean;
}

/** A token that was asked for, with the widget that was loaded ahead with it. */
export type Held = HeldToken & { readonly token: Promise<string>; ahead?: Ahead };

/** Where it did not load: the click is the next to try. */
const failed = new WeakSet<Element>();

/** What somebody's intent leads to, with the token on its way: a look at the options and, where asked for, the widget. */
export function prepare(element: PluggyConnectElement, makeDialog: () => ConnectDialog, held: Held | undefined): void {
  connectSettings(element);
  const { session, ahead } = page();
  if (element.settings.preload !== 'prerender' || !held || held.abort.signal.aborted) return;
  if (session || ahead || failed.has(element)) return;

  const locale = element['locale'];
  const own = widgetMessages(locale, element['session']?.messages.widget);
  const settings = () => widgetSettings(element, element['locale'], own, held.itemId, held.token);
  // The token is a promise, which is no text.
  const description = () => JSON.stringify([settings(), element['locale'], getComputedStyle(element).direction]);
  const dialog = makeDialog();
  const chrome = new WidgetDialog(dialog, own, element);
  chrome.layOut();
  const widget = new WidgetAhead(settings(), held, chrome);
  const laidOut = description();
  held.ahead = { dialog, chrome, widget, fits: () => description() === laidOut };
  widget.opened.catch(({ code }: PluggyError) => {
    if (/^widget-/.test(code)) failed.add(element);
  });
}
