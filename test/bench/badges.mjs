// `npm run bench:badges`: a thousand badges under a provider, created and painted, compared with badges written by
// hand; and the cost of one changed Item. Runs alternate in pairs, so that other load on the machine affects both.
// Exits with 1 where a bound does not hold. --pairs=N changes the number of pairs, --badges=N the larger number of
// badges.
import { check, startBench } from './page.mjs';
import { option, show } from './report.mjs';

const PAIRS = option('pairs', 15);
const MANY = option('badges', 10_000);

const bench = await startBench('badges-page.ts', `${PAIRS} pairs`);

const cold = { ours: [], manual: [] };
for (let run = -1; run < PAIRS; run++) {
  for (const kind of run % 2 ? ['ours', 'manual'] : ['manual', 'ours']) {
    const page = await bench.open();
    const time = await page.evaluate(([kind]) => globalThis.bench.create(kind, 1000), [kind]);
    if (run >= 0) cold[kind].push(time);
    await page.close();
  }
}
console.log(`1,000 badges on a cold page, created and painted, ms: ${show(cold.ours)}, by hand ${show(cold.manual)}`);
check(
  'ratio',
  cold.ours.map((time, pair) => time / cold.manual[pair]),
  1.5,
);

for (const count of [1000, MANY]) {
  const page = await bench.open();
  const warm = { ours: [], manual: [] };
  for (let run = -2; run < PAIRS; run++) {
    for (const kind of run % 2 ? ['ours', 'manual'] : ['manual', 'ours']) {
      const time = await page.evaluate(([kind, count]) => globalThis.bench.create(kind, count), [kind, count]);
      if (run >= 0) warm[kind].push(time);
    }
  }
  console.log(
    `${count} badges on a warm page, created and painted, ms: ${show(warm.ours)}, by hand ${show(warm.manual)}`,
  );
  check(
    'ratio',
    warm.ours.map((time, pair) => time / warm.manual[pair]),
    count > 1000 ? 1.4 : 1.5,
  );

  const { renders, ...times } = await page.evaluate(
    ([count, rounds]) => globalThis.bench.change(count, rounds, 200),
    [count, PAIRS + 2],
  );
  // The page's code is not optimized yet in the first rounds.
  const [ours, handWritten, bare] = [times.ours, times.manual, times.bare].map((rounds) => rounds.slice(2));
  const ratio = (other) => ours.map((time, round) => time / other[round]);
  console.log(`one Item of ${count} changes, script, ms: ${show(ours, 3)}, by hand ${show(handWritten, 3)}`);
  check('elements that render', [renders], 1);
  check('ratio', ratio(handWritten), 2);
  check('ms', ours, 0.5);
  console.log(`  by hand, without a check of the response: ${show(bare, 3)}, ratio ${show(ratio(bare), 2)}`);
  await page.close();
}

await bench.end();
