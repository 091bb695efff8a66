import { PluggyError } from '../model/errors.js';
import { isWaitingElsewhere, isWaitingForInput, isWorking, parseItem, parseItems, type Item } from '../model/item.js';
import { fillAddress, send, type Backend } from './backend.js';
import { request, withinBudget } from './http.js';
import { LiveEvents } from './live-events.js';

/** Where a backend offers what it knows of Items; each may be missing. */
export interface ItemEndpoints extends Backend {
  /** List (GET), connected (POST), and with an Item's id behind it: read (GET), disconnect (DELETE). */
  itemsEndpoint?: string;
  /** URL template with `{itemId}` for one Item, where it is not behind `itemsEndpoint`. */
  itemEndpoint?: string;
  /** Server-sent events. */
  eventsEndpoint?: string;
  /** Connected Items are not told to the backend. */
  noLink?: boolean;
}

/** What is known of one Item at this moment. */
export interface ItemState {
  /** The newest snapshot; it stays while reading it again fails. */
  readonly item?: Item;
  /** The backend no longer has it. */
  readonly gone?: boolean;
  /** Why it could not be read. */
  readonly error?: PluggyError;
  /** It has been under way for so long that we have stopped asking. */
  readonly stalled?: boolean;
}

export interface ItemStoreListener {
  /** An Item came, changed or went. */
  readonly changed: (itemId: string, item: Item | undefined, previous: Item | undefined) => void;
  readonly failed: (error: PluggyError, itemId: string) => void;
}

interface Entry {
  state: ItemState;
  listeners: Set<() => void>;
  /** Made by the widget in this page, and not yet confirmed by the backend. */
  local?: boolean;
  /** When it was first seen in progress, in milliseconds, and how often it was read since. */
  since?: number;
  reads: number;
  due?: number;
}

const EMPTY: ItemState = {};

/** Pauses before an Item in progress is read again, in milliseconds, and until when. */
const SCHEDULE = [2000, 3000, 5000, 8000, 10_000];
const LIMIT = 600_000;
/** After a failure, pauses before the next try: the last one stays. */
const RETRIES = [5000, 15_000, 30_000, 60_000];
/** Items that are read one by one at the same time; where more are wanted, the list is read instead. */
const AT_ONCE = 4;
const TOO_MANY = 8;
/** How long events are gathered before what they speak of is read, in milliseconds. */
const SOON = 50;
/** How long the list waits for the stream, in milliseconds. */
const HEAD_START = 400;

/**
 * The Items of one backend's user, as immutable snapshots: an older one never replaces a newer one, whatever order
 * answers and events arrive in. Elements subscribe by Item id, so that one change renders one Item's views.
 */
export class ItemStore {
  #endpoints: ItemEndpoints;
  #tell: ItemStoreListener;
  #entries = new Map<string, Entry>();
  #listListeners = new Set<() => void>();
  #ended = new AbortController();
  #live?: LiveEvents;
  #started = false;

  /** Where the list comes from: not known yet, the backend, the page, or nowhere. */
  #source: 'unread' | 'backend' | 'page' | 'none' = 'unread';
  #listing?: Promise<void>;
  #listSent = false;
  #listAgain = false;
  #listError?: PluggyError;
  #wanted = new Set<string>();
  #reading = new Map<string, Promise<void>>();
  #again = new Set<string>();
  #turns: (() => void)[] = [];
  #flushing?: 'now' | 'soon';
  #notWanted = false;
  #linked = new Map<string, string>();

  #timer?: ReturnType<typeof setTimeout>;
  #timerAt = Infinity;
  #failures = 0;
  #retryAt?: number;
  /** How much the server's clock is ahead of this one, in milliseconds. */
  #ahead = 0;

  constructor(endpoints: ItemEndpoints, listener: ItemStoreListener) {
    this.#endpoints = endpoints;
    this.#tell = listener;
  }

