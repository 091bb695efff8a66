import type { PluggyError } from '../../model/errors.js';
import type { ItemStore } from './item-store.js';
import type { ItemsApi } from './items-api.js';
import { RetrySchedule } from './retry-schedule.js';

/** The occasion of a report: the item's id was first seen, the connection succeeded, or the person returned with the id. */
export type LinkReason = 'seen' | 'success' | 'returned';

/** Delays between failed attempts. The last delay repeats: a session may come back at any time. */
const DELAYS_MS = [5000, 15_000, 30_000];

/** The linker's collaborators. */
export interface LinkerPort {
  readonly api: Pick<ItemsApi, 'takesConnectedItems' | 'link'>;
  readonly store: Pick<ItemStore, 'put' | 'remove' | 'setUnsaved' | 'entry'>;
  readonly signal: AbortSignal;
  readonly report: (error: PluggyError, itemId: string) => void;
  /** Reads an item that has no row although the backend has saved it. */
  readonly readAgain: (itemId: string) => void;
  /** Called when the backend has saved an item. */
  readonly saved: (itemId: string) => void;
}

/** The last report of an item. */
interface Link {
  readonly reason: LinkReason;
  /** Only a report that failed is sent again. */
  state: 'sending' | 'answered' | 'failed';
  /** The last failure or refusal. */
  error?: PluggyError;
  /** Whether the backend has refused a new item. The refusal holds until the backend saves or sends the item. */
  isRefused: boolean;
}

/**
 * Reports connected items to the backend, once for each occasion. A report that fails is part of the item's state, and is
 * repeated after growing delays, when the page becomes visible, and on demand. A backend without the route receives one
 * request.
 */
export class ItemLinker {
  #port: LinkerPort;
  #isSupported = true;
  #links = new Map<string, Link>();
  /** The last occasion of each item in the current open. */
  #occasions = new Map<string, LinkReason>();
  /** Ends the requests of each item. */
  #requests = new Map<string, AbortController>();
  #retries = new RetrySchedule(() => void this.retry(), DELAYS_MS);

  constructor(port: LinkerPort) {
    this.#port = port;
    this.#retries.start(port.signal);
  }

  /** Whether the backend does not accept the new item for this person. */
  isRefused(itemId: string): boolean {
    return !!this.#links.get(itemId)?.isRefused;
  }

  /** Reports an item. Resolves with whether the backend has refused this report of a new item. Never rejects. */
  async link(itemId: string, reason: LinkReason): Promise<boolean> {
    const { api } = this.#port;
    if (!api.takesConnectedItems || !this.#isSupported) return false;
    const previous = this.#occasions.get(itemId);
    if (previous === reason || previous === 'success') return false;
    this.#occasions.set(itemId, reason);
    return this.#send(itemId, reason);
  }

  /** Ends the occasions of an open: the same item in another open is reported again. */
  widgetClosed(itemId: string): void {
    this.#occasions.delete(itemId);
  }

  /** Follows a write to the store: an item that the backend sends is not refused. */
  written(itemId: string): void {
    const link = this.#links.get(itemId);
    if (link && this.#isSaved(itemId)) link.isRefused = false;
  }

  /** Ends the reports of an item that no longer exists. A refusal stays known, for the notice about it. */
  forget(itemId: string): void {
    if (this.isRefused(itemId)) return;
    if (this.#links.delete(itemId)) this.#port.store.setUnsaved(itemId, undefined);
    this.#requests.get(itemId)?.abort(new DOMException('The item has ended.', 'AbortError'));
    this.#requests.delete(itemId);
  }

  /** Repeats the failed report of an item, or all failed reports. Never rejects. */
  async retry(itemId?: string): Promise<void> {
    const links = [...this.#links].filter(([id, { state }]) => state === 'failed' && id === (itemId ?? id));
    await Promise.all(links.map(([id, { reason }]) => this.#send(id, reason)));
  }

  /** Returns whether the backend has refused this report of a new item. */
  async #send(itemId: string, reason: LinkReason): Promise<boolean> {
    const { api, store, readAgain, saved } = this.#port;
    const before = this.#links.get(itemId);
    const link: Link = { reason, state: 'sending', isRefused: !!before?.isRefused };
    this.#links.set(itemId, link);
    try {
      const { isSupported, item, refusal } = await api.link(itemId, this.#signalOf(itemId));
      // The item was disconnected in the meantime.
      if (!this.#links.has(itemId)) return false;
      if (!isSupported && reason !== 'returned') this.#isSupported = false;
      if (refusal) return this.#refuse(itemId, link, refusal);
      Object.assign(link, { state: 'answered', isRefused: false });
      this.#retries.reset();
      saved(itemId);
      store.setUnsaved(itemId, undefined);
      if (item) store.put(item);
      // After an earlier failure, no other read is on its way, or that read has failed with the report.
      const { state } = store.entry(itemId) ?? {};
      if ((before && !state?.item) || state?.error) readAgain(itemId);
    } catch (cause) {
      this.#fail(itemId, link, cause as PluggyError, before?.error);
    }
    return false;
  }

  #signalOf(itemId: string): AbortSignal {
    const known = this.#requests.get(itemId);
    if (known) return known.signal;
    const controller = new AbortController();
    const { signal } = this.#port;
    const end = () => controller.abort(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { signal: controller.signal });
    this.#requests.set(itemId, controller);
    return controller.signal;
  }

  /** Whether the store has the item from the backend. */
  #isSaved(itemId: string): boolean {
    const { isLocal, state } = this.#port.store.entry(itemId) ?? {};
    return !isLocal && !!state?.item;
  }

  /** `known` is the failure of the report before: the same one again is no news. */
  #fail(itemId: string, link: Link, error: PluggyError, known: PluggyError | undefined): void {
    const { store, signal, report } = this.#port;
    // A later report of the same item replaces this one.
    if (signal.aborted || this.#links.get(itemId) !== link) return;
    // Without an answer, a refusal still holds, and is what the person has to know.
    const isNews = error.code !== known?.code && !link.isRefused;
    Object.assign(link, { state: 'failed', error: isNews ? error : known });
    // The id in a return URL may belong to another person.
    if (link.reason !== 'returned' && !this.#isSaved(itemId)) store.setUnsaved(itemId, link.error);
    // A session comes back when the person signs in again.
    if (error.retryable || (error.code === 'items-unauthorized' && link.reason !== 'returned'))
      this.#retries.planAfter(error);
    if (isNews) report(error, itemId);
  }

  /** Removes the row of a new item that the backend refuses: the item would be gone after a reload. */
  #refuse(itemId: string, link: Link, refusal: PluggyError): boolean {
    const { store, report } = this.#port;
    // The answer to a later report of the same item decides.
    if (this.#links.get(itemId) !== link) return false;
    Object.assign(link, { state: 'answered', error: refusal });
    // The id in a return URL may belong to another person.
    if (link.reason === 'returned') return false;
    link.isRefused = !this.#isSaved(itemId);
    if (link.isRefused) store.setUnsaved(itemId, refusal);
    if (store.entry(itemId)?.isLocal) store.remove(itemId);
    report(refusal, itemId);
    return link.isRefused;
  }
}
