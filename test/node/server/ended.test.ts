import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.js';
import { clientOf } from './pluggy-data.js';
import {
  database,
  listen,
  read,
  sendWebhook,
  startApp,
  startUpstream,
  visit,
  type App,
  type Upstream,
  type Visitor,
} from './support.js';

let upstream: Upstream;
let app: App;
let ana: Visitor;
let itemId: string;

beforeEach(async () => {
  upstream = await startUpstream({ stepMs: 0 });
  app = startApp(upstream, { retryMs: 5 });
  await app.backend.start();
  ana = await visit(app);
  itemId = await ana.connect(upstream);
  await ana.post('/api/items', { itemId });
  await deliver('item/created');
  await waitFor(async () => expect(await read<unknown[]>(await ana.send('/api/accounts'))).not.toEqual([]));
});

afterEach(async () => {
  await app.backend.stop();
  await upstream.close();
});

/** Delivers an event of Pluggy, and waits until it has been handled. */
async function deliver(event: string): Promise<void> {
  const page = await listen(ana);
  const eventId = crypto.randomUUID();
  for (const body of [
    { event, eventId, itemId },
    { event: 'item/error', eventId: `${eventId}-last`, itemId },
  ]) {
    await sendWebhook(app, body);
  }
  const isOpen = () =>
    database.query('SELECT 1 FROM webhook_events WHERE id LIKE $1 AND done_at IS NULL', [`${eventId}%`]);
  await waitFor(async () => expect(await isOpen()).toEqual([]));
  await page.close();
}

