// Compares lists of connections: ours, the same list by hand, the same without `content-visibility`, and a virtualized
// list in React, which draws the rows in sight only. Measures the first paint, the script of each frame while the list
// scrolls, clicks while a stream changes the rows, and what a list leaves behind.
import { once } from 'node:events';
import { serveItemStream } from '../support/item-stream.mjs';
import { startBench } from './page.mjs';
import { Bounds, interval, machine, median, option, show, table, today, write } from './report.mjs';
import { scriptOfFrames } from './trace.mjs';

const PAIRS = option('runs', 15);
const COUNTS = [200, 1000];
const FRAMES = option('frames', 300);
const EVENTS_PER_SECOND = 2000;
const STREAM_SECONDS = 5;
const MOUNTS = 50;
const KINDS = {
  ours: '`<pluggy-item-list>`',
  manual: 'by hand',
  whole: 'by hand, without `content-visibility`',
  react: 'React 19 with `@tanstack/react-virtual`',
};
/** Script of a frame: 60 frames a second leave 16 ms, for layout and paint too. */
const FRAME_BOUND_MS = 16;
const CLICK_BOUND_MS = 200;

const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)];
const call = (page, name, ...args) => page.evaluate(([name, args]) => globalThis.bench[name](...args), [name, args]);

/** Milliseconds until the first paint and until the last row is drawn, of each kind in turn. */
async function paints(bench, count) {
  const page = await bench.open();
  const kinds = Object.keys(KINDS);
  const times = Object.fromEntries(kinds.map((kind) => [kind, { first: [], all: [] }]));
  for (let run = -2; run < PAIRS; run++) {
    for (let turn = 0; turn < kinds.length; turn++) {
      const kind = kinds[(turn + run + kinds.length) % kinds.length];
      const { first, all } = await call(page, 'create', kind, count);
      if (run < 0) continue;
      times[kind].first.push(first);
      times[kind].all.push(all);
    }
  }
  await page.close();
  return times;
}

/** Milliseconds of script in each frame while the list scrolls. */
async function scrolling(bench, kind, count, isChanging) {
  const page = await bench.open();
  await call(page, 'start', kind, count);
  // The first pass draws each row once.
  await call(page, 'scroll', kind, count, FRAMES, isChanging);
  const script = await scriptOfFrames(bench.browser, page, () => call(page, 'scroll', kind, count, FRAMES, isChanging));
  await page.close();
  return script;
}

/** Milliseconds of the clicks while a stream changes 2,000 rows a second. */
async function clicks(bench, kind, count) {
  const total = EVENTS_PER_SECOND * STREAM_SECONDS;
  // A time after the list's, so that each event is news.
  const begin = Date.now() + 60_000;
  const itemAt = (index) => ({
    id: `8d1f2c1e-0000-4000-8000-${String(index % count).padStart(12, '0')}`,
    status: Math.floor(index / count) % 2 ? 'UPDATED' : 'OUTDATED',
    executionStatus: 'SUCCESS',
    updatedAt: new Date(begin + index).toISOString(),
    lastUpdatedAt: new Date(begin).toISOString(),
    nextAutoSyncAt: new Date(begin).toISOString(),
    connector: { id: 2 + (index % count), name: `Banco Exemplo ${index % count}` },
  });
  const stream = await serveItemStream(itemAt, { items: total, perSecond: EVENTS_PER_SECOND });
  const page = await bench.open();
  const connected = once(stream.server, 'request');
  await call(page, 'follow', kind, count, stream.url);
  await connected;
  stream.start();
  let seen = { items: 0 };
  for (const end = Date.now() + 60_000; seen.items < total; seen = await page.evaluate('seen')) {
    if (Date.now() > end) throw new Error(`${seen.items} of ${total} events arrived within a minute.`);
    await page.locator('#press').click();
  }
  await page.close();
  stream.close();
  return seen.clicksMs;
}

/** What each mount of a list leaves behind. */
async function leaks(bench) {
  const page = await bench.open();
  const session = await page.context().newCDPSession(page);
  const counts = async () => {
    for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return { heap: usedSize / 1000, nodes, listeners: jsEventListeners };
  };
  await call(page, 'start', 'ours', COUNTS[0]);
  await call(page, 'mount', 20);
  const first = await counts();
  await call(page, 'mount', MOUNTS);
  const last = await counts();
  await page.close();
  return Object.fromEntries(Object.keys(first).map((name) => [name, (last[name] - first[name]) / MOUNTS]));
}

