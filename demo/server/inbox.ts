import { batched } from './batch.js';
import type { Database } from './database/index.js';

/** An event of Pluggy. Used only to decide what to read: its payload may be outdated when it is handled. */
export interface InboxEvent {
  id: string;
  event: string;
  itemId: string;
  tries: number;
  payload: Record<string, unknown>;
}

export interface ReceivedEvent {
  id: string;
  event: string;
  /** Id of the event's Item. Events without one are stored and not handled. */
  itemId: string | undefined;
  body: string;
}

/** A worker's claim on all pending events of one Item. */
export interface ItemClaim {
  itemId: string;
  claimId: string;
}

interface EventRow {
  id: string;
  event: string;
  item_id: string;
  tries: number;
  body: string;
}

const RETENTION = '30 days';
const MAX_EVENTS = 200;
/** Maximum number of events that one statement stores. Events can be large. */
const MAX_BATCH = 50;

/** Time from which an Item can be claimed: when its events are due, or when the current claim expires. */
const CLAIMABLE_AT = 'COALESCE(claimed_until, due_at)';

export type Inbox = ReturnType<typeof createInbox>;

/** Creates the queue of Pluggy's events. Kept in the database, so it survives a restart and processes can share it. */
export function createInbox(database: Database, leaseMs: number) {
  const { query } = database;

  /** Stores events ordered by id: two processes that store the same events lock the rows in the same order. */
  async function store(received: ReceivedEvent[]): Promise<void[]> {
    const unique = [...new Map(received.map((event) => [event.id, event])).values()];
    await query(
      `WITH stored AS (
         INSERT INTO webhook_events (id, event, item_id, body, due_at, done_at)
         SELECT id, event, item_id, body, CASE WHEN item_id IS NOT NULL THEN now() END, CASE WHEN item_id IS NULL THEN now() END
         FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) AS received (id, event, item_id, body) ORDER BY id
         ON CONFLICT (id) DO UPDATE SET due_at = now(), parked_at = NULL, tries = 0
         WHERE webhook_events.parked_at IS NOT NULL
         RETURNING item_id)
       INSERT INTO pending_items (item_id, due_at)
       SELECT DISTINCT item_id, now() FROM stored WHERE item_id IS NOT NULL ORDER BY item_id
       ON CONFLICT (item_id) DO UPDATE SET due_at = LEAST(pending_items.due_at, now())`,
      [
        unique.map(({ id }) => id),
        unique.map(({ event }) => event),
        unique.map(({ itemId }) => itemId ?? null),
        unique.map(({ body }) => body),
      ],
    );
    return received.map(() => undefined);
  }

  return {
    leaseMs,

    /** Stores an event once per id. A parked event that is delivered again is retried from the start. */
    receive: batched(store, MAX_BATCH),

    /**
     * Claims an Item with pending events, until the claim is released or its lease expires. An event that arrives
     * meanwhile makes the Item due again.
     */
    async claim(): Promise<ItemClaim | undefined> {
      const [row] = await query<{ item_id: string; claim: string }>(
        `UPDATE pending_items SET claim = gen_random_uuid(), claimed_until = now() + $1::int * interval '1 ms', due_at = 'infinity'
         WHERE item_id = (
           SELECT item_id FROM pending_items WHERE ${CLAIMABLE_AT} <= now() ORDER BY ${CLAIMABLE_AT} LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING item_id, claim`,
        [leaseMs],
      );
      return row && { itemId: row.item_id, claimId: row.claim };
    },

    /** Extends the lease. Returns false if the claim has expired and another worker has taken the Item. */
    async renew({ itemId, claimId }: ItemClaim): Promise<boolean> {
      const rows = await query(
        `UPDATE pending_items SET claimed_until = now() + $3::int * interval '1 ms' WHERE item_id = $1 AND claim = $2 RETURNING 1`,
        [itemId, claimId, leaseMs],
      );
      return rows.length > 0;
    },

    /** Returns the Item's due events, in the order of their arrival. */
    async dueEvents({ itemId }: ItemClaim): Promise<InboxEvent[]> {
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

    async markDone(ids: string[]): Promise<void> {
      await query(
        `UPDATE webhook_events SET done_at = now(), due_at = NULL, failure = NULL, tries = tries + 1
         WHERE id IN (
           SELECT id FROM webhook_events WHERE id = ANY($1::text[]) AND due_at IS NOT NULL ORDER BY id FOR UPDATE)`,
        [ids],
      );
    },

    async retry(ids: string[], pauseMs: number, failure: string): Promise<void> {
      await query(
        `UPDATE webhook_events SET due_at = now() + $2::int * interval '1 ms', failure = $3, tries = tries + 1
         WHERE id = ANY($1::text[]) AND due_at IS NOT NULL`,
        [ids, pauseMs, failure],
      );
    },

    /** Stops retrying events. They stay in the table for the operator. */
    async park(ids: string[], failure: string): Promise<void> {
      await query(
        `UPDATE webhook_events SET parked_at = now(), due_at = NULL, failure = $2, tries = tries + 1
         WHERE id = ANY($1::text[]) AND due_at IS NOT NULL`,
        [ids, failure],
      );
    },

    /** Ends a claim. The Item's row stays if events are pending, including an event that arrives at this moment. */
    async release({ itemId, claimId }: ItemClaim): Promise<void> {
      const empty = await query(
        `DELETE FROM pending_items WHERE item_id = $1 AND claim = $2 AND due_at = 'infinity'
         AND NOT EXISTS (SELECT 1 FROM webhook_events WHERE item_id = $1 AND due_at IS NOT NULL) RETURNING 1`,
        [itemId, claimId],
      );
      if (empty.length > 0) return;
      await query(
        `UPDATE pending_items SET claim = NULL, claimed_until = NULL,
           due_at = LEAST(due_at, (SELECT min(due_at) FROM webhook_events WHERE item_id = $1))
         WHERE item_id = $1 AND claim = $2`,
        [itemId, claimId],
      );
    },

    /** Returns the milliseconds until the next Item can be claimed, or undefined if no event is pending. */
    async msUntilNextClaim(): Promise<number | undefined> {
      const [row] = await query<{ ms: number | null }>(
        `SELECT (extract(epoch FROM min(${CLAIMABLE_AT}) - now()) * 1000)::float8 AS ms FROM pending_items`,
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
      await query(`DELETE FROM webhook_events WHERE done_at < now() - interval '${RETENTION}'`);
    },
  };
}
