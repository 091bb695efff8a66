import { MEU_PLUGGY_ID } from './connector.js';
import { itemView, lastUpdateOf, type ItemLabel, type ItemViewOptions } from './item-view.js';
import type { Item, ProductDetail } from './item-types.js';

/** Pluggy refuses an update within this time after the last successful one. */
const UPDATE_INTERVAL_MS = 3_600_000;
/** The states from which an update may start without the person. */
const UPDATABLE_LABELS = new Set<ItemLabel>(['updated', 'partial', 'permission', 'approval', 'consent', 'unknown']);

/**
 * Whether a request for an update can start a run.
 * Source: https://docs.pluggy.ai/docs/updating-an-item
 */
export function canAskForUpdate(item: Item, options: ItemViewOptions & { now: number }): boolean {
  const { label, action } = itemView(item, options);
  if (item.connector?.id === MEU_PLUGGY_ID) return false;
  if (action === 'update') return true;
  return UPDATABLE_LABELS.has(label) && !(options.now - lastUpdateOf(item, options.now) < UPDATE_INTERVAL_MS);
}

/** Returns the state of each requested product. */
export function productsOf({ statusDetail }: Item): [product: string, detail: ProductDetail][] {
  return Object.entries(statusDetail ?? {}).flatMap(([product, detail]) => (detail ? [[product, detail]] : []));
}
