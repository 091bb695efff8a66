// Bundles pages as an application's bundler does, and serves them as a server does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Returns each file of the bundle by its name; `metafile` contains the imports. */
export async function bundle(contents, { splitting = false, ...options } = {}) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'tsx', sourcefile: 'main.tsx' },
    bundle: true,
    splitting,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/out',
    entryNames: 'main',
    write: false,
    jsx: 'automatic',
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfig: path.resolve(import.meta.dirname, '../../tsconfig.json'),
    logLevel: 'silent',
    ...options,
  });
  const files = Object.fromEntries(outputFiles.map((file) => [path.relative('/out', file.path), file.text]));
  return { files, metafile };
}

export const html = (body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><body style="height:100vh">${body}</body></html>`;

/** `token` is the time of the token route in milliseconds, for each request. */
export async function serve(files, { token = () => 0, headers = {} } = {}) {
  const zipped = new Map(Object.entries(files).map(([name, text]) => [`/${name}`, gzipSync(text, { level: 9 })]));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/token') {
      await new Promise((resolve) => setTimeout(resolve, token()));
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end('{"accessToken":"bench-token-0123456789"}');
    }
    const body = zipped.get(pathname);
    if (!body) return response.writeHead(404).end();
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
    response
      .writeHead(200, { 'content-type': type, 'content-encoding': 'gzip', 'cache-control': 'no-cache', ...headers })
      .end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Page and widget are on one site, because network emulation applies to a single process.
  return {
    url: `http://localhost:${server.address().port}`,
    close: () => (server.close(), server.closeAllConnections()),
  };
}

/** A widget that reports its start itself, besides the SDK's handshake. */
export const serveWidget = async () =>
  serve({
    '': html('<script type="module" src="/main.js"></script>'),
    ...(
      await bundle(`
        import { initialize } from 'pluggy-connect-sdk/dist/module/pluggy-connect.js';
        initialize();
        parent.postMessage('widget-answers', '*');`)
    ).files,
    bare: html(`<script>parent.postMessage('widget-answers', '*')</script>`),
  });

/** A React application that requests a token on a click, shows the widget, and removes it with another button. */
export const reactApp = (load, widgetUrl) => `
  import { useState, Suspense, lazy } from 'react';
  import { createRoot } from 'react-dom/client';
  ${load}
  function App() {
    const [token, setToken] = useState();
    const connect = async () => {
      const response = await fetch('/token', { method: 'POST' });
      setToken((await response.json()).accessToken);
    };
    return <>
      <button onClick={connect}>Connect</button>
      <button onClick={() => setToken(undefined)}>Close</button>
      {token && <Suspense><PluggyConnect connectToken={token} url="${widgetUrl}" /></Suspense>}
    </>;
  }
  createRoot(document.getElementById('root')).render(<App />);`;
export const EAGER = "import { PluggyConnect } from 'react-pluggy-connect';";
export const LAZY =
  "const PluggyConnect = lazy(() => import('react-pluggy-connect').then((m) => ({ default: m.PluggyConnect })));";
export const app = html('<div id="root"></div><script type="module" src="/main.js"></script>');
