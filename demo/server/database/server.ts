import pg from 'pg';
import type { Database, Queries } from './index.js';

const TIMEOUTS = { connectionTimeoutMillis: 5_000, query_timeout: 15_000 };
const MAX_PAUSE_MS = 1_000;

/** A PostgreSQL server, which several processes may share. It may go away and come back. */
export async function openServer(url: string, log: (line: string) => void): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 10, ...TIMEOUTS });
  const lost = (error: Error) => log(`the database: ${error.message}`);
  pool.on('error', lost);
  const lines = new Set<Line>();

  const queries = (on: pg.Pool | pg.PoolClient): Queries => ({
    query: async <Row>(sql: string, parameters: unknown[] = []) =>
      (await on.query<Row & pg.QueryResultRow>(sql, parameters)).rows,
  });

  async function withClient<T>(run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    // Without this a connection that breaks between two queries would end the process.
    client.on('error', lost);
    let failure: Error | undefined;
    try {
      return await run(client);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.off('error', lost);
      client.release(failure);
    }
  }

  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    ...queries(pool),
    transaction: (run) =>
      withClient(async (client) => {
        await client.query('BEGIN');
        // After an error the connection is thrown away, and with it the transaction.
        const result = await run(queries(client));
        await client.query('COMMIT');
        return result;
      }),
    async listen(channel, heard, resumed) {
      const line = new Line(url, channel, heard, resumed, log);
      lines.add(line);
      await line.connect();
    },
    exclusively: (name, run) =>
      withClient(async (client) => {
        await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
        try {
          return await run();
        } finally {
          await client.query('SELECT pg_advisory_unlock(hashtext($1))', [name]);
        }
      }),
    async close() {
      await Promise.all([...lines].map((line) => line.close()));
      await pool.end();
    },
  };
}

/** One connection that listens, and is made anew when it breaks. */
class Line {
  #client?: pg.Client;
  #timer?: NodeJS.Timeout;
  #failures = 0;
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly heard: (payload: string) => void,
    private readonly resumed: () => void,
    private readonly log: (line: string) => void,
  ) {}

  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, keepAlive: true, ...TIMEOUTS });
    client.on('notification', ({ payload = '' }) => this.heard(payload));
    client.on('error', (error) => this.log(`the database: ${error.message}`));
    client.on('end', () => this.#again());
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

  #again(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const pause = Math.min(MAX_PAUSE_MS, 100 * 2 ** this.#failures++);
    this.#timer = setTimeout(() => {
      this.connect().then(this.resumed, () => this.#again());
    }, pause);
  }
}
