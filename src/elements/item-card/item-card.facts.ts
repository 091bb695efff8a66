import { isInProgress, type ItemState } from '../../client/items/item-entry.js';
import { canAskForUpdate, productsOf } from '../../model/card.js';
import { healthProblem, type HealthProblem } from '../../model/health.js';
import { isFailing, itemView, type ItemViewOptions } from '../../model/item-view.js';
import { isWorking } from '../../model/item-state.js';
import type { Item, ProductDetail } from '../../model/item-types.js';
import { promptReason } from '../../model/prompt.js';

/** The facts about an Item that a card shows at a moment. */
export interface CardFacts {
  /** Whether the person has to act. */
  readonly needsPrompt: boolean;
  /** Whether a banner has something to explain. */
  readonly needsBanner: boolean;
  readonly products: [string, ProductDetail][];
  /** The reason why products are missing: they were not updated, or they wait for the approval of other people. */
  readonly missing?: 'partial' | 'approval';
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

export function cardFacts(
  item: Item | undefined,
  state: ItemState | undefined,
  options: ItemViewOptions & { now: number },
): CardFacts {
  if (!item) {
    const needsBanner = !!(state?.gone || state?.error);
    return {
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
  const { label } = itemView(item, options);
  const isRunning = !reason && isWorking(item);
  return {
    // The card itself names the products that wait for an approval.
    needsPrompt: !!reason && reason !== 'approval',
    // A prompt explains its own reason. An ending consent does not explain a failed run.
    needsBanner: !!state?.unsaved || (isFailing(item, options) && (!reason || reason === 'consent')),
    products: productsOf(item),
    missing: label === 'partial' || label === 'approval' ? label : undefined,
    canUpdate,
    isRunning,
    health: isRunning || canUpdate ? healthProblem(item) : undefined,
    isStuck: label === 'stalled',
    isTimed: !!item.consentExpiresAt || isInProgress({ item }) || (item.status === 'UPDATED' && !canUpdate),
  };
}
