import { PluggyClient } from 'pluggy-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KEYS, read, startApp, startUpstream, visit, type App, type Upstream, type Visitor } from './support.js';

let upstream: Upstream;
let app: App;
let ana: Visitor;
let bruno: Visitor;

beforeEach(async () => {
  upstream = await startUpstream();
  app = startApp(upstream);
  ana = await visit(app);
  bruno = await visit(app);
});

afterEach(() => upstream.close());

interface Item {
  id: string;
  connector: Record<string, unknown>;
  status: string;
}

const list = (visitor: Visitor) => visitor.items();

describe('POST /api/items', () => {
  it('stores an item of the user and returns it', async () => {
    const itemId = await ana.connect(upstream);
    const response = await ana.post('/api/items', { itemId });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await read(response)).toMatchObject({ id: itemId, connector: { id: 2, name: 'Pluggy Bank' } });
    expect((await list(ana)).map(({ id }) => id)).toEqual([itemId]);
  });

  it('stores an item once, also after several requests', async () => {
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    await ana.post('/api/items', { itemId });
    expect(await list(ana)).toHaveLength(1);
  });

  it('refuses an item of another user, stored or not, and an item that Pluggy does not have', async () => {
    const itemId = await ana.connect(upstream);
    for (const prepare of [() => undefined, () => ana.post('/api/items', { itemId })]) {
      await prepare();
      const response = await bruno.post('/api/items', { itemId });
      expect(response.status).toBe(403);
      expect(await read(response)).toMatchObject({ code: 'item-not-yours' });
    }
    expect((await bruno.post('/api/items', { itemId: crypto.randomUUID() })).status).toBe(403);
    expect(await list(bruno)).toEqual([]);
    expect((await list(ana)).map(({ id }) => id)).toEqual([itemId]);
  });

  it('returns the stored copy of the user’s own item while Pluggy answers 404, and marks it', async () => {
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    upstream.respondWith = () => Response.json({}, { status: 404 });
    const response = await ana.post('/api/items', { itemId });
    expect(response.status).toBe(200);
    expect(await read(response)).toMatchObject({ id: itemId, connector: { id: 2 }, stale: { code: 'item-missing' } });
    const refused = await bruno.post('/api/items', { itemId });
    const unknown = await bruno.post('/api/items', { itemId: crypto.randomUUID() });
    expect([refused.status, await refused.text()]).toEqual([unknown.status, await unknown.text()]);
    upstream.respondWith = undefined;
    expect((await list(ana))[0]).not.toHaveProperty('stale');
    await ana.send(`/api/items/${itemId}`, { method: 'DELETE' });
    expect((await ana.post('/api/items', { itemId })).status).toBe(410);
  });

  it('refuses an item without a user', async () => {
    vi.stubEnv('PLUGGY_API_URL', upstream.url);
    const client = new PluggyClient(KEYS);
    vi.unstubAllEnvs();
    const { id } = await client.createItem(2, { user: 'user-ok', password: 'password-ok' });
    expect((await ana.post('/api/items', { itemId: id })).status).toBe(403);
  });

  it.each([
    ['an empty body', '', 'bad-json'],
    ['no JSON', '{', 'bad-json'],
    ['no id', '{}', 'bad-item-id'],
    ['null', '{"itemId":null}', 'bad-item-id'],
    ['a path', '{"itemId":"../webhooks"}', 'bad-item-id'],
    ['a query', `{"itemId":"${crypto.randomUUID()}?x=1"}`, 'bad-item-id'],
  ])('answers 400 to %s and asks Pluggy nothing', async (_what, body, code) => {
    const response = await ana.send('/api/items', { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await read(response)).toMatchObject({ code });
    expect(upstream.requests).toEqual([]);
  });

  it('responds with 503 and stores nothing when Pluggy is unavailable', async () => {
    const itemId = await ana.connect(upstream);
    upstream.respondWith = () => new Response('{}', { status: 503, headers: { 'Retry-After': '30' } });
    const response = await ana.post('/api/items', { itemId });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('30');
    upstream.respondWith = undefined;
    expect(await list(ana)).toEqual([]);
  });
});

