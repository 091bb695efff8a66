import { PluggyError } from '../model/errors.js';
import { isWaitingElsewhere, isWaitingForInput, isWorking } from '../model/item-state.js';
import type { Item } from '../model/item-types.js';
import { parseItem } from '../model/parse-item.js';
import { parseItems } from '../model/parse-items.js';
import { fillAddress, send, type Backend } from './backend.js';
import { request, withinBudget } from './http.js';
import { LiveEvents } from './live-events.js';
import { sendValue } from './mfa.js';

/** Where a backend offers what it knows of Items; each may be missing. */
export interface ItemEndpoints extends Backend {
  /** List (GET), connected (POST), and with an Item's id behind it: read (GET), update (PATCH), disconnect (DELETE). */
  itemsEndpoint?: string;
  /** URL template with `{itemId}` for one Item, where it is not behind `itemsEndpoint`. */
  itemEndpoint?: string;
  /** URL template with `{itemId}` that takes what a run waits for. */
  mfaEndpoint?: string;
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
  /** It is under way, and we have stopped asking: for too long, or there is no use in it. */
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
  /** Made by the widget in this page, and not yet seen in the backend. */
  local?: boolean;
  /** The newest `updatedAt` that was seen. */
  newest: string;
  /** What was asked for before is older than its end. */
  ended?: number;
  /** When it was first seen in progress, in milliseconds, and how often it was read since. */
  since?: number;
  reads: number;
  due?: number;
}

