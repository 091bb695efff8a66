// `npm run bench:cards`: paints a list of 200 cards, compared with the same page written by hand; measures scrolling
// while an Item changes each 100 ms, and the memory that 50 mounts leave behind. Exits with 1 where a bound does not
// hold. --pairs=N changes the number of pairs.
import { setInterval } from 'node:timers/promises';
import { check, startBench } from './page.mjs';
import { option, show } from './report.mjs';

const PAIRS = option('pairs', 15);
const CARDS = 200;
const CHANGES = 50;
const MOUNTS = 50;

const bench = await startBench('cards-page.ts', `${PAIRS} pairs`);

let page = await bench.open();
const times = { ours: [], manual: [] };
for (let run = -2; run < PAIRS; run++) {
  for (const kind of run % 2 ? ['ours', 'manual'] : ['manual', 'ours']) {
    const time = await page.evaluate(([kind, count]) => globalThis.bench.create(kind, count), [kind, CARDS]);
    if (run >= 0) times[kind].push(time);
  }
}
const timesOf = (kind, moment) => times[kind].map((time) => time[moment]);
const ratio = (moment) => times.ours.map((time, pair) => time[moment] / times.manual[pair][moment]);
console.log(
  `${CARDS} cards, from the list to its first paint, ms: ${show(timesOf('ours', 'first'))}, by hand ${show(timesOf('manual', 'first'))}`,
);
check('ratio', ratio('first'), 1.5);
console.log(`  to the last card, out of sight: ${show(timesOf('ours', 'all'))}, ratio ${show(ratio('all'), 2)}`);
await page.close();

page = await bench.open();
const devtools = await page.context().newCDPSession(page);
await devtools.send('Performance.enable');
const spent = async () => {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
};
await page.evaluate((count) => globalThis.bench.ready(count), CARDS);
await page.evaluate(() => globalThis.bench.scroll());
const script = [];
let before;
let turn = 0;
for await (const step of setInterval(100, 1)) {
  const now = await spent();
  if (turn > 0) script.push(now - before);
  if (turn === CHANGES) break;
  before = now;
  await page.evaluate(([turn, count]) => globalThis.bench.change(turn, count), [turn, CARDS]);
  turn += step;
}
console.log(`scrolling, with one change per 100 ms: script of the change and all frames until the next`);
check('ms', script, 16);
await page.close();

page = await bench.open();
const memory = await page.context().newCDPSession(page);
const counts = async () => {
  for (let round = 0; round < 3; round++) await memory.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await memory.send('Memory.getDOMCounters');
  const { usedSize } = await memory.send('Runtime.getHeapUsage');
  return { nodes, jsEventListeners, heap: usedSize };
};
await page.evaluate((count) => globalThis.bench.ready(count), CARDS);
await page.evaluate(() => globalThis.bench.mount(20));
const first = await counts();
await page.evaluate((mounts) => globalThis.bench.mount(mounts), MOUNTS);
const last = await counts();
const each = (name) => [(last[name] - first[name]) / MOUNTS];
console.log(`what each of ${MOUNTS} mounts leaves behind`);
check('bytes of heap', each('heap'), 3000);
check('nodes', each('nodes'), 1);
check('listeners', each('jsEventListeners'), 0.1);
await bench.end();
