import { PluggyError } from '../../model/errors.js';
import { isWaitingElsewhere, isWorking } from '../../model/item-state.js';
import type { Connector, Item } from '../../model/item-types.js';
import type { ReportedItems } from './reports.js';
import type { ConnectOutcome } from './types.js';

/** The reports of a widget that closes. */
interface RunEnd {
  /** The last success or error. */
  readonly result?: 'success' | PluggyError;
  readonly items: ReportedItems;
  /** The Item of the last success. */
  readonly connected?: Item;
  /** The institution that the person has chosen last. */
  readonly bank?: Connector;
}

/** Returns the outcome of an open. `itemId` is the Item that the widget updates, or empty. */
export function outcomeOf(end: RunEnd, itemId: string): ConnectOutcome {
  const { result, items, connected } = end;
  // A later login at another bank that has not ended takes nothing from a success.
  if (connected && !(result instanceof PluggyError)) {
    const item = items.last?.id === connected.id ? items.last : connected;
    return { type: 'success', item, itemId: item.id };
  }
  const item = itemOf(end);
  const about = item ? { item, itemId: item.id } : { itemId: itemId || undefined };
  if (item && (isWaitingElsewhere(item) || (!result && isWorking(item)))) return { type: 'pending', ...about };
  if (result instanceof PluggyError) return { type: 'error', ...about, error: result };
  return { type: items.isSubmitted ? 'pending' : 'cancelled', ...about };
}

/** Returns the Item of the outcome. The person may have begun to connect another bank, whose Item is not known yet. */
function itemOf({ items, bank }: RunEnd): Item | undefined {
  const { last, isCurrent } = items;
  const isOfOtherBank = bank && last?.connector?.id !== bank.id;
  return isCurrent || !isOfOtherBank ? last : undefined;
}
