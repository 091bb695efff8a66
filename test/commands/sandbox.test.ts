import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { receiver } from '../sandbox/receiver.js';
import { command, envIn } from './command.js';

async function occupiedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('pluggy-elements sandbox', () => {
  it('prints what a backend and a page need, accepts the printed keys, and exits with 0 on SIGINT', async () => {
    const { child, ended, ready } = command(['sandbox', '--port', '0']);
    const printed = await ready;
    const { PLUGGY_API_URL: url, PLUGGY_CLIENT_ID: clientId, PLUGGY_CLIENT_SECRET: clientSecret } = envIn(printed);
    expect(printed).toContain(`widget-url="${url}" include-sandbox`);
    expect(printed).toContain('user-ok with password-ok');
    const control = /Control page +(\S+)/.exec(printed)![1]!;
    for (const page of [control, `${control}.js`, url!, `${url}/connect.js`])
      expect((await fetch(page)).status).toBe(200);
    const body = JSON.stringify({ clientId, clientSecret });
    expect((await fetch(`${url}/auth`, { method: 'POST', body })).status).toBe(200);
    child.kill('SIGINT');
    const { code, error } = await ended;
    expect([code, error]).toEqual([0, '']);
    await expect(fetch(url!)).rejects.toThrow();
  });

  it('takes keys, a seed, speed, failures, delays and names to answer to', async () => {
    const args = [
      '--keys',
      'one:two:three',
      '--fail',
      'accounts:429,loans',
      '--fail',
      'bills',
      '--latency',
      '7',
      '--speed',
      '10',
    ];
    const { ready } = command(['sandbox', '--port', '0', ...args, '--host', '0.0.0.0', '--host', 'my-machine']);
    const { PLUGGY_API_URL: url, ...keys } = envIn(await ready);
    expect(keys).toEqual({ PLUGGY_CLIENT_ID: 'one', PLUGGY_CLIENT_SECRET: 'two:three' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/sandbox/settings`)).json()).toMatchObject({
      fail: ['accounts:429', 'loans', 'bills'],
      latencyMs: 7,
      stepMs: 60,
      actionMs: 900,
    });
  });

  it('has the same ids at each start with a seed, and new keys', async () => {
    const start = async () => {
      const { PLUGGY_API_URL: url, PLUGGY_CLIENT_ID: id } = envIn(
        await command(['sandbox', '--port', '0', '--seed', '7']).ready,
      );
      const response = await fetch(`${url}/sandbox/items`, { method: 'POST', body: '{"connectorId":2}' });
      return [((await response.json()) as { id: string }).id, id];
    };
    const [[first, key], [second, otherKey]] = await Promise.all([start(), start()]);
    expect(first).toBe(second);
    expect(key).not.toBe(otherKey);
  });

  it('sends every webhook to --webhook, also after a reset', async () => {
    const target = await receiver();
    const { PLUGGY_API_URL: url } = envIn(await command(['sandbox', '--port', '0', '--webhook', target.url]).ready);
    const post = (route: string, body = '{}') => fetch(url + route, { method: 'POST', body });
    await post('/sandbox/reset');
    await post('/sandbox/events', '{"event":"item/updated","itemId":"a"}');
    await expect
      .poll(() => target.received.map(({ payload }) => payload))
      .toEqual([expect.objectContaining({ event: 'item/updated', itemId: 'a' })]);
  });

  it('is a command of a package that tells its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    for (const option of ['--version', '-v']) {
      const { out, code } = await command([option]).ended;
      expect([out, code]).toEqual([`${version}\n`, 0]);
    }
  });

  it('uses the next free port, and says so', async () => {
    const port = await occupiedPort();
    const printed = await command(['sandbox', '--port', String(port)]).ready;
    expect(printed).toContain(`(port ${port} is in use)`);
    expect(Number(new URL(envIn(printed).PLUGGY_API_URL!).port)).toBeGreaterThan(port);
  });

  it.each([
    [['--port', 'abc'], '--port must be a whole number from 0 to 65535, not "abc".'],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, not "65536".'],
    [['--host', 'http://localhost:3000'], '--host must be a name or an address without http:// and port'],
    [['--host', '203.0.113.7'], '--host 203.0.113.7 is not an address of this machine.'],
    [['--keys', 'only-an-id'], '--keys must be a client id and a secret with a colon between them'],
    [['--keys', ':'], '--keys must be a client id'],
    [['--webhook', 'localhost:8000'], '--webhook must be a URL with http:// or https://'],
    [['--webhook', 'http://shop.example/hooks'], '--webhook was refused, as Pluggy would:'],
    [['--latency', '1s'], '--latency must be a whole number from 0 to 60000, not "1s".'],
    [['--fail', 'items,logins'], '--fail has no route "logins". Use these names'],
    [['--fail', 'items:200'], '--fail has the status "200" for items, and a failure has one from 400 to 599'],
    [['--fail', 'auth,items:999'], '--fail has the status "999" for items'],
    [['--fail', ''], '--fail has no route "".'],
    [['--speed', '0'], '--speed must be a number from 0.1 to 1000'],
    [['--speed', '-1'], '--speed must be a number from 0.1 to 1000, such as 10 for ten times as fast, not "-1".'],
    [['--latency', '-1'], '--latency must be a whole number from 0 to 60000, not "-1".'],
    [['--seed', '-.5'], '--seed must be a whole number'],
    [['--seed', 'x'], '--seed must be a whole number'],
    [['--wrong'], "Unknown option '--wrong'. npx pluggy-elements sandbox --help lists the options."],
    [['extra'], "Unexpected argument 'extra'"],
    [['--port'], "Option '--port"],
  ])('explains what is wrong with %j', async (args, message) => {
    const { code, error, out } = await command(['sandbox', ...(args[0] === '--port' ? [] : ['--port', '0']), ...args])
      .ended;
    expect(error).toContain(message);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect([code, out]).toEqual([1, '']);
  });

  it('never prints the value of --keys that it refuses', async () => {
    expect((await command(['sandbox', '--keys', 'my secret']).ended).error).not.toContain('my secret');
  });

  it('lists its options and its commands', async () => {
    for (const args of [['sandbox', '--help'], ['--help']]) {
      const { code, out } = await command(args).ended;
      expect(code).toBe(0);
      for (const name of ['port', 'host', 'latency', 'fail', 'speed', 'seed', 'keys', 'webhook', 'help'])
        expect(out).toContain(`--${name}`);
    }
    for (const args of [[], ['sandpit']]) {
      const { code, error } = await command(args).ended;
      expect(code).toBe(1);
      for (const name of ['sandbox', 'example', 'doctor']) expect(error).toContain(`npx pluggy-elements ${name}`);
    }
  });

  it('starts in an empty folder whose path has spaces', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'a folder '));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(await command(['sandbox', '--port', '0'], { cwd: folder }).ready).toContain('A token route for Node');
  });
});
