// `npm run bench`: from the click to a widget that answers, ours beside the bare SDK and react-pluggy-connect, in one run
// and interleaved. Prints medians with their spread, and the ratios that design and README speak of; exits with 1 where
// a bound does not hold. --runs=N changes the number of runs, --token-time=MS what the token route takes.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright';
import { chromium, chromiumArgs } from '../support/browsers.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const option = (name, otherwise) => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given ? Number(given.slice(name.length + 3)) : otherwise;
};
const RUNS = option('runs', 20);
/**
 * What the token route takes beside the network, in milliseconds: one request to Pluggy with a key that it has already.
 * The emulated latency is a minimum for each answer, in which a server's own time would hide, so there the server adds
 * it. The longer it takes, the better is what is preloaded, and the less there is to gain without: no widget can begin
 * before its token.
 */
const TOKEN_TIME = option('token-time', 150);
let latency = 0;
/** As the browser's own developer tools emulate it. */
const NETWORKS = {
  none: undefined,
  'fast 4G': { offline: false, latency: 165, downloadThroughput: 1_012_500, uploadThroughput: 168_750 },
};

if (!existsSync(`${ROOT}/dist/cdn/pluggy-elements.js`)) spawnSync(process.execPath, ['src/build.mjs'], { cwd: ROOT });

async function bundle(contents, splitting = false) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'jsx', sourcefile: 'main.jsx' },
    bundle: true,
    splitting,
    minify: true,
    format: 'esm',
    outdir: '/out',
    entryNames: 'main',
    write: false,
    jsx: 'automatic',
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  return Object.fromEntries(outputFiles.map((file) => [path.relative('/out', file.path), file.text]));
}

async function serve(files) {
  const zipped = new Map(Object.entries(files).map(([name, text]) => [`/${name}`, gzipSync(text, { level: 9 })]));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/token') {
      await new Promise((resolve) => setTimeout(resolve, TOKEN_TIME + latency));
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end('{"accessToken":"bench-token-0123456789"}');
    }
    const body = zipped.get(pathname);
    if (!body) return response.writeHead(404).end();
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
    response
      .writeHead(200, { 'content-type': type, 'content-encoding': 'gzip', 'cache-control': 'no-cache' })
      .end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // One site for page and widget: the emulated network is that of one process.
  return {
    url: `http://localhost:${server.address().port}`,
    close: () => (server.close(), server.closeAllConnections()),
  };
}

