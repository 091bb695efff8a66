// Compares implementations of a list of connections: our badges under a provider, a minimal element with the same look
// without and with Lit, a list by hand, Shoelace's badge without and with the sign, and a React list in which each row
// subscribes to its own Item.
import { startBench } from './page.mjs';
import { Bounds, machine, median, option, show, table, today, write } from './report.mjs';

const RUNS = option('runs', 15);
/** A sign that turns is drawn again in each frame; few runs show by how much. */
const TURNING_RUNS = Math.ceil(RUNS / 3);
const COUNTS = [1000, option('badges', 10_000)];
const KINDS = {
  ours: '`<pluggy-item-status>`',
  bare: 'a minimal element with the same look',
  onLit: 'a minimal element on Lit, with a context',
  manual: 'by hand',
  shoelace: 'Shoelace `sl-badge`, text only',
  shoelaceSign: 'Shoelace `sl-badge` with the sign',
  react: 'React 19',
};
/** Minimal implementations: where they are slower than a peer too, no element with this look can be faster. */
const LEAST = ['bare', 'onLit'];
const PEERS = ['shoelace', 'shoelaceSign', 'react'];
const STEPS = {
  create: 'create, ms',
  updateOne: 'update one, ms',
  updateAll: 'update all, ms',
  remove: 'remove, ms',
  memory: 'memory of all, kB',
};
const nameOf = (step) => STEPS[step].split(',')[0].replace(' of all', '');
/** The library's share of the other's time or memory, at most. */
const BOUNDS = [
  ['create', 'shoelaceSign', 1],
  ['create', 'onLit', 1.1],
  ['create', 'react', 1.2],
  ['updateAll', 'shoelaceSign', 1],
  ['updateAll', 'onLit', 1.1],
  ['updateAll', 'react', 1.2],
  ['updateOne', 'manual', 2],
  ['updateOne', 'react', 0.1],
  ['remove', 'react', 1],
  ['memory', 'onLit', 1.05],
];

/** Kilobytes of the page's heap and of its DOM objects, after a collection. */
async function memory(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize = 0 } = await session.send('Runtime.getHeapUsage');
  return (usedSize + embedderHeapUsedSize) / 1000;
}

/** A page with the functions of badges-page.ts, and the implementations in turn: each is first and last equally often. */
async function openPage(bench, count, options) {
  const page = await bench.open(options);
  const kinds = Object.keys(KINDS);
  return {
    page,
    begin: (kind) => page.evaluate((name) => globalThis.bench.begin(name), kind),
    act: (step) => page.evaluate(([name, all]) => globalThis.bench[name](all), [step, count]),
    async inTurn(run, each) {
      for (let turn = 0; turn < kinds.length; turn++) await each(kinds[(turn + run + kinds.length) % kinds.length]);
    },
  };
}

/** Times by kind and step, one for each run. Two runs before the first warm the page up. */
async function timesOf(bench, count, steps, runs, options) {
  const { page, begin, act, inTurn } = await openPage(bench, count, options);
  const times = Object.fromEntries(
    Object.keys(KINDS).map((kind) => [kind, Object.fromEntries(steps.map((step) => [step, []]))]),
  );
  for (let run = -2; run < runs; run++) {
    await inTurn(run, async (kind) => {
      await begin(kind);
      for (const step of steps) {
        const time = await act(step);
        if (run >= 0) times[kind][step].push(time);
      }
      if (!steps.includes('remove')) await act('remove');
    });
  }
  await page.close();
  return times;
}

/** Measured separately: a full garbage collection also discards compiled code. */
async function memoriesOf(bench, count, options) {
  const { page, begin, act, inTurn } = await openPage(bench, count, options);
  const session = await page.context().newCDPSession(page);
  const memories = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
  for (let run = 0; run < RUNS; run++) {
    await inTurn(run, async (kind) => {
      await begin(kind);
      const before = await memory(session);
      await act('create');
      memories[kind].push((await memory(session)) - before);
      await act('remove');
    });
  }
  await page.close();
  return memories;
}

