import { createHash } from 'node:crypto';
import PgBoss from 'pg-boss';
import { batched } from './batch.js';
import { toJson, type Database } from './database/index.js';
import { moveOldEvents } from './database/old-events.js';
import { Problem } from './problem.js';

/** An event of Pluggy. Used only to decide what to read: its payload may be outdated when it is handled. */
export interface PluggyEvent {
  id: string;
  event: string;
  itemId: string;
  payload: Record<string, unknown>;
}

/** A unit of work for one or more events of an Item. All of its events succeed or fail together. */
export interface Job {
  events: PluggyEvent[];
  run: () => Promise<void>;
}

export interface QueueOptions {
  /** Number of Items that this process handles at the same time. */
  concurrency?: number;
  /** Interval at which an idle process checks the database for events of other processes and for retries. */
  pollMs?: number;
  /** Pause after the first failure of an event. Doubles with each further failure; 0 retries at once. */
  retryDelayS?: number;
  maxTries?: number;
  /** Time after which events that a killed process was handling are handled again. */
  expireS?: number;
  /** How long `stop()` waits for work in progress. Unfinished work is repeated after the next start. */
  stopTimeoutMs?: number;
  log?: (line: string) => void;
}

export type Queue = ReturnType<typeof createQueue>;

const QUEUE = 'pluggy-events';
/** Events are kept for this time, so that a repeated delivery is recognized. */
const RETENTION_DAYS = 30;
const PARKED_RETENTION_DAYS = 10 * 365;
const DAY_S = 24 * 60 * 60;
const MAX_PAUSE_S = 15 * 60;
/** Maximum number of events that one statement stores or completes. Events can be large. */
const MAX_BATCH = 50;
/** Number of fetched events of busy Items above which no more are fetched. */
const MAX_WAITING = 200;

/**
 * Creates the queue of Pluggy's events, with pg-boss: stored in the database, retried after pauses, and parked as failed
 * jobs. Events of one Item are handled by one process at a time.
 */
