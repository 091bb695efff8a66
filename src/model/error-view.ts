import type { ElementsErrorCode, PluggyError } from './errors.js';
import { itemView, type ItemLabel, type Severity } from './item-view.js';
import type { Item } from './item-types.js';

/** Which title and explanation a failure has. */
export type ErrorText =
  | 'credentials'
  | 'wrongCode'
  | 'usedCode'
  | 'timeout'
  | 'locked'
  | 'password'
  | 'bankAction'
  | 'authorize'
  | 'notGranted'
  | 'revoked'
  | 'signIn'
  | 'unsupported'
  | 'loggedIn'
  | 'bankDown'
  | 'connection'
  | 'unexpected'
  | 'outdated'
  | 'setup'
  | 'gone'
  | 'invalidData'
  | 'missingData'
  | 'duplicate'
  | 'updating'
  | 'updatingOther'
  | 'cooldown'
  | 'recent'
  | 'tooManyLogins'
  | 'tooManyErrors'
  | 'bankOffline'
  | 'otherAccount'
  | 'limit'
  | 'updatesOff'
  | 'trial'
  | 'codeReceived'
  | 'noCodeWanted'
  | 'offline'
  | 'open'
  | 'session'
  | 'blocked'
  | 'busy'
  | 'items'
  | 'rateLimited'
  | 'codeNotSent'
  | 'live';

/**
 * The one thing that can help: `reconnect` renews the Item in the widget, `open` opens the widget once more, `retry` asks
 * the backend again, `bank` comes before `reconnect`, `wait` and `none` need nobody, `support` is for who runs the page.
 */
export type ErrorAction = 'none' | 'wait' | 'reconnect' | 'open' | 'retry' | 'bank' | 'new-connection' | 'support';

/** What failed: a code by itself or with its error, or an Item whose last run did. */
export interface Failure {
  /** Without it, the Item says what is wrong. */
  readonly code?: string;
  readonly error?: PluggyError;
  readonly item?: Item;
  readonly itemId?: string;
  /** What the bank said, where no Item has it. */
  readonly providerMessage?: string;
}

/** What is shown of a failure. */
export interface ErrorView {
  readonly severity: Severity;
  readonly text: ErrorText;
  readonly action: ErrorAction;
  /** The institution; empty where it is not known. */
  readonly bank: string;
  /** Where the person can put it right at the bank; https only. */
  readonly url?: string;
  /** Not before this moment, in milliseconds: then there is another action. */
  readonly until?: number;
  /** When it is tried again without anybody's help, in milliseconds. */
  readonly next?: number;
  /** What the bank said, in its own words. */
  readonly providerMessage?: string;
}

/**
 * Every code that we know. Pluggy's: https://docs.pluggy.ai/docs/connections/item-lifecycle,
 * https://docs.pluggy.ai/docs/connections/errors-validations and https://docs.pluggy.ai/reference/items; ours: `errors.ts`.
 */
