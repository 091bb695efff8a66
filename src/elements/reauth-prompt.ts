import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import { loadChunk } from '../client/load-chunk.js';
import type { Item } from '../model/item-types.js';
import { promptReason } from '../model/prompt.js';
import { Chunk, loadViews } from './shared/chunk.js';
import { onTick } from './shared/ticker.js';
import { ItemSource } from './shared/item-source.js';
import type { PromptView } from './reauth-prompt-view.js';
import { PluggySettingsElement } from './shared/settings.js';

/**
 * Asks the person for what a connection needs: a code, an act in the bank's app, new credentials, another consent. It is
 * not there while nothing is needed.
 *
 * Its button opens the widget for the Item. Where `mfa-endpoint` is set, here or on the provider, a code is taken in place.
 * Inside a `<pluggy-provider>` it needs no more than `item-id`; without one, the property `item` and `token-endpoint`.
 *
 * @fires {PluggyMfaSubmitEvent} pluggy-mfa-submit - A code is about to be sent: `itemId`, `parameterName`, never the code. Cancelable: nothing is sent.
 * @fires {PluggyOpenEvent} pluggy-open - As of `<pluggy-connect>`, of which there is one inside. Cancelable.
 * @fires {PluggyReadyEvent} pluggy-ready - As of `<pluggy-connect>`.
 * @fires {PluggyProgressEvent} pluggy-progress - As of `<pluggy-connect>`.
 * @fires {PluggySuccessEvent} pluggy-success - As of `<pluggy-connect>`.
 * @fires {PluggyErrorEvent} pluggy-error - As of `<pluggy-connect>`, and when a code could not be sent: `error`.
 * @fires {PluggyHideEvent} pluggy-hide - As of `<pluggy-connect>`.
 * @fires {PluggyCloseEvent} pluggy-close - As of `<pluggy-connect>`.
 *
 * @csspart prompt - The whole.
 * @csspart icon - The sign before the sentence.
 * @csspart text - Why it is there, in one sentence.
 * @csspart quote - What the bank said.
 * @csspart form - What a code is given in.
 * @csspart input - The field for it.
 * @csspart button - Our button.
 * @csspart time - How much time is left.
 *
 * @cssstate attention - Needs the person.
 * @cssstate busy - The bank is at it.
 * @cssstate ok - Nothing is needed any more.
 *
 * @cssproperty [--pluggy-color-primary] - The button, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary] - Text on the primary colour.
 * @cssproperty [--pluggy-color-surface] - The background of the field.
 * @cssproperty [--pluggy-color-border] - The border of the field.
 * @cssproperty [--pluggy-color-attention] - What needs the person.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyReauthPromptElement extends PluggySettingsElement {
  // Focusable where the focus would be lost with what it was on.
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

  /** The Item's id; what it is like comes from the nearest provider. */
  itemId = '';

  /** URL template with `{itemId}` of the route that takes a code, where it is not the provider's. */
  mfaEndpoint = '';

  /** @internal */
  readonly internals = this.attachInternals();

  #source = new ItemSource(this);
  #view?: PromptView;
  #views = new Chunk(loadViews, () => this.requestUpdate());
  #endTick?: () => void;

  /**
   * For codes that go to our own `mfa-endpoint`.
   *
   * @internal
   */
  loadStore(): Promise<typeof import('../client/items/items.js')> {
    return loadChunk(() => import('../client/items/items.js'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#views.stop();
    this.#endTick?.();
    this.#endTick = undefined;
    this.#view?.pause();
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { locale, session, store } = this;
    const { item } = this.#source;
    const now = store?.now() ?? Date.now();
    const { consentWarningDays } = session ?? {};
    const reason = item && promptReason(item, { now, consentWarningDays });
    if (item?.consentExpiresAt) this.#endTick ??= onTick(() => this.requestUpdate());
    if (reason) this.#views.load();
    const views = this.#views.module;
    if (!views || !(reason ?? this.#view)) return;
    this.#view ??= new views.PromptView(this);
    this.#view.show(item, reason, { locale, session, store });
  }
}
