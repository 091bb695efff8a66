import { createAdaptorServer } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createBackend, type Backend, type BackendOptions } from './backend.js';
import { openDatabase, type Database, type DatabaseOptions } from './database/index.js';

export interface ServerOptions extends Omit<BackendOptions, 'database'> {
  /** 0 takes any free port. */
  port?: number;
  /** The interface; this computer only by default. */
  host?: string;
  /** In memory by default. */
  database?: DatabaseOptions;
  /** Where Pluggy reaches this server with its events; `'loopback'` for a sandbox on the same computer. */
  webhooks?: string;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Runs the backend on Node. Rejects with Node's own error where the port is taken. */
export async function startServer({
  port = 4200,
  host = '127.0.0.1',
  webhooks,
  ...options
}: ServerOptions): Promise<RunningServer> {
  // The port first: that it is taken is said at once. Requests wait until there is something to answer them with.
  let ready = (_backend: Backend) => {};
  const started = new Promise<Backend>((resolve) => (ready = resolve));
  const server = createAdaptorServer({ fetch: async (request) => (await started).app.fetch(request) }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
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
    if (webhooks) await backend.register(webhooks === 'loopback' ? `http://127.0.0.1:${taken}` : webhooks);
    return { url: `http://localhost:${taken}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
