import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import {
  database,
  KEYS,
  listen,
  read,
  startApp,
  startUpstream,
  visit,
  type App,
  type Upstream,
  type Visitor,
} from './support.js';
import { waitFor } from '../../support/wait-for.js';

const SECRET = webhookSecret('the-session-secret');

/** For each route: the body of a request for another user's Item, and the expected status. */
const ROUTES: Record<string, { body?: (itemId: string) => object; status: number }> = {
  'POST /api/connect-token': { body: (itemId) => ({ itemId }), status: 403 },
  'POST /api/items': { body: (itemId) => ({ itemId }), status: 403 },
  'GET /api/items': { status: 200 },
  'GET /api/items/:id': { status: 404 },
  'GET /api/items/:id/consents': { status: 404 },
  'PATCH /api/items/:id': { status: 404 },
  'DELETE /api/items/:id': { status: 404 },
  'DELETE /api/items': { status: 204 },
  'POST /api/items/:id/mfa': { body: () => ({ token: '123456' }), status: 404 },
  'GET /api/accounts': { status: 200 },
  'GET /api/connectors': { status: 200 },
  'GET /api/events': { status: 200 },
};

let upstream: Upstream;
let app: App;
let ana: Visitor;
let bia: Visitor;
let itemId: string;

const accountsOf = async (visitor: Visitor) => read<{ id: string }[]>(await visitor.send('/api/accounts'));

function sendTo(visitor: Visitor, route: string): Promise<Response> {
  const [method, path] = route.split(' ') as [string, string];
  const { body } = ROUTES[route]!;
  const init = body && {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body(itemId)),
  };
  return visitor.send(path.replace(':id', itemId), { method, ...init });
}

beforeEach(async () => {
  upstream = await startUpstream({ stepMs: 0, allowLoopbackWebhooks: true });
  app = startApp(upstream, { retryMs: 5 });
  await app.backend.start();
  [ana, bia] = await Promise.all([visit(app), visit(app)]);
  itemId = await ana.connect(upstream);
  await ana.post('/api/items', { itemId });
  const created = { event: 'item/created', eventId: crypto.randomUUID(), itemId, clientUserId: ana.userId };
  await waitFor(async () => expect((await read(await ana.send(`/api/items/${itemId}`))).status).toBe('UPDATED'));
  await app.request(WEBHOOK_PATH, {
    method: 'POST',
    body: JSON.stringify(created),
    headers: { 'X-Webhook-Secret': SECRET },
  });
  await waitFor(async () => expect(await accountsOf(ana)).not.toEqual([]));
});

afterEach(async () => {
  await app.backend.stop();
  await upstream.close();
});

describe('another user’s item', () => {
  it('is tested on every route', () => {
    const tested = app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && path !== WEBHOOK_PATH)
      .map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(tested)].sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it('is neither readable nor changed on any route', async () => {
    const secrets = [itemId, ...(await accountsOf(ana)).map(({ id }) => id)];
    // Accounts can be added meanwhile.
    const state = async () => ({ ...(await read(await ana.send(`/api/items/${itemId}`))), accounts: undefined });
    const before = await state();
    for (const [route, { status }] of Object.entries(ROUTES)) {
      if (route === 'GET /api/events') continue;
      const response = await sendTo(bia, route);
      expect(response.status, route).toBe(status);
      const text = await response.text();
      for (const secret of secrets) expect(text, route).not.toContain(secret);
    }
    expect(await state()).toEqual(before);
    // The other user's requests have removed no account.
    const kept = (await accountsOf(ana)).map(({ id }) => id);
    expect(kept).toEqual(expect.arrayContaining(secrets.slice(1)));
  });

  it('is not in the user’s events', async () => {
    const [anasPage, biasPage] = await Promise.all([listen(ana), listen(bia)]);
    await ana.send(`/api/items/${itemId}`, { method: 'DELETE' });
    await anasPage.until((events) => events.some(({ data }) => data.event === 'item/disconnected'));
    expect(biasPage.text).not.toContain(itemId);
    await Promise.all([anasPage.close(), biasPage.close()]);
  });
});

