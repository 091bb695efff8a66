import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { batched } from '../../../demo/server/batch.js';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import { readEvent, type QueuedEvent } from './queued.js';
import { database, KEYS, startApp, startUpstream, visit, type App, type Upstream } from './support.js';
import { waitFor } from '../../support/wait-for.js';

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
  const headers = { 'X-Webhook-Secret': webhookSecret('the-session-secret') };
  const body = JSON.stringify({ event: 'item/login_succeeded', eventId, itemId });
  const response = await app.request(WEBHOOK_PATH, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  return eventId;
}

const waitForEvent = (eventId: string, wanted: Partial<QueuedEvent>) =>
  waitFor(async () => expect(await readEvent(database, eventId)).toMatchObject(wanted));

const waitUntilDone = (eventId: string) => waitForEvent(eventId, { state: 'completed' });

/** Replaces Pluggy's responses by path. */
function respond(responses: Map<string, () => Response | Promise<Response>>): void {
  upstream.respondWith = (path) => responses.get(path)?.();
}

const never = () => new Promise<Response>(() => {});

test('a failed event is retried after a pause that doubles or follows Retry-After, and delays no other event', async () => {
  const app = await begin({ retryDelayS: 60, concurrency: 4 });
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

  await waitForEvent(events.silent, { tries: 1, state: 'retry', failure: 'pluggy-unavailable' });
  await waitForEvent(events.limited, { tries: 1, state: 'retry', failure: 'pluggy-rate-limited' });
  await waitForEvent(events.broken, { tries: 1, state: 'retry', failure: 'pluggy-failed' });
  /** Expects the same pause in the log and in the database. pg-boss adds a random part to each pause. */
  const expectPause = async (id: string, seconds: number, maxS: number, reason: string) => {
    await waitFor(() => expect(app.log.join('\n')).toContain(`event ${id} (item/login_succeeded) is retried`));
    const line = app.log.filter((one) => one.includes(id)).at(-1)!;
    expect(line).toMatch(new RegExp(` is retried in \\d+ s: ${reason}$`));
    const { pause } = (await readEvent(database, id))!;
    const logged = Number(/ in (\d+) s/.exec(line)![1]);
    expect(logged).toBeGreaterThanOrEqual(seconds);
    expect(logged).toBeLessThanOrEqual(maxS);
    expect(Math.abs(logged - pause)).toBeLessThan(30);
  };
  await expectPause(events.silent, 60, 120, 'pluggy-unavailable');
  await expectPause(events.broken, 60, 120, 'pluggy-failed');
  await expectPause(events.limited, 600, 600, 'pluggy-rate-limited');

  // A new event of the same item does not wait for the failed one, and each pause is twice the previous pause.
  upstream.respondWith = undefined;
  await waitUntilDone(await deliver(app, silent));
  respond(new Map([[`/items/${broken}`, () => new Response('?', { status: 500 })]]));
  await endPause(app, events.broken);
  await waitForEvent(events.broken, { tries: 2 });
  await expectPause(events.broken, 120, 240, 'pluggy-failed');
  upstream.respondWith = undefined;
  for (const id of [events.silent, events.limited, events.broken]) await endPause(app, id);
  for (const id of [events.silent, events.limited, events.broken]) await waitUntilDone(id);
});

/** Ends the pause before the event's next try. */
async function endPause(app: App, eventId: string): Promise<void> {
  await database.query("UPDATE pgboss.job SET start_after = now() WHERE data ->> 'id' = $1", [eventId]);
  // Another event wakes the queue.
  await deliver(app, crypto.randomUUID());
}

test('a pause is at most 15 minutes, even if Retry-After is longer', async () => {
  const app = await begin({ retryDelayS: 60 });
  const itemId = await (await visit(app)).connect(upstream);
  respond(
    new Map([[`/items/${itemId}`, () => Response.json({}, { status: 429, headers: { 'Retry-After': '86400' } })]]),
  );
  const eventId = await deliver(app, itemId);
  await waitFor(() =>
    expect(app.log.join('\n')).toContain(`event ${eventId} (item/login_succeeded) is retried in 900 s`),
  );
  expect((await readEvent(database, eventId))!.pause).toBeGreaterThan(800);
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
  expect(await readEvent(database, eventId)).toMatchObject({ state: 'created', failure: null });

  upstream.respondWith = undefined;
  await begin({});
  await waitUntilDone(eventId);
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
  expect(await readEvent(database, eventId)).toMatchObject({ tries: 1, state: 'completed' });
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
