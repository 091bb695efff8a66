import type { PropertyValues } from '@lit/reactive-element';
import type { CardView } from './item-card-view.js';
import { PluggyLazyElement } from '../shared/lazy.js';

/**
 * One connection: the institution, how it is doing, what it needs, and how to update or end it.
 *
 * The Item is given in the property `item`, or as `item-id` inside a `<pluggy-provider>`, whose `items-endpoint` is asked
 * for updates and for the disconnection.
 *
 * @fires {PluggyDisconnectEvent} pluggy-disconnect - The person has confirmed it: `itemId`. Cancelable: nothing is sent.
 * @fires {PluggyDisconnectedEvent} pluggy-disconnected - It has ended and is erased: `itemId`.
 *
 * @csspart card - The whole.
 * @csspart logo - The institution's picture, or its initials.
 * @csspart name - The institution's name.
 * @csspart status - The badge.
 * @csspart details - What is known of each product.
 * @csspart actions - The buttons.
 * @csspart dialog - The question before a disconnection.
 *
 * @cssproperty [--pluggy-color-primary] - Buttons that help, and focus rings.
 * @cssproperty [--pluggy-color-surface] - The background.
 * @cssproperty [--pluggy-color-text] - Texts.
 * @cssproperty [--pluggy-color-border] - Borders.
 * @cssproperty [--pluggy-color-attention] - The button that disconnects.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyItemCardElement extends PluggyLazyElement {
  #view?: CardView;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view?.pause();
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    this.views.load();
    const { locale, session, store, source } = this;
    const views = this.views.module;
    if (!views) return;
    this.#view ??= new views.CardView(this);
    this.#view.update({ locale, session, store, given: source.given, state: source.state });
  }
}
