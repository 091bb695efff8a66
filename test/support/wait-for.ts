import { vi } from 'vitest';
import { WAIT_MS } from './wait.js';

/** Tries a check again every few milliseconds until it does not throw; its last error counts after `WAIT_MS`. */
export const waitFor = <Value>(check: () => Value | Promise<Value>): Promise<Value> =>
  vi.waitFor(check, { interval: 5, timeout: WAIT_MS });
