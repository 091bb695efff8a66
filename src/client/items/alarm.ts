/** The longest delay of setTimeout(). A longer delay would end at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** A timer for the earliest of several moments. */
export class Alarm {
  #ring: () => void;
  #at = Infinity;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** The moment for which the alarm is set, in milliseconds since the epoch; Infinity when the alarm is off. */
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
    const delayMs = Math.max(0, this.#at - Date.now());
    if (delayMs > MAX_DELAY_MS) {
      this.#timer = setTimeout(() => this.#wait(), MAX_DELAY_MS);
      return;
    }
    this.#timer = setTimeout(() => {
      this.#at = Infinity;
      this.#ring();
    }, delayMs);
  }
}
