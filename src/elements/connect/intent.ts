/** Time that a pointer must rest on the button to count as intent. */
const HOVER_INTENT_MS = 65;

/** The moments at which a preload may begin. */
export type Moment = 'intent' | 'visible';

/** Notices that a person is about to use the button: a resting pointer, a press, keyboard focus; or that it is visible. */
export class IntentWatcher {
  #host: HTMLElement;
  #notice: (moment: Moment) => void;
  #hoverTimer?: ReturnType<typeof setTimeout>;
  /** Whether the pointer has not moved since a dialog closed above it, so that its position shows no intent. */
  #isPointerStale = false;
  #visibility?: IntersectionObserver;

  constructor(host: HTMLElement, button: HTMLElement, notice: (moment: Moment) => void) {
    this.#host = host;
    this.#notice = notice;
    const intent = () => notice('intent');
    const on = host.addEventListener.bind(host);
    on('pointerenter', () => {
      this.#hoverTimer = setTimeout(() => this.#isPointerStale || intent(), HOVER_INTENT_MS);
    });
    on('pointermove', () => (this.#isPointerStale = false));
    on('pointerleave', () => clearTimeout(this.#hoverTimer));
    on('pointerdown', intent);
    on('focusin', () => button.matches(':focus-visible') && intent());
  }

  /** Whether the element's visibility is watched, or was noticed. */
  get isWatching(): boolean {
    return !!this.#visibility;
  }

  /** Waits again until the element is visible. */
  watchVisibility(): void {
    this.#visibility?.disconnect();
    this.#visibility = new IntersectionObserver(([entry], observer) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      this.#notice('visible');
    });
    this.#visibility.observe(this.#host);
  }

  ignoreVisibility(): void {
    this.#visibility?.disconnect();
    this.#visibility = undefined;
  }

  /** Ignores the pointer until it moves: the dialog has closed above it. */
  ignoreRestingPointer(): void {
    this.#isPointerStale = true;
  }

  cancelHover(): void {
    clearTimeout(this.#hoverTimer);
  }
}
