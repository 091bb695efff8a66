import { PluggyClient } from 'pluggy-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import { database, KEYS, listen, read, startApp, startUpstream, visit, type App, type Upstream } from './support.js';
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
  clientUserId: 'whoever',
});

const stored = (id: string) =>
  database.query<{ body: string; tries: number; done_at: Date | null; parked_at: Date | null }>(
    'SELECT * FROM webhook_events WHERE id = $1',
    [id],
  );

const worked = (id: string) => waitFor(async () => expect((await stored(id))[0]?.done_at).toBeInstanceOf(Date));

describe('the webhook', () => {
  it.each([
    ['none', {}],
    ['a wrong one', { 'X-Webhook-Secret': `${SECRET}x` }],
    ['an empty one', { 'X-Webhook-Secret': '' }],
  ])('stores nothing without its secret: %s', async (_what, headers) => {
    const sent = event(crypto.randomUUID());
    const response = await deliver(sent, headers);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(SECRET);
    expect(await stored(sent.eventId)).toEqual([]);
  });

  it('answers at once, and is needed by neither a session nor an origin', async () => {
    const sent = event(crypto.randomUUID());
    const response = await deliver(sent, { 'X-Webhook-Secret': SECRET, Origin: 'https://elsewhere.example' });
    expect(response.status).toBe(200);
    expect((await stored(sent.eventId))[0]!.body).toBe(JSON.stringify(sent));
    await worked(sent.eventId);
  });

  it.each([
    ['no JSON', '{', 400],
    ['a list', '[]', 400],
    ['no event', { eventId: crypto.randomUUID() }, 400],
    ['no id', { event: 'item/updated', itemId: crypto.randomUUID() }, 400],
    ['an id that is no text', { event: 'item/updated', eventId: { a: 1 } }, 400],
    ['10 MB', JSON.stringify({ ...event(crypto.randomUUID()), filler: 'x'.repeat(10_000_000) }), 413],
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
    ['an event of tomorrow', event(crypto.randomUUID(), 'item/reconsidered')],
    ['an item that Pluggy does not have', event(crypto.randomUUID())],
    ['an item id that is a path', { ...event('../webhooks') }],
    ['a NUL', { ...event(crypto.randomUUID()), note: '\0\ud800' }],
  ])('takes an event about %s', async (_what, sent) => {
    expect((await deliver(sent)).status).toBe(200);
    await worked(sent.eventId);
    expect(upstream.requests.every(({ path }) => !path.includes('webhooks'))).toBe(true);
  });

  it('works on an event once, however often it comes', async () => {
    const sent = event(crypto.randomUUID());
    await Promise.all([deliver(sent), deliver(sent), deliver(sent)]);
    await worked(sent.eventId);
    await deliver(sent);
    expect(await stored(sent.eventId)).toMatchObject([{ tries: 1 }]);
    expect(upstream.count(`/items/${sent.itemId}`)).toBe(1);
  });

  it('tries again when Pluggy fails, and stores nothing of an item that is not our users’', async () => {
    const client = clientOf(upstream);
    const { id } = await client.createItem(2, { user: 'user-ok', password: 'password-ok' });
    const answers = [503, 429, 500];
    upstream.answerWith = (path) => {
      const status = path === `/items/${id}` ? answers.shift() : undefined;
      return status ? Response.json({}, { status, headers: { 'Retry-After': '0' } }) : undefined;
    };
    const sent = event(id);
    await deliver(sent);
    await worked(sent.eventId);
    expect(answers).toEqual([]);
    expect(await database.query('SELECT 1 FROM items WHERE id = $1', [id])).toEqual([]);
  });

  it('parks an event that never works, says so, and takes it up again when it is sent again', async () => {
    await app.backend.stop();
    app = startApp(upstream, { retryMs: 1, maxTries: 3 });
    await app.backend.start();
    const sent = event(crypto.randomUUID());
    upstream.answerWith = (path) => (path === `/items/${sent.itemId}` ? new Response('?', { status: 500 }) : undefined);
    await deliver(sent);
    await waitFor(async () => expect((await stored(sent.eventId))[0]?.parked_at).not.toBeNull());
    expect(app.log).toContain(`event ${sent.eventId} (item/updated) is parked after 3 tries: pluggy-failed`);
    upstream.answerWith = undefined;
    await deliver(sent);
    await worked(sent.eventId);
  });
});

