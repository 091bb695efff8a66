import type { ReactiveController } from '@lit/reactive-element';
import { delayUntil } from '../../model/delay.js';
import type { PromptHost } from './prompt-host.js';
import { COUNTDOWN_LIMIT_MS, timeLeftOn } from './reauth-prompt.reducer.js';

/** Time for which the prompt shows that the connection is fine before the prompt disappears. */
const FINE_NOTICE_MS = 8000;

/** Updates the prompt every second while time is running out. */
export class Countdown implements ReactiveController {
  readonly #host: PromptHost;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(host: PromptHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    this.hostDisconnected();
    const { state, isConnected } = this.#host;
    const left = state && isConnected ? timeLeftOn(state) : Infinity;
    if (left === Infinity) return;
    const delay = left > COUNTDOWN_LIMIT_MS ? delayUntil(left, COUNTDOWN_LIMIT_MS) : left % 1000 || 1000;
    this.#timer = setTimeout(() => this.#host.requestUpdate(), delay);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}

/** Dismisses the prompt a few seconds after nothing is needed any more, but not while the focus is inside. */
export class DismissTimer implements ReactiveController {
  readonly #host: PromptHost;
  #timer?: ReturnType<typeof setTimeout>;
  #isFine = false;
  #isDue = false;

  constructor(host: PromptHost) {
    this.#host = host;
    host.addController(this);
    // A screen reader may still be on the sentence when the time is over.
    host.renderRoot.addEventListener('focusout', () => this.#isDue && this.#dismiss());
  }

  hostUpdated(): void {
    const isFine = this.#host.state?.screen?.name === 'fine';
    if (isFine === this.#isFine) return;
    this.#isFine = isFine;
    this.#isDue = false;
    clearTimeout(this.#timer);
    if (isFine) this.#timer = setTimeout(this.#end, FINE_NOTICE_MS);
  }

  #end = (): void => {
    this.#isDue = true;
    if (!(this.#host.renderRoot as ShadowRoot).activeElement) this.#dismiss();
  };

  #dismiss(): void {
    this.#host.dispatch({ type: 'dismissed' });
  }
}
