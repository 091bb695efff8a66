import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { Item } from '../../model/item-types.js';
import { promptReason } from '../../model/prompt.js';
import { canConnect } from '../shared/can-connect.js';
import { holdFocus } from '../shared/focus.js';
import { ItemSource } from '../shared/item-source.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { PluggySettingsElement, SETTINGS } from '../shared/settings.js';
import { setState } from '../shared/states.js';
import { Ticker } from '../shared/ticker.js';
import type { FocusPlace } from './announcer.js';
import type { PromptEvent, PromptState, Surroundings } from './reauth-prompt.reducer.js';
import type * as Template from './reauth-prompt.template.js';

const STATES = ['attention', 'busy', 'ok'] as const;

/**
 * Asks the person for what a connection needs: a code, an act in the bank's app, new credentials or another consent.
 * Hidden while nothing is needed.
 *
 * Its button opens the widget for the item. Where `mfa-endpoint` is set, here or on the provider, a code is taken in place.
 * Inside a `<pluggy-provider>` it needs no more than `item-id`; without one, the property `item` and `token-endpoint`.
 *
 * @fires {PluggyMfaSubmitEvent} pluggy-mfa-submit - Fired before a code is sent: `itemId`, `parameterName`, never the code. Cancelable: nothing is sent.
 * @fires {PluggyOpenEvent} pluggy-open - Fired by the inner `<pluggy-connect>`. Cancelable.
 * @fires {PluggyReadyEvent} pluggy-ready - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggyProgressEvent} pluggy-progress - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggySuccessEvent} pluggy-success - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggyErrorEvent} pluggy-error - Fired by the inner `<pluggy-connect>`, and when a code could not be sent: `error`.
 * @fires {PluggyHideEvent} pluggy-hide - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggyCloseEvent} pluggy-close - Fired by the inner `<pluggy-connect>`.
 *
 * @csspart prompt - The whole prompt.
 * @csspart icon - The sign before the sentence.
 * @csspart text - The sentence that says why the prompt is there.
 * @csspart quote - The bank's own message.
 * @csspart form - The form for a code.
 * @csspart input - The field for a code.
 * @csspart button - The button that sends a code or checks the connection.
 * @csspart time - The countdown.
 *
 * @cssstate attention - The item needs the person.
 * @cssstate busy - The bank is checking.
 * @cssstate ok - Nothing is needed any more.
 *
 * @cssproperty [--pluggy-color-primary] - The button, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary] - Text on the primary colour.
 * @cssproperty [--pluggy-color-surface] - The background of the field.
 * @cssproperty [--pluggy-color-border] - The border of the field.
 * @cssproperty [--pluggy-color-attention] - Everything that needs the person.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyReauthPromptElement extends PluggySettingsElement {
  // While the host has the focus it stays visible, or the focus would be lost.
  static override styles = css`
    :host {
      display: none;
    }
    :host(:focus) {
      display: block;
    }
  `;
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: { attribute: 'item-id' },
    mfaEndpoint: { attribute: 'mfa-endpoint' },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; its state comes from the nearest provider. */
  itemId = '';

  /** URL template with `{itemId}` of the route that takes a code. Default: the provider's. */
  mfaEndpoint = '';

  /** @internal */
  state?: PromptState;

  #internals = this.attachInternals();
  #source = new ItemSource(this);
  #template = new LazyTemplate(this, () => import('./reauth-prompt.template.js'));
  #ticker = new Ticker(this);
  #surroundings?: Surroundings;
  #renderedState?: PromptState;
  #removal = new AbortController();
  /** Created with the first state. */
  #parts?: { announcer: Template.Announcer; qrFollower: Template.QrFollower; provider: Template.SettingsProvider };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move is a removal and an insertion in one task.
    queueMicrotask(() => {
      if (!this.isConnected) this.#leave();
    });
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { module } = this.#template;
    const surroundings = (this.#surroundings = this.#readSurroundings());
    this.#ticker.run(!!surroundings.item?.consentExpiresAt);
    if (module && (surroundings.reason ?? this.state)) this.#advance(module, surroundings, changed);
  }

  protected override updated(): void {
    const { state } = this;
    const before = this.#renderedState;
    if (!this.isConnected || !state) return;
    this.#renderedState = state;
    const severity = this.#template.module?.severityOf(state);
    for (const name of STATES) setState(this.#internals, name, name === severity);
    const isNewForm = state.screen?.name === 'form' && before?.screen?.name !== 'form';
    const isRefused = !!state.failure && state.failure !== before?.failure;
    if ((isNewForm || isRefused) && this.#root.activeElement) this.#field?.focus({ preventScroll: isNewForm });
  }

  /** @internal */
  get hasContent(): boolean {
    return !!this.#surroundings?.reason;
  }

  /** @internal */
  render(template: typeof Template): unknown {
    const parts = this.#parts;
    if (!this.state || !parts) return undefined;
    return template.promptTemplate(this.state, {
      texts: this.#textsFrom(template),
      region: parts.announcer.region,
      drawQr: parts.qrFollower.draw,
      onSubmit: this.#onSubmit,
      onCheck: () => void template.checkItem(this),
      onConnect: (event) => void template.openWidget(this, event),
    });
  }

  /** @internal */
  restoreFocus(): void {
    const target = this.#field ?? this.renderRoot.querySelector<HTMLElement>('.why');
    if (target) target.focus({ preventScroll: true });
    else holdFocus(this);
  }

  /** @internal */
  get removal(): AbortSignal {
    return this.#removal.signal;
  }

  /** @internal */
  dispatch(event: PromptEvent): void {
    const { module } = this.#template;
    if (module && this.state) this.state = module.reduce(this.state, event);
    this.requestUpdate();
  }

  #readSurroundings(): Surroundings {
    const { session, store } = this;
    const { item } = this.#source;
    const now = store?.now() ?? Date.now();
    return {
      itemId: item?.id ?? this.itemId,
      item,
      reason: item && promptReason(item, { now, consentWarningDays: session?.consentWarningDays }),
      now,
      canRefresh: !!store,
      canSendCode: !!(this.mfaEndpoint || store?.takesCodes),
      canOpenWidget: canConnect(this),
    };
  }

  /** Takes the page's news into the state, and prepares what is about to be rendered. */
  #advance(template: typeof Template, surroundings: Surroundings, changed: PropertyValues): void {
    const { initialState, reduce, screenKey } = template;
    const before = this.#renderedState;
    const hasDraft = !!this.#field?.value;
    const current = this.state ?? initialState(surroundings);
    const state = (this.state = reduce(current, { type: 'surroundings', surroundings, hasDraft }));
    const isNew = !this.#parts;
    const { announcer, provider } = (this.#parts ??= this.#createParts(template));
    if (isNew || [...changed.keys()].some(isSetting)) provider.set(this.settings, this.session);
    announcer.update(before, state, this.#textsFrom(template), this.#focusPlace);
    if (screenKey(state.screen) !== screenKey(before?.screen)) this.#clearField();
  }

  #createParts({ Announcer, Countdown, Farewell, QrFollower, SettingsProvider }: typeof Template) {
    new Countdown(this);
    new Farewell(this);
    return {
      announcer: new Announcer(),
      qrFollower: new QrFollower(this),
      provider: new SettingsProvider(this.#root),
    };
  }

  #textsFrom({ textsFor }: typeof Template): Template.Texts {
    return textsFor(this.locale, this.session?.messages.mfa);
  }

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.#template.module?.submitCode(this);
    // A failure moves the focus to the field, within the person's own gesture.
    this.performUpdate();
  };

  /** Ends everything that would go on without the element. A code that was sent stays sent. */
  #leave(): void {
    this.#removal.abort(new DOMException('The prompt is gone.', 'AbortError'));
    this.#removal = new AbortController();
    this.#parts?.announcer.clear();
    this.#clearField();
    this.dispatch({ type: 'removed' });
  }

  get #root(): ShadowRoot {
    return this.renderRoot as ShadowRoot;
  }

  get #field(): HTMLInputElement | HTMLSelectElement | null {
    return this.renderRoot.querySelector('#value');
  }

  get #focusPlace(): FocusPlace {
    const focused = this.#root.activeElement;
    if (!focused) return 'none';
    return focused === this.#field ? 'field' : focused.matches('.why') ? 'sentence' : 'button';
  }

  /** A code is left nowhere in the page. */
  #clearField(): void {
    if (this.#field) this.#field.value = '';
  }
}

const isSetting = (name: PropertyKey) => name === 'session' || (SETTINGS as PropertyKey[]).includes(name);
