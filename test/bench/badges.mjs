// `npm run bench:badges`: a thousand badges under a provider, created and painted, beside the same look written by hand;
// and what one changed Item costs. Paired run by run, so that what else the machine does weighs on both. Exits with 1
// where a bound does not hold. --pairs=N changes the number of pairs, --badges=N the larger number of badges.
import { once } from 'node:events';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright';
import { chromium, chromiumArgs } from '../support/browsers.mjs';

const option = (name, otherwise) => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given ? Number(given.slice(name.length + 3)) : otherwise;
};
const PAIRS = option('pairs', 15);
const MANY = option('badges', 10_000);

const { outputFiles } = await build({
  entryPoints: [path.join(import.meta.dirname, 'badges-page.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  write: false,
  mainFields: ['module', 'main'],
  external: ['pluggy-connect-sdk'],
  tsconfig: path.resolve(import.meta.dirname, '../../tsconfig.json'),
  logLevel: 'silent',
});
const server = createServer((request, response) => {
  const isScript = request.url === '/main.js';
  // Isolated, the page has a finer clock.
  response.writeHead(200, {
    'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  response.end(
    isScript ? outputFiles[0].text : '<!doctype html><html lang="en"><script type="module" src="/main.js"></script>',
  );
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://localhost:${server.address().port}/`;
const browser = await playwright.launch({
  executablePath: chromium,
  args: [...chromiumArgs, '--js-flags=--expose-gc'],
});

async function openPage() {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in globalThis);
  return page;
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
const median = (values) => (at(values, 0.5) + sorted(values)[Math.ceil(values.length / 2) - 1]) / 2;
const show = (values, digits = 1) =>
  `${median(values).toFixed(digits)} [${at(values, 0.1).toFixed(digits)} … ${at(values, 0.9).toFixed(digits)}]`;

/** The lower end of the 95 % interval of the median, by its rank: noise alone does not pass a bound. */
function lowerEnd(values) {
  const rank = Math.floor(values.length / 2 - 0.98 * Math.sqrt(values.length));
  return sorted(values)[Math.max(0, rank)];
}

const checks = [];
const check = (label, values, bound) => {
  const held = lowerEnd(values) <= bound;
  checks.push(held);
  console.log(`  ${label}: ${show(values, 2)}, bound ${bound}${held ? '' : ' NOT HELD'}`);
};

console.log(
  `${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${os.type()}, Node ${process.version}, Chromium ${browser.version()}`,
);
console.log(`${new Date().toISOString().slice(0, 10)}, ${PAIRS} pairs; median [10 % … 90 %]\n`);

const cold = { ours: [], hand: [] };
for (let run = -1; run < PAIRS; run++) {
  for (const kind of run % 2 ? ['ours', 'hand'] : ['hand', 'ours']) {
    const page = await openPage();
    const time = await page.evaluate(([kind]) => globalThis.bench.create(kind, 1000), [kind]);
    if (run >= 0) cold[kind].push(time);
    await page.close();
  }
}
console.log(`1,000 badges on a cold page, created and painted, ms: ${show(cold.ours)}, by hand ${show(cold.hand)}`);
check(
  'ratio',
  cold.ours.map((time, pair) => time / cold.hand[pair]),
  1.5,
);

for (const count of [1000, MANY]) {
  const page = await openPage();
  const warm = { ours: [], hand: [] };
  for (let run = -2; run < PAIRS; run++) {
    for (const kind of run % 2 ? ['ours', 'hand'] : ['hand', 'ours']) {
      const time = await page.evaluate(([kind, count]) => globalThis.bench.create(kind, count), [kind, count]);
      if (run >= 0) warm[kind].push(time);
    }
  }
  console.log(
    `${count} badges on a warm page, created and painted, ms: ${show(warm.ours)}, by hand ${show(warm.hand)}`,
  );
  check(
    'ratio',
    warm.ours.map((time, pair) => time / warm.hand[pair]),
    count > 1000 ? 1.4 : 1.5,
  );

  const { renders, ...times } = await page.evaluate(
    ([count, rounds]) => globalThis.bench.change(count, rounds, 200),
    [count, PAIRS + 2],
  );
  // The first rounds are of a page that has not yet done it often.
  const [ours, hand, bare] = [times.ours, times.hand, times.bare].map((rounds) => rounds.slice(2));
  const ratio = (other) => ours.map((time, round) => time / other[round]);
  console.log(`one Item of ${count} changes, script, ms: ${show(ours, 3)}, by hand ${show(hand, 3)}`);
  checks.push(renders === 1);
  console.log(`  elements that render: ${renders}${renders === 1 ? '' : ' NOT HELD'}`);
  check('ratio', ratio(hand), 2);
  check('ms', ours, 0.5);
  console.log(
    `  by hand, without a look at what came, and nobody told of it: ${show(bare, 3)}, ratio ${show(ratio(bare), 2)}`,
  );
  await page.close();
}

await browser.close();
server.close();
server.closeAllConnections();
process.exit(checks.every(Boolean) ? 0 : 1);
