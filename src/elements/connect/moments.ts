import { pageRegistry } from '../../client/widget/page-registry.js';
import { isOn } from '../shared/attributes.js';
import { preloadMoment, type Moment } from './intent.js';
import type { InlineHost, InlineTurn } from './inline-turns.js';
import { loadInlineCode } from './load-widget.js';
import type { ConnectPort } from './port.js';
import type { Preparation } from './preparation.js';

/** Prepares an open before the click, or opens the widget of an inline element without a click. */
export class Moments implements InlineTurn {
  /**
   * Whether the element no longer opens by itself. The element has opened, or another element had the widget while this one was
   * visible. An inline element opens by itself only once.
   */
  isOver = false;

  readonly host: InlineHost;
  #port: Pick<ConnectPort, 'source' | 'context'>;
  #preparation: Preparation;
  #isFree: () => boolean;

  /** `isFree` returns whether the element is enabled, and no open of the element is running. */
  constructor(
    host: InlineHost,
    port: Pick<ConnectPort, 'source' | 'context'>,
    preparation: Preparation,
    isFree: () => boolean,
  ) {
    this.host = host;
    this.#port = port;
    this.#preparation = preparation;
    this.#isFree = isFree;
  }

  /** Whether something begins when the element becomes visible. After `reset()`, nothing does until the next person is there. */
  get needsVisibility(): boolean {
    const { source, context } = this.#port;
    return !context?.isSignedOut && (this.#isInline ? !this.isOver : preloadMoment(source.settings) === 'visible');
  }

  /** Whether an inline element waits until it is visible. */
  get canOpen(): boolean {
    return this.#isInline && this.#preparation.isPossible && this.#isFree() && this.needsVisibility;
  }

  /** Uses a moment. Returns whether the settings ask for a preparation. */
  use(moment: Moment): boolean {
    if (this.#isInline) {
      const isAsked = moment === 'visible' && this.canOpen;
      // If the code of inline mode fails to load, the button stays.
      if (isAsked)
        loadInlineCode().then(
          (code) => code.openWhenVisible(this),
          () => {},
        );
      return isAsked;
    }
    const isFocus = moment === 'focus';
    const isAsked = preloadMoment(this.#port.source.settings) === (isFocus ? 'intent' : moment);
    if (!isAsked || !this.#isFree() || pageRegistry().running) return false;
    this.#preparation[isFocus ? 'warmUp' : 'start']();
    return true;
  }

  get #isInline(): boolean {
    return isOn(this.#port.source.inline);
  }
}