const countRows = async () => {
  const tables = ['accounts', 'transactions', 'investments', 'bills', 'identities'];
  const counts = await Promise.all(
    tables.map(async (table) => (await database.query(`SELECT 1 FROM ${table} WHERE item_id = $1`, [itemId])).length),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

it('keeps an item that Pluggy has deleted as an ended connection without data, until it is dismissed', async () => {
  await using page = await listen(ana);
  await clientOf(upstream).deleteItem(itemId);
  await deliver('item/deleted');
  await page.until((events) => events.some(({ data }) => data.event === 'item/deleted' && data.itemId === itemId));

  const [ended] = await ana.items();
  expect(ended).toEqual({
    id: itemId,
    connector: expect.objectContaining({ id: 2, name: 'Pluggy Bank' }) as object,
    createdAt: expect.any(String) as string,
    updatedAt: ended!.deletedAt,
    deletedAt: expect.stringMatching(/^\d{4}-/) as string,
  });
  expect(await read(await ana.send(`/api/items/${itemId}`))).toEqual(ended);
  expect(await countRows()).toBe(0);
  expect(await read(await ana.send('/api/accounts'))).toEqual([]);
  for (const method of ['PATCH', 'POST']) {
    const path = `/api/items/${itemId}${method === 'POST' ? '/mfa' : ''}`;
    expect((await ana.send(path, { method, body: '{"token":"1"}' })).status).toBe(404);
  }
  expect((await ana.post('/api/connect-token', { itemId })).status).toBe(404);
  // Later events about the item bring nothing back.
  await deliver('item/updated');
  await deliver('item/deleted');
  expect(await ana.items()).toEqual([ended]);

  // Pluggy has no such item: the dismissal needs no request.
  upstream.requests.length = 0;
  expect((await ana.send(`/api/items/${itemId}`, { method: 'DELETE' })).status).toBe(204);
  expect(upstream.requests).toEqual([]);
  expect(await ana.items()).toEqual([]);
  await page.until((events) => events.some(({ data }) => data.event === 'item/disconnected'));
});

it('leaves no ended connection when the user disconnects, whenever the webhook arrives', async () => {
  await using page = await listen(ana);
  // The webhook arrives before Pluggy's response to the deletion.
  upstream.respondWith = async (path) => {
    const request = upstream.requests.at(-1)!;
    if (path !== `/items/${itemId}` || request.method !== 'DELETE') return undefined as unknown as Response;
    upstream.respondWith = undefined;
    await clientOf(upstream).deleteItem(itemId);
    await deliver('item/deleted');
    return Response.json({ count: 1 });
  };
  expect((await ana.send(`/api/items/${itemId}`, { method: 'DELETE' })).status).toBe(204);
  expect(await ana.items()).toEqual([]);
  await deliver('item/deleted');
  await deliver('item/updated');
  expect(await ana.items()).toEqual([]);
  const response = await ana.send(`/api/items/${itemId}`);
  expect(response.status).toBe(410);
  expect((await (await visit(app)).send(`/api/items/${itemId}`)).status).toBe(404);
  await page.until((events) => events.some(({ data }) => data.event === 'item/disconnected'));
  expect(page.text).not.toContain('item/deleted');
});

it('does not believe an event about a deletion while Pluggy has the item, and keeps the event until it is confirmed', async () => {
  const eventId = crypto.randomUUID();
  await sendWebhook(app, { event: 'item/deleted', eventId, itemId });
  const find = () =>
    database.query<{ tries: number; failure: string; done_at: Date | null }>(
      'SELECT tries, failure, done_at FROM webhook_events WHERE id = $1',
      [eventId],
    );
  await waitFor(async () => expect((await find())[0]!.tries).toBeGreaterThan(2));
  // Other events of the item go on meanwhile.
  await deliver('item/updated');
  expect(await find()).toMatchObject([{ failure: 'item-not-deleted', done_at: null }]);
  expect((await ana.items())[0]).not.toHaveProperty('deletedAt');
  expect(await countRows()).toBeGreaterThan(0);

  await clientOf(upstream).deleteItem(itemId);
  await waitFor(async () => expect((await find())[0]!.done_at).not.toBeNull());
  expect((await ana.items())[0]).toHaveProperty('deletedAt');
  expect(await countRows()).toBe(0);
});

it('does not believe a 404 without the code of Pluggy, such as that of a proxy, about a deletion', async () => {
  const eventId = crypto.randomUUID();
  upstream.respondWith = (path) =>
    path === `/items/${itemId}` ? new Response('<h1>404 Not Found</h1>', { status: 404 }) : undefined;
  await sendWebhook(app, { event: 'item/deleted', eventId, itemId });
  const find = () => database.query('SELECT failure, done_at FROM webhook_events WHERE id = $1', [eventId]);
  await waitFor(async () => expect(await find()).toEqual([{ failure: 'pluggy-failed', done_at: null }]));
  expect(await countRows()).toBeGreaterThan(0);
  upstream.respondWith = undefined;
  await clientOf(upstream).deleteItem(itemId);
  await waitFor(async () => expect(await find()).toMatchObject([{ failure: null }]));
  expect(await countRows()).toBe(0);
});

it('stops after three failures of Pluggy as a whole when it deletes all items of a user', async () => {
  await database.query(
    `INSERT INTO items (id, user_id, updated_at, data)
     SELECT gen_random_uuid(), $1, now(), '{"connector":{"id":2}}' FROM generate_series(1, 150)`,
    [ana.userId],
  );
  upstream.requests.length = 0;
  upstream.respondWith = () => Response.json({}, { status: 503, headers: { 'Retry-After': '60' } });
  const failed = await ana.send('/api/items', { method: 'DELETE' });
  expect(failed.status).toBe(503);
  expect(await read(failed)).toMatchObject({ code: 'pluggy-unavailable', remaining: 151 });
  expect(upstream.requests.length).toBeLessThan(30);
});

it('deletes all items of a user, at Pluggy first, and keeps those that Pluggy does not delete', async () => {
  const ids = [itemId, await ana.connect(upstream, 8), await ana.connect(upstream, 9)];
  for (const id of ids) await ana.post('/api/items', { itemId: id });
  const bruno = await visit(app);
  const his = await bruno.connect(upstream);
  await bruno.post('/api/items', { itemId: his });
  upstream.respondWith = (path) => {
    const isDeletion = upstream.requests.at(-1)!.method === 'DELETE' && path === `/items/${itemId}`;
    return isDeletion ? Response.json({}, { status: 500 }) : undefined;
  };
  const failed = await ana.send('/api/items', { method: 'DELETE' });
  expect(failed.status).toBe(502);
  expect(await read(failed)).toMatchObject({ code: 'pluggy-failed', remaining: 1 });
  expect((await ana.items()).map(({ id }) => id)).toEqual([itemId]);
  upstream.respondWith = undefined;
  expect((await ana.send('/api/items', { method: 'DELETE' })).status).toBe(204);
  expect(await ana.items()).toEqual([]);
  const atPluggy = await read<{ results: { id: string }[] }>(await fetch(`${upstream.url}/sandbox/items`));
  expect(atPluggy.results.map(({ id }) => id)).toEqual([his]);
  expect((await bruno.items()).map(({ id }) => id)).toEqual([his]);
  expect(await countRows()).toBe(0);
});
