import { isWaiting, isWaitingElsewhere, isWorking } from '../../model/item-state.js';
import type { Connector, Item } from '../../model/item-types.js';
import { widgetItem } from '../../model/parse-item.js';
import { isRecord } from '../../model/sanitize.js';

/** Steps in which the person sends a login or a code. Source: the SDK's types. */
export const SUBMISSIONS = new Set(['SUBMITTED_LOGIN', 'SUBMITTED_MFA']);
/** Steps after which a login is in progress. Source: the SDK's types. */
export const LOGIN_STEPS = new Set([...SUBMISSIONS, 'LOGIN_SUCCESS', 'LOGIN_MFA_SUCCESS', 'LOGIN_STEP_COMPLETED']);

/** Returns the Item in the payload of `onSuccess`: `{ item }`, also inside `data`, the Item itself, or its id. */
export function successItem(payload: unknown): Item | undefined {
  const { item, data } = isRecord(payload) ? payload : { item: payload };
  const reported = [item, payload, isRecord(data) ? data.item : undefined].map((value) =>
    widgetItem(typeof value === 'string' ? { id: value } : value),
  );
  return reported.find((each) => !!each);
}

/** The Items that the widget of an open has reported. */
export class ReportedItems {
  /** The last Item. */
  last?: Item;
  /** Whether a login or a code was submitted: the first Item after it is the login's result. */
  isSubmitted = false;
  /** Whether the last Item answers the person's last submission, which may also be for another Item. */
  isCurrent = true;

  readonly #isUpdate: boolean;
  /** The first Item: in update mode, the result of an earlier run. */
  #first?: Item;
  /** The state of the last Item at the last submission. */
  #answered?: string;
  /** Whether a run was seen since the open began. */
  #hasSeenRun = false;
  /** Whether an Item was read that seems to be the result of a login of this open. */
  #hasResult = false;

  /** @param isUpdate - Whether the widget updates an Item that exists. */
  constructor(isUpdate: boolean) {
    this.#isUpdate = isUpdate;
  }

  add(item: Item): void {
    this.#hasSeenRun ||= isWorking(item) || isWaiting(item);
    this.#hasResult ||= this.isSubmitted && (!this.#first || item.updatedAt !== this.#first.updatedAt);
    this.last = item;
    // The widget may report the state of before the submission once more.
    this.isCurrent ||= !item.updatedAt || stateOf(item) !== this.#answered;
    this.#first ??= item;
  }

  /** Called when the person has sent a login or a code. */
  submitted(): void {
    this.isCurrent = false;
    this.#answered = this.last && stateOf(this.last);
  }

  /** Called when the widget reports an error without an Item: the only Item read so far may be from before the login. */
  failed(): void {
    if (this.last === this.#first) this.#hasResult = false;
  }

  /** Returns the last Item, unless it answers an earlier login at another bank than the one that the person has chosen. */
  lastOf(bank: Connector | undefined): Item | undefined {
    const { last, isCurrent } = this;
    const isOfOtherBank = bank && last?.connector && last.connector.id !== bank.id;
    return isCurrent || !isOfOtherBank ? last : undefined;
  }

  /** Whether the last Item is the result of this open, and not that of a run before. */
  get isNews(): boolean {
    if (!this.#isUpdate || this.#hasSeenRun || this.#hasResult) return true;
    const [first, last] = [this.#first, this.last].map((item) =>
      JSON.stringify([item?.status, item?.executionStatus, item?.error?.code, item?.lastUpdatedAt]),
    );
    return first !== last;
  }
}

/** Whether a login continues, here or at the bank. */
export const isNotOver = (item: Item): boolean =>
  isWorking(item) || isWaitingElsewhere(item) || item.status === 'WAITING_USER_INPUT';

const stateOf = ({ id, status, executionStatus, updatedAt }: Item) =>
  [id, status, executionStatus, updatedAt].join(' ');
