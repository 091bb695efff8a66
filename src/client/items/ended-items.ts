import type { Item } from '../../model/item-types.js';

/**
 * Items that have ended without the person's doing, until the person dismisses the notice. Pluggy deletes the Items of a
 * retired connector, for example.
 */
export class EndedItems {
  #items = new Map<string, Item>();
  #dismissed = new Set<string>();
  #listeners = new Set<() => void>();
  /** Ids of the Items that the person is disconnecting. */
  #disconnecting = new Set<string>();

  /** The last snapshots of the Items. */
  get list(): readonly Item[] {
    return [...this.#items.values()];
  }

  /** Follows a change of an Item; without a new snapshot, the Item was removed. */
  change(itemId: string, item: Item | undefined, previous: Item | undefined): void {
    if (item) this.#items.delete(itemId);
    else if (previous && !this.#disconnecting.has(itemId)) this.#items.set(itemId, previous);
  }

  /** Adds an Item that has no snapshot to be removed. */
  add(item: Item): void {
    if (this.#items.has(item.id)) return;
    this.#items.set(item.id, item);
    this.#notify();
  }

  /** Calls the listener after each dismissal and each addition without a snapshot. Returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the person has dismissed the notice, or has disconnected the Item. A page that sets its own Items may keep the Item. */
  isDismissed(itemId: string): boolean {
    return this.#dismissed.has(itemId);
  }

  dismiss(itemId: string): void {
    this.#items.delete(itemId);
    this.#dismissed.add(itemId);
    this.#notify();
  }

  /** Runs a disconnection by the person, which may be reported by a live event before its response arrives. */
  async disconnect(itemId: string, run: () => Promise<void>): Promise<void> {
    this.#disconnecting.add(itemId);
    try {
      await run();
      this.#dismissed.add(itemId);
    } finally {
      this.#disconnecting.delete(itemId);
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
