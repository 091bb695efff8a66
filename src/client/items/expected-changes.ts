/** Times after the end of a widget at which the list is read again. */
const DELAYS_MS = [5000, 15_000, 45_000];

/** Reads the list now and a few times more, because the backend learns of a change later than the page. */
export class ExpectedChanges {
  #read: () => void;
  #signal: AbortSignal;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(read: () => void, signal: AbortSignal) {
    this.#read = read;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#timers.forEach(clearTimeout));
  }

  /** Begins again: the reads of an earlier widget are left out. */
  expect(): void {
    if (this.#signal.aborted) return;
    this.#timers.forEach(clearTimeout);
    this.#timers = DELAYS_MS.map((delayMs) => setTimeout(this.#read, delayMs));
    this.#read();
  }
}
