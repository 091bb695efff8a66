import type { PluggyClient, Transaction } from 'pluggy-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.js';
import { OPEN_FINANCE, clientOf, dataAtPluggy, startRecorded, storedData } from './pluggy-data.js';
import { database, sendWebhook, startApp, type App, type Payload, type Upstream, type Visitor } from './support.js';

const HOUR_MS = 3_600_000;

let upstream: Upstream;
let client: PluggyClient;
let app: App;
let ana: Visitor;
let sent: Payload[];
let now: number;
let itemId: string;

beforeEach(async () => {
  now = Date.now();
  ({ upstream, client, app, ana, sent } = await startRecorded({}, { now: () => now }));
  itemId = (await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: ana.userId })).id;
});

afterEach(async () => {
  await app.backend.stop();
  await upstream.close();
});

const notFound = () => Response.json({ codeDescription: 'NOT_FOUND' }, { status: 404 });
const empty = () => Response.json({ results: [], page: 1, total: 0, totalPages: 0 });

/** Replaces the answers of one path. */
const respond = (path: string, answer: (url: URL) => Response | Promise<Response> | undefined) => {
  upstream.respondWith = (requested, url) => (requested === path ? answer(url) : undefined);
};

/** Waits until all events of the item have been handled. */
const settled = () =>
  waitFor(async () =>
    expect(
      await database.query('SELECT id, failure FROM webhook_events WHERE item_id = $1 AND done_at IS NULL', [itemId]),
    ).toEqual([]),
  );

async function deliver(event: string): Promise<void> {
  const found = sent.find((payload) => payload.event === event)!;
  expect((await sendWebhook(app, { ...found, eventId: crypto.randomUUID() })).status).toBe(200);
  await settled();
}

/** Runs an update at Pluggy some hours later. */
async function update(): Promise<void> {
  now += 3 * HOUR_MS;
  client = clientOf(upstream);
  sent.length = 0;
  await upstream.control(`/${itemId}/sync`, {});
  await waitFor(() => expect(sent.some(({ event }) => event === 'item/updated')).toBe(true));
}

/** Expects that the database has the same current data as Pluggy. */
async function expectEqual() {
  const { items: _, ...here } = await storedData(database, [itemId]);
  const { items: __, ...there } = await dataAtPluggy(client, [itemId]);
  expect(here).toEqual(there);
  expect(here.transactions.length).toBeGreaterThan(100);
}

const count = async (table: string, condition = 'true') =>
  (await database.query(`SELECT 1 FROM ${table} WHERE item_id = $1 AND ${condition}`, [itemId])).length;

/** Reads of a page, each of which shall recover missing data. */
const READS: [string, () => Promise<Response>][] = [
  ['POST /api/items', () => ana.post('/api/items', { itemId })],
  ['GET /api/items', () => ana.send('/api/items')],
  ['GET /api/items/:id', () => ana.send(`/api/items/${itemId}`)],
];

async function readPage(read: () => Promise<Response>): Promise<void> {
  expect((await read()).status).toBe(200);
  await settled();
}

describe('an item that Pluggy does not return for a moment', () => {
  it('is stored and read by the event that comes in this moment', async () => {
    let answers = 0;
    respond(`/items/${itemId}`, () => (answers++ === 0 ? notFound() : undefined));
    await deliver('item/created');
    await expectEqual();
  });

  it('is stored after many tries if nothing of it is stored yet', async () => {
    await app.backend.stop();
    app = startApp(upstream, { retryMs: 1 });
    await app.backend.start();
    let answers = 0;
    respond(`/items/${itemId}`, () => (answers++ < 8 ? notFound() : undefined));
    await deliver('item/created');
    await expectEqual();
  });

  it('leaves a parked event in the end, or none when Pluggy has deleted it', async () => {
    await app.backend.stop();
    app = startApp(upstream, { retryMs: 1, maxTries: 7, pollMs: 5 });
    await app.backend.start();
    const other = await upstream.control('', { connectorId: OPEN_FINANCE, clientUserId: ana.userId });
    for (const id of [itemId, other.id]) await client.deleteItem(id);
    await sendWebhook(app, { event: 'item/created', eventId: crypto.randomUUID(), itemId });
    const find = () =>
      database.query('SELECT tries, parked_at IS NOT NULL AS parked FROM webhook_events WHERE item_id = $1', [itemId]);
    await waitFor(async () => expect(await find()).toEqual([{ tries: 7, parked: true }]));
    itemId = other.id;
    for (const event of ['item/updated', 'item/deleted', 'item/created']) {
      await sendWebhook(app, { event, eventId: crypto.randomUUID(), itemId });
    }
    await settled();
  });

  it('keeps an event about deleted transactions until Pluggy returns the item', async () => {
    await deliver('item/created');
    const [account] = (await client.fetchAccounts(itemId)).results;
    const [stored] = await client.fetchAllTransactions(account!.id);
    let answers = 0;
    upstream.respondWith = (path) => {
      if (path === `/items/${itemId}`) return answers++ === 0 ? notFound() : undefined;
      return path === '/v2/transactions' ? Response.json({ results: [], next: null }) : undefined;
    };
    sent.push({
      event: 'transactions/deleted',
      eventId: '',
      itemId,
      accountId: account!.id,
      transactionIds: [stored!.id],
    });
    await deliver('transactions/deleted');
    expect(await count('transactions', `id = '${stored!.id}'`)).toBe(0);
  });

  it.each(READS)('is read after a failed read of its data, by %s', async (_route, read) => {
    // The page reads the item, and the worker does not find it, again and again.
    let answers = 0;
    respond(`/items/${itemId}`, () => (answers++ === 0 ? undefined : notFound()));
    await readPage(() => ana.post('/api/items', { itemId }));
    expect(answers).toBeGreaterThan(2);
    expect(await count('accounts')).toBe(0);
    upstream.respondWith = undefined;
    await readPage(read);
    await expectEqual();
  });
});

