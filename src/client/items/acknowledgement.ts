import { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import type { Answer } from '../http/request.js';
import { failure, itemIn } from './item-answer.js';

/** The backend's response to the report of a connected item. */
export interface Acknowledgement {
  /** Whether the backend has this route. */
  readonly isSupported: boolean;
  /** The item, if the response contains it. */
  readonly item?: Item;
  /** The reason why the backend does not accept the item for this person. */
  readonly refusal?: PluggyError;
}

/** Statuses of a backend that lacks a route. */
export const UNSUPPORTED = [404, 405];
/** The status of an answer that the item is not this person's. */
const REFUSED = 403;
/** Statuses that answer a report, beside success. After 409, the backend has the item already. */
export const LINK_STATUSES = [...UNSUPPORTED, 409, REFUSED];

/** The beginning of an HTML page, such as a sign-in page in place of an answer. */
const IS_PAGE = /^\s*<(!doctype|html)\b/i;

/** Returns what the backend's answer to a report says. Throws where the answer is a page. */
export function acknowledgement({ response, text }: Answer, itemId: string, target: string): Acknowledgement {
  const { ok, status } = response;
  if (ok && IS_PAGE.test(text)) {
    throw failure('items-malformed', `${target} answered ${status} with an HTML page. Is the URL right?`);
  }
  if (status !== REFUSED)
    return { isSupported: !UNSUPPORTED.includes(status), item: ok ? itemIn(text, itemId) : undefined };
  const text403 = 'The backend does not accept the Item for this person, or not without a CSRF token.';
  const refusal = new PluggyError('items-unauthorized', `${target} answered ${status}. ${text403}`, {
    tag: 'pluggy-provider',
    retryable: false,
  });
  return { isSupported: true, refusal };
}
