import { transform } from 'esbuild';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const START = fileURLToPath(new URL('../../demo/start.mjs', import.meta.url));

/** Runs the script of `npm start`. `ended` resolves to its output and exit code. */
function start({ args = [], node = [], env = {} }: { args?: string[]; node?: string[]; env?: Record<string, string> }) {
  const { PATH, HOME } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  const child = spawn(process.execPath, [...node, START, ...args], {
    env: { PATH, HOME, DATA_DIR: join(folder, 'data'), ...env },
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const printed = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.error += chunk.toString()));
  const ended = new Promise<typeof printed & { code: number | null }>((resolve) =>
    child.on('close', (code) => resolve({ ...printed, code })),
  );
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const url = /Demo +(http\S+)/.exec(printed.out)?.[1];
      if (url && printed.out.includes('Ctrl-C')) resolve(url);
    });
    void ended.then(({ out, error }) => reject(new Error(`npm start exited: ${out}${error}`)));
  });
  ready.catch(() => undefined);
  return { child, ended, printed, ready };
}

const FREE = { PORT: '0', SANDBOX_PORT: '0' };

async function occupyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('npm start', () => {
  it('serves the page, the library and the sandbox, and exits with 0 on SIGINT', async () => {
    const { child, ended, ready } = start({ env: FREE });
    const url = await ready;
    const page = await (await fetch(url)).text();
    const widget = /widget-url="([^"]+)"/.exec(page)![1]!;
    expect((await fetch(`${url}/dist/cdn/pluggy-elements.js`)).status).toBe(200);
    expect((await fetch(`${widget}/connectors`)).status).toBe(403);
    const webhook = await fetch(`${url}/api/webhooks/pluggy`, { method: 'POST' });
    expect(webhook.status).toBe(401);

    // Two example users, with connections in every kind of state.
    expect(page).toMatch(/Ana Lima.*Bruno Costa/s);
    const statuses = new Set<string>();
    for (const person of ['ana', 'bruno']) {
      const body = new URLSearchParams({ person });
      const { headers } = await fetch(`${url}/sign-in`, { method: 'POST', body, redirect: 'manual' });
      const list = await fetch(`${url}/api/items`, { headers: { cookie: headers.get('set-cookie')!.split(';')[0]! } });
      const { results: items } = (await list.json()) as { results: { status: string }[] };
      expect(items.length).toBeGreaterThan(5);
      for (const { status } of items) statuses.add(status);
    }
    expect([...statuses].sort()).toEqual(
      ['LOGIN_ERROR', 'OUTDATED', 'UPDATED', 'UPDATING', 'WAITING_USER_ACTION', 'WAITING_USER_INPUT'].sort(),
    );

    child.kill('SIGINT');
    const { code, error } = await ended;
    expect(error).toBe('');
    expect(code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    await expect(fetch(widget)).rejects.toThrow();
  });

  it('passes --fail and --latency to the sandbox', async () => {
    const { ready } = start({ env: FREE, args: ['--fail', 'auth,items', '--latency', '7'] });
    const url = await ready;
    const widget = /widget-url="([^"]+)"/.exec(await (await fetch(url)).text())![1]!;
    expect(await (await fetch(`${widget}/sandbox/settings`)).json()).toMatchObject({
      fail: ['auth', 'items'],
      latencyMs: 7,
    });
  });

  it('uses the next ports when its own are in use, and prints them, the control page, the people and the test users', async () => {
    const [port, sandboxPort] = [await occupyPort(), await occupyPort()];
    const { printed, ready } = start({ env: { PORT: String(port), SANDBOX_PORT: String(sandboxPort) } });
    await ready;
    for (const [line, wanted] of [
      [/Demo +\S+:(\d+) +\(port (\d+) is in use\)/, port],
      [/Banks +simulated at \S+:(\d+) +\(port (\d+) is in use\)/, sandboxPort],
    ] as const) {
      const [, actual, first] = line.exec(printed.out)!;
      expect(Number(first)).toBe(wanted);
      expect(Number(actual)).toBeGreaterThan(wanted);
    }
    const [, control] = /Control +(\S+\/sandbox\/control)/.exec(printed.out)!;
    expect((await fetch(control!)).status).toBe(200);
    expect(printed.out).toMatch(/People +Ana Lima and Bruno Costa/);
    expect(printed.out).toContain('user-ok with password-ok');
  });

  it('checks its ports before anything else, also an address that is not of this machine', async () => {
    const { code, error, out } = await start({ env: { ...FREE, HOST: '203.0.113.7' } }).ended;
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/^HOST=203\.0\.113\.7 is not an address of this machine/);
  });

  it('asks for a newer Node on an old one', async () => {
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })";
    const { code, error } = await start({ node: ['--import', `data:text/javascript,${encodeURI(old)}`] }).ended;
    expect(error).toMatch(/^Node 18\.20\.4 is too old: install Node 20\.19 or newer .*\n$/);
    expect(code).toBe(1);
  });

  it('uses only syntax that an old Node can parse', async () => {
    const source = await readFile(START, 'utf8');
    const [old, now] = await Promise.all(
      ['es2020', 'esnext'].map(async (target) => (await transform(source, { target })).code),
    );
    expect(old).toBe(now);
    expect(source).not.toMatch(/^import /m);
  });

  it.each([
    [{ env: { PORT: 'abc' } }, 'PORT must be a whole number from 0 to 65535, not "abc".'],
    [{ args: ['--latency', '1s'] }, '--latency must be a whole number from 0 to 60000, not "1s".'],
    [
      { env: { PUBLIC_URL: 'http://localhost:4200' } },
      'PUBLIC_URL must be an https address without port and path, not "http://localhost:4200".',
    ],
    [{ args: ['--wrong'] }, "Unknown option '--wrong' (npm start -- --help lists the options)"],
    [
      { env: { PLUGGY_CLIENT_ID: 'x' } },
      'PLUGGY_CLIENT_SECRET is not set: set both credentials to use Pluggy, or none to use the sandbox.',
    ],
  ])('explains what is wrong with %j', async (options, message) => {
    const { code, error } = await start(options).ended;
    expect(error).toBe(`${message}\n`);
    expect(code).toBe(1);
  });

  it('lists its options', async () => {
    const { code, out } = await start({ args: ['--help'] }).ended;
    expect(out).toContain('--latency <ms>');
    expect(code).toBe(0);
  });
});
