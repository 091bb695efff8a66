import type { CodeEntry, Remedy, Severity } from './code-types.js';
import { ITEM_CODES, itemCode } from './item-codes.js';
import { hasSucceeded, isWaitingElsewhere, isWaitingForInput, isWorking } from './item-state.js';
import type { Item } from './item-types.js';

export type { Severity };

/** Key of the short text for an Item's state. */
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

/** The next step: `mfa` and `reconnect` by the person here, `act-at-bank` at the bank; the others need no act now. */
export type ItemAction = 'none' | 'wait' | 'mfa' | 'act-at-bank' | 'reconnect' | 'retry-later' | 'new-connection';

/** The state of an Item as a person sees it. */
export interface ItemView {
  readonly severity: Severity;
  readonly label: ItemLabel;
  readonly action: ItemAction;
  /** Whole days until the consent ends, for the label `consent`; 0 on the last day. */
  readonly days?: number;
  /** An unknown status, unchanged. */
  readonly raw?: string;
}

export interface ItemViewOptions {
  /** The current time, in milliseconds. Default: now. */
  now?: number;
  /** Days before consent expiry at which to start warning. Default: 14. */
  consentWarningDays?: number;
}

const DAY_MS = 86_400_000;
/** Returns the number of whole days in a duration. */
export const wholeDays = (ms: number) => Math.floor(ms / DAY_MS);
/** Days before consent expiry at which to start warning, by default. */
export const CONSENT_WARNING_DAYS = 14;

/** Views of a failed run by remedy. An earlier row takes precedence. */
const FAILURE_VIEWS: readonly [remedy: Remedy, label: ItemLabel, action: ItemAction][] = [
  ['bank', 'bank', 'act-at-bank'],
  ['new-connection', 'unsupported', 'new-connection'],
  ['reconnect', 'reconnect', 'reconnect'],
  ['later', 'outdated', 'retry-later'],
];

/**
 * Returns the meaning of an Item's state to a person: severity, text and next step. Total: an unknown status is neutral
 * and passed on in `raw`.
 *
 * Precedence: a code to enter, an act elsewhere, a run under way, an act at the bank, another account, credentials or
 * consent to renew, any other error, then the kinds of success. The error's code precedes the statuses.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
export function itemView(item: Item, options: ItemViewOptions = {}): ItemView {
  const { status, executionStatus } = item;
  if (isWaitingForInput(item)) return view('attention', 'code', 'mfa');
  if (isWaitingElsewhere(item)) return view('attention', 'authorize', 'act-at-bank');
  if (isWorking(item)) return view('busy', 'updating', 'wait');

  const entries = failures(item);
  for (const [remedy, label, action] of FAILURE_VIEWS) {
    const entry = entries.find((found) => found.remedy === remedy);
    if (entry) return view(entry.severity, label, action);
  }

  if (status === 'UPDATED' || (!status && hasSucceeded(item))) return succeeded(item, options);
  return { ...view('neutral', 'unknown', 'none'), raw: status ?? (executionStatus || undefined) };
}

/** Returns the entries of the codes that say why the last run failed. An unknown error counts as `ERROR`. */
function failures({ error, executionStatus, status }: Item): CodeEntry[] {
  const errorEntry = error ? (itemCode(error.code) ?? ITEM_CODES.ERROR) : undefined;
  return [errorEntry, itemCode(executionStatus), itemCode(status)].filter((entry) => entry !== undefined);
}

/** Whether the last run failed. A run under way or a consent that needs the person is not a failure. */
export function isFailing(item: Item): boolean {
  const { label } = itemView(item);
  return FAILURE_VIEWS.some(([, failure]) => failure === label) || item.error?.code === 'USER_AUTHORIZATION_PENDING';
}

function succeeded(item: Item, options: ItemViewOptions): ItemView {
  const hasWarnings = Object.values(item.statusDetail ?? {}).some((detail) => detail?.warnings.length);
  if (item.executionStatus === 'PARTIAL_SUCCESS' || hasWarnings) return view('ok', 'partial', 'none');
  const left = consentLeft(item, options);
  if (left === undefined) return view('ok', 'updated', 'none');
  if (left <= 0) return view('attention', 'consentEnded', 'reconnect');
  return { ...view('attention', 'consent', 'reconnect'), days: wholeDays(left) };
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
