import { canRetry } from '../../model/codes.js';
import { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { readRefusal } from '../http/refusal.js';
import type { Answer } from '../http/request.js';

/** Statuses of answers that leave the update to the widget: the backend has no such route, or the plan at Pluggy excludes it. */
const FOR_WIDGET = new Set([400, 403, 404, 405]);
/** Statuses of answers to a request for an update that are not failures. */
export const UPDATE_STATUSES = [409, ...FOR_WIDGET];

/** Pluggy's code for an update too soon after the last one. Source: https://docs.pluggy.ai/docs/updating-an-item */
const TOO_SOON = 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY';

/** The backend's answer to a request for an update. */
export type UpdateAnswer =
  | { readonly state: 'accepted'; readonly item?: Item }
  /** The last update is too recent. */
  | { readonly state: 'recent'; readonly minIntervalHours?: number }
  | { readonly state: 'refused'; readonly error: PluggyError }
  | { readonly state: 'for-widget' };

/** Reads the answer. A 409 without a code means the same as the code for an update that is too soon. */
export function readUpdateAnswer({ response, text }: Answer, item: Item | undefined): UpdateAnswer {
  const { status } = response;
  if (FOR_WIDGET.has(status)) return { state: 'for-widget' };
  if (status !== 409) return { state: 'accepted', item };
  const { code, minIntervalHours, retryAfter } = readRefusal(text);
  if (!code || code === TOO_SOON) return { state: 'recent', minIntervalHours };
  const error = new PluggyError(code, `items-endpoint answered 409 with ${code}: the update is refused.`, {
    tag: 'pluggy-item-card',
    retryable: canRetry(code),
    retryAfter,
  });
  return { state: 'refused', error };
}

/** The result of a request for another run. */
export type UpdateResult =
  /**
   * `started`: the item is in progress; `accepted`: the run has not begun yet, or has ended; `for-widget`: the backend
   * leaves updates to the widget.
   */
  | { readonly state: 'started' | 'accepted' | 'for-widget' }
  | { readonly state: 'refused'; readonly error: PluggyError }
  /** The last run is too recent for another run. `until`: the earliest time of another run, in milliseconds since the epoch. */
  | { readonly state: 'recent'; readonly until?: number };
