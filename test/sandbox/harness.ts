import { type Item, PluggyClient } from 'pluggy-sdk';
import { onTestFinished, vi } from 'vitest';
import { startSandbox, type StartOptions } from '../../src/sandbox/node.js';
import { KEYS } from '../support/keys.js';
import { WAIT_MS } from '../support/wait.js';

export { KEYS };

export const GOOD = { user: 'user-ok', password: 'password-ok' };

/** Starts a sandbox on a free port for one test, with a client of the official SDK for it. */
export async function start(options: StartOptions = {}) {
  const running = await startSandbox({
    stepMs: 2,
    inputTimeoutMs: 10_000,
    actionMs: 20,
    assets: () => Promise.resolve(undefined),
    // Tests update items that were created a moment ago.
    minUpdateFrequencyHours: null,
    ...KEYS,
    ...options,
  });
  onTestFinished(() => running.close());
  // The SDK also prints each refusal to the console.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  return { ...running, client: clientOf(running.url) };
}

export const clientOf = (url: string) => withApiUrl(() => new PluggyClient(KEYS), url);

export type StartedSandbox = Awaited<ReturnType<typeof start>>;

/** Runs a constructor with the sandbox's URL in the environment variable from which the SDK reads its base URL. */
export function withApiUrl<T>(construct: () => T, url: string): T {
  vi.stubEnv('PLUGGY_API_URL', url);
  try {
    return construct();
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Reads the item until it fulfils a condition. */
export async function until(client: PluggyClient, id: string, wanted: (item: Item) => boolean): Promise<Item> {
  return vi.waitUntil(
    async () => {
      const item = await client.fetchItem(id);
      return wanted(item) ? item : undefined;
    },
    { timeout: WAIT_MS, interval: 2 },
  );
}

export const finished = (item: Item) =>
  !['UPDATING', 'WAITING_USER_INPUT', 'WAITING_USER_ACTION'].includes(item.status);
export const settled = (client: PluggyClient, id: string) => until(client, id, finished);
export const waitingForInput = (client: PluggyClient, id: string) =>
  until(client, id, (item) => item.status === 'WAITING_USER_INPUT');

/** Returns the body of the refusal with which an SDK call rejects. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('The call was not refused');
}

/** Sends a request that the SDK has no method for, for example with a connect token or without a key. */
export async function call(url: string, path: string, key?: string, init: { method?: string; body?: unknown } = {}) {
  const response = await fetch(url + path, {
    method: init.method ?? 'GET',
    headers: { 'content-type': 'application/json', ...(key && { 'x-api-key': key }) },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body, headers: response.headers };
}

/** Creates a clock that the test advances: pass `time.options` to the sandbox, then call `time.advance(ms)`. */
export function virtualTime() {
  let now = Date.now();
  const timers = new Set<{ at: number; run: () => void }>();
  const nextTick = () => new Promise((resolve) => setImmediate(resolve));
  return {
    options: {
      now: () => now,
      schedule(run: () => void, ms: number) {
        const timer = { at: now + ms, run };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    } satisfies StartOptions,
    get pending() {
      return timers.size;
    },
    async advance(ms: number) {
      const end = now + ms;
      for (;;) {
        await nextTick();
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}
