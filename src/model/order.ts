import { errorView } from './error-view.js';
import { isWaiting } from './item-state.js';
import type { Item } from './item-types.js';
import { promptReason } from './prompt.js';
import { consentLeft, isFailing, itemView, type ItemLabel, type ItemViewOptions } from './item-view.js';

/** The two groups of a person's connections: those that need the person, and all others. */
export type ItemGroup = 'attention' | 'fine';

interface Rank {
  readonly group: ItemGroup;
  /** The end of a request or of a consent, in milliseconds since the epoch; infinite without one. */
  readonly end: number;
  readonly created: number;
}

/** Sorts a person's Items: into groups, then by the next end of a request or a consent, then the newest first. */
export class ItemOrder {
  #now = NaN;
  #ranks = new WeakMap<Item, Rank>();

  /**
   * Returns the Items by group. A rank is computed again when the Item changes, or `options.now` by a minute. `isUnsaved`
   * says whether the person has to see that the backend has not saved an Item.
   */
  group(
    items: readonly Item[],
    options: ItemViewOptions & { now: number },
    isUnsaved: (itemId: string) => boolean,
  ): Record<ItemGroup, Item[]> {
    if (!(Math.abs(options.now - this.#now) < RANK_AGE_MS)) {
      this.#now = options.now;
      this.#ranks = new WeakMap();
    }
    const groups: Record<ItemGroup, Item[]> = { attention: [], fine: [] };
    for (const item of items) {
      const { group } = this.#rankOf(item, options);
      groups[isUnsaved(item.id) ? 'attention' : group].push(item);
    }
    for (const group of Object.values(groups)) group.sort((a, b) => this.#compare(a, b));
    return groups;
  }

  #compare(a: Item, b: Item): number {
    const [first, second] = [this.#ranks.get(a)!, this.#ranks.get(b)!];
    // Infinity minus Infinity is NaN.
    return first.end === second.end ? second.created - first.created : first.end - second.end;
  }

  #rankOf(item: Item, options: ItemViewOptions & { now: number }): Rank {
    const known = this.#ranks.get(item);
    if (known) return known;
    const left = consentLeft(item, options);
    const { expiresAt } = (isWaiting(item) && (item.parameter ?? item.userAction)) || {};
    const rank: Rank = {
      group: needsPerson(item, options) ? 'attention' : 'fine',
      end: Math.min(dateOf(expiresAt, Infinity), left === undefined ? Infinity : options.now + left),
      created: dateOf(item.createdAt, 0),
    };
    this.#ranks.set(item, rank);
    return rank;
  }
}

/** States of success or of a run in which the person can request an update, and nothing happens without one. */
const UPDATED_BY_PERSON = new Set<ItemLabel>(['old', 'never', 'stalled']);

/** Whether nothing will happen to the connection without the person. */
function needsPerson(item: Item, options: ItemViewOptions & { now: number }): boolean {
  const { severity, label } = itemView(item, options);
  if (severity === 'attention' || UPDATED_BY_PERSON.has(label) || promptReason(item, options)) return true;
  return isFailing(item, options) && errorView({ item }, options.now).action !== 'wait';
}

const RANK_AGE_MS = 60_000;

const dateOf = (date: string | null | undefined, missing: number) => {
  const time = Date.parse(date ?? '');
  return isNaN(time) ? missing : time;
};
