import { canConnect } from '../shared/can-connect.js';
import type { PromptHost } from './prompt-host.js';
import type { Surroundings } from './reauth-prompt.reducer.js';

/** Adds to the item what can be done for it from a prompt. */
export function surroundingsOf(
  host: PromptHost,
  { item, reason, now }: Pick<Surroundings, 'item' | 'reason' | 'now'>,
): Surroundings {
  const { store, mfaEndpoint } = host;
  return {
    itemId: item?.id ?? host.itemId,
    item,
    reason,
    now,
    canRefresh: !!store,
    canSendCode: !!(mfaEndpoint || store?.takesCodes),
    canOpenWidget: canConnect(host),
  };
}
