import { toJson, type Database, type Queries } from './database/index.js';
import type { Live } from './live.js';

/** The stored part of an Item: the fields that browsers may see. */
export interface StoredItem {
  id: string;
  updatedAt: Date;
}

/** Gaps in an Item's data: a list was empty, not found, refused or incomplete. */
interface Gaps {
  /** The Item's `updatedAt` at the last read that left gaps. */
  of: Date;
  /** Number of reads of all of the data that left gaps in this state of the Item. */
  reads: number;
  /** Time of the last read that left gaps. */
  at: Date;
}

/** An Item of a user as it is stored. */
export interface ItemRow {
  id: string;
  userId: string;
  /** Place in the user's list. */
  position: string;
  /** Public fields at the last read. */
  data: Record<string, unknown>;
  updatedAt: Date;
  /** Time from which Pluggy no longer returns the Item. */
  missingSince: Date | null;
  /** Time at which Pluggy deleted the Item. */
  deletedAt: Date | null;
  /** The Item's `updatedAt` at the latest read of all of its data. */
  syncedAt: Date | null;
  /** The gaps that the latest read of the Item's data left, if any. */
  gaps: Gaps | null;
  accounts: { name?: string; number?: string }[];
}

/** Stores the users' Items. Pluggy has no route that lists the Items of a user, so a lost id cannot be recovered. */
export interface ItemStorage {
  find(itemId: string): Promise<ItemRow | undefined>;
  /** Returns a user's Items, oldest first, after the one at a position. */
  page(userId: string, after: string, limit: number): Promise<ItemRow[]>;
  /**
   * Saves an Item that Pluggy has returned, and resolves to its owner: the first owner stays, and an older state never
   * replaces a newer one. `endedAt` is the row's `deletedAt` before the Item was read. Resolves to undefined for an Item that its
   * user has disconnected, or that has ended since then.
   */
  save(item: StoredItem, userId: string, endedAt?: Date | null): Promise<string | undefined>;
  /** Returns the names of the institutions that a user is connected to. */
  banksOf(userId: string): Promise<string[]>;
  /** Marks an Item that Pluggy does not return. Resolves to false if the Item is marked already, or unknown. */
  markMissing(itemId: string): Promise<boolean>;
  /** Notes that the user deletes the Item, before the request to Pluggy. */
  markDisconnecting(itemId: string): Promise<void>;
  isDisconnected(itemId: string, userId: string): Promise<boolean>;
}

interface Row {
  id: string;
  user_id: string;
  position: string;
  data: Record<string, unknown>;
  updated_at: Date;
  missing_since: Date | null;
  deleted_at: Date | null;
  synced_at: Date | null;
  gaps_of: Date | null;
  gap_reads: number;
  gaps_at: Date | null;
  accounts: { name?: string; number?: string }[];
}

const SELECT = `
  SELECT id, user_id, position::text, data, updated_at, missing_since, deleted_at, synced_at, gaps_of, gap_reads, gaps_at, (
    SELECT COALESCE(json_agg(json_build_object('name', accounts.data->>'name', 'number', accounts.data->>'number')
             ORDER BY accounts.data->>'type', accounts.data->>'name', accounts.id), '[]')
    FROM accounts WHERE accounts.item_id = items.id AND (accounts.missing_since IS NULL OR NOT EXISTS (
      SELECT FROM accounts AS current WHERE current.item_id = items.id AND current.missing_since IS NULL))) AS accounts
  FROM items`;

/** Time after which a deletion by the user no longer explains that Pluggy has deleted the Item. */
const DISCONNECTING = '1 hour';
/** Time in which pages may ask about an Item that its user has disconnected. */
const DISCONNECTED_RETENTION = '30 days';

