import type { ItemViewOptions } from '../../model/item-view.js';
import type { ProviderContext } from '../../provider-context.js';

/** Returns the current time and the provider's settings by which an Item's state is judged. */
export function viewOptions(context: ProviderContext | undefined): ItemViewOptions & { now: number } {
  const { items, consentWarningDays, staleAfterDays } = context ?? {};
  return { now: items?.now() ?? Date.now(), consentWarningDays, staleAfterDays };
}
