import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { ItemStore } from '../client/item-store.js';
import { loadChunk } from '../client/widget.js';
import { CONSENT_WARNING_DAYS } from '../model/item-view.js';
import { parseItem, type Item } from '../model/item.js';
import { promptReason } from '../model/prompt.js';
import { onTick } from './clock.js';
import { ItemController } from './item-controller.js';
import type { PromptView } from './reauth-prompt-view.js';
import { PluggySettingsElement } from './settings.js';

/** Until a chunk that did not arrive is asked for again, in milliseconds. */
const AGAIN = 5000;

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
    views: { state: true },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; what it is like comes from the nearest provider. */
  itemId = '';

  /** URL template with `{itemId}` of the route that takes a code, where it is not the provider's. */
  mfaEndpoint = '';

  /** @internal */
  readonly internals = this.attachInternals();

  private views?: typeof import('./views.js');

  #controller = new ItemController(this);
  #given?: Item;
  #view?: PromptView;
  #loading = false;
  #again?: ReturnType<typeof setTimeout>;
  #endTick?: () => void;

  /** @internal */
  get store(): ItemStore | undefined {
    return this.session?.items;
  }

  /** @internal */
  get storeItemId(): string {
    return this.#given ? '' : this.itemId || '';
  }

  /**
   * For codes that go to our own `mfa-endpoint`.
   *
   * @internal
   */
  loadStore(): Promise<typeof import('../client/item-store.js')> {
    return loadChunk(() => import('../client/item-store.js'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
    this.#endTick?.();
    this.#endTick = undefined;
    this.#view?.pause();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('item')) return;
    this.#given = undefined;
    try {
      if (this.item) this.#given = parseItem(this.item);
    } catch (error) {
      console.warn(`<pluggy-reauth-prompt> item is ignored. ${(error as Error).message}`);
    }
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { locale, session, store } = this;
    const item = this.#given ?? this.#controller.state?.item;
    const now = store?.now() ?? Date.now();
    const reason = item && promptReason(item, { now, ...(session ?? { consentWarningDays: CONSENT_WARNING_DAYS }) });
    if (item?.consentExpiresAt) this.#endTick ??= onTick(() => this.requestUpdate());
    if (reason) this.#load();
    if (!this.views || !(reason ?? this.#view)) return;
    this.#view ??= new this.views.PromptView(this);
    this.#view.show(item, reason, { locale, session, store });
  }

  #load(): void {
    if (this.views || this.#loading) return;
    this.#loading = true;
    loadChunk(() => import('./views.js')).then(
      (views) => (this.views = views),
      () => {
        this.#loading = false;
        if (this.isConnected) this.#again = setTimeout(() => this.requestUpdate(), AGAIN);
      },
    );
  }
}
