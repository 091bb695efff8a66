/** What `<pluggy-connect>` needs from the first intent on, and not before: one chunk, beside the SDK's. */
import { WidgetSession, type WidgetOwner } from '../client/widget-session.js';
import type { ItemStore } from '../client/item-store.js';
import type { ConnectOutcome, Phase, RunningWidget } from '../client/widget.js';
import type { HeldToken } from '../client/token-source.js';
import {
  PluggyCloseEvent,
  PluggyErrorEvent,
  PluggyHideEvent,
  PluggyProgressEvent,
  PluggyReadyEvent,
  PluggySuccessEvent,
} from '../events.js';
import { withOverrides, type Locale, type Messages, type WidgetMessages } from '../locales/index.js';
import { widget as en } from '../locales/en.widget.js';
import { widget as es } from '../locales/es.widget.js';
import { widget as pt } from '../locales/pt-BR.widget.js';
import { PluggyError } from '../model/errors.js';
import type { Item } from '../model/item.js';
import type { ConnectDialog } from './connect-dialog.js';
import { connectSettings } from './connect-options.js';
import type { PluggyConnectElement } from './connect.js';
import { WidgetDialog } from './widget-dialog.js';

export { fetchToken } from '../client/token-source.js';
export { connectSettings };

const MESSAGES: Record<Locale, WidgetMessages> = { 'pt-BR': pt, en, es };

/** Which sentence a person reads for a code; the general one for all others. */
const SENTENCES: [RegExp, keyof WidgetMessages['failed']][] = [
  [/^offline$/, 'offline'],
  [/^token-unauthorized$/, 'session'],
  [/^(token-(endpoint-missing|malformed|not-found)|widget-(blocked|duplicate))$/, 'blocked'],
  [/^widget-timeout$/, 'timeout'],
  [/^widget-busy$/, 'busy'],
];

export function sentence(error: PluggyError, locale: Locale, own: Messages['widget']): string | undefined {
  const found = SENTENCES.find(([codes]) => codes.test(error.code));
  return found && withOverrides(MESSAGES[locale], own).failed[found[1]];
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
  readonly items: () => ItemStore | undefined;
  /** The page's own texts. */
  readonly messages: Messages['widget'];
  readonly locale: Locale;
  readonly ids: { itemId: string; sessionId: number };
  readonly dialog: ConnectDialog;
  readonly held: HeldToken & { token: Promise<string> };
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
  const { element, locale, ids, dialog, held } = host;
  const messages = withOverrides(MESSAGES[locale], host.messages);
  const { options, url, timeout } = connectSettings(element);
  return new WidgetSession({
    itemId: ids.itemId,
    chrome: new WidgetDialog(dialog, messages, element),
    settings: {
      url,
      timeout,
      title: messages.frame,
      token: held.token,
      options: {
        language: locale.slice(0, 2),
        theme: usedScheme(element),
        ...options,
        ...(ids.itemId ? { updateItem: ids.itemId } : {}),
      },
    },
    owner: connectOwner(host, messages),
    abort: held.abort,
    done: host.done,
    settle: host.settle,
  });
}

/** Tells the page, in events. */
function connectOwner(
  { ids, items, emit, report, phase, connected, ended }: ConnectHost,
  messages: WidgetMessages,
): WidgetOwner {
  let ready = false;
  const seen = (item: Item | undefined, moment: 'seen' | 'success') => {
    if (!item) return;
    const store = items();
    store?.put(item, { local: true });
    void store?.link(item.id, moment);
  };
  const about = (itemId: string | undefined) => (itemId ? { ...ids, itemId } : ids);
  return {
    phase: (now, needsPerson) =>
      phase(now, now === 'background' ? messages[needsPerson ? 'attention' : 'background'] : undefined),
    ready() {
      ready = true;
      emit(new PluggyReadyEvent(ids));
    },
    progress(step, connector, item) {
      seen(item, 'seen');
      emit(new PluggyProgressEvent(about(item?.id), step, connector, item));
    },
    success(item) {
      seen(item, 'success');
      connected(item.id);
      emit(new PluggySuccessEvent(about(item.id), item));
    },
    error(error) {
      seen(error.item, 'seen');
      const event = new PluggyErrorEvent(about(error.item?.id), error);
      if (ready) emit(event);
      else report(event);
    },
    hide: () => emit(new PluggyHideEvent(ids)),
    close(outcome) {
      ended();
      // The widget does not tell of everything that happened in it.
      if (outcome.itemId) void items()?.refresh(outcome.itemId);
      emit(new PluggyCloseEvent(about(outcome.itemId), outcome));
    },
  };
}

function usedScheme(element: Element): 'light' | 'dark' {
  const { colorScheme } = getComputedStyle(element);
  const prefersDark = !colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
  return colorScheme.includes('dark') && prefersDark ? 'dark' : 'light';
}
