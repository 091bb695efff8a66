import type { ReactiveControllerHost } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import type { Settings } from '../../provider-context.js';
import type { PromptEvent, PromptState } from './reauth-prompt.reducer.js';

/** The parts of a prompt that its controllers and actions use. */
export interface PromptHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** The state of the prompt; absent while there is nothing to show. */
  readonly state?: PromptState;
  readonly store?: Items;
  readonly itemId: string;
  readonly settings: Settings;
  readonly mfaEndpoint: string;
  /** Applies an event to the state, and renders. */
  dispatch(event: PromptEvent): void;
}
