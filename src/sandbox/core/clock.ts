import type { Schedule } from './types.js';

/** Rejection reason of every wait in a cancelled run. */
export class Cancelled extends Error {}

/** The longest delay of `setTimeout`, 24 days. `setTimeout` runs at once when the delay is longer. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const defaultSchedule: Schedule = (run, ms) => {
  const id = setTimeout(run, Math.min(ms, MAX_TIMEOUT_MS));
  return () => clearTimeout(id);
};

/** The sandbox's source of time. Every timer is registered here, so that `close` cancels all of them. */
export class Clock {
  readonly #pending = new Set<() => void>();
  #closed = false;

  constructor(
    readonly now: () => number = Date.now,
    private readonly schedule: Schedule = defaultSchedule,
  ) {}

  iso(offsetMs = 0): string {
    return new Date(this.now() + offsetMs).toISOString();
  }

  /** Calls `run` after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void {
    if (this.#closed) return () => undefined;
    const cancelTimer = this.schedule(() => {
      this.#pending.delete(cancel);
      run();
    }, ms);
    const cancel = () => {
      this.#pending.delete(cancel);
      cancelTimer();
    };
    this.#pending.add(cancel);
    return cancel;
  }

  /** Resolves after `ms`, rejects with `Cancelled` as soon as the signal is aborted, and never settles after `close`. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new Cancelled());
      const onAbort = () => {
        cancel();
        reject(new Cancelled());
      };
      const cancel = this.after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  close(): void {
    this.#closed = true;
    for (const cancel of [...this.#pending]) cancel();
  }
}
