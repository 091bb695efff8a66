import type { StatusMessages } from '../../locales/index.js';
import type { ItemView } from '../../model/item-view.js';

/** The status of an Item in a few words. */
export function statusLabel({ label, days }: ItemView, messages: StatusMessages): string {
  return label === 'consent' ? messages.consent(days!) : messages.labels[label];
}
