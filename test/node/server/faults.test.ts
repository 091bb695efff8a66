import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { batched } from '../../../demo/server/batch.js';
import { database, KEYS, sendWebhook, startApp, startUpstream, visit, type App, type Upstream } from './support.js';
import { waitFor } from '../../support/wait-for.js';

interface Row {
  tries: number;
  done_at: Date | null;
  failure: string | null;
  /** Seconds from the arrival to the next try. */
  pause: number | null;
}

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream({ stepMs: 0 });
});

afterEach(() => upstream.close());

async function begin(options: Parameters<typeof startApp>[1], timeoutMs = 5_000): Promise<App> {
  const app = startApp(upstream, {
    pluggy: { ...KEYS, baseUrl: upstream.url, timeoutMs, log: (line) => app.log.push(line) },
    ...options,
  });
  await app.backend.start();
  onTestFinished(() => app.backend.stop());
  return app;
}

/** Delivers an event about an item, and returns the event's id. */
async function deliver(app: App, itemId: string): Promise<string> {
  const eventId = crypto.randomUUID();
  const response = await sendWebhook(app, { event: 'item/login_succeeded', eventId, itemId });
  expect(response.status).toBe(200);
  return eventId;
}

async function read(eventId: string): Promise<Row> {
  const [row] = await database.query<Row>(
    `SELECT tries, done_at, failure, extract(epoch FROM due_at - received_at)::float8 AS pause
     FROM webhook_events WHERE id = $1`,
    [eventId],
  );
  return row!;
}

const waitForRow = (eventId: string, wanted: Partial<Row>) =>
  waitFor(async () => expect(await read(eventId)).toMatchObject(wanted));

const waitUntilDone = (eventId: string) => waitForRow(eventId, { done_at: expect.any(Date) as Date, failure: null });

/** Replaces Pluggy's responses by path. */
function respond(responses: Map<string, () => Response | Promise<Response>>): void {
  upstream.respondWith = (path) => responses.get(path)?.();
}

const never = () => new Promise<Response>(() => {});

test('a failed event is retried after a pause that doubles or follows Retry-After, and delays no other event', async () => {
  const app = await begin({ retryMs: 60_000, concurrency: 4 });
  const connect = async () => (await visit(app)).connect(upstream);
  const [silent, limited, broken, fine] = [await connect(), await connect(), await connect(), await connect()];
  respond(
    new Map<string, () => Response | Promise<Response>>([
      [`/items/${silent}`, never],
      [`/items/${limited}`, () => Response.json({}, { status: 429, headers: { 'Retry-After': '600' } })],
      [`/items/${broken}`, () => new Response('<h1>500</h1>', { status: 500 })],
    ]),
  );
  const events = {
    silent: await deliver(app, silent),
    limited: await deliver(app, limited),
    broken: await deliver(app, broken),
    fine: await deliver(app, fine),
  };
  await waitUntilDone(events.fine);

  await waitForRow(events.silent, { tries: 1, done_at: null, failure: 'pluggy-unavailable' });
  await waitForRow(events.limited, { tries: 1, done_at: null, failure: 'pluggy-rate-limited' });
  await waitForRow(events.broken, { tries: 1, done_at: null, failure: 'pluggy-failed' });
  /** Expects the pause in the log, which names it exactly, and in the database, where the time until the failure is added. */
  const expectPause = async (id: string, seconds: number, reason: string) => {
    expect(app.log).toContain(`event ${id} (item/login_succeeded) is retried in ${seconds} s: ${reason}`);
    expect((await read(id)).pause).toBeGreaterThanOrEqual(seconds);
  };
  await expectPause(events.silent, 60, 'pluggy-unavailable');
  await expectPause(events.broken, 60, 'pluggy-failed');
  await expectPause(events.limited, 600, 'pluggy-rate-limited');

  // A new event of the same item does not wait for the failed one, and each pause is twice the previous pause.
  upstream.respondWith = undefined;
  await waitUntilDone(await deliver(app, silent));
  respond(new Map([[`/items/${broken}`, () => new Response('?', { status: 500 })]]));
  await endPause(app, events.broken);
  await waitForRow(events.broken, { tries: 2 });
  await expectPause(events.broken, 120, 'pluggy-failed');
  upstream.respondWith = undefined;
  for (const id of [events.silent, events.limited, events.broken]) await endPause(app, id);
  for (const id of [events.silent, events.limited, events.broken]) await waitUntilDone(id);
});

/** Ends the pause before the event's next try. */
async function endPause(app: App, eventId: string): Promise<void> {
  await database.query('UPDATE webhook_events SET due_at = now() WHERE id = $1', [eventId]);
  await database.query(
    'UPDATE pending_items SET due_at = now() WHERE item_id = (SELECT item_id FROM webhook_events WHERE id = $1)',
    [eventId],
  );
  // Another event wakes the worker.
  await deliver(app, crypto.randomUUID());
}

