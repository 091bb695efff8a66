import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { sign } from 'hono/jwt';
import { createBackend } from '../../demo/server/backend.js';
import { openDatabase, type Database, type DatabaseOptions } from '../../demo/server/database/index.js';
import { WEBHOOK_PATH, webhookSecret } from '../../demo/server/webhooks.js';
import { clientOf, dataAtPluggy, storedData } from '../node/server/pluggy-data.js';
import { startProcess, type Process } from '../node/server/processes.js';
import { KEYS, listen, startRecordedUpstream, type Payload, type Upstream } from '../node/server/support.js';
import { waitFor } from '../support/wait-for.js';
import { WAIT_MS } from '../support/wait.js';

/** Number of webhooks. `npm run test:rest` sets 1,000. */
const EVENTS = Number(process.env.WEBHOOKS ?? 120);
const ITEMS = EVENTS < 1_000 ? 6 : 16;
const DELETED = 3;
const SESSION_SECRET = 'the-session-secret';
const SECRET = webhookSecret(SESSION_SECRET);

/** States that the test applies to Items in turn. */
const STATES = [
  { status: 'UPDATED', executionStatus: 'SUCCESS', error: null },
  { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE' },
  { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' },
];

let upstream: Upstream;
let sent: Payload[];
let itemIds: string[];
const userId = `visitor-${crypto.randomUUID()}`;

/** Starts a simulated Pluggy with Items and their events before the tests of a file, and ends it after them. */
export function setUpHistory(): void {
  beforeAll(async () => {
    sent = [];
    upstream = await startRecordedUpstream(sent);
    itemIds = await createHistory();
  });
  afterAll(() => upstream.close());
}

/** Creates Items of one user at Pluggy, which cause the events. Returns their ids. */
async function createHistory(): Promise<string[]> {
  const client = clientOf(upstream);
  await client.createWebhook('all', 'https://shop.example.com/hook');
  const ids: string[] = [];
  for (let index = 0; index < ITEMS; index++) {
    // Half of the Items use the Open Finance connector, which has every product.
    const { id } = await upstream.control('', { connectorId: index % 2 ? 2 : 600, clientUserId: userId });
    ids.push(id);
  }
  for (let index = 0; sent.length < EVENTS; index++) {
    const id = ids[index % ITEMS]!;
    // A quarter of the steps run a full sync with new transactions; the others set a state.
    if (index % 4 === 0) await upstream.control(`/${id}/sync`, {});
    else await upstream.put(id, STATES[index % STATES.length]!);
  }
  for (const id of ids.slice(0, DELETED)) await client.deleteItem(id);
  const statuses = async () =>
    (await Promise.all(ids.slice(DELETED).map((id) => client.fetchItem(id)))).map((one) => one.status);
  await waitFor(async () => expect(await statuses()).not.toContain('UPDATING'));
  return ids;
}

function shuffled<T>(entries: T[], seed: number): T[] {
  let state = seed;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return entries
    .map((entry) => ({ entry, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
}

/** Delivers events as Pluggy does, with retries until a 2xx response. `urls` waits for a starting backend. */
async function deliver(payloads: Payload[], urls: () => string[] | Promise<string[]>): Promise<void> {
  const waiting = [...payloads];
  const sender = async () => {
    for (let payload = waiting.shift(); payload; payload = waiting.shift()) {
      const among = await urls();
      const response = await fetch(`${among[waiting.length % among.length]}${WEBHOOK_PATH}`, {
        method: 'POST',
        headers: { 'X-Webhook-Secret': SECRET },
        body: JSON.stringify(payload),
      }).catch(() => undefined);
      if (!response?.ok) waiting.push(payload);
    }
  };
  await Promise.all(Array.from({ length: 10 }, sender));
}

/** A long time limit: on a busy machine, a request that ends at the usual one is a second try of its events. */
const pluggy = () => ({ ...KEYS, baseUrl: upstream.url, timeoutMs: WAIT_MS });

const begin = (database: DatabaseOptions) =>
  startProcess({ database, pluggy: pluggy(), sessionSecret: SESSION_SECRET, leaseMs: 2_000 });

const page = async ({ url }: { url: string }, lastEventId?: string) => {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const Cookie = `session=${await sign({ sub: userId, exp }, SESSION_SECRET, 'HS256')}`;
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { ...init.headers, Cookie } });
  return listen({ send }, lastEventId);
};

/** Expects that every event was handled exactly once, and that the database has the same data as Pluggy. */
async function expectAllDone(database: Database): Promise<void> {
  // Events about an Item that Pluggy does not return are tried a few times.
  const wrongRows = () =>
    database.query(
      `SELECT id, event, tries, failure FROM webhook_events
       WHERE done_at IS NULL OR (tries <> 1 AND item_id <> ALL($1::uuid[]))`,
      [itemIds.slice(0, DELETED)],
    );
  await waitFor(async () => {
    const rows = await wrongRows();
    expect(rows, JSON.stringify(rows.slice(0, 3))).toEqual([]);
  });
  const stored = await database.query<{ id: string }>('SELECT id FROM webhook_events');
  expect(stored.map(({ id }) => id).sort()).toEqual([...new Set(sent.map(({ eventId }) => eventId))].sort());
  expect(await database.query('SELECT * FROM pending_items')).toEqual([]);
  expect(await storedData(database, itemIds)).toEqual(await dataAtPluggy(clientOf(upstream), itemIds.slice(DELETED)));
}

/** Tests `count` processes that share a database, one of which is killed while it handles events. */
export function testRestart(name: string, count: number, store: () => Promise<DatabaseOptions>): void {
  const title = `${name}, killed during ${EVENTS} webhooks, each delivered twice and in random order`;
  test(title, async () => {
    const options = await store();
    const running: Process[] = [];
    for (let index = 0; index < count; index++) running.push(await begin(options));
    let starting = Promise.resolve();
    const urls = () => starting.then(() => running.map(({ url }) => url));
    const all = shuffled([...sent, ...sent], 7);

    await deliver(all.slice(0, all.length / 2), urls);
    // Kill the first process while it handles events and more are delivered.
    const rest = deliver(all.slice(all.length / 2), urls);
    await running[0]!.kill();
    const printed = running[0]!.printed.text;
    starting = begin(options).then((process) => void (running[0] = process));
    await rest;

    if (count > 1) await expectEventOnAll(running);
    for (const one of running) await one.stop();
    const database = await openDatabase(options);
    onTestFinished(() => database.close());
    const backend = createBackend({ database, pluggy: pluggy(), sessionSecret: SESSION_SECRET });
    await backend.start();
    onTestFinished(() => backend.stop());
    await expectAllDone(database);

    const published = await database.query<{ event_id: string }>(
      'SELECT event_id FROM live_events WHERE event_id IS NOT NULL',
    );
    const lasting = new Set(itemIds.slice(DELETED));
    const expected = sent.filter(({ itemId }) => lasting.has(itemId)).map(({ eventId }) => eventId);
    expect(published.map(({ event_id }) => event_id)).toEqual(expect.arrayContaining(expected));
    expect(new Set(published.map(({ event_id }) => event_id)).size).toBe(published.length);
    for (const text of [printed, ...running.map((one) => one.printed.text)]) expect(text).not.toContain(SECRET);
  });
}

/** Expects that a browser on each process receives an event that was delivered to one process. */
async function expectEventOnAll(running: Process[]): Promise<void> {
  const pages = await Promise.all(running.map((one) => page(one)));
  const fresh = { ...sent.at(-1)!, itemId: itemIds.at(-1)!, event: 'item/error', eventId: crypto.randomUUID() };
  sent.push(fresh);
  await deliver([fresh], () => [running[0]!.url]);
  for (const one of pages) {
    await one.until((events) => events.some(({ data }) => data.eventId === fresh.eventId));
    await one.close();
  }
}
