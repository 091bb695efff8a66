import { delayUntil, MAX_DELAY_MS } from '../../model/delay.js';

/**
 * Returns the milliseconds since some moment in the past. A change of the device's clock does not change them, so that all
 * schedules count by them.
 */
export function steadyNow(): number {
  return performance.now();
}

/** A timer for the earliest of several moments, which are counted by `steadyNow()`. */
export class Alarm {
  #ring: () => void;
  #at = Infinity;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** The moment for which the alarm is set; Infinity when the alarm is off. */
  get at(): number {
    return this.#at;
  }

  /** Sets the alarm to another moment. Infinity turns the alarm off. */
  set(at: number): void {
    if (at === this.#at) return;
    this.#at = at;
    clearTimeout(this.#timer);
    if (at < Infinity) this.#wait();
  }

  #wait(): void {
    const delayMs = delayUntil(this.#at, steadyNow());
    this.#timer = setTimeout(() => {
      if (delayMs === MAX_DELAY_MS) {
        this.#wait();
        return;
      }
      this.#at = Infinity;
      this.#ring();
    }, delayMs);
  }
}