describe('an item without a clientUserId', () => {
  const deliver = async (event: string, id: string) => {
    const eventId = crypto.randomUUID();
    const body = JSON.stringify({ event, eventId, itemId: id, clientUserId: null });
    await app.request(WEBHOOK_PATH, { method: 'POST', body, headers: { 'X-Webhook-Secret': SECRET } });
    const done = () => database.query('SELECT 1 FROM webhook_events WHERE id = $1 AND done_at IS NOT NULL', [eventId]);
    await waitFor(async () => expect(await done()).toHaveLength(1));
  };

  it('is stored for the user whose connect token shows it, and gets the user’s id at Pluggy', async () => {
    const unnamed = await ana.connect(upstream, 8);
    await upstream.put(unnamed, { clientUserId: null, status: 'UPDATED', executionStatus: 'SUCCESS' });
    await deliver('item/created', unnamed);
    expect(await ana.items()).toHaveLength(1);
    expect(app.log.join()).toContain(`item ${unnamed} is not stored (item-owner-unknown)`);

    // A token of another user does not prove anything.
    await bia.post('/api/connect-token', {});
    const refused = await bia.post('/api/items', { itemId: unnamed });
    expect(refused.status).toBe(403);
    expect(await read(refused)).toMatchObject({ code: 'item-owner-unknown' });
    expect(app.log.at(-1)).toMatch(/item-owner-unknown.*Set clientUserId in the options of POST \/connect_token/);

    expect((await ana.post('/api/items', { itemId: unnamed })).status).toBe(200);
    expect(await ana.items()).toHaveLength(2);
    const { results } = await read<{ results: { id: string; clientUserId: string }[] }>(
      await fetch(`${upstream.url}/sandbox/items`),
    );
    expect(results.find(({ id }) => id === unnamed)!.clientUserId).toBe(ana.userId);
  });

  it('is proved by a token that is older than many others', async () => {
    const unnamed = await ana.connect(upstream, 8);
    await upstream.put(unnamed, { clientUserId: null, status: 'UPDATED', executionStatus: 'SUCCESS' });
    for (let count = 0; count < 25; count++) await ana.post('/api/connect-token', {});
    expect((await ana.post('/api/items', { itemId: unnamed })).status).toBe(200);
  });

  it('is refused when the tokens have expired, and its tokens are stored encrypted', async () => {
    const unnamed = await ana.connect(upstream, 8);
    await upstream.put(unnamed, { clientUserId: null });
    const rows = await database.query<{ token: string }>('SELECT token FROM connect_tokens WHERE user_id = $1', [
      ana.userId,
    ]);
    expect(rows.length).toBeGreaterThan(0);
    for (const { token } of rows) expect(Buffer.from(token, 'base64').toString('latin1')).not.toContain('eyJ');
    await database.query('UPDATE connect_tokens SET expires_at = now() WHERE user_id = $1', [ana.userId]);
    expect((await ana.post('/api/items', { itemId: unnamed })).status).toBe(403);
    expect(await ana.items()).toHaveLength(1);
  });

  it('stays with its user when it is stored already, and its events go on', async () => {
    await upstream.put(itemId, { clientUserId: null, status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' });
    await using page = await listen(ana);
    await deliver('item/error', itemId);
    await page.until((events) => events.some(({ data }) => data.event === 'item/error'));
    const stored = await database.query<{ status: string }>(
      "SELECT data->>'status' AS status FROM items WHERE id = $1",
      [itemId],
    );
    expect(stored).toEqual([{ status: 'LOGIN_ERROR' }]);
    expect((await bia.post('/api/items', { itemId })).status).toBe(403);
  });

  it('is a conflict when it is stored for another user than the one whose connect token shows it', async () => {
    const unnamed = await bia.connect(upstream, 8);
    await upstream.put(unnamed, { clientUserId: ana.userId });
    expect((await ana.post('/api/items', { itemId: unnamed })).status).toBe(200);
    await upstream.put(unnamed, { clientUserId: null });
    const response = await bia.post('/api/items', { itemId: unnamed });
    expect(response.status).toBe(409);
    expect(await read(response)).toMatchObject({ code: 'item-of-another-user' });
    expect(await bia.items()).toEqual([]);
    // A stranger cannot tell the item from an id that does not exist.
    const stranger = await visit(app);
    await stranger.post('/api/connect-token', {});
    const refused = await stranger.post('/api/items', { itemId: unnamed });
    const unknown = await stranger.post('/api/items', { itemId: crypto.randomUUID() });
    expect([refused.status, await refused.text()]).toEqual([unknown.status, await unknown.text()]);
  });

  it('is a conflict when it is stored for another user than the one that Pluggy names', async () => {
    await upstream.put(itemId, { clientUserId: bia.userId });
    const response = await bia.post('/api/items', { itemId });
    expect(response.status).toBe(409);
    expect(await read(response)).toMatchObject({ code: 'item-of-another-user' });
    expect(await bia.items()).toEqual([]);
    expect(await ana.items()).toHaveLength(1);
  });
});

it('no response, event or log line contains a secret', async () => {
  const texts: string[] = [];
  const record = async (response: Response, isToken = false) => {
    const { headers, status } = response;
    const text = await response.text();
    headers.delete('set-cookie');
    texts.push(`${status} ${JSON.stringify([...headers])} ${isToken && response.ok ? '' : text}`);
    return text;
  };
  const stream = await listen(ana);
  const isLast = (route: string) => route.startsWith('DELETE');
  const routes = Object.keys(ROUTES).filter((route) => route !== 'GET /api/events');
  // Each route with a valid and a malformed body, without a session, and while Pluggy fails. DELETE runs last.
  for (const route of routes.sort((a, b) => Number(isLast(a)) - Number(isLast(b)))) {
    const [method, path] = route.split(' ') as [string, string];
    const address = path.replace(':id', itemId);
    const isToken = route.endsWith('connect-token');
    await record(await sendTo(bia, route), isToken);
    await record(await app.request(address, { method }));
    if (ROUTES[route]!.body) await record(await ana.send(address, { method, body: '{' }));
    upstream.respondWith = () => new Response(`<p>${KEYS.clientSecret}</p>`, { status: 500 });
    await record(await sendTo(ana, route), isToken);
    upstream.respondWith = undefined;
    await record(await sendTo(ana, route), isToken);
  }
  for (const [secret, body] of [
    ['wrong', '{}'],
    [SECRET, '{'],
    [SECRET, JSON.stringify({ event: 'item/updated', eventId: crypto.randomUUID(), itemId })],
  ] as const) {
    await record(await app.request(WEBHOOK_PATH, { method: 'POST', body, headers: { 'X-Webhook-Secret': secret } }));
  }
  for (const path of ['/', '/recipes/status.html', '/missing']) await record(await ana.send(path));
  await stream.until((events) => events.some(({ data }) => data.event === 'item/disconnected'));
  await stream.close();

  expect(texts.length).toBeGreaterThan(routes.length * 4);
  for (const text of [...texts, stream.text, app.log.join('\n')]) {
    for (const secret of [SECRET, KEYS.clientSecret, 'the-session-secret', 'apiKey', 'webhookUrl', 'clientUserId']) {
      expect(text).not.toContain(secret);
    }
    // JWTs: Pluggy's keys and tokens, and session cookies.
    expect(text).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}/);
  }
});
