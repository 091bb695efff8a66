// Measures the time from the click to a widget that answers, on three networks: with this library, with the SDK by
// itself, with the SDK's React wrapper, and with a frame that only answers, which is the lower bound for every widget
// in a frame. And on slow processors: the time until something is painted.
import { readFileSync } from 'node:fs';
import { chunkFile } from '../support/chunks.mjs';
import { launchBrowser } from './browser.mjs';
import { app, bundle, EAGER, html, LAZY, reactApp, serve, serveWidget } from './pages.mjs';
import { Bounds, machine, median, option, ROOT, show, table, today, write } from './report.mjs';

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
/** Bounds for the library's share of the other's time. */
const BOUNDS = [
  [PRELOADED, BARE, Object.keys(NETWORKS), 1.05],
  [PRELOADED, QUICKSTART, ['fast 4G'], 0.5],
  [COLD, QUICKSTART, ['fast 4G'], 0.76],
];
/** Short names, for the bounds. */
const SHORT = {
  [BARE]: 'the bare SDK',
  [PRELOADED]: 'preloaded',
  [COLD]: '`preload="none"`',
  [QUICKSTART]: 'the quickstart',
};
/** Bound for a prerendered widget, in milliseconds: two frames. */
const TWO_FRAMES = 33;
/** How many times slower than this machine's the emulated processors are. */
const SLOWDOWNS = [4, 6];
const PAINT_BOUND_MS = 100;
/** Interaction to Next Paint, "good" for web.dev. */
const INP_BOUND_MS = 200;

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

/** Opens a page and moves the pointer to its button, as people do before they click. */
async function openPage(browser, { url, preloaded, laidOut }, network) {
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
  await button.hover();
  await Promise.all(loaded);
  if (laidOut) {
    await page.waitForFunction(() => {
      const dialog = document.querySelector('dialog[data-prepared]');
      return dialog && !dialog.lastElementChild.shadowRoot.querySelector('.skeleton');
    });
  }
  return { page, button };
}

/** Milliseconds from the click to the SDK's ready signal, if there is one, and to the widget's ready signal. */
async function measure(browser, variant, network) {
  const { ready, laidOut } = variant;
  const { page, button } = await openPage(browser, variant, network);
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
  await page.context().close();
  return result;
}

/**
 * Milliseconds from the click to the paint of the dialog or of the widget's frame, and the click's Interaction to Next
 * Paint, on a slow processor.
 */
async function measureSlow(browser, variant, slowdown) {
  const { page, button } = await openPage(browser, variant);
  await page.evaluate(() => {
    globalThis.inp = 0;
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries())
        if (interactionId) globalThis.inp = Math.max(globalThis.inp, duration);
    }).observe({ type: 'event', durationThreshold: 16 });
    globalThis.painted = new Promise((resolve) => {
      const look = ({ timeStamp }) =>
        requestAnimationFrame(() => {
          if (!document.querySelector('dialog[open], iframe')) return look({ timeStamp });
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      addEventListener('click', look, { capture: true, once: true });
    });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await button.click();
  const painted = await page.evaluate(() => globalThis.painted);
  // The browser reports a slow interaction after its paint.
  await page.waitForTimeout(500);
  const inp = await page.evaluate(() => globalThis.inp);
  await page.context().close();
  return { painted, inp };
}

/** The table of slow processors, with a row for each way to connect. */
async function slowProcessors(browser, variants, bounds) {
  const measured = Object.fromEntries(
    variants.map(([name]) => [name, SLOWDOWNS.map(() => ({ painted: [], inp: [] }))]),
  );
  for (const [column, slowdown] of SLOWDOWNS.entries()) {
    for (let run = -1; run < RUNS; run++) {
      for (const [name, variant] of variants) {
        const result = await measureSlow(browser, variant, slowdown);
        if (run < 0) continue;
        for (const what of ['painted', 'inp']) measured[name][column][what].push(result[what]);
      }
    }
    for (const name of [PRELOADED, COLD]) {
      const { painted, inp } = measured[name][column];
      bounds.atMost(PAINT_BOUND_MS, `${SHORT[name]}: click to painted dialog, ${slowdown} × slower, ms`, painted, 0);
      bounds.atMost(INP_BOUND_MS, `${SHORT[name]}: Interaction to Next Paint, ${slowdown} × slower, ms`, inp, 0);
    }
  }
  const columns = SLOWDOWNS.flatMap((slowdown) => [`${slowdown} ×: painted`, 'INP']);
  const rows = variants.map(([name]) => [
    name,
    ...measured[name].flatMap(({ painted, inp }) => [show(painted, 0), show(inp, 0)]),
  ]);
  return table([['', ...columns], ...rows]);
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
  const bounds = new Bounds();
  const ratios = (a, b, name) => {
    // The SDK reports that the widget is ready; the React wrapper does not pass the report on.
    const signal = b === BARE ? 'ready' : 'answered';
    const [ours, theirs] = [a, b].map((variant) => times[name][variant][signal]);
    return ours.map((time, run) => time / theirs[run]);
  };
  for (const [ours, other, on, bound] of BOUNDS)
    for (const name of on)
      bounds.atMost(bound, `${SHORT[ours]} / ${SHORT[other]}, network: ${name}`, ratios(ours, other, name));
  for (const name of networks)
    bounds.atMost(TWO_FRAMES, `prerendered, network: ${name}, ms`, times[name][PRERENDERED].ready, 0);
  const tables = [
    [PRELOADED, [LIMIT, BARE, WRAPPER, QUICKSTART]],
    [COLD, [LIMIT, BARE, WRAPPER, QUICKSTART]],
    [PRERENDERED, [BARE]],
  ].map(([ours, others]) => [
    [`${ours} divided by`, ...networks],
    ...others.map((other) => [other, ...networks.map((name) => median(ratios(ours, other, name)).toFixed(2))]),
  ]);
  latency = 0;
  const slow = await slowProcessors(
    browser,
    [PRELOADED, COLD, WRAPPER, QUICKSTART].map((name) => [name, variants[name]]),
    bounds,
  );
  await write(
    'clicks',
    `On fast 4G, the widget answers ${median(times['fast 4G'][PRELOADED].answered).toFixed(0)} ms after the click, which is ${median(ratios(PRELOADED, QUICKSTART, 'fast 4G')).toFixed(2)} times as long as with \`react-pluggy-connect\` by its quickstart. With \`preload="prerender"\`, it is there at once.`,
    `## From the click to the widget

${machine(browser)}; ${today()}; ${RUNS} runs of each. The token route takes ${TOKEN_TIME} ms in addition to the network (\`--token-time\`), and no widget can start before its token. Chromium's developer tools emulate the networks. On slow 3G, all variants of a run wait at the same time, except for the prerendered one.

From the click until the widget's script has run, ms:

${table([head, ...rows('answered')])}

From the click to the SDK's ready signal, for variants that pass the signal on, ms:

${table([head, ...rows('ready')])}

Ratios of runs beside each other: below 1, the variant in the table's first cell is faster.

${tables.map(table).join('\n\n')}

### On slow processors

The browser's developer tools slow the processor down, four and six times, without a slow network. "Painted" is from the click to the paint of the dialog, or of the widget's frame where there is no dialog, in ms; the wrapper paints nothing before its token has arrived. INP is the click's Interaction to Next Paint.

${slow}

### Bounds

${bounds}`,
  );
  await browser.close();
  for (const { close } of [widget, ...Object.values(pages)]) close();
  return bounds.areHeld;
}
