// Counts the objects that two hundred opens and closes of the widget leave behind: over the page, inline, prepared before
// the click, and with the React wrapper of the same SDK.
import { readFileSync } from 'node:fs';
import { chunkFile } from '../support/chunks.mjs';
import { launchBrowser } from './browser.mjs';
import { app, bundle, EAGER, html, reactApp, serve, serveWidget } from './pages.mjs';
import { Bounds, machine, option, ROOT, table, today, write } from './report.mjs';

const CYCLES = option('cycles', 200);
/** Opens before the count: the first opens load and compile code that stays. */
const WARM = 10;

/** What a cycle may leave behind, at most. */
const BOUNDS = { 'heap, kB': 3, nodes: 1, listeners: 0, frames: 0 };

async function counts(page, session) {
  // The SDK's polling holds the last widgets for another 3 s, and objects that only they hold go one collection later.
  await page.waitForTimeout(5000);
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const valueOf = (name) => metrics.find((metric) => metric.name === name).value;
  return [valueOf('JSHeapUsedSize') / 1000, valueOf('Nodes'), valueOf('JSEventListeners'), valueOf('Frames')];
}

/** Wait for each open and for each end. */
async function measure(browser, url, cycle) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Connect' }).waitFor();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await page.evaluate(cycle, WARM);
  const before = await counts(page, session);
  await page.evaluate(cycle, CYCLES);
  const after = await counts(page, session);
  await context.close();
  return after.map((count, index) => (count - before[index]) / CYCLES);
}

/** The two functions below run in the page. */
async function ours(times) {
  const element = document.querySelector('pluggy-connect');
  // An inline element would open by itself before the count.
  element.disabled = false;
  const nextEvent = (type) => new Promise((resolve) => document.addEventListener(type, resolve, { once: true }));
  const isPrepared = () => {
    const dialog = document.querySelector('dialog[data-prepared]');
    return dialog && !dialog.lastElementChild.shadowRoot.querySelector('.skeleton');
  };
  for (let turn = 0; turn < times; turn++) {
    if (element.preload === 'prerender') {
      element.dispatchEvent(new Event('pointerdown'));
      while (!isPrepared()) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const ready = nextEvent('pluggy-ready');
    void element.open();
    await ready;
    const closed = nextEvent('pluggy-close');
    element.close();
    await closed;
  }
}
async function wrapper(times) {
  const [connect, close] = document.querySelectorAll('button');
  for (let turn = 0; turn < times; turn++) {
    const answered = new Promise((resolve) => {
      const listen = ({ data }) => {
        if (data !== 'widget-answers') return;
        removeEventListener('message', listen);
        resolve();
      };
      addEventListener('message', listen);
    });
    connect.click();
    await answered;
    close.click();
    while (document.getElementById('PluggyConnect')) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function cycles() {
  const widget = await serveWidget();
  const cdn = [
    'pluggy-elements.js',
    ...['connect-widget', 'inline-box', 'pluggy-connect-sdk', 'widget.en'].map(chunkFile),
  ];
  const element = (
    attribute,
  ) => `<pluggy-connect ${attribute} token-endpoint="/token" widget-url="${widget.url}">Connect</pluggy-connect>
    <script type="module" src="/pluggy-elements.js"></script>`;
  const files = Object.fromEntries(cdn.map((name) => [name, readFileSync(`${ROOT}/dist/cdn/${name}`, 'utf8')]));
  const pages = [
    await serve({ '': html(element('')), ...files }),
    await serve({ '': html(element('inline disabled')), ...files }),
    await serve({ '': html(element('preload="prerender"')), ...files }),
    await serve({ '': app, ...(await bundle(reactApp(EAGER, widget.url))).files }),
  ];
  const browser = await launchBrowser();
  const bounds = new Bounds();
  const rows = [];
  for (const [index, [name, cycle]] of [
    ['`<pluggy-connect>`', ours],
    ['`<pluggy-connect inline>`', ours],
    ['`<pluggy-connect preload="prerender">`', ours],
    ['`react-pluggy-connect`', wrapper],
  ].entries()) {
    const left = await measure(browser, pages[index].url, cycle);
    rows.push([name, ...left]);
    if (cycle !== ours) continue;
    for (const [place, [what, bound]] of Object.entries(BOUNDS).entries())
      bounds.atMost(bound, `${name}: ${what}`, [left[place]]);
  }
  const [[, ourHeap], , , [, theirHeap]] = rows;
  await write(
    'cycles',
    `A widget that is opened and closed leaves ${ourHeap.toFixed(1)} kB behind, and no frame, listener or timer; with \`react-pluggy-connect\` it leaves ${theirHeap.toFixed(0)} kB.`,
    `## Opening and closing

${machine(browser)}; ${today()}; ${CYCLES} cycles after ${WARM}. A cycle ends when the widget has answered and is removed. Objects that remain per cycle, after a garbage collection:

${table([['', ...Object.keys(BOUNDS)], ...rows.map(([name, ...left]) => [name, ...left.map((count) => count.toFixed(2))])])}

${bounds}`,
  );
  await browser.close();
  for (const { close } of [widget, ...pages]) close();
  return bounds.areHeld;
}
