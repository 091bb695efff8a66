import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { openDatabase, toJson, type Database } from '../../../demo/server/database/index.js';
import { createInbox } from '../../../demo/server/inbox.js';
import { createLive } from '../../../demo/server/live.js';
import { createRecords } from '../../../demo/server/records.js';
import { createStorage, endItem } from '../../../demo/server/storage.js';
import { clientOf } from './pluggy-data.js';
import { hasPostgres, startPostgres, type Postgres } from './postgres.js';
import { database as embedded, listen, sendWebhook, startApp, startUpstream, visit } from './support.js';
import { WAIT_MS } from '../../support/wait.js';
import { waitFor } from '../../support/wait-for.js';

let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(() => postgres?.close());

describe.each(['embedded', ...(hasPostgres ? ['server'] : [])])('PostgreSQL, %s', (kind) => {
  let database: Database;
  beforeAll(async () => {
    database = kind === 'embedded' ? embedded : await openDatabase({ url: await postgres!.newUrl() });
  });
  afterAll(() => (kind === 'embedded' ? undefined : database.close()));

  const item = (id: string, at: number) => ({ id, updatedAt: new Date(at), note: at });
  const row = async (id: string) =>
    (await database.query<{ user_id: string; data: { note: number } }>('SELECT * FROM items WHERE id = $1', [id]))[0];

  /** Deletes the events, also those that another file has left in the embedded database. */
  const forgetEvents = async () => {
    for (const table of ['pending_items', 'webhook_events']) await database.query(`DELETE FROM ${table}`);
  };

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
    expect(await storage.find(id)).toMatchObject({ userId: 'ana' });
    expect(await storage.page('bruno', '0', 10)).toEqual([]);
  });

  it('stores texts with NUL, lone surrogates and quotes', async () => {
    const storage = createStorage(database);
    const id = crypto.randomUUID();
    const name = 'a\0b\ud800c😀\u2028"\\u0000';
    await storage.save({ ...item(id, 1), name } as never, "ana'; DROP TABLE items; --");
    expect(await row(id)).toMatchObject({ data: { name: 'abc😀\u2028"\\u0000' } });
    expect(JSON.parse(toJson(name))).toBe('abc😀\u2028"\\u0000');
  });

  it('marks the accounts that a list lacks, of one type only, and never changes those of another item', async () => {
    const records = createRecords(database);
    const [mine, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const account = (id: string, type: string, balance = 0) => ({ id: `${mine} ${id}`, type, name: id, balance });
    const all = async () =>
      (await records.accountsOf(mine, 1)).map(({ account, missingSince }) => {
        const { name, balance } = account as { name: string; balance: number };
        return [name, balance, missingSince !== null];
      });
    await createStorage(database).save(item(mine, 1), mine);
    await createStorage(database).save(item(other, 1), other);
    expect(await records.store('accounts', mine, [account('a', 'BANK'), account('b', 'CREDIT')])).toEqual({
      marked: 0,
      missing: 0,
      doubtful: 0,
    });
    expect(await records.store('accounts', mine, [account('c', 'BANK', 7)], { type: 'BANK' })).toEqual({
      marked: 1,
      missing: 1,
      doubtful: 1,
    });
    // An absent row may be in the rest of an incomplete list.
    const partial = { type: 'BANK', isPartial: true };
    expect(await records.store('accounts', mine, [account('a', 'BANK')], partial)).toEqual({
      marked: 0,
      missing: 0,
      doubtful: 0,
    });
    expect(await records.store('accounts', mine, [account('c', 'BANK', 7)], { type: 'BANK' })).toMatchObject({
      marked: 1,
    });
    await records.store('accounts', other, [account('b', 'CREDIT', 666)]);
    await records.store('accounts', crypto.randomUUID(), [account('d', 'BANK')]);
    expect(await all()).toEqual([
      ['a', 0, true],
      ['c', 7, false],
      ['b', 0, false],
    ]);
    expect(await records.store('accounts', mine, [])).toEqual({ marked: 2, missing: 3, doubtful: 3 });
    await database.query("UPDATE accounts SET missing_since = now() - interval '2 days' WHERE item_id = $1", [mine]);
    expect(await records.store('accounts', mine, [])).toEqual({ marked: 0, missing: 3, doubtful: 0 });
    await records.store('accounts', mine, [account('a', 'BANK', 8)], { type: 'BANK' });
    expect(await all()).toEqual([
      ['a', 8, false],
      ['c', 7, true],
      ['b', 0, true],
    ]);
    await records.erase(mine);
    expect(await all()).toEqual([]);
  });

  it('stores the last of two entries with one id, and leaves out transactions without a valid date', async () => {
    const records = createRecords(database);
    const id = crypto.randomUUID();
    await createStorage(database).save(item(id, 1), id);
    await records.store('accounts', id, [{ id: `${id} account`, type: 'BANK' } as never]);
    const scope = { parentId: `${id} account` };
    for (const table of ['accounts', 'investments', 'loans', 'identities', 'bills'] as const) {
      const rows = [1, 2, 3].map((amount) => ({ id: `${id} ${table}`, amount }));
      await records.store(table, id, rows, table === 'bills' ? scope : {});
      expect(
        await database.query(`SELECT data->>'amount' AS amount FROM ${table} WHERE id = $1`, [`${id} ${table}`]),
      ).toEqual([{ amount: '3' }]);
    }
    await records.store('accounts', id, [{ id: `${id} account`, type: 'BANK' } as never]);
    const day = new Date('2026-01-05T12:00:00Z');
    const dates = [
      day,
      '2026-01-05',
      'gestern',
      'yesterday',
      '',
      undefined,
      null,
      1_767_614_400_000,
      new Date(NaN),
      '+020000-01-01T00:00:00Z',
    ];
    const transactions = dates.map((date, index) => ({ id: `${id} ${index}`, date }));
    const again = { id: `${id} 0`, date: day, description: 'last' };
    expect(await records.saveTransactions(id, scope.parentId, [...transactions, again] as never)).toEqual({
      undated: 8,
      foreign: 0,
    });
    const stored = await database.query(
      "SELECT id, date, data->>'description' AS description FROM transactions WHERE item_id = $1 ORDER BY id",
      [id],
    );
    expect(stored).toEqual([
      { id: `${id} 0`, date: day, description: 'last' },
      { id: `${id} 1`, date: new Date('2026-01-05'), description: null },
    ]);
  });

  it('names a failed query by its statement and code, and never shows its parameters', async () => {
    const secret = '123.456.789-09';
    const failing = [
      database.query('SELECT $1::uuid AS id FROM items', [secret]),
      database.query('INSERT INTO items (id, user_id, updated_at, data) VALUES ($1, $2, now(), $3)', [
        null,
        secret,
        '{}',
      ]),
      database.transaction(({ query }) => query('UPDATE items SET data = $1', [`{"cpf": "${secret}"`])),
    ];
    const errors = await Promise.all(failing.map((query) => query.catch((error: unknown) => error as Error)));
    expect(errors.map((error) => (error as Error).message)).toEqual([
      'The query SELECT FROM items failed (22P02).',
      'The query INSERT INTO items failed (23502).',
      'The query UPDATE items failed (22P02).',
    ]);
    expect(inspect(errors, { depth: 9, showHidden: true })).not.toContain(secret);
  });

  it('gives each item to one worker at a time, and frees it when the lease expires', async () => {
    await forgetEvents();
    const inbox = createInbox(database, 40);
    const itemIds = Array.from({ length: 8 }, () => crypto.randomUUID());
    for (const itemId of [...itemIds, ...itemIds]) {
      await inbox.receive({ id: crypto.randomUUID(), event: 'item/updated', itemId, body: '{}' });
    }
    const results = await Promise.all(Array.from({ length: 12 }, () => createInbox(database, 60_000).claim()));
    const claims = results.filter((claim) => claim !== undefined);
    expect(claims.map(({ itemId }) => itemId).sort()).toEqual([...itemIds].sort());
    const [first, second, ...others] = claims;

    // An event that arrives for a claimed item waits for the owner of the claim.
    await inbox.receive({ id: crypto.randomUUID(), event: 'item/error', itemId: first!.itemId, body: '{}' });
    expect(await inbox.claim()).toBeUndefined();
    expect(await inbox.dueEvents(first!)).toHaveLength(3);
    await inbox.markDone((await inbox.dueEvents(first!)).slice(0, 2).map(({ id }) => id));
    await inbox.release(first!);
    const nextClaim = (await inbox.claim())!;
    expect(nextClaim.itemId).toBe(first!.itemId);
    expect(await inbox.renew(first!)).toBe(false);

    // After the lease expires, another worker gets the item, and the expired claim has no effect.
    await waitFor(async () => expect((await inbox.claim())?.itemId).toBe(first!.itemId));
    await inbox.release(nextClaim);
    expect(await inbox.renew(nextClaim)).toBe(false);

    const failed = (await inbox.dueEvents(second!)).map(({ id }) => id);
    await inbox.retry(failed, 60_000, 'not now');
    await inbox.release(second!);
    expect(await inbox.msUntilNextClaim()).toBeLessThan(60_000);
    for (const claim of others) {
      await inbox.park(
        (await inbox.dueEvents(claim)).map(({ id }) => id),
        'never',
      );
      await inbox.release(claim);
    }
    expect(await inbox.countParked()).toBe(12);
    await forgetEvents();
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
    await endItem(database, live, itemId, 'the-event');
    await endItem(database, live, itemId, 'the-event');
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
      const app = startApp(upstream, { database, retryMs: 20 });
      await app.backend.start();
      const ana = await visit(app);
      const itemId = await ana.connect(upstream);
      const deliver = async () => {
        const eventId = crypto.randomUUID();
        const response = await sendWebhook(app, { event: 'item/error', eventId, itemId });
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
      const doneRows = async () =>
        database.query('SELECT 1 FROM webhook_events WHERE id = $1 AND done_at IS NOT NULL', [interrupted.eventId]);
      await waitFor(async () => expect(await doneRows()).toHaveLength(1));
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
