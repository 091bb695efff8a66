// Bundles as an app's own bundler makes them, served as a server sends them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Each file of the bundle by its name; `metafile` says what loads what. */
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
    mainFields: ['module', 'main'],
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

/** `token` is how long the token route takes, in milliseconds, for each request anew. */
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
  // One site for page and widget: the emulated network is that of one process.
  return {
    url: `http://localhost:${server.address().port}`,
    close: () => (server.close(), server.closeAllConnections()),
  };
}

/** A widget that says on its own that it is there, beside the SDK's handshake. */
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

/** An app in React that asks for a token on a click, shows the widget, and takes it away with its other button. */
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
