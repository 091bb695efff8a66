import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/core/index.js';
import { startSandbox } from '../../src/sandbox/node.js';
import { waitFor } from '../support/wait-for.js';
import { call, GOOD, KEYS, refusal, settled, start, until, virtualTime } from './harness.js';

const SEED = {
  random: 7,
  items: [
    { id: '11111111-1111-4111-8111-111111111111', connectorId: 2, clientUserId: 'ana', parameters: GOOD },
    { id: '22222222-2222-4222-8222-222222222222', connectorId: 2, status: 'LOGIN_ERROR' },
  ],
};

test('settings can be read and changed, and unknown or invalid ones are refused', async () => {
  const { url, client } = await start();
  const { body } = await call(url, '/sandbox/settings', undefined, {
    method: 'POST',
    body: { script: 'close-twice', stepMs: 7 },
  });
  expect(body).toMatchObject({ script: 'close-twice', stepMs: 7, latencyMs: 0, fail: [] });
  expect((await call(url, '/sandbox/settings')).body).toEqual(body);
  for (const wrong of [{ stepMs: 'fast' }, { fail: 'items' }, { port: 1 }, { inputTimeoutMs: 0 }, { toString: 1 }]) {
    const { status } = await call(url, '/sandbox/settings', undefined, { method: 'POST', body: wrong });
    expect(status).toBe(400);
  }
  expect((await call(url, '/sandbox/settings')).body).toEqual(body);
  await expect(client.fetchConnectors()).resolves.toBeDefined();
});

test('the fail setting makes a route respond with 503 until the setting is cleared', async () => {
  const { url, client } = await start({ fail: ['connectors', 'connect'], assets: () => Promise.resolve(PAGE) });
  expect(await refusal(client.fetchConnectors())).toMatchObject({ code: 503 });
  expect((await fetch(url)).status).toBe(503);
  await expect(client.createConnectToken()).resolves.toBeDefined();
  await call(url, '/sandbox/settings', undefined, { method: 'POST', body: { fail: [] } });
  await expect(client.fetchConnectors()).resolves.toBeDefined();
  expect((await fetch(url)).status).toBe(200);
});

test('latency delays every response except those of the control routes', async () => {
  const time = virtualTime();
  const { url } = await start({ ...time.options, latencyMs: 500 });
  await call(url, '/sandbox/settings');
  let answered = false;
  const slow = call(url, '/connectors').then(() => (answered = true));
  await waitFor(() => expect(time.pending).toBe(1));
  await time.advance(499);
  expect(answered).toBe(false);
  await time.advance(1);
  await slow;
});

test('an item can be set to any state, and then accepts a code', async () => {
  const { url, client } = await start();
  const { id } = await client.createItem(2, GOOD);
  await settled(client, id);
  const patch = (body: object) => call(url, `/sandbox/items/${id}`, undefined, { method: 'PATCH', body });
  const error = { code: 'USER_AUTHORIZATION_REVOKED', message: 'revoked' };
  await patch({
    status: 'LOGIN_ERROR',
    executionStatus: error.code,
    error,
    consentExpiresAt: '2030-01-01T00:00:00.000Z',
  });
  expect(await client.fetchItem(id)).toMatchObject({
    status: 'LOGIN_ERROR',
    error,
    consentExpiresAt: new Date('2030-01-01'),
  });
  expect((await client.fetchAccounts(id)).total).toBe(0);
  expect((await call(url, `/sandbox/items/${id}`)).body).toMatchObject({ id, error });

  await patch({ status: 'WAITING_USER_INPUT' });
  await client.updateItemMFA(id, { token: '123456' });
  expect(await settled(client, id)).toMatchObject({ status: 'UPDATED', error: null });
  await patch({ status: 'WAITING_USER_INPUT', parameter: { name: 'pet', label: 'Pet?', type: 'text' } });
  await client.updateItemMFA(id, { pet: 'wrong' });
  expect((await settled(client, id)).executionStatus).toBe('INVALID_CREDENTIALS_MFA');

  expect((await patch({ id: 'other' })).status).toBe(400);
  const missing = await call(url, '/sandbox/items/none');
  expect(missing).toMatchObject({ status: 404, body: { codeDescription: 'ITEM_NOT_FOUND' } });
});

test('seeded items exist at the start and after a reset, with the same ids', async () => {
  const { url, client } = await start({ seed: SEED });
  const [seeded] = SEED.items;
  const before = await client.fetchItem(seeded?.id ?? '');
  expect(before).toMatchObject({
    status: 'UPDATED',
    clientUserId: 'ana',
    connector: { imageUrl: expect.stringContaining(url) as string },
  });
  const { results } = await client.fetchAccounts(before.id);
  expect(results).toHaveLength(2);
  expect(await refusal(client.updateItem(SEED.items[1]?.id ?? ''))).toMatchObject({
    codeDescription: 'LAST_EXECUTION_HAD_LOGIN_ERROR',
  });
  const made = await client.createItem(2, GOOD);
  await client.deleteItem(before.id);
  await client.createWebhook('all', 'https://hooks.example.com');
  await call(url, '/sandbox/settings', undefined, { method: 'POST', body: { script: 'x' } });

  expect((await call(url, '/sandbox/reset', undefined, { method: 'POST' })).body).toMatchObject({ script: null });
  expect(await refusal(client.fetchItem(made.id))).toMatchObject({ code: 404 });
  expect((await client.fetchAccounts(before.id)).results.map(({ number }) => number)).toEqual(
    results.map(({ number }) => number),
  );
  expect((await client.fetchWebhooks()).total).toBe(0);
  expect((await client.createItem(2, GOOD)).id).toBe(made.id);
});

