// What `npm test` runs: see run.mjs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as browsers from './support/browsers.mjs';
import { installChromium } from './support/install-chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}/test-results`;
const allEngines = process.argv.includes('--all-engines');

const env = { ...process.env };
if (!browsers.chromium) {
  try {
    env.CHROME_PATH = installChromium();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
const missing = [!browsers.firefox && 'Firefox', !browsers.webkitDriver && 'WebKitGTK'].filter(Boolean);
if (missing.length && allEngines) {
  console.error(`Missing: ${missing.join(' and ')}. Install firefox-esr, webkit2gtk-driver and xvfb.`);
  process.exit(1);
}
if (missing.length) console.log(`Not installed here, so its tests do not run: ${missing.join(', ')}.`);

function node(script, args, extra = {}) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...env, ...extra },
    stdio: 'inherit',
  });
  return status === 0;
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
if (!node('scripts/build.mjs', [])) process.exit(1);
// What the story tests walk through. CI has built it before, as a check of its own.
const isBuilt = process.env.CI && existsSync(`${root}/storybook-static/index.json`);
const storybook = ['build', '--quiet', '--disable-telemetry', '-o', 'storybook-static'];
if (!isBuilt && !node('node_modules/storybook/dist/bin/dispatcher.js', storybook)) process.exit(1);

function playwright(name, workers, which) {
  const args = ['test', '--config=test/e2e/playwright.config.ts', `--workers=${workers}`, which];
  return {
    name: `playwright (${name})`,
    report: `playwright-${workers}.json`,
    run: (file) => node('node_modules/@playwright/test/cli.js', args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
    totals: ({ stats, errors }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    }),
  };
}

/** Each runner writes its totals; one that wrote none has failed before its tests. */
const runners = [
  {
    name: 'vitest (node)',
    report: 'vitest.json',
    run: (file) =>
      node('node_modules/vitest/vitest.mjs', [
        'run',
        '--config=.storybook/vitest.config.ts',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ]),
    totals: ({ numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests }) => ({
      passed: numPassedTests,
      // A file that does not load has no failed test.
      failed: numFailedTests || Number(numFailedTestSuites > 0),
      skipped: numPendingTests,
    }),
  },
  {
    name: 'web-test-runner (elements)',
    report: 'wtr.json',
    run: (file) => node('node_modules/@web/test-runner/dist/bin.js', [], { WTR_TOTALS: file }),
    totals: (totals) => totals,
  },
  // Half of their time is waiting for pages: two at once.
  playwright('pages', 2, '--grep-invert=@alone'),
  // What they measure would be the other's work.
  playwright('time and memory', 1, '--grep=@alone'),
];

const sum = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const { name, report, run, totals } of runners) {
  // Outside of test-results, which Playwright empties.
  const file = `${root}/node_modules/.cache/pluggy-elements/${report}`;
  mkdirSync(`${root}/node_modules/.cache/pluggy-elements`, { recursive: true });
  rmSync(file, { force: true });
  const ok = run(file);
  let counted;
  try {
    counted = totals(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    counted = { passed: 0, failed: 1, skipped: 0 };
  }
  if (!ok && counted.failed === 0) counted.failed = 1;
  for (const key of Object.keys(sum)) sum[key] += counted[key];
  lines.push(`${name}: ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped`);
}

console.log(`\n${lines.join('\n')}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`);
process.exit(sum.failed || !sum.passed ? 1 : 0);