  /** The moment as the backend has it, in milliseconds: a wrong clock here makes no Item look old. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  get(itemId: string): ItemState {
    const state = this.#entries.get(itemId)?.state ?? EMPTY;
    return state.item || state.gone || !this.#listError ? state : { error: this.#listError, ...state };
  }

  /** All that are there, in the order in which they came; nothing before the list has been read. */
  get items(): readonly Item[] | undefined {
    const items = [...this.#entries.values()].flatMap(({ state }) => state.item ?? []);
    return this.#source === 'unread' && !items.length ? undefined : items;
  }

  /** Why the list could not be read. */
  get error(): PluggyError | undefined {
    return this.#listError;
  }

  /** Calls the listener after each change of this Item; the first subscription of all makes the store read. */
  subscribe(itemId: string, listener: () => void): () => void {
    const entry = this.#entry(itemId);
    entry.listeners.add(listener);
    this.#start();
    if (!entry.state.item && !entry.state.gone) this.#want(itemId);
    return () => entry.listeners.delete(listener);
  }

  /** The same for the list: which Items there are, and what each is like. */
  subscribeAll(listener: () => void): () => void {
    this.#listListeners.add(listener);
    this.#start();
    return () => this.#listListeners.delete(listener);
  }

  /** A snapshot, unless there is a newer one; what is no Item is refused with a PluggyError. */
  put(value: unknown, { local = false } = {}): Item {
    const item = parseItem(value);
    const entry = this.#entry(item.id);
    const previous = entry.state.item;
    if (!local) entry.local = false;
    else if (!previous) entry.local = true;
    if (previous && isOlder(item, previous)) return previous;
    // The same again: nobody has to render it.
    if (previous && JSON.stringify(previous) === JSON.stringify(item)) {
      if (entry.state.error || entry.state.stalled) this.#set(item.id, entry, { item: previous });
    } else {
      // It moves after all.
      if (entry.state.stalled) entry.since = undefined;
      this.#set(item.id, entry, { item });
      this.#tell.changed(item.id, item, previous);
    }
    this.#watch(item.id, entry);
    return item;
  }

  /** For applications that load Items themselves: all there are. */
  replaceAll(items: readonly unknown[]): void {
    this.#source = 'page';
    this.#listError = undefined;
    const given = new Set(parseItems(items, (error) => this.#report(error, '')).map((item) => this.put(item).id));
    for (const [itemId, { state }] of this.#entries) if (state.item && !given.has(itemId)) this.#remove(itemId);
    this.#notifyAll();
  }

  /** Reads one Item again, or all of them. Never rejects: a failure is in the state. */
  async refresh(itemId?: string): Promise<void> {
    this.#start();
    if (itemId) {
      const entry = this.#entry(itemId);
      // "Gone" is remembered until somebody asks again.
      if (entry.state.gone) entry.state = EMPTY;
      await this.#read(itemId);
      return;
    }
    for (const entry of this.#entries.values()) if (entry.state.gone) entry.state = EMPTY;
    await this.#readAll();
  }

  /** Tells the backend of a connected Item: when its id is first seen, and again at success. */
  async link(itemId: string, moment: 'seen' | 'success'): Promise<void> {
    const { itemsEndpoint, noLink } = this.#endpoints;
    if (!itemsEndpoint || noLink || this.#notWanted) return;
    const before = this.#linked.get(itemId);
    if (before === moment || before === 'success') return;
    this.#linked.set(itemId, moment);
    try {
      const url = fillAddress(itemsEndpoint, '').url;
      const { response, text } = await this.#send('POST', url, [404, 405], { itemId });
      if (response.ok) this.#confirm(itemId, text);
      else this.#notWanted = true;
    } catch (error) {
      this.#linked.delete(itemId);
      this.#report(error, itemId);
    }
  }

  /**
   * Disconnects it for good. An Item that is already gone is done.
   *
   * @throws PluggyError, and the Item stays.
   */
  async delete(itemId: string): Promise<void> {
    const url = this.#itemUrl(itemId);
    if (!url) throw noEndpoint();
    await this.#send('DELETE', url, [404]);
    this.#remove(itemId);
  }

  /** Ends every request, timer and stream. */
  close(): void {
    this.#ended.abort(new DOMException('The provider is gone.', 'AbortError'));
    this.#live?.close();
    clearTimeout(this.#timer);
    for (const turn of this.#turns.splice(0)) turn();
  }

  // Reading

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { eventsEndpoint, itemsEndpoint, credentials } = this.#endpoints;
    const { signal } = this.#ended;
    const wake = () => {
      if (document.visibilityState === 'hidden') return;
      // What was put off while nobody looked.
      if (this.#retryAt !== undefined) this.#retryAt = Date.now();
      this.#schedule();
    };
    document.addEventListener('visibilitychange', wake, { signal });
    window.addEventListener('online', wake, { signal });
    if (!eventsEndpoint) {
      if (itemsEndpoint) this.#flush();
      return;
    }
    // First the stream, then the list: nothing can happen between them unnoticed. A slow stream is not waited for.
    let head: ReturnType<typeof setTimeout> | undefined;
    const stream = new Promise<void>((resolve) => {
      head = setTimeout(resolve, HEAD_START);
      signal.addEventListener('abort', () => clearTimeout(head));
      const tried = () => {
        clearTimeout(head);
        resolve();
      };
      this.#live = new LiveEvents(eventsEndpoint, credentials === 'include', {
        opened: () => {
          tried();
          void this.#readAll();
        },
        message: (data) => this.#heard(data),
        failed: (error) => {
          tried();
          this.#schedule();
          this.#report(error, '');
        },
      });
    });
    void this.#readAll(stream);
  }

  #heard(data: unknown): void {
    const { event, itemId, item_id: snake } = (data ?? {}) as Record<string, unknown>;
    const id = [itemId, snake].find((part): part is string => typeof part === 'string' && !!part);
    if (event === 'item/deleted' && id) {
      if (this.#entries.has(id)) this.#remove(id);
      return;
    }
    // Pluggy's other webhooks speak of what is in an Item, not of its state.
    if (typeof event === 'string' && !event.startsWith('item/')) return;
    if (id) {
      // Somebody else's view of it may be older than what is there: it is read, never believed.
      if (this.#entries.has(id) || this.#source === 'backend') this.#want(id, 'soon');
      return;
    }
    try {
      this.put(data);
    } catch {
      // Not about an Item.
    }
  }

  #want(itemId: string, when: 'now' | 'soon' = 'now'): void {
    this.#wanted.add(itemId);
    this.#flush(when);
  }

  /** Together with what else is asked for: a page full of elements, or a row of events, asks once. */
  #flush(when: 'now' | 'soon' = 'now'): void {
    if (this.#flushing === 'now' || this.#flushing === when) return;
    this.#flushing = when;
    const flush = () => {
      if (this.#flushing !== when || this.#ended.signal.aborted) return;
      this.#flushing = undefined;
      const first = this.#source === 'unread' && this.#endpoints.itemsEndpoint;
      // What the list lacks is asked for after it.
      if (first && this.#listing) return;
      if (first || (this.#source === 'backend' && this.#wanted.size > TOO_MANY)) {
        void this.#readAll();
        return;
      }
      const wanted = [...this.#wanted];
      this.#wanted.clear();
      for (const itemId of wanted) void this.#read(itemId);
    };
    if (when === 'now') queueMicrotask(flush);
    else setTimeout(flush, SOON);
  }

  #readAll(after?: Promise<void>): Promise<void> {
    if (this.#listing) {
      // What it will bring may already be out of date, if it has been asked for.
      this.#listAgain = this.#listSent;
      return this.#listing;
    }
    this.#listing = (after ? after.then(() => this.#list()) : this.#list()).finally(() => {
      this.#listing = undefined;
      this.#listSent = false;
      if (this.#ended.signal.aborted) return;
      if (this.#listAgain) {
        this.#listAgain = false;
        void this.#readAll();
      } else if (this.#wanted.size) this.#flush();
    });
    return this.#listing;
  }

  async #list(): Promise<void> {
    this.#listSent = true;
    const { itemsEndpoint } = this.#endpoints;
    if (!itemsEndpoint || this.#source === 'page' || this.#source === 'none') {
      const read = [...this.#entries].filter(([, { listeners }]) => listeners.size);
      await Promise.all(read.map(([itemId]) => this.#read(itemId)));
      return;
    }
    let items: Item[] | undefined;
    try {
      const { response, text } = await this.#send('GET', fillAddress(itemsEndpoint, '').url, [404, 405]);
      if (response.ok) {
        items = parseItems(parseJson(text, 'The list of Items'), (error) => this.#report(error, ''));
      }
    } catch (error) {
      // They are asked for again with the list.
      this.#wanted.clear();
      this.#fail(error, undefined);
      return;
    }
    this.#failures = 0;
    this.#retryAt = this.#listError = undefined;
    this.#source = items ? 'backend' : 'none';
    const listed = new Set(items?.map((item) => this.put(item).id));
    // A list may be a page of a longer one: what it lacks is asked for by itself.
    for (const itemId of listed) this.#wanted.delete(itemId);
    for (const [itemId, { state, local, listeners }] of this.#entries) {
      const isMissing = !listed.has(itemId) && !local && !state.gone;
      if (isMissing && (state.item || listeners.size)) this.#wanted.add(itemId);
    }
    this.#notifyAll();
  }

  #read(itemId: string): Promise<void> {
    const running = this.#reading.get(itemId);
    if (running) {
      // What it will bring may already be out of date.
      this.#again.add(itemId);
      return running;
    }
    const reading = this.#readOne(itemId).finally(() => {
      this.#reading.delete(itemId);
      this.#turns.shift()?.();
      if (this.#again.delete(itemId) && !this.#ended.signal.aborted) void this.#read(itemId);
    });
    this.#reading.set(itemId, reading);
    return reading;
  }

  async #readOne(itemId: string): Promise<void> {
    const url = this.#itemUrl(itemId);
    if (!url) return;
    if (this.#reading.size >= AT_ONCE) await new Promise<void>((resolve) => this.#turns.push(resolve));
    if (this.#ended.signal.aborted) return;
    // From here on, one that is asked for again has to be read again.
    this.#again.delete(itemId);
    const entry = this.#entry(itemId);
    try {
      const { response, text } = await this.#send('GET', url, [404]);
      if (response.ok) this.put(parseJson(text, 'The Item'));
      else if (!entry.local) this.#remove(itemId);
    } catch (error) {
      this.#fail(error, itemId);
    }
    if (entry.since !== undefined) this.#watch(itemId, entry);
  }

  #itemUrl(itemId: string): URL | undefined {
    const { itemEndpoint, itemsEndpoint } = this.#endpoints;
    if (itemEndpoint) return fillAddress(itemEndpoint, itemId).url;
    if (!itemsEndpoint) return undefined;
    const { url } = fillAddress(itemsEndpoint, '');
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(itemId)}`;
    return url;
  }

  async #send(
    method: string,
    url: URL,
    accept: readonly number[],
    body?: Record<string, string>,
  ): Promise<{ response: Response; text: string }> {
    const what = `The items endpoint ${url.origin === location.origin ? '' : url.origin}${url.pathname}`;
    return withinBudget('items', `${what} (${method})`, this.#ended.signal, async (attempt) => {
      const answer = await request(() => send(this.#endpoints, url, method, attempt.signal, body), attempt, accept);
      const date = Date.parse(answer.response.headers.get('date') ?? '');
      // Below a minute it may be the way of the answer.
      const ahead = date - Date.now();
      if (!isNaN(date)) this.#ahead = Math.abs(ahead) > 60_000 ? ahead : 0;
      return answer;
    });
  }

  #confirm(itemId: string, text: string): void {
    const entry = this.#entry(itemId);
    entry.local = false;
    try {
      this.put(JSON.parse(text));
    } catch {
      // The answer may be anything or nothing.
    }
  }

  #fail(error: unknown, itemId: string | undefined): void {
    if (this.#ended.signal.aborted) return;
    const known = asPluggyError(error);
    if (itemId !== undefined) {
      const entry = this.#entry(itemId);
      this.#set(itemId, entry, { ...entry.state, error: known });
    } else {
      this.#listError = known;
      this.#notifyAll();
      for (const { listeners } of this.#entries.values()) for (const listener of listeners) listener();
    }
    if (known.retryable) {
      const wait = RETRIES[Math.min(this.#failures++, RETRIES.length - 1)]!;
      this.#retryAt = Math.max(Date.now() + wait, known.retryAfter?.getTime() ?? 0);
      this.#schedule();
    }
    this.#report(known, itemId ?? '');
  }

  #report(error: unknown, itemId: string): void {
    if (!this.#ended.signal.aborted) this.#tell.failed(asPluggyError(error), itemId);
  }

  // State

  #entry(itemId: string): Entry {
    let entry = this.#entries.get(itemId);
    if (!entry) this.#entries.set(itemId, (entry = { state: EMPTY, listeners: new Set(), reads: 0 }));
    return entry;
  }

  #set(itemId: string, entry: Entry, state: ItemState): void {
    entry.state = state;
    for (const listener of entry.listeners) listener();
    this.#notifyAll();
  }

  #remove(itemId: string): void {
    const entry = this.#entry(itemId);
    const { item, gone } = entry.state;
    if (gone) return;
    entry.due = entry.since = undefined;
    this.#set(itemId, entry, { gone: true });
    if (item) this.#tell.changed(itemId, undefined, item);
  }

  #notifyAll(): void {
    for (const listener of this.#listListeners) listener();
  }

  // Items in progress, and tries after failures: one timer for all

  #watch(itemId: string, entry: Entry): void {
    const { item } = entry.state;
    if (!item || !(isWorking(item) || isWaitingForInput(item) || isWaitingElsewhere(item))) {
      entry.since = entry.due = undefined;
      return;
    }
    const now = Date.now();
    if (entry.since === undefined) {
      entry.since = now;
      entry.reads = 0;
    }
    if (now - entry.since >= LIMIT) {
      entry.due = undefined;
      if (!entry.state.stalled) this.#set(itemId, entry, { ...entry.state, stalled: true });
      return;
    }
    entry.due ??= now + SCHEDULE[Math.min(entry.reads++, SCHEDULE.length - 1)]!;
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#started) return;
    let next = this.#retryAt ?? Infinity;
    for (const { due } of this.#entries.values()) if (due !== undefined && due < next) next = due;
    if (next === this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = next;
    if (next < Infinity) this.#timer = setTimeout(() => this.#tick(), Math.max(0, next - Date.now()));
  }

  #tick(): void {
    this.#timerAt = Infinity;
    // Coming back to the page goes on with it.
    if (document.visibilityState === 'hidden') return;
    const now = Date.now();
    if (this.#retryAt !== undefined && this.#retryAt <= now) {
      this.#retryAt = undefined;
      this.#retry();
    }
    for (const [itemId, entry] of this.#entries) {
      if (entry.due === undefined || entry.due > now) continue;
      entry.due = undefined;
      // The stream says when there is something to read.
      if (this.#live?.isOpen || now - entry.since! >= LIMIT) this.#watch(itemId, entry);
      else this.#want(itemId);
    }
    this.#schedule();
  }

  /** Once more what could not be read. */
  #retry(): void {
    if (this.#listError) void this.#readAll();
    for (const [itemId, { state }] of this.#entries) if (state.error?.retryable) this.#want(itemId);
  }
}

function isOlder({ updatedAt }: Item, than: Item): boolean {
  return Date.parse(updatedAt ?? '') < Date.parse(than.updatedAt ?? '');
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PluggyError('items-malformed', `${what} that the backend sent is no JSON.`, {
      tag: 'pluggy-provider',
      retryable: false,
    });
  }
}

function noEndpoint(): PluggyError {
  const text = 'Set items-endpoint to the route of your backend that lists Items.';
  return new PluggyError('items-not-found', text, { tag: 'pluggy-provider', retryable: false });
}

function asPluggyError(error: unknown): PluggyError {
  if (error instanceof PluggyError) return error;
  return new PluggyError('items-network', 'A request of the item store failed.', {
    tag: 'pluggy-provider',
    cause: error,
  });
}
