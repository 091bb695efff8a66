import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type Frame } from '@playwright/test';
import { choose, expect, login, submit } from '../e2e/support/journey.js';
import { closing, connectAtBank, widget } from '../e2e/support/test.js';
import { freePort } from '../support/port.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The installation of Next.js and its build. */
const LIMIT_MS = 300_000;
const START_LIMIT_MS = 30_000;

const PORTUGUESE = { button: 'Conectar um banco', connect: connectInPortuguese };
const ENGLISH = { button: 'Connect a bank', connect: connectAtBank };
/** Each example, and the text on its page once a bank is connected. */
const EXAMPLES = [
  { name: 'plain', connected: 'Conectado: Pluggy Bank', ...PORTUGUESE },
  { name: 'react', connected: 'Pluggy Bank is connected.', ...ENGLISH },
  { name: 'next', connected: 'Pluggy Bank is connected.', ...ENGLISH },
  ...['flask', 'php', 'go', 'express'].map((name) => ({ name, connected: 'Atualizado', ...PORTUGUESE })),
];

async function connectInPortuguese(frame: Frame): Promise<void> {
  await choose(frame, 'Pluggy Bank');
  await submit(frame, login('user-ok'));
  await closing(frame, () => frame.getByRole('button', { name: 'Concluir', exact: true }).click());
}

let folder = '';
/** The command of the package, which npm has installed from a tarball. */
let installed = '';
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'examples-'));
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT }).toString(),
  ) as { filename: string }[];
  execFileSync('npm', ['install', '--no-audit', '--no-fund', `./${packed!.filename}`], { cwd: folder });
  installed = path.join(folder, 'node_modules/pluggy-elements/dist/cli/index.js');
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

for (const { name, button, connect, connected } of EXAMPLES) {
  test(`the example ${name} runs by the commands of its README`, async ({ page }) => {
    test.setTimeout(LIMIT_MS);
    const place = path.join(folder, name);
    execFileSync(process.execPath, [installed, 'example', name, place]);
    const ports = { 4300: await freePort(), 8000: await freePort() };
    await replaceIn(place, (text) =>
      text.replaceAll(/(?<=:|--port |PORT=)(4300|8000)\b/g, (port) => String(ports[port as '4300' | '8000'])),
    );
    const [install, environment, sandbox, start] = await commandsOf(place);
    if (install) execFileSync('sh', ['-c', install], { cwd: place });
    const programs = [sandbox, start].map((command) => run(place, `${environment}\n${command}`));
    try {
      const url = `http://localhost:${ports[8000]}`;
      const output = () => programs.map(({ printed }) => printed.join('')).join('\n');
      const status = () => fetch(url).then(String, output);
      await expect.poll(status, { timeout: START_LIMIT_MS }).toBe('[object Response]');
      const widgetUrl = `http://127.0.0.1:${ports[4300]}`;
      await expect.poll(() => fetch(widgetUrl).then(({ ok }) => ok, output)).toBe(true);
      const refused: string[] = [];
      page.on('response', (response) => {
        if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
      });
      await page.goto(url);
      await page.getByRole('button', { name: button }).first().click();
      await connect(await widget(page, widgetUrl));
      await expect(page.getByText(connected).first()).toBeVisible();
      expect(refused).toEqual([]);
    } finally {
      await Promise.all(programs.map(({ end }) => end()));
    }
  });
}

async function replaceIn(place: string, change: (text: string) => string): Promise<void> {
  for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !file.includes('/elements/')) await writeFile(file, change(await readFile(file, 'utf8')));
  }
}

/** Returns the commands of the README: the installation (may be empty), the settings, the sandbox and the backend. */
async function commandsOf(place: string): Promise<string[]> {
  const [, block = ''] = /```sh\n(.*?)```/s.exec(await readFile(path.join(place, 'README.md'), 'utf8')) ?? [];
  const commands = block.trimEnd().split(/(?<!\\)\n/);
  return commands.length === 3 ? ['', ...commands] : commands;
}

function run(cwd: string, command: string) {
  const printed: string[] = [];
  // A group of its place, so that the processes that the command starts end with it.
  const child = spawn('sh', ['-c', command], { cwd, detached: true });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => printed.push(String(data)));
  const ended = once(child, 'close');
  const end = async () => {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
    await ended;
  };
  return { printed, end };
}
