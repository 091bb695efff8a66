import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { ConnectOutcome } from '../../client/widget/types.js';
import { flag, isOn } from '../shared/attributes.js';
import { ignoreRepeats } from '../shared/repeated-input.js';
import { PluggySettingsElement } from '../shared/settings.js';
import { attachInternals, setState } from '../shared/internals.js';
import { button } from '../shared/button.styles.js';
import { theme } from '../shared/theme.styles.js';
import { ButtonView } from './button-view.js';
import { styles } from './connect.styles.js';
import { IntentWatcher } from './intent.js';
import { inlineCode, loadInlineCode } from './load-widget.js';
import { Moments } from './moments.js';
import { joinOpen, OpenAttempt } from './open-attempt.js';
import type { ConnectPort } from './port.js';
import { Preparation } from './preparation.js';
import { connectMessages, type TextSettings } from './texts.js';

/**
 * The button that opens Pluggy's Connect Widget, where people connect a bank or renew a connection.
 *
 * The element works alone: `token-endpoint` is the URL of the backend's route that returns a Connect Token.
 * `<pluggy-connect token-endpoint="/api/connect-token">Connect your bank</pluggy-connect>`
 *
 * The element is also a form control: with a `name`, the connected Item's id is submitted with the form. The element
 * handles the invoker commands `--open`, `--show`, `--hide` and `--close`.
 *
 * @slot - The button's label. Default: "Connect your account" in the page's language.
 * @slot icon - An icon before the label.
 *
 * @fires {PluggyOpenEvent} pluggy-open - Fired before an open sends any request. Cancelable: nothing follows.
 * @fires {PluggyReadyEvent} pluggy-ready - Fired when the widget has loaded and answers.
 * @fires {PluggyProgressEvent} pluggy-progress - Fired for each step in the widget and each milestone: `step` or `milestone`, `elapsedMs`, `connector`, `item`.
 * @fires {PluggySuccessEvent} pluggy-success - Fired when an Item is connected or updated: `item`. The widget may still be open.
 * @fires {PluggyErrorEvent} pluggy-error - Fired when something failed: `error`. Cancelable: the sentence below the button is not shown.
 * @fires {PluggyHideEvent} pluggy-hide - Fired when the widget was hidden and goes on in the background.
 * @fires {PluggyCloseEvent} pluggy-close - Fired when the open is over: `outcome`. Exactly one for each open; on `document` if the element is gone.
 *
 * @csspart button - The button.
 * @csspart label - The button's text.
 * @csspart spinner - The turning circle while the connection goes on in the background.
 *
 * @cssstate preparing - Opened, and the widget has not answered yet.
 * @cssstate open - The widget is shown.
 * @cssstate background - The widget is hidden and goes on.
 * @cssstate connected - There is a connected Item.
 *
 * @cssproperty [--pluggy-color-primary=#1d66db] - Primary buttons, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary=#fff] - Text on the primary colour.
 * @cssproperty [--pluggy-color-text=light-dark(#1f2328, #e6e8eb)] - Text on a surface.
 * @cssproperty [--pluggy-color-text-muted=color-mix(in srgb, currentcolor 74%, transparent)] - Details, hints and times.
 * @cssproperty [--pluggy-color-surface-raised=light-dark(#fff, #1b1d21)] - Background of dialogs and menus; opaque.
 * @cssproperty [--pluggy-color-border=color-mix(in srgb, currentcolor 16%, transparent)] - Lines around and between parts.
 * @cssproperty [--pluggy-color-control=color-mix(in srgb, currentcolor 58%, transparent)] - Outlines of fields and secondary buttons.
 * @cssproperty [--pluggy-color-ok=light-dark(#1a7f37, #4ac26b)] - Signs and boxes of the state `ok`.
 * @cssproperty [--pluggy-color-attention=light-dark(#c4320a, #ff9271)] - Signs and boxes of the state `attention`: the person has to act.
 * @cssproperty [--pluggy-color-problem=light-dark(#b45309, #e3b341)] - Signs and boxes of the state `problem`: something failed for now.
 * @cssproperty [--pluggy-radius=8px] - Corners of buttons, fields and boxes.
 * @cssproperty [--pluggy-radius-dialog=16px] - Corners of dialogs.
 * @cssproperty [--pluggy-shadow-dialog=0 16px 48px #0005] - Shadow of dialogs and menus.
 * @cssproperty [--pluggy-backdrop=#12181fb3] - Colour over the page behind a dialog.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-control-height=44px] - Height of buttons and fields.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 * @cssproperty [--pluggy-font-size=1em] - Font size, in `px` or `rem`.
 * @cssproperty [--pluggy-font-weight-strong=600] - Weight of titles and buttons.
 */
