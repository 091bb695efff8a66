import type { ItemError } from './types.js';

/**
 * Every execution error, with the English text of the API; `providerMessage` is the institution's own.
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
 * Failures after which Pluggy wants new input from the person. The docs pair `INVALID_CREDENTIALS` and
 * `USER_AUTHORIZATION_NOT_GRANTED` with `LOGIN_ERROR`; the others here are failed logins by their meaning.
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

/** The status in which a run leaves its item after this failure. */
export const statusAfter = (code: string) => (LOGIN_ERRORS.has(code) ? 'LOGIN_ERROR' : 'OUTDATED');

/** A run that ends badly. `parameter` names the field that was waited for, in webhooks. */
export class RunFailure extends Error {
  constructor(
    readonly code: string,
    readonly extra: Pick<ItemError, 'providerMessage' | 'attributes'> & { parameter?: string } = {},
  ) {
    super(ERROR_MESSAGES[code] ?? code);
  }
}
