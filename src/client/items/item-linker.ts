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
  /** Reads an item that has no row, because the backend has refused it before. */
  readonly readAgain: (itemId: string) => void;
  /** Called when the backend has saved an item. */
  readonly saved: (itemId: string) => void;
}

/** The last report of an item. */
interface Link {
  readonly reason: LinkReason;
  /** `sending` and `saved` need no other report for the same occasion; `failed` is tried again; `refused` is final. */
  state: 'sending' | 'saved' | 'failed' | 'refused';
  error?: PluggyError;
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
  #retries = new RetrySchedule(() => void this.retry(), DELAYS_MS);

  constructor(port: LinkerPort) {
    this.#port = port;
    this.#retries.start(port.signal);
  }

  /** Whether the backend does not accept the item for this person. */
  isRefused(itemId: string): boolean {
    return this.#links.get(itemId)?.state === 'refused';
  }

  /** Reports an item. Never rejects. */
  async link(itemId: string, reason: LinkReason): Promise<void> {
    const { api } = this.#port;
    if (!api.takesConnectedItems || !this.#isSupported) return;
    const { reason: previous } = this.#links.get(itemId) ?? {};
    if (previous !== reason && previous !== 'success') await this.#send(itemId, reason);
  }

  /** Repeats the failed report of an item, or all failed reports. Never rejects. */
  async retry(itemId?: string): Promise<void> {
    const links = [...this.#links].filter(([id, { state }]) => state === 'failed' && id === (itemId ?? id));
    await Promise.all(links.map(([id, { reason }]) => this.#send(id, reason)));
  }

  async #send(itemId: string, reason: LinkReason): Promise<void> {
    const { api, store, readAgain, saved } = this.#port;
    const before = this.#links.get(itemId);
    // A refusal holds until the answer to the next report.
    const link: Link = { reason, state: before?.state === 'refused' ? 'refused' : 'sending' };
    this.#links.set(itemId, link);
    try {
      const { isSupported, item, refusal } = await api.link(itemId);
      if (!isSupported && reason !== 'returned') this.#isSupported = false;
      if (refusal) {
        this.#refuse(itemId, link, refusal);
        return;
      }
      link.state = 'saved';
      this.#retries.reset();
      saved(itemId);
      store.setUnsaved(itemId, undefined);
      if (item) store.put(item);
      // A refused item has no row, the list waits for the item of a return URL, and a read may have failed with the report.
      const isReadNeeded = before?.state === 'refused' || (before && reason === 'returned');
      if (isReadNeeded || store.entry(itemId)?.state.error) readAgain(itemId);
    } catch (cause) {
      this.#fail(itemId, link, cause as PluggyError, before?.error);
    }
  }

  /** `known` is the failure of the report before: the same one again is no news. */
  #fail(itemId: string, link: Link, error: PluggyError, known: PluggyError | undefined): void {
    const { store, signal, report } = this.#port;
    // A later report of the same item replaces this one.
    if (signal.aborted || this.#links.get(itemId) !== link) return;
    const isNews = error.code !== known?.code;
    Object.assign(link, { state: 'failed', error: isNews ? error : known });
    if (store.entry(itemId)?.isLocal) store.setUnsaved(itemId, link.error);
    // A session comes back when the person signs in again.
    if (error.retryable || (error.code === 'items-unauthorized' && link.reason !== 'returned'))
      this.#retries.planAfter(error);
    if (isNews) report(error, itemId);
  }

  /** Removes the row of an item that the backend refuses: the item would be gone after a reload. */
  #refuse(itemId: string, link: Link, refusal: PluggyError): void {
    const { store, report } = this.#port;
    // The answer to a later report of the same item decides.
    if (this.#links.get(itemId) !== link) return;
    Object.assign(link, { state: 'refused', error: refusal });
    // The id in a return URL may belong to another person.
    if (link.reason === 'returned') return;
    const { isLocal, state } = store.entry(itemId) ?? {};
    if (isLocal || state?.unsaved) store.setUnsaved(itemId, refusal);
    if (isLocal) store.remove(itemId);
    report(refusal, itemId);
  }
}
