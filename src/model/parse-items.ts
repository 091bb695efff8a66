import { PluggyError } from './errors.js';
import type { Item } from './item-types.js';
import { ENVELOPES, notAnItem, readItem } from './parse-item.js';
import { isRecord } from './sanitize.js';

/** Keys under which a response may hold the list, directly or one level deeper. */
const LIST_KEYS = ['results', 'items', ...ENVELOPES];

/** The largest number of entries that are reported: a list may have millions of wrong ones. */
const MAX_REPORTS = 10;

/**
 * Returns the list in a response, or in an envelope with a list.
 *
 * @param expected - The content of the list, for the message.
 * @throws PluggyError `items-malformed` when there is no list.
 */
export function listIn(value: unknown, expected: string): readonly unknown[] {
  let list = value;
  for (let depth = 0; depth < 2 && isRecord(list); depth++) {
    const envelope = list;
    const parts = LIST_KEYS.map((name) => envelope[name]);
    list = parts.find(Array.isArray) ?? parts.find(isRecord);
  }
  if (Array.isArray(list)) return list;
  const keys = isRecord(value) ? Object.keys(value).slice(0, 20).join(', ').slice(0, 300) : '';
  const text = `Expected a list of ${expected}, or one under ${LIST_KEYS.join(', ')}. Keys seen: ${keys || 'none'}.`;
  throw new PluggyError('items-malformed', text, { tag: 'pluggy-provider', retryable: false });
}

/**
 * Reads the Items of a list, or of an envelope with a list. `onMalformed` receives an error for each of the first entries
 * that are not Items.
 *
 * @throws PluggyError `items-malformed` when there is no list, or when the list has entries and none is an Item.
 */
export function parseItems(value: unknown, onMalformed: (error: PluggyError) => void): Item[] {
  const list = listIn(value, 'Items');
  const items: Item[] = [];
  const malformed: PluggyError[] = [];
  const refuse = (problem: string, cause?: unknown) => {
    if (malformed.length < MAX_REPORTS) malformed.push(notAnItem(problem, cause));
    return undefined;
  };
  for (const part of list) {
    const item = readItem(part, refuse);
    if (item) items.push(item);
  }
  // "No connections" would be wrong for a list whose entries cannot be read.
  if (malformed[0] && !items.length) throw malformed[0];
  malformed.forEach(onMalformed);
  return items;
}
