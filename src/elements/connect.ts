import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import { sendTokenRequest, type TokenEndpoint } from '../client/token/token-request.js';
import type { PendingToken } from '../client/token/token-source.js';
import { loadChunk, loadSdk, page, type ConnectOutcome, type Phase, type RunningWidget } from '../client/widget.js';
import { PluggyCloseEvent, PluggyErrorEvent, PluggyOpenEvent } from '../events.js';
import { messagesFor, type ConnectMessages } from '../locales/index.js';
import { connectTexts } from '../locales/connect.js';
import type { PluggyError } from '../model/errors.js';
import { flag, isOn } from './shared/attributes.js';
import type { Held as HeldAhead } from './connect-ahead.js';
import { ConnectDialog } from './connect-dialog.js';
import { styles } from './connect.styles.js';
import { create } from './shared/dom.js';
import { PluggySettingsElement } from './shared/settings.js';
import { setState } from './shared/states.js';
import { button } from './shared/theme.styles.js';

/** How long a pointer must rest on the button to count as intent, in milliseconds. */
const REST = 65;
/** How long a token that was asked for ahead may wait for its use, in milliseconds. */
const KEEP = 300_000;

let widgetCode: Promise<typeof import('./connect-widget.js')> | undefined;

/** Everything that is not needed before somebody means to connect. The SDK's chunk is on its way meanwhile. */
const loadWidgetCode = () => {
  loadSdk().catch(() => {});
  widgetCode ??= loadChunk(() => import('./connect-widget.js'));
  widgetCode.catch(() => (widgetCode = undefined));
  return widgetCode;
};

type Held = HeldAhead & { source: unknown };