export const ERROR_TEXTS = {
  INVALID_CREDENTIALS: 'credentials',
  INVALID_CREDENTIALS_MFA: 'wrongCode',
  USER_INPUT_TIMEOUT: 'timeout',
  ACCOUNT_LOCKED: 'locked',
  ACCOUNT_CREDENTIALS_RESET: 'password',
  ACCOUNT_NEEDS_ACTION: 'bankAction',
  USER_AUTHORIZATION_PENDING: 'authorize',
  USER_AUTHORIZATION_NOT_GRANTED: 'notGranted',
  USER_AUTHORIZATION_REVOKED: 'revoked',
  USER_NOT_SUPPORTED: 'unsupported',
  ALREADY_LOGGED_IN: 'loggedIn',
  SITE_NOT_AVAILABLE: 'bankDown',
  CONNECTION_ERROR: 'connection',
  UNEXPECTED_ERROR: 'unexpected',
  ERROR: 'unexpected',
  MERGE_ERROR: 'unexpected',
  CREATE_ERROR: 'unexpected',
  LOGIN_ERROR: 'signIn',
  OUTDATED: 'outdated',

  CLIENT_KEYS_UNAUTHORIZED: 'setup',
  CLIENT_DISABLED: 'setup',
  ITEM_NOT_FOUND: 'gone',
  CONNECTOR_VALIDATION_ERROR: 'invalidData',
  CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR: 'missingData',
  ITEM_USER_ALREADY_EXISTS: 'duplicate',
  PARAMETERS_NOT_PROVIDED: 'missingData',
  LAST_EXECUTION_HAD_LOGIN_ERROR: 'signIn',
  ITEM_ALREADY_UPDATING: 'updating',
  ITEM_IS_ALREADY_UPDATING: 'updatingOther',
  ITEM_IN_ERROR_COOLDOWN: 'cooldown',
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: 'recent',
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: 'tooManyLogins',
  TOO_MANY_CONSECUTIVE_ERRORS: 'tooManyErrors',
  CONNECTOR_OFFLINE: 'bankOffline',
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: 'otherAccount',
  ITEM_CREATION_LIMIT_EXCEEDED: 'limit',
  CLIENT_HAS_ITEM_UPDATES_DISABLED: 'updatesOff',
  TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED: 'trial',
  CREATE_ITEMS_API_FREE_DISABLED: 'setup',
  SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED: 'setup',
  ITEM_MFA_ALREADY_PROVIDED: 'codeReceived',
  ITEM_MFA_NOT_FOUND: 'noCodeWanted',
  ITEM_MFA_EXPIRED: 'timeout',
  ITEM_MFA_PARAMETER_EXPECTED_MISMATCH: 'noCodeWanted',
  // The first spelling is Pluggy's.
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: 'usedCode',
  MFA_PARAMETER_WAS_ALREADY_USED_ERROR: 'usedCode',
  INTERNAL_SERVER_ERROR: 'unexpected',

  offline: 'offline',
  'token-endpoint-missing': 'setup',
  'token-network': 'open',
  'token-timeout': 'open',
  'token-expired': 'open',
  'token-unauthorized': 'session',
  'token-not-found': 'setup',
  'token-rate-limited': 'rateLimited',
  'token-server': 'open',
  'token-malformed': 'setup',
  'widget-unavailable': 'open',
  'widget-blocked': 'setup',
  'widget-timeout': 'blocked',
  'widget-duplicate': 'setup',
  'widget-busy': 'busy',
  'widget-failed': 'open',
  'items-network': 'items',
  'items-timeout': 'items',
  'items-unauthorized': 'session',
  'items-not-found': 'setup',
  'items-rate-limited': 'rateLimited',
  'items-server': 'items',
  'items-malformed': 'setup',
  'mfa-rejected': 'wrongCode',
  'mfa-expired': 'timeout',
  'mfa-not-waiting': 'noCodeWanted',
  'mfa-network': 'codeNotSent',
  'mfa-server': 'codeNotSent',
  'live-failed': 'live',
} as const satisfies Record<ElementsErrorCode, ErrorText> & Record<string, ErrorText>;

/** A code that has a text of its own. */
export type KnownCode = keyof typeof ERROR_TEXTS;

/** `later`: it is tried again by itself, or there is nothing else to do; `cooldown`: there is a pause to keep first. */
type Remedy = ErrorAction | 'later' | 'cooldown';

const CASES: Record<ErrorText, readonly [Severity, Remedy]> = {
  credentials: ['attention', 'reconnect'],
  wrongCode: ['attention', 'reconnect'],
  usedCode: ['attention', 'reconnect'],
  timeout: ['attention', 'reconnect'],
  locked: ['attention', 'bank'],
  password: ['attention', 'bank'],
  bankAction: ['attention', 'bank'],
  authorize: ['attention', 'wait'],
  notGranted: ['attention', 'reconnect'],
  revoked: ['attention', 'reconnect'],
  signIn: ['attention', 'reconnect'],
  unsupported: ['attention', 'new-connection'],
  loggedIn: ['problem', 'later'],
  bankDown: ['problem', 'later'],
  connection: ['problem', 'later'],
  unexpected: ['problem', 'later'],
  outdated: ['problem', 'later'],
  setup: ['problem', 'support'],
  gone: ['neutral', 'new-connection'],
  invalidData: ['attention', 'reconnect'],
  missingData: ['attention', 'reconnect'],
  duplicate: ['neutral', 'none'],
  updating: ['busy', 'wait'],
  updatingOther: ['busy', 'wait'],
  cooldown: ['problem', 'cooldown'],
  recent: ['ok', 'none'],
  tooManyLogins: ['attention', 'cooldown'],
  tooManyErrors: ['problem', 'support'],
  bankOffline: ['problem', 'none'],
  otherAccount: ['attention', 'reconnect'],
  limit: ['problem', 'support'],
  updatesOff: ['problem', 'support'],
  trial: ['problem', 'none'],
  codeReceived: ['busy', 'wait'],
  noCodeWanted: ['neutral', 'retry'],
  offline: ['attention', 'retry'],
  open: ['problem', 'open'],
  session: ['attention', 'none'],
  blocked: ['attention', 'open'],
  busy: ['attention', 'none'],
  items: ['problem', 'retry'],
  rateLimited: ['problem', 'retry'],
  codeNotSent: ['problem', 'retry'],
  live: ['problem', 'none'],
};

