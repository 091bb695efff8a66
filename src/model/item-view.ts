import type { Remedy, Severity } from './code-types.js';
import { itemRemedy } from './item-codes.js';
import { hasSucceeded, isOverdue, isPending, isWaiting, isWaitingForInput, isWorking } from './item-state.js';
import type { Item } from './item-types.js';
import { hasNewData, hasWarning, isPartial } from './warnings.js';

export type { Severity };

/** Key of the short text for an Item's state. */
export type ItemLabel =
  | 'code'
  | 'authorize'
  | 'updating'
  | 'stalled'
  | 'bank'
  | 'unsupported'
  | 'reconnect'
  | 'outdated'
  | 'permission'
  | 'approval'
  | 'partial'
  | 'consent'
  | 'consentEnded'
  | 'old'
  | 'never'
  | 'updated'
  | 'unknown';

/**
 * The next step: `mfa`, `reconnect` and `update` by the person here, `act-at-bank` at the bank; the others need no act now.
 */
export type ItemAction =
  'none' | 'wait' | 'mfa' | 'act-at-bank' | 'reconnect' | 'update' | 'retry-later' | 'new-connection';

/** The state of an Item as a person sees it. */
export interface ItemView {
  readonly severity: Severity;
  readonly label: ItemLabel;
  readonly action: ItemAction;
  /** Whole days until the consent ends, for the label `consent`; 0 on the last day. */
  readonly days?: number;
  /**
   * Time of the last update, in milliseconds since the epoch, for the label `old`, and for `outdated` where the data is old
   * too; missing when not known.
   */
  readonly since?: number;
  /** An unknown status, unchanged. */
  readonly raw?: string;
}

export interface ItemViewOptions {
  /** The current time, in milliseconds. Default: now. */
  now?: number;
  /** Days before consent expiry at which to start warning. Default: 14. */
  consentWarningDays?: number;
  /** Days after which data without a planned update counts as old. Default: 7. */
  staleAfterDays?: number;
}

const DAY_MS = 86_400_000;
/** A date that is further ahead is wrong, for example local time in place of UTC. */
export const MAX_AHEAD_MS = 60_000;
/** Returns the number of whole days in a duration. */
export const wholeDays = (ms: number) => Math.floor(ms / DAY_MS);
/** Days before consent expiry at which to start warning, by default. */
export const CONSENT_WARNING_DAYS = 14;
/** Days after which data without a planned update counts as old, by default. */
export const STALE_AFTER_DAYS = 7;

/** Views of a failed run by remedy. An earlier row takes precedence. */
const FAILURE_VIEWS: readonly [remedy: Remedy, severity: Severity, label: ItemLabel, action: ItemAction][] = [
  ['bank', 'attention', 'bank', 'act-at-bank'],
  ['new-connection', 'attention', 'unsupported', 'new-connection'],
  ['reconnect', 'attention', 'reconnect', 'reconnect'],
  ['later', 'problem', 'outdated', 'retry-later'],
];

/**
 * Returns the meaning of an Item's state to a person: severity, text and next step. Total: an unknown status is neutral
 * and passed on in `raw`.
 *
 * Precedence: a code to enter, an act elsewhere, a run under way, an act at the bank, another account, credentials or
 * consent to renew, any other error, then the kinds of success: what the person can do, the age of the
 * data, and what is missing. The error's code precedes the statuses. A stuck run and an overdue approval at the bank have the
 * label `stalled`; any other overdue wait has `reconnect`.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
export function itemView(item: Item, options: ItemViewOptions = {}): ItemView {
  const { status, executionStatus } = item;
  const { now = Date.now() } = options;
  if (isWaiting(item)) {
    if (isOverdue(item, now)) return view('attention', isPending(item) ? 'stalled' : 'reconnect', 'reconnect');
    return isWaitingForInput(item) ? view('attention', 'code', 'mfa') : view('attention', 'authorize', 'act-at-bank');
  }
  if (isWorking(item)) {
    return isOverdue(item, now) ? view('problem', 'stalled', 'update') : view('busy', 'updating', 'wait');
  }

  const remedies = remediesOf(item);
  for (const [remedy, ...failure] of FAILURE_VIEWS) {
    if (!remedies.includes(remedy)) continue;
    const failed = view(...failure);
    return failed.label === 'outdated' ? { ...failed, ...ageOf(item, options) } : failed;
  }

  if (hasSucceeded(item)) return succeeded(item, options);
  return { ...view('neutral', 'unknown', 'none'), raw: status ?? (executionStatus || undefined) };
}

/** Returns the remedies for the codes that say why the last run failed. An unknown error counts as `ERROR`. */
function remediesOf({ error, executionStatus, status }: Item): (Remedy | undefined)[] {
  // The code of a refused request, which Items carry, too: Pluggy has no such institution any more.
  if (error?.code === 'CONNECTOR_NOT_FOUND') return ['new-connection'];
  return [error ? (itemRemedy(error.code) ?? 'later') : undefined, itemRemedy(executionStatus), itemRemedy(status)];
}

