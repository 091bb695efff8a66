import type { CodeEntry, ItemCode } from './code-types.js';

/**
 * The entries of `codes.ts` that a badge needs, in a module of their own because it loads with the page.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
export const ITEM_CODES = {
  INVALID_CREDENTIALS: { severity: 'attention', remedy: 'reconnect', text: 'credentials', prompt: 'credentials' },
  INVALID_CREDENTIALS_MFA: {
    severity: 'attention',
    remedy: 'reconnect',
    text: 'wrongCode',
    prompt: 'wrongCode',
    refusal: 'mfa-rejected',
  },
  USER_INPUT_TIMEOUT: {
    severity: 'attention',
    remedy: 'reconnect',
    text: 'timeout',
    prompt: 'timeout',
    refusal: 'mfa-expired',
  },
  ACCOUNT_LOCKED: { severity: 'attention', remedy: 'bank', text: 'locked', prompt: 'locked' },
  ACCOUNT_CREDENTIALS_RESET: { severity: 'attention', remedy: 'bank', text: 'password', prompt: 'password' },
  ACCOUNT_NEEDS_ACTION: { severity: 'attention', remedy: 'bank', text: 'bankAction', prompt: 'bankAction' },
  USER_AUTHORIZATION_PENDING: { severity: 'attention', remedy: 'wait', text: 'authorize', retryable: false },
  USER_AUTHORIZATION_NOT_GRANTED: {
    severity: 'attention',
    remedy: 'reconnect',
    text: 'notGranted',
    prompt: 'notGranted',
  },
  USER_AUTHORIZATION_REVOKED: { severity: 'attention', remedy: 'reconnect', text: 'revoked', prompt: 'revoked' },
  USER_NOT_SUPPORTED: { severity: 'attention', remedy: 'new-connection', text: 'unsupported', retryable: false },
  ALREADY_LOGGED_IN: { severity: 'problem', remedy: 'later', text: 'loggedIn' },
  SITE_NOT_AVAILABLE: { severity: 'problem', remedy: 'later', text: 'bankDown' },
  CONNECTION_ERROR: { severity: 'problem', remedy: 'later', text: 'connection' },
  UNEXPECTED_ERROR: { severity: 'problem', remedy: 'later', text: 'unexpected' },
  ERROR: { severity: 'problem', remedy: 'later', text: 'unexpected' },
  MERGE_ERROR: { severity: 'problem', remedy: 'later', text: 'unexpected' },
  CREATE_ERROR: { severity: 'problem', remedy: 'later', text: 'unexpected' },
  LOGIN_ERROR: { severity: 'attention', remedy: 'reconnect', text: 'signIn' },
  OUTDATED: { severity: 'problem', remedy: 'later', text: 'outdated' },
} as const satisfies Record<ItemCode, CodeEntry>;

/** The entry of a code that an Item carries; undefined for any other code. */
export function itemCode(code: string | undefined): CodeEntry | undefined {
  return code !== undefined && Object.hasOwn(ITEM_CODES, code) ? ITEM_CODES[code as ItemCode] : undefined;
}
