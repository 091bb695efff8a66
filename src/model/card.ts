import { itemView, type ItemViewOptions } from './item-view.js';
import type { Item, ProductDetail } from './item-types.js';

const HOUR = 3_600_000;
/** Through which people connect Items of another application, which only that one updates. */
const MEU_PLUGGY = 200;

/**
 * Whether asking for a run may give one: nothing stands in its way, and the last one is not so close that it is refused.
 * Source: https://docs.pluggy.ai/docs/updating-an-item
 */
export function canAskForUpdate(item: Item, options: Required<ItemViewOptions>): boolean {
  const { label } = itemView(item, options);
  if (!/^(updated|partial|consent|unknown)$/.test(label) || item.connector?.id === MEU_PLUGGY) return false;
  return !(options.now - Date.parse(item.lastUpdatedAt ?? '') < HOUR);
}

/** How each product that was asked for is doing. */
export function productsOf({ statusDetail }: Item): [product: string, detail: ProductDetail][] {
  return Object.entries(statusDetail ?? {}).flatMap(([product, detail]) => (detail ? [[product, detail]] : []));
}

/** It came only in part, or not at all, though the institution has it for this person. */
export function isLate({ isUpdated, warnings }: ProductDetail): boolean {
  return warnings.length ? warnings.some(({ code }) => code !== '001') : !isUpdated;
}

/** Up to two letters that stand for an institution without a picture: of "Banco do Brasil", B and B. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const named = words.filter((word) => !/^\p{Ll}/u.test(word));
  return (named.length ? named : words)
    .slice(0, 2)
    .map((word) => Array.from(word)[0]!.toUpperCase())
    .join('');
}
