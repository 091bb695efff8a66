import type { StatusMessages } from '../../locales/index.js';
import type { Item } from '../../model/item-types.js';
import type { ItemView } from '../../model/item-view.js';

/** The name of the Item's institution; empty where it is not known. */
export function institutionName(item: Item | undefined): string {
  return item?.connector?.name?.trim() ?? '';
}

/** The status of an Item in a few words. `ago` returns the relative time of a moment. */
export function statusLabel(
  { label, days, since }: ItemView,
  messages: StatusMessages,
  ago: (time: number) => string,
): string {
  if (label === 'consent') return messages.consent(days!);
  if (label === 'stalled') return messages.stalled;
  if (label !== 'old') return messages.labels[label];
  return since ? messages.updated(ago(since), false) : messages.labels.outdated;
}
