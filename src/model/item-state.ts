import type { Item } from './item-types.js';

/** Statuses of a run in progress. Source: https://docs.pluggy.ai/docs/connections/item-lifecycle */
const WORKING_STATUSES = new Set<string | undefined>(['UPDATING', 'MERGING']);
const WORKING_EXECUTIONS = new Set<string | undefined>(['CREATING', 'CREATED', 'MERGING']);

const SUCCESSES = new Set<string | undefined>(['SUCCESS', 'PARTIAL_SUCCESS']);

/** Whether a run is under way and needs nothing from the person. */
export function isWorking({ status, executionStatus }: Item): boolean {
  return (
    WORKING_STATUSES.has(status) ||
    WORKING_EXECUTIONS.has(executionStatus) ||
    String(executionStatus).endsWith('_IN_PROGRESS')
  );
}

/** Whether the last run ended with all data, or with a part of the data. */
export const hasSucceeded = ({ executionStatus }: Item) => SUCCESSES.has(executionStatus);

/** Whether the Item's status or its run's status is `state`. */
export const isIn = ({ status, executionStatus }: Item, state: string) => status === state || executionStatus === state;

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
