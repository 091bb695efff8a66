import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { loadChunk } from '../../client/load-chunk.js';
import { logFailure } from '../../client/log-failure.js';
import type { LinkReason } from '../../client/items/item-linker.js';
import type { ConnectOutcome, Phase, WidgetObserver } from '../../client/widget/types.js';
import { PluggyErrorEvent, type OpenIds } from '../../events/connect.js';
import { PluggyHideEvent, PluggyProgressEvent, PluggyReadyEvent, PluggySuccessEvent } from '../../events/widget.js';
import type { Locale, WidgetMessages } from '../../locales/index.js';
import { widgetTexts } from '../../locales/widget.js';
import { MEU_PLUGGY_ID } from '../../model/connector.js';
import type { PluggyError } from '../../model/errors.js';
import type { Connector, Item } from '../../model/item-types.js';
import type { ProviderContext } from '../../provider-context.js';
import type { AttemptPort, ConnectPort } from './port.js';
import type { TextSettings } from './texts.js';
import type { WidgetDialog } from './widget-dialog.js';

type Store = Pick<NonNullable<ProviderContext['items']>, 'items'>;

/** Reports to the page: in events, on the button, and in the value of the form control. */
export class EventReporter implements WidgetObserver {
  #port: Pick<ConnectPort, 'source' | 'emit' | 'setPhase' | 'setConnected'>;
  #attempt: Pick<AttemptPort, 'eventIds' | 'reportFailure' | 'end'>;
  #messages: WidgetMessages;
  #isReady = false;
  #phase?: [phase: Phase, needsPerson: boolean];

  constructor(
    port: Pick<ConnectPort, 'source' | 'emit' | 'setPhase' | 'setConnected'>,
    attempt: Pick<AttemptPort, 'eventIds' | 'reportFailure' | 'end'>,
    messages: WidgetMessages,
  ) {
    this.#port = port;
    this.#attempt = attempt;
    this.#messages = messages;
  }

  phase(phase: Phase, needsPerson: boolean): void {
    this.#phase = [phase, needsPerson];
    const label = this.#messages[needsPerson ? 'attention' : 'background'];
    this.#port.setPhase(phase, phase === 'background' ? label : undefined);
  }

