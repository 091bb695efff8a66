import { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { readRefusal } from '../http/refusal.js';
import type { Answer } from '../http/request.js';
import { itemIn } from './item-answer.js';

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
/** The status of a backend that has the item already, for this person or, with the code, for another one. */
const CONFLICT = 409;
/** `item-of-another-user`, as `readRefusal` writes codes. */
const OF_ANOTHER_PERSON = 'ITEM_OF_ANOTHER_USER';
/** Statuses that answer a report, beside success. */
export const LINK_STATUSES = [...UNSUPPORTED, CONFLICT, REFUSED];

/** Returns what the backend's answer to a report says. */
export function acknowledgement({ response, text }: Answer, itemId: string, target: string): Acknowledgement {
  const { ok, status } = response;
  const isOfAnother = status === CONFLICT && readRefusal(text).code === OF_ANOTHER_PERSON;
  if (status !== REFUSED && !isOfAnother)
    return { isSupported: !UNSUPPORTED.includes(status), item: ok ? itemIn(text, itemId) : undefined };
  const reason = isOfAnother
    ? 'The backend has the Item for another person.'
    : 'The backend does not accept the Item for this person, or not without a CSRF token.';
  const refusal = new PluggyError('items-unauthorized', `${target} answered ${status}. ${reason}`, {
    tag: 'pluggy-provider',
    retryable: false,
  });
  return { isSupported: true, refusal };
}
