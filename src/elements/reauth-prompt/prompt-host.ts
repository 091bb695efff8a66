import type { ReactiveControllerHost } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import type { Settings } from '../../session.js';
import { canConnect } from '../shared/can-connect.js';
import type { PromptEvent, PromptState, Surroundings } from './reauth-prompt.reducer.js';

/** The parts of a prompt that its controllers and actions use. */
export interface PromptHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Absent until there is something to show. */
  readonly state?: PromptState;
  readonly store?: Items;
  readonly itemId: string;
  readonly settings: Settings;
  readonly mfaEndpoint: string;
  /** Applies an event to the state, and renders. */
  dispatch(event: PromptEvent): void;
}

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