describe('the registration of the webhook', () => {
  it('is made once, with the secret in a header, and found again', async () => {
    const register = () => startApp(upstream).backend.register('https://shop.example.com');
    await register();
    const made = upstream.requests.find(({ method, path }) => method === 'POST' && path === '/webhooks');
    expect(made?.body).toMatchObject({ event: 'all', headers: { 'X-Webhook-Secret': SECRET } });
    await register();
    const { results } = await clientOf(upstream).fetchWebhooks();
    expect(results).toMatchObject([{ event: 'all', url: `https://shop.example.com${WEBHOOK_PATH}`, disabledAt: null }]);
    expect(upstream.last(`/webhooks/${results[0]!.id}`)).toEqual({
      headers: { 'X-Webhook-Secret': SECRET },
      enabled: true,
    });
  });

  it('says when it fails, and keeps nobody waiting', async () => {
    upstream.answerWith = () => Response.json({}, { status: 503 });
    await app.backend.register('https://shop.example.com');
    expect(app.log).toContain('the webhook is not registered; next try in a minute');
    expect(app.log.join()).not.toContain(SECRET);
  });
});

describe('GET /api/events', () => {
  it('needs a session', async () => {
    expect((await app.request('/api/events')).status).toBe(401);
  });

  it('tells the user of the item, and nobody else', async () => {
    const [ana, bruno] = [await visit(app), await visit(app)];
    await using hers = await listen(ana);
    await using his = await listen(bruno);
    const itemId = await ana.connect(upstream);
    const sent = event(itemId);
    await deliver(sent);
    const [told] = await hers.until((events) => events.some((one) => one.data.eventId === sent.eventId));
    expect(told).toEqual({
      id: expect.stringMatching(/^\d+$/) as string,
      data: { event: 'item/updated', eventId: sent.eventId, itemId },
    });
    const own = event(await bruno.connect(upstream));
    await deliver(own);
    await his.until((events) => events.some((one) => one.data.eventId === own.eventId));
    expect(JSON.stringify(his.events)).not.toContain(itemId);
    expect(hers.text + his.text).not.toMatch(new RegExp(`${ana.userId}|${bruno.userId}|${SECRET}|whoever`));
    // The event has stored the item, too: no browser had to.
    expect(await read<unknown[]>(await ana.send('/api/items'))).toHaveLength(1);
  });

  it('goes on after the last event that a browser has seen', async () => {
    const ana = await visit(app);
    const itemId = await ana.connect(upstream);
    const sent = [event(itemId), event(itemId), event(itemId)];
    await using first = await listen(ana);
    await deliver(sent[0]);
    await worked(sent[0]!.eventId);
    const synced = await first.until((events) => events.some(({ data }) => data.event === 'data/synced'));
    await first.close();
    for (const later of sent.slice(1)) {
      await deliver(later);
      await worked(later.eventId);
    }
    await using second = await listen(ana, synced.at(-1)!.id);
    const missed = await second.until((events) => events.filter(({ data }) => data.eventId).length === 2);
    expect(missed.map(({ data }) => data.eventId).filter(Boolean)).toEqual(sent.slice(1).map(({ eventId }) => eventId));
    // Without an id, or with none of ours, it begins now.
    await using third = await listen(ana, 'x; DROP TABLE items');
    await deliver(event(itemId));
    const fresh = await third.until((events) => events.length > 0);
    expect(sent.map(({ eventId }) => eventId)).not.toContain(fresh[0]!.data.eventId);
  });

  it('tells other pages of a disconnected item at once', async () => {
    const ana = await visit(app);
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    await using other = await listen(ana);
    await ana.send(`/api/items/${itemId}`, { method: 'DELETE' });
    await other.until((events) => events.some(({ data }) => data.event === 'item/deleted' && data.itemId === itemId));
  });

  it('gives signs of life, and goes when the page goes', async () => {
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
