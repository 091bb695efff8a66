import { PluggyError } from '../../model/errors.js';
import {
  hasFailed,
  hasSucceeded,
  isOverdue,
  isWaiting,
  isWaitingElsewhere,
  isWorking,
} from '../../model/item-state.js';
import type { Connector, Item } from '../../model/item-types.js';
import type { ReportedItems } from './reports.js';
import type { ConnectOutcome, PersonNeed } from './types.js';

/** The reports of one widget, up to now. */
export interface RunReports {
  /** The last success or error. */
  readonly result?: 'success' | PluggyError;
  readonly items: ReportedItems;
  /** The Item of the last success. */
  readonly connected?: Item;
  /** The institution that the person has chosen last. */
  readonly bank?: Connector;
}

/** Returns the outcome of an open. `itemId` is the Item that the widget updates, or empty. */
export function outcomeOf({ result, items, connected, bank }: RunReports, itemId: string): ConnectOutcome {
  // A later login at another bank that has not ended takes nothing from a success.
  if (connected && !(result instanceof PluggyError)) {
    const item = items.last?.id === connected.id ? items.last : connected;
    return { type: 'success', item, itemId: item.id };
  }
  const item = items.lastOf(bank);
  const about = item ? { item, itemId: item.id } : { itemId: itemId || undefined };
  const isPending = item && !endsWait(result) && (isWaitingElsewhere(item) || (!result && isWorking(item)));
  if (isPending) return { type: 'pending', ...about };
  if (result instanceof PluggyError) return { type: 'error', ...about, error: result };
  return { type: items.isSubmitted ? 'pending' : 'cancelled', ...about };
}

/** Whether the last Item shows that this open has connected or updated it, also without a report of success. */
export function showsSuccess({ result, items }: RunReports): boolean {
  const item = items.isNews && items.isCurrent ? items.last : undefined;
  return result === 'success' || (!!item && hasSucceeded(item) && !isWorking(item) && !isWaiting(item));
}

/** Returns the reason why the person has to come back to the widget. */
export function needOf(reports: RunReports): PersonNeed | undefined {
  const { result, items } = reports;
  const item = items.isCurrent ? items.last : undefined;
  if (item && isWaiting(item) && !endsWait(result)) return isOverdue(item, Date.now()) ? 'attention' : 'waiting';
  if (showsSuccess(reports)) return undefined;
  return result || (item && items.isNews && hasFailed(item)) ? 'attention' : undefined;
}

/** Whether a result, which is reported after the last Item, ends the wait that the Item shows. */
const endsWait = (result: RunReports['result']): boolean =>
  result instanceof PluggyError && result.code !== 'USER_AUTHORIZATION_PENDING';
