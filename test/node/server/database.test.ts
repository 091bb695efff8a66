import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { openDatabase, toJson, type Database } from '../../../demo/server/database/index.js';
import { createLive } from '../../../demo/server/live.js';
import { createQueue, type Job, type PluggyEvent } from '../../../demo/server/queue.js';
import { createRecords } from '../../../demo/server/records.js';
import { createStorage, forgetItem } from '../../../demo/server/storage.js';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import { clientOf } from './pluggy-data.js';
import { readEvent } from './queued.js';
import { hasPostgres, startPostgres, type Postgres } from './postgres.js';
import { database as embedded, listen, startApp, startUpstream, visit } from './support.js';
import { WAIT_MS } from '../../support/wait.js';
import { waitFor } from '../../support/wait-for.js';

let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(() => postgres?.close());

describe.each(['embedded', ...(hasPostgres ? ['server'] : [])])('PostgreSQL, %s', (kind) => {
  let database: Database;
  let url: string | undefined;
  beforeAll(async () => {
    url = kind === 'embedded' ? undefined : await postgres!.newUrl();
    database = url ? await openDatabase({ url }) : embedded;
  });
  afterAll(() => (kind === 'embedded' ? undefined : database.close()));

  const item = (id: string, at: number) => ({ id, updatedAt: new Date(at), note: at });
  const row = async (id: string) =>
    (await database.query<{ user_id: string; data: { note: number } }>('SELECT * FROM items WHERE id = $1', [id]))[0];

  it('rolls a failed transaction back', async () => {
    const id = crypto.randomUUID();
    const failing = database.transaction(async (queries) => {
      await createStorage(queries).save(item(id, 1), 'ana');
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await row(id)).toBeUndefined();
    await expect(database.query('SELECT * FROM nowhere')).rejects.toThrow('nowhere');
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps the newer state and the first user of an item', async () => {
    const storage = createStorage(database);
    const id = crypto.randomUUID();
    await storage.save(item(id, 2_000), 'ana');
    await storage.save(item(id, 1_000), 'ana');
    await storage.save(item(id, 3_000), 'bruno');
    expect(await row(id)).toMatchObject({ user_id: 'ana', data: { note: 2_000 } });
    await storage.save(item(id, 3_000), 'ana');
    expect(await row(id)).toMatchObject({ data: { note: 3_000 } });
    expect(await storage.ownerOf(id)).toBe('ana');
    expect(await storage.listByUser('bruno')).toEqual([]);
  });

  it('stores texts with NUL, lone surrogates and quotes', async () => {
    const storage = createStorage(database);
    const id = crypto.randomUUID();
    const name = 'a\0b\ud800c😀\u2028"\\u0000';
    await storage.save({ ...item(id, 1), name } as never, "ana'; DROP TABLE items; --");
    expect(await row(id)).toMatchObject({ data: { name: 'abc😀\u2028"\\u0000' } });
    expect(JSON.parse(toJson(name))).toBe('abc😀\u2028"\\u0000');
  });

  it('replaces all accounts of an item or those of one type, and never those of another item', async () => {
    const records = createRecords(database);
    const [mine, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const account = (id: string, type: string, balance = 0) => ({ id: `${mine} ${id}`, type, name: id, balance });
    const all = async () =>
      (await records.accountsOf(mine, 1)).map(({ account }) => {
        const { name, balance } = account as { name: string; balance: number };
        return [name, balance];
      });
    await createStorage(database).save(item(mine, 1), mine);
    await createStorage(database).save(item(other, 1), other);
    await records.replace('accounts', mine, [account('a', 'BANK'), account('b', 'CREDIT')]);
    await records.replace('accounts', mine, [account('c', 'BANK', 7)], 'BANK');
    await records.replace('accounts', other, [account('b', 'CREDIT', 666)]);
    await records.replace('accounts', crypto.randomUUID(), [account('d', 'BANK')]);
    expect(await all()).toEqual([
      ['c', 7],
      ['b', 0],
    ]);
    await records.replace('accounts', mine, []);
    expect(await all()).toEqual([]);
  });

  it('handles the events of an item one after the other, also with two processes', async () => {
    // The second process has its own connections. Only one process can use an embedded database.
    const second = url ? await openDatabase({ url }) : database;
    const [busy, silent] = [crypto.randomUUID(), crypto.randomUUID()];
    const running = new Set<string>();
    const handled: string[] = [];
    let overlaps = 0;
    let release = () => {};
    const plan = (itemId: string, events: PluggyEvent[]): Job[] =>
      events.map((event) => ({
        events: [event],
        run: async () => {
          if (itemId === silent) await new Promise<void>((resolve) => (release = resolve));
          if (running.has(itemId)) overlaps++;
          running.add(itemId);
          await setTimeout(2);
          running.delete(itemId);
          handled.push(event.id);
        },
      }));
    const queues = [createQueue(database, plan), createQueue(second, plan)].slice(0, url ? 2 : 1);
    for (const queue of queues) await queue.start();
    const event = (itemId: string) => ({ id: crypto.randomUUID(), event: 'item/updated', itemId, payload: {} });
    // An item that never answers keeps no other item waiting.
    await queues[0]!.receive(event(silent));
    const events = Array.from({ length: 60 }, (_, index) => event(index % 2 ? busy : crypto.randomUUID()));
    await Promise.all([...events, ...events].map((one, index) => queues[index % queues.length]!.receive(one)));
    await waitFor(() => expect(handled).toHaveLength(events.length));
    expect([...handled].sort()).toEqual(events.map(({ id }) => id).sort());
    expect(overlaps).toBe(0);
    release();
    await waitFor(() => expect(handled).toHaveLength(events.length + 1));
    for (const queue of queues) await queue.stop();
    if (second !== database) await second.close();
    await database.query('DELETE FROM pgboss.job');
  });

  it('moves the pending and the parked events of the earlier queue', async () => {
    await database.query(
      'CREATE TABLE webhook_events (id text, position int, event text, item_id uuid, body text, due_at timestamptz, parked_at timestamptz)',
    );
    await database.query('CREATE TABLE pending_items (item_id uuid)');
    const insert = (id: string, itemId: string | null, due: boolean, parked: boolean) =>
      database.query(
        `INSERT INTO webhook_events VALUES ($1, 1, 'item/error', $2, $3, CASE WHEN $4 THEN now() END, CASE WHEN $5 THEN now() END)`,
        [id, itemId, JSON.stringify({ eventId: id }), due, parked],
      );
    await insert('pending', crypto.randomUUID(), true, false);
    await insert('parked', crypto.randomUUID(), false, true);
    await insert('done', crypto.randomUUID(), false, false);
    await insert('about no item', null, true, false);
    const handled: PluggyEvent[] = [];
    const plan = (_itemId: string, events: PluggyEvent[]) => [
      { events, run: () => Promise.resolve(void handled.push(...events)) },
    ];
    const queue = createQueue(database, plan);
    await queue.start();
    await waitFor(() => expect(handled).toHaveLength(2));
    expect(handled.map(({ id, payload }) => [id, payload]).sort()).toEqual([
      ['parked', { eventId: 'parked' }],
      ['pending', { eventId: 'pending' }],
    ]);
    await queue.stop();
    const tables = await database.query(
      "SELECT 1 FROM pg_tables WHERE tablename IN ('webhook_events', 'pending_items')",
    );
    expect(tables).toEqual([]);
    await database.query('DELETE FROM pgboss.job');
  });

  it('notifies listeners of committed events only, once per event', async () => {
    const live = createLive(database);
    const payloads: string[] = [];
    await database.listen(
      'live',
      (payload) => payloads.push(payload),
      () => undefined,
    );
    const itemId = crypto.randomUUID();
    await createStorage(database).save(item(itemId, 1), 'carla');
    const rolledBack = database.transaction(async (queries) => {
      await live.publish(queries, 'dora', { event: 'item/updated', itemId });
      throw new Error('in the middle');
    });
    await expect(rolledBack).rejects.toThrow('in the middle');
    await forgetItem(database, live, itemId, 'the-event');
    await forgetItem(database, live, itemId, 'the-event');
    await waitFor(() => expect(payloads).toEqual(['carla']));
    expect(await database.query("SELECT event_id FROM live_events WHERE user_id = 'carla'")).toEqual([
      { event_id: 'the-event' },
    ]);
  });
});

// Requires PostgreSQL from Debian's package.
if (hasPostgres) {
  test(
    'after a restart of PostgreSQL no accepted event is lost, and browsers resume',
    { timeout: WAIT_MS },
    async () => {
      const lines: string[] = [];
      const database = await openDatabase({ url: await postgres!.newUrl(), log: (line) => lines.push(line) });
      const upstream = await startUpstream({ stepMs: 0 });
      const app = startApp(upstream, { database, retryDelayS: 0 });
      await app.backend.start();
      const ana = await visit(app);
      const itemId = await ana.connect(upstream);
      const deliver = async () => {
        const eventId = crypto.randomUUID();
        const response = await app.request(WEBHOOK_PATH, {
          method: 'POST',
          headers: { 'X-Webhook-Secret': webhookSecret('the-session-secret') },
          body: JSON.stringify({ event: 'item/error', eventId, itemId }),
        });
        return { eventId, status: response.status };
      };
      const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      onTestFinished(() => printed.mockRestore());
      const page = await listen(ana);
      const before = await deliver();
      await page.until((events) => events.some(({ data }) => data.eventId === before.eventId));
      // For a browser whose stream breaks with the database. The stream of this page may survive.
      const lastSeen = page.events.at(-1)!.id;

      // An event that is accepted and being handled.
      let reply = (_response: Response) => {};
      const itemRequested = vi.fn(() => new Promise<Response>((resolve) => (reply = resolve)));
      upstream.respondWith = (path) => (path === `/items/${itemId}` ? itemRequested() : undefined);
      const interrupted = await deliver();
      await waitFor(() => expect(itemRequested).toHaveBeenCalled());
      upstream.respondWith = undefined;

      await postgres!.stop();
      reply(Response.json(await clientOf(upstream).fetchItem(itemId)));
      expect((await deliver()).status).toBe(500);
      expect((await ana.send('/api/items')).status).toBe(500);
      expect((await ana.send('/api/events')).status).toBe(500);
      await postgres!.start();

      const after = await deliver();
      expect(after.status).toBe(200);
      await waitFor(async () =>
        expect(await readEvent(database, interrupted.eventId)).toMatchObject({ state: 'completed' }),
      );
      const resumed = await listen(ana, lastSeen);
      for (const { eventId } of [interrupted, after]) {
        await resumed.until((events) => events.filter(({ data }) => data.eventId === eventId).length === 1);
      }
      // The listener of this process has reconnected, too.
      const later = await deliver();
      await resumed.until((events) => events.some(({ data }) => data.eventId === later.eventId));
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.join() + JSON.stringify(printed.mock.calls)).not.toContain('the-session-secret');

      await Promise.all([page.close(), resumed.close()]);
      await app.backend.stop();
      await database.close();
      await upstream.close();
    },
  );
}
