import type { Item } from './item-types.js';

/**
 * Statuses and execution statuses of a run in progress. Pluggy's SDK for .NET also has `CREATED` as a status.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
const WORKING = /^(UPDATING|MERGING|CREATING|CREATED)$|_IN_PROGRESS$/;
/** The status of a new Item, which says nothing about the end of its run. */
const NEW = 'CREATED';

/** A run that has not changed for this long is stuck: Pluggy changes the Item at each step. */
const STUCK_AFTER_MS = 1_800_000;
/** The end of a wait for the person that has no deadline. Pluggy ends such waits after about 20 minutes. */
const WAIT_ENDS_AFTER_MS = 3_600_000;

/** `FINISHED` is the name that Pluggy's SDK for Java has for a success. */
const SUCCESS = /^(PARTIAL_)?SUCCESS$|^FINISHED$/;

/** Whether a run is under way and needs nothing from the person. */
export function isWorking({ status, executionStatus }: Item): boolean {
  const decides = status !== NEW || !executionStatus;
  return (decides && WORKING.test(String(status))) || WORKING.test(String(executionStatus));
}

/** Whether the last run ended with all data, or with a part of the data. Another status than that of an update decides. */
export function hasSucceeded({ status, executionStatus }: Item): boolean {
  return status === 'UPDATED' || ((!status || status === NEW) && SUCCESS.test(String(executionStatus)));
}

/** Whether the Item's status says that the last run has failed. A pending authorisation is not a failure. */
export function hasFailed(item: Item): boolean {
  return (item.status === 'LOGIN_ERROR' || item.status === 'OUTDATED') && !isWorking(item) && !isWaiting(item);
}

/** Whether the Item's status or its run's status is `state`. */
const isIn = ({ status, executionStatus }: Item, state: string) => status === state || executionStatus === state;

/** Whether the institution's own page asks for the value that the run waits for. */
export const isOnTheirPage = ({ parameter }: Item) => parameter?.type === 'oauth';

/** Whether the run waits for a value that the person enters here, such as a code. */
export function isWaitingForInput(item: Item): boolean {
  return isIn(item, 'WAITING_USER_INPUT') && !isOnTheirPage(item);
}

/** Whether the run waits for an action outside of this page: in the bank's app or page, at a QR code, by another approver. */
export function isWaitingElsewhere(item: Item): boolean {
  return (
    isIn(item, 'WAITING_USER_ACTION') ||
    (isIn(item, 'WAITING_USER_INPUT') && isOnTheirPage(item)) ||
    [item.executionStatus, item.error?.code].includes('USER_AUTHORIZATION_PENDING')
  );
}

/** Whether the run waits for the person, here or elsewhere. */
export const isWaiting = (item: Item) => isWaitingForInput(item) || isWaitingElsewhere(item);

/** Whether an approval at the bank is pending, without a run that waits for the approval. */
export function isPending(item: Item): boolean {
  return isWaitingElsewhere(item) && !/WAITING/.test(`${item.status} ${item.executionStatus}`);
}

/**
 * Whether a run, or a wait for the person, should have ended by now: the person's deadline has passed or, without a
 * deadline, the Item has not changed for some time.
 */
export function isOverdue(item: Item, now: number): boolean {
  const { parameter, userAction, updatedAt } = item;
  const request = isIn(item, 'WAITING_USER_INPUT') ? parameter : isWaiting(item) && userAction;
  const limitMs = isWaiting(item) ? WAIT_ENDS_AFTER_MS : STUCK_AFTER_MS;
  return now >= (Date.parse((request && request.expiresAt) || '') || Date.parse(updatedAt ?? '') + limitMs);
}