export async function lists() {
  const bench = await startBench('lists-page.ts');
  const bounds = new Bounds();
  const parts = [];
  const changeMs = [];
  let inShort;
  for (const count of COUNTS) {
    const rows = count.toLocaleString('en');
    const times = await paints(bench, count);
    const ratio = (a, b) => times[a].first.map((time, run) => time / times[b].first[run]);
    bounds.atMost(1.5, `${rows} rows, first paint: ours / by hand`, ratio('ours', 'manual'));
    if (count >= 1000) bounds.atMost(0.5, `${rows} rows, first paint: ours / ${KINDS.whole}`, ratio('ours', 'whole'));
    const scrolled = {};
    for (const kind of ['ours', 'react']) {
      scrolled[kind] = [];
      for (const isChanging of [false, true]) {
        const script = await scrolling(bench, kind, count, isChanging);
        scrolled[kind].push(`${median(script).toFixed(1)} / ${percentile(script, 0.95).toFixed(1)}`);
        if (kind === 'ours') {
          const name = `${rows} rows, script of a frame${isChanging ? ', one change each 100 ms' : ''}, 95th percentile, ms`;
          bounds.atMost(FRAME_BOUND_MS, name, [percentile(script, 0.95)], 1);
        }
      }
      const pressed = await clicks(bench, kind, count);
      scrolled[kind].push(`${median(pressed).toFixed(0)} / ${Math.max(...pressed).toFixed(0)}`);
      if (kind === 'ours')
        bounds.atMost(CLICK_BOUND_MS, `${rows} rows, slowest click beside the stream, ms`, [Math.max(...pressed)], 0);
    }
    const page = await bench.open();
    const changes = [];
    for (let round = 0; round < PAIRS + 2; round++) changes.push(await call(page, 'change', count));
    await page.close();
    bounds.atMost(1, `${rows} rows, cards that render for one change`, [changes.at(-1).renders]);
    // The page's code is not optimized yet in the first rounds.
    const ms = changes.slice(2).map((change) => change.ms);
    changeMs.push(ms);
    bounds.atMost(0.5, `${rows} rows, script of one change, ms`, ms, 3);
    const none = ['', '', ''];
    parts.push(`### ${rows} rows

${table([
  ['', 'first paint', 'last row drawn', 'scrolling', 'with changes', 'clicks'],
  ...Object.entries(KINDS).map(([kind, name]) => [
    name,
    show(times[kind].first),
    kind === 'react' ? '' : show(times[kind].all),
    ...(scrolled[kind] ?? none),
  ]),
])}`);
    inShort = `A list of ${rows} connections is on the screen after ${median(times.ours.first).toFixed(0)} ms, and one change takes ${median(ms).toFixed(2)} ms of script. `;
  }
  const [few, many] = changeMs;
  bounds.atMost(1.5, 'script of one change, 1,000 / 200 rows', [interval(many)[0] / interval(few)[1]]);
  const left = await leaks(bench);
  bounds.atMost(3, 'heap that a mount leaves behind, kB', [left.heap]);
  bounds.atMost(1, 'nodes that a mount leaves behind', [left.nodes]);
  bounds.atMost(0.1, 'listeners that a mount leaves behind', [left.listeners]);
  await write(
    'lists',
    `${inShort}While ${EVENTS_PER_SECOND.toLocaleString('en')} events a second arrive, a click is answered within ${CLICK_BOUND_MS} ms.`,
    `## Lists

${machine(bench.browser)}; ${today()}; ${PAIRS} runs in turn in one page, after two runs that warm the page up. Our list draws the rows in sight first, and the others when the browser is idle; the virtualized list draws the rows in sight and five around them, and no others, so that it cannot be searched with the browser's own search. "Scrolling" is the script of a frame over ${FRAMES} frames, the median and the 95th percentile, in the second pass; "with changes" is the same while one row changes each 100 ms. Times are in ms. "Clicks" are on a button of the page while ${EVENTS_PER_SECOND.toLocaleString('en')} events a second change the rows for ${STREAM_SECONDS} s, until the next paint, the median and the slowest; the browser rounds them to 8 ms and leaves out those below 16 ms.

${bounds}

${parts.join('\n\n')}`,
  );
  await bench.close();
  return bounds.areHeld;
}