test('a seeded item without credentials requires them for an update', async () => {
  const items = [{ id: '33333333-3333-4333-8333-333333333333', connectorId: 2 }];
  const { client } = await start({ seed: { items } });
  const id = items[0]?.id ?? '';
  expect(await refusal(client.updateItem(id))).toMatchObject({ codeDescription: 'PARAMETERS_NOT_PROVIDED' });
  await client.updateItem(id, GOOD);
  await until(client, id, (item) => item.status === 'UPDATED');
});

const PAGE = { type: 'text/html', body: '<!doctype html>page' };

/** Sends a request to the core without a server, so that the address can be any. */
async function requestCore(options: SandboxOptions, address: string, init?: RequestInit) {
  const sandbox = createSandbox(options);
  try {
    const response = await sandbox.fetch(new Request(address, init));
    return { status: response.status, headers: response.headers, text: await response.text() };
  } finally {
    sandbox.close();
  }
}

test.each([
  ['this machine, no page', 'http://localhost:4300', {}, 200],
  ['this machine, its own page', 'http://127.0.0.1:4300', { origin: 'http://127.0.0.1:4300' }, 200],
  ['this machine, another local page', 'http://127.0.0.1:4300', { origin: 'http://localhost:4200' }, 403],
  ['this machine, a page of the internet', 'http://localhost:4300', { origin: 'https://mallory.example' }, 403],
  ['this machine, a page that hides', 'http://localhost:4300', { origin: 'null' }, 403],
  ['this machine, an image on a page', 'http://localhost:4300', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a name that only resolves to this machine', 'http://rebound.example:4300', {}, 403],
  ['its public address', 'https://demo.example', { origin: 'https://demo.example' }, 200],
  ['its public address, another page', 'https://demo.example', { origin: 'https://mallory.example' }, 403],
])('control: %s', async (_name, address, headers, status) => {
  const options = address.startsWith('https://demo') ? { publicUrl: 'https://demo.example' } : {};
  expect((await requestCore(options, `${address}/sandbox/settings`, { headers: headers as HeadersInit })).status).toBe(
    status,
  );
});

test('under a base path every address has the prefix, and other addresses are not found', async () => {
  const options: SandboxOptions = {
    ...KEYS,
    basePath: '/pluggy',
    publicUrl: 'https://demo.example/pluggy',
    assets: (path) => Promise.resolve(path === '/' ? PAGE : undefined),
  };
  expect((await requestCore(options, 'https://demo.example/pluggy/')).text).toBe(PAGE.body);
  const auth = { method: 'POST', body: JSON.stringify(KEYS) };
  expect((await requestCore(options, 'https://demo.example/auth', auth)).status).toBe(404);

  const sandbox = createSandbox(options);
  const { apiKey } = (await (await sandbox.fetch(new Request('https://demo.example/pluggy/auth', auth))).json()) as {
    apiKey: string;
  };
  const headers = { 'x-api-key': apiKey };
  const connector = await sandbox.fetch(new Request('https://demo.example/pluggy/connectors/2', { headers }));
  const { imageUrl } = (await connector.json()) as { imageUrl: string };
  expect(imageUrl).toBe('https://demo.example/pluggy/sandbox/logos/2.svg');
  expect((await sandbox.fetch(new Request(imageUrl))).status).toBe(200);
  sandbox.close();
});

test('a port in use causes an error of one line', async () => {
  const { url } = await start();
  const port = Number(new URL(url).port);
  const error = (await refusal(startSandbox({ port }))) as unknown as Error;
  expect(error).toMatchObject({ code: 'EADDRINUSE' });
  expect(error.message).toMatch(new RegExp(`^Port ${port} is in use.*choose another port`));
  expect(error.message).not.toContain('\n');
});

test('the Connect page is served at the root', async () => {
  const { url } = await start({ assets: undefined });
  const page = await fetch(url);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('connect.js');
  expect((await fetch(`${url}/connect.js`)).headers.get('content-type')).toContain('javascript');
  expect(await call(url, '/no-such-file.js')).toMatchObject({ status: 404, body: { code: 404 } });
});

test('the core uses only web platform APIs', async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/sandbox/core/index.ts'],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'core',
    write: false,
    logLevel: 'silent',
  });
  const { AbortController, AbortSignal, crypto, Headers, Request, Response, TextDecoder, TextEncoder, URL } =
    globalThis;
  const { atob, btoa, clearTimeout, setTimeout, structuredClone, Uint8Array, URLSearchParams } = globalThis;
  const worker = createContext({
    ...{ AbortController, AbortSignal, crypto, Headers, Request, Response, TextDecoder, TextEncoder, URL },
    ...{ atob, btoa, clearTimeout, setTimeout, structuredClone, Uint8Array, URLSearchParams },
  });
  const script = `${outputFiles[0]?.text}; core.createSandbox({ stepMs: 0, publicUrl: 'https://demo.example' })`;
  const sandbox = runInContext(script, worker) as Sandbox;
  const send = async (path: string, key: string, body?: object) => {
    const init = { method: body ? 'POST' : 'GET', headers: { 'x-api-key': key }, body: body && JSON.stringify(body) };
    const response = await sandbox.fetch(new Request(`https://demo.example${path}`, init));
    return (await response.json()) as Record<string, string>;
  };
  const { apiKey = '' } = await send('/auth', '', sandbox.keys);
  const { id = '' } = await send('/items', apiKey, { connectorId: 6 });
  await waitFor(async () => expect((await send(`/items/${id}`, apiKey)).status).toBe('WAITING_USER_ACTION'));
  sandbox.close();
});
