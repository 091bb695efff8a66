// Measures the commands of a developer in a fresh clone of the last commit: from the clone to the page, and the gate with
// each of its parts.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Bounds, machine, ROOT, table, today, write } from './report.mjs';

/** Bounds of two quiet cores, in seconds. */
const BOUNDS_S = { page: 20, test: 240, gate: 720 };

/** Runs a command, and resolves with its output: at its end, or at once when a line of it matches `until`. */
function run(folder, command, args, until) {
  const child = spawn(command, args, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
      process.stdout.write(data);
      if (until?.test(output)) resolve({ output, stop: () => process.kill(-child.pid) });
    });
    child.on('error', reject);
    child.on('close', () => resolve({ output, stop() {} }));
  });
}

const seconds = (since) => (performance.now() - since) / 1000;

/** The rows of the parts of a test command, and their sum in seconds. */
function partsOf(output, command) {
  const section = output.split(/^== /m).find((text) => text.startsWith(`${command}\n`)) ?? '';
  const parts = [...section.matchAll(/^part \d+ of \d+: ([^:,]+)(?:: (\d+) passed, \d+ failed)?[^\n]*?, (\d+) s$/gm)]
    .filter(([line]) => !line.includes(', about '))
    .map(([, name, tests = '', time]) => [`\`${command}\`: ${name}`, tests, Number(time)]);
  return { rows: parts, sum: parts.reduce((sum, [, , time]) => sum + time, 0) };
}

export async function commands() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pluggy-elements-'));
  execFileSync('git', ['clone', '--quiet', ROOT, folder]);
  let begin = performance.now();
  await run(folder, 'npm', ['install']);
  const install = seconds(begin);
  begin = performance.now();
  const started = await run(folder, 'npm', ['start'], /https?:\/\/(localhost|127\.0\.0\.1):\d+/);
  const address = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(started.output)[0];
  while (!(await fetch(address).catch(() => undefined))?.ok) await new Promise((resolve) => setTimeout(resolve, 100));
  const start = seconds(begin);
  started.stop();

  begin = performance.now();
  const { output } = await run(folder, 'bash', ['.ci/run']);
  const gate = seconds(begin);
  const [test, rest] = [partsOf(output, 'npm test'), partsOf(output, 'npm run test:rest')];
  const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  rmSync(folder, { recursive: true, force: true });

  const bounds = new Bounds();
  bounds.atMost(BOUNDS_S.page, 'fresh clone to page: `npm install && npm start`, s', [install + start], 0);
  bounds.atMost(BOUNDS_S.test, '`npm test`, s', [test.sum], 0);
  bounds.atMost(BOUNDS_S.gate, 'the gate, `.ci/run`, s', [gate], 0);
  const minutes = (time) => (time / 60).toFixed(1);
  await write(
    'commands',
    `From a fresh clone to the page it takes ${(install + start).toFixed(0)} s, \`npm test\` ${minutes(test.sum)} minutes, and the whole gate ${minutes(gate)} minutes.`,
    `## Commands

${machine()}; ${today()}. \`npm run bench -- commands\` clones the last commit, installs it, opens the demo, and runs the gate, which ended with ${passed} passed and ${failed} failed.

${bounds}

${table([
  ['', 'tests', 's'],
  ['`npm install`', '', install.toFixed(0)],
  ['`npm start`, until the page answers', '', start.toFixed(0)],
  ...test.rows,
  ...rest.rows,
  ['the checks of the gate, its installation included', '', (gate - test.sum - rest.sum).toFixed(0)],
])}`,
  );
  return bounds.areHeld && failed === '0';
}
