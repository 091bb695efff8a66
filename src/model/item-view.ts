import { isWaitingElsewhere, isWaitingForInput, isWorking } from './item-state.js';
import type { Item } from './item-types.js';

/**
 * `ok`; `busy`: a run is under way; `attention`: needs the person; `problem`: temporary, nobody at fault; `neutral`: not
 * known.
 */
export type Severity = 'ok' | 'busy' | 'attention' | 'problem' | 'neutral';

/** Which short text says it. */
export type ItemLabel =
  | 'code'
  | 'authorize'
  | 'updating'
  | 'bank'
  | 'unsupported'
  | 'reconnect'
  | 'outdated'
  | 'partial'
  | 'consent'
  | 'consentEnded'
  | 'updated'
  | 'unknown';

/** What can be done: `mfa` and `reconnect` by the person here, `act-at-bank` there, the others by nobody now. */
export type ItemAction = 'none' | 'wait' | 'mfa' | 'act-at-bank' | 'reconnect' | 'retry-later' | 'new-connection';

/** What is shown of an Item. */
export interface ItemView {
  readonly severity: Severity;
  readonly label: ItemLabel;
  readonly action: ItemAction;
  /** Days until the consent ends, where the label speaks of it; 0 on the last day. */
  readonly days?: number;
  /** The status that nobody here knows, as it came. */
  readonly raw?: string;
}

export interface ItemViewOptions {
  /** The moment to look from, in milliseconds. Default: now. */
  now?: number;
  /** From how many days before its end a consent is spoken of. Default: 14. */
  consentWarningDays?: number;
}

const DAY = 86_400_000;
/** How many whole days there are in so many milliseconds. */
export const wholeDays = (ms: number) => Math.floor(ms / DAY);
/** Before the end of a consent, in days, unless the page says otherwise. */
export const CONSENT_WARNING_DAYS = 14;

/** The bank wants something of the person before anything else can help. */
const AT_BANK = /^ACCOUNT_(LOCKED|NEEDS_ACTION|CREDENTIALS_RESET)$/;
/** The person can put it right by connecting again. */
const RECONNECT =
  /^(INVALID_CREDENTIALS(_MFA)?|USER_INPUT_TIMEOUT|USER_AUTHORIZATION_(NOT_GRANTED|REVOKED)|LOGIN_ERROR)$/;
/** How a run ends that nobody here can help. */
const FAILED =
  /^(ALREADY_LOGGED_IN|SITE_NOT_AVAILABLE|CONNECTION_ERROR|UNEXPECTED_ERROR|ERROR|MERGE_ERROR|CREATE_ERROR)$/;
const SUCCEEDED = /^(PARTIAL_)?SUCCESS$/;

/**
 * What an Item's state means to a person: how serious, which text, which action. Total: an unknown status is neutral and
 * passed on in `raw`.
 *
 * The first that matches: a code is asked for, an act at the bank, a run under way, a pending matter at the bank,
 * credentials or consent to renew, another error, then the kinds of success. The error's code counts before the status.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
export function itemView(item: Item, options: ItemViewOptions = {}): ItemView {
  const { status, executionStatus = '', error } = item;
  if (isWaitingForInput(item)) return view('attention', 'code', 'mfa');
  if (isWaitingElsewhere(item)) return view('attention', 'authorize', 'act-at-bank');
  if (isWorking(item)) return view('busy', 'updating', 'wait');

  const ends = [error?.code ?? '', executionStatus, status ?? ''];
  const ended = (codes: RegExp) => ends.some((end) => codes.test(end));
  if (ended(AT_BANK)) return view('attention', 'bank', 'act-at-bank');
  if (ended(/^USER_NOT_SUPPORTED$/)) return view('attention', 'unsupported', 'new-connection');
  if (ended(RECONNECT)) return view('attention', 'reconnect', 'reconnect');
  if (error || ended(FAILED) || status === 'OUTDATED') return view('problem', 'outdated', 'retry-later');

  if (status === 'UPDATED' || (!status && SUCCEEDED.test(executionStatus))) return succeeded(item, options);
  return { ...view('neutral', 'unknown', 'none'), raw: status ?? (executionStatus || undefined) };
}

/** Its last run failed. What a run under way or a consent asks of the person is no failure. */
export function isFailing(item: Item): boolean {
  const { label } = itemView(item);
  return /^(bank|unsupported|reconnect|outdated)$/.test(label) || item.error?.code === 'USER_AUTHORIZATION_PENDING';
}

function succeeded(item: Item, options: ItemViewOptions): ItemView {
  const warned = Object.values(item.statusDetail ?? {}).some((detail) => detail?.warnings.length);
  if (item.executionStatus === 'PARTIAL_SUCCESS' || warned) return view('ok', 'partial', 'none');
  const left = consentLeft(item, options);
  if (left === undefined) return view('ok', 'updated', 'none');
  if (left <= 0) return view('attention', 'consentEnded', 'reconnect');
  return { ...view('attention', 'consent', 'reconnect'), days: wholeDays(left) };
}

/**
 * Milliseconds until the consent ends, where that is near enough to be spoken of; none or less than none when it has
 * ended. It has no end unless Pluggy names one.
 */
export function consentLeft(item: Item, options: ItemViewOptions): number | undefined {
  const { now = Date.now(), consentWarningDays = CONSENT_WARNING_DAYS } = options;
  const left = Date.parse(item.consentExpiresAt ?? '') - now;
  return left <= consentWarningDays * DAY ? left : undefined;
}

const view = (severity: Severity, label: ItemLabel, action: ItemAction): ItemView => ({ severity, label, action });
