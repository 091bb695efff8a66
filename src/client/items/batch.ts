/** Calls a function once for several requests: at the end of the current task, or after a delay. */
export class Batch {
  #run: () => void;
  #planned?: 'now' | 'soon';
  #timer?: ReturnType<typeof setTimeout>;

  constructor(signal: AbortSignal, run: () => void) {
    this.#run = () => {
      if (!signal.aborted) run();
    };
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** Plans the call for the end of the current task. */
  runNow(): void {
    if (this.#planned === 'now') return;
    this.#planned = 'now';
    queueMicrotask(() => this.#end('now'));
  }

  /** Plans the call after a delay, unless a call is planned already. */
  runSoon(delayMs: number): void {
    if (this.#planned) return;
    this.#planned = 'soon';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end('soon'), delayMs);
  }

  #end(planned: 'now' | 'soon'): void {
    // A call at the end of a task replaces a delayed one.
    if (this.#planned !== planned) return;
    this.#planned = undefined;
    this.#run();
  }
}
