import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSandbox } from '../../../src/sandbox/core/index.js';
import { KEYS, read, startApp, startUpstream, visit, type App, type Upstream, type Visitor } from './support.js';
import { waitFor } from '../../support/wait-for.js';

let upstream: Upstream;
let app: App;
let ana: Visitor;
let bruno: Visitor;

async function begin(options: Parameters<typeof startUpstream>[0] = {}) {
  await upstream?.close();
  upstream = await startUpstream({ stepMs: 0, ...options });
  app = startApp(upstream);
  ana = await visit(app);
  bruno = await visit(app);
}

beforeEach(() => begin());
afterEach(() => upstream.close());

/** Connects an item for Ana and waits until its first run ends. */
async function connected(connectorId?: number): Promise<string> {
  const itemId = await ana.connect(upstream, connectorId);
  await ana.post('/api/items', { itemId });
  const settled = connectorId === undefined ? 'UPDATED' : 'WAITING_USER_INPUT';
  await waitFor(async () => expect(await state(itemId)).toBe(settled));
  return itemId;
}

const state = async (itemId: string) => (await read<{ status: string }>(await ana.send(`/api/items/${itemId}`))).status;

const update = (visitor: Visitor, itemId: string) => visitor.send(`/api/items/${itemId}`, { method: 'PATCH' });
const remove = (visitor: Visitor, itemId: string) => visitor.send(`/api/items/${itemId}`, { method: 'DELETE' });
const sendCode = (visitor: Visitor, itemId: string, body: unknown) => visitor.post(`/api/items/${itemId}/mfa`, body);

/** Makes Pluggy refuse every request for an item. */
function refuse(itemId: string, status: number, body: unknown) {
  upstream.respondWith = (path) => (path.includes(itemId) ? Response.json(body, { status }) : undefined);
}

describe.each([
  ['PATCH', (visitor: Visitor, itemId: string) => update(visitor, itemId)],
  ['DELETE', (visitor: Visitor, itemId: string) => remove(visitor, itemId)],
  ['mfa', (visitor: Visitor, itemId: string) => sendCode(visitor, itemId, { token: '123456' })],
])('%s', (_what, act) => {
  it('responds with 404 for an item of another user and for an unknown item, without a request to Pluggy', async () => {
    const itemId = await connected();
    upstream.requests.length = 0;
    for (const id of [itemId, crypto.randomUUID()]) {
      const response = await act(bruno, id);
      expect(response.status).toBe(404);
      expect(await read(response)).toMatchObject({ code: 'item-not-found' });
    }
    expect(upstream.requests).toEqual([]);
    expect(await state(itemId)).toBe('UPDATED');
  });

  it('requires a session, an item id and a page of this site', async () => {
    const signedOut = { ...ana, send: (path: string, init?: RequestInit) => Promise.resolve(app.request(path, init)) };
    signedOut.post = (path, body) => signedOut.send(path, { method: 'POST', body: JSON.stringify(body) });
    expect((await act(signedOut, crypto.randomUUID())).status).toBe(401);
    expect((await act(ana, '..%2Fwebhooks')).status).toBe(400);
    const foreign = {
      ...ana,
      send: (path: string, init: RequestInit = {}) =>
        ana.send(path, { ...init, headers: { 'Sec-Fetch-Site': 'cross-site' } }),
    };
    foreign.post = (path, body) => foreign.send(path, { method: 'POST', body: JSON.stringify(body) });
    expect((await act(foreign, await connected())).status).toBe(403);
  });

  it('responds with 503 and deletes nothing when Pluggy is unavailable', async () => {
    const itemId = await connected();
    refuse(itemId, 503, {});
    expect((await act(ana, itemId)).status).toBe(503);
    upstream.respondWith = undefined;
    expect(await state(itemId)).toBe('UPDATED');
  });

  it('keeps an item that Pluggy does not have, unless the user disconnects it', async () => {
    const itemId = await connected();
    upstream.restart(createSandbox(KEYS));
    expect((await act(ana, itemId)).status).toBe(_what === 'DELETE' ? 204 : 404);
    const kept = _what === 'DELETE' ? [] : [{ id: itemId, stale: { code: 'item-missing' } }];
    expect(await ana.items()).toMatchObject(kept);
  });
});