export class PluggyConnectElement extends PluggySettingsElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = {
    ...PluggySettingsElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override styles = [theme, button, styles];
  static override properties: PropertyDeclarations = {
    itemId: {},
    variant: {},
    size: {},
    // Forms read this attribute, so an empty name removes it.
    name: { reflect: true, converter: { toAttribute: (name: string) => name || null } },
    defaultValue: { attribute: 'value' },
    required: { converter: flag },
    disabled: { converter: flag, reflect: true },
    inline: { converter: flag, reflect: true },
    // The accessors are below. This entry keeps a value that was set before the element was defined.
    value: { attribute: false, noAccessor: true },
  };

  /** The Item to re-authenticate (update mode). Its id is sent to the backend and to the widget. */
  itemId = '';

  /** The look of the button: filled, with an outline, or plain text. */
  variant: 'primary' | 'outline' | 'plain' = 'primary';

  /** The size of the button. */
  size: 'medium' | 'small' = 'medium';

  /** The name under which the Item's id is submitted with the form. */
  name = '';

  /** The id of the initial Item, as in a form that the server renders again; `value` has the current id. */
  defaultValue = '';

  /** Whether the form needs a connected Item. */
  required = false;

  /** Whether the button is disabled. */
  disabled = false;

  /**
   * Shows the widget in the element's own place, at least 320 × 568 px, instead of in a dialog over the page.
   *
   * The widget opens by itself if the element is the first visible one, and by `open()`. After the end, "Connect again" stands
   * there. A move ends the open. A click on another element shows the running widget, or replaces one that has succeeded.
   */
  inline = false;

  /** The connected Item's id, where it is not the initial one. */
  #chosen?: string;

  #internals = attachInternals(this);
  #view = new ButtonView();
  #port = this.#createPort();
  #preparation = new Preparation(this.#port);
  #moments = new Moments(this, this.#port, this.#preparation, () => !this.#disabled && !this.#attempt?.isRunning);
  #intent: IntentWatcher = new IntentWatcher(this, this.#view.button, (moment) => this.#moments.use(moment));
  /** The open that has or had the dialog last. */
  #attempt?: OpenAttempt;
  /** The result of an open whose `pluggy-open` is being dispatched. */
  #announcing?: Promise<ConnectOutcome>;

