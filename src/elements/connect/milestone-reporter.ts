import type { WidgetObserver } from '../../client/widget/types.js';
import type { PluggyError } from '../../model/errors.js';
import { hasFailed, isWaitingElsewhere, isWaitingForInput, isWorking } from '../../model/item-state.js';
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
  /** The time of the last change of the Item that asks for the code. */
  #requestedAt?: string | null;
  /** Whether the person has sent the code since that request. */
  #isAnswered = false;
  /**
   * Whether the Item still asks for the code that was sent. The widget may read an old answer, or the bank may ask again for
   * the same value. If the person sends another code, the bank had asked again.
   */
  #isUnclear = false;
  /** Whether the bank waits for the person in its app or on its page. */
  #isAway = false;
  /** The last end, a success or an error: the same end is reported once until another step follows, or a run. */
  #end?: string;

  constructor(attempt: Pick<AttemptPort, 'reach'>) {
    this.#attempt = attempt;
  }

  progress(step: string, connector?: Connector | null, item?: Item): void {
    const sent = step === 'SELECTED_INSTITUTION' && connector ? 'institution-chosen' : SENT.get(step);
    if (sent) {
      if (sent === 'code-sent') this.#answer();
      else this.#forgetWait();
      this.#reach(sent, connector ?? undefined);
    }
    if (item) this.#read(item);
  }

  success(item: Item): void {
    this.#read(item);
    this.#finish('connected', item.id);
  }

  error({ code, item }: PluggyError): void {
    // The widget also reports a pending approval at the bank as an error.
    if (item && isWaitingElsewhere(item)) this.#read(item);
    else {
      this.#forgetWait();
      this.#finish('failed', code);
    }
  }

  #answer(): void {
    if (this.#isUnclear) this.#reach('code-asked');
    this.#isUnclear = false;
    this.#isAnswered = true;
  }

  #read(item: Item): void {
    if (isWorking(item)) this.#end = undefined;
    if (isWaitingElsewhere(item)) {
      if (!this.#isAway) this.#reach('left-for-bank');
      this.#isAway = true;
      return;
    }
    // A wait that ended without the person is not a return.
    if (this.#isAway && !hasFailed(item)) this.#reach('returned');
    this.#isAway = false;
    if (isWaitingForInput(item)) this.#readRequest(item);
    else this.#forgetWait();
  }

  /** Forgets the wait for the person, which is over: the next wait is another one. */
  #forgetWait(): void {
    this.#request = undefined;
    this.#isAway = this.#isAnswered = this.#isUnclear = false;
  }

  #readRequest({ id, parameter, updatedAt }: Item): void {
    const { name, label, expiresAt } = parameter ?? {};
    const request = JSON.stringify([id, name, label, expiresAt]);
    const isSame = request === this.#request && !(this.#isAnswered && updatedAt !== this.#requestedAt);
    if (isSame) this.#isUnclear = this.#isAnswered;
    else {
      this.#reach('code-asked');
      this.#isAnswered = this.#isUnclear = false;
    }
    this.#request = request;
    this.#requestedAt = updatedAt;
  }

  /** Reports a step, after which the same end is another one. */
  #reach(milestone: ConnectMilestone, connector?: Connector): void {
    this.#end = undefined;
    this.#attempt.reach(milestone, connector);
  }

  #finish(milestone: 'connected' | 'failed', detail: string): void {
    const end = `${milestone} ${detail}`;
    if (end !== this.#end) this.#attempt.reach(milestone);
    this.#end = end;
  }
}
