import type { PluggyClient } from 'pluggy-sdk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OPEN_FINANCE, clientOf, dataAtPluggy, startRecorded, storedData } from './pluggy-data.js';
import { database, read, sendWebhook, visit, type App, type Payload, type Upstream, type Visitor } from './support.js';
import { waitFor } from '../../support/wait-for.js';

let upstream: Upstream;
let client: PluggyClient;
let app: App;
let ana: Visitor;
/** Webhook events that Pluggy has sent. Tests deliver them explicitly. */
let sent: Payload[];
/** Current time of the sandbox. */
let now: number;

beforeEach(async () => {
  now = Date.now();
  ({ upstream, client, app, ana, sent } = await startRecorded({}, { now: () => now }));
});

afterEach(async () => {
  await app.backend.stop();
  await upstream.close();
});

async function deliver(payloads: Payload[]): Promise<void> {
  for (const payload of payloads) {
    expect((await sendWebhook(app, payload)).status).toBe(200);
  }
  const ids = payloads.map(({ eventId }) => eventId);
  const open = () =>
    database.query('SELECT id, failure FROM webhook_events WHERE id = ANY($1::text[]) AND done_at IS NULL', [ids]);
  await waitFor(async () => expect(await open()).toEqual([]));
}

const arrived = (event: string, times = 1) =>
  waitFor(() => expect(sent.filter((one) => one.event === event)).toHaveLength(times));

async function connected(): Promise<string> {
  const itemId = await ana.connect(upstream);
  await arrived('item/created');
  await waitFor(() => expect(sent.some(({ event }) => event === 'transactions/created')).toBe(true));
  return itemId;
}

async function updated(itemId: string): Promise<Payload[]> {
  sent.length = 0;
  await client.updateItem(itemId);
  await arrived('item/updated');
  return [...sent];
}

const both = async (...itemIds: string[]) => [await storedData(database, itemIds), await dataAtPluggy(client, itemIds)];

test('all data of the bank is stored, whatever the order of the events', async () => {
  const { id: itemId } = await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: ana.userId });
  await arrived('item/created');
  await deliver([...sent].reverse());
  const [here, there] = await both(itemId);
  expect(here).toEqual(there);
  expect(here!.accounts.length).toBeGreaterThan(1);
  expect(here!.transactions.length).toBeGreaterThan(100);
  for (const table of ['investments', 'loans', 'identities'] as const) expect(here![table], table).not.toEqual([]);
});

test('later transactions, changes and removals are stored, also from repeated and unordered events', async () => {
  const itemId = await connected();
  const all = [...sent];
  for (let times = 1; times <= 4; times++) {
    now += 3 * 86_400_000;
    // The API key of the test's client has expired by the sandbox's clock. The backend renews its key.
    client = clientOf(upstream);
    all.push(...(await updated(itemId)));
  }
  expect(new Set(all.map(({ event }) => event))).toContain('transactions/deleted');
  expect(new Set(all.map(({ event }) => event))).toContain('transactions/updated');
  await deliver([...all.slice(all.length / 2), ...all].reverse());
  const [here, there] = await both(itemId);
  expect(here).toEqual(there);
});

test('transactions are read in requests of at most 400 ids', async () => {
  const itemId = await connected();
  await deliver(sent);
  const created = sent.find(({ event }) => event === 'transactions/created')!;
  upstream.requests.length = 0;
  const transactionIds = Array.from({ length: 801 }, () => crypto.randomUUID());
  await deliver([{ ...created, eventId: crypto.randomUUID(), event: 'transactions/updated', transactionIds }]);
  expect(upstream.count('/v2/transactions')).toBe(3);
  const [here, there] = await both(itemId);
  expect(here).toEqual(there);
});

test('only products that statusDetail marks as updated are read, if an earlier run has been read', async () => {
  const itemId = await connected();
  await deliver(sent);
  const lastUpdatedAt = new Date(now).toISOString();
  now += 60 * 60_000;
  const later = await updated(itemId);
  await upstream.put(itemId, {
    statusDetail: {
      accounts: { isUpdated: true, lastUpdatedAt: new Date(now).toISOString() },
      creditCards: { isUpdated: false, lastUpdatedAt },
      investments: null,
    },
  });
  upstream.requests.length = 0;
  await deliver(later.filter(({ event }) => event === 'item/updated'));
  const paths = upstream.requests.map(({ path }) => path).filter((path) => path !== '/auth');
  expect(paths[0]).toBe(`/items/${itemId}`);
  expect(paths.slice(1)).toEqual(['/accounts']);
});