const ratios = (times, a, b, step) => times[a][step].map((time, run) => time / times[b][step][run]);

function timesTable(times, steps) {
  const digits = { updateOne: 3, memory: 0 };
  const rows = Object.entries(KINDS).map(([kind, name]) => [
    name,
    ...steps.map((step) => show(times[kind][step], digits[step] ?? 1)),
  ]);
  return table([['', ...steps.map((step) => STEPS[step])], ...rows]);
}

function ratiosTable(times, steps) {
  const pairs = [
    ...Object.keys(KINDS)
      .slice(1)
      .map((kind) => ['ours', kind]),
    ...PEERS.flatMap((peer) => LEAST.map((kind) => [kind, peer])),
  ];
  const rows = pairs.map(([kind, other]) => [
    `${KINDS[kind]} / ${KINDS[other]}`,
    ...steps.map((step) => median(ratios(times, kind, other, step)).toFixed(2)),
  ]);
  return table([['', ...steps.map(nameOf)], ...rows]);
}

/** In the first seconds, the signs of a fifth of the badges turn. */
async function turning(bench) {
  const steps = ['create', 'updateAll'];
  const parts = [];
  for (const count of COUNTS) {
    const times = await timesOf(bench, count, steps, TURNING_RUNS);
    parts.push(`${count.toLocaleString('en')} badges:\n\n${timesTable(times, steps)}`);
  }
  return parts.join('\n\n');
}

export async function badges() {
  const bench = await startBench('badges-page.ts');
  const bounds = new Bounds();
  const parts = [];
  let inShort;
  for (const count of COUNTS) {
    const atRest = { reducedMotion: 'reduce' };
    const steps = Object.keys(STEPS).filter((step) => step !== 'memory');
    const times = await timesOf(bench, count, steps, RUNS, atRest);
    for (const [kind, memories] of Object.entries(await memoriesOf(bench, count, atRest)))
      times[kind].memory = memories;
    const written = count.toLocaleString('en');
    for (const [step, other, bound] of BOUNDS)
      bounds.atMost(bound, `${nameOf(step)}, ${written}: ours / ${KINDS[other]}`, ratios(times, 'ours', other, step));
    const each = Object.keys(STEPS);
    parts.push(`### ${written} badges\n\n${timesTable(times, each)}\n\n${ratiosTable(times, each)}`);
    inShort ??= `${written} badges are on the screen after ${median(times.ours.create).toFixed(0)} ms: ${median(ratios(times, 'ours', 'shoelaceSign', 'create')).toFixed(2)} times as long as Shoelace's badge with a sign, and ${median(ratios(times, 'ours', 'react', 'create')).toFixed(2)} times as long as React. When one connection changes, its badge takes ${median(ratios(times, 'ours', 'react', 'updateOne')).toFixed(2)} times as long as React.`;
  }
  await write(
    'badges',
    inShort,
    `## Badges

${machine(bench.browser)}; ${today()}; ${RUNS} runs in turn in one page, after two runs that warm the page up. Times end when all badges are painted; the update of one badge is script time, from the text of the backend's answer. \`<pluggy-item-status>\` validates each Item, keeps the newest snapshot, follows the page's language and updates relative times. The others write the text of an Item that they trust; the one by hand reads and checks an answer as the library does. All signs rest. Ratios are of runs beside each other; ours is \`<pluggy-item-status>\`. Rows beside Shoelace's badge without a sign bind nothing.

${bounds}

Below 1, the first variant of a ratio is faster or smaller. Where a minimal element is slower than a peer too, no element with this look can be faster than that peer.

${parts.join('\n\n')}

### The first five seconds

The signs of a fifth of the badges turn for five seconds. ${TURNING_RUNS} runs.

${await turning(bench)}`,
  );
  await bench.close();
  return bounds.areHeld;
}
