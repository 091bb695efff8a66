import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPluggy, type Pluggy } from '../../../demo/server/pluggy.js';
import { MAX_IDLE_PAGES, MAX_PAGES, MAX_TRANSACTION_PAGES } from '../../../demo/server/pluggy-lists.js';
import {
  database,
  KEYS,
  read,
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

beforeEach(async () => {
  upstream = await startUpstream({ stepMs: 0 });
  app = startApp(upstream);
  ana = await visit(app);
});

afterEach(() => upstream.close());

/** Responds to one path, and leaves the others to the sandbox. */
const respond = (path: string, answer: () => Response | Promise<Response>) => {
  upstream.respondWith = (requested) => (requested === path ? answer() : undefined);
};

async function connected(): Promise<string> {
  const itemId = await ana.connect(upstream);
  await ana.post('/api/items', { itemId });
  return itemId;
}

describe('a response that is not what Pluggy documents', () => {
  const item = (itemId: string) => ({ id: itemId, status: 'UPDATED', connector: { id: 2 }, updatedAt: new Date() });

  it.each<[string, (itemId: string) => unknown]>([
    ['null', () => null],
    ['an empty body', () => undefined],
    ['a text', () => 'OK'],
    ['a list', () => []],
    ['another item', () => item(crypto.randomUUID())],
    ['an item without connector', (id) => ({ ...item(id), connector: null })],
    ['an item without status', (id) => ({ ...item(id), status: undefined })],
    ['an item without a date', (id) => ({ ...item(id), updatedAt: 'yesterday' })],
    ['an item whose user is an object', (id) => ({ ...item(id), clientUserId: {} })],
  ])('is a 502, and nothing is stored: %s', async (_what, body) => {
    const itemId = await ana.connect(upstream);
    const text = body(itemId);
    respond(`/items/${itemId}`, () => new Response(text === undefined ? '' : JSON.stringify(text)));
    const response = await ana.post('/api/items', { itemId });
    expect(response.status).toBe(502);
    expect(await read(response)).toMatchObject({ code: 'pluggy-failed' });
    upstream.respondWith = undefined;
    expect(await ana.items()).toEqual([]);
  });

  it.each([[{ accessToken: { a: 1 } }], [{ accessToken: '' }], [null], [[]]])(
    'is a 502 in place of a connect token: %j',
    async (body) => {
      respond('/connect_token', () => Response.json(body));
      const response = await ana.post('/api/connect-token', {});
      expect(response.status).toBe(502);
      expect(await read(response)).toMatchObject({ code: 'pluggy-failed' });
    },
  );

  it.each([[{ apiKey: 7 }], [{}], [null]])('is a 502 in place of an API key: %j', async (body) => {
    respond('/auth', () => Response.json(body));
    expect((await ana.post('/api/connect-token', {})).status).toBe(502);
  });
});

it.each([301, 302, 307, 308])('does not follow a redirect with the key: %i', async (status) => {
  const other = await startUpstream();
  onTestFinished(() => other.close());
  const itemId = await ana.connect(upstream);
  for (const path of [`/items/${itemId}`, '/connect_token', '/auth']) {
    const location = `${other.url}${path}`;
    respond(path, () => new Response(null, { status, headers: { Location: location } }));
    const fresh = await visit(startApp(upstream));
    const response = await (path.startsWith('/items')
      ? fresh.post('/api/items', { itemId })
      : fresh.post('/api/connect-token', {}));
    expect(response.status, path).toBe(502);
  }
  expect(other.requests).toEqual([]);
});

describe('a list of Pluggy', () => {
  let pluggy: Pluggy;
  const lines: string[] = [];
  const entry = () => ({ id: crypto.randomUUID() });

  beforeEach(() => {
    lines.length = 0;
    pluggy = createPluggy({ ...KEYS, baseUrl: upstream.url, log: (line) => lines.push(line) });
  });

  /** Returns the number of transactions, and the reason why they are not all. */
  async function readAll(): Promise<[count: number, gap: string | undefined]> {
    const ids = new Set<string>();
    const gap = await pluggy.readTransactions(crypto.randomUUID(), {}, (page) => {
      for (const { id } of page) ids.add(id);
      return Promise.resolve();
    });
    return [ids.size, gap];
  }

  it('ends at a cursor that repeats, and is incomplete', async () => {
    respond('/v2/transactions', () => Response.json({ results: [entry()], next: '?after=same' }));
    expect(await readAll()).toEqual([2, 'incomplete']);
    expect(lines).toEqual(['failed to read transactions: Pluggy sent the same cursor twice']);
  });

  it('ends after ten pages that repeat, whatever the cursors, and is incomplete', async () => {
    const same = entry();
    respond('/v2/transactions', () =>
      Response.json({ results: [same], next: `https://other.example/?after=${crypto.randomUUID()}` }),
    );
    expect(await readAll()).toEqual([1, 'incomplete']);
    expect(upstream.count('/v2/transactions')).toBe(1 + MAX_IDLE_PAGES);
    respond('/investments', () => Response.json({ results: [same], page: 1, total: 1, totalPages: 1e9 }));
    expect(await pluggy.listInvestments(crypto.randomUUID())).toEqual({ entries: [same], gap: 'incomplete' });
    expect(upstream.count('/investments')).toBe(2);
  });

  it('goes on after an empty page with a cursor', async () => {
    const pages = [{ results: [entry()], next: '?after=1' }, { results: [], next: '?after=2' }, { results: [entry()] }];
    respond('/v2/transactions', () => Response.json(pages.shift()));
    expect(await readAll()).toEqual([2, undefined]);
    expect(lines).toEqual([]);
  });

  it.each([
    ['not found', () => Response.json({}, { status: 404 })],
    ['empty', () => Response.json({ results: [], page: 2, totalPages: 3 })],
  ])('is incomplete when a later page is %s', async (_what, answer) => {
    let count = 0;
    const first = entry();
    respond('/loans', () => (count++ === 0 ? Response.json({ results: [first], page: 1, totalPages: 3 }) : answer()));
    expect(await pluggy.listLoans(crypto.randomUUID())).toEqual({ entries: [first], gap: 'incomplete' });
    expect(lines).toEqual([expect.stringMatching(/^failed to read loans: page 2 /)]);
  });

  it('ends after its largest number of pages when each has a fresh entry', async () => {
    respond('/investments', () => Response.json({ results: [entry()], page: 1, totalPages: 1e9 }));
    const { entries, gap } = await pluggy.listInvestments(crypto.randomUUID());
    expect([entries.length, gap]).toEqual([MAX_PAGES, 'too long']);
    respond('/v2/transactions', () => Response.json({ results: [entry()], next: `?after=${crypto.randomUUID()}` }));
    expect(await readAll()).toEqual([MAX_TRANSACTION_PAGES, 'too long']);
    expect(lines).toEqual([
      `failed to read investments: the list has more than ${MAX_PAGES} pages`,
      `failed to read transactions: the list has more than ${MAX_TRANSACTION_PAGES} pages`,
    ]);
  });

  it('leaves out entries without an id, and is incomplete', async () => {
    const fine = entry();
    respond('/loans', () => Response.json({ results: [{ id: 7 }, fine, {}], page: 1, totalPages: 1 }));
    expect(await pluggy.listLoans(crypto.randomUUID())).toEqual({ entries: [fine], gap: 'incomplete' });
    expect(lines).toEqual(['failed to read loans: Pluggy sent 2 entries without an id; they are left out']);
  });

  it('is refused when its next page has no cursor', async () => {
    respond('/v2/transactions', () => Response.json({ results: [entry()], next: '?page=2' }));
    await expect(readAll()).rejects.toMatchObject({ status: 502, code: 'pluggy-failed' });
  });

  it.each([[null], [{}], [{ results: {} }], [{ results: [null] }], [{ results: [{ id: 7 }] }], ['OK']])(
    'is refused when it is %j',
    async (body) => {
      for (const path of ['/v2/transactions', '/loans', '/accounts']) {
        respond(path, () => Response.json(body));
        const reading = {
          '/v2/transactions': readAll,
          '/loans': () => pluggy.listLoans(crypto.randomUUID()),
          '/accounts': () => pluggy.listAccounts(crypto.randomUUID(), 'BANK'),
        }[path]!;
        await expect(reading(), path).rejects.toMatchObject({ status: 502, code: 'pluggy-failed' });
      }
    },
  );
});

describe('one item that fails', () => {
  it.each([
    [500, 'pluggy-failed'],
    [429, 'pluggy-rate-limited'],
    [403, 'pluggy-refused-item'],
    [404, 'item-missing'],
  ])('is in the list with its stored state and a mark: %i', async (status, code) => {
    const [broken, fine] = [await connected(), await ana.connect(upstream, 8)];
    await ana.post('/api/items', { itemId: fine });
    respond(`/items/${broken}`, () => Response.json({}, { status }));
    const list = await ana.items();
    expect(list).toMatchObject([{ id: broken, connector: { id: 2 }, stale: { code } }, { id: fine }]);
    expect(list[1]).not.toHaveProperty('stale');
    // A refusal of one request costs one new key, and the next request works with the same keys.
    expect((await ana.post('/api/connect-token', {})).status).toBe(200);
    await ana.items();
    expect(upstream.count('/auth')).toBeLessThanOrEqual(2);
    upstream.respondWith = undefined;
    expect((await ana.items())[0]).not.toHaveProperty('stale');
  });

  it('does not stop the list, and a Pluggy that is down is asked a few times only', async () => {
    const userId = ana.userId;
    await insertItems(userId, 60);
    upstream.respondWith = (path) => (path.startsWith('/items/') ? Response.json({}, { status: 503 }) : undefined);
    const list = await ana.items();
    expect(list).toHaveLength(60);
    expect(list.every(({ stale }) => stale?.code === 'pluggy-unavailable')).toBe(true);
    const asked = upstream.requests.filter(({ path }) => path.startsWith('/items/'));
    expect(asked.length).toBeLessThan(40);
  });
});

/** Stores Items of a user that the sandbox does not have. */
async function insertItems(userId: string, count: number): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `INSERT INTO items (id, user_id, updated_at, data)
     SELECT gen_random_uuid(), $1, now(), jsonb_build_object('connector', jsonb_build_object('id', 2), 'status', 'UPDATED')
     FROM generate_series(1, $2::int) RETURNING id`,
    [userId, count],
  );
  await database.query("UPDATE items SET data = data || jsonb_build_object('id', id) WHERE user_id = $1", [userId]);
  return rows.map(({ id }) => id);
}

