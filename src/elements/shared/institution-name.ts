import type { Item } from '../../model/item-types.js';

/** The name of the Item's institution; empty where it is not known. */
export function institutionName(item: Item | undefined): string {
  return item?.connector?.name?.trim() ?? '';
}
