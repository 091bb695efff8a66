import type { PluggyClient } from 'pluggy-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_TRANSACTION_PAGES } from '../../../demo/server/pluggy-lists.js';
import { waitFor } from '../../support/wait-for.js';
import { OPEN_FINANCE, dataAtPluggy, startRecorded, storedData } from './pluggy-data.js';
import { database, sendWebhook, type App, type Payload, type Upstream, type Visitor } from './support.js';

let upstream: Upstream;
let client: PluggyClient;
let app: App;
let ana: Visitor;
let sent: Payload[];
let itemId: string;
let accountId: string;

beforeEach(async () => {
  // An event has more tries than those after which the next page recovers its data.
  ({ upstream, client, app, ana, sent } = await startRecorded({ maxTries: 6 }));
  itemId = (await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: ana.userId })).id;
  await waitFor(() => expect(sent.some(({ event }) => event === 'transactions/created')).toBe(true));
  await deliver(sent.find(({ event }) => event === 'item/created')!);
  accountId = (await client.fetchAccounts(itemId)).results[0]!.id;
});

afterEach(async () => {
  await app.backend.stop();
  await upstream.close();
});

const notFound = () => Response.json({ codeDescription: 'NOT_FOUND' }, { status: 404 });
const list = (results: unknown[]) => Response.json({ results, page: 1, total: results.length, totalPages: 1 });

/** Waits until the events of the item are done, or parked. */
const settled = () =>
  waitFor(async () =>
    expect(
      await database.query('SELECT id, failure FROM webhook_events WHERE item_id = $1 AND due_at IS NOT NULL', [
        itemId,
      ]),
    ).toEqual([]),
  );

async function deliver(...payloads: Payload[]): Promise<void> {
  for (const payload of payloads) expect((await sendWebhook(app, payload)).status).toBe(200);
  await settled();
}

const eventOf = (event: string, fields: object = {}): Payload => ({
  ...sent.find((payload) => payload.event === event),
  event,
  eventId: crypto.randomUUID(),
  itemId,
  ...fields,
});

async function readPage(): Promise<void> {
  expect((await ana.send('/api/items')).status).toBe(200);
  await settled();
}

const count = async (table: string, condition = 'true') =>
  (await database.query(`SELECT 1 FROM ${table} WHERE item_id = $1 AND ${condition}`, [itemId])).length;

/** Delivers events about new transactions, one of which the backend lacks, while Pluggy returns none. */
async function loseTransaction(events: number): Promise<void> {
  await database.query(
    'DELETE FROM transactions WHERE id = (SELECT id FROM transactions WHERE item_id = $1 ORDER BY date DESC LIMIT 1)',
    [itemId],
  );
  upstream.respondWith = (path) => (path === '/v2/transactions' ? notFound() : undefined);
  await deliver(...Array.from({ length: events }, () => eventOf('transactions/created')));
  upstream.respondWith = undefined;
}

/** Expects that the database has the same current data as Pluggy. */
async function expectEqual() {
  const { items: _, ...here } = await storedData(database, [itemId]);
  const { items: __, ...there } = await dataAtPluggy(client, [itemId]);
  expect(here).toEqual(there);
}

describe('an outage of the transactions', () => {
  it('leaves later reads to the pages, however many events it has met', async () => {
    await loseTransaction(6);
    await readPage();
    await expectEqual();
  });

  it('is repaired as often as it comes in one state of the item', async () => {
    for (let times = 0; times < 3; times++) {
      await loseTransaction(1);
      await readPage();
      await expectEqual();
    }
  });

  it.each<[string, string]>([
    ['transactions/updated', 'the transactions'],
    ['transactions/deleted', 'the transactions'],
    ['transactions/deleted', 'the item'],
  ])('parks an event %s, which no read replaces, when Pluggy does not return %s', async (event, what) => {
    const [transaction] = await client.fetchAllTransactions(accountId);
    const payload = eventOf(event, { accountId, transactionIds: [transaction!.id] });
    const paths = { 'the transactions': '/v2/transactions', 'the item': `/items/${itemId}` };
    upstream.respondWith = (path) => (path === paths[what as keyof typeof paths] ? notFound() : undefined);
    await deliver(payload);
    expect(app.log.join('\n')).toContain(`event ${payload.eventId} (${event}) is parked after 6 tries`);
    upstream.respondWith = (path) => (path === '/v2/transactions' ? list([]) : undefined);
    await deliver(payload);
    const isCurrent = `id = '${transaction!.id}' AND missing_since IS NULL`;
    expect(await count('transactions', isCurrent)).toBe(0);
  });
});