/** Whether the last run failed. A run under way or a consent that needs the person is not a failure. */
export function isFailing(item: Item, options?: ItemViewOptions): boolean {
  const { label } = itemView(item, options);
  return FAILURE_VIEWS.some(([, , failure]) => failure === label) || item.error?.code === 'USER_AUTHORIZATION_PENDING';
}

function succeeded(item: Item, options: ItemViewOptions): ItemView {
  const consent = consentView(item, options);
  if (consent?.label === 'consentEnded') return consent;
  if (hasWarning(item, 'permission')) return view('attention', 'permission', 'reconnect');
  if (hasWarning(item, 'approval')) return view('attention', 'approval', 'act-at-bank');
  if (consent) return consent;
  return ageView(item, options) ?? view('ok', isPartial(item) ? 'partial' : 'updated', 'none');
}

/** Returns the view of a consent that has ended or ends soon. */
export function consentView(item: Item, options: ItemViewOptions): ItemView | undefined {
  const left = consentLeft(item, options);
  if (left === undefined) return undefined;
  if (left <= 0) return view('attention', 'consentEnded', 'reconnect');
  return { ...view('attention', 'consent', 'reconnect'), days: wholeDays(left) };
}

/** Returns the time of the last update where a failed run leaves data that is old. */
function ageOf(item: Item, options: ItemViewOptions): Pick<ItemView, 'since'> {
  const { now = Date.now(), staleAfterDays = STALE_AFTER_DAYS } = options;
  const since = lastUpdateOf(item, now);
  return now - since > staleAfterDays * DAY_MS ? { since } : {};
}

/**
 * Returns the view of data that is too old to count as current. The limit is `staleAfterDays` without a planned run, and a
 * day if automatic runs are turned off or the planned run did not come. Data of unknown age counts as current.
 */
function ageView(item: Item, options: ItemViewOptions): ItemView | undefined {
  const { now = Date.now(), staleAfterDays = STALE_AFTER_DAYS } = options;
  const { lastUpdatedAt, nextAutoSyncAt, autoSyncDisabledAt } = item;
  if (lastUpdatedAt === null && !hasNewData(item)) return view('problem', 'never', 'update');
  const since = lastUpdateOf(item, now);
  const overdueMs = now - Date.parse(nextAutoSyncAt ?? '');
  const isMissed = overdueMs > DAY_MS;
  let limitDays = isNaN(overdueMs) ? staleAfterDays : Infinity;
  if (isMissed || autoSyncDisabledAt) limitDays = Math.min(staleAfterDays, 1);
  const isOld = isNaN(since) ? isMissed : now - since > limitDays * DAY_MS;
  return isOld ? { ...view('problem', 'old', 'update'), ...(since && { since }) } : undefined;
}

/** Returns the time of a past event; NaN where it is not known, as for a date in the future. */
export function pastTime(date: string | null | undefined, now: number): number {
  const time = Date.parse(date ?? '');
  return time > now + MAX_AHEAD_MS ? NaN : time;
}

/** Returns the time of the Item's last update, or else of its most recent product; NaN where neither is known. */
export function lastUpdateOf({ lastUpdatedAt, statusDetail }: Item, now: number): number {
  if (lastUpdatedAt) return pastTime(lastUpdatedAt, now);
  const times = Object.values(statusDetail ?? {}).map((detail) => pastTime(detail?.lastUpdatedAt, now));
  return times.filter((time) => !isNaN(time)).sort((a, b) => b - a)[0] ?? NaN;
}

/**
 * Returns the milliseconds until the consent ends, zero or negative after its end; undefined while the end is further away
 * than the warning period, or when the consent does not end.
 */
export function consentLeft(item: Item, options: ItemViewOptions): number | undefined {
  const { now = Date.now(), consentWarningDays = CONSENT_WARNING_DAYS } = options;
  const left = Date.parse(item.consentExpiresAt ?? '') - now;
  return left <= consentWarningDays * DAY_MS ? left : undefined;
}

/** Whether an Item may need its person. `promptReason`, which loads with the prompt, says why. */
export function mayNeedPerson(item: Item, options: ItemViewOptions): boolean {
  return itemView(item, options).severity === 'attention' || consentLeft(item, options) !== undefined;
}

const view = (severity: Severity, label: ItemLabel, action: ItemAction): ItemView => ({ severity, label, action });
