import { WidgetAhead } from '../client/widget-ahead.js';
import { page } from '../client/widget.js';
import type { PendingToken } from '../client/token/token-source.js';
import type { PluggyError } from '../model/errors.js';
import type { ConnectDialog } from './connect-dialog.js';
import { connectSettings, widgetMessages, widgetSettings } from './connect-options.js';
import type { PluggyConnectElement } from './connect.js';
import { WidgetDialog } from './widget-dialog.js';

/** What an open finds done. */
interface Ahead {
  readonly dialog: ConnectDialog;
  readonly chrome: WidgetDialog;
  readonly widget: WidgetAhead;
  /** Drops what is not there any more, or what an open would not want as it is. */
  readonly check: () => void;
}

/** A token that was asked for, with what was made ready for its use. */
export type Held = PendingToken & { readonly token: Promise<string>; ahead?: Ahead };

/** Where a widget did not load: the click is the next to try. */
const failed = new WeakSet<Element>();

/**
 * What somebody's intent leads to, with the token on its way: a look at the options, and all that can be done before the
 * click without being seen.
 */
export function prepare(element: PluggyConnectElement, makeDialog: () => ConnectDialog, held: Held | undefined): void {
  connectSettings(element);
  const { session, ahead } = page();
  if (!held || held.ahead || held.abort.signal.aborted || session || ahead?.run) return;
  // A dialog is soon made: the last one who may want it has it. The first widget stays.
  ahead?.drop();

  const withWidget = element.settings.preload === 'prerender' && !failed.has(element);
  const own = widgetMessages(element['locale'], element['session']?.messages.widget);
  const settings = () => widgetSettings(element, element['locale'], own, held.itemId, held.token);
  const description = () => {
    const { direction, colorScheme } = getComputedStyle(element);
    // The token in the settings is a promise, which is no text.
    const parts = [element['locale'], direction, colorScheme, element['session']?.messages, withWidget && settings()];
    return JSON.stringify(parts);
  };
  const before = description();
  const dialog = makeDialog();
  const chrome = new WidgetDialog(dialog, own, element);
  const widget = new WidgetAhead(settings(), held, chrome, withWidget);
  const check = () => {
    if (!widget.over.signal.aborted && description() === before) return;
    widget.drop();
    held.ahead = undefined;
  };
  held.ahead = { dialog, chrome, widget, check };
  widget.opened?.catch(({ code }: PluggyError) => {
    if (/^widget-/.test(code)) failed.add(element);
  });
}
