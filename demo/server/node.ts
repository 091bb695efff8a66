import { createAdaptorServer } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createBackend, type Backend, type BackendOptions } from './backend.js';
import { openDatabase, type Database, type DatabaseOptions } from './database/index.js';

export interface ServerOptions extends Omit<BackendOptions, 'database'> {
  /** Port to listen on; 0 chooses any free port. */
  port?: number;
  /** Interface to listen on, `127.0.0.1` by default. */
  host?: string;
  /** Database to use, in memory by default. */
  database?: DatabaseOptions;
  /** Public address for Pluggy's webhooks; `'loopback'` for a sandbox on the same computer. */
  webhooks?: string;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Runs the backend on Node. Rejects with Node's `EADDRINUSE` error when the port is in use. */
export async function startServer({
  port = 4200,
  host = '127.0.0.1',
  webhooks,
  ...options
}: ServerOptions): Promise<RunningServer> {
  // Listen before the slower start of the backend, to fail fast if the port is in use. Requests wait for the backend.
  let ready = (_backend: Backend) => {};
  const started = new Promise<Backend>((resolve) => (ready = resolve));
  const server = createAdaptorServer({ fetch: async (request) => (await started).app.fetch(request) }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  let database: Database | undefined;
  let backend: Backend | undefined;
  const close = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await backend?.stop();
    await database?.close();
  };
  try {
    database = await openDatabase({ log: options.pluggy.log, ...options.database });
    backend = createBackend({ ...options, database });
    await backend.start();
    ready(backend);
    if (webhooks) await backend.register(webhooks === 'loopback' ? `http://127.0.0.1:${actualPort}` : webhooks);
    else backend.withoutWebhooks();
    return { url: `http://localhost:${actualPort}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