export function createStorage({ query }: Queries) {
  return {
    async find(itemId: string): Promise<ItemRow | undefined> {
      const [row] = await query<Row>(`${SELECT} WHERE id = $1`, [itemId]);
      return row && toItemRow(row);
    },

    async page(userId: string, after: string, limit: number): Promise<ItemRow[]> {
      const rows = await query<Row>(`${SELECT} WHERE user_id = $1 AND position > $2 ORDER BY items.position LIMIT $3`, [
        userId,
        after,
        limit,
      ]);
      return rows.map(toItemRow);
    },

    async save(item: StoredItem, userId: string, endedAt: Date | null = null): Promise<string | undefined> {
      const [row] = await query<{ user_id: string }>(
        `INSERT INTO items (id, user_id, updated_at, data)
         SELECT $1::uuid, $2, $3::timestamptz, $4::jsonb
         WHERE NOT EXISTS (SELECT FROM disconnected_items WHERE item_id = $1::uuid)
         ON CONFLICT (id) DO UPDATE SET
           updated_at = GREATEST(items.updated_at, CASE WHEN items.user_id = $2 THEN excluded.updated_at END),
           data = CASE WHEN items.user_id = $2 AND (items.updated_at <= excluded.updated_at OR items.deleted_at IS NOT NULL)
             THEN excluded.data ELSE items.data END,
           missing_since = CASE WHEN items.user_id = $2 THEN NULL ELSE items.missing_since END,
           deleted_at = CASE WHEN items.user_id = $2 THEN NULL ELSE items.deleted_at END
         WHERE items.deleted_at IS NULL OR date_trunc('milliseconds', items.deleted_at) = $5::timestamptz
         RETURNING user_id`,
        [item.id, userId, item.updatedAt, toJson(item), endedAt],
      );
      return row?.user_id;
    },

    async banksOf(userId: string): Promise<string[]> {
      const rows = await query<{ name: string | null }>(
        `SELECT DISTINCT data->'connector'->>'name' AS name FROM items WHERE user_id = $1 AND deleted_at IS NULL`,
        [userId],
      );
      return rows.flatMap(({ name }) => name ?? []);
    },

    async markMissing(itemId: string): Promise<boolean> {
      const rows = await query(
        `UPDATE items SET missing_since = now()
         WHERE id = $1 AND missing_since IS NULL AND deleted_at IS NULL RETURNING 1`,
        [itemId],
      );
      return rows.length > 0;
    },

    async markDisconnecting(itemId: string): Promise<void> {
      await query('UPDATE items SET disconnecting_at = now() WHERE id = $1', [itemId]);
    },

    async isDisconnected(itemId: string, userId: string): Promise<boolean> {
      const rows = await query('SELECT 1 FROM disconnected_items WHERE item_id = $1 AND user_id = $2', [
        itemId,
        userId,
      ]);
      return rows.length > 0;
    },

    /** Notes that Pluggy has deleted an Item that is not stored. */
    async noteGone(itemId: string): Promise<void> {
      await query(`INSERT INTO disconnected_items (item_id, user_id) VALUES ($1, '') ON CONFLICT DO NOTHING`, [itemId]);
    },

    /** Whether an Item is known to have ended, although it is not stored. */
    async isGone(itemId: string): Promise<boolean> {
      return (await query('SELECT 1 FROM disconnected_items WHERE item_id = $1', [itemId])).length > 0;
    },

    /** Stores the Item's state at which all of its data has been read. */
    async markSynced(itemId: string, updatedAt: Date): Promise<void> {
      await query(
        'UPDATE items SET synced_at = $2, gaps_of = NULL, gap_reads = 0, gaps_at = NULL WHERE id = $1 AND deleted_at IS NULL',
        [itemId, updatedAt],
      );
    },

    /**
     * Notes that a read left gaps in the Item's data. The Item counts as not synced until a read of all of its data leaves none.
     * Only such a read counts: the events of one outage must not use up the reads that pages can cause.
     */
    async noteGaps(itemId: string, updatedAt: Date, { isFullRead }: { isFullRead: boolean }): Promise<void> {
      await query(
        `UPDATE items SET synced_at = NULL, gaps_of = $2, gaps_at = now(),
           gap_reads = CASE WHEN gaps_of = $2 THEN gap_reads ELSE 0 END + $3::int
         WHERE id = $1 AND deleted_at IS NULL`,
        [itemId, updatedAt, isFullRead ? 1 : 0],
      );
    },

    async prune(): Promise<void> {
      await query(
        `DELETE FROM disconnected_items WHERE disconnected_at < now() - interval '${DISCONNECTED_RETENTION}'`,
      );
    },
  };
}

