import type { ReactiveControllerHost } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import type { CardMessages, StatusMessages } from '../../locales/index.js';
import { itemView, type ItemView, type Severity } from '../../model/item-view.js';
import type { Item } from '../../model/item-types.js';
import { institutionName } from '../shared/institution-name.js';
import { statusLabel } from '../shared/status-label.js';
import { isOutsideProvider, warnOnce } from '../shared/warn-once.js';
import { Announcer } from './announcer.js';
import { ItemChanges } from './item-changes.js';
import { ReturnVisit } from './return-visit.js';

/** The state of a list at one update. */
export interface NewsSource {
  readonly store: Items | undefined;
  readonly consentWarningDays?: number;
  readonly card: CardMessages;
  readonly status: StatusMessages;
  /** Whether the page's texts have changed, which is not announced. */
  readonly isReworded: boolean;
  /** Whether institutions send people back to this page. */
  readonly isReturnPage: boolean;
}

/**
 * Announces changes of a list's Items, and the result of a connection to a person who returns from an institution's
 * page.
 */
export class ListNews {
  /** The result of a connection; empty where the person did not return from an institution. */
  welcome = '';

  #announcer: Announcer;
  #changes = new ItemChanges();
  #returnVisit = new ReturnVisit();
  #source!: NewsSource;

  constructor(host: ReactiveControllerHost) {
    this.#announcer = new Announcer(host, (count) => this.#source.card.list.changes(count));
  }

  /** Text of the live region. */
  get announcement(): string {
    return this.#announcer.text;
  }

  /** Forgets the Items, so that the next ones are not announced as new. */
  forgetItems(): void {
    this.#changes.forget();
  }

  dismissWelcome(): void {
    this.#returnVisit.end();
  }

  update(source: NewsSource): void {
    this.#source = source;
    const { store, isReworded, isReturnPage } = source;
    if (isReworded) this.forgetItems();
    if (store?.items) this.#announceChanges(store.items);
    // A reload before the list is read starts the return again.
    if (isReturnPage && store?.hasBackend && store.items) this.#returnVisit.begin(store);
    const previous = this.welcome;
    this.welcome = this.#welcomeText();
    const isNews = this.welcome && this.welcome !== previous && !(previous && isReworded);
    if (isNews) this.#announcer.announce('', this.welcome);
  }

  #announceChanges(items: readonly Item[]): void {
    const { card, status } = this.#source;
    const labelOf = (item: Item) => statusLabel(this.#viewOf(item), status);
    for (const { item, label = status.gone } of this.#changes.next(items, labelOf)) {
      // The sentence about the return describes the Item of a return.
      if (item.id === this.#returnVisit.itemId) continue;
      this.#announcer.announce(item.id, card.list.change(institutionName(item) || card.bank.name, label));
    }
  }

  #welcomeText(): string {
    const { itemId } = this.#returnVisit;
    if (itemId === undefined) return '';
    const { store, card } = this.#source;
    const { returned } = card.list;
    const { item, gone } = (itemId && store?.get(itemId)) || {};
    const bank = institutionName(item) || card.bank.inText;
    if (!itemId) return returned.refused(bank);
    if (!item) return (gone ? returned.unknown : returned.checking)(bank);
    const results: Partial<Record<Severity, keyof typeof returned>> = { ok: 'done', busy: 'going' };
    return returned[results[this.#viewOf(item).severity] ?? 'open'](bank);
  }

  #viewOf(item: Item): ItemView {
    const { store, consentWarningDays } = this.#source;
    return itemView(item, { now: store?.now(), consentWarningDays });
  }
}

/** Warns that a list without a provider has no Items. */
export function warnWithoutProvider(list: Element): void {
  if (!isOutsideProvider(list)) return;
  warnOnce(
    'item-list',
    '<pluggy-item-list> has nothing to show. Expected a <pluggy-provider items-endpoint="…"> around it.',
  );
}
