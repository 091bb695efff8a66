import type { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { EMPTY, isInProgress, newEntry } from './item-entry.js';
import type { ItemState, ListSource, MutableEntry, StoreEntry } from './item-entry.js';
import { dateOf, isSame, isSuperseded } from './snapshot.js';

/** Follows every write to the store. */
export interface StoreObserver {
  /** Called when an item was added, changed or removed. */
  readonly changed: (itemId: string, item: Item | undefined, previous: Item | undefined) => void;
  /** Called after each put and each removal, including a put of the same snapshot. */
  readonly written: (itemId: string) => void;
}

/**
 * Caches items as immutable snapshots and notifies subscribers. An older snapshot never replaces a newer one, in whatever
 * order responses and events arrive. Elements subscribe by item id, so that a change of one item renders only its views.
 */
export class ItemStore {
  #observer: StoreObserver;
  #now: () => number;
  #entries = new Map<string, MutableEntry>();
  #listListeners = new Set<() => void>();
  #source: ListSource = 'unread';
  #listError?: PluggyError;
  #removals = 0;

  constructor(observer: StoreObserver, now: () => number = Date.now) {
    this.#observer = observer;
    this.#now = now;
  }

  get(itemId: string): ItemState {
    const state = this.#entries.get(itemId)?.state ?? EMPTY;
    // Without a list, each item is read by itself.
    const error = this.#source === 'none' ? undefined : this.#listError;
    return state.item || state.gone || !error ? state : { error, ...state };
  }

  /** All items in the order of their arrival; undefined before the list has been read. */
  get items(): readonly Item[] | undefined {
    const items = [...this.#entries.values()].flatMap(({ state }) => state.item ?? []);
    return this.#source === 'unread' && !items.length ? undefined : items;
  }

  get source(): ListSource {
    return this.#source;
  }

  /** The reason why the list could not be read. */
  get error(): PluggyError | undefined {
    return this.#listError;
  }

  /** The item's place in the store; undefined for an item without a subscriber or a snapshot. */
  entry(itemId: string): StoreEntry | undefined {
    return this.#entries.get(itemId);
  }

  entries(): Iterable<StoreEntry> {
    return this.#entries.values();
  }

  /** Calls the listener after each change of this item. Returns a function that ends the subscription. */
  subscribe(itemId: string, listener: () => void): () => void {
    const entry = this.#entryFor(itemId);
    entry.listeners = entry.listeners.concat(listener);
    return () => (entry.listeners = entry.listeners.filter((other) => other !== listener));
  }

  /** Calls the listener after each change of any item and of the list. Returns a function that ends the subscription. */
  subscribeAll(listener: () => void): () => void {
    this.#listListeners.add(listener);
    return () => this.#listListeners.delete(listener);
  }

  /** Stores a snapshot unless the store has a newer snapshot or one of an open widget. Returns the newest snapshot. */
  put(item: Item, { fromWidget = false } = {}): Item {
    const entry = this.#entryFor(item.id);
    const { item: previous, error, unsaved } = entry.state;
    entry.isLocal = fromWidget && (entry.isLocal || !previous);
    if (fromWidget && !entry.isInWidget) Object.assign(entry, { isInWidget: true, newestUpdatedAt: '' });
    const date = dateOf(item, this.#now());
    const isOlder = entry.isInWidget !== fromWidget || isSuperseded(entry, item, this.#now());
    Object.assign(entry, fromWidget ? { reportedAt: this.#now() } : { row: item });
    if (!isOlder && date) entry.newestUpdatedAt = date;
    // The backend has saved an item that it sends.
    const kept = unsaved && fromWidget ? { unsaved } : {};
    if (previous && (isOlder || isSame(previous, item))) {
      if (error || unsaved !== kept.unsaved) this.#set(entry, { item: previous, ...kept });
    } else {
      this.#set(entry, { item, ...kept });
      this.#observer.changed(item.id, item, previous);
    }
    this.#observer.written(item.id);
    return entry.state.item ?? item;
  }

  /** Ends the precedence of the widget's snapshots of an item. */
  widgetClosed(itemId: string): void {
    this.#entryFor(itemId).isInWidget = false;
  }

  /** Marks an item as gone. */
  remove(itemId: string): void {
    const entry = this.#entryFor(itemId);
    const { item, gone, unsaved } = entry.state;
    entry.removal = ++this.#removals;
    if (gone) return;
    entry.isLocal = false;
    this.#set(entry, unsaved ? { gone: true, unsaved } : { gone: true });
    if (item) this.#observer.changed(itemId, undefined, item);
    this.#observer.written(itemId);
  }

  /** Removes the items with other ids, except local ones. `isComplete`: items that were never known are gone, too. */
  keepOnly(itemIds: ReadonlySet<string>, isComplete: boolean): void {
    for (const { itemId, state, isLocal } of this.#entries.values()) {
      if ((state.item || isComplete) && !isLocal && !itemIds.has(itemId)) this.remove(itemId);
    }
  }

  /** The number of removals so far. `wasRemovedAfter()` compares with this number. */
  get removals(): number {
    return this.#removals;
  }

  /** Whether an item was removed after `removals` had the given value. */
  wasRemovedAfter(itemId: string, removals: number): boolean {
    return (this.#entries.get(itemId)?.removal ?? 0) > removals;
  }

  /** Forgets that an item is gone, or that any item is, before another read. */
  forgetRemovals(itemId?: string): void {
    for (const entry of itemId ? [this.#entryFor(itemId)] : this.#entries.values()) {
      const { gone, unsaved } = entry.state;
      if (gone) entry.state = unsaved ? { unsaved } : EMPTY;
    }
  }

  /** Stores the reason why an item could not be read. */
  fail(itemId: string, error: PluggyError): void {
    const entry = this.#entryFor(itemId);
    const { state } = entry;
    // A failure that repeats itself ends the polling.
    const stalled = state.stalled || (!error.retryable && isInProgress(state));
    this.#set(entry, { ...state, error, ...(stalled ? { stalled } : {}) });
  }

  /** Stores why the backend has not saved an item; without a reason, the item is saved. */
  setUnsaved(itemId: string, unsaved: PluggyError | undefined): void {
    const entry = this.#entryFor(itemId);
    const { unsaved: previous, ...state } = entry.state;
    if (unsaved !== previous) this.#set(entry, unsaved ? { ...state, unsaved } : state);
  }

  /** Marks an item in progress as no longer read. */
  stall(itemId: string): void {
    const entry = this.#entryFor(itemId);
    this.#set(entry, { ...entry.state, stalled: true });
  }

  /** Stores where the list comes from, now that the list is known, or the reason why there is none. */
  setSource(source: ListSource, error?: PluggyError): void {
    const isChange = this.#listError !== error || source !== this.#source;
    this.#source = source;
    this.#listError = error;
    if (isChange) this.#notifyAll();
  }

  /** Stores the reason why the list could not be read. Items that are not known yet fail with the list. */
  failList(error: PluggyError): void {
    this.#listError = error;
    this.#notifyAll();
    for (const { state, listeners } of this.#entries.values()) {
      if (!state.item && !state.gone) for (const listener of listeners) listener();
    }
  }

  #entryFor(itemId: string): MutableEntry {
    let entry = this.#entries.get(itemId);
    if (!entry) {
      entry = newEntry(itemId);
      this.#entries.set(itemId, entry);
    }
    return entry;
  }

  #set(entry: MutableEntry, state: ItemState): void {
    entry.state = state;
    for (const listener of entry.listeners) listener();
    this.#notifyAll();
  }

  #notifyAll(): void {
    for (const listener of this.#listListeners) listener();
  }
}
