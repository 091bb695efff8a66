import type { Transaction } from 'pluggy-sdk';
import { toJson, type Database, type Queries } from './database/index.js';

/** Tables with data that Pluggy returns as a whole for an Item. */
export type Table = 'accounts' | 'investments' | 'loans' | 'identities';

interface Row {
  id: string;
}

export type Records = ReturnType<typeof createRecords>;

/** Creates the store of the banks' data, under Pluggy's ids. Deleting an Item deletes its data. */
export function createRecords(database: Database) {
  return {
    /** Replaces an Item's rows. With `type`, replaces only the accounts of that type. */
    async replace(table: Table, itemId: string, rows: Row[], type?: string): Promise<void> {
      const json = toJson(rows);
      await database.transaction(async (queries) => {
        if (!(await lockItem(queries, itemId))) return;
        await queries.query(
          `DELETE FROM ${table} WHERE item_id = $1 AND ($3::text IS NULL OR data->>'type' = $3)
           AND id NOT IN (SELECT value->>'id' FROM jsonb_array_elements($2::jsonb))`,
          [itemId, json, type ?? null],
        );
        await queries.query(
          `INSERT INTO ${table} (id, item_id, data)
           SELECT value->>'id', $1, value FROM jsonb_array_elements($2::jsonb)
           ON CONFLICT (id) DO UPDATE SET data = excluded.data WHERE ${table}.item_id = excluded.item_id`,
          [itemId, json],
        );
      });
    },

    async hasAccount(itemId: string, accountId: string): Promise<boolean> {
      const rows = await database.query('SELECT 1 FROM accounts WHERE item_id = $1 AND id = $2', [itemId, accountId]);
      return rows.length > 0;
    },

    async saveTransactions(itemId: string, accountId: string, transactions: Transaction[]): Promise<void> {
      if (transactions.length === 0) return;
      await database.transaction(async (queries) => {
        if (!(await lockItem(queries, itemId))) return;
        await queries.query(
          `INSERT INTO transactions (id, item_id, account_id, date, data)
           SELECT value->>'id', $1, $2, (value->>'date')::timestamptz, value FROM jsonb_array_elements($3::jsonb)
           ON CONFLICT (id) DO UPDATE SET date = excluded.date, data = excluded.data
           WHERE transactions.account_id = excluded.account_id`,
          [itemId, accountId, toJson(transactions)],
        );
      });
    },

    async removeTransactions(itemId: string, ids: string[]): Promise<void> {
      await database.query('DELETE FROM transactions WHERE item_id = $1 AND id = ANY($2::text[])', [itemId, ids]);
    },

    /** Returns a user's accounts, each with its newest transactions. */
    async accountsOf(userId: string, newest: number): Promise<{ account: unknown; transactions: unknown[] }[]> {
      return database.query(
        `SELECT accounts.data AS account, latest.transactions
         FROM items JOIN accounts ON accounts.item_id = items.id
         CROSS JOIN LATERAL (
           SELECT COALESCE(jsonb_agg(data ORDER BY date DESC, id), '[]') AS transactions
           FROM (SELECT id, date, data FROM transactions WHERE account_id = accounts.id
                 ORDER BY date DESC, id LIMIT $2) AS newest
         ) AS latest
         WHERE items.user_id = $1 ORDER BY items.position, accounts.data->>'type', accounts.data->>'name', accounts.id`,
        [userId, newest],
      );
    },
  };
}

/** Keeps the Item from being deleted until the transaction ends. Returns false if the Item no longer exists. */
async function lockItem({ query }: Queries, itemId: string): Promise<boolean> {
  return (await query('SELECT 1 FROM items WHERE id = $1 FOR KEY SHARE', [itemId])).length > 0;
}
