import { test as base } from '@playwright/test';
import { connectPeople, people } from '../../../demo/people.js';
import { startSandbox } from '../../../src/sandbox/node.js';
import { startServer } from '../../../demo/server/node.js';

const KEYS = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

interface DemoOptions {
  /** Whether the sandbox sends webhooks to the backend. */
  webhooks?: 'loopback';
  /** With Ana and Bruno, and their connections. */
  withPeople?: boolean;
  /** Folder of the database, which outlives the backend. */
  folder?: string;
  /** Time in milliseconds that the simulated person takes on their phone. */
  actionMs?: number;
}

/** The demo as `npm start` runs it, only faster. */
export async function startDemo({ webhooks, withPeople, folder, actionMs }: DemoOptions = {}) {
  const sandbox = await startSandbox({ ...KEYS, stepMs: 5, actionMs, allowLoopbackWebhooks: !!webhooks });
  const start = (port: number) =>
    startServer({
      port,
      pluggy: { ...KEYS, baseUrl: sandbox.url },
      sandboxUrl: sandbox.url,
      sessionSecret: 'the-session-secret',
      database: { folder },
      people: withPeople ? people : [],
      webhooks,
    });
  let server = await start(0);
  if (withPeople) await connectPeople({ url: server.url, sandboxUrl: sandbox.url });
  return {
    url: server.url,
    widgetUrl: sandbox.url,
    /** Ends the backend, lets something happen meanwhile, and starts it again where it was. */
    async restart(meanwhile: () => Promise<unknown>) {
      await server.close();
      await meanwhile();
      server = await start(Number(new URL(server.url).port));
    },
    async close() {
      await server.close();
      await sandbox.close();
    },
  };
}

export type Demo = Awaited<ReturnType<typeof startDemo>>;

/** Tests with one demo per worker, which every file shares: a demo takes seconds to start. */
export const test = base.extend<object, { demo: Demo }>({
  demo: [
    // Playwright reads the names that a fixture needs from a pattern, which may not be empty.
    async ({ browserName: _ }, use) => {
      const demo = await startDemo({ webhooks: 'loopback', actionMs: 400 });
      await use(demo);
      await demo.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
});
