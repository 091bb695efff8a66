/** The longest delay of setTimeout(), in milliseconds. A longer delay would end at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

const LOAD_TIMEOUT_MS = 20_000;

/** Returns the delay for setTimeout() until a moment that comes from outside: at once for a past moment or for none. */
export function delayUntil(time: number, now: number): number {
  return Math.min(Math.max(0, time - now), MAX_DELAY_MS) || 0;
}

/** Returns the time that the widget has to answer, from `load-timeout`; the default for a wrong value. */
export function loadTimeoutMs(value: unknown): number {
  const ms = Number(value);
  return ms > 0 && ms <= MAX_DELAY_MS ? ms : LOAD_TIMEOUT_MS;
}
