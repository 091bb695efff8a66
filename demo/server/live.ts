import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { batched } from './batch.js';
import type { Database, Queries } from './database/index.js';

/** What a browser is told: which Item to read again, and why. */
export interface LiveEvent {
  event: string;
  /** Pluggy's, where an event of Pluggy is the reason. */
  eventId?: string;
  itemId: string;
}

interface Row {
  id: string;
  event: string;
  event_id: string | null;
  item_id: string;
}

export interface LiveOptions {
  /** Between signs of life, so that nothing on the way takes a quiet line for a dead one. */
  heartbeatMs?: number;
}

const CHANNEL = 'live';
const PAGE = 100;
/** Streams that are read for together. */
const MAX_BATCH = 100;
const KEEP = '1 day';

export type Live = ReturnType<typeof createLive>;

/** Server-sent events, by way of the database: it wakes every process, and knows what a browser has missed. */
export function createLive(database: Database, { heartbeatMs = 15_000 }: LiveOptions = {}) {
  const streams = new Map<string, Set<() => void>>();
  const wake = (userId: string) => streams.get(userId)?.forEach((wakeOne) => wakeOne());
  const wakeAll = () => [...streams.keys()].forEach(wake);

  async function newestId(userId: string): Promise<string> {
    const [row] = await database.query<{ id: string | null }>(
      'SELECT max(id)::text AS id FROM live_events WHERE user_id = $1',
      [userId],
    );
    return row?.id ?? '0';
  }

  /** What each of these streams has not yet sent. */
  async function readNew(all: { userId: string; cursor: string }[]): Promise<Row[][]> {
    const rows = await database.query<Row & { stream: number }>(
      `SELECT stream::int, id::text, event, event_id, item_id
       FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS streams (user_id, cursor, stream)
       CROSS JOIN LATERAL (
         SELECT id, event, event_id, item_id FROM live_events
         WHERE user_id = streams.user_id AND id > streams.cursor ORDER BY id LIMIT ${PAGE}) AS new
       ORDER BY stream, new.id`,
      [all.map(({ userId }) => userId), all.map(({ cursor }) => cursor)],
    );
    const each = all.map((): Row[] => []);
    for (const row of rows) each[row.stream - 1]!.push(row);
    return each;
  }
  const readNext = batched(readNew, MAX_BATCH);

  return {
    start: () => database.listen(CHANNEL, wake, wakeAll),

    /** Within the transaction that makes it true. An event of Pluggy is told once. */
    async tell({ query }: Queries, userId: string, ...events: LiveEvent[]): Promise<void> {
      // With the lock the ids of one user become visible in their order, or a reader that has seen a later one would
      // miss an earlier one.
      await query(
        `WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(1, hashtext($2))),
         told AS (
           INSERT INTO live_events (user_id, event, event_id, item_id)
           SELECT $2, event, event_id, item_id
           FROM locked, unnest($3::text[], $4::text[], $5::uuid[]) WITH ORDINALITY AS events (event, event_id, item_id, n)
           ORDER BY n
           ON CONFLICT DO NOTHING)
         SELECT pg_notify($1, $2)`,
        [
          CHANNEL,
          userId,
          events.map(({ event }) => event),
          events.map(({ eventId }) => eventId ?? null),
          events.map(({ itemId }) => itemId),
        ],
      );
    },

    async prune(): Promise<void> {
      await database.query(`DELETE FROM live_events WHERE told_at < now() - interval '${KEEP}'`);
    },

    /** Answers with the events of this user from now on, or from `Last-Event-ID` on. */
    async stream(c: Context, userId: string): Promise<Response> {
      const last = c.req.header('last-event-id') ?? '';
      let cursor = /^\d{1,18}$/.test(last) ? last : await newestId(userId);

      return streamSSE(c, async (stream) => {
        let woken = true;
        let wakeUp = () => {};
        const wakeOne = () => {
          woken = true;
          wakeUp();
        };
        const own = streams.get(userId) ?? new Set();
        streams.set(userId, own.add(wakeOne));
        stream.onAbort(() => wakeUp());
        const heartbeat = setInterval(() => void stream.write(':\n\n'), heartbeatMs);
        try {
          // The first bytes: some proxies hold back the head of an answer until there are any.
          await stream.write(':\n\n');
          while (!stream.aborted) {
            if (!woken) await new Promise<void>((resolve) => (wakeUp = resolve));
            woken = false;
            const rows = await readNext({ userId, cursor });
            for (const row of rows) {
              const event = { event: row.event, eventId: row.event_id ?? undefined, itemId: row.item_id };
              await stream.writeSSE({ id: row.id, data: JSON.stringify(event) });
              cursor = row.id;
            }
            if (rows.length === PAGE) woken = true;
          }
        } catch {
          // The database is away. The browser comes back by itself, with the id of the last event that it has seen.
        } finally {
          clearInterval(heartbeat);
          own.delete(wakeOne);
          if (own.size === 0 && streams.get(userId) === own) streams.delete(userId);
        }
      });
    },
  };
}
