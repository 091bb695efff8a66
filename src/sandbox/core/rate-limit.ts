import type { Clock } from './clock.js';
import { ApiError } from './errors.js';

const WINDOW_MS = 60_000;

/** Limits the calls per minute and caller as Pluggy does. https://docs.pluggy.ai/en/docs/reference/rate-limits.md */
export class RateLimit {
  readonly #windows = new Map<string, { endsAt: number; calls: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
  ) {}

  /** Counts a call and sets the rate limit headers. Throws 429 when the call exceeds the limit. */
  count(caller: string, setHeader: (name: string, value: string) => void): void {
    const now = this.clock.now();
    let window = this.#windows.get(caller);
    if (!window || window.endsAt <= now) this.#windows.set(caller, (window = { endsAt: now + WINDOW_MS, calls: 0 }));
    window.calls++;
    setHeader('RateLimit-Limit', String(this.limit));
    setHeader('RateLimit-Remaining', String(Math.max(0, this.limit - window.calls)));
    setHeader('RateLimit-Reset', String(Math.ceil((window.endsAt - now) / 1000)));
    if (window.calls <= this.limit) return;
    setHeader('Retry-After', '60');
    throw new ApiError(429, undefined, 'Too many requests. Please try again later.');
  }
}
