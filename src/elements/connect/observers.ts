import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { loadChunk } from '../../client/load-chunk.js';
import { logFailure } from '../../client/log-failure.js';
import type { LinkReason } from '../../client/items/item-linker.js';
import { LOGIN_STEPS, SUBMISSIONS } from '../../client/widget/reports.js';
import type { ConnectOutcome, PersonNeed, Phase, WidgetObserver } from '../../client/widget/types.js';
import { PluggyErrorEvent, PluggyProgressEvent, type OpenIds } from '../../events/connect.js';
import { PluggyHideEvent, PluggyReadyEvent, PluggySuccessEvent } from '../../events/widget.js';
import type { Locale, WidgetMessages } from '../../locales/index.js';
import { widgetTexts } from '../../locales/widget.js';
import { MEU_PLUGGY_ID } from '../../model/connector.js';
import type { PluggyError } from '../../model/errors.js';
import type { Connector, Item } from '../../model/item-types.js';
import { canonicalId, widgetItem } from '../../model/parse-item.js';
import { isSameId } from '../../model/same-id.js';
import type { ProviderContext } from '../../provider-context.js';
import { create } from '../shared/dom.js';
import type { AttemptPort, ConnectPort } from './port.js';
import type { TextSettings } from './texts.js';
import { shortName, type WidgetDialog } from './widget-dialog.js';

type Store = Pick<NonNullable<ProviderContext['items']>, 'items' | 'ended' | 'find'>;
type ReporterPort = Pick<ConnectPort, 'source' | 'emit' | 'setPhase' | 'setConnected'>;

/** Reports to the page: in events, on the button, and in the value of the form control. */
export class EventReporter implements WidgetObserver {
  #port: ReporterPort;
  #attempt: Pick<AttemptPort, 'eventIds' | 'elapsedMs' | 'reportFailure' | 'end'>;
  #messages: WidgetMessages;
  #isReady = false;
  #phase?: [phase: Phase, need?: PersonNeed];
  /** The live region of the button while an open is running. */
  #announcement = create('span', { role: 'status' });

