import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { cardTexts } from '../../locales/card.js';
import { messagesFor, type CardMessages, type Locale } from '../../locales/index.js';
import { statusTexts } from '../../locales/status.js';
import type { Item } from '../../model/item-types.js';
import type { PluggyItemCardElement } from '../item-card/item-card.js';
import { flag, isOn, warnIfOff } from '../shared/attributes.js';
import { PluggyElement } from '../shared/base.js';
import { block } from '../shared/block.styles.js';
import { canConnect } from '../shared/can-connect.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { Subscription } from '../shared/subscription.js';
import type { ListActions } from './item-list.template.js';
import type { ListNews } from './list-news.js';

type Template = typeof import('./item-list.template.js');

/** Cards rendered in one frame, so that the first ones appear without waiting for the rest. */
const CARDS_PER_FRAME = 20;

/** Requests the template of the cards beside that of the list, so that the cards appear together with their list. */
function importTemplate(): Promise<Template> {
  // The cards repeat a failed request.
  import('../item-card/item-card.template.js').catch(() => {});
  return import('./item-list.template.js');
}

/**
 * Lists all connections of the nearest `<pluggy-provider>`, a card for each. The list has a state for loading, for no
 * connections and for a failed request, and announces changes to screen readers.
 *
 * @slot empty - Replaces the invitation to connect.
 * @slot loading - Replaces the placeholders while the list loads.
 *
 * @fires {PluggyDisconnectEvent} pluggy-disconnect - See `<pluggy-item-card>`. Cancelable.
 * @fires {PluggyDisconnectedEvent} pluggy-disconnected - See `<pluggy-item-card>`.
 *
 * @csspart list - The cards.
 * @csspart empty - The invitation to connect.
 * @csspart returned - The result of a connection, for a person who returns from the institution's page.
 *
 * @cssproperty [--pluggy-color-border] - Borders.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyItemListElement extends PluggyElement {
  static override styles = block;
  static override properties: PropertyDeclarations = {
    oauthReturn: { attribute: 'oauth-return', converter: flag },
  };

  /**
   * Whether this page is the `oauthRedirectUri` of your Connect Tokens, to which institutions send people back. The list
   * reads the Item of `?itemId=` and shows the result, or that of `?message=`, and removes both parameters from the
   * address.
   * Source: https://docs.pluggy.ai/docs/connect-widget/oauth-support
   */
  oauthReturn = false;

  protected readonly template = new LazyTemplate<Template>(this, importTemplate, cardTexts);
  #store = new Subscription<Items>((store) => {
    this.#news?.forgetItems();
    return store.subscribeAll(() => this.requestUpdate());
  });

  /** Loaded together with the template. */
  #news?: ListNews;
  #messages?: CardMessages;
  /** The language of the messages. */
  #locale?: Locale;
  #items?: readonly Item[];
  /** Ids of the cards to render, of which there are more in each frame. */
  #ids?: readonly string[];
  /** Ids of the rendered cards. */
  #renderedIds: readonly string[] = [];
  #cardLimit = CARDS_PER_FRAME;
  #frame?: number;
  #isWidgetOpen = false;

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    warnIfOff(this, name, value);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#store.follow(undefined);
    this.#news?.forgetItems();
    this.#isWidgetOpen = false;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { session, store } = this;
    this.#store.follow(store);
    this.#items = store?.items;
    this.#ids = this.#nextIds();
    const { module } = this.template;
    if (!session) module?.warnWithoutProvider(this);
    if (module) this.#updateNews(module, changed.has('session'));
  }

  protected override updated(): void {
    if (!this.isConnected || !this.template.module) return;
    this.#renderedIds = this.#ids ?? [];
    if ((this.#items?.length ?? 0) <= this.#cardLimit) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#cardLimit += CARDS_PER_FRAME;
      this.requestUpdate();
    });
  }

  /** @internal */
  get hasContent(): boolean {
    return true;
  }

  /** @internal */
  render(template: Template): unknown {
    const { session, store } = this;
    return template.listTemplate(
      {
        locale: this.template.locale,
        messages: this.#messages!.list,
        ids: this.#ids,
        error: store?.error,
        welcome: this.#news!.welcome,
        announcement: this.#news!.announcement,
        canConnect: canConnect(session),
        isWidgetOpen: this.#isWidgetOpen,
      },
      this.#actions,
    );
  }

  /**
   * Focuses the card that has taken the place of the removed one.
   *
   * @internal
   */
  restoreFocus(removed: Element): void {
    const place = this.#renderedIds.indexOf((removed as PluggyItemCardElement).itemId);
    if (place >= 0) this.template.module?.focusCard(this.renderRoot, place);
  }

  #actions: ListActions = {
    dismissWelcome: () => {
      this.#news!.dismissWelcome();
      this.requestUpdate();
      void this.updateComplete.then(() => this.template.module?.focusCard(this.renderRoot, 0));
    },
    widgetOpens: () => {
      this.#isWidgetOpen = true;
    },
    widgetCloses: () => {
      this.#isWidgetOpen = false;
      this.requestUpdate();
      // The button that had the focus before the widget opened may be gone.
      void this.updateComplete.then(() => {
        if (this.#items?.length && document.activeElement === document.body)
          this.template.module?.focusCard(this.renderRoot, 0);
      });
    },
  };

  /** Returns the same array while the ids are the same, so that the cards are left alone. */
  #nextIds(): readonly string[] | undefined {
    const ids = this.#items?.slice(0, this.#cardLimit).map(({ id }) => id);
    const previous = this.#ids;
    const isSame = ids?.length === previous?.length && ids?.every((id, index) => id === previous![index]);
    return isSame ? previous : ids;
  }

  #updateNews(template: Template, isNewSession: boolean): void {
    const { session, store } = this;
    const { locale } = this.template;
    const isReworded = isNewSession || locale !== this.#locale;
    this.#locale = locale;
    this.#messages = messagesFor(cardTexts.table, locale, session?.messages.card);
    this.#news ??= new template.ListNews(this);
    this.#news.update({
      store,
      consentWarningDays: session?.consentWarningDays,
      card: this.#messages,
      status: messagesFor(statusTexts, locale, session?.messages.status),
      isReworded,
      isReturnPage: isOn(this.oauthReturn),
    });
  }
}
