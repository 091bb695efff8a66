import { batched } from './batch.js';
import type { Database } from './database/index.js';

/** An event of Pluggy. Only where to look is taken from it: what it says may be old by the time that we work on it. */
export interface InboxEvent {
  id: string;
  event: string;
  itemId: string;
  tries: number;
  payload: Record<string, unknown>;
}

export interface Received {
  id: string;
  event: string;
  /** Events that are about no Item are kept and not worked on. */
  itemId: string | undefined;
  body: string;
}

/** The events of one Item, for one worker at a time. */
export interface Lane {
  itemId: string;
  claim: string;
}

interface EventRow {
  id: string;
  event: string;
  item_id: string;
  tries: number;
  body: string;
}

const KEEP = '30 days';
const MAX_EVENTS = 200;
/** Events that are stored together. They may be large. */
const MAX_BATCH = 50;

/** When a worker may have a lane: a claimed one when the claim ends. */
const FREE_AT = 'COALESCE(claimed_until, due_at)';

export type Inbox = ReturnType<typeof createInbox>;

/** The queue of Pluggy's events, in the database: it survives us, and other processes help with it. */
export function createInbox(database: Database, leaseMs: number) {
  const { query } = database;

  /** In one order, as everywhere where several are locked: two processes that get the same events wait for each other once. */
  async function store(received: Received[]): Promise<void[]> {
    const each = [...new Map(received.map((one) => [one.id, one])).values()];
    await query(
      `WITH stored AS (
         INSERT INTO webhook_events (id, event, item_id, body, due_at, done_at)
         SELECT id, event, item_id, body, CASE WHEN item_id IS NOT NULL THEN now() END, CASE WHEN item_id IS NULL THEN now() END
         FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) AS received (id, event, item_id, body) ORDER BY id
         ON CONFLICT (id) DO UPDATE SET due_at = now(), parked_at = NULL, tries = 0
         WHERE webhook_events.parked_at IS NOT NULL
         RETURNING item_id)
       INSERT INTO lanes (item_id, due_at)
       SELECT DISTINCT item_id, now() FROM stored WHERE item_id IS NOT NULL ORDER BY item_id
       ON CONFLICT (item_id) DO UPDATE SET due_at = LEAST(lanes.due_at, now())`,
      [
        each.map(({ id }) => id),
        each.map(({ event }) => event),
        each.map(({ itemId }) => itemId ?? null),
        each.map(({ body }) => body),
      ],
    );
    return received.map(() => undefined);
  }

  return {
    /** Once for each id, however often it comes. Sent again by hand, an event that was given up gets another chance. */
    receive: batched(store, MAX_BATCH),

    /**
     * A lane that nobody works on. It is ours until it is released, or the lease is over because we have died. What
     * comes meanwhile makes it due again.
     */
    async claim(): Promise<Lane | undefined> {
      const [row] = await query<{ item_id: string; claim: string }>(
        `UPDATE lanes SET claim = gen_random_uuid(), claimed_until = now() + $1::int * interval '1 ms', due_at = 'infinity'
         WHERE item_id = (
           SELECT item_id FROM lanes WHERE ${FREE_AT} <= now() ORDER BY ${FREE_AT} LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING item_id, claim`,
        [leaseMs],
      );
      return row && { itemId: row.item_id, claim: row.claim };
    },

    /** Whether the lane is still ours, and for longer. */
    async renew({ itemId, claim }: Lane): Promise<boolean> {
      const rows = await query(
        `UPDATE lanes SET claimed_until = now() + $3::int * interval '1 ms' WHERE item_id = $1 AND claim = $2 RETURNING 1`,
        [itemId, claim, leaseMs],
      );
      return rows.length > 0;
    },

    /** What is to be done, in the order in which it came. */
    async due({ itemId }: Lane): Promise<InboxEvent[]> {
      const rows = await query<EventRow>(
        `SELECT id, event, item_id, tries, body FROM webhook_events
         WHERE item_id = $1 AND due_at <= now() ORDER BY position LIMIT ${MAX_EVENTS}`,
        [itemId],
      );
      return rows.map((row) => ({
        id: row.id,
        event: row.event,
        itemId: row.item_id,
        tries: row.tries,
        payload: JSON.parse(row.body) as Record<string, unknown>,
      }));
    },

    async done(ids: string[]): Promise<void> {
      await query(
        `UPDATE webhook_events SET done_at = now(), due_at = NULL, failure = NULL, tries = tries + 1
         WHERE id IN (
           SELECT id FROM webhook_events WHERE id = ANY($1::text[]) AND due_at IS NOT NULL ORDER BY id FOR UPDATE)`,
        [ids],
      );
    },

    async again(ids: string[], pauseMs: number, failure: string): Promise<void> {
      await query(
        `UPDATE webhook_events SET due_at = now() + $2::int * interval '1 ms', failure = $3, tries = tries + 1
         WHERE id = ANY($1::text[]) AND due_at IS NOT NULL`,
        [ids, pauseMs, failure],
      );
    },

    /** Given up, for the operator to look at. */
    async park(ids: string[], failure: string): Promise<void> {
      await query(
        `UPDATE webhook_events SET parked_at = now(), due_at = NULL, failure = $2, tries = tries + 1
         WHERE id = ANY($1::text[]) AND due_at IS NOT NULL`,
        [ids, failure],
      );
    },

    /** An event that comes at this moment is not seen here, but its lane is: it is due, so it stays. */
    async release({ itemId, claim }: Lane): Promise<void> {
      const empty = await query(
        `DELETE FROM lanes WHERE item_id = $1 AND claim = $2 AND due_at = 'infinity'
         AND NOT EXISTS (SELECT 1 FROM webhook_events WHERE item_id = $1 AND due_at IS NOT NULL) RETURNING 1`,
        [itemId, claim],
      );
      if (empty.length > 0) return;
      await query(
        `UPDATE lanes SET claim = NULL, claimed_until = NULL,
           due_at = LEAST(due_at, (SELECT min(due_at) FROM webhook_events WHERE item_id = $1))
         WHERE item_id = $1 AND claim = $2`,
        [itemId, claim],
      );
    },

    /** Milliseconds until there is something to claim, as far as is known now. */
    async nextIn(): Promise<number | undefined> {
      const [row] = await query<{ ms: number | null }>(
        `SELECT (extract(epoch FROM min(${FREE_AT}) - now()) * 1000)::float8 AS ms FROM lanes`,
      );
      return row?.ms ?? undefined;
    },

    async countParked(): Promise<number> {
      const [row] = await query<{ count: number }>(
        'SELECT count(*)::int AS count FROM webhook_events WHERE parked_at IS NOT NULL',
      );
      return row?.count ?? 0;
    },

    async prune(): Promise<void> {
      await query(`DELETE FROM webhook_events WHERE done_at < now() - interval '${KEEP}'`);
    },
  };
}
