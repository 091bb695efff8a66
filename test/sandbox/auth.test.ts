import { decodeJwt } from 'jose';
import { PluggyClient } from 'pluggy-sdk';
import { expect, onTestFinished, test, vi } from 'vitest';
import { waitingForInput, call, finished, GOOD, KEYS, withApiUrl, refusal, settled, start, until } from './harness.js';

const HOUR = 3_600_000;

async function apiKey(url: string): Promise<string> {
  const { body } = await call(url, '/auth', undefined, { method: 'POST', body: KEYS });
  return body.apiKey as string;
}

test('the API key is valid for two hours and the connect token for 30 minutes, and the token contains the client id', async () => {
  const { url, client } = await start();
  const key = decodeJwt(await apiKey(url));
  const token = decodeJwt((await client.createConnectToken()).accessToken);
  expect(Number(key.exp) - Number(key.iat)).toBe(2 * 60 * 60);
  expect(Number(token.exp) - Number(token.iat)).toBe(30 * 60);
  expect(token.clientId).toBe(KEYS.clientId);
});

test('wrong client keys are refused', async () => {
  const { url } = await start();
  const { status, body } = await call(url, '/auth', undefined, {
    method: 'POST',
    body: { ...KEYS, clientSecret: 'wrong' },
  });
  expect(status).toBe(401);
  expect(body).toMatchObject({ code: 401, codeDescription: 'CLIENT_KEYS_UNAUTHORIZED' });
  const client = withApiUrl(() => new PluggyClient({ ...KEYS, clientSecret: 'wrong' }), url);
  await expect(client.fetchConnectors()).rejects.toThrow('401');
});

test.each([
  ['no key', undefined],
  ['text', 'not-a-token'],
  // A token with valid claims and the right algorithm, signed with another key.
  [
    'a foreign key',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJraW5kIjoiYXBpS2V5IiwiY2xpZW50SWQiOiJzYW5kYm94LWNsaWVudCIsImV4cCI6NDEwMjQ0NDgwMH0.JqO0vFzpZ0m0qk1nM8pcrR3ZkY0nq3bV2l0cVxJm1mE',
  ],
  // `alg: none`
  ['an unsigned key', 'eyJhbGciOiJub25lIn0.eyJraW5kIjoiYXBpS2V5IiwiY2xpZW50SWQiOiJzYW5kYm94LWNsaWVudCJ9.'],
])('403 with %s', async (_name, key) => {
  const { url } = await start();
  for (const path of ['/connectors', '/items/x', '/accounts?itemId=x', '/webhooks', '/consents?itemId=x']) {
    expect(await call(url, path, key)).toMatchObject({ status: 403, body: { code: 403 } });
  }
  expect((await call(url, '/connect_token', key, { method: 'POST' })).status).toBe(403);
});

test('API key and connect token expire', async () => {
  let now = Date.now();
  const { url, client } = await start({ now: () => now });
  const key = await apiKey(url);
  const { accessToken } = await client.createConnectToken();
  now += HOUR / 2 + 1_000;
  expect((await call(url, '/connectors', accessToken)).status).toBe(403);
  expect((await call(url, '/connectors', key)).status).toBe(200);
  now += 1.5 * HOUR;
  expect((await call(url, '/connectors', key)).status).toBe(403);
});

test('a connect token is issued only for an existing item and with valid options', async () => {
  const { client } = await start();
  const missing = await refusal(client.createConnectToken('00000000-0000-4000-8000-000000000000'));
  expect(missing).toMatchObject({ code: 404, codeDescription: 'ITEM_NOT_FOUND' });
  for (const oauthRedirectUri of [
    'http://example.com/back',
    'https://localhost/back',
    'https://127.0.0.1:3000/back',
    'javascript:alert(1)',
    'javascript://example.com/%0Aalert(1)',
    'myapp:/back',
    'myapp:back',
    'back',
  ]) {
    expect(await refusal(client.createConnectToken(undefined, { oauthRedirectUri }))).toMatchObject({ code: 400 });
  }
  for (const oauthRedirectUri of [
    'https://example.com/back',
    'myapp://back',
    'myapp:///back',
    'exp://192.168.1.20:8081/--/back',
  ]) {
    await expect(client.createConnectToken(undefined, { oauthRedirectUri })).resolves.toHaveProperty('accessToken');
  }
  expect(await refusal(client.createConnectToken(undefined, { webhookUrl: 'http://x.example.com' }))).toMatchObject({
    code: 400,
  });
});

