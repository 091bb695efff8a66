import type { Connector, Item } from '../model/item-types.js';
import { statusAfter } from '../sandbox/core/failures.js';

const DAY_MS = 86_400_000;

const CONNECTOR: Connector = { id: 2, name: 'Pluggy Bank', primaryColor: 'ef294b', oauth: false, isOpenFinance: false };

/** The usual `executionStatus` of each status. */
const RUNS: Readonly<Record<string, string>> = {
  CREATED: 'CREATED',
  UPDATING: 'LOGIN_IN_PROGRESS',
  WAITING_USER_INPUT: 'WAITING_USER_INPUT',
  WAITING_USER_ACTION: 'WAITING_USER_ACTION',
  MERGING: 'MERGING',
  UPDATED: 'SUCCESS',
  LOGIN_ERROR: 'INVALID_CREDENTIALS',
  OUTDATED: 'SITE_NOT_AVAILABLE',
};

const PARAMETER = {
  name: 'token',
  label: 'Code',
  type: 'number',
  instructions: 'Enter the code that your bank has sent to you.',
};

const USER_ACTION = { type: 'authorize-access', instructions: 'Open your bank’s app and approve the access.' };

let created = 0;

/** Returns a new id: a UUID that counts up, so that two runs of a test have the same ids. */
const nextId = () => `00000000-0000-4000-8000-${String(++created).padStart(12, '0')}`;

/**
 * Returns an Item as Pluggy sends it: by default a connection whose data is up to date. A `status`, an `executionStatus` or
 * an `error` that is given brings the other fields of that state, for example
 * `anItem({ status: 'WAITING_USER_INPUT' })` a `parameter`, and `anItem({ executionStatus: 'ACCOUNT_LOCKED' })` an `error`.
 */
export function anItem(fields: Partial<Item> = {}): Item {
  const run = fields.executionStatus ?? fields.error?.code ?? (fields.status && RUNS[fields.status]) ?? 'SUCCESS';
  const status = fields.status ?? statusOf(run);
  const hasFailed = status === 'LOGIN_ERROR' || status === 'OUTDATED';
  const time = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();
  return {
    id: nextId(),
    connector: CONNECTOR,
    status,
    executionStatus: run,
    products: ['ACCOUNTS', 'TRANSACTIONS'],
    error: hasFailed ? { code: run, message: `The run ended with ${run}.` } : null,
    parameter: status === 'WAITING_USER_INPUT' ? PARAMETER : null,
    userAction: status === 'WAITING_USER_ACTION' ? USER_ACTION : null,
    statusDetail: null,
    createdAt: time(-DAY_MS),
    updatedAt: time(0),
    lastUpdatedAt: status === 'UPDATED' ? time(0) : time(-DAY_MS),
    nextAutoSyncAt: status === 'UPDATED' ? time(DAY_MS) : null,
    consentExpiresAt: null,
    ...fields,
  };
}

/** Returns the status of an Item whose run is in a state. */
function statusOf(run: string): string {
  if (run.endsWith('_IN_PROGRESS') || run === 'CREATING' || run === 'CREATED') return 'UPDATING';
  if (run in RUNS) return run;
  if (/^(PARTIAL_)?SUCCESS$|^FINISHED$/.test(run)) return 'UPDATED';
  return statusAfter(run);
}
