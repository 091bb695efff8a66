import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
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
  close(): Promise<void>;
}

/** Serves the sandbox over HTTP. The default `assets` are the Connect page and the control page at `/sandbox/control`. */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  const { port = 0, host = '127.0.0.1', hosts = [], ...rest } = options;
  const sandbox = createSandbox({ ...rest, hosts: [host, ...hosts], assets: rest.assets ?? pages() });
  const server = createAdaptorServer({
    fetch: (request) => sandbox.fetch(request),
    serverOptions: { maxHeaderSize: MAX_HEADER_BYTES },
  }) as Server;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    sandbox.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const message = `Port ${port} is taken: stop the program that uses it, or choose another port for the sandbox with PORT or --port.`;
    throw Object.assign(new Error(message, { cause: error }), { code: 'EADDRINUSE' });
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    sandbox,
    async close() {
      sandbox.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Bundles the pages at the first request, so that tests of the API do not wait for the bundler. */
function pages(): NonNullable<SandboxOptions['assets']> {
  let bundle: ReturnType<typeof bundlePages> | undefined;
  return async (path) => {
    bundle ??= bundlePages();
    return (await bundle).get(path);
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.PORT ?? '4001' },
      host: { type: 'string', multiple: true, default: [] },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      latency: { type: 'string', default: '0' },
      step: { type: 'string', default: '600' },
      fail: { type: 'string', multiple: true, default: [] },
    },
  });
  const [host, ...hosts] = values.host;
  const { url, sandbox } = await startSandbox({
    port: integer('--port', values.port),
    host,
    hosts,
    clientId: values['client-id'],
    clientSecret: values['client-secret'],
    latencyMs: integer('--latency', values.latency),
    stepMs: integer('--step', values.step),
    fail: values.fail.flatMap((list) => list.split(',')),
    allowLoopbackWebhooks: true,
  });
  console.log(
    `Offline Pluggy: ${url}\nControl page: ${url}/sandbox/control\nClient id: ${sandbox.keys.clientId}\nClient secret: ${sandbox.keys.clientSecret}`,
  );
}

function integer(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`${name} must be a whole number, not "${value}".`);
  return Number(value);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
