import type { PluggyError } from '../../model/errors.js';
import type { ItemStore } from './item-store.js';
import type { ItemsApi } from './items-api.js';
import type { RetrySchedule } from './retry-schedule.js';

/** The occasion of a report: the item's id was first seen, the connection succeeded, or the person returned with the id. */
export type LinkReason = 'seen' | 'success' | 'returned';

/** The linker's collaborators. */
export interface LinkerPort {
  readonly api: Pick<ItemsApi, 'takesConnectedItems' | 'link'>;
  readonly store: Pick<ItemStore, 'put'>;
  readonly retries: Pick<RetrySchedule, 'plan'>;
  readonly signal: AbortSignal;
  readonly report: (error: PluggyError, itemId: string) => void;
}

/** Reports connected items to the backend, once for each reason. A backend without the route receives one request. */
export class ItemLinker {
  #port: LinkerPort;
  #isSupported = true;
  #linked = new Map<string, LinkReason>();
  #failed = new Map<string, LinkReason>();

  constructor(port: LinkerPort) {
    this.#port = port;
  }

  /** Reports an item. Never rejects. */
  async link(itemId: string, reason: LinkReason): Promise<void> {
    const { api, store, retries, signal, report } = this.#port;
    if (!api.takesConnectedItems || !this.#isSupported) return;
    const previous = this.#linked.get(itemId);
    if (previous === reason || previous === 'success') return;
    this.#linked.set(itemId, reason);
    this.#failed.delete(itemId);
    try {
      // The id in a return URL may belong to another user: a refusal says nothing about the route.
      const isFromUrl = reason === 'returned';
      const { isSupported, item } = await api.link(itemId, isFromUrl ? [403] : []);
      if (item) store.put(item);
      if (!isSupported && !isFromUrl) this.#isSupported = false;
    } catch (reasonOfFailure) {
      if (signal.aborted) return;
      const error = reasonOfFailure as PluggyError;
      // A later report of the same item replaces this one.
      if (this.#linked.get(itemId) === reason) {
        this.#linked.delete(itemId);
        if (retries.plan(error)) this.#failed.set(itemId, reason);
      }
      report(error, itemId);
    }
  }

  /** Repeats the reports that failed. */
  retry(): void {
    for (const [itemId, reason] of this.#failed) void this.link(itemId, reason);
  }
}