/**
 * The button that opens Pluggy's Connect Widget, where people connect a bank or renew a connection.
 *
 * Works alone: give it the address of the backend's route that returns a Connect Token.
 * `<pluggy-connect token-endpoint="/api/connect-token">Connect your bank</pluggy-connect>`
 *
 * It is also a form control: with a `name`, the connected Item's id is submitted with the form. It answers the invoker
 * commands `--open`, `--show`, `--hide` and `--close`.
 *
 * @slot - The button's label. Default: "Connect your account" in the page's language.
 * @slot icon - An icon before the label.
 *
 * @fires {PluggyOpenEvent} pluggy-open - Before an open fetches anything. Cancelable: nothing follows.
 * @fires {PluggyReadyEvent} pluggy-ready - The widget is loaded and answers.
 * @fires {PluggyProgressEvent} pluggy-progress - A step in the widget, or an Item read again: `step`, `connector`, `item`.
 * @fires {PluggySuccessEvent} pluggy-success - An Item is connected or updated: `item`. The widget may still be open.
 * @fires {PluggyErrorEvent} pluggy-error - Something failed: `error`. Cancelable: our sentence below the button is not shown.
 * @fires {PluggyHideEvent} pluggy-hide - The widget was hidden and goes on in the background.
 * @fires {PluggyCloseEvent} pluggy-close - It is over: `outcome`. Exactly one for each open; on `document` if the element is gone.
 *
 * @csspart button - The button.
 * @csspart label - Its text.
 * @csspart spinner - The turning circle while the widget is prepared or works in the background.
 *
 * @cssstate preparing - Opened, and the widget has not answered yet.
 * @cssstate open - The widget is shown.
 * @cssstate background - The widget is hidden and goes on.
 * @cssstate connected - There is a connected Item.
 *
 * @cssproperty [--pluggy-color-primary] - The button, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary] - Text on the primary colour.
 * @cssproperty [--pluggy-color-surface] - The background of dialogs and cards.
 * @cssproperty [--pluggy-color-text] - Text.
 * @cssproperty [--pluggy-color-border] - Borders.
 * @cssproperty [--pluggy-color-problem] - Text that says what went wrong.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyConnectElement extends PluggySettingsElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = {
    ...PluggySettingsElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override styles = [button, styles];
  static override properties: PropertyDeclarations = {
    itemId: { attribute: 'item-id' },
    // The form reads the attribute; an empty one would only be clutter.
    name: { reflect: true, converter: { toAttribute: (name: string) => name || null } },
    defaultValue: { attribute: 'value' },
    required: { converter: flag },
    disabled: { converter: flag, reflect: true },
    // Plain accessors, named here for what a page sets before the element is defined.
    value: { attribute: false, noAccessor: true },
    phase: { state: true },
    label: { state: true },
    failure: { state: true },
    chosen: { state: true },
  };

  /** Update mode: the Item to re-authenticate. Goes to the backend and to the widget. */
  itemId = '';

  /** The name under which the Item's id is submitted with the form. */
  name = '';

  /** The Item's id to begin with, for a form that comes back from the server; `value` is the one now. */
  defaultValue = '';

  /** Whether the form needs a connected Item. */
  required = false;

  /** Whether the button can be used. */
  disabled = false;

  private phase: Phase;
  private label?: string;
  private failure = '';
  private chosen?: string;

  #internals = this.attachInternals();
  #spinner: HTMLElement = create('span', { part: 'spinner', class: 'spinner' });
  #slot: HTMLElement = create('slot');
  #label: HTMLElement = create('span', { part: 'label' });
  #mark: HTMLElement = create('span', { role: 'img' }, '✓');
  #button: HTMLButtonElement = create(
    'button',
    { part: 'button', type: 'button' },
    this.#spinner,
    create('slot', { name: 'icon' }),
  );
  #error: HTMLElement = create('p', { role: 'alert' });
  #held?: Held;
  #widget?: RunningWidget;
  #opening?: Promise<ConnectOutcome>;
  #rest?: ReturnType<typeof setTimeout>;
  /** The pointer has not moved since our dialog closed above it: that it is here means nothing. */
  #still = false;
  #seen?: IntersectionObserver;

  constructor() {
    super();
    const intent = () => this.#preloadAt('intent');
    const on = this.addEventListener.bind(this);
    // On the host, so that its own `click()` and a `<label>` reach it as they reach the button.
    on('click', (event) => {
      if (event.composedPath()[0] !== this.#error) void this.open();
    });
    on('command', (event) => {
      const action = /^--(open|show|hide|close)$/.exec((event as Event & { command: string }).command);
      if (action) void this[action[1] as 'open']();
    });
    on('pointerenter', () => (this.#rest = setTimeout(() => this.#still || intent(), REST)));
    on('pointermove', () => (this.#still = false));
    on('pointerleave', () => clearTimeout(this.#rest));
    on('pointerdown', intent);
    on('focusin', () => this.#button.matches(':focus-visible') && intent());
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    // Where the attribute is, the browser leaves the control out of the form, whatever the text.
    if (name === 'disabled' && value === 'false') {
      this.removeAttribute(name);
      console.warn('<pluggy-connect> disabled="false" is ignored. Expected no attribute, or an empty one.');
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#seen) this.#watchVisibility();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#rest);
    // A move is a removal and an insertion in one task.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#seen?.disconnect();
      this.#seen = undefined;
      this.#drop();
      if (!this.#widget?.busy) this.#widget?.close();
    });
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    this.#button.append(this.#label, this.#mark);
    root.append(this.#button, this.#error);
    return root;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    this.#fresh();
    if (changed.has('preload') || changed.has('session')) this.#watchVisibility();
    const { value, phase, label } = this;
    const messages = this.#messages;
    const connected = !!(this.chosen ?? this.defaultValue);
    this.#button.disabled = this.#disabled;
    this.#spinner.hidden = !phase || phase === 'open';
    this.#slot.textContent = messages[this.itemId ? 'reconnect' : 'connect'];
    this.#label.replaceChildren(label ?? this.#slot);
    this.#mark.hidden = !connected;
    this.#mark.setAttribute('aria-label', messages.connected);
    this.#error.textContent = this.failure;

    const internals = this.#internals;
    internals.setFormValue(value || null, this.chosen ?? null);
    const valueMissing = isOn(this.required) && !value;
    internals.setValidity({ valueMissing }, valueMissing ? messages.required : '', this.#button);
    for (const name of ['preparing', 'open', 'background', 'connected']) {
      setState(internals, name, name === phase || (connected && name === 'connected'));
    }
  }

  /** The connected Item's id: the attribute gives the initial one, as on `<input>`. In update mode, the Item's own. */
  get value(): string {
    return this.chosen ?? (this.defaultValue || this.#item);
  }
  set value(id: string) {
    this.chosen = id ?? '';
  }

  /** The form that it belongs to. */
  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /** Whether and why the form cannot be submitted as it is. */
  get validity(): ValidityState {
    return this.#internals.validity;
  }

  /** The same in words, in the page's language. */
  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  /** Whether the form looks at its validity at all. */
  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  /** As on `<input>`. */
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  /** As on `<input>`. */
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /**
   * Opens the widget. Settles when it is over and never rejects: failures are in the outcome and in `pluggy-error`. While
   * it is open, a further call shows it and gives the same promise.
   */
  open(): Promise<ConnectOutcome> {
    if (this.#opening) return this.#opening;
    if (this.#disabled) return Promise.resolve({ type: 'cancelled' });
    const running = page().session;
    if (running?.itemId === this.#item) {
      running.show();
      return running.done;
    }
    if (running?.settled) running.close();
    let settle!: (outcome: ConnectOutcome) => void;
    const done = new Promise<ConnectOutcome>((resolve) => (settle = resolve));
    // A listener of `pluggy-open` may call this again.
    this.#opening = done;
    this.#start(done, settle);
    this.#opening = undefined;
    return done;
  }

  /** Shows a widget that goes on in the background. */
  show(): void {
    this.#widget?.show();
  }

  /** Hides the widget; the connection goes on in the background. */
  hide(): void {
    this.#widget?.hide();
  }

  /** Closes the widget without asking, and drops what is under way in it. */
  close(): void {
    this.#widget?.close();
  }

  /** @internal */
  formResetCallback(): void {
    this.chosen = undefined;
  }

  /** @internal */
  formStateRestoreCallback(id: string | null): void {
    this.chosen = id ?? undefined;
  }

  /** @internal */
  formDisabledCallback(): void {
    // By a fieldset; our own attribute has its property.
    this.requestUpdate();
  }

  get #messages(): ConnectMessages {
    return messagesFor(connectTexts, this.locale, this.session?.messages.connect);
  }

  /** Frameworks take the attribute away, or set nothing, for a new connection. */
  get #item(): string {
    return this.itemId || '';
  }

  get #source(): unknown {
    const { tokenSource, tokenEndpoint } = this.settings;
    return tokenSource || tokenEndpoint;
  }

  get #preload(): string {
    const { preload } = this.settings;
    return preload === 'none' || preload === 'visible' ? preload : 'intent';
  }

  get #disabled(): boolean {
    return isOn(this.disabled) || this.matches(':disabled');
  }

  #start(done: Promise<ConnectOutcome>, settle: (outcome: ConnectOutcome) => void): void {
    const { locale, session } = this;
    const itemId = this.#item;
    const shared = page();
    const own = session?.messages.widget;
    const ids = { itemId, sessionId: ++shared.sessions };
    const emit = (event: Event) => this.emit(event);
    this.failure = '';
    if (!emit(new PluggyOpenEvent(ids))) {
      settle({ type: 'cancelled' });
      return;
    }
    // First what takes longest.
    const running = shared.session;
    const held = running ? undefined : (this.#fresh() ?? (this.#source ? this.#fetchToken() : undefined));
    const code = loadWidgetCode();
    const end = (outcome: ConnectOutcome) => {
      emit(new PluggyCloseEvent(ids, outcome));
      settle(outcome);
    };
    const report = (event: PluggyErrorEvent) => {
      if (!emit(event)) return;
      this.failure = this.#messages.failed;
      void code.then(
        ({ sentence }) => (this.failure = sentence(event.error, locale, own) ?? this.failure),
        () => {},
      );
    };
    const fail = (error: PluggyError) => {
      report(new PluggyErrorEvent(ids, error));
      end({ type: 'error', error, itemId: itemId || undefined });
    };
    if (!held) {
      running?.show();
      code.then(({ refusal }) => refusal(!!running)).then(fail, fail);
      return;
    }

    this.#held = undefined;
    const dialog = held.ahead?.dialog ?? this.#makeDialog();
    // Until the widget's code is there, there is only the dialog to leave.
    const leave = () => {
      undo();
      end({ type: 'cancelled', itemId: itemId || undefined });
    };
    const undo = () => {
      dialog.remove();
      forget();
      this.#widget = shared.session = this.phase = undefined;
      held.abort.abort();
    };
    const forget = () => removeEventListener('pagehide', leave);
    addEventListener('pagehide', leave);
    this.phase = 'preparing';
    dialog.leave = leave;
    dialog.show();
    this.#widget = shared.session = {
      itemId,
      done,
      show: () => {},
      hide: () => void code.then(() => this.hide()),
      close: leave,
    };
    code.then(
      ({ startWidget }) => {
        if (held.abort.signal.aborted) return;
        forget();
        this.#widget = startWidget({
          element: this,
          // Another one when the provider's settings change; the last one when this element is gone.
          session: () => this.session ?? session,
          messages: own,
          locale,
          ids,
          dialog,
          held,
          fetchToken: (id) => this.#fetchToken(id),
          done,
          settle,
          emit,
          report,
          phase: (phase, label) => {
            this.phase = phase;
            this.label = label;
          },
          connected: (id) => (this.chosen = id),
          ended: () => {
            this.#widget = undefined;
            this.#still = true;
          },
        });
      },
      (error: PluggyError) => {
        if (held.abort.signal.aborted) return;
        undo();
        fail(error);
      },
    );
  }

  /** Asks for a token now. The request goes out at once; what its answer means comes with the widget's code. */
  #fetchToken(itemId = this.#item): Held {
    const { tokenSource, tokenEndpoint = '', tokenMethod, tokenField, ...backend } = this.settings;
    const method = tokenMethod?.toUpperCase();
    const endpoint: TokenEndpoint = {
      ...backend,
      url: tokenEndpoint,
      field: tokenField,
      method: method === 'GET' || method === 'POST' ? method : undefined,
    };
    const abort = new AbortController();
    const first = tokenSource ? undefined : sendTokenRequest(endpoint, itemId, abort.signal);
    const held: PendingToken = { itemId, abort, until: Date.now() + KEEP };
    const token = loadWidgetCode().then(async ({ fetchToken, usableUntil }) => {
      const value = await fetchToken(tokenSource ?? endpoint, { itemId, signal: abort.signal, first });
      held.until = Math.min(held.until, usableUntil(value));
      return value;
    });
    // A failure is met where the token is used; one that is met nowhere is no page error.
    for (const promise of [first, token]) promise?.catch(() => {});
    return Object.assign(held, { token, source: this.#source });
  }

  /** The token that was asked for ahead, if it is still the right one; else it is dropped. */
  #fresh(): Held | undefined {
    const held = this.#held;
    held?.ahead?.check();
    const isOurs = held?.itemId === this.#item && held.source === this.#source;
    if (isOurs && Date.now() < held.until) return held;
    this.#drop();
    return undefined;
  }

  #drop(): void {
    this.#held?.abort.abort();
    this.#held = undefined;
  }

  #makeDialog = () => new ConnectDialog(this, this.locale, this.#messages);

  /** A failure is silent and forgotten: the click tries again. */
  #preloadAt(moment: string): void {
    if (this.#preload !== moment || this.#disabled || page().session) return;
    const held = (this.#held = this.#fresh() ?? (this.#source ? this.#fetchToken() : undefined));
    loadWidgetCode().then(
      ({ prepare }) => prepare(this, this.#makeDialog, held),
      () => {},
    );
    held?.token.catch(() => {
      if (this.#held === held) this.#drop();
    });
  }

  #watchVisibility(): void {
    this.#seen?.disconnect();
    if (this.#preload !== 'visible') return;
    this.#seen = new IntersectionObserver(([entry], observer) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      this.#preloadAt('visible');
    });
    this.#seen.observe(this);
  }
}
