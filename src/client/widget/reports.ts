import type { Item } from '../../model/item-types.js';
import { widgetItem } from '../../model/parse-item.js';
import { isRecord } from '../../model/sanitize.js';

/** Steps after which a login is in progress. Source: the SDK's types. */
export const LOGIN_STEPS = new Set([
  'SUBMITTED_LOGIN',
  'SUBMITTED_MFA',
  'LOGIN_SUCCESS',
  'LOGIN_MFA_SUCCESS',
  'LOGIN_STEP_COMPLETED',
]);

/** Returns the Item in the payload of `onSuccess`: `{ item }`, the Item itself, or its id. */
export function successItem(payload: unknown): Item | undefined {
  const { item } = isRecord(payload) ? payload : { item: payload };
  const reported = [item, payload].map((value) => widgetItem(typeof value === 'string' ? { id: value } : value));
  return reported.find((each) => !!each);
}

/** Whether the ids are equal. Ids are UUIDs, which a page or a backend may write in capitals. */
export function isSameId(id: string | undefined, expected: unknown): boolean {
  return id?.toLowerCase() === String(expected).trim().toLowerCase();
}
