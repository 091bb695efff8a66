import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/node.js';
import { freePort } from '../support/port.js';
import type { Stack } from './stacks.js';

const root = path.resolve(import.meta.dirname, '../..');
const START_LIMIT_MS = 60_000;

export const WEBHOOK_SECRET = 'the-webhook-secret-of-the-test';

/** The address of the simulated Pluggy in the page of the examples. */
const WIDGET_URL = 'http://127.0.0.1:4300';

/** Runs the simulated Pluggy and one backend, as the backend's README says. */
export async function startBackend({ folder, command }: Stack) {
  const sandbox = await startSandbox({ stepMs: 50, allowLoopbackWebhooks: true });
  const files = await mkdtemp(path.join(tmpdir(), `backend-${folder}-`));
  const page = path.join(files, 'page');
  await cp(path.join(root, 'demo/backends/page'), page, { recursive: true });
  await cp(path.join(root, 'dist/cdn'), path.join(page, 'elements'), { recursive: true });
  const index = path.join(page, 'index.html');
  await writeFile(index, (await readFile(index, 'utf8')).replace(WIDGET_URL, sandbox.url));

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const output: string[] = [];
  const child = spawn('sh', ['-c', command], {
    cwd: path.join(root, 'demo/backends', folder),
    env: {
      ...process.env,
      PLUGGY_API_URL: sandbox.url,
      PLUGGY_CLIENT_ID: sandbox.sandbox.keys.clientId,
      PLUGGY_CLIENT_SECRET: sandbox.sandbox.keys.clientSecret,
      PORT: String(port),
      PAGE: page,
      // Debian's packages belong to Debian's Python, which need not be the first one in the path.
      PYTHON: existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3',
      DATABASE: path.join(files, 'items.db'),
      SESSION_SECRET: 'the-session-secret-of-the-test',
      WEBHOOK_SECRET,
    },
    // A group of its own, so that the processes that the command starts end with it.
    detached: true,
  });
  const ended = once(child, 'close');
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));

  const close = async () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // The processes have ended.
    }
    await ended;
    await sandbox.close();
    await rm(files, { recursive: true, force: true });
  };
  try {
    await isServing(url, () => child.exitCode !== null);
    await registerWebhook(sandbox, url);
  } catch (error) {
    await close();
    throw new Error(`${folder}: ${(error as Error).message}\n${output.join('')}`, { cause: error });
  }
  return { url, widgetUrl: sandbox.url, close };
}

/** Registers the webhook, with the two requests of demo/backends/README.md. */
async function registerWebhook({ url, sandbox }: RunningSandbox, backend: string): Promise<void> {
  async function post(route: string, body: object, apiKey = ''): Promise<{ apiKey: string }> {
    const headers = { 'Content-Type': 'application/json', 'X-API-KEY': apiKey };
    const response = await fetch(url + route, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${route}: ${response.status}`);
    return (await response.json()) as { apiKey: string };
  }
  const { apiKey } = await post('/auth', sandbox.keys);
  const headers = { 'X-Webhook-Secret': WEBHOOK_SECRET };
  await post('/webhooks', { event: 'all', url: `${backend}/api/webhooks/pluggy`, headers }, apiKey);
}

export type RunningBackend = Awaited<ReturnType<typeof startBackend>>;

async function isServing(url: string, hasEnded: () => boolean): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    if (hasEnded()) throw new Error('The backend ended at its start.');
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The backend does not serve its page.');
}
