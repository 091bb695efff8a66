import type { Item } from '../../model/item-types.js';
import { MAX_AHEAD_MS } from '../../model/item-view.js';
import type { MutableEntry } from './item-entry.js';

/** Time after a report of the widget in which the backend learns of it: one minute, in which the list is read four times. */
const REPEATED_ROW_MS = 60_000;

/** Returns the date by which snapshots of an item are ordered; undefined for a date in the future, which proves nothing. */
export function dateOf({ updatedAt }: Item, now: number): string | undefined {
  return updatedAt && Date.parse(updatedAt) <= now + MAX_AHEAD_MS ? updatedAt : undefined;
}

/** Whether two snapshots are equal. */
export function isSame(a: Item, b: Item): boolean {
  return a.updatedAt === b.updatedAt && JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Whether a snapshot is older than the newest one of its entry. A row without a usable date that is the one from before the
 * widget's last report says nothing new for a while.
 */
export function isSuperseded(entry: MutableEntry, item: Item, now: number): boolean {
  const { newestUpdatedAt, row, reportedAt, isInWidget } = entry;
  const date = dateOf(item, now);
  if (date) return date < newestUpdatedAt;
  return !isInWidget && now - reportedAt < REPEATED_ROW_MS && !!row && isSame(row, item);
}
