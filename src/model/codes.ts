import type { CodeEntry, ItemCode, KnownCode } from './code-types.js';
import { ITEM_REMEDIES } from './item-codes.js';

/** The texts of an Item's codes, and the effects of each code outside the badge. */
const ITEM_TEXTS: Record<ItemCode, Omit<CodeEntry, 'severity' | 'remedy'>> = {
  INVALID_CREDENTIALS: { text: 'credentials', prompt: 'credentials' },
  INVALID_CREDENTIALS_MFA: { text: 'wrongCode', prompt: 'wrongCode', refusal: 'mfa-rejected' },
  USER_INPUT_TIMEOUT: { text: 'timeout', prompt: 'timeout', refusal: 'mfa-expired' },
  ACCOUNT_LOCKED: { text: 'locked', prompt: 'locked' },
  ACCOUNT_CREDENTIALS_RESET: { text: 'password', prompt: 'password' },
  ACCOUNT_NEEDS_ACTION: { text: 'bankAction', prompt: 'bankAction' },
  USER_AUTHORIZATION_PENDING: { text: 'authorize', retryable: false },
  USER_AUTHORIZATION_NOT_GRANTED: { text: 'notGranted', prompt: 'notGranted' },
  USER_AUTHORIZATION_REVOKED: { text: 'revoked', prompt: 'revoked' },
  USER_NOT_SUPPORTED: { text: 'unsupported', retryable: false },
  ALREADY_LOGGED_IN: { text: 'loggedIn' },
  SITE_NOT_AVAILABLE: { text: 'bankDown' },
  CONNECTION_ERROR: { text: 'connection' },
  UNEXPECTED_ERROR: { text: 'unexpected' },
  ERROR: { text: 'unexpected' },
  MERGE_ERROR: { text: 'unexpected' },
  CREATE_ERROR: { text: 'unexpected' },
  LOGIN_ERROR: { text: 'signIn' },
  OUTDATED: { text: 'outdated' },
};

/** The entries of an Item's codes. A code that a later run may resolve is a temporary problem; any other needs the person. */
const itemEntries = Object.fromEntries(
  Object.entries(ITEM_TEXTS).map(([code, texts]): [string, CodeEntry] => {
    const remedy = ITEM_REMEDIES[code as ItemCode];
    return [code, { severity: remedy === 'later' ? 'problem' : 'attention', remedy, ...texts }];
  }),
) as Record<ItemCode, CodeEntry>;

