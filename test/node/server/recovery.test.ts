import type { PluggyClient } from 'pluggy-sdk';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { waitFor } from '../../support/wait-for.js';
import { OPEN_FINANCE, clientOf, dataAtPluggy, startRecorded, storedData } from './pluggy-data.js';
import {
  database,
  listen,
  read,
  sendWebhook,
  startApp,
  startUpstream,
  visit,
  type App,
  type Payload,
  type Upstream,
  type Visitor,
} from './support.js';

const HOUR_MS = 3_600_000;

let upstream: Upstream;
let client: PluggyClient;
let app: App;
let ana: Visitor;
/** Webhook events that Pluggy has sent. Tests deliver them, or lose them. */
let sent: Payload[];
/** Current time of the sandbox. */
let now: number;

beforeEach(async () => {
  now = Date.now();
  ({ upstream, client, app, ana, sent } = await startRecorded({ followPausesMs: [5] }, { now: () => now }));
});

afterEach(async () => {
  await app.backend.stop();
  await upstream.close();
});

/** Connects an Item with every product. */
const connectAll = async () => (await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: ana.userId })).id;

async function deliver(payloads: Payload[]): Promise<void> {
  for (const payload of payloads) {
    expect((await sendWebhook(app, payload)).status).toBe(200);
  }
  await settled(payloads.map(({ itemId }) => itemId));
}

/** Waits until all events of these Items have been handled. */
async function settled(itemIds: string[]): Promise<void> {
  const open = () =>
    database.query('SELECT id, failure FROM webhook_events WHERE item_id = ANY($1::uuid[]) AND done_at IS NULL', [
      itemIds,
    ]);
  await waitFor(async () => expect(await open()).toEqual([]));
}

/** Runs an update at Pluggy some hours later, and returns its events. */
async function updateLater(itemId: string, hours = 3): Promise<Payload[]> {
  now += hours * HOUR_MS;
  client = clientOf(upstream);
  sent.length = 0;
  await upstream.control(`/${itemId}/sync`, {});
  await waitFor(() => expect(sent.some(({ event }) => event === 'item/updated')).toBe(true));
  return [...sent];
}

/** Expects that the database has the same current data as Pluggy. */
async function expectEqual(...itemIds: string[]) {
  await waitFor(async () => {
    const { items: _, ...here } = await storedData(database, itemIds);
    const { items: __, ...there } = await dataAtPluggy(client, itemIds);
    expect(here).toEqual(there);
  });
}

const countOf = async (itemId: string, table: string, condition = 'true') =>
  (await database.query(`SELECT 1 FROM ${table} WHERE item_id = $1 AND ${condition}`, [itemId])).length;

const TABLES = [
  'accounts',
  'transactions',
  'bills',
  'investments',
  'investment_transactions',
  'loans',
  'identities',
] as const;

