import type { WidgetObserver } from '../../client/widget/types.js';
import type { PluggyError } from '../../model/errors.js';
import { hasFailed, isWaitingElsewhere, isWaitingForInput } from '../../model/item-state.js';
import type { Connector, Item } from '../../model/item-types.js';
import type { ConnectMilestone } from '../../model/milestones.js';
import type { AttemptPort } from './port.js';

/** Milestones that the person reaches by sending something, by Pluggy's name of the step. Source: the SDK's types. */
const SENT = new Map<string, ConnectMilestone>([
  ['SUBMITTED_LOGIN', 'credentials-sent'],
  ['SUBMITTED_MFA', 'code-sent'],
]);

/** Derives the milestones of an open from the reports of its widget. */
export class MilestoneReporter implements WidgetObserver {
  #attempt: Pick<AttemptPort, 'reach'>;
  /** The request for a code that was reported last; the widget reads an Item that waits many times. */
  #request?: string;
  /** Whether the bank waits for the person in its app or on its page. */
  #isAway = false;
  /** The last end, a success or an error: the same end is reported once until the person sends something again. */
  #end?: string;

  constructor(attempt: Pick<AttemptPort, 'reach'>) {
    this.#attempt = attempt;
  }

  progress(step: string, connector?: Connector | null, item?: Item): void {
    const sent = step === 'SELECTED_INSTITUTION' && connector ? 'institution-chosen' : SENT.get(step);
    if (sent) {
      this.#end = undefined;
      this.#attempt.reach(sent, connector ?? undefined);
    }
    if (item) this.#read(item);
  }

  success(item: Item): void {
    this.#read(item);
    this.#finish('connected', item.id);
  }

  error({ item }: PluggyError): void {
    // The widget also reports a pending approval at the bank as an error.
    if (item && isWaitingElsewhere(item)) this.#read(item);
    else this.#finish('failed');
  }

  #read(item: Item): void {
    if (isWaitingElsewhere(item)) {
      if (!this.#isAway) this.#attempt.reach('left-for-bank');
      this.#isAway = true;
      return;
    }
    // A wait that ended without the person is not a return.
    if (this.#isAway && !hasFailed(item)) this.#attempt.reach('returned');
    this.#isAway = false;
    if (!isWaitingForInput(item)) {
      this.#request = undefined;
      return;
    }
    const { name, expiresAt } = item.parameter ?? {};
    const request = JSON.stringify([item.id, name, expiresAt]);
    if (request !== this.#request) this.#attempt.reach('code-asked');
    this.#request = request;
  }

  #finish(milestone: 'connected' | 'failed', itemId = ''): void {
    const end = `${milestone} ${itemId}`;
    if (end !== this.#end) this.#attempt.reach(milestone);
    this.#end = end;
  }
}
