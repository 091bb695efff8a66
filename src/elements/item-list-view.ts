import { adoptStyles, type CSSResultOrNative } from '@lit/reactive-element';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Items } from '../client/items/items.js';
import { withOverrides, type CardMessages, type Locale, type StatusMessages } from '../locales/index.js';
import { status as en } from '../locales/en.status.js';
import { status as es } from '../locales/es.status.js';
import { status as pt } from '../locales/pt-BR.status.js';
import type { PluggyError } from '../model/errors.js';
import { itemView } from '../model/item-view.js';
import type { Item } from '../model/item-types.js';
import type { Session } from '../session.js';
import { MESSAGES } from './item-card-view.js';
import type { PluggyItemCardElement } from './item-card.js';
import type { PluggyItemListElement } from './item-list.js';
import { styles } from './item-list.styles.js';
import { closest } from './language.js';
import { block } from './block.styles.js';
import { hidden } from './panel.styles.js';
import { button, theme } from './theme.styles.js';

const STATUS: Record<Locale, StatusMessages> = { 'pt-BR': pt, en, es };
const SHOWN: CSSResultOrNative[] = [block, hidden, theme, button, styles];

/** How long changes are gathered before they are read aloud, in milliseconds. */
const GATHERING = 1000;
/** More than so many at once are counted instead of named. */
const NAMED = 3;
/** So many cards are drawn at once, and as many again in each frame after: what is seen first does not wait for the rest. */
const AT_ONCE = 20;
/** While nobody knows how many there are. */
const GREY_CARDS = 3;

export interface ListContext {
  readonly locale: Locale;
  readonly session?: Session;
  readonly store?: Items;
  /** Where institutions send people back to. */
  readonly isReturnPage: boolean;
}

let hasWarned = false;

/** What a list looks like, and what it reads aloud. */
export class ListView {
  #host: PluggyItemListElement;
  #root: ShadowRoot;
  #context!: ListContext;
  #card!: CardMessages;
  #status!: StatusMessages;
  #store?: Items;
  #unfollow?: () => void;
  #items?: readonly Item[];
  #error?: PluggyError;
  #drawn = AT_ONCE;
  #frame?: number;
  /** The widget was opened from the invitation, which stays until that is over. */
  #isOpen = false;
  /** What was last known of each, by its id: the Item, and what its badge says. */
  #known?: Map<string, { item: Item; label: string }>;
  #changes = new Map<string, string>();
  #said = '';
  /** From where somebody has come back: an Item's id, or nothing where it was refused. */
  #returned?: string;
  #welcome = '';
  #timer?: ReturnType<typeof setTimeout>;

