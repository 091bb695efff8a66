import type { Item } from '../model/item-types.js';

/** Fired when an Item in a provider's store was added, changed or removed. */
export class PluggyItemChangeEvent extends Event {
  readonly itemId: string;

  constructor(
    itemId: string,
    /** The Item's new state; `undefined` when the Item was removed. */
    readonly item: Item | undefined,
    /** The Item's previous state; `undefined` when the Item was added. */
    readonly previous: Item | undefined,
  ) {
    super('pluggy-item-change', { bubbles: true, composed: true });
    this.itemId = itemId;
  }
}
