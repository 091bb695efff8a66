import type { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { Batch } from './batch.js';
import type { ItemStore } from './item-store.js';
import type { ItemsApi } from './items-api.js';
import { ReadQueue } from './read-queue.js';
import type { RetrySchedule } from './retry-schedule.js';

const MAX_PARALLEL_READS = 4;
/** The largest number of items that are read one by one for each page of the list; the list is read instead of more. */
const MAX_SINGLE_READS = 8;
/** The time in which live events are gathered before the items that they name are read. */
const EVENT_BATCH_MS = 50;
/** The key of the list in `#listReads`, a queue of one entry. */
const LIST = '';

type StorePort = Pick<
  ItemStore,
  | 'source'
  | 'error'
  | 'entry'
  | 'entries'
  | 'put'
  | 'remove'
  | 'removals'
  | 'wasRemovedAfter'
  | 'fail'
  | 'failList'
  | 'setSource'
>;

/** The loader's collaborators. */
export interface LoaderPort {
  readonly api: Pick<ItemsApi, 'hasItemRoute' | 'hasListRoute' | 'list' | 'pages' | 'read'>;
  readonly store: StorePort;
  readonly retries: Pick<RetrySchedule, 'plan' | 'reset'>;
  readonly signal: AbortSignal;
  /** Called when the read of an item has ended, with or without success. */
  readonly readEnded: (itemId: string) => void;
  /** Called for an item that the person has disconnected elsewhere. */
  readonly disconnected: (itemId: string) => void;
  /** Receives the reason why the backend has no list. The items are read one by one. */
  readonly listMissing: (error: PluggyError) => void;
  /** Receives each failure. The id is empty for the list. */
  readonly report: (error: PluggyError, itemId: string) => void;
}

/**
 * Reads items from the backend into the store. Requests for the same item are coalesced, at most four items are read at
 * once, and the list is read instead of many single items. Methods never reject: a failure is stored with the item.
 */
export class ItemLoader {
  #port: LoaderPort;
  #itemReads: ReadQueue;
  #listReads: ReadQueue;
  /** Items to read in the next batch. */
  #wanted = new Set<string>();
  #batch: Batch;
  /** Items reported as changed by live events since the current list request was sent. */
  #changedSinceList = new Set<string>();

  constructor(port: LoaderPort) {
    this.#port = port;
    const { signal } = port;
    this.#itemReads = new ReadQueue(MAX_PARALLEL_READS, signal, (itemId) => this.#readItem(itemId));
    this.#listReads = new ReadQueue(1, signal, () => this.#readList());
    this.#batch = new Batch(signal, () => this.#readBatch());
  }

  /** Reads an item, together with the other items that are requested in the same task. */
  request(itemId: string): void {
    this.#wanted.add(itemId);
    this.#batch.runNow();
  }

  /** Reads an item that a live event reported as changed, together with the items of other events. */
  requestChanged(itemId: string): void {
    this.#changedSinceList.add(itemId);
    this.#wanted.add(itemId);
    this.#batch.runSoon(EVENT_BATCH_MS);
  }

  /** Reads the list in the next batch. */
  requestList(): void {
    this.#batch.runNow();
  }

  /** Reads an item again. */
  read(itemId: string): Promise<void> {
    return this.#itemReads.run(itemId);
  }

  /** Reads the list, or all items with subscribers where there is no list. `after` delays a request that is not sent yet. */
  readAll(after?: Promise<void>): Promise<void> {
    return this.#listReads.run(LIST, after);
  }

  /** Repeats the reads that failed. */
  retry(): void {
    const { store } = this.#port;
    if (store.error?.retryable) void this.readAll();
    for (const { itemId, state } of store.entries()) if (state.error?.retryable) this.request(itemId);
  }

  #readBatch(): void {
    const { api, store } = this.#port;
    const isListFirst = store.source === 'unread' && api.hasListRoute;
    const list = this.#listReads.progressOf(LIST);
    // The pending list request reads the items that the list lacks when it ends.
    if (list === 'waiting' || (isListFirst && (list !== 'idle' || store.error))) return;
    const isMany = store.source === 'backend' && this.#wanted.size > MAX_SINGLE_READS * api.pages;
    if (isListFirst || isMany) void this.readAll();
    else void this.#readWanted();
  }

  async #readWanted(): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    await Promise.all(wanted.map((itemId) => this.read(itemId)));
  }

  async #readList(): Promise<void> {
    const { api, store, signal } = this.#port;
    this.#changedSinceList.clear();
    // The backend may have a route for the list by now, although an earlier request failed.
    const mayHaveList = store.source === 'unread' || store.source === 'backend' || store.error;
    if (api.hasListRoute && mayHaveList) {
      await this.#fetchList();
    } else {
      for (const { itemId, listeners } of store.entries()) if (listeners.length) this.#wanted.add(itemId);
      await this.#readWanted();
    }
    if (!signal.aborted && this.#listReads.progressOf(LIST) !== 'repeated') void this.#readWanted();
  }

  async #fetchList(): Promise<void> {
    const { api, store, retries, report } = this.#port;
    const { source, removals } = store;
    let list: Item[] | PluggyError;
    try {
      list = await api.list((error) => report(error, ''));
    } catch (error) {
      // The next read of the list covers these items.
      this.#wanted.clear();
      this.#fail(error as PluggyError);
      return;
    }
    retries.reset();
    // The page may have set its own items in the meantime.
    if (store.source !== source) return;
    this.#storeList(Array.isArray(list) ? list : [], removals);
    if (Array.isArray(list)) store.setSource('backend');
    else this.#port.listMissing(list);
  }

  #storeList(items: readonly Item[], removals: number): void {
    const { store } = this.#port;
    const listed = new Set(items.map(({ id }) => id));
    for (const item of items) {
      if (!store.wasRemovedAfter(item.id, removals)) store.put(item);
      if (!this.#changedSinceList.has(item.id)) this.#wanted.delete(item.id);
    }
    // The list may be part of a longer one: missing items are read one by one.
    for (const { itemId, state, isLocal, listeners } of store.entries()) {
      const isMissing = !listed.has(itemId) && !isLocal && !state.gone;
      if (isMissing && (state.item || state.error || listeners.length)) this.#wanted.add(itemId);
    }
  }

  async #readItem(itemId: string): Promise<void> {
    const { api, store, retries, readEnded, disconnected } = this.#port;
    if (!api.hasItemRoute) {
      if (store.source === 'page' && !store.entry(itemId)?.state.item) store.remove(itemId);
      return;
    }
    const { removals } = store;
    try {
      const item = await api.read(itemId);
      if (item === 'disconnected') disconnected(itemId);
      else if (!store.wasRemovedAfter(itemId, removals)) {
        if (item) store.put(item);
        else if (!store.entry(itemId)?.isLocal) store.remove(itemId);
      }
      if (!store.error) retries.reset();
    } catch (error) {
      this.#fail(error as PluggyError, itemId);
    }
    readEnded(itemId);
  }

  /** Stores the failure of an item, or of the list. */
  #fail(error: PluggyError, itemId?: string): void {
    const { store, retries, signal, report } = this.#port;
    if (signal.aborted) return;
    if (itemId === undefined) store.failList(error);
    else store.fail(itemId, error);
    retries.plan(error);
    report(error, itemId ?? '');
  }
}
