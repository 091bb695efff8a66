/** What `<pluggy-connect>` needs from the first intent on, and not before: one chunk, beside the SDK's. */
import { WidgetSession, type WidgetOwner } from '../client/widget-session.js';
import type { LinkReason } from '../client/items/item-linker.js';
import { page, type ConnectOutcome, type Phase, type RunningWidget } from '../client/widget.js';
import {
  PluggyCloseEvent,
  PluggyErrorEvent,
  PluggyHideEvent,
  PluggyProgressEvent,
  PluggyReadyEvent,
  PluggySuccessEvent,
} from '../events.js';
import type { Locale, Messages, WidgetMessages } from '../locales/index.js';
import { codeEntry } from '../model/codes.js';
import { PluggyError } from '../model/errors.js';
import type { Connector, Item } from '../model/item-types.js';
import type { Session } from '../session.js';
import type { ConnectDialog } from './connect-dialog.js';
import type { Held } from './connect-ahead.js';
import { widgetMessages, widgetSettings } from './connect-options.js';
import type { PluggyConnectElement } from './connect.js';
import { WidgetDialog } from './widget-dialog.js';

export { fetchToken, usableUntil } from '../client/token/token-source.js';
export { prepare } from './connect-ahead.js';

/** Returns the sentence for an error's code; undefined when the general sentence applies. */
export function sentence(error: PluggyError, locale: Locale, own: Messages['widget']): string | undefined {
  const text = codeEntry(error.code)?.dialog;
  return text && widgetMessages(locale, own).failed[text];
}

/** Why an open does not begin. */
export function refusal(busy: boolean): PluggyError {
  if (busy) return new PluggyError('widget-busy', 'The widget is open for another connection, which is shown instead.');
  const text = 'Set token-endpoint to the route of your backend that returns a Connect Token.';
  return new PluggyError('token-endpoint-missing', text, { retryable: false });
}

/** What an open needs of its element. */
export interface ConnectHost {
  readonly element: PluggyConnectElement;
  /** The provider's, which learns what the widget reads. */
  readonly session: () => Session | undefined;
  /** The page's own texts. */
  readonly messages: Messages['widget'];
  readonly locale: Locale;
  readonly ids: { itemId: string; sessionId: number };
  readonly dialog: ConnectDialog;
  readonly held: Held;
  /** For the update of another Item than the element's. */
  readonly fetchToken: (itemId: string) => Held;
  readonly done: Promise<ConnectOutcome>;
  readonly settle: (outcome: ConnectOutcome) => void;
  readonly emit: (event: Event) => boolean;
  /** A failure that nobody else shows. */
  readonly report: (event: PluggyErrorEvent) => void;
  /** What the button shows, with the text that replaces its label. */
  readonly phase: (phase: Phase, label?: string) => void;
  readonly connected: (itemId: string) => void;
  readonly ended: () => void;
}

/** Goes on with an open, from the dialog that is up. */
export function startWidget(host: ConnectHost): RunningWidget {
  const { element, locale, dialog, held } = host;
  const messages = widgetMessages(locale, host.messages);
  const { ahead } = held;
  const chrome = ahead?.chrome ?? new WidgetDialog(dialog, messages, element);
  // What was laid out is shown; what another element has laid out is of no use any more.
  if (ahead) chrome.show();
  else page().ahead?.drop();
  let { ids } = host;
  const settings = (token: Promise<string>) => widgetSettings(element, locale, messages, ids.itemId, token);
  const session: WidgetSession = new WidgetSession({
    itemId: ids.itemId,
    chrome,
    settings: settings(held.token),
    ahead: ahead?.widget,
    owner: connectOwner(host, messages, {
      ids: () => ids,
      offer(item) {
        if (ids.itemId) return;
        chrome.offer(item.connector?.name ?? '', () => {
          ids = { ...ids, itemId: item.id };
          const { token, abort } = host.fetchToken(item.id);
          void host.done.then(() => abort.abort());
          session.restart(item.id, settings(token));
        });
      },
      retract: () => chrome.retract(),
    }),
    abort: held.abort,
    done: host.done,
    settle: host.settle,
  });
  return session;
}

/** What is offered to somebody who is about to connect what is connected already. */
interface Duplicates {
  readonly ids: () => ConnectHost['ids'];
  readonly offer: (item: Item) => void;
  readonly retract: () => void;
}

/** Tells the page, in events. */
function connectOwner(
  { element, session, emit, report, phase, connected, ended }: ConnectHost,
  messages: WidgetMessages,
  { ids, offer, retract }: Duplicates,
): WidgetOwner {
  let ready = false;
  let selected: unknown;
  const items = () => session()?.items;
  /** What is not in the store yet: its code may come after the widget's, and with it another session. */
  const told = new Map<string, [Item, LinkReason]>();
  const controller = { hostUpdated: () => give() };
  const give = () => {
    const store = items();
    if (!store) return;
    for (const each of told.values()) store.take(...each);
    told.clear();
    element.removeController(controller);
  };
  const seen = (item: Item | undefined, moment: LinkReason) => {
    if (!item || !session()) return;
    told.set(item.id, [item, moment]);
    element.addController(controller);
    give();
  };
  const about = (itemId: string | undefined) => (itemId ? { ...ids(), itemId } : ids());
  /** The one that was connected last, where there are several. */
  const existing = () =>
    selected === undefined
      ? undefined
      : items()
          ?.items?.filter(({ connector }) => connector?.id === selected)
          .at(-1);
  const select = (step: string, connector: Connector | null | undefined) => {
    if (step !== 'SELECTED_INSTITUTION') {
      if (/^SUBMITTED_/.test(step)) retract();
      return;
    }
    selected = connector?.id;
    retract();
    const item = existing();
    if (item) offer(item);
  };
  return {
    phase: (now, needsPerson) =>
      phase(now, now === 'background' ? messages[needsPerson ? 'attention' : 'background'] : undefined),
    ready() {
      if (ready) return;
      ready = true;
      emit(new PluggyReadyEvent(ids()));
    },
    progress(step, connector, item) {
      select(step, connector);
      seen(item, 'seen');
      emit(new PluggyProgressEvent(about(item?.id), step, connector, item));
    },
    success(item) {
      seen(item, 'success');
      connected(item.id);
      emit(new PluggySuccessEvent(about(item.id), item));
    },
    error(error) {
      const found = error.code === 'ITEM_USER_ALREADY_EXISTS' ? existing() : undefined;
      if (found) offer(found);
      seen(error.item, 'seen');
      const event = new PluggyErrorEvent(about(error.item?.id), error);
      if (ready) emit(event);
      else report(event);
    },
    hide: () => emit(new PluggyHideEvent(ids())),
    close(outcome) {
      ended();
      // The widget does not tell of everything that happened in it.
      if (outcome.itemId) void items()?.refresh(outcome.itemId);
      emit(new PluggyCloseEvent(about(outcome.itemId), outcome));
    },
  };
}