const toItemRow = (row: Row): ItemRow => ({
  id: row.id,
  userId: row.user_id,
  position: row.position,
  data: row.data,
  updatedAt: row.updated_at,
  missingSince: row.missing_since,
  deletedAt: row.deleted_at,
  syncedAt: row.synced_at,
  gaps: row.gaps_of && row.gaps_at && { of: row.gaps_of, reads: row.gap_reads, at: row.gaps_at },
  accounts: row.accounts,
});

/** Notifies the pages of all users with an Item of a connector whose health has changed. */
export async function publishHealth(
  database: Database,
  live: Live,
  eventId: string,
  connectorId: number,
): Promise<void> {
  const rows = await database.query<{ user_id: string; ids: string[] }>(
    `SELECT user_id, json_agg(id ORDER BY position) AS ids FROM items
     WHERE data -> 'connector' ->> 'id' = $1 AND deleted_at IS NULL GROUP BY user_id`,
    [String(connectorId)],
  );
  for (const { user_id: userId, ids } of rows) {
    // A repeated event has the same ids, and is published once.
    const events = ids.map((itemId) => ({
      event: 'connector/status_updated',
      eventId: `${eventId}/${itemId}`,
      itemId,
    }));
    await live.publish(database, userId, ...events);
  }
}

/**
 * Deletes an Item that its user has disconnected, with all of its data, and notifies the user's pages. The id is kept for a
 * while, so that a page that asks for the Item does not report a connection that has ended by itself.
 */
export async function disconnectItem(database: Database, live: Live, itemId: string): Promise<void> {
  await database.transaction(async (queries) => {
    const [row] = await queries.query<{ user_id: string }>('DELETE FROM items WHERE id = $1 RETURNING user_id', [
      itemId,
    ]);
    if (!row) return;
    await queries.query(
      'INSERT INTO disconnected_items (item_id, user_id) VALUES ($1, $2) ON CONFLICT (item_id) DO NOTHING',
      [itemId, row.user_id],
    );
    await live.publish(queries, row.user_id, { event: 'item/disconnected', itemId });
  });
}

/**
 * Ends an Item that Pluggy has deleted: erases its data and keeps a row with `deletedAt`, which the user sees until it is
 * dismissed. An Item that the user is deleting at this moment leaves no row.
 */
export async function endItem(database: Database, live: Live, itemId: string, eventId: string): Promise<void> {
  const [row] = await database.query<{ is_own: boolean }>(
    `SELECT COALESCE(disconnecting_at > now() - interval '${DISCONNECTING}', false) AS is_own
     FROM items WHERE id = $1 AND deleted_at IS NULL`,
    [itemId],
  );
  if (!row) return;
  if (row.is_own) return disconnectItem(database, live, itemId);
  await database.transaction(async (queries) => {
    const [ended] = await queries.query<{ user_id: string }>(
      `UPDATE items SET deleted_at = now(), missing_since = NULL, synced_at = NULL, gaps_of = NULL, data = jsonb_build_object(
         'id', data->'id', 'connector', data->'connector', 'createdAt', data->'createdAt')
       WHERE id = $1 AND deleted_at IS NULL RETURNING user_id`,
      [itemId],
    );
    if (!ended) return;
    await eraseData(queries, itemId);
    await live.publish(queries, ended.user_id, { event: 'item/deleted', eventId, itemId });
  });
}

/** Tables with data of the bank. Rows of other tables depend on these. */
const DATA_TABLES = ['accounts', 'investments', 'loans', 'identities'];

/** Erases the bank's data of an Item. */
export async function eraseData({ query }: Queries, itemId: string): Promise<void> {
  for (const table of DATA_TABLES) await query(`DELETE FROM ${table} WHERE item_id = $1`, [itemId]);
}
