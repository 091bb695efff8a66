import type { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { ENVELOPES } from '../../model/parse-item.js';
import { parseItems } from '../../model/parse-items.js';
import { isRecord } from '../../model/sanitize.js';

/** A page of the backend's list. Without `next`, the last one. */
export interface ItemPage {
  readonly items: readonly Item[];
  /** The cursor of the next page. */
  readonly next?: string;
}

/** Reads the body of a response. `onMalformed` is called for each entry that is not an item. */
export function parsePage(body: unknown, onMalformed: (error: PluggyError) => void): ItemPage {
  return { items: parseItems(body, onMalformed), next: nextIn(body) };
}

/** Reads all pages of a list. A page without a new item ends the list: a backend may send a `next` and ignore the cursor. */
export async function readPages(read: (after: string | undefined) => Promise<ItemPage>) {
  const found = new Map<string, Item>();
  let pages = 0;
  let after: string | undefined;
  do {
    const { items, next } = await read(after);
    const count = found.size;
    for (const item of items) found.set(item.id, item);
    pages++;
    after = found.size > count ? next : undefined;
  } while (after);
  return { items: [...found.values()], pages };
}

/** Returns the cursor of the next page, beside the list or one level around it. */
function nextIn(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const cursors = [body, ...ENVELOPES.map((name) => body[name])].map((place) => (isRecord(place) ? place.next : ''));
  return cursors
    .filter((cursor) => typeof cursor === 'string' || typeof cursor === 'number')
    .map(String)
    .find(Boolean);
}