describe('accounts that Pluggy does not return', () => {
  const ANSWERS: [string, () => Response][] = [
    ['an empty list', empty],
    ['404', notFound],
    ['403', () => Response.json({}, { status: 403 })],
  ];

  it.each(ANSWERS)('are read later when the first answer is %s', async (_what, answer) => {
    respond('/accounts', answer);
    await deliver('item/created');
    expect(await count('accounts')).toBe(0);
    expect(app.log.join('\n')).toMatch(
      new RegExp(`item ${itemId}: Pluggy's answers leave gaps \\(.*no accounts.*\\); the data is read again`),
    );
    upstream.respondWith = undefined;
    await readPage(() => ana.send('/api/items'));
    await expectEqual();
  });

  it.each(ANSWERS.slice(0, 2))(
    'keep their names, and lose their mark with a read of a page: %s',
    async (_what, answer) => {
      await deliver('item/created');
      const names = (await ana.items())[0]!.accounts;
      expect(names!.length).toBeGreaterThan(1);
      await update();
      respond('/accounts', answer);
      await deliver('item/updated');
      expect(await count('accounts', 'missing_since IS NULL')).toBe(0);
      upstream.respondWith = undefined;
      expect((await ana.items())[0]!.accounts).toEqual(names);
      await settled();
      expect(await count('accounts', 'missing_since IS NOT NULL')).toBe(0);
      await expectEqual();
    },
  );

  it('are read a bounded number of times, with pauses, until the next update', async () => {
    respond('/accounts', empty);
    await deliver('item/created');
    const reads: number[] = [];
    for (let times = 0; times < 12; times++) {
      // Two reads of a page at the same moment cause one read of the data at most.
      await Promise.all([ana.send('/api/items'), ana.send('/api/items')]);
      await settled();
      reads.push(upstream.count('/accounts') / 2);
      if (times > 4)
        await database.query("UPDATE items SET gaps_at = now() - interval '1 day' WHERE id = $1", [itemId]);
    }
    // The first re-read comes at once, the others after a pause.
    expect(reads).toEqual([2, 2, 2, 2, 2, 2, 3, 4, 5, 6, 6, 6]);
    upstream.respondWith = undefined;
    await update();
    await readPage(() => ana.send('/api/items'));
    await expectEqual();
  });
});

it.each(['/bills', '/investments', '/loans', '/identity'])(
  'data that Pluggy refuses or does not find once is read by a page: %s',
  async (path) => {
    for (const answer of [() => Response.json({}, { status: 403 }), notFound]) {
      await update();
      respond(path, answer);
      await deliver('item/updated');
      upstream.respondWith = undefined;
      await readPage(() => ana.send('/api/items'));
      await expectEqual();
    }
  },
);