  constructor(host: PluggyItemListElement) {
    this.#host = host;
    this.#root = host.renderRoot as ShadowRoot;
    adoptStyles(this.#root, SHOWN);
  }

  update(context: ListContext): void {
    const { locale, session, store } = context;
    const isOther = locale !== this.#context?.locale || session !== this.#context.session;
    this.#context = context;
    if (isOther) {
      this.#card = withOverrides(MESSAGES[locale], session?.messages.card);
      this.#status = withOverrides(STATUS[locale], session?.messages.status);
      // The same in other words is no change.
      this.#known = undefined;
    }
    this.#follow(store);
    if (!session) warn(this.#host);
    const before = this.#items;
    this.#items = store?.items;
    const isSame =
      !isOther &&
      this.#error === store?.error &&
      before?.length === this.#items?.length &&
      before?.every(({ id }, index) => id === this.#items![index]!.id);
    this.#error = store?.error;
    this.#notice();
    this.#comeBack();
    const welcome = this.#welcome;
    this.#welcome = this.#welcomeText();
    const isNews = welcome !== this.#welcome;
    // The same in other words has been read aloud.
    if (this.#welcome && isNews && !(welcome && isOther)) this.#say('', this.#welcome);
    if (!isSame || !before || isNews || this.#isPart) this.#draw();
  }

  get #messages(): CardMessages['list'] {
    return this.#card.list;
  }

  /** Ends what would go on without the element. */
  pause(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#changes.clear();
    this.#follow(undefined);
    this.#known = undefined;
    this.#isOpen = false;
  }

  #follow(store: Items | undefined): void {
    if (store === this.#store) return;
    this.#unfollow?.();
    this.#store = store;
    this.#known = undefined;
    this.#unfollow = store?.subscribeAll(() => this.#host.requestUpdate());
  }

  // Back from the institution's page

  /** Not before the list has been read: until then a reload starts over. */
  #comeBack(): void {
    const { isReturnPage, store } = this.#context;
    if (!isReturnPage || !store?.hasBackend || !this.#items) return;
    const url = new URL(location.href);
    const itemId = url.searchParams.get('itemId') ?? '';
    if (!itemId && !url.searchParams.has('message')) return;
    url.searchParams.delete('itemId');
    url.searchParams.delete('message');
    history.replaceState(history.state, '', url);
    // Anybody can write an address: the message is never shown, and what is no id is asked for nowhere.
    this.#returned = /^[\w-]+$/.test(itemId) ? itemId : '';
    if (this.#returned) void this.#find(itemId, store);
    else void store.refresh();
  }

  /** The way to the institution may have been taken before the backend was told of it. */
  async #find(itemId: string, store: Items): Promise<void> {
    await store.refresh(itemId);
    if (!store.get(itemId).gone) return;
    await store.link(itemId, 'returned');
    await store.refresh(itemId);
  }

  #welcomeText(): string {
    const { session, store } = this.#context;
    const itemId = this.#returned;
    if (itemId === undefined) return '';
    const { returned } = this.#messages;
    const { item, gone } = (itemId && store?.get(itemId)) || {};
    const bank = item?.connector?.name?.trim() || this.#card.bank.inText;
    if (!itemId) return returned.refused(bank);
    if (!item) return (gone ? returned.unknown : returned.checking)(bank);
    const { severity } = itemView(item, { now: store?.now(), consentWarningDays: session?.consentWarningDays });
    return returned[severity === 'ok' ? 'done' : severity === 'busy' ? 'going' : 'open'](bank);
  }

  #dismiss = (): void => {
    this.#returned = undefined;
    this.#welcome = '';
    this.#draw();
    this.#focusNear(0);
  };

  // What is read aloud

  /** What is there from the beginning is no news. */
  #notice(): void {
    if (!this.#items) return;
    const { session, store } = this.#context;
    const options = { now: store?.now(), consentWarningDays: session?.consentWarningDays };
    const before = this.#known;
    this.#known = new Map();
    for (const item of this.#items) {
      const last = before?.get(item.id);
      if (last?.item === item) {
        this.#known.set(item.id, last);
        continue;
      }
      const { label: name, days } = itemView(item, options);
      const label = name === 'consent' ? this.#status.consent(days!) : this.#status.labels[name];
      this.#known.set(item.id, { item, label });
      if (before && label !== last?.label) this.#announce(item, label);
    }
    for (const [itemId, { item }] of before ?? [])
      if (!this.#known.has(itemId)) this.#announce(item, this.#status.gone);
  }

  #announce(item: Item, label: string): void {
    const bank = item.connector?.name?.trim() || this.#card.bank.name;
    // Of that one the welcome speaks.
    if (item.id !== this.#returned) this.#say(item.id, this.#messages.change(bank, label));
  }

  #say(about: string, text: string): void {
    this.#changes.delete(about);
    this.#changes.set(about, text);
    if (this.#changes.size > 1) return;
    clearTimeout(this.#timer);
    // The same words twice would not be read again.
    this.#said = '';
    this.#timer = setTimeout(() => {
      const changes = [...this.#changes.values()];
      this.#changes.clear();
      this.#said = changes.length > NAMED ? this.#messages.changes(changes.length) : changes.join(' ');
      this.#draw();
    }, GATHERING);
    this.#draw();
  }

  // What is seen

  get #isPart(): boolean {
    return (this.#items?.length ?? 0) > this.#drawn;
  }

  #draw(): void {
    const focused = this.#root.activeElement as Partial<PluggyItemCardElement> | null;
    const place = focused?.itemId ? this.#cards.indexOf(focused as PluggyItemCardElement) : -1;
    render(this.#template(), this.#root);
    if (place >= 0 && !this.#root.activeElement) this.#focusNear(place);
    if (this.#isPart) {
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = undefined;
        this.#drawn += AT_ONCE;
        this.#draw();
      });
    }
  }

  get #cards(): PluggyItemCardElement[] {
    return [...this.#root.querySelectorAll('pluggy-item-card')];
  }

  /** The card that had the focus is gone: the next one has it, else the one before, else what there is instead. */
  #focusNear(place: number): void {
    const cards = this.#cards;
    const card = cards[Math.min(place, cards.length - 1)];
    const next = card?.shadowRoot?.querySelector<HTMLElement>('.card');
    if (next) {
      next.focus();
      return;
    }
    const connect = this.#root.querySelector('pluggy-connect');
    const isOurs = connect && !this.#root.querySelector<HTMLSlotElement>('slot[name=empty]')?.assignedNodes().length;
    if (isOurs) {
      void connect.updateComplete.then(() => {
        // WebKit looks for what can have the focus before it lays out what is new.
        connect.getBoundingClientRect();
        connect.focus();
      });
    } else this.#root.querySelector<HTMLElement>('.empty')?.focus();
  }

  #template(): TemplateResult {
    const { locale } = this.#context;
    const items = this.#items;
    const error = this.#error;
    const isEmpty = !!items && !items.length && !error;
    const isLoading = !items && !error;
    return html`<div lang=${locale} aria-busy=${isLoading}>
      ${error ? html`<pluggy-error-banner no-dismiss .error=${error}></pluggy-error-banner>` : nothing}
      ${
        this.#welcome
          ? html`<div part="returned" class="returned">
              <p>${this.#welcome}</p>
              <button type="button" @click=${this.#dismiss}>${this.#messages.dismiss}</button>
            </div>`
          : nothing
      }
      ${isLoading ? this.#loading() : nothing}
      ${
        items?.length
          ? html`<ul part="list" aria-label=${this.#messages.label}>
              ${repeat(
                items.slice(0, this.#drawn),
                ({ id }) => id,
                ({ id }) => html`<li><pluggy-item-card item-id=${id}></pluggy-item-card></li>`,
              )}
            </ul>`
          : nothing
      }
      ${isEmpty || this.#isOpen ? this.#empty(isEmpty) : nothing}
      <p class="hidden" role="status">${this.#said}</p>
    </div>`;
  }

  #loading(): TemplateResult {
    return html`<slot name="loading">
      <p class="hidden">${this.#messages.loading}</p>
      <div class="grid" aria-hidden="true">
        ${Array.from({ length: GREY_CARDS }, () => html`<div class="grey"><i></i><b></b><b></b></div>`)}
      </div>
    </slot>`;
  }

  #empty(isShown: boolean): TemplateResult {
    const { tokenSource, tokenEndpoint } = this.#context.session?.settings ?? {};
    return html`<div part="empty" class="empty" tabindex="-1" ?hidden=${!isShown}>
      <slot name="empty">
        <p class="heading">${this.#messages.emptyTitle}</p>
        <p>${this.#messages.emptyText}</p>
        ${
          (tokenSource ?? tokenEndpoint)
            ? html`<pluggy-connect
                @pluggy-open=${() => (this.#isOpen = true)}
                @pluggy-close=${this.#closed}
              ></pluggy-connect>`
            : nothing
        }
      </slot>
    </div>`;
  }

  #closed = (): void => {
    this.#isOpen = false;
    this.#draw();
    // What it was opened from has gone meanwhile.
    if (this.#items?.length && document.activeElement === document.body) this.#focusNear(0);
  };
}

/** Said once, and not while an element around may still become a provider. */
function warn(list: Element): void {
  if (hasWarned || !list.isConnected || closest(list, 'pluggy-provider, :not(:defined)')) return;
  hasWarned = true;
  console.warn('<pluggy-item-list> has nothing to show. Expected a <pluggy-provider items-endpoint="…"> around it.');
}
