import { PluggyClient } from 'pluggy-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import { database, KEYS, listen, startApp, startUpstream, visit, type App, type Upstream } from './support.js';
import { waitFor } from '../../support/wait-for.js';

const SECRET = webhookSecret('the-session-secret');

let upstream: Upstream;
let app: App;

beforeEach(async () => {
  upstream = await startUpstream({ stepMs: 0, allowLoopbackWebhooks: true });
  app = startApp(upstream, { retryMs: 5 });
  await app.backend.start();
});

afterEach(async () => {
  await app.backend.stop();
  await upstream.close();
});

function deliver(body: unknown, headers: Record<string, string> = { 'X-Webhook-Secret': SECRET }) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Promise.resolve(app.request(WEBHOOK_PATH, { method: 'POST', body: text, headers }));
}

const event = (itemId: string, name = 'item/updated') => ({
  event: name,
  eventId: crypto.randomUUID(),
  itemId,
  clientUserId: 'an-unknown-user',
});

const stored = (id: string) =>
  database.query<{ body: string; tries: number; done_at: Date | null; parked_at: Date | null }>(
    'SELECT * FROM webhook_events WHERE id = $1',
    [id],
  );

const handled = (id: string) => waitFor(async () => expect((await stored(id))[0]?.done_at).toBeInstanceOf(Date));

describe('the webhook', () => {
  it.each([
    ['no secret', {}],
    ['a wrong secret', { 'X-Webhook-Secret': `${SECRET}x` }],
    ['an empty secret', { 'X-Webhook-Secret': '' }],
  ])('refuses and does not store an event without the right secret: %s', async (_what, headers) => {
    const sent = event(crypto.randomUUID());
    const response = await deliver(sent, headers);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(SECRET);
    expect(await stored(sent.eventId)).toEqual([]);
  });

  it('stores an event and responds with 200, without a session and from any origin', async () => {
    const sent = event(crypto.randomUUID(), 'item/error');
    const response = await deliver(sent, { 'X-Webhook-Secret': SECRET, Origin: 'https://elsewhere.example' });
    expect(response.status).toBe(200);
    expect((await stored(sent.eventId))[0]!.body).toBe(JSON.stringify(sent));
    await handled(sent.eventId);
  });

  it.each([
    ['invalid JSON', '{', 400],
    ['an array', '[]', 400],
    ['a body without an event', { eventId: crypto.randomUUID() }, 400],
    ['a body without an id', { event: 'item/updated', itemId: crypto.randomUUID() }, 400],
    ['an id that is not a string', { event: 'item/updated', eventId: { a: 1 } }, 400],
    ['a body of 10 MB', JSON.stringify({ ...event(crypto.randomUUID()), filler: 'x'.repeat(10_000_000) }), 413],
  ])('refuses %s', async (_what, body, status) => {
    const [before] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM webhook_events');
    const response = await deliver(body);
    expect(response.status).toBe(status);
    const [after] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM webhook_events');
    expect(after).toEqual(before);
  });

  it.each([
    ['a payment', { event: 'payment_intent/created', eventId: crypto.randomUUID(), paymentIntentId: 'x' }],
    ['a connector', { event: 'connector/status_updated', eventId: crypto.randomUUID(), data: { status: 'ONLINE' } }],
    ['an item, of an unknown type', event(crypto.randomUUID(), 'item/reconsidered')],
    ['an item that Pluggy does not have', event(crypto.randomUUID(), 'item/error')],
    ['an item id that is a path', { ...event('../webhooks') }],
    ['a NUL', { ...event(crypto.randomUUID(), 'item/error'), note: '\0\ud800' }],
  ])('accepts an event about %s', async (_what, sent) => {
    expect((await deliver(sent)).status).toBe(200);
    await handled(sent.eventId);
    expect(upstream.requests.every(({ path }) => !path.includes('webhooks'))).toBe(true);
  });

  it('accepts an event that lists 30,000 transactions', async () => {
    const transactionIds = Array.from({ length: 30_000 }, () => crypto.randomUUID());
    const sent = { ...event(crypto.randomUUID(), 'transactions/deleted'), transactionIds };
    expect((await deliver(sent)).status).toBe(200);
  });

  it('handles an event once, however often it is delivered', async () => {
    const sent = event(await (await visit(app)).connect(upstream));
    upstream.requests.length = 0;
    await Promise.all([deliver(sent), deliver(sent), deliver(sent)]);
    await handled(sent.eventId);
    await deliver(sent);
    expect(await stored(sent.eventId)).toMatchObject([{ tries: 1 }]);
    expect(upstream.count(`/items/${sent.itemId}`)).toBe(1);
  });

  it('retries when Pluggy fails, and does not store an item without a user', async () => {
    const client = clientOf(upstream);
    const { id } = await client.createItem(2, { user: 'user-ok', password: 'password-ok' });
    const statuses = [503, 429, 500];
    upstream.respondWith = (path) => {
      const status = path === `/items/${id}` ? statuses.shift() : undefined;
      return status ? Response.json({}, { status, headers: { 'Retry-After': '0' } }) : undefined;
    };
    const sent = event(id);
    await deliver(sent);
    await handled(sent.eventId);
    expect(statuses).toEqual([]);
    expect(await database.query('SELECT 1 FROM items WHERE id = $1', [id])).toEqual([]);
  });

  it('parks an event after the last try, logs a line, and handles the event when it is delivered again', async () => {
    await app.backend.stop();
    app = startApp(upstream, { retryMs: 1, maxTries: 3 });
    await app.backend.start();
    const sent = event(await (await visit(app)).connect(upstream));
    upstream.respondWith = (path) =>
      path === `/items/${sent.itemId}` ? new Response('?', { status: 500 }) : undefined;
    await deliver(sent);
    await waitFor(async () => expect((await stored(sent.eventId))[0]?.parked_at).not.toBeNull());
    expect(app.log).toContain(`event ${sent.eventId} (item/updated) is parked after 3 tries: pluggy-failed`);
    upstream.respondWith = undefined;
    await deliver(sent);
    await handled(sent.eventId);
  });
});