describe('transactions that end early', () => {
  /** The account with the most transactions, which Pluggy returns in pages of 50. */
  async function pageTransactions(answer: (after: number, all: Transaction[]) => Response | undefined) {
    let account = { id: '', all: [] as Transaction[] };
    for (const { id } of (await client.fetchAccounts(itemId)).results) {
      const all = await client.fetchAllTransactions(id);
      if (all.length > account.all.length) account = { id, all };
    }
    const { id, all } = account;
    expect(all.length).toBeGreaterThan(150);
    respond('/v2/transactions', ({ searchParams }) => {
      if (searchParams.get('accountId') !== id || searchParams.has('ids')) return undefined;
      const after = Number(searchParams.get('after') ?? 0);
      const page = {
        results: all.slice(after, after + 50),
        next: after + 50 < all.length ? `?after=${after + 50}` : null,
      };
      return answer(after, all) ?? Response.json(page);
    });
    return id;
  }

  it.each<[string, (after: number, all: Transaction[]) => Response | undefined]>([
    ['404', (after) => (after === 50 ? notFound() : undefined)],
    ['403', (after) => (after === 50 ? Response.json({}, { status: 403 }) : undefined)],
    [
      'a repeated cursor',
      (after, all) => (after === 50 ? Response.json({ results: all.slice(50, 60), next: '?after=50' }) : undefined),
    ],
  ])('are not claimed to be complete, and are read by a page: %s', async (_what, answer) => {
    const accountId = await pageTransactions(answer);
    await deliver('item/created');
    const stored = await count('transactions', `account_id = '${accountId}'`);
    expect(stored).toBeGreaterThanOrEqual(50);
    expect(stored).toBeLessThan(100);
    expect(await database.query('SELECT read_until FROM accounts WHERE id = $1', [accountId])).toEqual([
      { read_until: null },
    ]);
    expect(app.log.join('\n')).toContain(`item ${itemId}: Pluggy's answers leave gaps`);
    upstream.respondWith = undefined;
    await readPage(() => ana.send('/api/items'));
    await expectEqual();
  });

  it('marks nothing as missing that may be in the rest', async () => {
    await deliver('item/created');
    const stored = await count('transactions');
    await update();
    await pageTransactions((after) => (after === 50 ? notFound() : undefined));
    await deliver('item/updated');
    expect(await count('transactions', 'missing_since IS NULL')).toBeGreaterThanOrEqual(stored);
    upstream.respondWith = undefined;
    await readPage(() => ana.send('/api/items'));
    await expectEqual();
  });

  it('are read to the end after an empty page with a cursor', async () => {
    let answers = 0;
    const accountId = await pageTransactions((after) =>
      after === 50 && answers++ === 0 ? Response.json({ results: [], next: '?after=050' }) : undefined,
    );
    await deliver('item/created');
    expect(answers).toBe(2);
    expect(await database.query('SELECT 1 FROM accounts WHERE id = $1 AND read_until IS NULL', [accountId])).toEqual(
      [],
    );
    upstream.respondWith = undefined;
    await expectEqual();
  });

  it('keeps an event about them until they end, or for some tries', async () => {
    await deliver('item/created');
    await update();
    let failures = 2;
    respond('/v2/transactions', () => (failures-- > 0 ? notFound() : undefined));
    await deliver('transactions/created');
    expect(failures).toBeLessThan(0);
    respond('/v2/transactions', notFound);
    await deliver('transactions/created');
    expect(app.log.join('\n')).toContain('leave gaps (transactions not found)');
    upstream.respondWith = undefined;
    await readPage(() => ana.send('/api/items'));
    await expectEqual();
  });
});

describe('a page of transactions', () => {
  it.each<[string, string, (rows: Record<string, unknown>[]) => unknown[]]>([
    ['with one id twice', '', (rows) => [{ ...rows[0], description: 'first' }, ...rows]],
    [
      'with a date that is none',
      'a valid date',
      (rows) => [{ ...rows[0], id: crypto.randomUUID(), date: 'gestern' }, ...rows],
    ],
    [
      'with a row without a date',
      'a valid date',
      (rows) => [{ ...rows[0], id: crypto.randomUUID(), date: undefined }, ...rows],
    ],
    ['with a row without an id', 'an id', (rows) => [{ ...rows[0], id: undefined }, ...rows]],
  ])('is stored except for bad rows: %s', async (_what, problem, change) => {
    upstream.respondWith = (path, url) => {
      if (path !== '/v2/transactions') return undefined;
      return (async () => {
        const headers = { 'X-API-KEY': await apiKey() };
        const answer = await upstream.sandbox.fetch(new Request(url, { headers }));
        const { results, ...rest } = (await answer.json()) as { results: Record<string, unknown>[] };
        return Response.json({ results: results.length > 0 ? change(results) : results, ...rest });
      })();
    };
    await deliver('item/created');
    upstream.respondWith = undefined;
    await expectEqual();
    expect(app.log.join('\n')).not.toContain('The query');
    if (problem)
      expect(app.log.join('\n')).toMatch(new RegExp(`Pluggy sent \\d+ \\w+ without ${problem}; they are left out`));
  });

  async function apiKey(): Promise<string> {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ clientId: 'the-client-id', clientSecret: 'the-client-secret' }),
    };
    const answer = await upstream.sandbox.fetch(new Request(`${upstream.url}/auth`, init));
    return ((await answer.json()) as { apiKey: string }).apiKey;
  }
});

it('an endless list ends, and does not hold up the other products', async () => {
  respond('/investments', () =>
    Response.json({ results: [{ id: crypto.randomUUID() }], page: 1, total: 1e12, totalPages: 1e9 }),
  );
  await deliver('item/created');
  expect(await count('loans')).toBeGreaterThan(0);
  expect(await count('identities')).toBeGreaterThan(0);
  expect(app.log).toContain('failed to read investments: the list has more than 100 pages');
  // Each further read would end at the same page.
  expect(app.log.join('\n')).not.toContain('investments incomplete');
});
