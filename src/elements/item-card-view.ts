import { adoptStyles, type CSSResultOrNative } from '@lit/reactive-element';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { ItemState } from '../client/items/item-entry.js';
import type { Items } from '../client/items/items.js';
import { PluggyDisconnectedEvent, PluggyDisconnectEvent } from '../events.js';
import { withOverrides, type CardMessages, type Locale } from '../locales/index.js';
import { card as en } from '../locales/en.card.js';
import { card as es } from '../locales/es.card.js';
import { card as pt } from '../locales/pt-BR.card.js';
import { canAskForUpdate, initialsOf, isLate, productsOf } from '../model/card.js';
import { CONSENT_WARNING_DAYS, isFailing, itemView } from '../model/item-view.js';
import { isWorking } from '../model/item-state.js';
import type { Item, ProductDetail } from '../model/item-types.js';
import { promptReason } from '../model/prompt.js';
import type { Session } from '../session.js';
import { onTick } from './clock.js';
import type { PluggyConnectElement } from './connect.js';
import { DisconnectDialog } from './item-card-dialog.js';
import { styles } from './item-card.styles.js';
import type { PluggyItemCardElement } from './item-card.js';
import { block } from './block.styles.js';
import { button, theme } from './theme.styles.js';
import { ago } from './time.js';

export const MESSAGES: Record<Locale, CardMessages> = { 'pt-BR': pt, en, es };
const SHOWN: CSSResultOrNative[] = [block, theme, button, styles];

/** What the element knows beside what the page has set on it. */
export interface CardContext {
  readonly locale: Locale;
  readonly session?: Session;
  readonly store?: Items;
  /** The Item of the property. */
  readonly given?: Item;
  /** The Item of the provider. */
  readonly state?: ItemState;
}

let hasWarned = false;

/** What a card looks like, and what its buttons do. */
export class CardView {
  #host: PluggyItemCardElement;
  #root: ShadowRoot;
  #context!: CardContext;
  #messages!: CardMessages;
  #itemId = '';
  /** As it was last called: also of one that is gone. */
  #name = '';

  /** What came of asking for an update, and for which snapshot that holds. */
  #asked?: { of: Item; answer: keyof CardMessages['asked'] };
  /** Updates of this one are for the widget. */
  #isForWidget = false;
  #dialog: DisconnectDialog;
  #isDisconnected = false;
  /** They say for themselves when it is over. */
  #hasPrompt = false;
  #hasBanner = false;
  #isOpen = false;
  #noLogo?: string;
  #endTick?: () => void;

