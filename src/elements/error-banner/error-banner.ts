import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { PluggyError } from '../../model/errors.js';
import { isFailing } from '../../model/item-view.js';
import type { LastFailure } from '../../session.js';
import { flag } from '../shared/attributes.js';
import type { BannerView } from './error-banner-view.js';
import { PluggyLazyElement } from '../shared/lazy.js';

/**
 * What went wrong and what to do about it, in plain words, with the one action that can help.
 *
 * What it speaks of is the first of: the property `error`; the attribute `code`; the property `item`; `item-id` inside a
 * `<pluggy-provider>`; else whatever failed last inside the nearest provider. It is not there while nothing is wrong.
 *
 * @fires {PluggyRetryEvent} pluggy-retry - The action was used: `itemId`, `action`. Cancelable; else the widget opens, or the provider reads again.
 * @fires {PluggyDismissEvent} pluggy-dismiss - It was closed: `itemId`. It comes back for a new failure.
 *
 * @csspart banner - The whole.
 * @csspart icon - The sign before the title; each severity has another shape.
 * @csspart title - What went wrong.
 * @csspart text - The explanation.
 * @csspart quote - What the bank said.
 * @csspart actions - The action, or until when to wait.
 * @csspart dismiss - The button that closes it.
 *
 * @cssstate ok - Not an error after all.
 * @cssstate busy - Something is under way.
 * @cssstate attention - Needs the person.
 * @cssstate problem - Temporary, or for others to solve.
 * @cssstate neutral - Good to know.
 *
 * @cssproperty [--pluggy-color-primary] - The button, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary] - Text on the primary colour.
 * @cssproperty [--pluggy-color-attention] - What needs the person.
 * @cssproperty [--pluggy-color-problem] - What went wrong.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyErrorBannerElement extends PluggyLazyElement {
  // Only for the moment in which the focus would be lost with what it was on, there is something to hold it.
  static override styles = css`
    :host(:not([tabindex])) {
      display: none;
    }
  `;
  static override properties: PropertyDeclarations = {
    error: { attribute: false },
    code: {},
    providerMessage: { attribute: 'provider-message' },
    noDismiss: { attribute: 'no-dismiss', converter: flag },
  };

  /** What failed: the error of an event or of an outcome. */
  error?: PluggyError;

  /** A code of ours or of Pluggy's, for pages that the server renders. */
  code = '';

  /** What the bank said, in its own words. Shown as a quotation. */
  providerMessage = '';

  /** People cannot close it. */
  noDismiss = false;

  /** @internal */
  readonly internals = this.attachInternals();

  #view?: BannerView;
  #failure?: LastFailure;
  /** What is there from the beginning is not announced. */
  #isLate = false;
  #changed = () => this.requestUpdate();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined);
    this.#view?.pause();
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { locale, session, store, given } = this;
    const views = this.views.module;
    const { state } = this.controller;
    this.#follow(this.error || this.code || given || this.itemId ? undefined : session?.failure);
    const last = this.#failure?.current;
    const item = given ?? state?.item;
    const known = item ?? state?.gone ?? state?.error;
    const mayFail = this.error || this.code || last || (item ? isFailing(item) : known);
    if (mayFail) this.views.load();
    // What a server has rendered is over.
    else if (!views) this.renderRoot.replaceChildren();
    if (views) {
      this.#view ??= new views.BannerView(this);
      this.#view.update({ locale, session, store, given, state, last, isLate: this.#isLate });
    }
    // Nor is what an Item is like when it is first read, which may take a while.
    this.#isLate ||= !(mayFail && !views) && !!(known || !this.storeItemId);
  }

  #follow(failure: LastFailure | undefined): void {
    this.#failure?.listeners.delete(this.#changed);
    this.#failure = failure;
    failure?.listeners.add(this.#changed);
  }
}
