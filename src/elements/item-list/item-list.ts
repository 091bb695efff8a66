import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import { flag, isOn, warnIfOff } from '../shared/attributes.js';
import type { ListView } from './item-list-view.js';
import { PluggyViewElement } from '../shared/lazy.js';

/**
 * All connections of the nearest `<pluggy-provider>`, a card for each; says so while they load, where there are none and
 * where they cannot be read, and tells screen readers what changes.
 *
 * @slot empty - In place of the invitation to connect.
 * @slot loading - In place of the grey cards.
 *
 * @fires {PluggyDisconnectEvent} pluggy-disconnect - As of `<pluggy-item-card>`. Cancelable.
 * @fires {PluggyDisconnectedEvent} pluggy-disconnected - As of `<pluggy-item-card>`.
 *
 * @csspart list - The cards.
 * @csspart empty - The invitation to connect.
 * @csspart returned - What came of a connection, for somebody who comes back from the institution's page.
 *
 * @cssproperty [--pluggy-color-border] - Borders.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyItemListElement extends PluggyViewElement {
  static override properties: PropertyDeclarations = {
    oauthReturn: { attribute: 'oauth-return', converter: flag },
  };

  /**
   * This page is the `oauthRedirectUri` of your Connect Tokens, where institutions send people back to. The list finds
   * the Item of `?itemId=`, says what came of it, or of `?message=`, and takes both out of the address.
   * Source: https://docs.pluggy.ai/docs/connect-widget/oauth-support
   */
  oauthReturn = false;

  #view?: ListView;

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    warnIfOff(this, name, value);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view?.pause();
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    this.views.load();
    const { locale, session, store } = this;
    const views = this.views.module;
    if (!views) return;
    this.#view ??= new views.ListView(this);
    this.#view.update({ locale, session, store, isReturnPage: isOn(this.oauthReturn) });
  }
}
