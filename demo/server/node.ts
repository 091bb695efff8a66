import { createAdaptorServer } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createApp, type AppOptions } from './app.js';

export interface ServerOptions extends AppOptions {
  /** 0 takes any free port. */
  port?: number;
  /** The interface; this computer only by default. */
  host?: string;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Runs the backend on Node. Rejects with Node's own error where the port is taken. */
export async function startServer({
  port = 4200,
  host = '127.0.0.1',
  ...options
}: ServerOptions): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch: createApp(options).fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