/** The meaning of every known code: of an Item's run, of Pluggy's API and of this library. A missing entry does not compile. */
export const CODES = {
  ...itemEntries,

  CLIENT_KEYS_UNAUTHORIZED: { severity: 'problem', remedy: 'support', text: 'setup', retryable: false },
  CLIENT_DISABLED: { severity: 'problem', remedy: 'support', text: 'setup', retryable: false },
  INVALID_CONNECT_TOKEN: { severity: 'problem', remedy: 'open', text: 'refusedToken', isSiteMistake: true },
  ITEM_NOT_FOUND: {
    severity: 'neutral',
    remedy: 'new-connection',
    text: 'gone',
    retryable: false,
    refusal: 'mfa-not-waiting',
  },
  CONNECTOR_VALIDATION_ERROR: {
    severity: 'attention',
    remedy: 'reconnect',
    text: 'invalidData',
    refusal: 'mfa-rejected',
  },
  CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR: {
    severity: 'attention',
    remedy: 'reconnect',
    text: 'missingData',
    refusal: 'mfa-rejected',
  },
  ITEM_USER_ALREADY_EXISTS: { severity: 'neutral', remedy: 'none', text: 'duplicate', retryable: false },
  PARAMETERS_NOT_PROVIDED: { severity: 'attention', remedy: 'reconnect', text: 'missingData', refusal: 'mfa-rejected' },
  LAST_EXECUTION_HAD_LOGIN_ERROR: { severity: 'attention', remedy: 'reconnect', text: 'signIn' },
  ITEM_ALREADY_UPDATING: { severity: 'busy', remedy: 'wait', text: 'updating' },
  ITEM_IS_ALREADY_UPDATING: { severity: 'busy', remedy: 'wait', text: 'updatingOther' },
  ITEM_IN_ERROR_COOLDOWN: { severity: 'problem', remedy: 'cooldown', text: 'cooldown' },
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: { severity: 'ok', remedy: 'none', text: 'recent' },
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: { severity: 'attention', remedy: 'cooldown', text: 'tooManyLogins' },
  TOO_MANY_CONSECUTIVE_ERRORS: {
    severity: 'problem',
    remedy: 'support',
    text: 'tooManyErrors',
    retryable: false,
    isSiteMistake: false,
  },
  CONNECTOR_NOT_FOUND: {
    severity: 'problem',
    remedy: 'new-connection',
    text: 'bankUnknown',
    retryable: false,
    isSiteMistake: true,
  },
  CONNECTOR_OFFLINE: { severity: 'problem', remedy: 'none', text: 'bankOffline', retryable: false },
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: { severity: 'attention', remedy: 'reconnect', text: 'otherAccount' },
  ITEM_CREATION_LIMIT_EXCEEDED: { severity: 'problem', remedy: 'support', text: 'limit', retryable: false },
  CLIENT_HAS_ITEM_UPDATES_DISABLED: { severity: 'problem', remedy: 'support', text: 'updatesOff', retryable: false },
  TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED: {
    severity: 'problem',
    remedy: 'none',
    text: 'trial',
    retryable: false,
    isSiteMistake: true,
  },
  CREATE_ITEMS_API_FREE_DISABLED: { severity: 'problem', remedy: 'support', text: 'setup', retryable: false },
  SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED: { severity: 'problem', remedy: 'support', text: 'setup', retryable: false },
  ITEM_MFA_ALREADY_PROVIDED: { severity: 'busy', remedy: 'wait', text: 'codeReceived' },
  ITEM_MFA_NOT_FOUND: { severity: 'neutral', remedy: 'retry', text: 'noCodeWanted', refusal: 'mfa-not-waiting' },
  ITEM_MFA_EXPIRED: { severity: 'attention', remedy: 'reconnect', text: 'timeout', refusal: 'mfa-expired' },
  ITEM_MFA_PARAMETER_EXPECTED_MISMATCH: {
    severity: 'neutral',
    remedy: 'retry',
    text: 'noCodeWanted',
    refusal: 'mfa-not-waiting',
  },
  // Pluggy's documentation has the first spelling.
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: {
    severity: 'attention',
    remedy: 'reconnect',
    text: 'usedCode',
    refusal: 'mfa-rejected',
  },
  MFA_PARAMETER_WAS_ALREADY_USED_ERROR: {
    severity: 'attention',
    remedy: 'reconnect',
    text: 'usedCode',
    refusal: 'mfa-rejected',
  },
  INTERNAL_SERVER_ERROR: { severity: 'problem', remedy: 'later', text: 'unexpected' },

  offline: { severity: 'attention', remedy: 'retry', text: 'offline', dialog: 'offline' },
  'token-endpoint-missing': {
    severity: 'problem',
    remedy: 'support',
    text: 'setup',
    retryable: false,
    dialog: 'blocked',
  },
  'token-network': { severity: 'problem', remedy: 'open', text: 'open' },
  'token-timeout': { severity: 'problem', remedy: 'open', text: 'open' },
  'token-expired': { severity: 'problem', remedy: 'open', text: 'open', isSiteMistake: true },
  'token-unauthorized': { severity: 'attention', remedy: 'none', text: 'session', retryable: false, dialog: 'session' },
  'token-not-found': { severity: 'problem', remedy: 'support', text: 'setup', retryable: false, dialog: 'blocked' },
  'token-rate-limited': { severity: 'problem', remedy: 'open', text: 'rateLimited' },
  'token-server': { severity: 'problem', remedy: 'open', text: 'open', isSiteMistake: true },
  'token-malformed': { severity: 'problem', remedy: 'support', text: 'setup', retryable: false, dialog: 'blocked' },
  'widget-unavailable': { severity: 'problem', remedy: 'open', text: 'open' },
  'widget-blocked': { severity: 'problem', remedy: 'support', text: 'setup', retryable: false, dialog: 'blocked' },
  'widget-timeout': { severity: 'attention', remedy: 'open', text: 'blocked', dialog: 'timeout' },
  'widget-duplicate': { severity: 'problem', remedy: 'support', text: 'setup', retryable: false, dialog: 'blocked' },
  'widget-busy': { severity: 'attention', remedy: 'none', text: 'busy', dialog: 'busy' },
  'widget-failed': { severity: 'problem', remedy: 'open', text: 'open' },
  'items-network': { severity: 'problem', remedy: 'retry', text: 'items' },
  'items-timeout': { severity: 'problem', remedy: 'retry', text: 'items' },
  'items-unauthorized': { severity: 'attention', remedy: 'none', text: 'session', retryable: false },
  'items-not-found': { severity: 'problem', remedy: 'support', text: 'setup', retryable: false },
  'items-rate-limited': { severity: 'problem', remedy: 'retry', text: 'rateLimited' },
  'items-server': { severity: 'problem', remedy: 'retry', text: 'items', isSiteMistake: true },
  'items-malformed': { severity: 'problem', remedy: 'support', text: 'setup', retryable: false },
  'mfa-rejected': { severity: 'attention', remedy: 'reconnect', text: 'wrongCode' },
  'mfa-expired': { severity: 'attention', remedy: 'reconnect', text: 'timeout', retryable: false },
  'mfa-not-waiting': { severity: 'neutral', remedy: 'retry', text: 'noCodeWanted', retryable: false },
  'mfa-network': { severity: 'problem', remedy: 'retry', text: 'codeNotSent' },
  'mfa-server': { severity: 'problem', remedy: 'retry', text: 'codeNotSent', isSiteMistake: true },
  'live-failed': { severity: 'problem', remedy: 'none', text: 'live', isSiteMistake: true },
} as const satisfies Record<KnownCode, CodeEntry>;

/** Prefixes of codes that concern the application's keys or plan: a retry cannot succeed, even for an unknown code. */
const APPLICATION_PREFIXES = ['CLIENT_', 'TRIAL_CLIENT_', 'SANDBOX_CLIENT_', 'CREATE_ITEMS_API_'];

/** The entry of a known code; undefined for any other code. */
export function codeEntry(code: string): CodeEntry | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code as KnownCode] : undefined;
}

/** Whether the page or its backend has made a mistake. An unknown code: only where it concerns the application. */
export function isSiteMistake(code: string): boolean {
  const entry = codeEntry(code);
  return entry ? (entry.isSiteMistake ?? entry.remedy === 'support') : isAboutApplication(code);
}

/** Whether a further attempt can succeed after this code. Unknown codes: yes. */
export function canRetry(code: string): boolean {
  const entry = codeEntry(code);
  return entry ? entry.retryable !== false : !isAboutApplication(code);
}

function isAboutApplication(code: string): boolean {
  return APPLICATION_PREFIXES.some((prefix) => String(code).startsWith(prefix));
}
