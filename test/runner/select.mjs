// Finds tests by a path or a name.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isBuilt } from '../../scripts/is-built.mjs';
import { build, chosenPages, elements, node, storybook } from './parts.mjs';

const RUNNERS = [
  { pattern: /^test\/(client|elements)\/.*\.test\.ts$/, part: (chosen) => elements('chromium', chosen), needs: [] },
  { pattern: /^test\/timing\/.*\.test\.ts$/, part: (chosen) => node({ ...chosen, project: 'timing' }), needs: [] },
  {
    pattern: /^test\/commands\/.*\.test\.ts$/,
    part: (chosen) => node({ ...chosen, project: 'commands' }),
    needs: [build],
  },
  { pattern: /^test\/.*\.test\.ts$/, part: node, needs: [build] },
  { pattern: /^test\/e2e\/.*\.spec\.ts$/, part: chosenPages, needs: [build, storybook] },
];

/** Returns the parts that run the test files below a path or, where no path fits, the tests with a name. */
export function select(root, wanted) {
  const files = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => RUNNERS.some(({ pattern }) => pattern.test(file)));
  const asPath = path.relative(root, path.resolve(wanted)).replaceAll(path.sep, '/');
  const byPath = files.filter((file) => file === asPath || file.startsWith(`${asPath}/`) || file.includes(wanted));
  if (byPath.length) return partsOf(byPath);
  const byName = files.filter((file) => readFileSync(path.join(root, file), 'utf8').includes(wanted));
  if (byName.length) return partsOf(byName, wanted);
  throw new Error(`No test file and no test name matches "${wanted}".`);
}

function partsOf(files, grep) {
  const needed = new Set();
  const parts = [];
  for (const { pattern, part, needs } of RUNNERS) {
    const chosen = files.filter((file) => RUNNERS.find((runner) => runner.pattern.test(file)).pattern === pattern);
    if (!chosen.length) continue;
    needs.forEach((need) => needed.add(need));
    parts.push({ ...part({ files: chosen, grep }), seconds: 5 * chosen.length });
  }
  if (isBuilt()) needed.delete(build);
  return [...[...needed].map((need) => need()), ...parts];
}
