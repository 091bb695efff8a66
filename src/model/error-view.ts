import type { CodeEntry, ErrorText, Remedy, Severity } from './code-types.js';
import { codeEntry, CODES } from './codes.js';
import type { PluggyError } from './errors.js';
import { bankUrl, signsInElsewhere } from './connector.js';
import { healthProblem, type HealthProblem } from './health.js';
import type { Item } from './item-types.js';
import { isWaiting } from './item-state.js';
import { itemView, type ItemLabel } from './item-view.js';

/** The remedies that a banner can offer. */
export type ErrorAction = Exclude<Remedy, 'later' | 'cooldown'>;

/** A failure: a code with or without its error, or an Item whose last run failed. */
export interface Failure {
  /** The code of the failure. Default: the Item's own codes. */
  readonly code?: string;
  readonly error?: PluggyError;
  readonly item?: Item;
  readonly itemId?: string;
  /** The bank's own message, when no Item carries one. */
  readonly providerMessage?: string;
  /** Whether the error kept the backend from saving an Item that the widget has connected: `refused` by the backend, or not. */
  readonly unsaved?: 'failed' | 'refused';
}

/** The state of a failure as a person sees it. */
export interface ErrorView {
  readonly severity: Severity;
  readonly text: ErrorText;
  readonly action: ErrorAction;
  /** The institution's name; empty when not known. */
  readonly bank: string;
  /** The institution's page for resolving the failure; https only. */
  readonly url?: string;
  /** End of a pause, in milliseconds since the epoch. Another action follows. */
  readonly until?: number;
  /** Time of the next automatic run, in milliseconds since the epoch. */
  readonly next?: number;
  /** The bank's own message. */
  readonly providerMessage?: string;
  /** A problem of the institution that may be the reason. */
  readonly health?: HealthProblem;
}

/** The remedy that each label of a failing Item stands for. A code with this remedy decides the text. */
const LABEL_REMEDIES: Partial<Record<ItemLabel, Remedy>> = {
  bank: 'bank',
  unsupported: 'new-connection',
  reconnect: 'reconnect',
  authorize: 'wait',
};
/** An approval at the bank that has not come. */
const OVERDUE: CodeEntry = { severity: 'attention', remedy: 'reconnect', text: 'overdue' };

/** Texts in place of those that mention a password, for people who sign in at the institution. */
const TEXTS_ELSEWHERE: Partial<Record<ErrorText, ErrorText>> = {
  credentials: 'signInAgain',
  signIn: 'signInAgain',
  password: 'signInAgain',
  tooManyLogins: 'cooldown',
};

/** Remedies that a pause may precede. */
const AFTER_COOLDOWN = new Set<Remedy>(['reconnect', 'later']);

/** Two intervals of the slowest plan: after this time without a success, a planned run is no longer worth waiting for. */
const REPEATED_FAILURE_MS = 2 * 86_400_000;
const MAX_QUOTE_LENGTH = 300;
const MAX_NAME_LENGTH = 60;

/** Returns the meaning of a failure to a person. Total: an unknown code has the general text. */
export function errorView(failure: Failure, now: number): ErrorView {
  const { code, error } = failure;
  const item = failure.item ?? error?.item;
  const entry = failure.unsaved
    ? entryOfUnsaved(failure)
    : code !== undefined
      ? entryOfCode(code)
      : item
        ? entryOfItem(item, now)
        : CODES.UNEXPECTED_ERROR;
  const { severity, remedy } = entry;
  const connector = item ? item.connector : error?.connector;
  const text = (signsInElsewhere({ connector }) && TEXTS_ELSEWHERE[entry.text]) || entry.text;
  const url = remedy === 'bank' ? bankUrl(item) : undefined;
  // A framework may set any value.
  const quote = String(failure.providerMessage || item?.error?.providerMessage || '').trim();
  // Other failures have a known reason, and the text `bankDown` already says that the bank is down.
  const isUnexplained = code === undefined && remedy === 'later' && text !== 'bankDown';
  const health = isUnexplained ? healthProblem(item) : undefined;
  return {
    severity: code === undefined && item ? itemView(item, { now }).severity : severity,
    text,
    bank: truncate(connector?.name?.trim() ?? '', MAX_NAME_LENGTH),
    ...(url ? { url } : {}),
    ...(quote ? { providerMessage: truncate(quote, MAX_QUOTE_LENGTH) } : {}),
    ...(health ? { health } : {}),
    ...actionFor(remedy, failure, item, now),
  };
}

