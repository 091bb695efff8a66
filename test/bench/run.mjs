// `npm run bench`: compares this library with its alternatives, and writes the results to docs/performance.md. Exits with
// 1 where a bound does not hold. Parts can be named: `npm run bench -- sizes clicks badges lists cycles commands`; the
// last one takes half an hour and runs only when it is named. --runs=N changes the number of runs, --token-time=MS the
// time of the token route.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ROOT } from './report.mjs';

if (!existsSync(`${ROOT}/dist/cdn/pluggy-elements.js`))
  spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT });

const PARTS = {
  sizes: async () => (await import('./sizes.mjs')).sizes(),
  clicks: async () => (await import('./clicks.mjs')).clicks(),
  badges: async () => (await import('./badges.mjs')).badges(),
  lists: async () => (await import('./lists.mjs')).lists(),
  cycles: async () => (await import('./cycles.mjs')).cycles(),
  commands: async () => (await import('./commands.mjs')).commands(),
};
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = named.filter((name) => !PARTS[name]);
if (unknown.length > 0) {
  console.error(`There is no part "${unknown[0]}": ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}
let isWithinBounds = true;
for (const [name, measure] of Object.entries(PARTS)) {
  const isWanted = named.length ? named.includes(name) : name !== 'commands';
  if (isWanted) isWithinBounds = (await measure()) && isWithinBounds;
}
process.exit(isWithinBounds ? 0 : 1);