export function createQueue(
  database: Database,
  plan: (itemId: string, events: PluggyEvent[]) => Job[],
  {
    concurrency = 16,
    pollMs = 1_000,
    retryDelayS = 1,
    maxTries = 20,
    expireS = 60,
    stopTimeoutMs = 5_000,
    log = () => undefined,
  }: QueueOptions = {},
) {
  const boss = new PgBoss({
    db: { executeSql: (sql, parameters) => database.execute(sql, parameters) },
    schedule: false,
    maintenanceIntervalSeconds: Math.min(30, expireS),
    archiveCompletedAfterSeconds: RETENTION_DAYS * DAY_S,
    archiveFailedAfterSeconds: PARKED_RETENTION_DAYS * DAY_S,
    deleteAfterDays: 1,
  });
  boss.on('error', (error) => log(`the queue failed: ${error.message}`));

  /** Events of the Items in work. A handler takes the events that are fetched for its Item meanwhile. */
  const busy = new Map<string, PluggyEvent[]>();
  const handlers = new Set<Promise<void>>();
  /** Ids of the events that this process has fetched. */
  const active = new Set<string>();
  /** Ids of the events whose handler ended without an outcome, because the database was unavailable. */
  const unfinished = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let fetching: Promise<void> | undefined;
  let hasNewEvents = false;
  let stopped = true;

  async function store(received: PluggyEvent[]): Promise<void[]> {
    const jobs = received.map((event) => ({
      id: jobId(event.id),
      name: QUEUE,
      data: JSON.parse(toJson(event)) as PluggyEvent,
      retryLimit: maxTries - 1,
      retryDelay: retryDelayS,
      retryBackoff: retryDelayS > 0,
      expireInSeconds: expireS,
    }));
    // Two processes that store the same events lock the rows in the same order.
    jobs.sort((one, other) => (one.id < other.id ? -1 : 1));
    await boss.insert(jobs);
    await boss.retry(
      QUEUE,
      jobs.map(({ id }) => id),
    );
    return received.map(() => undefined);
  }

  const complete = batched(async (groups: string[][]): Promise<void[]> => {
    await boss.complete(QUEUE, groups.flat());
    return groups.map(() => undefined);
  }, MAX_BATCH);

  /** Fetches events while Items can be handled. One loop per process, so that concurrent fetches form a batch. */
  async function fetchEvents(): Promise<void> {
    do {
      hasNewEvents = false;
      const waiting = [...busy.values()].reduce((sum, events) => sum + events.length, 0);
      if (stopped || busy.size >= concurrency || waiting >= MAX_WAITING) return;
      await giveBack([...unfinished]);
      const jobs = await boss.fetch<PluggyEvent>(QUEUE, { batchSize: concurrency - busy.size, includeMetadata: true });
      jobs.sort((one, other) => one.createdOn.getTime() - other.createdOn.getTime());
      for (const { data } of jobs) take(data);
      if (jobs.length > 0) hasNewEvents = true;
    } while (hasNewEvents);
  }

  function take(event: PluggyEvent): void {
    const events = busy.get(event.itemId);
    // An event whose time has expired while it waits is fetched again.
    if (active.has(event.id)) return;
    active.add(event.id);
    if (events) return void events.push(event);
    busy.set(event.itemId, [event]);
    const handler = handleItem(event.itemId)
      .catch((error: unknown) => log(`handling events failed: ${describe(error)}`))
      .finally(() => {
        handlers.delete(handler);
        wake();
      });
    handlers.add(handler);
  }

  async function handleItem(itemId: string): Promise<void> {
    const waiting = busy.get(itemId)!;
    try {
      await database.exclusively(`item ${itemId}`, async () => {
        while (waiting.length > 0) {
          for (const { events, run } of plan(itemId, waiting.splice(0))) {
            if (stopped) return;
            await handleJob(events, run);
          }
        }
        // In the same turn as the last check: an event that is fetched from now on starts another handler.
        busy.delete(itemId);
      });
    } finally {
      if (busy.get(itemId) === waiting) busy.delete(itemId);
      if (!stopped) for (const { id } of waiting) unfinished.add(id);
    }
  }

  async function handleJob(events: PluggyEvent[], run: () => Promise<void>): Promise<void> {
    const ids = events.map(({ id }) => jobId(id));
    try {
      await run().then(
        () => complete(ids),
        (error: unknown) => retryOrPark(ids, error),
      );
      for (const { id } of events) active.delete(id);
    } catch (error) {
      log(`storing the outcome of events failed: ${describe(error)}`);
      for (const { id } of events) unfinished.add(id);
    }
  }

  /** Makes events that this process has fetched due again, without a pause. */
  async function giveBack(eventIds: string[]): Promise<void> {
    if (eventIds.length === 0) return;
    const ids = eventIds.map(jobId);
    await boss.cancel(QUEUE, ids);
    await boss.resume(QUEUE, ids);
    for (const id of eventIds) {
      active.delete(id);
      unfinished.delete(id);
    }
  }

  async function retryOrPark(ids: string[], error: unknown): Promise<void> {
    const reason = describe(error);
    await boss.fail(QUEUE, ids);
    // pg-boss neither bounds its pauses nor knows `Retry-After`.
    const rows = await database.query<{ id: string; event: string; state: string; tries: number; pause: number }>(
      `UPDATE pgboss.job SET output = jsonb_build_object('failure', $5::text),
         start_after = LEAST(GREATEST(start_after, now() + $3 * interval '1 s'), now() + $4 * interval '1 s')
       WHERE name = $1 AND id = ANY($2::uuid[])
       RETURNING data->>'id' AS id, data->>'event' AS event, state, retry_count + 1 AS tries,
         extract(epoch FROM start_after - now())::float8 AS pause`,
      [QUEUE, ids, retryAfterS(error), MAX_PAUSE_S, reason],
    );
    for (const { id, event, state, tries, pause } of rows) {
      log(
        state === 'failed'
          ? `event ${id} (${event}) is parked after ${tries} tries: ${reason}`
          : `event ${id} (${event}) is retried in ${Math.ceil(pause)} s: ${reason}`,
      );
    }
  }

  function wake(): void {
    hasNewEvents = true;
    if (stopped) return;
    fetching ??= fetchEvents()
      .catch((error: unknown) => log(`reading events failed: ${describe(error)}`))
      .finally(() => {
        fetching = undefined;
        // An event that arrived after the last fetch.
        if (hasNewEvents) wake();
      });
  }

  const receive = batched(store, MAX_BATCH);

  return {
    /** Stores an event once per id. A parked event that is delivered again is tried again. */
    async receive(event: PluggyEvent): Promise<void> {
      await receive(event);
      wake();
    },

    async start(): Promise<void> {
      await boss.start();
      await boss.createQueue(QUEUE, { name: QUEUE });
      await moveOldEvents(database, receive);
      stopped = false;
      timer = setInterval(wake, pollMs);
      wake();
    },

    async countParked(): Promise<number> {
      const [row] = await database.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM pgboss.job WHERE name = $1 AND state = 'failed'",
        [QUEUE],
      );
      return row!.count;
    },

    /** Stops after the work in progress, or after `stopTimeoutMs`. */
    async stop(): Promise<void> {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      await fetching;
      let timeout: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all(handlers),
        new Promise((resolve) => (timeout = setTimeout(resolve, stopTimeoutMs))),
      ]);
      clearTimeout(timeout);
      await giveBack([...active]);
      await boss.stop({ graceful: false });
    },
  };
}

/** Returns the event's id if it is a UUID, which pg-boss requires, or else a UUID derived from it. */
function jobId(eventId: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(eventId)) return eventId;
  const hash = createHash('sha256').update(eventId).digest('hex');
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Describes an error for the log. A failure of Pluggy appears as its code only: `pluggy.ts` has logged the details. */
function describe(error: unknown): string {
  if (error instanceof Problem) return error.code;
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}

function retryAfterS(error: unknown): number {
  const seconds = error instanceof Problem ? Number(error.headers['Retry-After']) : 0;
  return Number.isFinite(seconds) ? Math.min(MAX_PAUSE_S, seconds) : 0;
}
