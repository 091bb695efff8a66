import { test as base } from '@playwright/test';
import { connectPeople, people } from '../../../demo/people.js';
import { startSandbox } from '../../../src/sandbox/node.js';
import { startServer } from '../../../demo/server/node.js';

interface DemoOptions {
  /** Whether the sandbox sends webhooks to the backend. */
  webhooks?: 'loopback';
  /** Whether the demo starts with Ana and Bruno and their connections. */
  withPeople?: boolean;
  /** Folder of the database, which survives a restart of the backend. */
  folder?: string;
  /** Time in milliseconds that the simulated person takes on their phone. */
  actionMs?: number;
}

/** Runs the demo as `npm start` does, with shorter times. */
export async function startDemo({ webhooks, withPeople, folder, actionMs }: DemoOptions = {}) {
  const sandbox = await startSandbox({ stepMs: 5, actionMs, allowLoopbackWebhooks: !!webhooks });
  const start = (port: number) =>
    startServer({
      port,
      pluggy: { ...sandbox.sandbox.keys, baseUrl: sandbox.url },
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
    /** Stops the backend, calls the function, and starts the backend again on the same port. */
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
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const demo = await startDemo({ webhooks: 'loopback', actionMs: 400 });
      await use(demo);
      await demo.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
  locale: 'pt-BR',
});
