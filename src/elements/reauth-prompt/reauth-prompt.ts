import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import { messagesFor } from '../../locales/index.js';
import { mfaTexts } from '../../locales/mfa.js';
import { isWaiting } from '../../model/item-state.js';
import type { Item } from '../../model/item-types.js';
import { mayNeedPerson } from '../../model/item-view.js';
import { attachInternals } from '../shared/internals.js';
import { ItemSource, warnWithoutProvider } from '../shared/item-source.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { PluggySettingsElement } from '../shared/settings.js';
import { Ticker } from '../shared/ticker.js';
import { viewOptions } from '../shared/view-options.js';
import type { PromptEvent, PromptState } from './reauth-prompt.reducer.js';
import type * as Template from './reauth-prompt.template.js';

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
 * @csspart icon - The sign before the title.
 * @csspart title - What is needed, or what happens now.
 * @csspart text - The explanation.
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
 * @cssproperty [--pluggy-color-primary=#1d66db] - Primary buttons, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary=#fff] - Text on the primary colour.
 * @cssproperty [--pluggy-color-text=light-dark(#1f2328, #e6e8eb)] - Text on a surface.
 * @cssproperty [--pluggy-color-text-muted=color-mix(in srgb, currentcolor 74%, transparent)] - Details, hints and times.
 * @cssproperty [--pluggy-color-surface=light-dark(#fff, #1b1d21)] - Background of cards, lists and fields.
 * @cssproperty [--pluggy-color-control=color-mix(in srgb, currentcolor 58%, transparent)] - Outlines of fields and secondary buttons.
 * @cssproperty [--pluggy-color-ok=light-dark(#1a7f37, #4ac26b)] - Signs and boxes of the state `ok`.
 * @cssproperty [--pluggy-color-busy=light-dark(#1a5fd0, #79a8ff)] - Signs and boxes of the state `busy`.
 * @cssproperty [--pluggy-color-attention=light-dark(#c4320a, #ff9271)] - Signs and boxes of the state `attention`: the person has to act.
 * @cssproperty [--pluggy-color-problem=light-dark(#b45309, #e3b341)] - Signs and boxes of the state `problem`: something failed for now.
 * @cssproperty [--pluggy-color-neutral=light-dark(#59636e, #a6adb5)] - Signs and boxes of the state `neutral`.
 * @cssproperty [--pluggy-radius=8px] - Corners of buttons, fields and boxes.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-control-height=44px] - Height of buttons and fields.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 * @cssproperty [--pluggy-font-size=1em] - Font size, in `px` or `rem`.
 * @cssproperty [--pluggy-font-weight-strong=600] - Weight of titles and buttons.
 */
export class PluggyReauthPromptElement extends PluggySettingsElement {
  // A focused host stays visible, because a hidden element loses the focus.
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
    itemId: {},
    mfaEndpoint: {},
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; its state comes from the nearest provider. */
  itemId = '';

  /** URL template with `{itemId}` of the route that takes a code. Default: the provider's. */
  mfaEndpoint = '';

  #state?: PromptState;
  #internals = attachInternals(this);
  #source = new ItemSource(this);
  #template = new LazyTemplate(this, () => import('./reauth-prompt.template.js'), mfaTexts);
  #ticker = new Ticker(this);
  #mayBeNeeded = false;
  /** The parts of the prompt, created with the first state. */
  #parts?: Template.PromptParts;

  protected override forgetPerson(): void {
    this.#parts?.leave();
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { item } = this.#source;
    if (!this.context && this.#source.storeItemId) warnWithoutProvider(this);
    const { module } = this.#template;
    const options = viewOptions(this.context);
    this.#mayBeNeeded = !!item && mayNeedPerson(item, options);
    this.#ticker.run(!!item && (!!item.consentExpiresAt || isWaiting(item)));
    if (!module) return;
    const surroundings = module.surroundingsOf(this, item, options);
    if (!surroundings.reason && !this.state) return;
    const hasDraft = !!module.codeField(this)?.value;
    const state = this.#state ?? module.initialState(surroundings);
    this.#state = module.reduce(state, { type: 'surroundings', surroundings, hasDraft });
  }

  /** @internal */
  get state(): PromptState | undefined {
    return this.#state;
  }

  /** @internal */
  get hasContent(): boolean {
    return this.#mayBeNeeded;
  }

  /** @internal */
  render(template: typeof Template): unknown {
    const { context } = this;
    const state = this.#state;
    if (!state) return undefined;
    const parts = (this.#parts ??= new template.PromptParts(this, this.#internals));
    const { locale } = this.#template;
    const texts = { locale, messages: messagesFor(mfaTexts.table, locale, context?.messages.mfa) };
    return template.promptTemplate(state, { ...parts.prepare(state, texts, context), onSubmit: this.#onSubmit });
  }

  /** @internal */
  restoreFocus(): void {
    this.#parts?.restoreFocus();
  }

  /** @internal */
  dispatch(event: PromptEvent): void {
    const { module } = this.#template;
    if (module && this.#state) this.#state = module.reduce(this.#state, event);
    this.requestUpdate();
  }

  #onSubmit = (event: Event): void => {
    this.#parts?.submit(event);
    // A failure moves the focus to the field, within the person's own gesture.
    this.performUpdate();
  };
}
