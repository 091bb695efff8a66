import type { StatusMessages } from '../../locales/index.js';
import type { Item } from '../../model/item-types.js';
import type { ItemView } from '../../model/item-view.js';

/** The name of the Item's institution; empty where it is not known. */
export function institutionName(item: Item | undefined): string {
  return item?.connector?.name?.trim() ?? '';
}

/** The status of an Item in a few words. */
export function statusLabel({ label, days }: ItemView, messages: StatusMessages): string {
  return label === 'consent' ? messages.consent(days!) : messages.labels[label];
}