it('an account with too many transactions is read once, and later from the newest one', async () => {
  let pages = 0;
  let from: string | null = null;
  const createdAt = new Date(Date.now() + 60_000).toISOString();
  upstream.respondWith = (path, { searchParams }) => {
    if (path !== '/v2/transactions' || searchParams.get('accountId') !== accountId) return undefined;
    if (searchParams.has('dateFrom') || searchParams.has('ids')) return Response.json({ results: [], next: null });
    pages++;
    from = searchParams.get('createdAtFrom');
    const results = [{ id: crypto.randomUUID(), accountId, date: createdAt, createdAt }];
    return Response.json({ results, next: from ? null : `?after=${pages}` });
  };
  await database.query('UPDATE items SET synced_at = NULL WHERE id = $1', [itemId]);
  await database.query('UPDATE accounts SET read_until = NULL WHERE id = $1', [accountId]);
  await deliver(eventOf('item/updated'));
  expect(pages).toBe(MAX_TRANSACTION_PAGES);
  expect(app.log).toContain(`failed to read transactions: the list has more than ${MAX_TRANSACTION_PAGES} pages`);
  expect(await count('transactions', 'missing_since IS NOT NULL')).toBe(0);
  await readPage();
  expect(pages).toBe(MAX_TRANSACTION_PAGES);
  await deliver(eventOf('transactions/created', { accountId }));
  expect(pages).toBe(MAX_TRANSACTION_PAGES + 1);
  expect(from).not.toBeNull();
});

describe('a revoked consent', () => {
  const revoked = () => list([{ id: crypto.randomUUID(), itemId, revokedAt: new Date() }]);

  /** Answers without accounts, and with these consents one after the other. */
  function revoke(...consents: (() => Response)[]): void {
    upstream.respondWith = (path) => {
      if (path === '/accounts') return list([]);
      return path === '/consents' ? (consents.shift() ?? revoked)() : undefined;
    };
  }

  const readAgain = async () => {
    await database.query('UPDATE items SET synced_at = NULL WHERE id = $1', [itemId]);
    await deliver(eventOf('item/updated'));
  };

  it('is erased with the next try when the list of consents fails once', async () => {
    const failure = () => Response.json({}, { status: 400 });
    revoke(failure, failure);
    await readAgain();
    expect(app.log.join('\n')).toContain('is retried');
    for (const table of ['accounts', 'transactions', 'bills']) expect(await count(table), table).toBe(0);
  });

  it('is erased with a read of a page when the list of consents shows it late', async () => {
    const late = () => list([{ id: crypto.randomUUID(), itemId, revokedAt: null }]);
    revoke(late, late);
    await readAgain();
    expect(await count('transactions')).toBeGreaterThan(0);
    await readPage();
    for (const table of ['accounts', 'transactions', 'bills']) expect(await count(table), table).toBe(0);
  });
});

it('an item that ends while a page reports it stays ended', async () => {
  const item = await client.fetchItem(itemId);
  let answer = (_response: Response) => {};
  let reads = 0;
  upstream.respondWith = (path) =>
    path === `/items/${itemId}` && reads++ === 0 ? new Promise<Response>((resolve) => (answer = resolve)) : undefined;
  const reporting = ana.post('/api/items', { itemId });
  await waitFor(() => expect(reads).toBe(1));
  await client.deleteItem(itemId);
  await deliver(eventOf('item/deleted'));
  answer(Response.json(item));
  expect((await reporting).status).toBe(200);
  const [ended] = await ana.items();
  expect(ended).toHaveProperty('deletedAt');
  expect(ended).not.toHaveProperty('status');
  // Pluggy returns the item again: the deletion was a mistake.
  upstream.respondWith = (path) => (path === `/items/${itemId}` ? Response.json(item) : undefined);
  await ana.post('/api/items', { itemId });
  expect((await ana.items())[0]).toMatchObject({ status: 'UPDATED' });
});

it('a transaction moves to the account under which Pluggy returns it, and one of another item is logged', async () => {
  const [, other] = (await client.fetchAccounts(itemId)).results;
  const [transaction] = await client.fetchAllTransactions(accountId);
  upstream.respondWith = (path) =>
    path === '/v2/transactions'
      ? Response.json({ results: [{ ...transaction, accountId: other!.id }], next: null })
      : undefined;
  await deliver(eventOf('transactions/created', { accountId: other!.id }));
  const find = () => database.query('SELECT account_id FROM transactions WHERE id = $1', [transaction!.id]);
  expect(await find()).toEqual([{ account_id: other!.id }]);

  const foreign = (await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: ana.userId })).id;
  await waitFor(() => expect(sent.some((one) => one.itemId === foreign && one.event === 'item/created')).toBe(true));
  [itemId] = [foreign, itemId];
  await deliver(sent.find((one) => one.itemId === foreign && one.event === 'item/created')!);
  expect(app.log).toContain(`item ${foreign}: Pluggy sent 1 transactions of another item; they are left out`);
  expect(await find()).toEqual([{ account_id: other!.id }]);
});

it.each([
  ['a text', '2', undefined],
  ['no number', 'many', 'failed to read loans: page 1 does not say how many pages there are'],
])('a list whose number of pages is %s is not taken for complete', async (_what, totalPages, problem) => {
  const loans = [crypto.randomUUID(), crypto.randomUUID()].map((id) => ({ id }));
  upstream.respondWith = (path, url) =>
    path === '/loans'
      ? Response.json({ results: [loans[Number(url.searchParams.get('page') ?? 1) - 1]], totalPages })
      : undefined;
  await upstream.control(`/${itemId}/sync`, {});
  await deliver(eventOf('item/updated'));
  const ids = loans.map(({ id }) => id);
  const stored = await database.query('SELECT 1 FROM loans WHERE id = ANY($1::text[])', [ids]);
  expect(stored).toHaveLength(problem ? 1 : 2);
  if (problem) expect(app.log).toContain(problem);
});
