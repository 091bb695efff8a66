import type { PluggyError } from '../../model/errors.js';
import { Alarm, steadyNow } from './alarm.js';

/** Delays between failed attempts. The last delay repeats. */
const DELAYS_MS = [5000, 15_000, 30_000, 60_000];

/**
 * Decides when failed requests are retried: all that failed since the last attempt together, after growing delays, not
 * before `Retry-After`, and at once when the page becomes visible or the browser is online again.
 */
export class RetrySchedule {
  #retry: () => void;
  #delaysMs: readonly number[];
  #at?: number;
  #failures = 0;
  #alarm = new Alarm(() => this.#run());
  #signal?: AbortSignal;

  constructor(retry: () => void, delaysMs: readonly number[] = DELAYS_MS) {
    this.#retry = retry;
    this.#delaysMs = delaysMs;
  }

  start(signal: AbortSignal): void {
    this.#signal = signal;
    const runSoon = () => {
      if (this.#at !== undefined && document.visibilityState !== 'hidden') this.#schedule(steadyNow());
    };
    document.addEventListener('visibilitychange', runSoon, { signal });
    window.addEventListener('online', runSoon, { signal });
    signal.addEventListener('abort', () => this.#alarm.set(Infinity));
    runSoon();
  }

  /** Plans a retry after a failure. Returns whether a retry can help. */
  plan(error: PluggyError): boolean {
    if (error.retryable) this.planAfter(error);
    return error.retryable;
  }

  /** Plans a retry after a failure of any kind. */
  planAfter({ retryAfter }: PluggyError): void {
    const delays = this.#delaysMs;
    const at = this.#at ?? steadyNow() + delays[Math.min(this.#failures++, delays.length - 1)]!;
    // `retryAfter` is a moment by the device's clock.
    const waitMs = retryAfter ? retryAfter.getTime() - Date.now() : 0;
    this.#schedule(Math.max(at, steadyNow() + waitMs));
  }

  /** Starts again from the first delay: the backend has answered. */
  reset(): void {
    this.#failures = 0;
  }

  #schedule(at: number): void {
    this.#at = at;
    if (this.#signal && !this.#signal.aborted) this.#alarm.set(at);
  }

  #run(): void {
    // The retries start again when the page becomes visible.
    if (document.visibilityState === 'hidden') return;
    this.#at = undefined;
    this.#retry();
  }
}
