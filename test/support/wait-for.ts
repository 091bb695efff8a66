import { vi } from 'vitest';
import { WAIT_MS } from './wait.js';

/** Repeats a check every few milliseconds until it does not throw. Throws its last error after `WAIT_MS`. */
export const waitFor = <Value>(check: () => Value | Promise<Value>): Promise<Value> =>
  vi.waitFor(check, { interval: 5, timeout: WAIT_MS });
