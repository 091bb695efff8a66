// Measures the time from the click to a widget that answers, on three networks: with this library, with the SDK by
// itself, with the SDK's React wrapper, and with a frame that only answers, which is the lower bound for every widget
// in a frame.
import { readFileSync } from 'node:fs';
import { chunkFile } from '../support/chunks.mjs';
import { launchBrowser } from './browser.mjs';
import { app, bundle, EAGER, html, LAZY, reactApp, serve, serveWidget } from './pages.mjs';
import { machine, median, option, ROOT, show, table, today, write } from './report.mjs';

const RUNS = option('runs', 15);
/**
 * Time of the token route besides the network, in milliseconds: one request to Pluggy with an existing API key. The
 * emulated latency is a minimum for each response and would hide the server's time, so the server adds its time to the
 * latency. A slower route makes preloading more useful and leaves less to gain without preloading, because no widget
 * can start before its token.
 */
const TOKEN_TIME = option('token-time', 150);
/** Networks as the browser's developer tools emulate them: milliseconds, and bytes per second. */
const NETWORKS = {
  none: undefined,
  'fast 4G': { offline: false, latency: 165, downloadThroughput: 1_012_500, uploadThroughput: 168_750 },
  'slow 3G': { offline: false, latency: 2000, downloadThroughput: 50_000, uploadThroughput: 50_000 },
};
const LIMIT = 'a frame that only answers (lower bound)';
const BARE = 'the SDK alone in the bundle, with a token';
const PRELOADED = '`<pluggy-connect>`, preloaded by intent';
const PRERENDERED = '`<pluggy-connect preload="prerender">`, once the widget is loaded';
const COLD = '`<pluggy-connect preload="none">`';
const WRAPPER = '`react-pluggy-connect` in the bundle';
const QUICKSTART = '`react-pluggy-connect` loaded with the token, as in its quickstart';
/** Bounds for the library's time as a share of the other's time, where the design promises one. */
const BOUNDS = [
  [PRELOADED, BARE, ['none', 'fast 4G'], 1.1],
  [PRELOADED, QUICKSTART, ['fast 4G'], 0.5],
  [COLD, QUICKSTART, ['fast 4G'], 0.75],
];
/** Bound for a prerendered widget, in milliseconds: two frames. */
const TWO_FRAMES = 2000 / 60;

async function servePages(widgetUrl, token) {
  const element = (preload) =>
    html(`<pluggy-connect token-endpoint="/token" widget-url="${widgetUrl}" preload="${preload}">Connect</pluggy-connect>
      <script type="module" src="/pluggy-elements.js"></script>`);
  const cdn = ['pluggy-elements.js', ...['connect-widget', 'pluggy-connect-sdk', 'widget.en'].map(chunkFile)];
  const button = html('<button>Connect</button><script type="module" src="/main.js"></script>');
  const script = async (contents, splitting) => (await bundle(contents, { splitting })).files;
  return {
    ours: await serve(
      {
        none: element('none'),
        intent: element('intent'),
        prerender: element('prerender'),
        ...Object.fromEntries(cdn.map((name) => [name, readFileSync(`${ROOT}/dist/cdn/${name}`, 'utf8')])),
      },
      { token },
    ),
    limit: await serve({
      '': button,
      ...(await script(`document.querySelector('button').onclick = () => {
        const frame = document.createElement('iframe');
        frame.src = '${widgetUrl}/bare';
        document.body.append(frame);
      };`)),
    }),
    bare: await serve({
      '': button,
      ...(await script(`
        import { PluggyConnect } from 'pluggy-connect-sdk';
        document.querySelector('button').onclick = () =>
          new PluggyConnect({ connectToken: 'bench-token-0123456789', url: '${widgetUrl}' }).init()
            .then(() => dispatchEvent(new Event('sdk-ready')));`)),
    }),
    wrapper: await serve({ '': app, ...(await script(reactApp(EAGER, widgetUrl))) }, { token }),
    quickstart: await serve({ '': app, ...(await script(reactApp(LAZY, widgetUrl), true)) }, { token }),
  };
}

/** Milliseconds from the click to the SDK's ready signal, if there is one, and to the widget's ready signal. */
async function measure(browser, { url, ready, preloaded, laidOut }, network) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  if (network) await (await context.newCDPSession(page)).send('Network.emulateNetworkConditions', network);
  await page.goto(url, { waitUntil: 'networkidle' });
  const button = page.getByRole('button', { name: 'Connect' });
  await button.waitFor();
  const loaded = (preloaded ? ['/token', ...['connect-widget', 'pluggy-connect-sdk'].map(chunkFile)] : []).map((name) =>
    page.waitForEvent('requestfinished', (request) => request.url().endsWith(name)),
  );
  // Move the pointer to the button first, as people do.
  await button.hover();
  await Promise.all(loaded);
  if (laidOut) {
    await page.waitForFunction(() => {
      const dialog = document.querySelector('dialog[data-prepared]');
      return dialog && !dialog.lastElementChild.shadowRoot.querySelector('.skeleton');
    });
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
  const result = await page.evaluate(
    async (isLaidOut) => ({
      answered: isLaidOut ? undefined : (await globalThis.answered) - globalThis.clicked,
      ready: globalThis.isReady ? (await globalThis.isReady) - globalThis.clicked : undefined,
    }),
    laidOut,
  );
  await context.close();
  return result;
}

