import { isInProgress, type ItemState } from '../../client/items/item-entry.js';
import { canAskForUpdate, productsOf, sharedFacts, type SharedFacts } from '../../model/card.js';
import { errorView, type ErrorView } from '../../model/error-view.js';
import { healthProblem, type HealthProblem } from '../../model/health.js';
import { consentView, isFailing, itemView, type ItemView, type ItemViewOptions } from '../../model/item-view.js';
import type { Consent } from '../../model/consents.js';
import { isWorking } from '../../model/item-state.js';
import type { Item, ProductDetail } from '../../model/item-types.js';
import { promptReason, type PromptReason } from '../../model/prompt.js';

/** The facts about an Item that a card shows at a moment. */
export interface CardFacts {
  /** The view that the card's line describes; missing without an Item. */
  readonly view?: ItemView;
  /** Whether the backend has not saved the Item, which comes before everything else. */
  readonly isUnsaved: boolean;
  /** The reason why the connection needs the person. */
  readonly reason?: PromptReason;
  /** The failure of the last run. */
  readonly failure?: ErrorView;
  /** Whether a prompt has something to ask. */
  readonly needsPrompt: boolean;
  /** Whether a banner has something to explain. */
  readonly needsBanner: boolean;
  readonly products: [string, ProductDetail][];
  /** The data that the connection shares, where the Item says so. */
  readonly shared?: SharedFacts;
  readonly canUpdate: boolean;
  /** Whether a run is in progress that does not wait for the person. */
  readonly isRunning: boolean;
  /** Whether a run or an approval takes longer than usual. The backend cannot start another run meanwhile. */
  readonly isStuck: boolean;
  /** A problem of the institution that affects a run in progress or the next update. */
  readonly health?: HealthProblem;
  /** Whether the facts change as time passes. */
  readonly isTimed: boolean;
}

/** Reasons that a card explains in its one line, with a button that opens the widget. The others need room for a prompt. */
const LINE_REASONS = new Set<PromptReason>([
  'credentials',
  'wrongCode',
  'timeout',
  'notGranted',
  'revoked',
  'signIn',
  'overdue',
  'permission',
  'consent',
  'consentEnded',
]);

export function cardFacts(
  item: Item | undefined,
  state: ItemState | undefined,
  options: ItemViewOptions & { now: number },
  consents?: readonly Consent[],
): CardFacts {
  if (!item) {
    const needsBanner = !!(state?.gone || state?.error);
    return {
      isUnsaved: false,
      needsPrompt: false,
      needsBanner,
      products: [],
      canUpdate: false,
      isRunning: false,
      isStuck: false,
      isTimed: false,
    };
  }
  const reason = promptReason(item, options);
  const canUpdate = canAskForUpdate(item, options);
  const isConsent = reason === 'consent' || reason === 'consentEnded';
  const view = (isConsent && consentView(item, options)) || itemView(item, options);
  const { label } = view;
  const isRunning = !reason && isWorking(item);
  const isFailed = isFailing(item, options);
  return {
    view,
    isUnsaved: !!state?.unsaved,
    reason,
    failure: isFailed ? errorView({ item }, options.now) : undefined,
    needsPrompt: !!reason && !LINE_REASONS.has(reason),
    // A prompt explains its own reason, and the line says that the next run may succeed.
    needsBanner: !!state?.unsaved || (isFailed && !reason && label !== 'outdated'),
    products: productsOf(item),
    shared: sharedFacts(item, consents, options.now),
    canUpdate,
    isRunning,
    health: isRunning || canUpdate || isFailed ? healthProblem(item) : undefined,
    isStuck: label === 'stalled',
    isTimed: !!item.consentExpiresAt || isInProgress({ item }) || (item.status === 'UPDATED' && !canUpdate),
  };
}

/** The one button of a card: it opens the widget, or requests an update. */
export type CardAction = 'reconnect' | 'renew' | 'update';

/** Returns the action of a card, which is the first thing that the person can do; `undefined` beside a prompt or a banner. */
export function actionFor(facts: CardFacts): CardAction | undefined {
  const { reason, needsPrompt, needsBanner, failure, view, canUpdate, isStuck } = facts;
  const isOld = view?.label === 'old' || view?.label === 'never';
  if (needsPrompt || needsBanner) return undefined;
  if (reason === 'consent' || reason === 'consentEnded' || reason === 'revoked') return 'renew';
  if (reason || failure?.action === 'reconnect') return 'reconnect';
  if (canUpdate && (isOld || isStuck)) return 'update';
  // The backend cannot update some connections, but the person can connect again.
  return isOld ? 'reconnect' : undefined;
}
