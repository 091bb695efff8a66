import type { ReactiveElement } from '@lit/reactive-element';
import { pageRegistry } from '../../client/widget/page-registry.js';
import type { RunningWidget } from '../../client/widget/types.js';
import { PluggyProgressEvent, type PluggyCloseEvent, type PluggyErrorEvent } from '../../events/connect.js';
import type { InstitutionsMessages } from '../../locales/index.js';
import type { PluggyError } from '../../model/errors.js';
import type { Institution } from '../../model/institutions.js';
import type { Item } from '../../model/item-types.js';
import { isSameId } from '../../model/same-id.js';
import type { PluggyConnectElement } from '../connect/connect.js';
import type { html, TemplateResult } from '../shared/lit-html.js';
import { isSideways, optionAt } from './list-keys.js';
import { offerTemplate, type Offer } from './offer.template.js';

/** The side of `<pluggy-institutions>` that a choice sees. */
export interface ChoicePort {
  readonly host: ReactiveElement;
  /** The text in the field, and the id of the highlighted institution. */
  readonly state: { readonly query: string; activeId?: number };
  /** The person's connections to an institution. */
  readonly itemsAt: (institution: Institution) => readonly Item[];
  /** Empties the field. */
  readonly clear: () => void;
}

/** An open at an institution, or for the update of an Item. */
interface Target {
  readonly institution?: Institution;
  readonly itemId: string;
}

/** The keys of the search, the choice of an institution, and the open that follows. Loaded when a person begins to use them. */
export class Choice {
  /** The chosen institution, to which a connection exists. */
  offered?: Institution;
  /** The failure of a widget that did not open. */
  failure?: PluggyError;
  /** Whether the widget goes on in the background. */
  isInBackground = false;

  #port: ChoicePort;
  /** The target of the last open. */
  #target?: Target;
  /** The first milestone of that open, until the open ends. */
  #opened?: PluggyProgressEvent;
  #isReady = false;
  /** The open of another connection, which keeps the widget from opening at the choice. */
  #blocker?: RunningWidget;

  constructor(port: ChoicePort) {
    this.#port = port;
  }

  /** Whether another connection is in progress, so that the choice did not open the widget. */
  get isBlocked(): boolean {
    return !!this.#blocker;
  }

