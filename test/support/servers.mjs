// Servers for the browser tests, each on its own origin: the sandbox, a widget page that answers, a widget page that
// loads and never answers, a widget page that never loads, and a backend that redirects.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

const PAGE = '<!doctype html><html lang="en"><title>Widget under test</title><button>in the widget</button>';

async function serve(handle) {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The SDK, or other code that imports CommonJS modules, as one ES module for the browser. */
export async function bundleSdk(stdin = "export * from 'pluggy-connect-sdk';") {
  const { outputFiles } = await build({
    stdin: { contents: stdin, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].text;
}

/**
 * Server-sent events that fail as the path says; with `401-then-well` and the like, only the first request for each
 * address fails.
 */
function streamFaults() {
  const seen = new Set();
  return ({ url }, response) => {
    const fault = url.slice(1).split('-then-well')[0];
    const isFirst = !seen.has(url);
    seen.add(url);
    response.setHeader('access-control-allow-origin', '*');
    if (isFirst && /^\d+$/.test(fault)) return response.writeHead(Number(fault)).end('{"error":"refused"}');
    if (isFirst && fault === 'html') return response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 100\n\n');
    if (fault === 'drop') return response.end();
    if (fault !== 'many') return undefined;
    const event = (index) => `garbage\n\ndata: {"itemId":\n\ndata: {"itemId":"i${index}"}\n\n`;
    return response.write(Array.from({ length: 10_000 }, (_, index) => event(index)).join(''));
  };
}

/**
 * A backend that redirects. `/redirect/307?to=<URL>` redirects; `/answer?body=<text>&type=<content type>` answers and
 * records its request; `/closed` is a sign-in page that refuses scripts of other origins; `/received?key=<key>` lists the
 * recorded requests whose address has the same `key`; `/endless` never stops to answer.
 */
export function redirectBackend() {
  const received = [];
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const step = pathname.replace('/__redirects__', '');
    const { origin, 'access-control-request-headers': names } = request.headers;
    if (step !== '/closed') {
      response.setHeader('access-control-allow-origin', origin ?? '*');
      response.setHeader('access-control-allow-credentials', 'true');
      response.setHeader('access-control-allow-methods', 'GET, POST, PATCH, DELETE');
      response.setHeader('access-control-allow-headers', names ?? '*');
    }
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    let body = '';
    for await (const chunk of request) body += chunk;
    const key = searchParams.get('key');
    if (step.startsWith('/redirect/')) {
      received.push({ key, step, method: request.method });
      return response.writeHead(Number(step.split('/')[2]), { location: searchParams.get('to') }).end();
    }
    if (step === '/received') {
      const found = received.filter((one) => one.key === key);
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    }
    received.push({ key, step, method: request.method, headers: request.headers, body });
    if (step === '/endless') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000000' });
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(100_000)));
      };
      response.on('drain', write).on('close', () => received.push({ key, step: 'closed' }));
      return write();
    }
    const type = searchParams.get('type') ?? (step === '/closed' ? 'text/html' : 'application/json');
    return response.writeHead(200, { 'content-type': type }).end(searchParams.get('body') ?? PAGE);
  };
}

export async function startServers({ stepMs = 20 } = {}) {
  const { startSandbox } = await tsImport('../../src/sandbox/node.ts', import.meta.url);
  const { KEYS } = await tsImport('./keys.ts', import.meta.url);
  const sandbox = await startSandbox({ ...KEYS, stepMs });
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/widget-page/child.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    mainFields: ['module', 'main'],
  });
  const child = await serve((request, response) => {
    if (request.url === '/child.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(outputFiles[0].text);
    } else {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`${PAGE}<script type="module" src="/child.js"></script>`);
    }
  });
  const silent = await serve((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE));
  const hanging = await serve(() => {});
  const events = await serve(streamFaults());
  const redirects = await serve(redirectBackend());
  const servers = [sandbox, child, silent, hanging, events, redirects];
  return {
    urls: {
      sandbox: sandbox.url,
      child: child.url,
      silent: silent.url,
      hanging: hanging.url,
      events: events.url,
      redirects: redirects.url,
    },
    sandbox,
    close: () => Promise.all(servers.map((server) => server.close())),
  };
}