test('a pause is at most 15 minutes, even if Retry-After is longer', async () => {
  const app = await begin({ retryMs: 60_000 });
  const itemId = await (await visit(app)).connect(upstream);
  respond(
    new Map([[`/items/${itemId}`, () => Response.json({}, { status: 429, headers: { 'Retry-After': '86400' } })]]),
  );
  const eventId = await deliver(app, itemId);
  await waitForRow(eventId, { tries: 1 });
  await waitFor(() =>
    expect(app.log.join('\n')).toContain(`event ${eventId} (item/login_succeeded) is retried in 900 s`),
  );
  expect((await read(eventId)).pause).toBeGreaterThanOrEqual(900);
  upstream.respondWith = undefined;
  await endPause(app, eventId);
  await waitUntilDone(eventId);
});

test('stop() gives up on a hanging request after stopTimeoutMs, and the event is handled after the next start', async () => {
  const app = await begin({ stopTimeoutMs: 50 }, 60_000);
  const itemId = await (await visit(app)).connect(upstream);
  const itemRequested = vi.fn(never);
  respond(new Map([[`/items/${itemId}`, itemRequested]]));
  const eventId = await deliver(app, itemId);
  await waitFor(() => expect(itemRequested).toHaveBeenCalled());
  // Pluggy never responds, so `stop()` resolves only because of its timeout.
  await app.backend.stop();
  expect(await read(eventId)).toMatchObject({ tries: 0, done_at: null, failure: null });

  upstream.respondWith = undefined;
  await begin({});
  await waitUntilDone(eventId);
  expect(await read(eventId)).toMatchObject({ tries: 1 });
});

test('a job that takes longer than the lease runs once', async () => {
  const app = await begin({ leaseMs: 400, pollMs: 10 });
  const itemId = await (await visit(app)).connect(upstream);
  const itemRequested = vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return Response.json({}, { status: 400 });
  });
  respond(new Map([[`/items/${itemId}`, itemRequested]]));
  const eventId = await deliver(app, itemId);
  await waitForRow(eventId, { tries: 1 });
  expect(itemRequested).toHaveBeenCalledTimes(1);
});

test('the result of a job counts for nothing after another worker has taken the item over', async () => {
  const app = await begin({ leaseMs: 60, pollMs: 10, retryMs: 60_000 });
  const itemId = await (await visit(app)).connect(upstream);
  const replies: ((response: Response) => void)[] = [];
  respond(new Map([[`/items/${itemId}`, () => new Promise<Response>((resolve) => replies.push(resolve))]]));
  const eventId = await deliver(app, itemId);
  await waitFor(() => expect(replies).toHaveLength(1));
  // As after a pause of this process that is longer than the lease.
  await database.query('UPDATE pending_items SET claim = gen_random_uuid(), claimed_until = now() WHERE item_id = $1', [
    itemId,
  ]);
  await waitFor(() => expect(replies).toHaveLength(2));
  replies[0]!(Response.json({}, { status: 500 }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await read(eventId)).toMatchObject({ tries: 0, failure: null });
  replies[1]!(Response.json({}, { status: 500 }));
  await waitForRow(eventId, { tries: 1 });
});

test('stop() waits for a request in progress', async () => {
  const app = await begin({});
  const itemId = await (await visit(app)).connect(upstream);
  let reply = (_response: Response) => {};
  const itemRequested = vi.fn(() => new Promise<Response>((resolve) => (reply = resolve)));
  respond(new Map([[`/items/${itemId}`, itemRequested]]));
  const eventId = await deliver(app, itemId);
  await waitFor(() => expect(itemRequested).toHaveBeenCalled());
  const stopped = app.backend.stop();
  reply(Response.json({ codeDescription: 'ITEM_NOT_FOUND' }, { status: 404 }));
  await stopped;
  expect(await read(eventId)).toMatchObject({ tries: 1, failure: 'item-missing' });
});

test('inputs that arrive while a batch runs form the next batch, and a failed batch rejects its own inputs only', async () => {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const double = batched(async (inputs: number[]) => {
    batches.push(inputs);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (inputs.includes(13)) throw new Error('thirteen');
    return inputs.map((input) => input * 2);
  }, 3);
  const results = Promise.allSettled([1, 2, 13, 4, 5].map(double));
  for (let batch = 0; batch < 3; batch++) {
    await waitFor(() => expect(batches).toHaveLength(batch + 1));
    ends[batch]!();
  }
  expect(batches).toEqual([[1], [2, 13, 4], [5]]);
  const values = (await results).map((result) => (result.status === 'fulfilled' ? result.value : 'failed'));
  expect(values).toEqual([2, 'failed', 'failed', 'failed', 10]);
  const last = double(6);
  await waitFor(() => expect(ends).toHaveLength(4));
  ends[3]!();
  expect(await last).toBe(12);
});
