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
  /** Whether the list is incomplete: a row that is not in the list may be in the part that was not read. */
  isPartial?: boolean;
}

/** Result of storing a list. */
export interface StoredList {
  /** Number of rows that the list lacks, and that were not marked before. */
  marked: number;
  /** Number of all marked rows. */
  missing: number;
  /** Number of rows that have been marked for less than a day. */
  doubtful: number;
}

interface Row {
  id: string;
}

/** Numbers of transactions that have not been saved. */
interface Rejected {
  undated: number;
  foreign: number;
}

/** Time in which a marked row may still be an error of Pluggy, which another read corrects. */
const DOUBT = '1 day';

/** An account whose transactions can be read. */
export interface AccountRow {
  id: string;
  type: string;
  /** `createdAt` of the newest transaction of the last read that reached the end, or the largest number of pages. */
  readUntil: Date | null;
}

export type Records = ReturnType<typeof createRecords>;

/**
 * Creates the store of the banks' data, under Pluggy's ids. A row that Pluggy no longer returns is marked and kept: an answer
 * can be empty by mistake, or because a consent has ended. Deleting an Item deletes its data.
 */
export function createRecords(database: Database) {
  return {
    /** Saves a list of Pluggy, and marks the rows that the list lacks. Of two entries with the same id, the last one counts. */
    async store(
      table: Table,
      itemId: string,
      rows: Row[],
      { type, parentId, isPartial = false }: Scope = {},
    ): Promise<StoredList> {
      const json = toJson(rows);
      const parent = PARENT_COLUMNS[table];
      return database.transaction(async (queries) => {
        if (!(await lockItem(queries, itemId))) return { marked: 0, missing: 0, doubtful: 0 };
        await queries.query(
          `INSERT INTO ${table} (id, item_id, data${parent ? `, ${parent}` : ''})
           SELECT DISTINCT ON (value->>'id') value->>'id', $1::uuid, value${parent ? ', $3::text' : ''}
           FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS entries (value, n) ORDER BY value->>'id', n DESC
           ON CONFLICT (id) DO UPDATE SET data = excluded.data, missing_since = NULL
           WHERE ${table}.item_id = excluded.item_id`,
          [itemId, json, ...(parent ? [parentId] : [])],
        );
        const scope = `item_id = $1 AND ($2::text IS NULL OR data->>'type' = $2) AND ($3::text IS NULL OR ${parent ?? 'id'} = $3)`;
        const scopeValues = [itemId, type ?? null, (parent && parentId) ?? null];
        const marked = isPartial
          ? []
          : await queries.query(
              `UPDATE ${table} SET missing_since = now() WHERE ${scope} AND missing_since IS NULL
               AND id NOT IN (SELECT value->>'id' FROM jsonb_array_elements($4::jsonb)) RETURNING 1`,
              [...scopeValues, json],
            );
        const [counts] = await queries.query<Omit<StoredList, 'marked'>>(
          `SELECT count(missing_since)::int AS missing,
             (count(*) FILTER (WHERE missing_since > now() - interval '${DOUBT}'))::int AS doubtful
           FROM ${table} WHERE ${scope}`,
          scopeValues,
        );
        return { marked: marked.length, ...counts! };
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

    /**
     * Saves transactions. Of two with the same id, the last one counts. A transaction moves to the account under which Pluggy
     * returns it. Returns the number of those without a valid date, and of those of another Item. Both are left out: one without a
     * date would keep the others from being stored.
     */
    async saveTransactions(itemId: string, accountId: string, transactions: Transaction[]): Promise<Rejected> {
      let foreign = 0;
      const dated = transactions.flatMap((data) => {
        const date = readDate(data.date);
        return date ? [{ id: data.id, date, data }] : [];
      });
      if (dated.length > 0) {
        await database.transaction(async (queries) => {
          if (!(await lockItem(queries, itemId))) return;
          const saved = await queries.query(
            `INSERT INTO transactions (id, item_id, account_id, date, data)
             SELECT DISTINCT ON (value->>'id')
               value->>'id', $1::uuid, $2, (value->>'date')::timestamptz, value->'data'
             FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS entries (value, n) ORDER BY value->>'id', n DESC
             ON CONFLICT (id) DO UPDATE SET
               account_id = excluded.account_id, date = excluded.date, data = excluded.data, missing_since = NULL
             WHERE transactions.item_id = excluded.item_id
             RETURNING 1`,
            [itemId, accountId, toJson(dated)],
          );
          foreign = new Set(dated.map(({ id }) => id)).size - saved.length;
        });
      }
      return { undated: transactions.length - dated.length, foreign };
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

/** Returns a date for the database, or undefined for a value that is no date of the years 1 to 9999. */
function readDate(value: unknown): string | undefined {
  if (!(value instanceof Date) && typeof value !== 'string') return undefined;
  const date = new Date(value);
  return date.getTime() >= MIN_DATE && date.getTime() <= MAX_DATE ? date.toISOString() : undefined;
}

const MIN_DATE = Date.parse('0001-01-01T00:00:00Z');
const MAX_DATE = Date.parse('9999-12-31T00:00:00Z');

/**
 * Keeps the Item from being ended or deleted until the transaction ends. Returns false if that has already happened: its
 * data must not come back.
 */
async function lockItem({ query }: Queries, itemId: string): Promise<boolean> {
  return (await query('SELECT 1 FROM items WHERE id = $1 AND deleted_at IS NULL FOR SHARE', [itemId])).length > 0;
}
