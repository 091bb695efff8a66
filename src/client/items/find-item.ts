import type { Item } from '../../model/item-types.js';
import type { ItemStore } from './item-store.js';
import type { ItemsApi } from './items-api.js';

/**
 * An item that may belong to another person: null when the backend refuses or lacks the item, `ended` when this person had
 * the item and it has ended, undefined when nothing is known.
 */
export type FoundItem = Item | 'ended' | null | undefined;

/** The places in which an item may be. */
export interface FindPort {
  readonly api: Pick<ItemsApi, 'hasItemRoute' | 'read'>;
  readonly store: Pick<ItemStore, 'get' | 'items' | 'source' | 'put'>;
  /** Whether the person has disconnected the item in this page, or knows that it has ended. */
  readonly hasEnded: (itemId: string) => boolean;
}

/** Looks for an item in the store and at the backend. Never rejects. */
export async function findItem({ api, store, hasEnded }: FindPort, itemId: string): Promise<FoundItem> {
  const { item } = store.get(itemId);
  if (item) return item;
  if (!api.hasItemRoute) return store.items && null;
  try {
    // A backend without a route for one item has them all in its list.
    const absent = store.source === 'backend' ? [403, 404, 405] : [403, 404];
    const found = await api.read(itemId, absent);
    if (typeof found === 'object') return store.put(found);
    return found || hasEnded(itemId) ? 'ended' : null;
  } catch {
    return undefined;
  }
}