export async function clicks() {
  let latency = 0;
  const widget = await serveWidget();
  const pages = await servePages(widget.url, () => TOKEN_TIME + latency);
  const variants = {
    [LIMIT]: { url: pages.limit.url },
    [BARE]: { url: pages.bare.url, ready: 'sdk-ready' },
    [PRELOADED]: { url: `${pages.ours.url}/intent`, ready: 'pluggy-ready', preloaded: true },
    [PRERENDERED]: { url: `${pages.ours.url}/prerender`, ready: 'pluggy-ready', preloaded: true, laidOut: true },
    [COLD]: { url: `${pages.ours.url}/none`, ready: 'pluggy-ready' },
    [WRAPPER]: { url: pages.wrapper.url },
    [QUICKSTART]: { url: pages.quickstart.url },
  };
  const browser = await launchBrowser();
  const times = {};
  for (const [name, network] of Object.entries(NETWORKS)) {
    latency = network?.latency ?? 0;
    times[name] = Object.fromEntries(Object.keys(variants).map((variant) => [variant, { answered: [], ready: [] }]));
    const run = async (variant, isWarm) => {
      const result = await measure(browser, variants[variant], network);
      if (!isWarm) return;
      for (const signal of ['answered', 'ready'])
        if (result[signal] !== undefined) times[name][variant][signal].push(result[signal]);
    };
    // The first run of each warms the machine up. On slow networks all clicks of a run wait at the same time, except
    // for the click that waits for no network: the other clicks would delay it.
    const together = Object.keys(variants).filter((variant) => latency > 1000 && variant !== PRERENDERED);
    const alone = Object.keys(variants).filter((variant) => !together.includes(variant));
    for (let count = -1; count < RUNS; count++) {
      await Promise.all(together.map((variant) => run(variant, count >= 0)));
      for (const variant of alone) await run(variant, count >= 0);
    }
  }
  const networks = Object.keys(NETWORKS);
  const head = ['', ...networks];
  const rows = (signal) =>
    Object.keys(variants)
      .filter((variant) => times.none[variant][signal].length > 0)
      .map((variant) => [variant, ...networks.map((name) => show(times[name][variant][signal], 0))]);
  let isWithinBounds = true;
  const ratio = (a, b, signal, name) => median(times[name][a][signal]) / median(times[name][b][signal]);
  const ratios = [PRELOADED, COLD].map((ours) => [
    [`${ours} divided by`, ...networks],
    ...[LIMIT, BARE, WRAPPER, QUICKSTART].map((other) => {
      // The SDK reports that the widget is ready; the React wrapper does not pass the report on.
      const signal = other === BARE ? 'ready' : 'answered';
      const cells = networks.map((name) => {
        const value = ratio(ours, other, signal, name);
        const [, , , bound] = BOUNDS.find(([a, b, on]) => a === ours && b === other && on.includes(name)) ?? [];
        if (bound !== undefined && value > bound) isWithinBounds = false;
        return bound === undefined
          ? value.toFixed(2)
          : `${value.toFixed(2)} (bound ${bound}${value > bound ? ', not held' : ''})`;
      });
      return [other, ...cells];
    }),
  ]);
  ratios.push([
    [`${PRERENDERED} divided by`, ...networks],
    [BARE, ...networks.map((name) => ratio(PRERENDERED, BARE, 'ready', name).toFixed(2))],
  ]);
  const shown = Math.max(...networks.map((name) => median(times[name][PRERENDERED].ready)));
  if (shown > TWO_FRAMES) isWithinBounds = false;
  await write(
    'clicks',
    `## From the click to the widget

${machine(browser)}; ${today()}; ${RUNS} runs of each. The token route takes ${TOKEN_TIME} ms in addition to the network (\`--token-time\`), and no widget can start before its token. Chromium's developer tools emulate the networks. On slow 3G, all variants of a run wait at the same time, except for the prerendered one.

From the click until the widget's script has run, ms:

${table([head, ...rows('answered')])}

From the click to the SDK's ready signal, for variants that pass the signal on, ms:

${table([head, ...rows('ready')])}

With \`preload="prerender"\`, the click only shows the widget: at most ${shown.toFixed(0)} ms, with a bound of two frames (${TWO_FRAMES.toFixed(0)} ms)${shown > TWO_FRAMES ? ' (not held)' : ''}.

Ratios: below 1, the variant in the table's first cell is faster.

${ratios.map(table).join('\n\n')}`,
  );
  await browser.close();
  for (const { close } of [widget, ...Object.values(pages)]) close();
  return isWithinBounds;
}
