import { once } from 'node:events';
import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/core/index.js';
import { startSandbox, type StartOptions } from '../../src/sandbox/node.js';
import { call, GOOD, KEYS, settled, start } from './harness.js';
import { receiver } from './receiver.js';

/** Origins of pages that a browser may have open beside the sandbox. */
const OTHERS = ['https://mallory.example', 'http://localhost:3000', 'http://127.0.0.1:4200', 'null'];

interface Sent {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

/**
 * Sends a request as a browser sends a page's `fetch`: with `Origin`, after a preflight for everything that no form can
 * send, and with the response hidden from the page without CORS.
 */
async function asPage(origin: string, address: string, { method = 'GET', body, headers = {} }: Sent = {}) {
  const isSimple =
    ['GET', 'POST'].includes(method) &&
    Object.entries(headers).every(([name, value]) => name === 'content-type' && value === 'text/plain');
  if (!isSimple) {
    const preflight = await fetch(address, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': Object.keys(headers).join(),
      },
    });
    const allowed = (name: string) => (preflight.headers.get(name) ?? '').toLowerCase().split(',');
    const isAllowed =
      preflight.ok &&
      ['*', origin].includes(preflight.headers.get('access-control-allow-origin') ?? '') &&
      allowed('access-control-allow-methods').includes(method.toLowerCase()) &&
      Object.keys(headers).every((name) => allowed('access-control-allow-headers').includes(name));
    if (!isAllowed) return { sent: false, visible: undefined };
  }
  const response = await fetch(address, { method, body, headers: { ...headers, origin } });
  const isVisible = ['*', origin].includes(response.headers.get('access-control-allow-origin') ?? '');
  return { sent: true, status: response.status, visible: isVisible ? await response.text() : undefined };
}

const JSON_BODY = { 'content-type': 'application/json' };

/** Sends a request with any `Host` header, which `fetch` does not allow. */
async function withHost(url: string, host: string, path = '/sandbox/settings'): Promise<number | undefined> {
  const sent = request(new URL(path, url), { headers: { host } }).end();
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  return response.statusCode;
}

test('the keys are new at each start, and fixed ones are an option', async () => {
  const keys = [createSandbox(), createSandbox()].map((sandbox) => {
    sandbox.close();
    return sandbox.keys;
  });
  expect(new Set(keys.flatMap(({ clientId, clientSecret }) => [clientId, clientSecret])).size).toBe(4);
  const running = await startSandbox({ clientId: 'one', clientSecret: 'two' });
  onTestFinished(() => running.close());
  expect(running.sandbox.keys).toEqual({ clientId: 'one', clientSecret: 'two' });
  for (const [clientSecret, status] of [
    ['two', 200],
    ['sandbox-secret', 401],
  ] as const) {
    const body = { clientId: 'one', clientSecret };
    expect((await call(running.url, '/auth', undefined, { method: 'POST', body })).status).toBe(status);
  }
});

test.each(OTHERS)('a page of %s cannot use the routes of backends', async (origin) => {
  const { url, client, sandbox } = await start({ allowLoopbackWebhooks: true });
  const target = await receiver();
  const { id } = await client.createItem(2, GOOD);
  await settled(client, id);
  const webhook = { event: 'all', url: target.url, headers: { authorization: 'Bearer stolen' } };
  // The worst case: the page knows the keys.
  const keys = JSON.stringify(sandbox.keys);
  expect(await asPage(origin, `${url}/auth`, { method: 'POST', body: keys })).toMatchObject({ visible: undefined });
  const { body } = await call(url, '/auth', undefined, { method: 'POST', body: sandbox.keys });
  const key = { 'x-api-key': body.apiKey as string };
  for (const [method, path] of [
    ['GET', '/webhooks'],
    ['POST', '/webhooks'],
    ['POST', '/connect_token'],
    ['GET', `/v2/items`],
    ['DELETE', `/items/${id}`],
    ['PATCH', `/items/${id}/disable-auto-sync`],
    ['GET', `/consents?itemId=${id}`],
    ['GET', `/identity?itemId=${id}`],
    ['GET', `/v2/transactions?accountId=${id}`],
  ] as const) {
    const sent = {
      method,
      headers: { ...key, ...JSON_BODY },
      ...(method === 'POST' && { body: JSON.stringify(webhook) }),
    };
    expect(await asPage(origin, url + path, sent), `${method} ${path}`).toEqual({ sent: false, visible: undefined });
  }
  // Without the preflight no page can send the key, and without the key nothing is done.
  await asPage(origin, `${url}/webhooks`, { method: 'POST', body: JSON.stringify(webhook) });
  expect((await client.fetchWebhooks()).total).toBe(0);
  expect(await client.fetchItem(id)).toMatchObject({ id });
});

