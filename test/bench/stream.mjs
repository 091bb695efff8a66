// Measures how long clicks wait while a stream brings 10,000 new Items within a second into a page with a list. Exits
// with 1 where a bound does not hold.
import { readFileSync, readdirSync } from 'node:fs';
import { ITEMS, measureList, pressMeanwhile, serveItemStream } from '../support/item-stream.mjs';
import { launchBrowser } from './browser.mjs';
import { html, serve } from './pages.mjs';
import { machine, option, ROOT, show, table, today, write } from './report.mjs';

const RUNS = option('runs', 5);
const CLICK_BOUND_MS = 200;

const anItem = (index) => ({
  id: `item-${index}`,
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  updatedAt: '2026-11-23T10:00:00.000Z',
  connector: { id: 2, name: 'Pluggy Bank' },
});

async function run(browser) {
  const stream = await serveItemStream(anItem);
  const names = readdirSync(`${ROOT}/dist/cdn`).filter((name) => name.endsWith('.js'));
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(`${ROOT}/dist/cdn/${name}`, 'utf8')]));
  const server = await serve({
    '': html(`<button id="press">Press</button>
      <pluggy-provider events-endpoint="${stream.url}"><pluggy-item-list></pluggy-item-list></pluggy-provider>
      <script type="module" src="/pluggy-elements.js"></script>`),
    ...files,
  });
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.evaluate((item) => (document.querySelector('pluggy-provider').items = [item]), {
    ...anItem(0),
    id: 'first',
  });
  await page.locator('pluggy-item-card').waitFor();
  await page.evaluate(measureList);
  stream.start();
  const { renders, frames, clicksMs } = await pressMeanwhile(page, '#press');
  await page.close();
  stream.close();
  server.close();
  return { slowestMs: Math.max(0, ...clicksMs), rendersPerFrame: renders / frames };
}

export async function stream() {
  const browser = await launchBrowser();
  const runs = [];
  for (let count = 0; count < RUNS; count++) runs.push(await run(browser));
  const slowest = runs.map(({ slowestMs }) => slowestMs);
  await write(
    'stream',
    `## Clicks beside a fast stream

${machine(browser)}; ${today()}; ${RUNS} runs. A stream brings ${ITEMS.toLocaleString('en')} new Items within a second into a page with a \`<pluggy-item-list>\`. A button of the page is pressed all the time. The time of a click ends with the next paint, as the browser measures it.

${table([
  ['', 'measured', 'bound'],
  ['slowest click of a run, ms', show(slowest, 0), CLICK_BOUND_MS],
  [
    'renders of the list in a frame',
    show(
      runs.map(({ rendersPerFrame }) => rendersPerFrame),
      2,
    ),
    1,
  ],
])}`,
  );
  await browser.close();
  return Math.max(...slowest) <= CLICK_BOUND_MS && runs.every(({ rendersPerFrame }) => rendersPerFrame <= 1);
}
