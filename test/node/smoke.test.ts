import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEYS, startUpstream, type Upstream } from './server/support.js';

const SCRIPT = fileURLToPath(new URL('../../scripts/smoke.ts', import.meta.url));

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream({ stepMs: 0 });
});
afterEach(() => upstream.close());

/** Runs the script of `npm run smoke`. Expects that its output contains no secret. */
async function smoke({ args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx/esm', SCRIPT, ...args], {
    env: {
      PATH: process.env.PATH,
      PLUGGY_CLIENT_ID: KEYS.clientId,
      PLUGGY_CLIENT_SECRET: KEYS.clientSecret,
      PLUGGY_API_URL: upstream.url,
      ...env,
    },
  });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const secret of [KEYS.clientId, KEYS.clientSecret, 'eyJ', '    at ']) expect(out + error).not.toContain(secret);
  const lines = [...out.matchAll(/^\| (\w[\w ]*) \| ([\w -]+) \| (.*) \| \d+ ms \|$/gm)];
  const rows: Record<string, string> = Object.fromEntries(
    lines.map(([, name, result, text]) => [name!, `${result}: ${text}`] as const),
  );
  return { code, out, error, rows };
}

describe('npm run smoke', () => {
  it('only reads, except for a connect token', async () => {
    const { code, rows } = await smoke();
    expect(rows.Item).toBe('not run: needs --item or --create');
    expect(code).toBe(0);
    const writes = upstream.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect(writes).toEqual(['/auth', '/connect_token']);
  });

  it('prints a table of four checks, and leaves nothing behind, if it may create an item', async () => {
    const { code, out, rows } = await smoke({ args: ['--create'] });
    expect(rows).toEqual({
      Authentication: 'ok: got an API key',
      'Connect token': 'ok: got a token',
      Connectors: expect.stringMatching(/^ok: \d+ connectors, every value known$/) as string,
      Item: 'ok: an Item with the status UPDATED, every value known',
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^\| Check \| Result \| Details \| Time \|\n\| --- \| --- \| --- \| --- \|\n/);
    expect(out).not.toMatch(/[0-9a-f]{8}-/);
    const writes = upstream.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
    expect(writes).toEqual([
      'POST /auth',
      'POST /connect_token',
      'POST /items',
      expect.stringMatching(/^DELETE \/items\/[0-9a-f-]{36}$/) as string,
    ]);
  });

  it('only reads an item that is given', async () => {
    const { id } = await upstream.control('', { connectorId: 2, clientUserId: 'ana' });
    await upstream.put(id, { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' });
    upstream.requests.length = 0;
    const { code, rows, out } = await smoke({ args: ['--item', id] });
    expect(rows.Item).toBe('ok: an Item with the status LOGIN_ERROR, every value known');
    expect(code).toBe(0);
    expect(out).not.toContain(id);
    expect(upstream.requests.filter(({ path, method }) => path.startsWith('/items') && method !== 'GET')).toEqual([]);
  });

  it('names the refusal of wrong keys, and runs nothing else', async () => {
    const { code, rows } = await smoke({ env: { PLUGGY_CLIENT_SECRET: 'wrong' } });
    expect(rows.Authentication).toMatch(/^failed: refused with 40[13]( \w+)?$/);
    for (const name of ['Connect token', 'Connectors', 'Item']) expect(rows[name]).toBe('not run: needs an API key');
    expect(code).toBe(1);
  });

  it('says that nothing answers', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { code, rows } = await smoke({ env: { PLUGGY_API_URL: `http://127.0.0.1:${port}` } });
    expect(rows.Authentication).toBe('failed: no answer (ECONNREFUSED)');
    expect(code).toBe(1);
    const unresolved = await smoke({ env: { PLUGGY_API_URL: 'https://nothing.invalid' } });
    expect(unresolved.rows.Authentication).toMatch(/^failed: no answer \(E\w+\)$/);
  });

  it.each([
    [
      'a connector',
      '/connectors',
      { results: [{ id: 1, type: 'CRYPTO|_BANK\n', products: ['ACCOUNTS', 'DREAMS'] }] },
      { Connectors: 'failed: 1 connectors; unknown to the model: type CRYPTO?_BANK?, product DREAMS' },
    ],
    ['garbage', '/connectors', null, { Connectors: 'failed: the list is empty' }],
    [
      'a token that is missing',
      '/connect_token',
      { accessToken: null },
      { 'Connect token': 'failed: the answer has no token' },
    ],
  ])('reports %s that the model does not know', async (_what, path, answer, wanted) => {
    upstream.respondWith = (asked) => (asked === path ? Response.json(answer) : undefined);
    const { code, rows } = await smoke();
    expect(rows).toMatchObject(wanted);
    expect(code).toBe(1);
  });

  it('reports an unknown status of an item, and deletes the item of the sandbox', async () => {
    upstream.respondWith = (path) => {
      const id = /^\/items\/(.+)/.exec(path)?.[1];
      const isRead = id && upstream.requests.at(-1)?.method === 'GET';
      return isRead ? Response.json({ id, status: 'DREAMING', executionStatus: 'SUCCESS' }) : undefined;
    };
    const { code, rows } = await smoke({ args: ['--create'] });
    expect(rows.Item).toBe('failed: an Item with the status DREAMING; unknown to the model: status DREAMING');
    expect(code).toBe(1);
    expect(upstream.requests.at(-1)).toMatchObject({ method: 'DELETE' });
  });

  it.each([
    [{ env: { PLUGGY_CLIENT_SECRET: '' } }, /^The keys are not set\./],
    [{ args: ['--item', '../auth'] }, /^--item must be the id of an Item\./],
    [{ env: { PLUGGY_API_URL: 'pluggy' } }, /^PLUGGY_API_URL is not a valid URL\./],
  ])('explains what is wrong with %j', async (options, message) => {
    const { code, error, out } = await smoke(options);
    expect(error).toMatch(message);
    expect(out).toBe('');
    expect(code).toBe(1);
  });
});
