import { PluggyError } from './errors.js';
import type { Item } from './item-types.js';
import { ENVELOPES, parseItem } from './parse-item.js';
import { isRecord } from './sanitize.js';

/** Keys under which a response may hold the list, directly or one level deeper. */
const LIST_KEYS = ['results', 'items', ...ENVELOPES];

/**
 * Reads the Items of a list, or of an envelope with a list. `onMalformed` receives an error for each entry that is not an
 * Item.
 *
 * @throws PluggyError `items-malformed` when there is no list.
 */
export function parseItems(value: unknown, onMalformed: (error: PluggyError) => void): Item[] {
  let list = value;
  for (let depth = 0; depth < 2 && isRecord(list); depth++) {
    const envelope = list;
    const parts = LIST_KEYS.map((name) => envelope[name]);
    list = parts.find(Array.isArray) ?? parts.find(isRecord);
  }
  if (!Array.isArray(list)) {
    const keys = isRecord(value) ? Object.keys(value).slice(0, 20).join(', ').slice(0, 300) : '';
    const text = `Expected a list of Items, or one under ${LIST_KEYS.join(', ')}. Keys seen: ${keys || 'none'}.`;
    throw new PluggyError('items-malformed', text, { tag: 'pluggy-provider', retryable: false });
  }
  return list.flatMap((part) => {
    try {
      return parseItem(part);
    } catch (error) {
      onMalformed(error as PluggyError);
      return [];
    }
  });
}