describe('PATCH /api/items/:id', () => {
  it('starts an update and returns the public fields of the item', async () => {
    const itemId = await connected();
    const response = await update(ana, itemId);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ id: itemId, status: 'UPDATING' });
    expect(text).not.toContain(ana.userId);
    expect(text).not.toContain('webhookUrl');
  });

  it('responds with 200 while an update runs', async () => {
    await begin({ stepMs: 60_000 });
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    const response = await update(ana, itemId);
    expect(response.status).toBe(200);
    expect(await read(response)).toMatchObject({ id: itemId, status: 'UPDATING' });
  });

  it('passes on that the last update is too recent', async () => {
    await begin({ minUpdateFrequencyHours: 24 });
    const itemId = await connected();
    await update(ana, itemId);
    await waitFor(async () => expect(await state(itemId)).toBe('UPDATED'));
    const response = await update(ana, itemId);
    expect(response.status).toBe(409);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await read(response)).toEqual({
      code: 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY',
      message: expect.any(String) as string,
      minUpdateFrequencyAllowedInHours: 24,
    });
    expect(app.log).toEqual([]);
  });

  it('passes on that the plan has no updates without the widget', async () => {
    const itemId = await connected();
    refuse(itemId, 403, {
      code: 403,
      codeDescription: 'SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED',
      message: 'inner-secret',
    });
    const response = await update(ana, itemId);
    expect(response.status).toBe(403);
    expect(await read(response)).toEqual({
      code: 'SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED',
      message: expect.not.stringContaining('inner-secret') as string,
    });
  });

  it('passes on that the user must sign in again', async () => {
    const itemId = await connected();
    await upstream.put(itemId, { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' });
    const response = await update(ana, itemId);
    expect(response.status).toBe(400);
    expect(await read(response)).toMatchObject({ code: 'LAST_EXECUTION_HAD_LOGIN_ERROR' });
  });

  it('passes on known fields only, and uses its own code if Pluggy sends none', async () => {
    const itemId = await connected();
    refuse(itemId, 400, {
      code: 400,
      codeDescription: 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES',
      message: 'inner-secret',
      data: { canRetryAfterDate: '2026-07-26T12:15:00.000Z', other: 'inner-secret' },
      details: [{ code: '001', message: 'inner-secret', parameter: 'password' }],
    });
    expect(await read(await update(ana, itemId))).toEqual({
      code: 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES',
      message: expect.not.stringContaining('inner-secret') as string,
      canRetryAfterDate: '2026-07-26T12:15:00.000Z',
      details: [{ code: '001', parameter: 'password' }],
    });
    for (const body of [
      { code: 400, message: 'MeuPluggy item cant be updated', errorId: crypto.randomUUID() },
      { codeDescription: { $: 1 }, data: null, details: 'x' },
      '<script>',
      null,
    ]) {
      refuse(itemId, 400, body);
      expect(await read(await update(ana, itemId))).toEqual({
        code: 'pluggy-refused-item',
        message: expect.any(String) as string,
      });
    }
  });
});

describe('DELETE /api/items/:id', () => {
  it('deletes the item at Pluggy and in the database', async () => {
    const itemId = await connected();
    expect((await remove(ana, itemId)).status).toBe(204);
    expect(upstream.requests.at(-1)).toMatchObject({ method: 'DELETE', path: `/items/${itemId}` });
    expect(await ana.items()).toEqual([]);
    expect((await remove(ana, itemId)).status).toBe(404);
    // A page that shows the item still learns that the user has disconnected it.
    const response = await ana.send(`/api/items/${itemId}`);
    expect(response.status).toBe(410);
    expect(await read(response)).toMatchObject({ code: 'item-disconnected' });
  });
});

