import { toJson, type Database, type Queries } from './database/index.js';
import type { Live } from './live.js';

/** What is kept of an Item: what browsers may have of it. */
export interface KeptItem {
  id: string;
  updatedAt: Date;
}

export type ItemStorage = ReturnType<typeof createStorage>;

/** Which Item belongs to which user. Pluggy has no route that lists Items, so whoever forgets an id has lost it. */
export function createStorage({ query }: Queries) {
  return {
    /** An Item stays its first user's, and an older state never replaces a newer one. Answers with whose it is. */
    async save(item: KeptItem, userId: string): Promise<string> {
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

    /** Oldest first. */
    async listByUser(userId: string): Promise<string[]> {
      const rows = await query<{ id: string }>('SELECT id FROM items WHERE user_id = $1 ORDER BY position', [userId]);
      return rows.map(({ id }) => id);
    },

    async ownerOf(itemId: string): Promise<string | undefined> {
      const [row] = await query<{ user_id: string }>('SELECT user_id FROM items WHERE id = $1', [itemId]);
      return row?.user_id;
    },

    /** With all of its data. Answers with whose it was. */
    async remove(itemId: string): Promise<string | undefined> {
      const [row] = await query<{ user_id: string }>('DELETE FROM items WHERE id = $1 RETURNING user_id', [itemId]);
      return row?.user_id;
    },
  };
}

/** An Item that Pluggy no longer has: its data goes, and its person's pages hear of it. */
export async function forgetItem(database: Database, live: Live, itemId: string, eventId?: string): Promise<void> {
  await database.transaction(async (queries) => {
    const userId = await createStorage(queries).remove(itemId);
    if (userId) await live.tell(queries, userId, { event: 'item/deleted', eventId, itemId });
  });
}
