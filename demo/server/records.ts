import type { Transaction } from 'pluggy-sdk';
import { toJson, type Database, type Queries } from './database/index.js';
import { eraseData } from './storage.js';

/** Tables with lists of Pluggy, and the column of the account or investment that a list belongs to. */
const PARENT_COLUMNS = {
  accounts: undefined,
  investments: undefined,
  loans: undefined,
  identities: undefined,
  bills: 'account_id',
  investment_transactions: 'investment_id',
} as const;

export type Table = keyof typeof PARENT_COLUMNS;

/** The part of an Item's rows that a list of Pluggy covers. */
export interface Scope {
  /** Accounts of this type only. */
  type?: string;
  /** Rows of this account or investment only. */
  parentId?: string;
}

interface Row {
  id: string;
}

/** An account whose transactions can be read. */
export interface AccountRow {
  id: string;
  type: string;
  /** `createdAt` of the newest transaction up to which none has been left out. */
  readUntil: Date | null;
}

export type Records = ReturnType<typeof createRecords>;

/**
 * Creates the store of the banks' data, under Pluggy's ids. A row that Pluggy no longer returns is marked and kept: an answer
 * can be empty by mistake, or because a consent has ended. Deleting an Item deletes its data.
 */
export function createRecords(database: Database) {
  return {
    /** Saves a list of Pluggy, and marks the rows that the list lacks. Returns the number of rows that were marked. */
    async store(table: Table, itemId: string, rows: Row[], { type, parentId }: Scope = {}): Promise<number> {
      const json = toJson(rows);
      const parent = PARENT_COLUMNS[table];
      return database.transaction(async (queries) => {
        if (!(await lockItem(queries, itemId))) return 0;
        await queries.query(
          `INSERT INTO ${table} (id, item_id, data${parent ? `, ${parent}` : ''})
           SELECT value->>'id', $1, value${parent ? ', $3' : ''} FROM jsonb_array_elements($2::jsonb)
           ON CONFLICT (id) DO UPDATE SET data = excluded.data, missing_since = NULL
           WHERE ${table}.item_id = excluded.item_id`,
          [itemId, json, ...(parent ? [parentId] : [])],
        );
        const marked = await queries.query(
          `UPDATE ${table} SET missing_since = now()
           WHERE item_id = $1 AND missing_since IS NULL AND ($3::text IS NULL OR data->>'type' = $3)
           AND ($4::text IS NULL OR ${parent ?? 'id'} = $4)
           AND id NOT IN (SELECT value->>'id' FROM jsonb_array_elements($2::jsonb)) RETURNING 1`,
          [itemId, json, type ?? null, (parent && parentId) ?? null],
        );
        return marked.length;
      });
    },

    /** Erases the Item's data, for a consent that has been revoked. */
    async erase(itemId: string): Promise<void> {
      await database.transaction(async (queries) => {
        await eraseData(queries, itemId);
        await queries.query('UPDATE items SET synced_at = NULL WHERE id = $1', [itemId]);
      });
    },

    /** Returns the Item's accounts that Pluggy still returns. */
    async accountsOfItem(itemId: string): Promise<AccountRow[]> {
      const rows = await database.query<{ id: string; type: string; read_until: Date | null }>(
        `SELECT id, data->>'type' AS type, read_until FROM accounts
         WHERE item_id = $1 AND missing_since IS NULL ORDER BY id`,
        [itemId],
      );
      return rows.map(({ id, type, read_until: readUntil }) => ({ id, type, readUntil }));
    },

    async investmentsOfItem(itemId: string): Promise<string[]> {
      const rows = await database.query<{ id: string }>(
        'SELECT id FROM investments WHERE item_id = $1 AND missing_since IS NULL ORDER BY id',
        [itemId],
      );
      return rows.map(({ id }) => id);
    },

    async saveTransactions(itemId: string, accountId: string, transactions: Transaction[]): Promise<void> {
      if (transactions.length === 0) return;
      await database.transaction(async (queries) => {
        if (!(await lockItem(queries, itemId))) return;
        await queries.query(
          `INSERT INTO transactions (id, item_id, account_id, date, data)
           SELECT value->>'id', $1, $2, (value->>'date')::timestamptz, value FROM jsonb_array_elements($3::jsonb)
           ON CONFLICT (id) DO UPDATE SET date = excluded.date, data = excluded.data, missing_since = NULL
           WHERE transactions.account_id = excluded.account_id`,
          [itemId, accountId, toJson(transactions)],
        );
      });
    },

    async setReadUntil(accountId: string, readUntil: Date): Promise<void> {
      await database.query('UPDATE accounts SET read_until = GREATEST(read_until, $2) WHERE id = $1', [
        accountId,
        readUntil,
      ]);
    },

    /** Returns the date of the account's oldest pending transaction. */
    async oldestPending(accountId: string): Promise<Date | undefined> {
      const [row] = await database.query<{ date: Date | null }>(
        `SELECT min(date) AS date FROM transactions
         WHERE account_id = $1 AND data->>'status' = 'PENDING' AND missing_since IS NULL`,
        [accountId],
      );
      return row?.date ?? undefined;
    },

    /** Returns the account's unmarked transactions since a date, or of all time, that are not among the given ones. */
    async otherTransactions(accountId: string, ids: string[], since?: Date): Promise<string[]> {
      const rows = await database.query<{ id: string }>(
        `SELECT id FROM transactions WHERE account_id = $1 AND missing_since IS NULL
         AND ($3::timestamptz IS NULL OR date >= $3)
         AND id NOT IN (SELECT jsonb_array_elements_text($2::jsonb)) ORDER BY id`,
        [accountId, JSON.stringify(ids), since ?? null],
      );
      return rows.map(({ id }) => id);
    },

    async markTransactions(itemId: string, ids: string[]): Promise<number> {
      const marked = await database.query(
        `UPDATE transactions SET missing_since = now()
         WHERE item_id = $1 AND id = ANY($2::text[]) AND missing_since IS NULL RETURNING 1`,
        [itemId, ids],
      );
      return marked.length;
    },

    async removeTransactions(itemId: string, ids: string[]): Promise<void> {
      await database.query('DELETE FROM transactions WHERE item_id = $1 AND id = ANY($2::text[])', [itemId, ids]);
    },

    /**
     * Returns a user's accounts, each with its newest transactions. Leaves out transactions that Pluggy no longer returns,
     * except those of an account that is missing as a whole.
     */
    async accountsOf(userId: string, newest: number): Promise<StoredAccount[]> {
      return database.query(
        `SELECT accounts.data AS account, accounts.missing_since AS "missingSince", latest.transactions
         FROM items JOIN accounts ON accounts.item_id = items.id
         CROSS JOIN LATERAL (
           SELECT COALESCE(jsonb_agg(data ORDER BY date DESC, id), '[]') AS transactions
           FROM (SELECT id, date, data FROM transactions
                 WHERE account_id = accounts.id
                 AND (transactions.missing_since IS NULL OR accounts.missing_since IS NOT NULL)
                 ORDER BY date DESC, id LIMIT $2) AS newest
         ) AS latest
         WHERE items.user_id = $1 ORDER BY items.position, accounts.data->>'type', accounts.data->>'name', accounts.id`,
        [userId, newest],
      );
    },
  };
}

export interface StoredAccount {
  account: unknown;
  missingSince: Date | null;
  transactions: unknown[];
}

/**
 * Keeps the Item from being ended or deleted until the transaction ends. Returns false if that has already happened: its
 * data must not come back.
 */
async function lockItem({ query }: Queries, itemId: string): Promise<boolean> {
  return (await query('SELECT 1 FROM items WHERE id = $1 AND deleted_at IS NULL FOR SHARE', [itemId])).length > 0;
}
