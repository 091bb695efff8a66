import { resolve } from 'node:path';
import { openEmbedded } from './embedded.js';
import { migrate } from './migrations.js';
import { openServer } from './server.js';

export interface Queries {
  query: <Row = unknown>(sql: string, parameters?: unknown[]) => Promise<Row[]>;
}

/** PostgreSQL, embedded or a server: one SQL for both. */
export interface Database extends Queries {
  /** All of it or nothing. */
  transaction<T>(run: (queries: Queries) => Promise<T>): Promise<T>;
  /**
   * Hears `NOTIFY` of every process on this database. `resumed` is called after the line was down, when anything may
   * have been missed.
   */
  listen(channel: string, heard: (payload: string) => void, resumed: () => void): Promise<void>;
  /** Runs while no other process on this database runs the same. */
  exclusively<T>(name: string, run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL server, `postgres://…`. */
  url?: string;
  /** Without a server: the folder of the embedded one, which keeps its data in memory if there is none. */
  folder?: string;
  /** One line for the operator whenever the server cannot be reached. */
  log?: (line: string) => void;
}

export async function openDatabase({ url, folder, log = () => undefined }: DatabaseOptions = {}): Promise<Database> {
  const database = url ? await openServer(url, log) : await openEmbedded(folder && resolve(folder));
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** For a `jsonb` parameter, which takes neither NUL nor half a surrogate pair; what banks write can hold both. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replace(/\0|\p{Surrogate}/gu, '') : part,
  );
}