describe('a 404 of a deletion without the code of Pluggy', () => {
  it.each([
    ['an empty object', {}],
    ['another code', { codeDescription: 'NOT_FOUND' }],
    ['a page of a proxy', 'Not Found'],
  ])('deletes nothing: %s', async (_what, body) => {
    const itemId = await connected();
    const row = () => upstream.sandbox.fetch(new Request(`${upstream.url}/sandbox/items`));
    upstream.respondWith = () => Response.json(body, { status: 404 });
    const failed = await remove(ana, itemId);
    expect(failed.status).toBe(502);
    expect(await read(failed)).toMatchObject({ code: 'pluggy-failed' });
    const all = await ana.send('/api/items', { method: 'DELETE' });
    expect(await read(all)).toMatchObject({ code: 'pluggy-failed', remaining: 1 });
    expect(app.log.join('\n')).toMatch(/failed to delete an item: Pluggy answered 404/);
    upstream.respondWith = undefined;
    expect(await state(itemId)).toBe('UPDATED');
    expect((await read<{ results: { id: string }[] }>(await row())).results).toMatchObject([{ id: itemId }]);
    expect((await remove(ana, itemId)).status).toBe(204);
  });
});

describe('POST /api/items/:id/mfa', () => {
  const TWO_STEP = 4;

  it('passes the code on under its parameter name, also a second time', async () => {
    const itemId = await connected(TWO_STEP);
    const { parameter } = await read<{ parameter: { name: string } }>(await ana.send(`/api/items/${itemId}`));
    const printed = (['log', 'error', 'warn'] as const).map((name) => vi.spyOn(console, name));
    const response = await sendCode(ana, itemId, { [parameter.name]: '123456' });
    expect(response.status).toBe(200);
    expect(await read(response)).toMatchObject({ id: itemId });
    expect(upstream.last(`/items/${itemId}/mfa`)).toEqual({ [parameter.name]: '123456' });
    await waitFor(async () => expect(await state(itemId)).toBe('UPDATED'));
    expect(JSON.stringify(printed.map((spy) => spy.mock.calls)) + app.log.join()).not.toContain('123456');
  });

  it('responds with 200 to a code that was already sent', async () => {
    const itemId = await connected(TWO_STEP);
    upstream.respondWith = (path) =>
      path.endsWith('/mfa')
        ? Response.json({ code: 400, codeDescription: 'ITEM_MFA_ALREADY_PROVIDED' }, { status: 400 })
        : undefined;
    expect((await sendCode(ana, itemId, { token: '123456' })).status).toBe(200);
  });

  it.each([
    [
      'a wrong name',
      TWO_STEP,
      { wrong: '123456' },
      400,
      { code: 'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH', paramName: 'token' },
    ],
    ['an item that waits for nothing', undefined, { token: '123456' }, 404, { code: 'ITEM_MFA_NOT_FOUND' }],
  ])('passes on what is wrong with %s', async (_case, connectorId, body, status, expected) => {
    const itemId = await connected(connectorId);
    const response = await sendCode(ana, itemId, body);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject(expected);
    expect(text + app.log.join()).not.toContain('123456');
    expect(await ana.items()).toHaveLength(1);
  });

  it.each([
    ['no JSON', 'x', 'bad-json'],
    ['nothing', '{}', 'bad-parameters'],
    ['what is no text', '{"token":{"a":1}}', 'bad-parameters'],
    ['a list', '["123456"]', 'bad-json'],
  ])('answers 400 to %s', async (_case, body, code) => {
    const itemId = await connected();
    const response = await ana.send(`/api/items/${itemId}/mfa`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await read(response)).toMatchObject({ code });
    expect(upstream.count(`/items/${itemId}/mfa`)).toBe(0);
  });
});
