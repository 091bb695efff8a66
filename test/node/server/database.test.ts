import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { openDatabase, toJson, type Database } from '../../../demo/server/database/index.js';
import { createInbox } from '../../../demo/server/inbox.js';
import { createLive } from '../../../demo/server/live.js';
import { createRecords } from '../../../demo/server/records.js';
import { createStorage, forgetItem } from '../../../demo/server/storage.js';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import { clientOf } from './pluggy-data.js';
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
  beforeAll(async () => {
    database = kind === 'embedded' ? embedded : await openDatabase({ url: await postgres!.newUrl() });
  });
  afterAll(() => (kind === 'embedded' ? undefined : database.close()));

  const item = (id: string, at: number) => ({ id, updatedAt: new Date(at), note: at });
  const row = async (id: string) =>
    (await database.query<{ user_id: string; data: { note: number } }>('SELECT * FROM items WHERE id = $1', [id]))[0];

  it('undoes a transaction that fails', async () => {
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

  it('keeps the newer state of an item, and its first user', async () => {
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

  it('takes every text that a bank may write', async () => {
    const storage = createStorage(database);
    const id = crypto.randomUUID();
    const name = 'a\0b\ud800c😀\u2028"\\u0000';
    await storage.save({ ...item(id, 1), name } as never, "ana'; DROP TABLE items; --");
    expect(await row(id)).toMatchObject({ data: { name: 'abc😀\u2028"\\u0000' } });
    expect(JSON.parse(toJson(name))).toBe('abc😀\u2028"\\u0000');
  });

  it('replaces the data of an item, of one type only, and never another item’s', async () => {
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

  it('gives each lane to one worker at a time, and takes it from a dead one', async () => {
    const inbox = createInbox(database, 40);
    const itemIds = Array.from({ length: 8 }, () => crypto.randomUUID());
    for (const itemId of [...itemIds, ...itemIds]) {
      await inbox.receive({ id: crypto.randomUUID(), event: 'item/updated', itemId, body: '{}' });
    }
    const claims = await Promise.all(Array.from({ length: 12 }, () => createInbox(database, 60_000).claim()));
    const lanes = claims.filter((lane) => lane !== undefined);
    expect(lanes.map(({ itemId }) => itemId).sort()).toEqual([...itemIds].sort());
    const [first, second, ...others] = lanes;

    // An event that comes meanwhile waits for the one that has the lane.
    await inbox.receive({ id: crypto.randomUUID(), event: 'item/error', itemId: first!.itemId, body: '{}' });
    expect(await inbox.claim()).toBeUndefined();
    expect(await inbox.due(first!)).toHaveLength(3);
    await inbox.done((await inbox.due(first!)).slice(0, 2).map(({ id }) => id));
    await inbox.release(first!);
    const again = (await inbox.claim())!;
    expect(again.itemId).toBe(first!.itemId);
    expect(await inbox.renew(first!)).toBe(false);

    // Its worker died: after the lease another one has it, and the late word of the dead one counts no more.
    await waitFor(async () => expect((await inbox.claim())?.itemId).toBe(first!.itemId));
    await inbox.release(again);
    expect(await inbox.renew(again)).toBe(false);

    const failed = (await inbox.due(second!)).map(({ id }) => id);
    await inbox.again(failed, 60_000, 'not now');
    await inbox.release(second!);
    expect(await inbox.nextIn()).toBeLessThan(60_000);
    for (const lane of others) {
      await inbox.park(
        (await inbox.due(lane)).map(({ id }) => id),
        'never',
      );
      await inbox.release(lane);
    }
    expect(await inbox.countParked()).toBe(12);
    await database.query('DELETE FROM lanes');
    await database.query('DELETE FROM webhook_events');
  });

  it('tells every listener of the database what is committed, and nothing else', async () => {
    const live = createLive(database);
    const heard: string[] = [];
    await database.listen(
      'live',
      (payload) => heard.push(payload),
      () => undefined,
    );
    const itemId = crypto.randomUUID();
    await createStorage(database).save(item(itemId, 1), 'carla');
    const undone = database.transaction(async (queries) => {
      await live.tell(queries, 'nobody', { event: 'item/updated', itemId });
      throw new Error('in the middle');
    });
    await expect(undone).rejects.toThrow('in the middle');
    await forgetItem(database, live, itemId, 'the-event');
    await forgetItem(database, live, itemId, 'the-event');
    await waitFor(() => expect(heard).toEqual(['carla']));
    expect(await database.query("SELECT event_id FROM live_events WHERE user_id = 'carla'")).toEqual([
      { event_id: 'the-event' },
    ]);
  });
});

test('a folder belongs to one process, until that has ended', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'folder-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'data');
  const first = await openDatabase({ folder });
  await createStorage(first).save({ id: crypto.randomUUID(), updatedAt: new Date() }, 'ana');
  await expect(openDatabase({ folder })).rejects.toThrow(`Process ${process.pid} uses the data in ${folder}.`);
  await first.close();
  const second = await openDatabase({ folder });
  expect(await createStorage(second).listByUser('ana')).toHaveLength(1);
  await second.close();
});

// Without Debian's package there is no server that could go away.
if (hasPostgres) {
  test(
    'goes away and comes back: nothing that was taken is lost, and browsers go on',
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
      // Of a browser that loses its line with the database. This one may keep it, and hear the rest.
      const lastSeen = page.events.at(-1)!.id;

      // Taken, and in the middle of being worked on.
      let reply = (_response: Response) => {};
      const asked = vi.fn(() => new Promise<Response>((resolve) => (reply = resolve)));
      upstream.answerWith = (path) => (path === `/items/${itemId}` ? asked() : undefined);
      const half = await deliver();
      await waitFor(() => expect(asked).toHaveBeenCalled());
      upstream.answerWith = undefined;

      await postgres!.stop();
      reply(Response.json(await clientOf(upstream).fetchItem(itemId)));
      expect((await deliver()).status).toBe(500);
      expect((await ana.send('/api/items')).status).toBe(500);
      expect((await ana.send('/api/events')).status).toBe(500);
      await postgres!.start();

      const after = await deliver();
      expect(after.status).toBe(200);
      const isDone = async () =>
        database.query('SELECT 1 FROM webhook_events WHERE id = $1 AND done_at IS NOT NULL', [half.eventId]);
      await waitFor(async () => expect(await isDone()).toHaveLength(1));
      const back = await listen(ana, lastSeen);
      for (const { eventId } of [half, after]) {
        await back.until((events) => events.filter(({ data }) => data.eventId === eventId).length === 1);
      }
      // By itself the line of this process hears again, too.
      const later = await deliver();
      await back.until((events) => events.some(({ data }) => data.eventId === later.eventId));
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.join() + JSON.stringify(printed.mock.calls)).not.toContain('the-session-secret');

      await Promise.all([page.close(), back.close()]);
      await app.backend.stop();
      await database.close();
      await upstream.close();
    },
  );
}