describe('absence', () => {
  const PATHS = ['/accounts', '/bills', '/investments', '/loans', '/identity', '/v2/transactions'];
  const isData = (path: string) => PATHS.includes(path) || /^\/investments\/.*\/transactions$/.test(path);

  it.each([
    ['an empty list', () => Response.json({ results: [], page: 1, total: 0, totalPages: 0, next: null })],
    ['404', () => Response.json({ codeDescription: 'NOT_FOUND' }, { status: 404 })],
  ])('erases nothing and is logged, for every product: %s', async (_what, answer) => {
    const itemId = await connectAll();
    await deliver(sent);
    const counts = await Promise.all(TABLES.map((table) => countOf(itemId, table)));
    for (const [index, count] of counts.entries()) expect(count, TABLES[index]).toBeGreaterThan(0);

    const events = await updateLater(itemId);
    upstream.respondWith = (path) =>
      path === '/identity' && isData(path) ? Response.json({}, { status: 404 }) : isData(path) ? answer() : undefined;
    await deliver(events.filter(({ event }) => event === 'item/updated'));
    expect(await Promise.all(TABLES.map((table) => countOf(itemId, table)))).toEqual(counts);
    for (const table of ['accounts', 'investments', 'loans', 'identities']) {
      expect(await countOf(itemId, table, 'missing_since IS NULL'), table).toBe(0);
      expect(
        app.log.some((line) => line.includes(`${table} are missing at Pluggy`)),
        table,
      ).toBe(true);
    }
    const accounts = await read<{ missingSince?: string; transactions: unknown[] }[]>(await ana.send('/api/accounts'));
    expect(accounts.length).toBe(counts[0]);
    for (const { missingSince, transactions } of accounts) {
      expect(missingSince).toMatch(/^\d{4}-/);
      expect(transactions.length).toBeGreaterThan(0);
    }

    // The next update finds everything again, and the transactions of both runs.
    upstream.respondWith = undefined;
    await deliver(await updateLater(itemId));
    await expectEqual(itemId);
  });

  it('erases the data of a consent that Pluggy lists as revoked, before the item says so', async () => {
    const itemId = await connectAll();
    await deliver(sent);
    const events = await updateLater(itemId);
    upstream.respondWith = (path) => {
      if (path === '/accounts') return Response.json({ results: [], page: 1, total: 0, totalPages: 0 });
      const revoked = { id: crypto.randomUUID(), itemId, revokedAt: new Date() };
      return path === '/consents' ? Response.json({ results: [revoked], page: 1, total: 1, totalPages: 1 }) : undefined;
    };
    await deliver(events.filter(({ event }) => event === 'item/updated'));
    for (const table of ['accounts', 'transactions', 'bills']) expect(await countOf(itemId, table), table).toBe(0);
    expect(app.log).toContain(`item ${itemId}: the consent is revoked; the data of the bank is erased`);
  });

  it('keeps transactions that Pluggy does not list, and marks them', async () => {
    const itemId = await connectAll();
    await deliver(sent);
    const all = await countOf(itemId, 'transactions');
    const [account] = (await client.fetchAccounts(itemId)).results;
    const [first, second] = await client.fetchAllTransactions(account!.id);
    upstream.respondWith = (path) =>
      path === '/v2/transactions' ? Response.json({ results: [second], next: null }) : undefined;
    const updated = { event: 'transactions/updated', eventId: crypto.randomUUID(), itemId, accountId: account!.id };
    await deliver([{ ...updated, transactionIds: [first!.id, second!.id] }]);
    expect(await countOf(itemId, 'transactions')).toBe(all);
    expect(await countOf(itemId, 'transactions', 'missing_since IS NOT NULL')).toBe(1);
    expect(app.log).toContain(`item ${itemId}: 1 of its transactions are missing at Pluggy; they are kept`);
    upstream.respondWith = undefined;
    await deliver([{ ...updated, eventId: crypto.randomUUID(), transactionIds: [first!.id] }]);
    expect(await countOf(itemId, 'transactions', 'missing_since IS NOT NULL')).toBe(0);
  });

  it('deletes only transactions that an event reports as deleted and that Pluggy does not return', async () => {
    const itemId = await connectAll();
    await deliver(sent);
    const [account] = (await client.fetchAccounts(itemId)).results;
    const [transaction] = await client.fetchAllTransactions(account!.id);
    const common = { eventId: crypto.randomUUID(), itemId, accountId: account!.id };
    await deliver([{ ...common, event: 'transactions/deleted', transactionIds: [transaction!.id] }]);
    await expectEqual(itemId);
  });
});

describe('a product that fails', () => {
  it.each([
    [500, true],
    [429, true],
    [403, false],
  ])('does not block the others: %i', async (status, isRetried) => {
    const itemId = await connectAll();
    let failures = 2;
    upstream.respondWith = (path) =>
      path === '/investments' && failures-- > 0 ? Response.json({}, { status }) : undefined;
    const created = sent.find(({ event }) => event === 'item/created')!;
    await deliver([created]);
    for (const table of ['accounts', 'transactions', 'loans', 'identities']) {
      expect(await countOf(itemId, table), table).toBeGreaterThan(0);
    }
    expect((await countOf(itemId, 'investments')) > 0).toBe(isRetried);
    const [{ tries }] = (await database.query('SELECT tries FROM webhook_events WHERE id = $1', [created.eventId])) as [
      { tries: number },
    ];
    expect(tries > 1).toBe(isRetried);
    if (!isRetried) expect(app.log).toContain(`item ${itemId}: Pluggy refuses INVESTMENTS`);
  });
});