/** When an Item's id is first seen, when it is connected, and when somebody comes back to the page with it. */
export type Moment = 'seen' | 'success' | 'returned';

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
  /** Whose change was told since the list was asked for. */
  #heardOf = new Set<string>();
  #turns: (() => void)[] = [];
  #ends = 0;
  #flushing?: 'now' | 'soon';
  #soon?: ReturnType<typeof setTimeout>;
  #notWanted = false;
  #linked = new Map<string, Moment>();
  #unsent = new Map<string, Moment>();
  #hiddenAt?: number;

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
    // ISO dates compare as text.
    const isOlder = previous && item.updatedAt && item.updatedAt < entry.newest;
    // The same again: nobody has to render it.
    if (previous && (isOlder || isSame(previous, item))) {
      if (entry.state.error) this.#resume(entry, { item: previous });
    } else {
      entry.newest = item.updatedAt ?? entry.newest;
      // It moves after all.
      this.#resume(entry, { item });
      this.#tell.changed(item.id, item, previous);
    }
    this.#watch(entry);
    return entry.state.item ?? item;
  }

  /** What the widget tells of: the backend may not have it yet. */
  take(item: Item, moment: Moment): void {
    this.put(item, { local: true });
    void this.link(item.id, moment);
  }

  /** For applications that load Items themselves: all there are. */
  replaceAll(items: readonly unknown[]): void {
    this.#source = 'page';
    this.#listError = undefined;
    const given = new Set(parseItems(items, (error) => this.#report(error, '')).map((item) => this.put(item).id));
    for (const [itemId, { state, local }] of this.#entries) {
      // With nowhere to ask, what is not given is nowhere.
      const isKnown = state.item || !this.hasBackend;
      if (isKnown && !local && !given.has(itemId)) this.#remove(itemId);
    }
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
  async link(itemId: string, moment: Moment): Promise<void> {
    const { itemsEndpoint, noLink } = this.#endpoints;
    if (!itemsEndpoint || noLink || this.#notWanted) return;
    const before = this.#linked.get(itemId);
    if (before === moment || before === 'success') return;
    this.#linked.set(itemId, moment);
    this.#unsent.delete(itemId);
    try {
      // An id out of an address may be anybody's.
      const refusals = moment === 'returned' ? [403, 404, 405] : [404, 405];
      const { response, text } = await this.#send('POST', address(itemsEndpoint, ''), refusals, { itemId });
      if (response.ok) this.#confirm(itemId, text);
      else if (moment !== 'returned') this.#notWanted = true;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      // A later one says the same.
      if (this.#linked.get(itemId) === moment) {
        this.#linked.delete(itemId);
        if (this.#tryLater(asPluggyError(error))) this.#unsent.set(itemId, moment);
      }
      this.#report(error, itemId);
    }
  }

  /**
   * Disconnects it for good. An Item that is already gone is done.
   *
   * @throws PluggyError, and the Item stays.
   */
  async delete(itemId: string): Promise<void> {
    try {
      const url = this.#itemUrl(itemId);
      if (!url) throw noEndpoint();
      await this.#send('DELETE', url, [404]);
    } catch (error) {
      throw asPluggyError(error);
    }
    this.#remove(itemId);
  }

  /** Whether there is somebody to ask: for an Item, an update or a disconnection. */
  get hasBackend(): boolean {
    const { itemEndpoint, itemsEndpoint } = this.#endpoints;
    return !!(itemEndpoint || itemsEndpoint);
  }

  /**
   * Asks for another run. `recent`: the last one is too close, so its data is as good; `widget`: it has to be done there.
   *
   * @throws PluggyError, and the Item stays.
   */
  async update(itemId: string): Promise<'started' | 'recent' | 'widget'> {
    try {
      const url = this.#itemUrl(itemId);
      if (!url) throw noEndpoint();
      const { response, text } = await this.#send('PATCH', url, [400, 404, 405, 409]);
      if (response.ok) this.#confirm(itemId, text);
      else if (response.status !== 409) return 'widget';
    } catch (error) {
      throw asPluggyError(error);
    }
    // It may have been started elsewhere, or the answer has not said how it is now.
    if (!isUnderWay(this.get(itemId))) await this.#read(itemId);
    return isUnderWay(this.get(itemId)) ? 'started' : 'recent';
  }

  /** Whether there is somewhere to send codes to. */
  get takesCodes(): boolean {
    return !!this.#endpoints.mfaEndpoint;
  }

  /**
   * Sends what a run waits for, by the parameter's name. What came of it is in the Item.
   *
   * @throws PluggyError `mfa-…`.
   */
  async sendCode(itemId: string, name: string, value: string): Promise<void> {
    const { mfaEndpoint = '', ...backend } = this.#endpoints;
    try {
      const item = await sendValue(mfaEndpoint, itemId, { name, value }, backend, this.#ended.signal);
      if (item?.id === itemId) this.put(item);
    } finally {
      // Also what is refused may have changed it.
      if (!this.#ended.signal.aborted) void this.#read(itemId);
    }
  }

  /** Ends every request, timer and stream. */
  close(): void {
    this.#ended.abort(new DOMException('The provider is gone.', 'AbortError'));
    this.#live?.close();
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    for (const turn of this.#turns.splice(0)) turn();
  }

  // Reading

  #start(): void {
    const { signal } = this.#ended;
    if (this.#started || signal.aborted) return;
    this.#started = true;
    const { eventsEndpoint, itemsEndpoint, credentials } = this.#endpoints;
    const wake = () => {
      if (document.visibilityState === 'hidden') {
        this.#hiddenAt ??= Date.now();
        return;
      }
      // What was put off while nobody looked, and the time of it does not count.
      const away = this.#hiddenAt === undefined ? 0 : Date.now() - this.#hiddenAt;
      this.#hiddenAt = undefined;
      for (const entry of this.#entries.values()) if (entry.since !== undefined) entry.since += away;
      if (this.#retryAt !== undefined) this.#retryAt = Date.now();
      this.#schedule();
    };
    document.addEventListener('visibilitychange', wake, { signal });
    window.addEventListener('online', wake, { signal });
    // Items came before anybody looked at them.
    wake();
    if (!eventsEndpoint) {
      if (itemsEndpoint) this.#flush();
      return;
    }
    // First the stream, then the list: nothing can happen between them unnoticed. A slow stream is not waited for.
    let head: ReturnType<typeof setTimeout> | undefined;
    const stream = new Promise<void>((resolve) => {
      head = setTimeout(resolve, HEAD_START);
      const tried = () => {
        clearTimeout(head);
        resolve();
      };
      signal.addEventListener('abort', tried);
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
    let item: Item;
    try {
      item = parseItem(data);
    } catch {
      // Not about an Item.
      return;
    }
    const entry = this.#entries.get(item.id);
    if (item.event === 'item/deleted') {
      if (entry) this.#remove(item.id);
    } else if (item.itemId || !item.status || entry?.state.gone) {
      // Somebody else's view of it may be older than what is there: it is read, never believed.
      if (!entry && !(this.#source === 'backend' || (this.#source === 'unread' && this.#endpoints.itemsEndpoint)))
        return;
      this.#heardOf.add(item.id);
      this.#want(item.id, 'soon');
    } else {
      this.put(item);
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
      // What the list lacks is asked for after it, and while it fails, with it.
      if (this.#listing ? first || !this.#listSent : first && this.#listError) return;
      if (first || (this.#source === 'backend' && this.#wanted.size > TOO_MANY)) {
        void this.#readAll();
        return;
      }
      this.#readWanted();
    };
    if (when === 'now') queueMicrotask(flush);
    else this.#soon = setTimeout(flush, SOON);
  }

  #readWanted(): void {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    for (const itemId of wanted) void this.#read(itemId);
  }

  #readAll(after?: Promise<void>): Promise<void> {
    if (this.#listing) {
      // What it will bring may already be out of date, if it has been asked for.
      this.#listAgain ||= this.#listSent;
      return this.#listAgain ? this.#listing.then(() => this.#listing) : this.#listing;
    }
    this.#listing = (after ? after.then(() => this.#list()) : this.#list()).finally(() => {
      this.#listing = undefined;
      this.#listSent = false;
      if (this.#ended.signal.aborted) return;
      if (this.#listAgain) {
        this.#listAgain = false;
        void this.#readAll();
      } else this.#readWanted();
    });
    return this.#listing;
  }

  async #list(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#listSent = true;
    this.#heardOf.clear();
    const { itemsEndpoint } = this.#endpoints;
    const source = this.#source;
    if (!itemsEndpoint || source === 'page' || source === 'none') {
      for (const [itemId, { listeners }] of this.#entries) if (listeners.size) this.#wanted.add(itemId);
      const read = [...this.#wanted];
      this.#wanted.clear();
      await Promise.all(read.map((itemId) => this.#read(itemId)));
      return;
    }
    const asked = this.#ends;
    let items: Item[] | undefined;
    try {
      const { response, text } = await this.#send('GET', address(itemsEndpoint, ''), [404, 405]);
      if (response.ok) {
        items = parseItems(parseJson(text, 'The list of Items'), (error) => this.#report(error, ''));
      }
    } catch (error) {
      // They are asked for again with the list.
      this.#wanted.clear();
      this.#fail(error, undefined);
      return;
    }
    const { error } = this;
    this.#reached();
    this.#listError = undefined;
    // Meanwhile the page may have given its own.
    if (this.#source !== source) return;
    this.#source = items ? 'backend' : 'none';
    const listed = new Set<string>();
    for (const item of items ?? []) {
      listed.add(item.id);
      if (!this.#isOver(item.id, asked)) this.put(item);
      // What was told since is not in it.
      if (!this.#heardOf.has(item.id)) this.#wanted.delete(item.id);
    }
    // A list may be a page of a longer one: what it lacks is asked for by itself.
    for (const [itemId, { state, local, listeners }] of this.#entries) {
      const isMissing = !listed.has(itemId) && !local && !state.gone;
      if (isMissing && (state.item || listeners.size)) this.#wanted.add(itemId);
    }
    if (error || this.#source !== source) this.#notifyAll();
  }

  /** It has ended since, whatever an answer from before says. */
  #isOver(itemId: string, asked: number): boolean {
    return (this.#entries.get(itemId)?.ended ?? 0) > asked;
  }

  #read(itemId: string): Promise<void> {
    const running = this.#reading.get(itemId);
    if (running) {
      // What it will bring may already be out of date.
      this.#again.add(itemId);
      return running.then(() => this.#reading.get(itemId));
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
    if (this.#reading.size >= AT_ONCE) await new Promise<void>((resolve) => this.#turns.push(resolve));
    if (this.#ended.signal.aborted) return;
    // From here on, one that is asked for again has to be read again.
    this.#again.delete(itemId);
    const entry = this.#entry(itemId);
    const asked = this.#ends;
    try {
      const url = this.#itemUrl(itemId);
      if (!url) {
        if (this.#source === 'page' && !entry.state.item) this.#remove(itemId);
        return;
      }
      const { response, text } = await this.#send('GET', url, [404]);
      if (!this.#isOver(itemId, asked)) {
        if (response.ok) this.put(itemOf(text, itemId));
        else if (!entry.local) this.#remove(itemId);
      }
      if (!this.#listError) this.#reached();
    } catch (error) {
      this.#fail(error, itemId);
    }
    this.#watch(entry);
  }

  #itemUrl(itemId: string): URL | undefined {
    const { itemEndpoint, itemsEndpoint } = this.#endpoints;
    if (itemEndpoint) return address(itemEndpoint, itemId);
    if (!itemsEndpoint) return undefined;
    const url = address(itemsEndpoint, '');
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
    try {
      // It may be anything or nothing, also what the backend's own table has of it.
      const item = parseItem(JSON.parse(text));
      if (item.id === itemId && item.status) this.put(item);
    } catch {
      // Nothing of use.
    }
  }

  #fail(error: unknown, itemId: string | undefined): void {
    if (this.#ended.signal.aborted) return;
    const known = asPluggyError(error);
    if (itemId !== undefined) {
      const entry = this.#entry(itemId);
      // One that will fail again is not asked for again.
      const stalled = entry.state.stalled || (!known.retryable && entry.since !== undefined);
      this.#set(entry, { ...entry.state, error: known, ...(stalled ? { stalled } : {}) });
    } else {
      this.#listError = known;
      this.#notifyAll();
      for (const { state, listeners } of this.#entries.values()) {
        if (!state.item && !state.gone) for (const listener of listeners) listener();
      }
    }
    this.#tryLater(known);
    this.#report(known, itemId ?? '');
  }

  /** Whether it will be: all that failed together is tried again together. */
  #tryLater({ retryable, retryAfter }: PluggyError): boolean {
    if (!retryable) return false;
    this.#retryAt ??= Date.now() + RETRIES[Math.min(this.#failures++, RETRIES.length - 1)]!;
    this.#retryAt = Math.max(this.#retryAt, retryAfter?.getTime() ?? 0);
    this.#schedule();
    return true;
  }

  /** The backend is there. */
  #reached(): void {
    this.#failures = 0;
  }

  #report(error: unknown, itemId: string): void {
    if (!this.#ended.signal.aborted) this.#tell.failed(asPluggyError(error), itemId);
  }

  // State

  #entry(itemId: string): Entry {
    let entry = this.#entries.get(itemId);
    if (!entry) this.#entries.set(itemId, (entry = { state: EMPTY, listeners: new Set(), reads: 0, newest: '' }));
    return entry;
  }

  /** It is asked for again, from the beginning of the schedule. */
  #resume(entry: Entry, state: ItemState): void {
    if (entry.state.stalled) entry.since = undefined;
    this.#set(entry, state);
  }

  #set(entry: Entry, state: ItemState): void {
    entry.state = state;
    for (const listener of entry.listeners) listener();
    this.#notifyAll();
  }

  #remove(itemId: string): void {
    const entry = this.#entry(itemId);
    const { item, gone } = entry.state;
    entry.ended = ++this.#ends;
    if (gone) return;
    entry.local = false;
    entry.due = entry.since = undefined;
    this.#set(entry, { gone: true });
    if (item) this.#tell.changed(itemId, undefined, item);
  }

  #notifyAll(): void {
    for (const listener of this.#listListeners) listener();
  }

  // Items in progress, and tries after failures: one timer for all

  #watch(entry: Entry): void {
    if (!isUnderWay(entry.state)) {
      entry.since = entry.due = undefined;
      return;
    }
    const now = Date.now();
    if (entry.since === undefined) {
      entry.since = now;
      entry.reads = 0;
    }
    if (entry.state.stalled || now - entry.since >= LIMIT) {
      entry.due = undefined;
      if (!entry.state.stalled) this.#set(entry, { ...entry.state, stalled: true });
      return;
    }
    entry.due ??= now + SCHEDULE[Math.min(entry.reads++, SCHEDULE.length - 1)]!;
    // A timer that comes first looks at all of them.
    if (entry.due < this.#timerAt) this.#schedule();
  }

  #schedule(): void {
    if (!this.#started || this.#ended.signal.aborted) return;
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
      // The stream says when there is something to read, and without a backend the page does.
      if (this.#live?.isOpen || !this.hasBackend) this.#watch(entry);
      else this.#want(itemId);
    }
    this.#schedule();
  }

  /** Once more what could not be read. */
  #retry(): void {
    if (this.#listError) void this.#readAll();
    for (const [itemId, moment] of this.#unsent) void this.link(itemId, moment);
    for (const [itemId, { state }] of this.#entries) if (state.error?.retryable) this.#want(itemId);
  }
}

/** @throws PluggyError for what is no address. */
function address(template: string, itemId: string): URL {
  try {
    return fillAddress(template, itemId).url;
  } catch (cause) {
    const text = `"${template.split('?')[0]}" is not the address of an endpoint.`;
    throw new PluggyError('items-not-found', text, { tag: 'pluggy-provider', retryable: false, cause });
  }
}

/** The Item that was asked for, and no other one. */
function itemOf(text: string, itemId: string): Item {
  const item = parseItem(parseJson(text, 'The Item'));
  if (item.id === itemId) return item;
  throw new PluggyError('items-malformed', 'The Item that the backend sent has another id than the one asked for.', {
    tag: 'pluggy-provider',
    retryable: false,
  });
}

/** Its run has begun and not ended, whoever it waits for. */
function isUnderWay({ item }: ItemState): boolean {
  return !!item && (isWorking(item) || isWaitingForInput(item) || isWaitingElsewhere(item));
}

/** With another date of its last change it is not looked at any closer. */
function isSame(a: Item, b: Item): boolean {
  return a.updatedAt === b.updatedAt && JSON.stringify(a) === JSON.stringify(b);
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
