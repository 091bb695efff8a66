import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { sign } from 'hono/jwt';
import { createBackend } from '../../../demo/server/backend.js';
import { openDatabase, type Database, type DatabaseOptions } from '../../../demo/server/database/index.js';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import { clientOf, dataAtPluggy, dataHere } from './pluggy-data.js';
import { startProcess, type Process } from './processes.js';
import { KEYS, listen, startUpstream, type Upstream } from './support.js';
import { waitFor } from '../../support/wait-for.js';

type Payload = Record<string, unknown> & { event: string; eventId: string; itemId: string };

const ITEMS = 16;
const DELETED = 3;
const EVENTS = 1_000;
const SESSION_SECRET = 'the-session-secret';
const SECRET = webhookSecret(SESSION_SECRET);

/** States into which Items are put, one after the other. */
const STATES = [
  { status: 'UPDATED', executionStatus: 'SUCCESS', error: null },
  { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE' },
  { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' },
];

let upstream: Upstream;
let sent: Payload[];
let itemIds: string[];
const userId = `visitor-${crypto.randomUUID()}`;

beforeAll(async () => {
  sent = [];
  upstream = await startUpstream({
    stepMs: 0,
    fetch: (_url, init) => {
      sent.push(JSON.parse(init!.body as string) as Payload);
      return Promise.resolve(new Response());
    },
  });
  itemIds = await makeHistory();
});

afterAll(() => upstream.close());

/** Items of one user at Pluggy, and a thousand events that they have caused. */
async function makeHistory(): Promise<string[]> {
  const client = clientOf(upstream);
  await client.createWebhook('all', 'https://shop.example.com/hook');
  const ids: string[] = [];
  for (let index = 0; index < ITEMS; index++) {
    // Open Finance has the most to read.
    const { id } = await control('', { connectorId: index % 2 ? 2 : 600, clientUserId: userId });
    ids.push(id);
  }
  for (let index = 0; sent.length < EVENTS; index++) {
    const id = ids[index % ITEMS]!;
    // Some go through a whole run, with new transactions; most are put somewhere.
    if (index % 4 === 0) await control(`/${id}/sync`, {});
    else await upstream.put(id, STATES[index % STATES.length]!);
  }
  for (const id of ids.slice(0, DELETED)) await client.deleteItem(id);
  const statuses = async () =>
    (await Promise.all(ids.slice(DELETED).map((id) => client.fetchItem(id)))).map((one) => one.status);
  await waitFor(async () => expect(await statuses()).not.toContain('UPDATING'));
  return ids;
}

async function control(path: string, body: unknown): Promise<{ id: string }> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${upstream.url}/sandbox/items${path}`, init);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as { id: string };
}

function shuffled<T>(entries: T[], seed: number): T[] {
  let state = seed;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return entries
    .map((entry) => ({ entry, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
}

/** As Pluggy does: again until it is answered by 2XX. `urls` waits for a backend that is being started. */
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

const begin = (database: DatabaseOptions) =>
  startProcess({ database, pluggy: { ...KEYS, baseUrl: upstream.url }, sessionSecret: SESSION_SECRET, leaseMs: 2_000 });

const page = async ({ url }: { url: string }, lastEventId?: string) => {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const Cookie = `session=${await sign({ sub: userId, exp }, SESSION_SECRET, 'HS256')}`;
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { ...init.headers, Cookie } });
  return listen({ send }, lastEventId);
};

/** Nothing is left to do, nothing was done twice, and what we have is what Pluggy has. */
async function expectAllDone(database: Database): Promise<void> {
  const unlike = () =>
    database.query('SELECT id, event, tries, failure FROM webhook_events WHERE done_at IS NULL OR tries <> 1');
  await waitFor(async () => expect(await unlike()).toEqual([]));
  const stored = await database.query<{ id: string }>('SELECT id FROM webhook_events');
  expect(stored.map(({ id }) => id).sort()).toEqual([...new Set(sent.map(({ eventId }) => eventId))].sort());
  expect(await database.query('SELECT * FROM lanes')).toEqual([]);
  expect(await dataHere(database, itemIds)).toEqual(await dataAtPluggy(clientOf(upstream), itemIds.slice(DELETED)));
}

/** `count` processes on one database of their own, and one of them is killed in the middle. */
export function testRestart(name: string, count: number, store: () => Promise<DatabaseOptions>): void {
  const title = `${name}, killed in the middle of a thousand webhooks, each twice and in no order`;
  test(title, async () => {
    const options = await store();
    const running: Process[] = [];
    for (let index = 0; index < count; index++) running.push(await begin(options));
    let starting = Promise.resolve();
    const urls = () => starting.then(() => running.map(({ url }) => url));
    const all = shuffled([...sent, ...sent], 7);

    await deliver(all.slice(0, all.length / 2), urls);
    // It is in the middle of its work, and others go on sending.
    const rest = deliver(all.slice(all.length / 2), urls);
    await running[0]!.kill();
    const printed = running[0]!.printed.text;
    starting = begin(options).then((process) => void (running[0] = process));
    await rest;

    if (count > 1) await expectBothTold(running);
    for (const one of running) await one.stop();
    const database = await openDatabase(options);
    onTestFinished(() => database.close());
    const backend = createBackend({
      database,
      pluggy: { ...KEYS, baseUrl: upstream.url },
      sessionSecret: SESSION_SECRET,
    });
    await backend.start();
    onTestFinished(() => backend.stop());
    await expectAllDone(database);

    const told = await database.query<{ event_id: string }>(
      'SELECT event_id FROM live_events WHERE event_id IS NOT NULL',
    );
    const lasting = new Set(itemIds.slice(DELETED));
    const expected = sent.filter(({ itemId }) => lasting.has(itemId)).map(({ eventId }) => eventId);
    expect(told.map(({ event_id }) => event_id)).toEqual(expect.arrayContaining(expected));
    expect(new Set(told.map(({ event_id }) => event_id)).size).toBe(told.length);
    for (const text of [printed, ...running.map((one) => one.printed.text)]) expect(text).not.toContain(SECRET);
  });
}

/** A browser on each process receives the event that one process was sent. */
async function expectBothTold(running: Process[]): Promise<void> {
  const pages = await Promise.all(running.map((one) => page(one)));
  const fresh = { ...sent.at(-1)!, itemId: itemIds.at(-1)!, event: 'item/error', eventId: crypto.randomUUID() };
  sent.push(fresh);
  await deliver([fresh], () => [running[0]!.url]);
  for (const one of pages) {
    await one.until((events) => events.some(({ data }) => data.eventId === fresh.eventId));
    await one.close();
  }
}