describe('missed webhooks', () => {
  it('are recovered when the page reports the connected item', async () => {
    const itemId = await connectAll();
    sent.length = 0;
    expect((await ana.post('/api/items', { itemId })).status).toBe(200);
    await settled([itemId]);
    await expectEqual(itemId);
    expect((await storedData(database, [itemId])).transactions.length).toBeGreaterThan(100);
    // The accounts tell two connections to one institution apart.
    const [item] = await ana.items();
    expect(item!.accounts!.length).toBeGreaterThan(1);
    for (const { name } of item!.accounts!) expect(name).toMatch(/^\S.* …\d{4}$/);
    expect(item!.accounts!.map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Conta Corrente …/), expect.stringMatching(/^Cartão .* …/)]),
    );
  });

  it.each(['transactions/created', 'item/updated'])('are recovered by the next event, such as %s', async (name) => {
    const itemId = await connectAll();
    // Every event of the first run is lost, and one event of the second arrives.
    const [event] = (await updateLater(itemId)).filter((one) => one.event === name);
    await deliver([event!]);
    const [account] = await database.query<{ id: string }>('SELECT id FROM accounts WHERE item_id = $1 AND id = $2', [
      itemId,
      event!.accountId ?? '',
    ]);
    if (account) {
      const all = await client.fetchAllTransactions(account.id);
      expect(all.length).toBeGreaterThan(100);
      expect(await countOf(itemId, 'transactions', `account_id = '${account.id}'`)).toBe(all.length);
    } else {
      await expectEqual(itemId);
    }
  });

  it('are recovered when a page reads the list', async () => {
    const itemId = await connectAll();
    await deliver(sent);
    for (let times = 0; times < 5; times++) await updateLater(itemId, 30);
    expect(await ana.items()).toHaveLength(1);
    await settled([itemId]);
    await expectEqual(itemId);
    // The data is read once for each state of the item.
    upstream.requests.length = 0;
    await ana.items();
    await settled([itemId]);
    expect(upstream.requests.filter(({ path }) => !path.startsWith('/items/'))).toEqual([]);
  });

  it('are no loss where Pluggy cannot send any: an item in progress is read until it ends', async () => {
    await app.backend.stop();
    await upstream.close();
    upstream = await startUpstream({ stepMs: 20 });
    client = clientOf(upstream);
    app = startApp(upstream, { followPausesMs: [5] });
    await app.backend.start();
    app.backend.withoutWebhooks();
    expect(app.log).toEqual([expect.stringContaining('PUBLIC_URL is not set')]);
    ana = await visit(app);
    await using page = await listen(ana);
    const itemId = await ana.connect(upstream);
    const first = await read<{ status: string }>(await ana.post('/api/items', { itemId }));
    expect(first.status).toBe('UPDATING');
    await page.until((events) => events.some(({ data }) => data.event === 'item/updated'));
    await page.until((events) => events.some(({ data }) => data.event === 'data/synced'));
    await expectEqual(itemId);
    expect((await ana.items())[0]).toMatchObject({ status: 'UPDATED' });
    const reads = upstream.count(`/items/${itemId}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(upstream.count(`/items/${itemId}`)).toBe(reads);
  });
});

describe('an item that Pluggy does not return for a moment', () => {
  it('is read until its run ends where Pluggy cannot send webhooks, marked and logged meanwhile', async () => {
    await app.backend.stop();
    await upstream.close();
    upstream = await startUpstream({ stepMs: 40 });
    client = clientOf(upstream);
    app = startApp(upstream, { followPausesMs: [5] });
    await app.backend.start();
    app.backend.withoutWebhooks();
    ana = await visit(app);
    await using page = await listen(ana);
    const itemId = await ana.connect(upstream);
    let answers = 0;
    upstream.respondWith = (path) =>
      path === `/items/${itemId}` && [2, 3].includes(++answers) ? Response.json({}, { status: 404 }) : undefined;
    expect((await ana.post('/api/items', { itemId })).status).toBe(200);
    await waitFor(() => expect(app.log).toContain(`item ${itemId} is missing at Pluggy; its data is kept`));
    await page.until((events) => events.some(({ data }) => data.event === 'data/synced'));
    await expectEqual(itemId);
    expect(await database.query('SELECT missing_since FROM items WHERE id = $1', [itemId])).toEqual([
      { missing_since: null },
    ]);
  });
});

describe('a day of webhooks', () => {
  it('with updates between them, losses and a restart leaves the database equal to the sandbox', async () => {
    // The clock of the backend and its database goes as fast as the sandbox's, so that the API key is renewed in time.
    const begin = performance.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + performance.now() - begin);
    onTestFinished(() => clock.mockRestore());
    let state = 7;
    const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, random() * ms));
    const current: Pick<App, 'request'> = { request: (...parameters) => app.request(...parameters) };
    const people = [await visit(current), await visit(current)];
    const itemIds: string[] = [];
    for (let index = 0; index < 6; index++) {
      const { userId } = people[index % 2]!;
      itemIds.push((await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: userId })).id);
    }
    const [deletedEarly, deletedLate, ...lasting] = itemIds as [string, string, ...string[]];
    const remove = (id: string) => clientOf(upstream).deleteItem(id);

    let taken = 0;
    let lost = 0;
    let late: Payload[] = [];
    const names = new Set<string>();
    /** Takes the events that Pluggy has sent. A tenth of them is lost, and some come twice, in any order. */
    const take = () => {
      for (; taken < sent.length; taken++) {
        const payload = sent[taken]!;
        names.add(payload.event);
        // A deletion is never lost: Pluggy reports it by this event alone, and no read shows it.
        if (random() < 0.1 && payload.event !== 'item/deleted') lost++;
        else late.push(payload, ...(random() < 0.15 ? [payload] : []));
      }
      const due = late.filter(() => random() < 0.6);
      late = late.filter((payload) => !due.includes(payload));
      return due;
    };
    const post = async (payload: Payload) => {
      await pause(80);
      expect((await sendWebhook(current, payload)).status).toBe(200);
    };
    const postAll = (payloads: Payload[]) => Promise.all(payloads.map(post));

    for (let step = 0; step < 10; step++) {
      const posting = postAll(take());
      for (const id of itemIds) {
        if ((id === deletedEarly && step >= 1) || (id === deletedLate && step >= 4)) continue;
        now += 2.5 * HOUR_MS;
        await pause(10);
        await upstream.control(`/${id}/sync`, {});
        if (random() < 0.3) await makePartial(id);
      }
      if (step === 0) await remove(deletedEarly);
      if (step === 3) await remove(deletedLate);
      await posting;
      if (step === 3) {
        const restarting = postAll(take());
        await app.backend.stop();
        app = startApp(upstream, { retryMs: 5 });
        await app.backend.start();
        await restarting;
      }
    }
    while (taken < sent.length || late.length > 0) await postAll(take());
    // All events of a run are lost, and the next run does not update some products.
    taken = sent.length;
    now += 30 * HOUR_MS;
    for (const id of lasting) await upstream.control(`/${id}/sync`, {});
    await waitFor(() => expect(sent.slice(taken).filter(({ event }) => event === 'item/updated')).toHaveLength(4));
    lost += sent.length - taken;
    taken = sent.length;
    // Pluggy's times tell the runs apart.
    now += HOUR_MS;
    for (const id of lasting) {
      await upstream.control(`/${id}/sync`, {});
      await makePartial(id);
    }
    while (taken < sent.length || late.length > 0) await postAll(take());
    await settled(itemIds);
    // The pages of the users ask for what no later event has brought.
    for (const person of people) await person.items();
    await settled(itemIds);

    expect(taken).toBeGreaterThan(200);
    expect(lost).toBeGreaterThan(10);
    expect([...names]).toEqual(
      expect.arrayContaining(['transactions/updated', 'transactions/deleted', 'item/deleted']),
    );
    client = clientOf(upstream);
    await expectEqual(...lasting);
    const rests = await storedData(database, [deletedEarly, deletedLate]);
    for (const [table, rows] of Object.entries(rests)) expect(rows, table).toEqual([]);
    const lists = (await Promise.all(people.map((person) => person.items()))).flat();
    const ended = lists.filter(({ deletedAt }) => deletedAt).map(({ id }) => id);
    expect([deletedEarly, deletedLate]).toEqual(expect.arrayContaining(ended));
    expect(
      lists
        .filter(({ deletedAt }) => !deletedAt)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...lasting].sort());
    expect(lists.filter(({ stale }) => stale)).toEqual([]);
  });

  /** Makes the latest run of an Item one that has not updated some products. */
  async function makePartial(itemId: string): Promise<void> {
    // A change of the state would end the run too early.
    const lastUpdatedAt = await waitFor(async () => {
      const item = await clientOf(upstream).fetchItem(itemId);
      expect(item.status).toBe('UPDATED');
      return item.lastUpdatedAt;
    });
    const [updated, failed] = [
      { isUpdated: true, lastUpdatedAt },
      { isUpdated: false, lastUpdatedAt },
    ];
    await upstream.put(itemId, {
      executionStatus: 'PARTIAL_SUCCESS',
      statusDetail: {
        ...{ accounts: updated, creditCards: updated, transactions: updated, identity: updated },
        ...{ investments: failed, investmentsTransactions: failed, loans: failed },
      },
    });
  }
});