describe('the registration of the webhook', () => {
  it('happens once, with the secret in a header, and later updates the registered webhook', async () => {
    const register = () => startApp(upstream).backend.register('https://shop.example.com');
    await register();
    const created = upstream.requests.find(({ method, path }) => method === 'POST' && path === '/webhooks');
    expect(created?.body).toMatchObject({ event: 'all', headers: { 'X-Webhook-Secret': SECRET } });
    await register();
    const { results } = await clientOf(upstream).fetchWebhooks();
    expect(results).toMatchObject([{ event: 'all', url: `https://shop.example.com${WEBHOOK_PATH}`, disabledAt: null }]);
    expect(upstream.last(`/webhooks/${results[0]!.id}`)).toEqual({
      headers: { 'X-Webhook-Secret': SECRET },
      enabled: true,
    });
  });

  it('logs a failure and does not reject', async () => {
    upstream.respondWith = () => Response.json({}, { status: 503 });
    await app.backend.register('https://shop.example.com');
    expect(app.log).toContain('registering the webhook failed; next try in a minute');
    expect(app.log.join()).not.toContain(SECRET);
  });
});

describe('GET /api/events', () => {
  it('requires a session', async () => {
    expect((await app.request('/api/events')).status).toBe(401);
  });

  it('sends an event to the user of the item only', async () => {
    const [ana, bruno] = [await visit(app), await visit(app)];
    await using hers = await listen(ana);
    await using his = await listen(bruno);
    const itemId = await ana.connect(upstream);
    const sent = event(itemId);
    await deliver(sent);
    const [received] = await hers.until((events) => events.some(({ data }) => data.eventId === sent.eventId));
    expect(received).toEqual({
      id: expect.stringMatching(/^\d+$/) as string,
      data: { event: 'item/updated', eventId: sent.eventId, itemId },
    });
    const hisEvent = event(await bruno.connect(upstream));
    await deliver(hisEvent);
    await his.until((events) => events.some(({ data }) => data.eventId === hisEvent.eventId));
    expect(JSON.stringify(his.events)).not.toContain(itemId);
    expect(hers.text + his.text).not.toMatch(new RegExp(`${ana.userId}|${bruno.userId}|${SECRET}|an-unknown-user`));
    // Handling the event stored the item, without a request from a browser.
    expect(await ana.items()).toHaveLength(1);
  });

  it('sends a changed health of an institution once to each user with an item there', async () => {
    const [ana, bruno] = [await visit(app), await visit(app)];
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    await using hers = await listen(ana);
    await using his = await listen(bruno);
    const sent = { event: 'connector/status_updated', eventId: crypto.randomUUID(), connectorId: 2, data: {} };
    await deliver(sent);
    await deliver(sent);
    await deliver({ ...sent, eventId: crypto.randomUUID(), connectorId: 3 });
    const last = event(itemId);
    await deliver(last);
    const received = await hers.until((events) => events.some(({ data }) => data.eventId === last.eventId));
    const ofHealth = received.filter(({ data }) => data.event === sent.event);
    expect(ofHealth.map(({ data }) => data)).toEqual([
      { event: sent.event, eventId: `${sent.eventId}/${itemId}`, itemId },
    ]);
    expect(his.events).toEqual([]);
    const [item] = await ana.items();
    expect(item!.connector).toMatchObject({ id: 2, health: { status: 'ONLINE' } });
  });

  it('resumes after Last-Event-ID', async () => {
    const ana = await visit(app);
    const itemId = await ana.connect(upstream);
    const sent = [event(itemId), event(itemId), event(itemId)];
    await using first = await listen(ana);
    await deliver(sent[0]);
    await handled(sent[0]!.eventId);
    const synced = await first.until((events) => events.some(({ data }) => data.event === 'data/synced'));
    await first.close();
    for (const later of sent.slice(1)) {
      await deliver(later);
      await handled(later.eventId);
    }
    await using second = await listen(ana, synced.at(-1)!.id);
    const missed = await second.until((events) => events.filter(({ data }) => data.eventId).length === 2);
    expect(missed.map(({ data }) => data.eventId).filter(Boolean)).toEqual(sent.slice(1).map(({ eventId }) => eventId));
    // With an invalid id, the stream starts from now.
    await using third = await listen(ana, 'x; DROP TABLE items');
    await deliver(event(itemId));
    const fresh = await third.until((events) => events.length > 0);
    expect(sent.map(({ eventId }) => eventId)).not.toContain(fresh[0]!.data.eventId);
  });

  it('notifies other pages of a disconnected item', async () => {
    const ana = await visit(app);
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    await using other = await listen(ana);
    await ana.send(`/api/items/${itemId}`, { method: 'DELETE' });
    await other.until((events) =>
      events.some(({ data }) => data.event === 'item/disconnected' && data.itemId === itemId),
    );
  });

  it('sends comments to keep the connection open', async () => {
    await app.backend.stop();
    app = startApp(upstream, { heartbeatMs: 5 });
    await app.backend.start();
    await using page = await listen(await visit(app));
    await waitFor(() => expect(page.text.match(/^:$/gm)?.length).toBeGreaterThan(3));
    expect(page.headers.get('content-type')).toMatch(/^text\/event-stream/);
  });
});

function clientOf({ url }: Upstream): PluggyClient {
  vi.stubEnv('PLUGGY_API_URL', url);
  const client = new PluggyClient(KEYS);
  vi.unstubAllEnvs();
  return client;
}
