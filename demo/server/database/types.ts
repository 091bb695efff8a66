/** Runs SQL statements, inside or outside of a transaction. */
export interface Queries {
  query: <Row = unknown>(sql: string, parameters?: unknown[]) => Promise<Row[]>;
}

/** A PostgreSQL database, embedded or on a server. The same SQL runs on both. */
export interface Database extends Queries {
  /** Commits when `run` resolves, and rolls back when it rejects. */
  transaction<T>(run: (queries: Queries) => Promise<T>): Promise<T>;
  /**
   * Receives `NOTIFY` from every process on this database. `onReconnect` is called after the connection was lost, when
   * notifications may have been missed.
   */
  listen(channel: string, onNotify: (payload: string) => void, onReconnect: () => void): Promise<void>;
  /** Runs the SQL of a library: one statement with parameters, or several without. Returns the last result. */
  execute(sql: string, parameters?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Runs `run` while no other process on this database holds the lock of this name. */
  exclusively<T>(name: string, run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
