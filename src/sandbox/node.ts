import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { bundlePages } from './bundle.js';
import { createSandbox, type Sandbox, type SandboxOptions } from './core/index.js';

/** Large enough for a request line with 500 ids, which Node's default of 16 kB is not. */
const MAX_HEADER_BYTES = 65_536;

export interface StartOptions extends SandboxOptions {
  /** The port to listen on. The default, 0, takes any free port. */
  port?: number;
  /** The address to listen on, which the sandbox also answers to. Default `127.0.0.1`. */
  host?: string;
}

export interface RunningSandbox {
  url: string;
  sandbox: Sandbox;
  readonly close: () => Promise<void>;
}

/** Serves the sandbox over HTTP. The default `assets` are the Connect page and the control page at `/sandbox/control`. */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  const { port = 0, host = '127.0.0.1', hosts = [], ...rest } = options;
  const sandbox = createSandbox({ ...rest, hosts: [host, ...hosts], assets: rest.assets ?? pages() });
  const server = createAdaptorServer({
    fetch: (request) => sandbox.fetch(request),
    // The process may be that of a test runner, whose `Request` and `Response` stay as they are.
    overrideGlobalObjects: false,
    serverOptions: { maxHeaderSize: MAX_HEADER_BYTES },
  }) as Server;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    sandbox.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const message = `Port ${port} is in use: stop the program that uses it, or choose another port for the sandbox.`;
    throw Object.assign(new Error(message, { cause: error }), { code: 'EADDRINUSE' });
  }
  let closed: Promise<unknown> | undefined;
  return {
    url: `http://${nameOf(host)}:${(server.address() as AddressInfo).port}`,
    sandbox,
    async close() {
      if (!closed) {
        closed = once(server, 'close');
        sandbox.close();
        server.close();
        server.closeAllConnections();
      }
      await closed;
    },
  };
}

/** Names of this machine, for the addresses that mean all of its interfaces. */
const EVERY_INTERFACE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Returns the name for URLs of a server that listens on the address. */
function nameOf(host: string): string {
  const name = EVERY_INTERFACE[host] ?? host;
  return name.includes(':') ? `[${name}]` : name;
}

/** Bundles the pages at the first request, so that tests of the API do not wait for the bundler. */
function pages(): NonNullable<SandboxOptions['assets']> {
  let bundle: ReturnType<typeof bundlePages> | undefined;
  return async (path) => {
    bundle ??= bundlePages();
    return (await bundle).get(path);
  };
}
