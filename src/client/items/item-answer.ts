import { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { parseItem } from '../../model/parse-item.js';
import type { Answer } from '../http/request.js';

/**
 * Reads the JSON of a response. Errors name the endpoint, and end with the hint.
 *
 * @param target - The endpoint, as the subject of an error message.
 */
export function readBody<T>({ response, text }: Answer, target: string, parse: (body: unknown) => T, hint = ''): T {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // Limit the length: the server may send any content type.
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().slice(0, 40) || 'no content type';
    throw failure('items-malformed', `${target} answered ${response.status} (${type}) without JSON.${hint}`);
  }
  try {
    return parse(body);
  } catch (error) {
    // The tag and the address of the documentation are added again.
    const problem = (error as Error).message.replace(/^<.+?> | See \S+$/g, '');
    throw failure('items-malformed', `${target}: ${problem}${hint}`);
  }
}

/** Returns the item in a response, which may also be empty or a row of the backend's own table. */
export function itemIn(text: string, itemId: string): Item | undefined {
  try {
    const item = parseItem(JSON.parse(text));
    return item.id === itemId && item.status ? item : undefined;
  } catch {
    return undefined;
  }
}

/** Returns an error of a request for Items. */
export function failure(
  code: 'items-not-found' | 'items-malformed' | 'items-network',
  message: string,
  options: { cause?: unknown; retryable?: boolean } = {},
): PluggyError {
  return new PluggyError(code, message, { tag: 'pluggy-provider', retryable: false, ...options });
}
