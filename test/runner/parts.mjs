// The parts of the test commands: the runner of each, its arguments, and how long it takes on two quiet cores, in seconds.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isBuilt } from '../../scripts/is-built.mjs';

const reporter = (name) => path.join(import.meta.dirname, `${name}-reporter.mjs`);

export function build() {
  return { name: 'the build', seconds: 10, isBuild: true, script: 'scripts/build.mjs', args: [], isTests: false };
}

export function storybook() {
  const args = ['build', '--quiet', '--disable-telemetry', '-o', 'storybook-static'];
  const script = 'node_modules/storybook/dist/bin/dispatcher.js';
  return { name: 'the Storybook build', seconds: 25, isBuild: true, script, args, isTests: false };
}

export function node({ files = [], grep, project = 'node' } = {}) {
  const args = [
    'run',
    '--config=.storybook/vitest.config.ts',
    `--project=${project}`,
    `--reporter=${reporter('vitest')}`,
    ...files,
  ];
  if (grep) args.push(`--testNamePattern=${escaped(grep)}`);
  return { name: 'Node', seconds: 60, script: 'node_modules/vitest/vitest.mjs', args, isTests: true };
}

/** Tests of the elements, and of client code that depends on a browser's streams, requests and timers. */
const ENGINE_FILES = [
  'test/elements/**/*.test.ts',
  'test/client/{http,token}/**/*.test.ts',
  'test/client/items/{alarm,live-events,send-code}.test.ts',
];

const ENGINES = { chromium: ['Chromium', 75], firefox: ['Firefox', 160], webkit: ['WebKitGTK', 120] };

export function elements(engine, { files = [], grep } = {}) {
  const [name, seconds] = ENGINES[engine];
  const args = files.length ? ['--files', ...files] : [];
  const env = { ENGINES: engine, ...(grep ? { GREP: escaped(grep) } : {}) };
  const script = 'node_modules/@web/test-runner/dist/bin.js';
  // Web Test Runner counts the tests that a name leaves out as failures of the run.
  return { name: `elements in ${name}`, seconds, script, args, env, isTests: true, leavesTestsOut: !!grep };
}

/** Two workers: half of the time of such a test is waiting for a page. */
function pages(name, seconds, workers, ...args) {
  const common = ['test', '--config=test/e2e/playwright.config.ts', `--workers=${workers}`];
  const script = 'node_modules/@playwright/test/cli.js';
  return { name, seconds, script, args: [...common, `--reporter=${reporter('playwright')}`, ...args], isTests: true };
}

/** The files that use a tag of test/e2e/support/test.ts, so that no other file has to load. */
function filesWith(tag) {
  const folder = path.join(import.meta.dirname, '../e2e');
  const files = readdirSync(folder).filter((file) => file.endsWith('.spec.ts'));
  return files.filter((file) => readFileSync(path.join(folder, file), 'utf8').includes(tag));
}

/** The command, `npm start`, the packed files, and the backend in processes of its own, killed during many webhooks. */
const commands = () => ({
  ...node({ project: 'commands' }),
  name: 'commands and packed files',
  seconds: 120,
  env: { WEBHOOKS: '1000' },
});

const journeys = () => pages('journeys of a person', 45, 2, '--grep=@journey', ...filesWith('JOURNEY'));
const otherPages = () => pages('pages', 340, 2, '--grep-invert=@journey|@alone');
/** The parts that measure time or memory: each test of them runs alone. */
const timing = () => [
  { ...node({ project: 'timing' }), name: 'time, in Node', seconds: 15 },
  pages('time and memory, in pages', 60, 1, '--grep=@alone', ...filesWith('ALONE')),
];

export function chosenPages({ files, grep }) {
  const names = grep ? [`--grep=${escaped(grep)}`] : [];
  return pages('pages', 30, 1, ...names, ...files);
}

/** The parts of a command: `test`, `rest` (all that `test` leaves out), `all` (both) or `timing`. */
export function partsFor(scope, { firefox, webkitDriver }) {
  const first = [build(), node(), elements('chromium'), journeys()];
  const files = ENGINE_FILES;
  const engines = [firefox && elements('firefox', { files }), webkitDriver && elements('webkit', { files })];
  const rest = [storybook(), commands(), ...engines.filter(Boolean), otherPages(), ...timing()];
  const built = isBuilt() ? [] : [build()];
  return { test: first, all: [...first, ...rest], rest: [...built, ...rest], timing: [...built, ...timing()] }[scope];
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