test.each(OTHERS)('a page of %s cannot use the control routes', async (origin) => {
  const { url, client } = await start({ allowLoopbackWebhooks: true });
  const target = await receiver();
  const { id } = await client.createItem(2, GOOD);
  await settled(client, id);
  for (const [method, path, body] of [
    ['GET', '/sandbox/settings'],
    ['POST', '/sandbox/settings', { webhookCopies: 10 }],
    ['POST', '/sandbox/reset'],
    ['POST', '/sandbox/items', { connectorId: 2, webhookUrl: target.url }],
    ['PATCH', `/sandbox/items/${id}`, { webhookUrl: target.url, status: 'OUTDATED' }],
    ['POST', `/sandbox/items/${id}/sync`],
    ['POST', `/sandbox/items/${id}/preset`, { name: 'deleted' }],
    ['POST', '/sandbox/events', { event: 'item/created' }],
    ['PATCH', '/sandbox/connectors/2', { health: 'OFFLINE' }],
  ] as const) {
    // A form can send JSON as text, without a preflight.
    const simple = method === 'PATCH' ? JSON_BODY : { 'content-type': 'text/plain' };
    const sent = { method, headers: method === 'GET' ? {} : simple, ...(body && { body: JSON.stringify(body) }) };
    const answer = await asPage(origin, url + path, sent);
    expect(answer, `${method} ${path}`).toMatchObject({ visible: undefined });
    expect([undefined, 403], `${method} ${path}`).toContain(answer.status);
  }
  expect(await client.fetchItem(id)).toMatchObject({ status: 'UPDATED', webhookUrl: null });
  expect((await call(url, '/sandbox/items')).body.results).toHaveLength(1);
  expect(target.received).toEqual([]);
});

test('an image or a link of another page cannot call the control routes, and the sandbox’s own page can', async () => {
  const { url } = await start();
  const read = (headers: Record<string, string>) => fetch(`${url}/sandbox/settings`, { headers });
  for (const [headers, status] of [
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    // Every port of this machine is the same site.
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: url }, 200],
    [{}, 200],
  ] as const) {
    expect((await read(headers)).status, JSON.stringify(headers)).toBe(status);
  }
});

test('a page of any origin may use the routes of connect tokens', async () => {
  const { url, client } = await start();
  const origin = 'https://app.example';
  const { accessToken } = await client.createConnectToken();
  const headers = { 'x-api-key': accessToken, ...JSON_BODY };
  const body = JSON.stringify({ connectorId: 4, parameters: GOOD });
  const created = await asPage(origin, `${url}/items`, { method: 'POST', headers, body });
  const { id } = JSON.parse(created.visible ?? '{}') as { id: string };
  for (const [method, path] of [
    ['GET', '/connectors?sandbox=true'],
    ['GET', '/connectors/2'],
    ['POST', '/connectors/2/validate'],
    ['GET', `/items/${id}`],
    ['PATCH', `/items/${id}`],
    ['POST', `/items/${id}/mfa`],
    ['GET', `/accounts?itemId=${id}`],
  ] as const) {
    const sent = { method, headers, ...(method !== 'GET' && { body: '{}' }) };
    const answer = await asPage(origin, url + path, sent);
    expect(answer, `${method} ${path}`).toMatchObject({ sent: true, visible: expect.any(String) as string });
    expect(answer.status, `${method} ${path}`).not.toBe(403);
  }
});

test.each<[StartOptions, host: string, status: number]>([
  [{}, 'localhost:4001', 200],
  [{}, '127.0.0.1:4001', 200],
  [{}, '[::1]:4001', 200],
  [{}, 'demo.localhost', 200],
  [{}, 'rebound.example', 403],
  [{}, 'localhost.rebound.example', 403],
  [{}, '127.0.0.1.rebound.example', 403],
  [{}, '192.168.1.20', 403],
  [{ hosts: ['sandbox'] }, 'sandbox:4001', 200],
  [{ hosts: ['sandbox'] }, 'other', 403],
  [{ host: '0.0.0.0' }, '192.168.1.20', 200],
  [{ host: '0.0.0.0' }, 'rebound.example', 403],
  [{ publicUrl: 'https://demo.example/pluggy' }, 'demo.example', 200],
])('with %o the host %s gets %i', async (options, host, status) => {
  const { url } = await start({ ...options, ...(options.host && { port: 0 }) });
  const local = url.replace('0.0.0.0', '127.0.0.1');
  expect(await withHost(local, host)).toBe(status);
  expect(await withHost(local, host, '/')).toBe(status === 200 ? 404 : 403);
});

test('a body that is too large gets 413 wherever a body is read', async () => {
  const { url, client } = await start();
  const { id } = await client.createItem(600, { cpf: '761.092.776-73' });
  const { body } = await call(url, '/auth', undefined, { method: 'POST', body: KEYS });
  const large = 'x'.repeat(1_000_001);
  for (const path of ['/auth', '/items', `/items/${id}/mfa`, '/sandbox/settings', `/sandbox/oauth/${id}`]) {
    const isForm = path.startsWith('/sandbox/oauth');
    const headers = {
      'x-api-key': String(body.apiKey),
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    };
    const origin = isForm ? { origin: url } : undefined;
    const answer = await fetch(url + path, { method: 'POST', headers: { ...headers, ...origin }, body: large });
    expect(answer.status, path).toBe(413);
  }
});

test('a body without a length is read no further than the limit', async () => {
  const { url } = await start();
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 100_000;
      if (sent > 50_000_000) controller.close();
      else controller.enqueue(new Uint8Array(100_000));
    },
  });
  const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit;
  const status = await fetch(`${url}/auth`, init).then(
    (response) => response.status,
    () => 'closed',
  );
  expect([413, 'closed']).toContain(status);
  expect(sent).toBeLessThan(50_000_000);
});