it('lists 10,000 items in pages, with at most 8 reads at once', { timeout: 300_000 }, async () => {
  const ids = await insertItems(ana.userId, 10_000);
  let running = 0;
  const most = vi.fn();
  upstream.respondWith = (path) => {
    if (!path.startsWith('/items/')) return undefined;
    most(++running);
    return new Promise((resolve) =>
      setImmediate(() => {
        running--;
        const connector = { id: 2, name: 'Bank' };
        resolve(Response.json({ id: path.split('/')[2], status: 'UPDATED', connector, updatedAt: new Date(0) }));
      }),
    );
  };
  const seen: string[] = [];
  let after = '';
  let pages = 0;
  do {
    const page = await read<{ results: { id: string }[]; next: string | null }>(await ana.send(`/api/items${after}`));
    expect(page.results.length).toBe(100);
    seen.push(...page.results.map(({ id }) => id));
    after = page.next ? `?after=${page.next}` : '';
    pages++;
    upstream.requests.length = 0;
  } while (after);
  expect(pages).toBe(100);
  expect(seen).toEqual(ids);
  expect(Math.max(...most.mock.calls.map(([count]) => count as number))).toBeLessThanOrEqual(8);
  for (const bad of ['-1', 'x', '1;', '1e9', '']) {
    expect((await ana.send(`/api/items?after=${encodeURIComponent(bad)}`)).status, bad).toBe(400);
  }
});
