import type { ReactiveControllerHost } from '@lit/reactive-element';
import { printOnce } from '../../client/print-once.js';
import { cardTexts } from '../../locales/card.js';
import { messagesFor, type CardMessages, type Locale, type StatusMessages } from '../../locales/index.js';
import { statusTexts } from '../../locales/status.js';
import { PluggyError } from '../../model/errors.js';
import { itemView, type ItemView, type Severity } from '../../model/item-view.js';
import type { Item } from '../../model/item-types.js';
import type { ProviderContext } from '../../provider-context.js';
import { institutionName, statusLabel } from '../shared/item-labels.js';
import { ago } from '../shared/time.js';
import { viewOptions } from '../shared/view-options.js';
import { isOutsideProvider } from '../shared/outside-provider.js';
import { Announcer } from './announcer.js';
import { ItemChanges } from './item-changes.js';
import { ReturnVisit } from './return-visit.js';

/** The surroundings of a list at one update. */
interface Surroundings {
  readonly context: ProviderContext | undefined;
  readonly locale: Locale;
  /** Whether institutions send people back to this page. */
  readonly isReturnPage: boolean;
}

/**
 * Announces changes of a list's Items, and the result of a connection to a person who returns from an institution's
 * page.
 */
export class ListNews {
  /** The result of a connection; empty where the person did not return from an institution. */
  returnNotice = '';

  /** The reason why there is no list. */
  error?: PluggyError;

  #host: ReactiveControllerHost & Element;
  #announcer: Announcer;
  #changes = new ItemChanges();
  #added: (itemId: string) => void;
  #returnVisit: ReturnVisit;
  #surroundings?: Surroundings;
  #messages!: CardMessages;
  #statusMessages!: StatusMessages;

  /** `changed` is called when the announcement has changed between two updates, `added` with the id of a new Item. */
  constructor(
    host: ReactiveControllerHost & Element,
    { changed, added }: { changed: () => void; added: (itemId: string) => void },
  ) {
    this.#host = host;
    this.#added = added;
    this.#returnVisit = new ReturnVisit(() => host.requestUpdate());
    this.#announcer = new Announcer(host, changed, (count) => this.#messages.list.changes(count));
  }

  /** The texts of the list and its cards, after the first update. */
  get messages(): CardMessages {
    return this.#messages;
  }

  /** Text of the live region. */
  get announcement(): string {
    return this.#announcer.text;
  }

  /** Forgets the Items, so that the next ones are not announced as new. */
  forgetItems(): void {
    this.#changes.forget();
  }

  /** Forgets also the sentences about a person who has signed out. */
  forgetPerson(): void {
    this.forgetItems();
    this.#announcer.clear();
    this.#returnVisit.end();
  }

  dismissNotice(): void {
    this.#returnVisit.end();
  }

  update(surroundings: Surroundings): void {
    const before = this.#surroundings;
    this.#surroundings = surroundings;
    const { context, locale, isReturnPage } = surroundings;
    const store = context?.items;
    this.error = store?.error ?? (!context && isOutsideProvider(this.#host) ? errorOutside() : undefined);
    // New texts or another language are no news of the Items: nothing is announced.
    const isReworded = context !== before?.context || locale !== before?.locale;
    if (isReworded) this.#changeTexts(context?.messages, locale);
    const items = store?.items;
    if (items) this.#announceChanges(items);
    if (isReturnPage && store?.hasBackend) this.#returnVisit.begin(store);
    this.error ??= this.#returnError();
    const previous = this.returnNotice;
    this.returnNotice = this.#noticeText();
    const isNews = this.returnNotice && this.returnNotice !== previous && !(previous && isReworded);
    if (isNews) this.#announcer.announce('', this.returnNotice);
  }

  #changeTexts(overrides: ProviderContext['messages'] | undefined, locale: Locale): void {
    this.#messages = messagesFor(cardTexts.table, locale, overrides?.card);
    this.#statusMessages = messagesFor(statusTexts, locale, overrides?.status);
    this.forgetItems();
  }

  #announceChanges(items: readonly Item[]): void {
    const { list, bank } = this.#messages;
    const messages = this.#statusMessages;
    const { context, locale } = this.#surroundings!;
    const past = (time: number) => ago(time, viewOptions(context).now, locale);
    const labelOf = (item: Item) => statusLabel(this.#viewOf(item), messages, past);
    const isUnsaved = ({ id }: Item) => !!context?.items?.get(id).unsaved;
    for (const { item, label: known, isNew } of this.#changes.next(items, labelOf, isUnsaved)) {
      if (isNew && !isUnsaved(item)) this.#added(item.id);
      const label = isUnsaved(item) ? messages.unsaved : (known ?? messages.gone);
      // The sentence about the return already describes this Item.
      if (item.id === this.#returnVisit.itemId) continue;
      const name = institutionName(item) || bank.name;
      const { severity } = this.#viewOf(item);
      // A new connection that waits for the person is not connected yet.
      const isConnected = isNew && (severity === 'busy' || severity === 'ok');
      const sentence = isConnected ? list.added(name, severity === 'busy') : list.change(name, label);
      this.#announcer.announce(item.id, sentence);
    }
  }

  #noticeText(): string {
    const { itemId, isRefused, isUnread } = this.#returnVisit;
    if (itemId === undefined) return '';
    const { context } = this.#surroundings!;
    const store = context?.items;
    const { bank: unknownBank, list } = this.#messages;
    const { returned } = list;
    const { item, gone } = (itemId && store?.get(itemId)) || {};
    const isElsewhere = this.#returnVisit.isElsewhere || (isUnread && gone);
    const bank = institutionName(item) || unknownBank.inText;
    if (!itemId || (!item && isElsewhere && isRefused)) return returned.refused(bank);
    if (isElsewhere && !item) return returned.unknown(bank);
    // The person has disconnected the Item after the return.
    if (!item) return gone ? '' : returned.checking(bank);
    const results: Partial<Record<Severity, keyof typeof returned>> = { ok: 'done', busy: 'going' };
    return returned[results[this.#viewOf(item).severity] ?? 'open'](bank);
  }

  /** Returns the reason why the Item of a return could not be read. */
  #returnError(): PluggyError | undefined {
    const { itemId, isUnread } = this.#returnVisit;
    const state = itemId && isUnread ? this.#surroundings!.context?.items?.get(itemId) : undefined;
    return state?.item ? undefined : state?.error;
  }

  #viewOf(item: Item): ItemView {
    return itemView(item, viewOptions(this.#surroundings?.context));
  }
}

let outsideError: PluggyError | undefined;

/** Returns the error of a list without a provider: the same at each call, so that the banner stays as it is. */
function errorOutside(): PluggyError {
  const text = 'has nothing to show. Expected a <pluggy-provider items-endpoint="…"> around it.';
  return (outsideError ??= new PluggyError('items-not-found', text, { tag: 'pluggy-item-list', retryable: false }));
}

/** Prints, once per page, that a list without a provider has no Items. */
export function warnWithoutProvider(list: Element): void {
  if (!isOutsideProvider(list)) return;
  const { message } = errorOutside();
  printOnce(message, globalThis, message, console.error);
}
