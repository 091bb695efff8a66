// Runs the parts of a test command one after another, with one line of progress, failures in full, and the totals.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as browsers from '../support/browsers.mjs';
import { installChromium } from '../support/install-chromium.mjs';
import { partsFor } from './parts.mjs';
import { Progress } from './progress.mjs';
import { runPart } from './run-part.mjs';
import { select } from './select.mjs';

const USAGE = `npm test                    the build, Node, the elements in Chromium, and a person's journeys
npm test -- <path or name>  only the test files at that path, or the tests with that name
npm run test:all            everything, in every installed engine
npm run test:rest           what test:all adds to npm test
npm run test:timing         what measures time and memory, which runs alone`;

const root = path.resolve(import.meta.dirname, '../..');

function readArguments() {
  const options = { all: {}, rest: {}, timing: {}, 'all-engines': {}, help: {} };
  for (const option of Object.values(options)) option.type = 'boolean';
  return parseArgs({ options, allowPositionals: true });
}

async function main() {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(USAGE);
  const env = { ...process.env };
  if (!browsers.chromium) env.CHROME_PATH = installChromium();

  const missing = [!browsers.firefox && 'Firefox', !browsers.webkitDriver && 'WebKitGTK'].filter(Boolean);
  if (values['all-engines'] && missing.length) {
    throw new Error(`Missing: ${missing.join(' and ')}. Install firefox-esr, webkit2gtk-driver and xvfb.`);
  }
  const scope = values.all ? 'all' : values.rest ? 'rest' : values.timing ? 'timing' : 'test';
  const parts = positionals.length ? select(root, positionals.join(' ')) : partsFor(scope, browsers);
  if ((values.all || values.rest) && missing.length)
    console.log(`Not installed here, and left out: ${missing.join(', ')}.`);

  const cache = `${root}/node_modules/.cache/pluggy-elements`;
  mkdirSync(cache, { recursive: true });
  rmSync(`${root}/test-results`, { recursive: true, force: true });
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  console.log(
    `${parts.length} ${parts.length === 1 ? 'part' : 'parts'}, about ${inMinutes(seconds)} on two quiet cores.`,
  );

  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [index, part] of parts.entries()) {
    const progress = new Progress(`part ${index + 1} of ${parts.length}: ${part.name}`, part.seconds);
    const counted = await runPart(part, { root, env, progress });
    progress.end(counted);
    for (const key of Object.keys(sum)) sum[key] += counted[key];
    // The later parts fail with the same cause when the build is broken.
    if (part.isBuild && counted.failed) break;
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`);
  process.exitCode = sum.failed || !sum.passed ? 1 : 0;
}

const inMinutes = (seconds) => (seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 30) / 2} min`);

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