  constructor(host: PluggyItemCardElement) {
    this.#host = host;
    this.#root = host.renderRoot as ShadowRoot;
    this.#dialog = new DisconnectDialog(this.#root, {
      changed: () => this.#draw(),
      confirmed: () => this.#disconnect(),
    });
    adoptStyles(this.#root, SHOWN);
  }

  update(context: CardContext): void {
    this.#context = context;
    this.#messages = withOverrides(MESSAGES[context.locale], context.session?.messages.card);
    const itemId = context.given?.id ?? this.#host.itemId ?? '';
    if (itemId !== this.#itemId) this.#reset(itemId);
    if (context.state?.item) this.#isDisconnected = false;
    this.#draw();
  }

  /** Ends what would go on without the element. What was sent is sent. */
  pause(): void {
    this.#tick(false);
    this.#dialog.close();
  }

  /** The element now shows another Item. */
  #reset(itemId: string): void {
    this.#itemId = itemId;
    this.#name = '';
    this.#asked = this.#noLogo = undefined;
    this.#isForWidget = this.#isDisconnected = this.#hasPrompt = this.#hasBanner = false;
    this.#dialog.close();
  }

  get #item(): Item | undefined {
    return this.#context.given ?? this.#context.state?.item;
  }

  get #bank(): string {
    return this.#name || this.#messages.bank.inText;
  }

  #draw(): void {
    const item = this.#item;
    if (item && item !== this.#asked?.of && this.#asked?.answer !== 'asking') this.#asked = undefined;
    this.#name = item?.connector?.name?.trim() || this.#name;
    const focused = this.#root.activeElement;
    render(this.#itemId ? this.#template(item) : nothing, this.#root);
    this.#dialog.sync();
    // Where the focus was is gone: it stays with the card.
    if (focused && !this.#root.activeElement) this.#focus();
  }

  #focus(): void {
    this.#root.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
  }

  #template(item: Item | undefined): TemplateResult {
    const { locale } = this.#context;
    return html`<article part="card" class="card" tabindex="-1" lang=${locale} aria-labelledby="name">
      ${this.#isDisconnected ? this.#farewell() : this.#content(item)}
    </article>`;
  }

  #farewell(): TemplateResult {
    this.#tick(false);
    return html`<p id="name" role="status">${this.#messages.disconnected(this.#bank)}</p>`;
  }

  #content(item: Item | undefined): TemplateResult {
    const { session, given, state, store } = this.#context;
    const messages = this.#messages;
    const now = store?.now() ?? Date.now();
    const options = { now, consentWarningDays: session?.consentWarningDays ?? CONSENT_WARNING_DAYS };
    const reason = item && promptReason(item, options);
    const isPartial = !!item && itemView(item, options).label === 'partial';
    // What a prompt asks for is not said again. A consent that ends is another matter than a run that failed.
    const fails = item ? isFailing(item) && (!reason || reason === 'consent') : state?.gone || state?.error;
    this.#hasPrompt ||= !!reason;
    this.#hasBanner ||= !!fails;
    const itemId = given ? nothing : this.#itemId;
    const products = item ? productsOf(item) : [];
    const canUpdate = item && canAskForUpdate(item, options);
    this.#tick(this.#isOpen || !!item?.consentExpiresAt || (item?.status === 'UPDATED' && !canUpdate));
    return html`<div class="head">
        ${this.#logo(item)}
        <div class="title">
          <p part="name" class="name" id="name">${this.#name || messages.bank.name}</p>
          <pluggy-item-status part="status" detail .item=${given} item-id=${itemId}></pluggy-item-status>
        </div>
      </div>
      ${
        this.#hasPrompt ? html`<pluggy-reauth-prompt .item=${given} item-id=${itemId}></pluggy-reauth-prompt>` : nothing
      }
      ${
        this.#hasBanner
          ? html`<pluggy-error-banner
              no-dismiss
              ?hidden=${!fails}
              .item=${given}
              item-id=${itemId}
            ></pluggy-error-banner>`
          : nothing
      }
      ${isPartial ? this.#partial(products) : nothing} ${products.length ? this.#details(products, now) : nothing}
      ${item ? this.#actions(item, !!canUpdate, !reason && isWorking(item)) : nothing}
      ${this.#dialog.template(this.#bank, messages.question)}`;
  }

  #logo(item: Item | undefined): TemplateResult {
    const { imageUrl } = item?.connector ?? {};
    return html`<div part="logo" class="logo" aria-hidden="true">
      ${
        imageUrl && imageUrl !== this.#noLogo
          ? html`<img
              src=${imageUrl}
              alt=""
              width="48"
              height="48"
              decoding="async"
              loading="lazy"
              referrerpolicy="no-referrer"
              @error=${() => {
                this.#noLogo = imageUrl;
                this.#draw();
              }}
            />`
          : initialsOf(this.#name)
      }
    </div>`;
  }

  #partial(products: [string, ProductDetail][]): TemplateResult | typeof nothing {
    const late = products.filter(([, detail]) => isLate(detail)).map(([product]) => this.#productName(product));
    if (!late.length) return nothing;
    const list = new Intl.ListFormat(this.#context.locale, { type: 'conjunction' }).format(late);
    return html`<p class="partial">${this.#messages.partial(list)}</p>`;
  }

  #details(products: [string, ProductDetail][], now: number): TemplateResult {
    return html`<details
      part="details"
      @toggle=${(event: Event) => {
        this.#isOpen = (event.target as HTMLDetailsElement).open;
        this.#draw();
      }}
    >
      <summary>${this.#messages.details}</summary>
      <ul>
        ${this.#isOpen ? products.map((product) => this.#product(product, now)) : nothing}
      </ul>
    </details>`;
  }

  #product([product, detail]: [string, ProductDetail], now: number): TemplateResult {
    const { warnings, isUpdated } = detail;
    const messages = this.#messages;
    const time = Date.parse(detail.lastUpdatedAt ?? '');
    const when = isNaN(time) ? '' : ago(time, now, this.#context.locale);
    const said = isUpdated
      ? when
        ? messages.productUpdated(when)
        : messages.productFine
      : when
        ? messages.productLate(when)
        : // Why it never came is said below.
          !warnings.length && messages.productNever;
    return html`<li class=${isLate(detail) ? 'late' : isUpdated ? 'fine' : 'none'}>
      <strong>${this.#productName(product)}</strong>
      ${said ? html`<span>${said}</span>` : nothing}
      ${warnings.map(({ code, providerMessage }) => {
        const known = code === '001' || code === '002' || code === '423' ? code : 'other';
        const quote = known === 'other' && providerMessage;
        return html`<span
          >${messages.warnings[known]}${
            quote ? html` ${messages.quote} <q lang="pt" dir="auto">${providerMessage}</q>` : nothing
          }</span
        >`;
      })}
    </li>`;
  }

  /** One that is newer than this library, as Pluggy writes it, in words. */
  #productName(product: string): string {
    const { products } = this.#messages;
    if (Object.hasOwn(products, product)) return products[product as keyof typeof products];
    const words = product.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  #actions(item: Item, canUpdate: boolean, isUnderWay: boolean): TemplateResult {
    const messages = this.#messages;
    const { store } = this.#context;
    const answer = this.#asked?.answer;
    return html`${
        answer
          ? html`<p class="note" role="status">
              ${answer === 'asking' ? html`<span class="spinner"></span>` : nothing}
              ${messages.asked[answer](this.#bank)}
            </p>`
          : nothing
      }
      <div part="actions" class="actions">
        ${canUpdate && answer !== 'recent' ? this.#updateButton(item) : nothing}
        ${isUnderWay && store?.hasBackend ? this.#askButton('check', () => this.#check(store, item)) : nothing}
        <button
          type="button"
          class="quiet end"
          id="disconnect"
          aria-labelledby="disconnect name"
          @click=${() => this.#dialog.open()}
        >
          ${messages.disconnect}
        </button>
      </div>`;
  }

  #updateButton(item: Item): TemplateResult | typeof nothing {
    const { store, session } = this.#context;
    const { update } = this.#messages;
    if (store?.hasBackend && !this.#isForWidget) {
      return this.#askButton('update', () => this.#update(store, item));
    }
    if (!canOpen(session)) return nothing;
    return html`<pluggy-connect class="plain" item-id=${this.#itemId}>${update}</pluggy-connect>`;
  }

  #askButton(name: 'update' | 'check', ask: () => Promise<void>): TemplateResult {
    return html`<button
      type="button"
      class="plain"
      id=${name}
      aria-labelledby="${name} name"
      aria-disabled=${this.#asked?.answer === 'asking'}
      @click=${() => void (this.#asked?.answer === 'asking' || ask())}
    >
      ${this.#messages[name]}
    </button>`;
  }

  /** How far a run is, for somebody who does not want to wait for it to be read by itself. */
  #check(store: Items, item: Item): Promise<void> {
    return this.#ask(item, async () => {
      await store.refresh(item.id);
      const { item: now, error } = store.get(item.id);
      return error ? 'failed' : now && isWorking(now) ? 'going' : undefined;
    });
  }

  #update(store: Items, item: Item): Promise<void> {
    return this.#ask(item, async () => {
      const answer = await store.update(item.id).catch(() => 'failed' as const);
      if (answer === 'widget' && canOpen(this.#context.session)) return answer;
      return answer === 'started' ? undefined : answer === 'recent' ? answer : 'failed';
    });
  }

  /** Says that it asks, and then what came of it; `widget`: it goes on there. */
  async #ask(item: Item, answer: () => Promise<keyof CardMessages['asked'] | 'widget' | undefined>): Promise<void> {
    const asked = (this.#asked = { of: item, answer: 'asking' });
    this.#draw();
    const said = await answer();
    // Meanwhile it may have become another one.
    if (this.#asked !== asked) return;
    const isForWidget = said === 'widget';
    this.#isForWidget ||= isForWidget;
    this.#asked = said && !isForWidget ? { of: this.#item ?? item, answer: said } : undefined;
    if (!this.#host.isConnected) return;
    this.#draw();
    if (isForWidget) void this.#root.querySelector<PluggyConnectElement>('pluggy-connect')?.open();
  }

  #disconnect(): void {
    const { store } = this.#context;
    const itemId = this.#itemId;
    if (!this.#host.dispatchEvent(new PluggyDisconnectEvent(itemId))) return;
    if (!store?.hasBackend) {
      warn();
      return;
    }
    const end = this.#dialog.work();
    let isOver = false;
    const done = () => {
      if (isOver) return;
      isOver = true;
      unfollow?.();
      if (itemId === this.#itemId) {
        this.#isDisconnected = true;
        this.#dialog.close();
        this.#draw();
        if (this.#host.isConnected) this.#focus();
      }
      (this.#host.isConnected ? this.#host : document).dispatchEvent(new PluggyDisconnectedEvent(itemId));
    };
    // While the card is still there: a list takes it away as soon as the Item is gone.
    const isKnown = store.get(itemId).item;
    const unfollow = isKnown && store.subscribe(itemId, () => void (store.get(itemId).gone && done()));
    store.delete(itemId).then(done, () => {
      unfollow?.();
      if (!isOver) end();
    });
  }

  #tick(isNeeded: boolean): void {
    if (isNeeded && this.#host.isConnected) this.#endTick ??= onTick(() => this.#draw());
    else {
      this.#endTick?.();
      this.#endTick = undefined;
    }
  }
}

const canOpen = (session: Session | undefined) => !!(session?.settings.tokenSource ?? session?.settings.tokenEndpoint);

function warn(): void {
  if (hasWarned) return;
  hasWarned = true;
  console.warn(
    '<pluggy-item-card> has no <pluggy-provider> with items-endpoint around it: listen to pluggy-disconnect, prevent it and disconnect there.',
  );
}
