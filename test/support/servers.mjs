// What the browser tests talk to, each on an origin of its own: the sandbox, and widget pages that answer, that load and
// say nothing, and that never load.
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

/** The SDK as one ES module, for the browser. */
export async function bundleSdk(stdin = "export * from 'pluggy-connect-sdk';") {
  const { outputFiles } = await build({
    stdin: { contents: stdin, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    mainFields: ['module', 'main'],
  });
  return outputFiles[0].text;
}

export async function startServers({ stepMs = 20 } = {}) {
  const { startSandbox } = await tsImport('../../demo/sandbox/node.ts', import.meta.url);
  const sandbox = await startSandbox({ stepMs });
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
  const servers = [sandbox, child, silent, hanging];
  return {
    urls: { sandbox: sandbox.url, child: child.url, silent: silent.url, hanging: hanging.url },
    sandbox,
    close: () => Promise.all(servers.map((server) => server.close())),
  };
}
