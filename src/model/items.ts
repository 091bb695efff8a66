import { PluggyError } from './errors.js';
import { ENVELOPES, isRecord, parseItem, type Item } from './item.js';

/** Under which an answer may hold the list, or inside of which. */
const LISTS = ['results', 'items', ...ENVELOPES];

/**
 * The Items in a list, or in one of the envelopes that lists come in. What is no Item in it goes to `refuse`.
 *
 * @throws PluggyError `items-malformed` where there is no list.
 */
export function parseItems(value: unknown, refuse: (error: PluggyError) => void): Item[] {
  let list = value;
  for (let inside = 0; inside < 2 && isRecord(list); inside++) {
    const envelope: Record<string, unknown> = list;
    const parts = LISTS.map((name) => envelope[name]);
    list = parts.find(Array.isArray) ?? parts.find(isRecord);
  }
  if (!Array.isArray(list)) {
    const keys = isRecord(value) ? Object.keys(value).slice(0, 20).join(', ').slice(0, 300) : '';
    const text = `Expected a list of Items, or one under ${LISTS.join(', ')}. Keys seen: ${keys || 'none'}.`;
    throw new PluggyError('items-malformed', text, { tag: 'pluggy-provider', retryable: false });
  }
  return list.flatMap((part) => {
    try {
      return parseItem(part);
    } catch (error) {
      refuse(error as PluggyError);
      return [];
    }
  });
}
