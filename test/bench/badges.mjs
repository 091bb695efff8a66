// Compares implementations of a list of connections: our badges under a provider, a minimal element with the same look
// without and with Lit, a list by hand, Shoelace's badge without and with the icon, and a React list in which each row
// subscribes to its own Item.
import { startBench } from './page.mjs';
import { machine, median, option, show, table, today, write } from './report.mjs';

const RUNS = option('runs', 15);
const KINDS = {
  ours: '`<pluggy-item-status>`',
  bare: 'a minimal element with the same look',
  onLit: 'a minimal element on Lit, with a context',
  manual: 'by hand',
  shoelace: 'Shoelace `sl-badge`, text only',
  shoelaceIcon: 'Shoelace `sl-badge` with the icon',
  react: 'React 19',
};
/** Minimal implementations: where they are slower than a peer too, no element with this look can be faster. */
const LEAST = ['bare', 'onLit'];
const PEERS = ['shoelace', 'shoelaceIcon', 'react'];
const STEPS = {
  create: 'create, ms',
  updateOne: 'update one, ms',
  updateAll: 'update all, ms',
  remove: 'remove, ms',
  memory: 'memory of all, kB',
};
const RATIOS = ['create', 'update one', 'update all', 'remove', 'memory'];

/** Kilobytes of the page's heap and of its DOM objects, after a collection. */
async function memory(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize = 0 } = await session.send('Runtime.getHeapUsage');
  return (usedSize + embedderHeapUsedSize) / 1000;
}

async function measure(bench, count) {
  const kinds = Object.keys(KINDS);
  const times = Object.fromEntries(
    kinds.map((kind) => [kind, Object.fromEntries(Object.keys(STEPS).map((step) => [step, []]))]),
  );
  const page = await bench.open();
  const session = await page.context().newCDPSession(page);
  const begin = (kind) => page.evaluate((name) => globalThis.bench.begin(name), kind);
  const act = (step) => page.evaluate(([name, all]) => globalThis.bench[name](all), [step, count]);
  /** Each implementation is first and last equally often. */
  const inTurn = async (run, each) => {
    for (let turn = 0; turn < kinds.length; turn++) await each(kinds[(turn + run + kinds.length) % kinds.length]);
  };
  // Two runs warm the page up.
  for (let run = -2; run < RUNS; run++) {
    await inTurn(run, async (kind) => {
      await begin(kind);
      for (const step of ['create', 'updateOne', 'updateAll', 'remove']) {
        const time = await act(step);
        if (run >= 0) times[kind][step].push(time);
      }
    });
  }
  // Measured separately: a full garbage collection also discards compiled code.
  for (let run = 0; run < RUNS; run++) {
    await inTurn(run, async (kind) => {
      await begin(kind);
      const before = await memory(session);
      await act('create');
      times[kind].memory.push((await memory(session)) - before);
      await act('remove');
    });
  }
  await page.close();
  return times;
}

export async function peers() {
  const bench = await startBench('peers-page.ts');
  const parts = [];
  for (const count of [1000, option('badges', 10_000)]) {
    const times = await measure(bench, count);
    const digits = { updateOne: 3, memory: 0 };
    const rows = Object.entries(KINDS).map(([kind, name]) => [
      name,
      ...Object.keys(STEPS).map((step) => show(times[kind][step], digits[step] ?? 1)),
    ]);
    const others = Object.keys(KINDS).slice(1);
    const pairs = [
      ...others.map((kind) => ['ours', kind]),
      ...PEERS.flatMap((peer) => LEAST.map((kind) => [kind, peer])),
    ];
    const ratios = pairs.map(([kind, peer]) => [
      `${KINDS[kind]} / ${KINDS[peer]}`,
      ...Object.keys(STEPS).map((step) => (median(times[kind][step]) / median(times[peer][step])).toFixed(2)),
    ]);
    parts.push(`### ${count.toLocaleString('en')} badges

${table([['', ...Object.values(STEPS)], ...rows])}

Ratios: below 1, the first variant is faster or smaller. Where a minimal element is slower than a peer too, no element with this look can be faster than that peer.

${table([['', ...RATIOS], ...ratios])}`);
  }
  await write(
    'badges',
    `## Badges

${machine(bench.browser)}; ${today()}; ${RUNS} runs in turn in one page, after two runs that warm the page up. Times end when all badges are painted; the update of one badge is script time. \`<pluggy-item-status>\` validates each Item, keeps the newest snapshot, follows the page's language and updates relative times. The other variants write the text of an Item that they trust.

${parts.join('\n\n')}`,
  );
  await bench.close();
  return true;
}