function entryOfCode(code: string): CodeEntry {
  return codeEntry(code) ?? (code.startsWith('mfa-') ? CODES['mfa-server'] : CODES.UNEXPECTED_ERROR);
}

/** Returns the entry for an Item that was connected and not saved: the person signs in again, waits, or asks for support. */
function entryOfUnsaved({ unsaved, error }: Failure): CodeEntry {
  if (unsaved === 'refused') return { severity: 'attention', remedy: 'support', text: 'notAccepted' };
  if (error?.code === 'items-unauthorized') return { severity: 'attention', remedy: 'none', text: 'unsavedSession' };
  return { severity: 'attention', remedy: error?.retryable ? 'retry' : 'support', text: 'unsaved' };
}

/** Returns the entry that agrees with the Item's badge: Pluggy gives an Item up to three codes. */
function entryOfItem(item: Item, now: number): CodeEntry {
  const { label, action } = itemView(item, { now });
  if (label === 'reconnect' && isWaiting(item)) return CODES.USER_INPUT_TIMEOUT;
  if (label === 'stalled' && action === 'reconnect') return OVERDUE;
  const entries = [item.error?.code, item.executionStatus, item.status].flatMap((code) => {
    const entry = code ? codeEntry(code) : undefined;
    return entry ?? [];
  });
  const expected = LABEL_REMEDIES[label] ?? 'later';
  const agrees = ({ remedy }: CodeEntry) =>
    remedy === expected || (remedy === 'cooldown' && AFTER_COOLDOWN.has(expected));
  return entries.find(agrees) ?? entries[0] ?? CODES.UNEXPECTED_ERROR;
}

function actionFor(
  remedy: Remedy,
  { error, itemId }: Failure,
  item: Item | undefined,
  now: number,
): Pick<ErrorView, 'action' | 'until' | 'next'> {
  const until = pauseEnd(error, item);
  const isPaused = until > now;
  const canHelp = error?.retryable !== false;
  switch (remedy) {
    case 'cooldown':
      return isPaused ? { action: 'wait', until } : { action: isNaN(until) ? 'wait' : 'reconnect' };
    case 'later': {
      const next = item && plannedRun(item, now);
      if (next) return { action: 'wait', next };
      if (isPaused) return { action: 'wait', until };
      if (item ?? itemId) return { action: 'reconnect' };
      return { action: canHelp ? 'retry' : 'support' };
    }
    case 'reconnect':
    case 'bank':
    case 'open':
    case 'retry':
      if (isPaused) return { action: 'wait', until };
      return { action: canHelp || remedy === 'bank' ? remedy : 'support' };
    default:
      return { action: remedy };
  }
}

/** Returns the time of the next automatic run, unless runs have failed for too long. */
function plannedRun({ nextAutoSyncAt, lastUpdatedAt }: Item, now: number): number | undefined {
  const next = Date.parse(nextAutoSyncAt ?? '');
  return next > now && !(now - Date.parse(lastUpdatedAt ?? '') > REPEATED_FAILURE_MS) ? next : undefined;
}

/** Returns the time before which a further attempt is refused; NaN without one. `canRetryAfterDate` has no fixed place. */
function pauseEnd(error: PluggyError | undefined, item: Item | undefined): number {
  if (error?.retryAfter) return error.retryAfter.getTime();
  const fields = item?.error as Record<string, unknown> | null | undefined;
  const places = [fields, fields?.data, fields?.attributes] as (Record<string, unknown> | undefined)[];
  const found = places.map((place) => place?.canRetryAfterDate).find((date) => typeof date === 'string');
  return Date.parse(found ?? '');
}

/** Cuts whole characters: a slice of UTF-16 units may end inside of one. */
function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${Array.from(text.slice(0, 2 * maxLength))
    .slice(0, maxLength)
    .join('')
    .trimEnd()}…`;
}