test('a connect token creates an item with the backend’s options, and reads only that item', async () => {
  const { url, client } = await start();
  const { accessToken } = await client.createConnectToken(undefined, { clientUserId: 'ana' });
  const created = await call(url, '/items', accessToken, {
    method: 'POST',
    body: { connectorId: 2, parameters: GOOD, clientUserId: 'mallory', webhookUrl: 'https://mallory.example.com' },
  });
  expect(created).toMatchObject({ status: 200, body: { clientUserId: 'ana', webhookUrl: null } });
  const id = created.body.id as string;
  await settled(client, id);

  expect(await call(url, `/items/${id}`, accessToken)).toMatchObject({ status: 200, body: { status: 'UPDATED' } });
  const { body: reduced } = await call(url, `/accounts?itemId=${id}`, accessToken);
  const [account] = reduced.results as Record<string, unknown>[];
  expect(Object.keys(account ?? {}).sort()).toEqual(
    ['balance', 'currencyCode', 'id', 'itemId', 'name', 'number', 'subtype', 'type'].sort(),
  );

  const fresh = (await client.createConnectToken(undefined, { clientUserId: 'ana' })).accessToken;
  const issuedForIt = (await client.createConnectToken(id)).accessToken;
  for (const [method, path] of [
    ['GET', `/items/${id}`],
    ['PATCH', `/items/${id}`],
    ['POST', `/items/${id}/mfa`],
    ['GET', `/accounts?itemId=${id}`],
  ] as const) {
    expect((await call(url, path, fresh, { method })).status, `${method} ${path}`).toBe(403);
  }
  expect((await call(url, `/items/${id}`, issuedForIt)).status).toBe(200);
  expect((await call(url, `/items/${id}`, issuedForIt, { method: 'PATCH' })).status).toBe(200);
  await settled(client, id);
  expect((await call(url, `/items/${id}`, accessToken, { method: 'PATCH' })).status).toBe(200);

  for (const [method, path] of [
    ['DELETE', `/items/${id}`],
    ['GET', `/accounts/${String(account?.id)}`],
    ['GET', `/consents?itemId=${id}`],
    ['GET', '/webhooks'],
    ['POST', '/webhooks'],
    ['POST', '/connect_token'],
  ] as const) {
    expect((await call(url, path, accessToken, { method })).status, `${method} ${path}`).toBe(403);
  }
  await expect(client.fetchItem(id)).resolves.toHaveProperty('id', id);
});

test('a connect token sends the code of its item only', async () => {
  const { url, client } = await start();
  const { accessToken } = await client.createConnectToken();
  const { body } = await call(url, '/items', accessToken, {
    method: 'POST',
    body: { connectorId: 4, parameters: GOOD },
  });
  await waitingForInput(client, body.id as string);
  const answer = await call(url, `/items/${String(body.id)}/mfa`, accessToken, {
    method: 'POST',
    body: { token: '123456' },
  });
  expect(answer.status).toBe(200);
  expect(await until(client, body.id as string, finished)).toMatchObject({ executionStatus: 'SUCCESS' });
});

test('a clientUserId beside the options is ignored, and the sandbox says so once', async () => {
  // Another test of this process may have printed the line.
  vi.resetModules();
  const { startSandbox } = await import('../../src/sandbox/node.js');
  const { url, close } = await startSandbox({ ...KEYS, assets: () => Promise.resolve(undefined) });
  onTestFinished(close);
  const key = await apiKey(url);
  const print = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const ask = async (body: object) =>
    decodeJwt((await call(url, '/connect_token', key, { method: 'POST', body })).body.accessToken as string);
  expect(await ask({ options: { clientUserId: 'ana' } })).toMatchObject({ options: { clientUserId: 'ana' } });
  expect(print).not.toHaveBeenCalled();
  expect(await ask({ clientUserId: 'ana' })).toMatchObject({ options: {} });
  await ask({ clientUserId: 'bruno' });
  expect(print.mock.calls).toEqual([
    [expect.stringContaining('clientUserId beside options is ignored: put it inside options')],
  ]);
});
