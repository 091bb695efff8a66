import type { Item } from '../../model/item-types.js';
import type { ItemViewOptions } from '../../model/item-view.js';
import { promptReason } from '../../model/prompt.js';
import { canConnect } from '../shared/can-connect.js';
import type { PromptHost } from './prompt-host.js';
import type { Surroundings } from './reauth-prompt.reducer.js';

/** Returns why the item needs its person, and what can be done for it from a prompt. */
export function surroundingsOf(
  host: PromptHost,
  item: Item | undefined,
  options: ItemViewOptions & { now: number },
): Surroundings {
  const { store, mfaEndpoint } = host;
  return {
    itemId: item?.id ?? host.itemId,
    item,
    reason: item && promptReason(item, options),
    now: options.now,
    canRefresh: !!store,
    canSendCode: !!(mfaEndpoint || store?.takesCodes),
    canOpenWidget: canConnect(host),
    // jsdom has no media queries.
    isPhone: !!(window as Partial<Window>).matchMedia?.('(pointer: coarse)').matches,
  };
}