const html = (body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><body style="height:100vh">${body}</body></html>`;

const widget = await serve({
  '': html('<script type="module" src="/main.js"></script>'),
  ...(await bundle(`
    import { initialize } from 'pluggy-connect-sdk/dist/module/pluggy-connect.js';
    initialize();
    parent.postMessage('widget-answers', '*');`)),
});

const react = (load) => `
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
      {token && <Suspense><PluggyConnect connectToken={token} url="${widget.url}" /></Suspense>}
    </>;
  }
  createRoot(document.getElementById('root')).render(<App />);`;

const cdn = (name) => readFileSync(`${ROOT}/dist/cdn/${name}`, 'utf8');
const element = (preload) =>
  html(`<pluggy-connect token-endpoint="/token" widget-url="${widget.url}" preload="${preload}">Connect</pluggy-connect>
    <script type="module" src="/pluggy-elements.js"></script>`);
const app = html('<div id="root"></div><script type="module" src="/main.js"></script>');

const pages = {
  ours: await serve({
    none: element('none'),
    intent: element('intent'),
    ...Object.fromEntries(
      ['pluggy-elements.js', 'connect-widget.js', 'pluggy-connect-sdk.js'].map((name) => [name, cdn(name)]),
    ),
  }),
  bare: await serve({
    '': html('<button>Connect</button><script type="module" src="/main.js"></script>'),
    ...(await bundle(`
      import { PluggyConnect } from 'pluggy-connect-sdk';
      document.querySelector('button').onclick = () =>
        new PluggyConnect({ connectToken: 'bench-token-0123456789', url: '${widget.url}' }).init().then(() => dispatchEvent(new Event('sdk-ready')));`)),
  }),
  react: await serve({ '': app, ...(await bundle(react("import { PluggyConnect } from 'react-pluggy-connect';"))) }),
  lazy: await serve({
    '': app,
    ...(await bundle(
      react(
        "const PluggyConnect = lazy(() => import('react-pluggy-connect').then((m) => ({ default: m.PluggyConnect })));",
      ),
      true,
    )),
  }),
};

const VARIANTS = {
  'bare SDK, token in hand': { url: pages.bare.url, ready: 'sdk-ready' },
  'pluggy-connect, preloaded by intent': { url: `${pages.ours.url}/intent`, ready: 'pluggy-ready', hover: true },
  'pluggy-connect, preload="none"': { url: `${pages.ours.url}/none`, ready: 'pluggy-ready' },
  'react-pluggy-connect, in the bundle': { url: pages.react.url },
  'react-pluggy-connect, loaded with the token (as its quickstart does)': { url: pages.lazy.url },
};

const browser = await playwright.launch({ executablePath: chromium, args: chromiumArgs });

/** Milliseconds from the click to the SDK's own sign where there is one, and to the widget's. */
async function measure({ url, ready, hover }, network) {
  const context = await browser.newContext();
  const page = await context.newPage();
  if (network) await (await context.newCDPSession(page)).send('Network.emulateNetworkConditions', network);
  await page.goto(url, { waitUntil: 'networkidle' });
  const button = page.getByRole('button', { name: 'Connect' });
  await button.waitFor();
  if (hover) {
    const token = page.waitForResponse('**/token');
    await button.hover();
    await token;
    await page.waitForLoadState('networkidle');
  }
  await page.evaluate((type) => {
    addEventListener('click', (event) => (globalThis.clicked = event.timeStamp), { capture: true, once: true });
    globalThis.answered = new Promise((resolve) => {
      addEventListener('message', ({ data }) => data === 'widget-answers' && resolve(performance.now()));
    });
    globalThis.isReady =
      type && new Promise((resolve) => addEventListener(type, () => resolve(performance.now()), true));
  }, ready);
  await button.click();
  const result = await page.evaluate(async () => ({
    answered: (await globalThis.answered) - globalThis.clicked,
    ready: globalThis.isReady ? (await globalThis.isReady) - globalThis.clicked : undefined,
  }));
  await context.close();
  return result;
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
const median = (values) => (at(values, 0.5) + sorted(values)[Math.ceil(values.length / 2) - 1]) / 2;

const size = (file) => gzipSync(readFileSync(`${ROOT}/dist/cdn/${file}`), { level: 9 }).length;
console.log(
  `${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${os.type()}, Node ${process.version}, Chromium ${browser.version()}`,
);
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${RUNS} runs each, interleaved; the token route takes ${TOKEN_TIME} ms\n`,
);
for (const file of ['pluggy-elements.js', 'connect-widget.js', 'pluggy-connect-sdk.js']) {
  console.log(`dist/cdn/${file}: ${size(file)} bytes gzip`);
}

const BOUNDS = [];
for (const [name, network] of Object.entries(NETWORKS)) {
  latency = network?.latency ?? 0;
  const times = Object.fromEntries(Object.keys(VARIANTS).map((variant) => [variant, { answered: [], ready: [] }]));
  for (let run = -1; run < RUNS; run++) {
    for (const [variant, options] of Object.entries(VARIANTS)) {
      const { answered, ready } = await measure(options, network);
      // The first of each warms the machine up.
      if (run < 0) continue;
      times[variant].answered.push(answered);
      if (ready !== undefined) times[variant].ready.push(ready);
    }
  }
  console.log(`\nnetwork: ${name}; click → the widget answers, ms: median [10 % … 90 %]; in brackets, click → ready`);
  for (const [variant, { answered, ready }] of Object.entries(times)) {
    const show = (values) =>
      `${median(values).toFixed(0)} [${at(values, 0.1).toFixed(0)} … ${at(values, 0.9).toFixed(0)}]`;
    console.log(`  ${variant}: ${show(answered)}${ready.length ? ` (ready ${show(ready)})` : ''}`);
  }
  const [bare, preloaded, none, eager, lazy] = Object.values(times);
  const ratio = (label, a, b, bound) => BOUNDS.push({ network: name, label, ratio: median(a) / median(b), bound });
  ratio('preloaded / bare SDK', preloaded.ready, bare.ready, 1.1);
  if (network) {
    ratio('preloaded / react-pluggy-connect, quickstart', preloaded.answered, lazy.answered, 0.5);
    ratio('preload="none" / react-pluggy-connect, quickstart', none.answered, lazy.answered, 0.75);
    ratio('preloaded / react-pluggy-connect, in the bundle', preloaded.answered, eager.answered);
    ratio('preload="none" / react-pluggy-connect, in the bundle', none.answered, eager.answered);
  }
}

console.log('\nratios');
let held = true;
for (const { network, label, ratio, bound } of BOUNDS) {
  const ok = bound === undefined || ratio <= bound;
  held &&= ok;
  console.log(`  ${label} (${network}): ${ratio.toFixed(2)}${bound ? `, bound ${bound}${ok ? '' : ' NOT HELD'}` : ''}`);
}

await browser.close();
for (const { close } of [widget, ...Object.values(pages)]) close();
process.exit(held ? 0 : 1);
