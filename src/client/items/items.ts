import type { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { parseItems } from '../../model/parse-items.js';
import { EndedItems } from './ended-items.js';
import { ExpectedChanges } from './expected-changes.js';
import { findItem, type FoundItem } from './find-item.js';
import { ItemActions } from './item-actions.js';
import type { ItemState } from './item-entry.js';
import { ItemLinker, type LinkReason } from './item-linker.js';
import { ItemLoader } from './item-loader.js';
import { ItemStore, type StoreObserver } from './item-store.js';
import { ItemsApi, missingRoute, type ItemEndpoints } from './items-api.js';
import { applyItemEvent, type EventsPort } from './item-events.js';
import { LiveItems } from './live-items.js';
import { OtherTabs, type TabEvent } from './other-tabs.js';
import { PollSchedule } from './poll-schedule.js';
import { RetrySchedule } from './retry-schedule.js';
import type { UpdateResult } from './update-answer.js';

/** Time in which an application without a route may set the items itself, also over a slow network. */
const MISSING_ROUTE_MS = 10_000;
const GONE: ItemState = { gone: true };

export interface ItemsListener extends Pick<StoreObserver, 'changed'> {
  /** Called for each failure. The id is empty for the list and for live events. */
  readonly failed: (error: PluggyError, itemId: string) => void;
}

/**
 * The items of one backend's user: composes the store, the requests and the schedules, and is what elements call. The first
 * subscription starts the reads.
 */
export class Items {
  #endpoints: ItemEndpoints;
  #abort = new AbortController();
  #isStarted = false;
  #report: (error: PluggyError, itemId: string) => void;
  #api: ItemsApi;
  #store: ItemStore;
  #loader: ItemLoader;
  #linker: ItemLinker;
  #actions: ItemActions;
  #tabs: OtherTabs;
  #events: EventsPort & { loader: ItemLoader };
  #polls: PollSchedule;
  #retries: RetrySchedule;
  #live?: LiveItems;
  #ended = new EndedItems();
  #missing?: ReturnType<typeof setTimeout>;
  #expected: ExpectedChanges;
  /** Whether an element shows the list. */
  #isListWanted = false;

  constructor(endpoints: ItemEndpoints, { changed, failed }: ItemsListener) {
    const { signal } = this.#abort;
    const report = (error: PluggyError, itemId: string) => {
      if (!signal.aborted) failed(error, itemId);
    };
    const updatePolling = (itemId: string) => this.#polls.update(itemId);
    const api = (this.#api = new ItemsApi(endpoints, signal));
    const observer: StoreObserver = {
      changed: (itemId, item, previous) => {
        // A page that sets its items knows why one is missing.
        if (this.#store.source !== 'page') this.#ended.change(itemId, item, previous);
        changed(itemId, item, previous);
      },
      written: (itemId) => {
        this.#linker.written(itemId);
        updatePolling(itemId);
      },
    };
    const store = (this.#store = new ItemStore(observer, () => this.now()));
    const retries = (this.#retries = new RetrySchedule(() => this.#loader.retry()));
    const disconnected = (itemId: string) => this.#removeDisconnected(itemId);
    const loader = (this.#loader = new ItemLoader({
      api,
      store,
      retries,
      signal,
      readEnded: updatePolling,
      disconnected,
      listMissing: (error) => this.#listMissing(error),
      report,
    }));
    // The read must not forget which Items the backend has refused.
    this.#expected = new ExpectedChanges(() => void (api.hasListRoute && loader.readAll()), signal);
    const readAgain = (itemId: string) => void this.refresh(itemId);
    const forget = (itemId: string) => this.#linker.forget(itemId);
    const events = (this.#events = { api, store, loader, forget, disconnected });
    // A stream reports the changes of all pages.
    const changedElsewhere = (event: TabEvent, itemId: string) =>
      this.#live?.isOpen || applyItemEvent(events, { event, itemId }, event);
    const { itemsEndpoint, itemEndpoint = '' } = endpoints;
    // A stream reads everything again when it is open again.
    const missed = () => void (this.#live || loader.readAll());
    const tabs = (this.#tabs = new OtherTabs(itemsEndpoint || itemEndpoint, changedElsewhere, missed, signal));
    const saved = (itemId: string) => tabs.tell('item/updated', itemId);
    this.#linker = new ItemLinker({ api, store, signal, report, readAgain, saved });
    const state = (itemId: string) => this.get(itemId);
    const tell = tabs.tell.bind(tabs);
    this.#actions = new ItemActions({ api, store, state, loader, ended: this.#ended, signal, forget, tell });
    this.#polls = new PollSchedule({
      state: (itemId) => store.get(itemId),
      isNeeded: () => api.hasItemRoute && !this.#live?.isOpen,
      read: (itemId) => this.#loader.request(itemId),
      stall: (itemId) => store.stall(itemId),
    });
    this.#endpoints = endpoints;
    this.#report = report;
  }

  /** The time by the backend's clock, in milliseconds since the epoch. */
  now(): number {
    return this.#api.now();
  }

  get(itemId: string): ItemState {
    const state = this.#store.get(itemId);
    return state.item?.deletedAt ? GONE : state;
  }

  /** All items in the order of their arrival; undefined before the list has been read. */
  get items(): readonly Item[] | undefined {
    return this.#store.items?.filter(({ deletedAt }) => !deletedAt);
  }

  /** Items that have ended without the person's doing. `dismissEnded()` removes one. */
  get ended(): readonly Item[] {
    const kept = this.#store.items?.filter(({ id, deletedAt }) => deletedAt && !this.#ended.isDismissed(id)) ?? [];
    return [...kept, ...this.#ended.list];
  }

  /** Removes an Item that has ended, also from the backend's list where the backend keeps the Item. */
  dismissEnded(itemId: string): void {
    if (this.#store.get(itemId).item?.deletedAt && this.#api.hasItemRoute) {
      this.delete(itemId).catch((error: PluggyError) => this.#report(error, itemId));
      return;
    }
    this.#ended.dismiss(itemId);
    // A banner says the same as the notice about a refused item.
    this.#store.setUnsaved(itemId, undefined);
  }

  /** The reason why the list could not be read. */
  get error(): PluggyError | undefined {
    return this.#store.error;
  }

  /** Whether there is a backend that can read, update and disconnect an item. */
  get hasBackend(): boolean {
    return this.#api.hasItemRoute;
  }

  /** Whether there is a route for codes. */
  get takesCodes(): boolean {
    return this.#api.takesCodes;
  }

  /** Calls the listener after each change of an item, which is read if necessary. Returns a function that ends the subscription. */
  subscribe(itemId: string, listener: () => void): () => void {
    const end = this.#store.subscribe(itemId, listener);
    this.#start();
    const { item, gone } = this.#store.get(itemId);
    if (!item && !gone) this.#loader.request(itemId);
    if (!this.#api.hasItemRoute) this.#expectRoute();
    return end;
  }

  /**
   * Calls the listener after each change of the list or of an item, for an element that shows the list. Returns a function
   * that ends the subscription.
   */
  subscribeAll(listener: () => void): () => void {
    const end = this.subscribeChanges(listener);
    const { error } = this.#store;
    if (!this.#isListWanted && error && this.#store.source === 'none') this.#report(error, '');
    this.#isListWanted = true;
    if (!this.#api.hasListRoute) this.#expectRoute();
    return end;
  }

  /** Calls the listener after each change of the list or of an item. Returns a function that ends the subscription. */
  subscribeChanges(listener: () => void): () => void {
    const ends = [this.#store.subscribeAll(listener), this.#ended.subscribe(listener)];
    this.#start();
    return () => ends.forEach((end) => end());
  }

  /** Reads an item again, or all items. Never rejects: a failure is part of the item's state. */
  async refresh(itemId?: string): Promise<void> {
    this.#start();
    this.#store.forgetRemovals(itemId);
    await (itemId ? this.#loader.read(itemId) : this.#loader.readAll());
  }

  /** Returns an item that may belong to another person. Never rejects. */
  find(itemId: string): Promise<FoundItem> {
    const hasEnded = (id: string) => this.#ended.isDismissed(id) && !this.isRefused(id);
    return findItem({ api: this.#api, store: this.#store, hasEnded }, itemId);
  }

  /** Reports items to the backend again that the backend has not saved: one item, or all. Never rejects. */
  async saveAgain(itemId?: string): Promise<void> {
    await this.#linker.retry(itemId);
  }

  /** Reads the list now and a few times more: a widget has closed, and its run continues. */
  expectChanges(): void {
    this.#expected.expect();
  }

  /** Stores an item that was parsed elsewhere. `fromWidget`: the backend may not have the item yet. */
  put(item: Item, options?: { fromWidget: boolean }): Item {
    return this.#store.put(item, options);
  }

  /** Stores an item that the widget reported, and reports the item to the backend, which may not have the item yet. */
  take(item: Item, reason: LinkReason): void {
    const { id, status, executionStatus } = item;
    // An item that the backend refuses has no row, and an id alone says nothing about an item.
    if (!this.#linker.isRefused(id) && (status ?? executionStatus)) this.put(item, { fromWidget: true });
    void this.#linker.link(id, reason).then((isRefused) => {
      if (isRefused && this.#store.source !== 'page') this.#ended.add(item);
    });
  }

  /** Lets the backend's snapshots of an item count again, after the widget that reported the item has closed. */
  widgetClosed(itemId: string): void {
    this.#store.widgetClosed(itemId);
    this.#linker.widgetClosed(itemId);
    this.#tabs.tell('item/updated', itemId);
  }

  /** Whether the backend does not accept an item that was connected here for this person. */
  isRefused(itemId: string): boolean {
    return this.#linker.isRefused(itemId);
  }

  /** Stores all items of an application that loads them itself, and removes the others. */
  replaceAll(values: readonly unknown[]): void {
    this.#store.setSource('page');
    const items = this.#parse(values);
    for (const item of items) this.#store.put(item);
    const ids = new Set(items.map(({ id }) => id));
    // Without a backend, an item that is missing from the page's list does not exist.
    this.#store.keepOnly(ids, !this.hasBackend);
  }

  /** Says that there are no items, so that nothing is expected. */
  setNone(): void {
    this.#store.setSource('none');
  }

  /** Reports an item as connected to the backend. Never rejects. */
  async link(itemId: string, reason: LinkReason): Promise<void> {
    await this.#linker.link(itemId, reason);
  }

  /**
   * Disconnects an item for good.
   *
   * @throws PluggyError when the request fails. The item stays.
   */
  async delete(itemId: string): Promise<void> {
    await this.#actions.delete(itemId);
  }

  /** Reads the consents behind an item; `undefined` where the backend has no such route. */
  readonly consents = (itemId: string) => this.#api.consents(itemId);

  /**
   * Requests another run.
   *
   * @throws PluggyError when the request fails. The item stays.
   */
  update(itemId: string): Promise<UpdateResult> {
    return this.#actions.update(itemId);
  }

  /**
   * Sends the value of a parameter that a run waits for. The result is part of the item's state.
   *
   * @throws PluggyError `mfa-…`.
   */
  async sendCode(itemId: string, name: string, value: string): Promise<void> {
    await this.#actions.sendCode(itemId, name, value);
  }

  /** Ends all requests, timers and streams. */
  close(): void {
    clearTimeout(this.#missing);
    this.#abort.abort(new DOMException('The provider has been removed.', 'AbortError'));
  }

  #parse(values: readonly unknown[]): Item[] {
    try {
      return parseItems(values, (error) => this.#report(error, ''));
    } catch (error) {
      this.#store.failList(error as PluggyError);
      throw error;
    }
  }

  /** Stores why the backend has no list. Elements that show single items need none. */
  #listMissing(error: PluggyError): void {
    this.#store.setSource('none', error);
    if (this.#isListWanted) this.#report(error, '');
  }

  /** Removes an item that the person has disconnected in another page, which is no end that the person has to know. */
  #removeDisconnected(itemId: string): void {
    this.#linker.forget(itemId);
    void this.#ended.disconnect(itemId, () => Promise.resolve(this.#store.remove(itemId)));
    this.#ended.dismiss(itemId);
    this.#store.setUnsaved(itemId, undefined);
  }

  /** Says what is missing, unless the application sets its items in the meantime. */
  #expectRoute(): void {
    if (this.#abort.signal.aborted || this.#store.source !== 'unread') return;
    this.#missing ??= setTimeout(() => {
      this.#missing = undefined;
      // Items that a stream or the widget has reported are a list, too.
      const hasItems = !this.#api.hasItemRoute && this.items;
      if (this.#store.source !== 'unread' || hasItems) return;
      const error = missingRoute(this.#isListWanted);
      if (this.#api.hasItemRoute) this.#listMissing(error);
      else {
        this.#store.failList(error);
        this.#report(error, '');
      }
    }, MISSING_ROUTE_MS);
  }

  #start(): void {
    const { signal } = this.#abort;
    if (this.#isStarted || signal.aborted) return;
    this.#isStarted = true;
    this.#polls.start(signal);
    this.#retries.start(signal);
    this.#tabs.listen();
    const { eventsEndpoint, credentials } = this.#endpoints;
    if (eventsEndpoint) {
      const port = { ...this.#events, signal, report: this.#report };
      this.#live = new LiveItems(eventsEndpoint, credentials === 'include', port);
      // The list is read after the stream has opened, so that no change between the two goes unnoticed.
      void this.#loader.readAll(this.#live.ready);
    } else if (this.#api.hasListRoute) this.#loader.requestList();
  }
}
