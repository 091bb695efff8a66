import type { ItemCode, Remedy } from './code-types.js';

/**
 * The step that resolves each code of an Item, in a module of its own because it loads with the page.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
export const ITEM_REMEDIES = {
  INVALID_CREDENTIALS: 'reconnect',
  INVALID_CREDENTIALS_MFA: 'reconnect',
  USER_INPUT_TIMEOUT: 'reconnect',
  ACCOUNT_LOCKED: 'bank',
  ACCOUNT_CREDENTIALS_RESET: 'bank',
  ACCOUNT_NEEDS_ACTION: 'bank',
  USER_AUTHORIZATION_PENDING: 'wait',
  USER_AUTHORIZATION_NOT_GRANTED: 'reconnect',
  USER_AUTHORIZATION_REVOKED: 'reconnect',
  USER_NOT_SUPPORTED: 'new-connection',
  ALREADY_LOGGED_IN: 'later',
  SITE_NOT_AVAILABLE: 'later',
  CONNECTION_ERROR: 'later',
  UNEXPECTED_ERROR: 'later',
  ERROR: 'later',
  MERGE_ERROR: 'later',
  CREATE_ERROR: 'later',
  LOGIN_ERROR: 'reconnect',
  OUTDATED: 'later',
} as const satisfies Record<ItemCode, Remedy>;

/** The step that resolves a code that an Item carries; undefined for any other code. */
export function itemRemedy(code: string | undefined): Remedy | undefined {
  return code !== undefined && Object.hasOwn(ITEM_REMEDIES, code) ? ITEM_REMEDIES[code as ItemCode] : undefined;
}
