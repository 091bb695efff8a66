import type { ItemError } from './types.js';

/**
 * The API's English message of every execution error. The institution's own text is in `providerMessage` instead.
 * https://docs.pluggy.ai/en/docs/connections/errors-validations.md
 */
export const ERROR_MESSAGES: Readonly<Record<string, string>> = {
  INVALID_CREDENTIALS: 'Invalid username or password',
  INVALID_CREDENTIALS_MFA: 'The MFA parameter provided was incorrect',
  USER_INPUT_TIMEOUT: 'User requested input had expired',
  ACCOUNT_LOCKED: 'The account is locked',
  ACCOUNT_CREDENTIALS_RESET: 'The user must renew the credentials at the institution',
  ACCOUNT_NEEDS_ACTION: 'The institution requires an action from the user',
  USER_AUTHORIZATION_PENDING: 'The user must authorize the access at the institution',
  USER_AUTHORIZATION_NOT_GRANTED: 'The user did not grant the access',
  USER_AUTHORIZATION_REVOKED: 'The user revoked the access at the institution',
  USER_NOT_SUPPORTED: 'This kind of user is not supported',
  ALREADY_LOGGED_IN: 'The user already has an opened session at the institution',
  SITE_NOT_AVAILABLE: "The institution's site is not available",
  CONNECTION_ERROR: 'The institution could not be reached',
  UNEXPECTED_ERROR: 'An unexpected error happened',
  ERROR: 'The execution failed',
  MERGE_ERROR: 'The data could not be stored',
  CREATE_ERROR: 'The execution could not be created',
};

/**
 * Failures that leave an item in `LOGIN_ERROR`. Pluggy documents this for `INVALID_CREDENTIALS` and
 * `USER_AUTHORIZATION_NOT_GRANTED`; the sandbox assumes it for the other failed logins.
 */
const LOGIN_ERRORS = new Set([
  'INVALID_CREDENTIALS',
  'INVALID_CREDENTIALS_MFA',
  'ACCOUNT_LOCKED',
  'ACCOUNT_CREDENTIALS_RESET',
  'USER_NOT_SUPPORTED',
  'USER_AUTHORIZATION_NOT_GRANTED',
  'USER_AUTHORIZATION_REVOKED',
]);

/** Returns the item's status after a failure. */
export const statusAfter = (code: string) => (LOGIN_ERRORS.has(code) ? 'LOGIN_ERROR' : 'OUTDATED');

/** The failure of a run. Webhooks contain `parameter`, the field that the run was waiting for. */
export class RunFailure extends Error {
  constructor(
    readonly code: string,
    readonly extra: Pick<ItemError, 'providerMessage' | 'attributes'> & { parameter?: string } = {},
  ) {
    super(ERROR_MESSAGES[code] ?? code);
  }
}