  /** Writes the text on the button in another language. */
  translate(messages: WidgetMessages): void {
    this.#messages = messages;
    if (this.#phase) this.phase(...this.#phase);
  }

  ready(): void {
    // An open reports `pluggy-ready` once, also when another widget replaces the first one.
    if (this.#isReady) return;
    this.#isReady = true;
    this.#port.emit(new PluggyReadyEvent(this.#attempt.eventIds));
  }

  progress(step: string, connector?: Connector | null, item?: Item): void {
    this.#port.emit(new PluggyProgressEvent(this.#idsFor(item), step, connector, item));
  }

  success(item: Item): void {
    this.#port.setConnected(item.id);
    this.#port.emit(new PluggySuccessEvent(this.#idsFor(item), item));
  }

  error(error: PluggyError): void {
    const event = new PluggyErrorEvent(this.#idsFor(error.item), error);
    // A widget that is ready shows its failures itself.
    if (!this.#isReady) this.#attempt.reportFailure(event);
    else if (this.#port.emit(event)) logFailure(this.#port.source, event);
  }

  hidden(): void {
    this.#port.emit(new PluggyHideEvent(this.#attempt.eventIds));
  }

  closed(outcome: ConnectOutcome): void {
    this.#attempt.end(outcome);
  }

  #idsFor(item: Item | undefined): OpenIds {
    const { eventIds } = this.#attempt;
    return item ? { ...eventIds, itemId: item.id } : eventIds;
  }
}

/** Feeds the provider's store with the Items that the widget reports. */
export class StoreFeed implements WidgetObserver, ReactiveController {
  #host: ReactiveControllerHost;
  #context: () => ProviderContext | undefined;
  /** Items for a store whose code has not loaded yet. The provider replaces its context when the store is there. */
  #waiting = new Map<string, [Item, LinkReason]>();
  /** Ids of all Items that the widget has reported. */
  #reported = new Set<string>();
  #isClosed = false;

  /** @param context - Returns the provider's context of now, since it is replaced when a setting changes. */
  constructor(host: ReactiveControllerHost, context: () => ProviderContext | undefined) {
    this.#host = host;
    this.#context = context;
  }

  progress(_step: string, _connector?: Connector | null, item?: Item): void {
    this.#take(item, 'seen');
  }

  success(item: Item): void {
    this.#take(item, 'success');
  }

  error({ item }: PluggyError): void {
    this.#take(item, 'seen');
  }

  closed({ itemId }: ConnectOutcome): void {
    this.#isClosed = true;
    this.#endPrecedence();
    // Read the Item again, because the widget does not report every change.
    if (itemId) void this.#context()?.items?.refresh(itemId);
  }

  hostUpdated(): void {
    const store = this.#context()?.items;
    if (!store) return;
    for (const entry of this.#waiting.values()) store.take(...entry);
    this.#waiting.clear();
    this.#host.removeController(this);
    if (this.#isClosed) this.#endPrecedence();
  }

  #take(item: Item | undefined, reason: LinkReason): void {
    if (!item || !this.#context()) return;
    this.#waiting.set(item.id, [item, reason]);
    this.#reported.add(item.id);
    this.#host.addController(this);
    this.hostUpdated();
  }

  #endPrecedence(): void {
    const store = this.#context()?.items;
    for (const itemId of this.#reported) store?.widgetClosed(itemId);
  }
}

/** Follows the language of the element's place while the widget is open. */
export class LanguageFollower implements WidgetObserver, ReactiveController {
  #port: Pick<ConnectPort, 'source' | 'texts'>;
  #locale: Locale;
  #translate: (texts: TextSettings) => void;

  /** `translate` is called with texts that are loaded. `locale` is the language so far. */
  constructor(port: Pick<ConnectPort, 'source' | 'texts'>, locale: Locale, translate: (texts: TextSettings) => void) {
    this.#port = port;
    this.#locale = locale;
    this.#translate = translate;
    port.source.addController(this);
    this.hostUpdated();
  }

  hostUpdated(): void {
    const { texts } = this.#port;
    const previous = this.#locale;
    if (texts.locale === previous) return;
    this.#locale = texts.locale;
    widgetTexts.load(texts.locale, loadChunk).then(
      () => {
        if (this.#locale === texts.locale) this.#translate(texts);
      },
      // The next update of the element tries again.
      () => (this.#locale = previous),
    );
  }

  closed(): void {
    this.#port.source.removeController(this);
  }
}

/** Steps by which the person goes on with a new connection instead of an update. Source: the SDK's types. */
const SUBMISSIONS = new Set(['SUBMITTED_CONSENT', 'SUBMITTED_LOGIN', 'SUBMITTED_MFA']);

/** Offers the update of the existing connection to a person who connects the same institution again. */
export class DuplicateOffer implements WidgetObserver {
  #dialog: Pick<WidgetDialog, 'offer' | 'retract'>;
  #store: () => Store | undefined;
  #update: (item: Item) => void;
  #connectorId: unknown;

  constructor(
    dialog: Pick<WidgetDialog, 'offer' | 'retract'>,
    store: () => Store | undefined,
    update: (item: Item) => void,
  ) {
    this.#dialog = dialog;
    this.#store = store;
    this.#update = update;
  }

  progress(step: string, connector?: Connector | null): void {
    if (step === 'SELECTED_INSTITUTION') {
      this.#connectorId = connector?.id;
      this.#dialog.retract();
      this.#offer();
    } else if (SUBMISSIONS.has(step)) {
      this.#dialog.retract();
    }
  }

  error({ code }: PluggyError): void {
    if (code === 'ITEM_USER_ALREADY_EXISTS') this.#offer();
  }

  /** Offers the connection that was made last, where the institution has several. */
  #offer(): void {
    // Each bank that MeuPluggy shares is a connection of its own.
    if (this.#connectorId === undefined || this.#connectorId === MEU_PLUGGY_ID) return;
    const item = this.#store()
      ?.items?.filter(({ connector }) => connector?.id === this.#connectorId)
      .at(-1);
    if (item?.connector) this.#dialog.offer(item.connector, () => this.#update(item));
  }
}
