/** Code that `<pluggy-connect>` needs from the first intent on: one chunk, beside the SDK's. */
import type { ConnectToken } from '../../client/token/connect-token.js';
import { pageRegistry } from '../../client/widget/page.js';
import { PreparedOpen } from '../../client/widget/prepared-open.js';
import { WidgetSession } from '../../client/widget/session.js';
import type { WidgetObserver } from '../../client/widget/types.js';
import { codeEntry } from '../../model/codes.js';
import { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import type { ConnectDialog } from './dialog.js';
import { DuplicateOffer, EventReporter, StoreFeed } from './observers.js';
import { widgetMessages, widgetSettings } from './options.js';
import type { AttemptPort, ConnectPort, OpenParts } from './port.js';
import type { Texts } from './texts.js';
import { WidgetDialog } from './widget-dialog.js';

export { fetchToken, usableUntil } from '../../client/token/token-source.js';
export { connectSettings } from './options.js';

/** Returns the sentence for an error's code; undefined where the general sentence applies. */
export function failureSentence(error: PluggyError, texts: Texts): string | undefined {
  const key = codeEntry(error.code)?.dialog;
  return key && widgetMessages(texts).failed[key];
}

/** Returns the reason why an open does not begin: another one is running, or there is no token route. */
export function refusal(isBusy: boolean): PluggyError {
  if (isBusy) {
    return new PluggyError('widget-busy', 'The widget is open for another connection, which is shown instead.');
  }
  const text = 'Set token-endpoint to the route of your backend that returns a Connect Token.';
  return new PluggyError('token-endpoint-missing', text, { retryable: false });
}

/** Prepares an open unseen: lays out the dialog and, where it is asked for, loads the widget in it. */
export function prepareOpen(
  port: Pick<ConnectPort, 'source' | 'texts'>,
  token: ConnectToken,
  dialog: ConnectDialog,
  withWidget: boolean,
): PreparedOpen<WidgetDialog> {
  const { source } = port;
  const messages = widgetMessages(port.texts);
  const settings = () => (withWidget ? widgetSettings(source, port.texts, token.itemId) : undefined);
  const describe = () => {
    const { direction, colorScheme } = getComputedStyle(source);
    return JSON.stringify([port.texts, direction, colorScheme, settings()]);
  };
  const description = describe();
  const isCurrent = () => describe() === description;
  return new PreparedOpen(token, new WidgetDialog(dialog, messages, source), isCurrent, settings());
}

/** Starts the widget of an open whose dialog is up. */
export function startSession(port: ConnectPort, parts: OpenParts, attempt: AttemptPort): WidgetSession {
  const { source, session: providerSession } = port;
  const { texts, token, prepared } = parts;
  const { itemId } = attempt.ids;
  const messages = widgetMessages(texts);
  const dialog = prepared?.dialog ?? new WidgetDialog(parts.dialog, messages, source);
  if (prepared) dialog.show();
  // The preparation of another element is of no use any more.
  else pageRegistry().prepared?.dispose();

  // The provider replaces its session when a setting changes; without a provider the first session stays.
  const session = () => port.session ?? providerSession;
  const update = ({ id }: Item) => widget.restart(id, attempt.requestToken(id), widgetSettings(source, texts, id));
  // The widget of an update has chosen its connection already.
  const duplicates = () => (attempt.ids.itemId ? undefined : session()?.items);
  const observers: WidgetObserver[] = [
    new DuplicateOffer(dialog, duplicates, update),
    new StoreFeed(source, session),
    new EventReporter(port, attempt, messages),
  ];
  const widget: WidgetSession = new WidgetSession(
    {
      itemId,
      token,
      dialog,
      settings: widgetSettings(source, texts, itemId),
      prepared,
      release: () => attempt.release(),
    },
    observers,
  );
  return widget;
}
