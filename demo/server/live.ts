import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { batched } from './batch.js';
import type { Database, Queries } from './database/index.js';

/** An event for browsers: the Item to read again, and the reason. */
export interface LiveEvent {
  event: string;
  /** Id of the Pluggy event that caused this one, if any. */
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
  /** Interval of the comments that keep proxies from closing an idle stream. */
  heartbeatMs?: number;
}

const CHANNEL = 'live';
const PAGE_SIZE = 100;
/** Maximum number of streams that one query reads for. */
const MAX_BATCH = 100;
const RETENTION = '1 day';

export type Live = ReturnType<typeof createLive>;

/** Creates the server-sent events. The database notifies every process and keeps events for reconnecting browsers. */
export function createLive(database: Database, { heartbeatMs = 15_000 }: LiveOptions = {}) {
  const streams = new Map<string, Set<() => void>>();
  const wake = (userId: string) => streams.get(userId)?.forEach((wakeStream) => wakeStream());
  const wakeAll = () => [...streams.keys()].forEach(wake);

  async function newestId(userId: string): Promise<string> {
    const [row] = await database.query<{ id: string | null }>(
      'SELECT max(id)::text AS id FROM live_events WHERE user_id = $1',
      [userId],
    );
    return row?.id ?? '0';
  }

  /** Returns the unsent events of each stream. */
  async function readNew(cursors: { userId: string; cursor: string }[]): Promise<Row[][]> {
    const rows = await database.query<Row & { stream: number }>(
      `SELECT stream::int, id::text, event, event_id, item_id
       FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS streams (user_id, cursor, stream)
       CROSS JOIN LATERAL (
         SELECT id, event, event_id, item_id FROM live_events
         WHERE user_id = streams.user_id AND id > streams.cursor ORDER BY id LIMIT ${PAGE_SIZE}) AS new
       ORDER BY stream, new.id`,
      [cursors.map(({ userId }) => userId), cursors.map(({ cursor }) => cursor)],
    );
    const perStream = cursors.map((): Row[] => []);
    for (const row of rows) perStream[row.stream - 1]!.push(row);
    return perStream;
  }
  const readNext = batched(readNew, MAX_BATCH);

  return {
    start: () => database.listen(CHANNEL, wake, wakeAll),

    /** Publishes events inside the transaction that causes them. Each Pluggy event is published once. */
    async publish({ query }: Queries, userId: string, ...events: LiveEvent[]): Promise<void> {
      // The lock makes a user's event ids visible in order. Otherwise a reader that has seen a later id could miss an
      // earlier one that commits afterwards.
      await query(
        `WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(1, hashtext($2))),
         inserted AS (
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
      await database.query(`DELETE FROM live_events WHERE sent_at < now() - interval '${RETENTION}'`);
    },

    /** Streams this user's events, from now on or after `Last-Event-ID`. Calls `onEnd` when the stream ends. */
    async stream(c: Context, userId: string, onEnd: () => void): Promise<Response> {
      const last = c.req.header('last-event-id') ?? '';
      let cursor = /^\d{1,18}$/.test(last) ? last : await newestId(userId);

      return streamSSE(c, async (stream) => {
        let woken = true;
        let wakeUp = () => {};
        const wakeStream = () => {
          woken = true;
          wakeUp();
        };
        const userStreams = streams.get(userId) ?? new Set();
        streams.set(userId, userStreams.add(wakeStream));
        stream.onAbort(() => wakeUp());
        const heartbeat = setInterval(() => void stream.write(':\n\n'), heartbeatMs);
        try {
          // Some proxies hold back the response headers until the first bytes of the body arrive.
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
            if (rows.length === PAGE_SIZE) woken = true;
          }
        } catch {
          // The database is unavailable. The browser reconnects by itself and sends `Last-Event-ID`.
        } finally {
          clearInterval(heartbeat);
          onEnd();
          userStreams.delete(wakeStream);
          if (userStreams.size === 0 && streams.get(userId) === userStreams) streams.delete(userId);
        }
      });
    },
  };
}
