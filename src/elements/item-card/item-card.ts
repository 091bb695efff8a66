import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { ItemStore } from '../../client/item-store.js';
import { PluggyDisconnectedEvent, PluggyDisconnectEvent } from '../../events.js';
import { CONSENT_WARNING_DAYS } from '../../model/item-view.js';
import { isWorking } from '../../model/item-state.js';
import type { Item } from '../../model/item-types.js';
import type { PluggyConnectElement } from '../connect.js';
import { PluggyElement } from '../shared/base.js';
import { block } from '../shared/block.styles.js';
import { canConnect } from '../shared/can-connect.js';
import { institutionName } from '../shared/institution-name.js';
import { ItemSource } from '../shared/item-source.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { Ticker } from '../shared/ticker.js';
import { warnOnce } from '../shared/warn-once.js';
import type { DisconnectStep } from './disconnect-dialog.template.js';
import { cardFacts, type CardFacts } from './item-card.facts.js';
import type { Answer, CardActions, CardState } from './item-card.template.js';

/**
 * Shows one connection: the institution, its status, and the actions to update or end the connection.
 *
 * The Item comes from the property `item`, or from `item-id` inside a `<pluggy-provider>`. Updates and the disconnection are
 * requests to the provider's `items-endpoint`.
 *
 * @fires {PluggyDisconnectEvent} pluggy-disconnect - Fired when the person has confirmed the disconnection: `itemId`. Cancel the event to disconnect the item yourself.
 * @fires {PluggyDisconnectedEvent} pluggy-disconnected - Fired when the connection has ended and its data is erased: `itemId`.
 *
 * @csspart card - The box around all other parts.
 * @csspart logo - The institution's logo or initials.
 * @csspart name - The institution's name.
 * @csspart status - The badge.
 * @csspart details - The state of each product.
 * @csspart actions - The buttons.
 * @csspart dialog - The question before a disconnection.
 *
 * @cssproperty [--pluggy-color-primary] - Primary buttons and focus rings.
 * @cssproperty [--pluggy-color-surface] - The background.
 * @cssproperty [--pluggy-color-text] - Texts.
 * @cssproperty [--pluggy-color-border] - Borders.
 * @cssproperty [--pluggy-color-attention] - The button that disconnects.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyItemCardElement extends PluggyElement {
  static override styles = block;
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: { attribute: 'item-id' },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; the nearest provider has its state. */
  itemId = '';

  #source = new ItemSource(this);
  protected readonly template = new LazyTemplate(this, () => import('./item-card.template.js'));
  #ticker = new Ticker(this);

  // State of the Item on screen, cleared by `#reset`

  #shownId = '';
  #facts!: CardFacts;
  /** The institution's last known name, for an Item that is gone. */
  #name = '';
  /** The answer to the person's last request, and the snapshot of the Item that it belongs to. */
  #asked?: { item: Item; answer: Answer };
  /** Whether the backend leaves updates of this Item to the widget. */
  #isForWidget = false;
  #disconnectStep?: DisconnectStep;
  #isDisconnected = false;
  /** Prompt and banner stay once they are there: they announce when their reason ends. */
  #hasPrompt = false;
  #hasBanner = false;
  #brokenLogo?: string;

  #isDetailsOpen = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#closeDialog();
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { given, item, state } = this.#source;
    const itemId = given?.id ?? (this.itemId || '');
    if (itemId !== this.#shownId) this.#reset(itemId);
    if (state?.item) this.#isDisconnected = false;
    if (item && item !== this.#asked?.item && !this.#isAsking) this.#asked = undefined;
    this.#name = institutionName(item) || this.#name;
    const consentWarningDays = this.session?.consentWarningDays ?? CONSENT_WARNING_DAYS;
    this.#facts = cardFacts(item, state, { now: this.#now, consentWarningDays });
    this.#hasPrompt ||= this.#facts.needsPrompt;
    this.#hasBanner ||= this.#facts.needsBanner;
  }

  protected override updated(): void {
    this.#ticker.run(!this.#isDisconnected && (this.#isDetailsOpen || !!this.#facts?.isTimed));
    this.#showDialog();
  }

  /** @internal */
  get hasContent(): boolean {
    return true;
  }

  /** @internal */
  render(template: typeof import('./item-card.template.js')): unknown {
    return this.#shownId ? template.cardTemplate(this.#state, this.#actions) : undefined;
  }

  get #now(): number {
    return this.store?.now() ?? Date.now();
  }

  get #isAsking(): boolean {
    return this.#asked?.answer === 'asking';
  }

  get #state(): CardState {
    const { locale, session, store } = this;
    const { given, item } = this.#source;
    const imageUrl = item?.connector?.imageUrl;
    const hasBackend = !!store?.hasBackend;
    return {
      locale,
      overrides: session?.messages.card,
      now: this.#now,
      itemId: this.#shownId,
      given,
      item,
      facts: this.#facts,
      name: this.#name,
      logoUrl: imageUrl && imageUrl !== this.#brokenLogo ? imageUrl : undefined,
      hasPrompt: this.#hasPrompt,
      hasBanner: this.#hasBanner,
      isDetailsOpen: this.#isDetailsOpen,
      answer: this.#asked?.answer,
      updateBy: hasBackend && !this.#isForWidget ? 'backend' : canConnect(session) ? 'widget' : undefined,
      canCheck: hasBackend,
      disconnectStep: this.#disconnectStep,
      isDisconnected: this.#isDisconnected,
    };
  }

  #actions: CardActions = {
    update: () => void this.#ask((store, item) => this.#startUpdate(store, item)),
    check: () => void this.#ask((store, item) => this.#checkRun(store, item)),
    toggleDetails: (isOpen) => {
      this.#isDetailsOpen = isOpen;
      this.requestUpdate();
    },
    logoFailed: () => {
      this.#brokenLogo = this.#source.item?.connector?.imageUrl;
      this.requestUpdate();
    },
    askToDisconnect: () => {
      this.#disconnectStep ??= 'asking';
      this.requestUpdate();
    },
    keep: () => {
      if (this.#disconnectStep !== 'working') this.#dialog?.close();
    },
    confirm: () => {
      if (this.#disconnectStep === 'working') return;
      if (!this.#disconnect()) this.#dialog?.close();
    },
    dialogClosed: () => {
      // Chromium closes a dialog on the second Escape even when `cancel` is prevented.
      if (this.#disconnectStep === 'working') {
        this.#showDialog();
        return;
      }
      this.#disconnectStep = undefined;
      this.requestUpdate();
      // Safari does not focus a clicked button, so the dialog has no focus to return.
      this.renderRoot.querySelector<HTMLElement>('#disconnect')?.focus({ preventScroll: true });
    },
  };

  #reset(itemId: string): void {
    this.#shownId = itemId;
    this.#name = '';
    this.#asked = this.#brokenLogo = undefined;
    this.#isForWidget = this.#isDisconnected = this.#hasPrompt = this.#hasBanner = false;
    this.#closeDialog();
  }

  // Updates

  /** Shows that a request is in progress, and then its answer. `widget` continues in the widget. */
  async #ask(request: (store: ItemStore, item: Item) => Promise<Answer | 'widget' | undefined>): Promise<void> {
    const { store } = this;
    const { item } = this.#source;
    if (this.#isAsking || !store || !item) return;
    const asked = (this.#asked = { item, answer: 'asking' });
    this.requestUpdate();
    const answer = await request(store, item);
    // The card may show another Item by now.
    if (this.#asked !== asked) return;
    const isForWidget = answer === 'widget';
    this.#isForWidget ||= isForWidget;
    this.#asked = answer && !isForWidget ? { item: this.#source.item ?? item, answer } : undefined;
    this.requestUpdate();
    if (!isForWidget || !this.isConnected) return;
    await this.updateComplete;
    void this.renderRoot.querySelector<PluggyConnectElement>('pluggy-connect')?.open();
  }

  async #startUpdate(store: ItemStore, item: Item): Promise<Answer | 'widget' | undefined> {
    const answer = await store.update(item.id).catch(() => 'failed' as const);
    if (answer === 'widget' && canConnect(this.session)) return answer;
    return answer === 'started' ? undefined : answer === 'recent' ? answer : 'failed';
  }

  /** Reads a run in progress at once, for a person who does not want to wait for the next poll. */
  async #checkRun(store: ItemStore, item: Item): Promise<Answer | undefined> {
    await store.refresh(item.id);
    const { item: current, error } = store.get(item.id);
    if (error) return 'failed';
    return current && isWorking(current) ? 'going' : undefined;
  }

  // Disconnection

  /** Whether the backend is now deleting the Item. */
  #disconnect(): boolean {
    const { store } = this;
    const itemId = this.#shownId;
    if (!this.dispatchEvent(new PluggyDisconnectEvent(itemId))) return false;
    if (!store?.hasBackend) {
      warnOnce(
        'item-card',
        '<pluggy-item-card> has no <pluggy-provider> with items-endpoint around it: listen to pluggy-disconnect, prevent it and disconnect there.',
      );
      return false;
    }
    this.#disconnectStep = 'working';
    this.requestUpdate();
    let isDone = false;
    const done = () => {
      if (isDone) return;
      isDone = true;
      endSubscription?.();
      this.#showDisconnected(itemId);
    };
    // A list removes the card as soon as the store has deleted the Item: the event comes before that.
    const isKnown = store.get(itemId).item;
    const endSubscription = isKnown && store.subscribe(itemId, () => void (store.get(itemId).gone && done()));
    store.delete(itemId).then(done, () => {
      endSubscription?.();
      if (isDone || itemId !== this.#shownId || this.#disconnectStep !== 'working') return;
      this.#disconnectStep = 'failed';
      this.requestUpdate();
    });
    return true;
  }

  #showDisconnected(itemId: string): void {
    if (itemId === this.#shownId) {
      this.#isDisconnected = true;
      this.#closeDialog();
      this.requestUpdate();
      if (this.isConnected) this.renderRoot.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
    }
    this.emit(new PluggyDisconnectedEvent(itemId));
  }

  get #dialog(): HTMLDialogElement | null | undefined {
    return this.renderRoot?.querySelector('dialog');
  }

  #showDialog(): void {
    const dialog = this.#dialog;
    if (this.#disconnectStep && dialog?.isConnected && !dialog.open) dialog.showModal();
  }

  #closeDialog(): void {
    this.#disconnectStep = undefined;
    this.#dialog?.close();
  }
}