  constructor() {
    super();
    ignoreRepeats(this);
    // The listener is on the host, so that the host's `click()` and a `<label>` reach the button.
    this.addEventListener('click', (event) => {
      if (event.composedPath()[0] !== this.#view.error) void this.open();
    });
    this.addEventListener('command', (event) => {
      const action = /^--(open|show|hide|close)$/.exec((event as Event & { command: string }).command);
      if (action) void this[action[1] as 'open']();
    });
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    // The browser leaves a disabled control out of the form, and style sheets match the attribute, whatever its value.
    if (/^(disabled|inline)$/.test(name) && value === 'false') this.removeAttribute(name);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (isOn(this.inline) || !this.#intent.isWatching) this.#intent.followVisibility(this.#moments.needsVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#intent.stopWaiting();
    if (this.#attempt?.isInline) this.#attempt.close();
    // A move is a removal and an insertion in one task, and only an inline widget ends with a move.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#intent.ignoreVisibility();
      this.#preparation.discard();
      if (!this.#attempt?.busy) this.#attempt?.close();
    });
  }

  protected override forgetPerson(): void {
    this.#preparation.discard();
    Object.assign(this.#view, { failure: '', hasEnded: false });
    this.#moments.isOver = false;
    if (!this.#attempt?.isRunning) this.#attempt = undefined;
    this.#choose(undefined);
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    root.append(this.#view.button, this.#view.error);
    return root;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    this.#preparation.discardStale();
    // Any setting may be the one that an inline element waits for.
    if (changed.has('preload') || changed.has('context') || isOn(this.inline))
      this.#intent.followVisibility(this.#moments.needsVisibility);
    const messages = connectMessages(this.#texts);
    const isConnected = !!(this.#chosen ?? this.defaultValue);
    this.#view.show(this, messages, isConnected, this.#disabled, !!this.#attempt?.isInline);
    this.#internals.setFormValue(this.value || null, this.#chosen ?? null);
    const valueMissing = isOn(this.required) && !this.value;
    this.#internals.setValidity({ valueMissing }, valueMissing ? messages.required : '', this.#view.button);
    for (const name of ['preparing', 'open', 'background', 'connected']) {
      setState(this.#internals, name, name === this.#view.phase || (isConnected && name === 'connected'));
    }
  }

  /**
   * The connected Item's id; in update mode, the id of the Item to update. The attribute gives the initial id, as on
   * `<input>`.
   */
  get value(): string {
    return this.#chosen ?? (this.defaultValue || this.#itemId);
  }
  set value(id: string) {
    this.#choose(id ?? '');
  }

  /** The form that the element belongs to. As in markup, an assignment sets the form's id; null removes it. */
  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }
  set form(id: string | null) {
    if (typeof id === 'string') this.setAttribute('form', id);
    else this.removeAttribute('form');
  }

  /** Whether the value is valid, and why not. */
  get validity(): ValidityState {
    return this.#internals.validity;
  }

  /** The validation message, in the page's language. */
  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  /** Whether the form checks the element's validity. */
  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  /** Returns whether the value is valid, as on `<input>`. */
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  /** Returns whether the value is valid, and shows the message if not, as on `<input>`. */
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /**
   * Opens the widget. The promise resolves when the open is over, and never rejects.
   *
   * Failures are in the outcome and in `pluggy-error`. While the widget is open, a further call shows the widget and returns
   * the same promise.
   */
  open(): Promise<ConnectOutcome> {
    const start = this.#open.bind(this, this.context?.signedOut);
    // If the code of inline mode fails to load, the widget opens in the dialog.
    return isOn(this.inline) && !inlineCode() ? loadInlineCode().then(start, start) : start();
  }

  #open(signedOut: AbortSignal | undefined): Promise<ConnectOutcome> {
    if (this.#announcing) return this.#announcing;
    if (this.#disabled || signedOut?.aborted) return Promise.resolve({ type: 'cancelled' });
    const joined = joinOpen(this.#itemId, this.#preparation.application, this.#attempt);
    if (joined) return joined;
    const attempt = new OpenAttempt(this.#port, this.#preparation);
    this.#moments.isOver = true;
    // A listener of `pluggy-open` may call this method again.
    this.#announcing = attempt.done;
    attempt.start();
    this.#announcing = undefined;
    if (attempt.isRunning) this.#attempt = attempt;
    return attempt.done;
  }

  /** Shows a widget that goes on in the background. */
  show(): void {
    this.#attempt?.show();
  }

  /** Hides the widget; the connection goes on in the background. */
  hide(): void {
    this.#attempt?.hide();
  }

  /** Closes the widget without asking, and drops a login that is in progress. */
  close(): void {
    this.#attempt?.close();
  }

  /** @internal */
  formResetCallback(): void {
    this.#choose(undefined);
  }

  /** @internal */
  formStateRestoreCallback(id: string | null): void {
    this.#choose(id ?? undefined);
  }

  /** @internal */
  formDisabledCallback(): void {
    // A fieldset around the element was enabled or disabled, which changes no property.
    this.requestUpdate();
  }

  #choose(itemId: string | undefined): void {
    this.#chosen = itemId;
    this.requestUpdate();
  }

  get #texts(): TextSettings {
    return { locale: this.locale, overrides: this.context?.messages };
  }

  /** The Item to update. Frameworks remove the attribute, or set the property to undefined, for a new connection. */
  get #itemId(): string {
    return this.itemId || '';
  }

  get #disabled(): boolean {
    return isOn(this.disabled) || this.matches(':disabled');
  }

  #createPort(): ConnectPort {
    const [itemId, texts, context] = [() => this.#itemId, () => this.#texts, () => this.context];
    const show = (changes: Partial<ButtonView>) => {
      Object.assign(this.#view, changes);
      this.requestUpdate();
    };
    return {
      source: this,
      get itemId() {
        return itemId();
      },
      get texts() {
        return texts();
      },
      get context() {
        return context();
      },
      emit: (event) => this.emit(event),
      setPhase: (phase, label, isMoving = true) => {
        // An open of a person who has signed out leaves nothing.
        const hasEnded = !phase && this.#moments.isOver;
        show({ phase, label, isMoving, hasEnded });
        if (!phase) this.#intent.ignoreRestingPointer();
        if (!phase && !hasEnded) this.#attempt = undefined;
      },
      setFailure: (failure) => show({ failure }),
      setConnected: (itemId) => this.#choose(itemId),
    };
  }
}
