/** Time that a pointer must rest on the button to count as intent. */
const HOVER_INTENT_MS = 65;
/** Time that the keyboard focus must stay on the button to count as intent: people move on with Tab in less. */
const FOCUS_INTENT_MS = 300;
/** Share of the element that counts as visible. `isIntersecting` is also true if only an edge touches the window. */
const VISIBLE_SHARE = 0.01;

/** The moments at which a preload may begin. `focus`: the keyboard focus has arrived, and may move on. */
export type Moment = 'intent' | 'focus' | 'visible';

/** Whether the person has asked for less data. */
export function savesData(): boolean | undefined {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
}

/** Returns the moment at which the settings ask for a preparation. */
export function preloadMoment({ preload }: { preload?: string }): Moment | undefined {
  return preload === 'none' ? undefined : preload === 'visible' && !savesData() ? preload : 'intent';
}

/** Notices that a person is about to use the button: a resting pointer, a press, keyboard focus; or that it is visible. */
export class IntentWatcher {
  #host: HTMLElement;
  #notice: (moment: Moment) => unknown;
  /** Runs while a pointer or the focus must stay. */
  #timer?: ReturnType<typeof setTimeout>;
  /** Whether the pointer has not moved since a dialog closed above it, so that its position shows no intent. */
  #isPointerStale = false;
  #visibility?: IntersectionObserver;

  constructor(host: HTMLElement, button: HTMLElement, notice: (moment: Moment) => unknown) {
    this.#host = host;
    this.#notice = notice;
    const intent = () => notice('intent');
    const on = host.addEventListener.bind(host);
    const wait = (ms: number, act: () => void) => {
      this.stopWaiting();
      this.#timer = setTimeout(act, ms);
    };
    on('pointerenter', () => wait(HOVER_INTENT_MS, () => this.#isPointerStale || intent()));
    on('pointermove', () => (this.#isPointerStale = false));
    on('pointerleave', () => this.stopWaiting());
    on('pointerdown', intent);
    on('focusin', () => button.matches(':focus-visible') && notice('focus') && wait(FOCUS_INTENT_MS, intent));
    on('focusout', () => this.stopWaiting());
  }

  /** Whether the element's visibility is watched, or was noticed. */
  get isWatching(): boolean {
    return !!this.#visibility;
  }

  /** Waits again until the element is visible, or stops waiting. */
  followVisibility(isWanted: boolean): void {
    this.ignoreVisibility();
    if (!isWanted) return;
    // The observer of another window never notices an element in this one.
    const { defaultView } = this.#host.ownerDocument;
    const Observer = (defaultView ?? window).IntersectionObserver as typeof IntersectionObserver | undefined;
    // jsdom has no IntersectionObserver.
    this.#visibility =
      Observer &&
      new Observer(
        (entries, observer) => {
          // Engines round.
          if (entries.at(-1)!.intersectionRatio < VISIBLE_SHARE / 2) return;
          observer.disconnect();
          this.#notice('visible');
        },
        { threshold: VISIBLE_SHARE },
      );
    this.#visibility?.observe(this.#host);
  }

  ignoreVisibility(): void {
    this.#visibility?.disconnect();
    this.#visibility = undefined;
  }

  /** Ignores the pointer until it moves: the dialog has closed above it. */
  ignoreRestingPointer(): void {
    this.#isPointerStale = true;
  }

  /** Forgets a pointer or a focus that has not stayed long enough. */
  stopWaiting(): void {
    clearTimeout(this.#timer);
  }
}