test.each([
  ['the time of that run', (missed: Date) => missed.toISOString()],
  ['no time', () => undefined],
  ['null', () => null],
])('products that only a missed run has updated are read after a later run without them: %s', async (_what, timeOf) => {
  const { id: itemId } = await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: ana.userId });
  await arrived('item/created');
  const runLater = async () => {
    now += 30 * 3_600_000;
    client = clientOf(upstream);
    sent.length = 0;
    await upstream.control(`/${itemId}/sync`, {});
    await arrived('item/updated');
  };
  // The data has never been read when the first partial run ends, and comes from an earlier run when the second one does.
  for (const round of ['first', 'second']) {
    const missed = new Date(now);
    await runLater();
    const [failed, isUpdated] = [{ isUpdated: false, lastUpdatedAt: timeOf(missed) }, { isUpdated: true }];
    await upstream.put(itemId, {
      executionStatus: 'PARTIAL_SUCCESS',
      statusDetail: {
        ...{ accounts: isUpdated, creditCards: isUpdated, identity: isUpdated },
        ...{ transactions: failed, investments: failed, investmentsTransactions: failed, loans: failed },
      },
    });
    await deliver(sent.filter(({ event }) => event === 'item/updated'));
    const [here, there] = await both(itemId);
    expect({ ...here, items: [] }, round).toEqual({ ...there, items: [] });
    // The events of this run are lost.
    await runLater();
  }
});

test('a failed update changes no data, and a revoked consent deletes all data', async () => {
  const itemId = await connected();
  await deliver(sent);
  sent.length = 0;
  await upstream.put(itemId, { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE', error: null });
  await arrived('item/error');
  upstream.requests.length = 0;
  await deliver(sent);
  expect(upstream.requests.map(({ path }) => path)).toEqual([`/items/${itemId}`]);
  expect((await storedData(database, [itemId])).transactions).not.toEqual([]);

  sent.length = 0;
  await upstream.put(itemId, { status: 'OUTDATED', executionStatus: 'USER_AUTHORIZATION_REVOKED' });
  await arrived('item/error');
  await deliver(sent);
  expect(await storedData(database, [itemId])).toMatchObject({ accounts: [], transactions: [], identities: [] });
  expect(app.log).toContain(`item ${itemId}: the consent is revoked; the data of the bank is erased`);
});

test('a deleted item leaves no data, and later events do not restore any', async () => {
  const itemId = await connected();
  const before = [...sent];
  await deliver(before);
  sent.length = 0;
  await client.deleteItem(itemId);
  await arrived('item/deleted');
  await deliver(sent);
  await deliver(before.map((payload) => ({ ...payload, eventId: crypto.randomUUID() })));
  for (const [table, rows] of Object.entries(await storedData(database, [itemId]))) expect(rows, table).toEqual([]);
});

test('a link to another host is not followed, and an account of another item is not changed', async () => {
  const [mine, other] = [await connected(), await (await visit(app)).connect(upstream)];
  await arrived('item/created', 2);
  await deliver(sent);
  const [account] = (await client.fetchAccounts(other)).results;
  const created = sent.find(({ event, itemId }) => event === 'transactions/created' && itemId === mine)!;
  const fetched = vi.spyOn(globalThis, 'fetch');
  await deliver([
    { ...created, eventId: crypto.randomUUID(), createdTransactionsLink: 'https://evil.example/transactions' },
    { ...created, eventId: crypto.randomUUID(), accountId: account!.id },
    { ...created, eventId: crypto.randomUUID(), accountId: '../../webhooks' },
    { ...created, eventId: crypto.randomUUID(), event: 'transactions/updated', transactionIds: ['x&ids=y', { a: 1 }] },
    { ...created, eventId: crypto.randomUUID(), event: 'transactions/deleted', transactionIds: 'all' },
  ]);
  expect(fetched).not.toHaveBeenCalled();
  const [here, there] = await both(mine, other);
  expect(here).toEqual(there);
});

test('GET /api/accounts returns the user’s balances and newest transactions, with public fields only', async () => {
  const itemId = await connected();
  await deliver(sent);
  const accounts = await read<{ id: string; transactions: { date: string }[] }[]>(await ana.send('/api/accounts'));
  const { results } = await client.fetchAccounts(itemId);
  expect(accounts.map(({ id }) => id).sort()).toEqual(results.map(({ id }) => id).sort());
  for (const account of accounts) {
    const { balance, name } = results.find(({ id }) => id === account.id)!;
    expect(account).toMatchObject({ itemId, balance, name, currencyCode: 'BRL' });
    const all = await client.fetchAllTransactions(account.id);
    const newest = all.map(({ date }) => date.toISOString()).sort();
    expect(account.transactions.map(({ date }) => date)).toEqual(newest.reverse().slice(0, 10));
  }
  const text = JSON.stringify(accounts);
  for (const hidden of ['owner', 'taxNumber', 'transferNumber', ana.userId]) expect(text).not.toContain(hidden);
  expect(await read(await (await visit(app)).send('/api/accounts'))).toEqual([]);
  expect((await app.request('/api/accounts')).status).toBe(401);
});
