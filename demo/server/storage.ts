import { toJson, type Database, type Queries } from './database/index.js';
import type { Live } from './live.js';

/** The stored part of an Item: the fields that browsers may see. */
export interface StoredItem {
  id: string;
  updatedAt: Date;
}

export type ItemStorage = ReturnType<typeof createStorage>;

/** Stores the owner of each Item. Pluggy has no route that lists Items, so a lost id cannot be recovered. */
export function createStorage({ query }: Queries) {
  return {
    /** Saves an Item and returns its owner. The first owner stays, and an older state never replaces a newer one. */
    async save(item: StoredItem, userId: string): Promise<string> {
      const [row] = await query<{ user_id: string }>(
        `INSERT INTO items (id, user_id, updated_at, data) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET
           updated_at = GREATEST(items.updated_at, CASE WHEN items.user_id = $2 THEN $3 END),
           data = CASE WHEN items.user_id = $2 AND items.updated_at <= $3 THEN $4 ELSE items.data END
         RETURNING user_id`,
        [item.id, userId, item.updatedAt, toJson(item)],
      );
      return row!.user_id;
    },

    /** Returns the ids of a user's Items, oldest first. */
    async listByUser(userId: string): Promise<string[]> {
      const rows = await query<{ id: string }>('SELECT id FROM items WHERE user_id = $1 ORDER BY position', [userId]);
      return rows.map(({ id }) => id);
    },

    /** Returns the names of the institutions that a user is connected to. */
    async banksOf(userId: string): Promise<string[]> {
      const rows = await query<{ name: string | null }>(
        `SELECT DISTINCT data->'connector'->>'name' AS name FROM items WHERE user_id = $1`,
        [userId],
      );
      return rows.flatMap(({ name }) => name ?? []);
    },

    async ownerOf(itemId: string): Promise<string | undefined> {
      const [row] = await query<{ user_id: string }>('SELECT user_id FROM items WHERE id = $1', [itemId]);
      return row?.user_id;
    },

    /** Deletes an Item with all of its data, and returns its owner. */
    async remove(itemId: string): Promise<string | undefined> {
      const [row] = await query<{ user_id: string }>('DELETE FROM items WHERE id = $1 RETURNING user_id', [itemId]);
      return row?.user_id;
    },
  };
}

/** Notifies the pages of all users with an Item of a connector whose health has changed. */
export async function publishHealth(
  database: Database,
  live: Live,
  eventId: string,
  connectorId: number,
): Promise<void> {
  const rows = await database.query<{ user_id: string; ids: string[] }>(
    `SELECT user_id, json_agg(id ORDER BY position) AS ids FROM items
     WHERE data -> 'connector' ->> 'id' = $1 GROUP BY user_id`,
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

/** Deletes the data of an Item that Pluggy no longer has, and notifies its owner's pages. */
export async function forgetItem(database: Database, live: Live, itemId: string, eventId?: string): Promise<void> {
  await database.transaction(async (queries) => {
    const userId = await createStorage(queries).remove(itemId);
    if (userId) await live.publish(queries, userId, { event: 'item/deleted', eventId, itemId });
  });
}
