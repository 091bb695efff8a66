import { createAdaptorServer } from '@hono/node-server';
import { execFile } from 'node:child_process';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhookSecret } from '../../demo/server/webhooks.js';
import { runDoctor } from '../../src/cli/doctor/doctor.js';
import type { Report } from '../../src/cli/doctor/report.js';
import { ROOT } from '../support/docs.js';
import { waitFor } from '../support/wait-for.js';
import { read, startApp, startUpstream, visit, type App, type Upstream } from '../node/server/support.js';

/** The command as the package has it. */
const COMMAND = path.join(ROOT, 'dist/cli/index.js');

let upstream: Upstream;
let app: App;
let server: Server;
let url: string;
let args: string[];
let secrets: string[];

beforeAll(async () => {
  upstream = await startUpstream({ stepMs: 0 });
  app = startApp(upstream, { heartbeatMs: 100, sandboxUrl: upstream.url });
  await app.backend.start();
  server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const [ana, bruno] = [await visit(app), await visit(app)];
  const itemId = await ana.connect(upstream);
  await ana.post('/api/items', { itemId });
  await waitFor(async () =>
    expect(await read(await ana.send(`/api/items/${itemId}`))).toMatchObject({ status: 'UPDATED' }),
  );
  const secret = webhookSecret('the-session-secret');
  secrets = [ana.cookie, bruno.cookie, secret].map((text) => text.replace(/^session=/, ''));
  args = [
    '--cookie',
    ana.cookie,
    '--as',
    bruno.cookie,
    '--webhook-secret',
    `X-Webhook-Secret: ${secret}`,
    '--no-browser',
  ];
});

afterAll(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  await app.backend.stop();
  await upstream.close();
});

function expectNoSecrets(text: string) {
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/eyJ[\w-]{6,}/);
}

const notPassed = ({ checks }: Report) =>
  checks.filter(({ outcome }) => outcome !== 'passed').map(({ id, outcome, seen }) => `${id} ${outcome}: ${seen}`);

describe('the checker against the reference backend', () => {
  it('passes every check, with changes', async () => {
    const printed: string[] = [];
    const code = await runDoctor([url, ...args, '--changes', '--pluggy', upstream.url, '--json'], (text) =>
      printed.push(text),
    );
    const report = JSON.parse(printed.join('\n')) as Report;
    expect(notPassed(report)).toEqual([
      'page-cors skipped: the route has the page’s origin',
      'page-console skipped: no browser',
    ]);
    expect(report.summary).toMatchObject({ failed: 0, warned: 0 });
    expect(code).toBe(0);
    expectNoSecrets(printed.join('\n'));
  });

  it('takes the session of the page without --cookie, and a second visitor as another person', async () => {
    const printed: string[] = [];
    await runDoctor([url, '--no-browser', '--json'], (text) => printed.push(text));
    const { checks, summary } = JSON.parse(printed.join('\n')) as Report;
    const find = (id: string) => checks.find((check) => check.id === id)!;
    expect(summary.failed).toBe(0);
    expect(find('token-answer').outcome).toBe('passed');
    expect(find('session-cookie')).toMatchObject({ outcome: 'passed', seen: 'session' });
    expect(find('item-other')).toMatchObject({ outcome: 'skipped', seen: 'you have no Item' });
    expectNoSecrets(printed.join('\n'));
  });
});

describe('the command', () => {
  const run = (...parts: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(process.execPath, [COMMAND, 'doctor', ...parts], (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });

  it('runs from the package and exits with 0', async () => {
    const { code, stdout, stderr } = await run(url, ...args);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^pluggy-elements doctor \d+\.\d+\.\d+: http:\/\/127\.0\.0\.1:\d+\/\n/);
    expect(stdout).toMatch(/0 failed, 0 with a warning/);
    expect(code).toBe(0);
    expectNoSecrets(stdout);
  });

  it('exits with 1 when a check fails', async () => {
    const { code, stdout } = await run(
      url,
      '--cookie',
      'session=ended-session',
      '--token-endpoint',
      '/api/none',
      '--no-browser',
    );
    expect(stdout).toMatch(/^FAIL {2}token-answer\n.*POST \/api\/none/m);
    expect(stdout).toContain('The page has replaced the session of --cookie. Has it ended?');
    expect(stdout).not.toContain('ended-session');
    expect(code).toBe(1);
  });

  it('exits with 2 and a sentence when nothing can be checked', async () => {
    expect(await run('http://127.0.0.1:1/')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/ could not be read: ECONNREFUSED/) as string,
    });
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('Name the page to check') as string });
  });
});
