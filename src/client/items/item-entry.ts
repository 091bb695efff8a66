import type { PluggyError } from '../../model/errors.js';
import { isWaitingElsewhere, isWaitingForInput, isWorking } from '../../model/item-state.js';
import type { Item } from '../../model/item-types.js';

/** The current state of one item. */
export interface ItemState {
  /** The newest snapshot. A failed read does not remove the snapshot. */
  readonly item?: Item;
  /** Whether the backend no longer has the item. */
  readonly gone?: boolean;
  /** The reason why the last read failed. */
  readonly error?: PluggyError;
  /** Whether an item in progress is no longer read: after ten minutes, or after a failure that a retry cannot fix. */
  readonly stalled?: boolean;
  /** The reason why the backend has not saved an item that the widget has connected. */
  readonly unsaved?: PluggyError;
}

/** The store's entry for one item. An entry exists from the first subscription on, before the item is known. */
export interface StoreEntry {
  readonly itemId: string;
  readonly state: ItemState;
  /** Whether the item was created by the widget in this page and has not been seen in the backend yet. */
  readonly isLocal: boolean;
  readonly listeners: readonly (() => void)[];
}

/** The entry as the store changes it. */
export interface MutableEntry extends StoreEntry {
  state: ItemState;
  isLocal: boolean;
  /** Whether an open widget reports this item. The backend's rows are ignored meanwhile, because their dates may be wrong. */
  isInWidget: boolean;
  /** Replaced at each change. Nearly all entries have one listener, and an array is a fifth of a set then. */
  listeners: readonly (() => void)[];
  /** The `updatedAt` of the newest snapshot. ISO dates compare as text. */
  newestUpdatedAt: string;
  /** The newest row of the backend. */
  row: Item | undefined;
  /** The time of the widget's last report, in milliseconds since the epoch. */
  reportedAt: number;
  /** Removal counter at the time this item was removed; responses to earlier requests are stale. */
  removal: number;
}

/** The state of an item that is not known. */
export const EMPTY: ItemState = {};

export const newEntry = (itemId: string): MutableEntry => ({
  itemId,
  state: EMPTY,
  listeners: [],
  isLocal: false,
  isInWidget: false,
  newestUpdatedAt: '',
  row: undefined,
  reportedAt: -Infinity,
  removal: 0,
});

/** The origin of the list of items: not read yet, the backend, the page's `items` property, or no list at all. */
export type ListSource = 'unread' | 'backend' | 'page' | 'none';

/** Whether a run of the item has begun and not ended, including a run that waits for the person. */
export function isInProgress({ item }: ItemState): boolean {
  return !!item && (isWorking(item) || isWaitingForInput(item) || isWaitingElsewhere(item));
}
