import type { Item } from '../../model/item-types.js';
import { MAX_AHEAD_MS } from '../../model/item-view.js';

/** Returns the date by which snapshots of an item are ordered; undefined for a date in the future, which proves nothing. */
export function dateOf({ updatedAt }: Item, now: number): string | undefined {
  return updatedAt && Date.parse(updatedAt) <= now + MAX_AHEAD_MS ? updatedAt : undefined;
}

/** Whether two snapshots are equal. */
export function isSame(a: Item, b: Item): boolean {
  return a.updatedAt === b.updatedAt && JSON.stringify(a) === JSON.stringify(b);
}