describe('GET /api/items', () => {
  it('requires a session', async () => {
    expect((await app.request('/api/items')).status).toBe(401);
    expect((await app.request(`/api/items/${crypto.randomUUID()}`)).status).toBe(401);
  });

  it('lists the user’s items, oldest first, with their current state at Pluggy', async () => {
    const first = await ana.connect(upstream);
    await ana.post('/api/items', { itemId: first });
    const patched = await fetch(`${upstream.url}/sandbox/items/${first}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' }),
    });
    expect(patched.status).toBe(200);
    expect(await list(ana)).toMatchObject([{ id: first, status: 'LOGIN_ERROR' }]);
    expect(await list(bruno)).toEqual([]);
  });

  it('returns an item to its user only', async () => {
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    expect(await read(await ana.send(`/api/items/${itemId}`))).toMatchObject({ id: itemId });
    for (const path of [`/api/items/${itemId}`, `/api/items/${crypto.randomUUID()}`]) {
      const response = await bruno.send(path);
      expect(response.status).toBe(404);
      expect(await read(response)).toMatchObject({ code: 'item-not-found' });
    }
  });

  it('responds with 400 to an invalid id', async () => {
    const response = await ana.send('/api/items/..%2Fwebhooks');
    expect(response.status).toBe(400);
    expect(upstream.requests).toEqual([]);
  });

  it('keeps and marks an item that Pluggy does not return, until Pluggy returns it again', async () => {
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    const path = `/api/items/${itemId}`;
    upstream.respondWith = (path) =>
      path.startsWith('/items/') ? Response.json({ codeDescription: 'ITEM_NOT_FOUND' }, { status: 404 }) : undefined;
    const expected = { id: itemId, connector: { id: 2 }, stale: { code: 'item-missing' } };
    expect(await list(ana)).toMatchObject([expected]);
    expect(await read(await ana.send(path))).toMatchObject(expected);
    expect(app.log).toEqual([`item ${itemId} is missing at Pluggy; its data is kept`]);
    upstream.respondWith = undefined;
    expect(await read(await ana.send(path))).not.toHaveProperty('stale');
    expect((await list(ana))[0]).not.toHaveProperty('stale');
  });

  it('takes an id in capitals for the same item', async () => {
    const itemId = await ana.connect(upstream);
    expect((await ana.post('/api/items', { itemId: itemId.toUpperCase() })).status).toBe(200);
    expect(await read(await ana.send(`/api/items/${itemId.toUpperCase()}`))).toMatchObject({ id: itemId });
    expect(await list(ana)).toHaveLength(1);
    expect((await ana.send(`/api/items/${itemId.toUpperCase()}`, { method: 'DELETE' })).status).toBe(204);
    expect(await list(ana)).toEqual([]);
  });
});

describe('the item sent to the browser', () => {
  it('contains no user id, webhook address or credentials', async () => {
    const webhookUrl = 'https://example.com/hooks/the-path-secret';
    vi.stubEnv('PLUGGY_API_URL', upstream.url);
    const client = new PluggyClient(KEYS);
    vi.unstubAllEnvs();
    const { id } = await client.createItem(
      2,
      { user: 'user-ok', password: 'password-ok' },
      { clientUserId: ana.userId, webhookUrl },
    );
    expect((await client.fetchItem(id)).webhookUrl).toBe(webhookUrl);

    const answers = [
      await (await ana.post('/api/items', { itemId: id })).text(),
      await (await ana.send('/api/items')).text(),
      await (await ana.send(`/api/items/${id}`)).text(),
    ];
    for (const answer of answers) {
      expect(answer).toContain(id);
      for (const hidden of [webhookUrl, ana.userId, 'clientUserId', 'webhookUrl', 'credentials', 'password-ok']) {
        expect(answer).not.toContain(hidden);
      }
    }
  });

  it('contains the institution, the state and dates as ISO strings', async () => {
    const itemId = await ana.connect(upstream);
    const item = await read<Item>(await ana.post('/api/items', { itemId }));
    const iso = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as string;
    expect(item).toMatchObject({
      connector: { imageUrl: expect.any(String) as string, type: expect.any(String) as string, isSandbox: true },
      status: expect.any(String) as string,
      executionStatus: expect.any(String) as string,
      createdAt: iso,
      updatedAt: iso,
    });
    expect(item).toHaveProperty('lastUpdatedAt');
    expect(item).toHaveProperty('consentExpiresAt');
    expect(item).toHaveProperty('products');
  });
});
