import type { PluggyError } from '../../model/errors.js';
import { isWaitingElsewhere, isWorking } from '../../model/item-state.js';
import type { Connector, Item } from '../../model/item-types.js';
import type { ReportedItems } from './reports.js';
import type { ConnectOutcome } from './types.js';

/** What a widget has reported by the time it closes. */
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
  const { result, items } = end;
  const item = subjectOf(end);
  const about = item ? { item, itemId: item.id } : { itemId: itemId || undefined };
  if (result === 'success') return { type: 'success', item: item!, itemId: item!.id };
  if (item && (isWaitingElsewhere(item) || (!result && isWorking(item)))) return { type: 'pending', ...about };
  if (result) return { type: 'error', ...about, error: result };
  return { type: items.isSubmitted ? 'pending' : 'cancelled', ...about };
}

/** Returns the Item that the end is about. The person may have begun to connect another bank, whose Item is not known yet. */
function subjectOf({ result, items, connected, bank }: RunEnd): Item | undefined {
  const { last, isCurrent } = items;
  if (result === 'success') return last?.id === connected?.id ? last : connected;
  const isOfOtherBank = bank && last?.connector?.id !== bank.id;
  return isCurrent || !isOfOtherBank ? last : undefined;
}
