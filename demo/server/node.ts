import { createAdaptorServer } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createBackend, type BackendOptions } from './backend.js';
import { openDatabase, type DatabaseOptions } from './database/index.js';

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
  const database = await openDatabase({ log: options.pluggy.log, ...options.database });
  const backend = createBackend({ ...options, database });
  const server = createAdaptorServer({ fetch: backend.app.fetch }) as Server;
  const close = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await backend.stop();
    await database.close();
  };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const { port: taken } = server.address() as AddressInfo;
    await backend.start();
    if (webhooks) await backend.register(webhooks === 'loopback' ? `http://127.0.0.1:${taken}` : webhooks);
    return { url: `http://localhost:${taken}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