  constructor(
    port: ReporterPort,
    attempt: Pick<AttemptPort, 'eventIds' | 'elapsedMs' | 'reportFailure' | 'end'>,
    messages: WidgetMessages,
  ) {
    this.#port = port;
    this.#attempt = attempt;
    this.#messages = messages;
    // The style sheet of the button loads with the page, and only an open needs this rule.
    this.#announcement.style.cssText =
      'position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)';
    port.source.shadowRoot?.append(this.#announcement);
  }

  phase(phase: Phase, need?: PersonNeed): void {
    const [previousPhase, previousNeed] = this.#phase ?? [];
    if (phase === previousPhase && need === previousNeed) return;
    this.#showPhase(phase, need);
    // The label of a button is read aloud only when the button gets the focus.
    this.#announcement.textContent = phase === 'background' && need ? this.#messages[need] : '';
  }

  /** Writes the text on the button in another language. */
  translate(messages: WidgetMessages): void {
    this.#messages = messages;
    if (this.#phase) this.#showPhase(...this.#phase);
  }

  #showPhase(phase: Phase, need: PersonNeed | undefined): void {
    this.#phase = [phase, need];
    const label = phase === 'background' ? this.#messages[need ?? 'background'] : undefined;
    this.#port.setPhase(phase, label, !need);
  }

  ready(): void {
    // An open reports `pluggy-ready` once, also when another widget replaces the first one.
    if (this.#isReady) return;
    this.#isReady = true;
    this.#port.emit(new PluggyReadyEvent(this.#attempt.eventIds));
  }

  progress(step: string, connector?: Connector | null, item?: Item): void {
    const { elapsedMs } = this.#attempt;
    this.#port.emit(new PluggyProgressEvent(this.#idsFor(item), { step, elapsedMs, connector, item }));
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
    this.#announcement.remove();
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
  /** Aborted when the person of this open has signed out: later stores are another person's. */
  #signedOut?: AbortSignal;
  /** Items for a store whose code has not loaded yet. The provider replaces its context when the store is there. */
  #waiting = new Map<string, [Item, LinkReason]>();
  /** Ids of all Items that the widget has reported. */
  #reported = new Set<string>();
  /** The institution that the person has chosen, for an Item that is reported without one. */
  #bank?: Connector | null;
  /** Whether a login was submitted, from which an Item may follow that the widget does not report. */
  #isSubmitted = false;
  #isClosed = false;

  /** @param context - Returns the provider's context of now, since it is replaced when a setting changes. */
  constructor(host: ReactiveControllerHost, context: () => ProviderContext | undefined) {
    this.#host = host;
    this.#context = context;
    this.#signedOut = context()?.signedOut;
  }

  progress(step: string, connector?: Connector | null, item?: Item): void {
    if (step === 'SELECTED_INSTITUTION') this.#bank = connector;
    this.#isSubmitted ||= LOGIN_STEPS.has(step);
    this.#take(item, 'seen');
  }

  success(item: Item): void {
    this.#take(item, 'success');
  }

  error({ item }: PluggyError): void {
    this.#take(item, 'seen');
  }

  closed({ type, itemId }: ConnectOutcome): void {
    this.#isClosed = true;
    this.#endPrecedence();
    const store = this.#store;
    if (this.#isSubmitted || type === 'pending' || type === 'success') store?.expectChanges();
    // Read the Item again, because the widget does not report every change. The backend has no Item that it refuses.
    if (itemId && !store?.isRefused(itemId)) void store?.refresh(canonicalId(itemId));
  }

  hostUpdated(): void {
    if (this.#signedOut?.aborted) this.#host.removeController(this);
    const store = this.#store;
    if (!store) return;
    for (const entry of this.#waiting.values()) store.take(...entry);
    this.#waiting.clear();
    this.#host.removeController(this);
    if (this.#isClosed) this.#endPrecedence();
  }

  #take(item: Item | undefined, reason: LinkReason): void {
    if (!item || !this.#context() || this.#signedOut?.aborted) return;
    const named = item.connector ? item : widgetItem({ ...item, connector: this.#bank });
    this.#waiting.set(item.id, [named ?? item, reason]);
    this.#reported.add(item.id);
    this.#host.addController(this);
    this.hostUpdated();
  }

  get #store(): ProviderContext['items'] {
    return this.#signedOut?.aborted ? undefined : this.#context()?.items;
  }

  #endPrecedence(): void {
    const store = this.#store;
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
const NEW_CONNECTION_STEPS = new Set(['SUBMITTED_CONSENT', ...SUBMISSIONS]);

/**
 * Offers the update of the existing connection to a person who connects the same institution again. Before the login, the
 * institution alone shows which connection that is; Pluggy's refusal of a duplicate names the connection.
 */
export class DuplicateOffer implements WidgetObserver {
  #dialog: Pick<WidgetDialog, 'offer' | 'explain' | 'retract'>;
  #store: () => Store | undefined;
  #update: (item: Item) => void;
  /** The institution that the person has chosen. */
  #bank?: Connector;
  /** The refusal whose connection is being looked up. */
  #refusal?: object;

  constructor(
    dialog: Pick<WidgetDialog, 'offer' | 'explain' | 'retract'>,
    store: () => Store | undefined,
    update: (item: Item) => void,
  ) {
    this.#dialog = dialog;
    this.#store = store;
    this.#update = update;
  }

  progress(step: string, connector?: Connector | null): void {
    if (step === 'SELECTED_INSTITUTION') {
      this.#bank = connector ?? undefined;
      this.#retract();
      // Each bank that MeuPluggy shares is a connection of its own.
      if (connector && connector.id !== MEU_PLUGGY_ID) this.#offerAny(this.#atBank);
    } else if (NEW_CONNECTION_STEPS.has(step)) {
      this.#retract();
    }
  }

  error({ code, itemIds }: PluggyError): void {
    if (code !== 'ITEM_USER_ALREADY_EXISTS') return;
    this.#retract();
    if (itemIds.length) void this.#offerOneOf(itemIds);
    else if (this.#bank?.id !== MEU_PLUGGY_ID) this.#offerAny(this.#atBank);
  }

  closed(): void {
    this.#retract();
  }

  /** The person's connections to the institution that the person has chosen. */
  get #atBank(): Item[] {
    const id = this.#bank?.id;
    return id === undefined ? [] : (this.#store()?.items?.filter(({ connector }) => connector?.id === id) ?? []);
  }

  /** Offers the only connection. Of several, only the person knows which one is meant. */
  #offerAny(items: readonly Item[]): void {
    const [item, another] = items;
    if (another) this.#dialog.offer(this.#bank, ({ several }) => several(shortName(this.#bank), items.length));
    else if (item) this.#offer(item);
  }

  /** Offers the connection that Pluggy names, if it is the person's: another one must never get this person's password. */
  async #offerOneOf(itemIds: readonly string[]): Promise<void> {
    const store = this.#store();
    if (!store) return;
    const refusal = (this.#refusal = {});
    const known = itemIds.map((itemId) => withId(store.items, itemId)).find((item) => !!item);
    const items = known ? [known] : await Promise.all(itemIds.map((itemId) => store.find(itemId)));
    if (refusal !== this.#refusal) return;
    const item = items.filter((each) => !!each && each !== 'ended').find(({ deletedAt }) => !deletedAt);
    const areOthers = items.every((each) => each === null) && !itemIds.some((itemId) => withId(store.ended, itemId));
    if (item) this.#offer(item);
    else if (areOthers) this.#dialog.explain(({ elsewhere }) => elsewhere(shortName(this.#bank)));
  }

  #offer(item: Item): void {
    this.#dialog.offer(
      item.connector,
      ({ already }) => already(shortName(item.connector)),
      () => this.#update(item),
    );
  }

  #retract(): void {
    this.#refusal = undefined;
    this.#dialog.retract();
  }
}

const withId = (items: readonly Item[] | undefined, itemId: string) => items?.find(({ id }) => isSameId(id, itemId));