  /** Forgets the person, whose open has ended. */
  forget(): void {
    this.offered = this.failure = this.#target = this.#opened = this.#blocker = undefined;
    this.isInBackground = false;
    Object.assign(this.#connect, { selectedConnectorId: undefined, itemId: '' });
  }

  /** Withdraws the question and the failure of the last choice: the person looks for another institution. */
  leave(): void {
    this.offered = this.failure = undefined;
  }

  /** Asks about a connection that exists, or opens the widget. */
  choose(institution: Institution): void {
    const { state, itemsAt } = this.#port;
    state.activeId = institution.id;
    const target = { institution, itemId: '' };
    // The connection in progress may have reported its Item already.
    if (!itemsAt(institution).length || this.#isRunning(target)) {
      this.#open(target);
      return;
    }
    this.offered = institution;
    this.failure = this.#blocker = undefined;
    void this.#focus('.offer');
  }

  /** Returns the question about the connections to the offered institution. */
  offerTemplate(offer: Offer, messages: InstitutionsMessages, tag: typeof html): TemplateResult {
    return offerTemplate(offer, messages, this, tag);
  }

  /** Withdraws the question when the connection has ended elsewhere. */
  checkOffer(): void {
    if (this.offered && !this.#port.itemsAt(this.offered).length) this.back();
  }

  /** Shows the list again in the place of the question. */
  back = (): void => {
    const { host } = this.#port;
    const hadFocus = this.#find('.offer')?.contains(host.shadowRoot!.activeElement);
    this.offered = undefined;
    host.requestUpdate();
    if (hadFocus) void this.#focus('input');
  };

  update = (): void => {
    const [item] = this.offered ? this.#port.itemsAt(this.offered) : [];
    if (item) this.#open({ itemId: item.id });
  };

  another = (): void => this.#open({ institution: this.offered, itemId: '' });

  openAgain = (event: Event): void => {
    event.preventDefault();
    if (this.#target) this.#open(this.#target);
  };

  /** Uses a key, or returns false: the key then belongs to the control with the focus. The field keeps the focus. */
  press(key: string, isInField: boolean): boolean {
    const { state, clear } = this.#port;
    const list = this.#find('#list')!;
    const options = [...list.querySelectorAll<HTMLElement>('[role=option]:not([hidden])')];
    const active = options.find(({ id }) => id === `institution-${state.activeId}`);
    if (key === 'Escape') {
      if (this.offered) this.back();
      else if (isInField && (state.query || active)) clear();
      else return false;
      return true;
    }
    if (!isInField || !options.length) return false;
    if (key === 'Enter') {
      if (this.offered) void this.#focus('.offer');
      else (active ?? (state.query && options.length === 1 ? options[0] : undefined))?.click();
      return true;
    }
    if (!/^(Arrow|Page)/.test(key)) return false;
    if (this.offered) {
      if (!isSideways(key)) this.back();
      return !isSideways(key);
    }
    const next = optionAt(key, options, active, list);
    if (!next) return false;
    state.activeId = Number(next.id.replace('institution-', ''));
    next.scrollIntoView({ block: 'nearest' });
    this.#port.host.requestUpdate();
    return true;
  }

  widgetProgresses = (event: PluggyProgressEvent): void => {
    if (event.milestone === 'opened') this.#opened = event;
  };

  widgetReady = (): void => {
    this.#isReady = true;
  };

  // The inner button is not shown, and the search shows the failure itself.
  widgetFails = (event: PluggyErrorEvent): void => {
    event.isShown = true;
  };

  widgetHides = (): void => {
    this.isInBackground = true;
    this.#blocker = undefined;
    this.#port.host.requestUpdate();
  };

  widgetCloses = ({ outcome, sessionId }: PluggyCloseEvent): void => {
    // The next open may have begun, or another person may be there.
    if (sessionId !== this.#opened?.sessionId) return;
    this.#opened = undefined;
    this.isInBackground = false;
    const { error } = outcome;
    const { running } = pageRegistry();
    // The sentence is true until the other open ends.
    if (error?.code === 'widget-busy' && running) this.#block(running);
    // A widget that was ready has shown its failures itself.
    else this.failure = this.#isReady ? undefined : error;
    this.#port.host.requestUpdate();
  };

  /** Opens the widget. Another connection in progress goes on, and a choice of the same target shows its widget. */
  #open(target: Target): void {
    const { institution: connector, itemId } = target;
    const { running } = pageRegistry();
    this.offered = this.failure = this.#blocker = undefined;
    this.#port.host.requestUpdate();
    if (this.#isRunning(target)) {
      running!.show();
      return;
    }
    // The element decides whether it joins an update of the same Item.
    const isSameItem = !!itemId && isSameId(itemId, running?.itemId);
    if (running && !running.settled && !isSameItem) {
      this.#block(running);
      return;
    }
    if (!isSameItem) running?.close();
    this.#target = target;
    this.#opened = undefined;
    this.#isReady = false;
    this.isInBackground = false;
    const connect = this.#connect;
    Object.assign(connect, { selectedConnectorId: connector?.id, itemId });
    void connect.open();
    // The widget reports only choices that the person makes in it.
    const opened = this.#opened as PluggyProgressEvent | undefined;
    if (!opened || !connector) return;
    const { elapsedMs } = opened;
    connect.dispatchEvent(new PluggyProgressEvent(opened, { milestone: 'institution-chosen', elapsedMs, connector }));
  }

  /** Whether the open in progress is that of the target. */
  #isRunning({ institution, itemId }: Target): boolean {
    const last = this.#target;
    const isSame = last?.institution?.id === institution?.id && last?.itemId === itemId;
    return isSame && !!this.#opened && !!pageRegistry().running;
  }

  #block(running: RunningWidget): void {
    this.#blocker = running;
    void running.done.then(() => this.#unblock(running));
  }

  #unblock(running: RunningWidget): void {
    if (this.#blocker !== running) return;
    this.#blocker = undefined;
    this.#port.host.requestUpdate();
  }

  get #connect(): PluggyConnectElement {
    return this.#find<PluggyConnectElement>('pluggy-connect')!;
  }

  #find<T extends HTMLElement>(selector: string): T | null {
    return this.#port.host.renderRoot.querySelector<T>(selector);
  }

  async #focus(selector: string): Promise<void> {
    const { host } = this.#port;
    host.requestUpdate();
    await host.updateComplete;
    this.#find(selector)?.focus();
  }
}
