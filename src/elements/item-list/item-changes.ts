import type { Item } from '../../model/item-types.js';

/** An Item whose status label has changed; without a label, the Item is gone. */
export interface ItemChange {
  readonly item: Item;
  readonly label?: string;
  readonly isNew?: boolean;
}

/** Compares each version of a list with the version before. */
export class ItemChanges {
  #previous?: Map<string, { item: Item; label: string; isUnsaved: boolean }>;

  /** Forgets the previous version: the next one has no changes. */
  forget(): void {
    this.#previous = undefined;
  }

  next(items: readonly Item[], labelOf: (item: Item) => string, isUnsaved: (item: Item) => boolean): ItemChange[] {
    const previous = this.#previous;
    const current = new Map<string, { item: Item; label: string; isUnsaved: boolean }>();
    const changes: ItemChange[] = [];
    for (const item of items) {
      const known = previous?.get(item.id);
      const unsaved = isUnsaved(item);
      const isSame = known?.item === item && known.isUnsaved === unsaved;
      const entry = isSame ? known : { item, label: labelOf(item), isUnsaved: unsaved };
      current.set(item.id, entry);
      if (previous && (entry.label !== known?.label || entry.isUnsaved !== known.isUnsaved)) {
        changes.push({ ...entry, isNew: !known });
      }
    }
    for (const [itemId, { item }] of previous ?? []) if (!current.has(itemId)) changes.push({ item });
    this.#previous = current;
    return changes;
  }
}
