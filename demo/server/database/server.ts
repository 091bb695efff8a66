import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { batched } from '../batch.js';
import type { Database, Queries } from './types.js';

const TIMEOUTS = { connectionTimeoutMillis: 5_000, query_timeout: 15_000 };
const MAX_PAUSE_MS = 1_000;
const LOCK_POLL_MS = 20;
/** Maximum number of locks that one statement takes or frees. */
const MAX_BATCH = 50;

/** Connects to a PostgreSQL server, which several processes can share. Reconnects when the server restarts. */
export async function openServer(url: string, log: (line: string) => void): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 10, ...TIMEOUTS });
  const logError = (error: Error) => log(`the database: ${error.message}`);
  pool.on('error', logError);
  // One connection that stays open holds all locks of this process. PostgreSQL frees them when the process dies.
  const locks = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0, ...TIMEOUTS });
  locks.on('error', logError);
  const listeners = new Set<Listener>();

  const tryLock = batched(async (names: string[]) => {
    const { rows } = await locks.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext(name)) AS locked FROM unnest($1::text[]) WITH ORDINALITY AS names (name, n)
       ORDER BY n`,
      [names],
    );
    return rows.map(({ locked }) => locked);
  }, MAX_BATCH);
  const unlock = batched(async (names: string[]): Promise<void[]> => {
    await locks.query('SELECT pg_advisory_unlock(hashtext(name)) FROM unnest($1::text[]) AS names (name)', [names]);
    return names.map(() => undefined);
  }, MAX_BATCH);

  const queries = (on: pg.Pool | pg.PoolClient): Queries => ({
    query: async <Row>(sql: string, parameters: unknown[] = []) =>
      (await on.query<Row & pg.QueryResultRow>(sql, parameters)).rows,
  });

  async function withClient<T>(run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    // Without a listener, a connection that breaks between two queries would end the process.
    client.on('error', logError);
    let failure: Error | undefined;
    try {
      return await run(client);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.off('error', logError);
      client.release(failure);
    }
  }

  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await Promise.all([pool.end(), locks.end()]);
    throw error;
  }
  return {
    ...queries(pool),
    transaction: (run) =>
      withClient(async (client) => {
        await client.query('BEGIN');
        // No ROLLBACK: after an error `withClient` closes the connection, which ends the transaction.
        const result = await run(queries(client));
        await client.query('COMMIT');
        return result;
      }),
    async listen(channel, onNotify, onReconnect) {
      const listener = new Listener(url, channel, onNotify, onReconnect, log);
      listeners.add(listener);
      await listener.connect();
    },
    execute: (sql, parameters = []) =>
      withClient(async (client) => {
        const results: unknown = await client.query(sql, parameters);
        return (Array.isArray(results) ? results.at(-1) : results) as { rows: unknown[] };
      }),
    async exclusively(name, run) {
      while (!(await tryLock(name))) await setTimeout(LOCK_POLL_MS);
      try {
        return await run();
      } finally {
        await unlock(name);
      }
    },
    async close() {
      await Promise.all([...listeners].map((listener) => listener.close()));
      await Promise.all([pool.end(), locks.end()]);
    },
  };
}

/** A connection that receives notifications, and is replaced when it breaks. */
class Listener {
  #client?: pg.Client;
  #timer?: NodeJS.Timeout;
  #failures = 0;
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly onNotify: (payload: string) => void,
    private readonly onReconnect: () => void,
    private readonly log: (line: string) => void,
  ) {}

  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, keepAlive: true, ...TIMEOUTS });
    client.on('notification', ({ payload = '' }) => this.onNotify(payload));
    client.on('error', (error) => this.log(`the database: ${error.message}`));
    client.on('end', () => this.#scheduleReconnect());
    this.#client = client;
    await client.connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(this.channel)}`);
    this.#failures = 0;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  #scheduleReconnect(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const pauseMs = Math.min(MAX_PAUSE_MS, 100 * 2 ** this.#failures++);
    this.#timer = globalThis.setTimeout(() => {
      this.connect().then(this.onReconnect, () => this.#scheduleReconnect());
    }, pauseMs);
  }
}
