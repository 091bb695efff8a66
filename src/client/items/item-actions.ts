import { lastUpdateOf } from '../../model/item-view.js';
import type { EndedItems } from './ended-items.js';
import { isInProgress, type ItemState } from './item-entry.js';
import type { ItemLoader } from './item-loader.js';
import type { ItemStore } from './item-store.js';
import type { ItemsApi } from './items-api.js';
import type { TabEvent } from './other-tabs.js';
import type { UpdateResult } from './update-answer.js';

const HOUR_MS = 3_600_000;

/** The collaborators of the actions. */
export interface ActionsPort {
  readonly api: Pick<ItemsApi, 'delete' | 'update' | 'sendCode' | 'now'>;
  readonly store: Pick<ItemStore, 'put' | 'remove'>;
  readonly state: (itemId: string) => ItemState;
  readonly loader: Pick<ItemLoader, 'read'>;
  readonly ended: Pick<EndedItems, 'disconnect'>;
  /** Ends the reports of an item to the backend. */
  readonly forget: (itemId: string) => void;
  readonly signal: AbortSignal;
  /** Tells other pages that the person has changed an item. */
  readonly tell: (event: TabEvent, itemId: string) => void;
}

/** The person's actions on items: each is a request, and its result is stored. Methods reject with a PluggyError. */
export class ItemActions {
  #port: ActionsPort;

  constructor(port: ActionsPort) {
    this.#port = port;
  }

  /** Disconnects an item for good. The item stays when the request fails. */
  async delete(itemId: string): Promise<void> {
    const { api, store, ended, forget, tell } = this.#port;
    await ended.disconnect(itemId, async () => {
      await api.delete(itemId);
      forget(itemId);
      store.remove(itemId);
    });
    tell('item/disconnected', itemId);
  }

  /** Requests another run. The item stays when the request fails. */
  async update(itemId: string): Promise<UpdateResult> {
    const { api, store, state, loader, tell } = this.#port;
    const answer = await api.update(itemId);
    if (answer.state === 'for-widget') return answer;
    tell('item/updated', itemId);
    if (answer.state === 'accepted' && answer.item) store.put(answer.item);
    // A run may have been started elsewhere, and the response may lack the item's state.
    if (!isInProgress(state(itemId))) await loader.read(itemId);
    if (isInProgress(state(itemId))) return { state: 'started' };
    if (answer.state !== 'recent') return answer;
    const { minIntervalHours } = answer;
    return { state: 'recent', until: minIntervalHours && this.#endOfInterval(itemId, minIntervalHours) };
  }

  /** Sends the value of a parameter that a run waits for. The result is part of the item's state. */
  async sendCode(itemId: string, name: string, value: string): Promise<void> {
    const { api, store, loader, signal, tell } = this.#port;
    try {
      const item = await api.sendCode(itemId, name, value);
      if (item) store.put(item);
    } finally {
      // A refused value may have changed the item, too.
      if (!signal.aborted) {
        void loader.read(itemId);
        tell('item/updated', itemId);
      }
    }
  }

  /**
   * Returns the latest time at which an interval after the item's last run ends, in milliseconds since the epoch. A failed
   * run counts, too, and its time is not known.
   */
  #endOfInterval(itemId: string, hours: number): number {
    const { api, state } = this.#port;
    const { item } = state(itemId);
    const now = api.now();
    const end = (item ? lastUpdateOf(item, now) : NaN) + hours * HOUR_MS;
    return end > now ? end : now + hours * HOUR_MS;
  }
}