/** What an Item's label asks for: the code that says so counts. */
const REMEDIES: Partial<Record<ItemLabel, Remedy>> = {
  bank: 'bank',
  unsupported: 'new-connection',
  reconnect: 'reconnect',
  authorize: 'wait',
};

/** After so long without a success, one more try by itself is no news, in milliseconds: two rounds of the slowest plan. */
const REPEATED = 2 * 86_400_000;
const MAX_QUOTE = 300;
const MAX_NAME = 60;

/** What a failure means to a person. Total: a code that nobody here knows has the general text. */
export function errorView(failure: Failure, now: number): ErrorView {
  const { code, error } = failure;
  const item = failure.item ?? error?.item;
  const text = code === undefined ? (item ? textOfItem(item, now) : 'unexpected') : textOf(code);
  const [severity, remedy] = CASES[text];
  const url = item?.connector?.resetPasswordUrl;
  const said = (failure.providerMessage || item?.error?.providerMessage)?.trim();
  return {
    severity: code === undefined && item ? itemView(item, { now }).severity : severity,
    text,
    bank: cut(item?.connector?.name?.trim() ?? '', MAX_NAME),
    ...(remedy === 'bank' && url?.startsWith('https:') ? { url } : {}),
    ...(said ? { providerMessage: cut(said, MAX_QUOTE) } : {}),
    ...actionOf(remedy, failure, item, now),
  };
}

function textOf(code: string): ErrorText {
  if (Object.hasOwn(ERROR_TEXTS, code)) return ERROR_TEXTS[code as KnownCode];
  return code.startsWith('mfa-') ? 'codeNotSent' : 'unexpected';
}

/** Pluggy gives an Item up to three codes: the one that decides its badge decides here too. */
function textOfItem(item: Item, now: number): ErrorText {
  const { label } = itemView(item, { now });
  const texts = [item.error?.code, item.executionStatus, item.status].flatMap((code) =>
    code && Object.hasOwn(ERROR_TEXTS, code) ? ERROR_TEXTS[code as KnownCode] : [],
  );
  const remedy = REMEDIES[label] ?? 'later';
  // A pause comes before another try.
  const decides = (text: ErrorText) =>
    CASES[text][1] === remedy || (CASES[text][1] === 'cooldown' && /^(reconnect|later)$/.test(remedy));
  return texts.find(decides) ?? texts[0] ?? 'unexpected';
}

function actionOf(
  remedy: Remedy,
  { error, itemId }: Failure,
  item: Item | undefined,
  now: number,
): Pick<ErrorView, 'action' | 'until' | 'next'> {
  const until = notBefore(error, item);
  const isPaused = until > now;
  switch (remedy) {
    case 'cooldown':
      return isPaused ? { action: 'wait', until } : { action: isNaN(until) ? 'wait' : 'reconnect' };
    case 'later': {
      const next = item && plannedRun(item, now);
      if (next) return { action: 'wait', next };
      if (isPaused) return { action: 'wait', until };
      if (item ?? itemId) return { action: 'reconnect' };
      return { action: canHelp(error) ? 'retry' : 'support' };
    }
    case 'reconnect':
    case 'bank':
    case 'open':
    case 'retry':
      if (isPaused) return { action: 'wait', until };
      return { action: canHelp(error) || remedy === 'bank' ? remedy : 'support' };
    default:
      return { action: remedy };
  }
}

const canHelp = (error: PluggyError | undefined) => error?.retryable !== false;

/** The next automatic run, unless they have failed for too long. */
function plannedRun({ nextAutoSyncAt, lastUpdatedAt }: Item, now: number): number | undefined {
  const next = Date.parse(nextAutoSyncAt ?? '');
  return next > now && !(now - Date.parse(lastUpdatedAt ?? '') > REPEATED) ? next : undefined;
}

/** `canRetryAfterDate` stands beside the code or with what belongs to it. NaN where there is none. */
function notBefore(error: PluggyError | undefined, item: Item | undefined): number {
  if (error?.retryAfter) return error.retryAfter.getTime();
  const of = item?.error as Record<string, unknown> | null | undefined;
  const places = [of, of?.data, of?.attributes] as (Record<string, unknown> | undefined)[];
  const found = places.map((place) => place?.canRetryAfterDate).find((date) => typeof date === 'string');
  return Date.parse(found ?? '');
}

/** By characters and not by halves of them. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join('')
    .trimEnd()}…`;
}
