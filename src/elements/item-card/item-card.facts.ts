import type { ItemState } from '../../client/items/item-entry.js';
import { canAskForUpdate, productsOf } from '../../model/card.js';
import { isFailing, itemView } from '../../model/item-view.js';
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
  /** Whether a part of the data could not be updated. */
  readonly isPartial: boolean;
  readonly canUpdate: boolean;
  /** Whether a run is in progress that does not wait for the person. */
  readonly isRunning: boolean;
  /** Whether the facts change as time passes. */
  readonly isTimed: boolean;
}

export function cardFacts(
  item: Item | undefined,
  state: ItemState | undefined,
  options: { now: number; consentWarningDays: number },
): CardFacts {
  if (!item) {
    const needsBanner = !!(state?.gone || state?.error);
    return {
      needsPrompt: false,
      needsBanner,
      products: [],
      isPartial: false,
      canUpdate: false,
      isRunning: false,
      isTimed: false,
    };
  }
  const reason = promptReason(item, options);
  const canUpdate = canAskForUpdate(item, options);
  return {
    needsPrompt: !!reason,
    // A prompt explains its own reason. An ending consent does not explain a failed run.
    needsBanner: isFailing(item) && (!reason || reason === 'consent'),
    products: productsOf(item),
    isPartial: itemView(item, options).label === 'partial',
    canUpdate,
    isRunning: !reason && isWorking(item),
    isTimed: !!item.consentExpiresAt || (item.status === 'UPDATED' && !canUpdate),
  };
}
