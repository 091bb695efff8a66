import { startSandbox } from '../../../demo/sandbox/node.js';
import { startServer } from '../../../demo/server/node.js';

const KEYS = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

/** The demo as `npm start` runs it, only faster; with `webhooks` the sandbox tells the backend what happens. */
export async function startDemo({ webhooks }: { webhooks?: 'loopback' } = {}) {
  const sandbox = await startSandbox({ ...KEYS, stepMs: 20, allowLoopbackWebhooks: !!webhooks });
  const server = await startServer({
    port: 0,
    pluggy: { ...KEYS, baseUrl: sandbox.url },
    sandboxUrl: sandbox.url,
    sessionSecret: 'the-session-secret',
    webhooks,
  });
  return {
    url: server.url,
    widgetUrl: sandbox.url,
    async close() {
      await server.close();
      await sandbox.close();
    },
  };
}

export type Demo = Pick<Awaited<ReturnType<typeof startDemo>>, 'url' | 'widgetUrl'>;
