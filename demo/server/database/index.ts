import { resolve } from 'node:path';
import { openEmbedded } from './embedded.js';
import { explainFailure } from './folder.js';
import { migrate } from './migrations.js';
import { openServer } from './server.js';
import { namingFailures } from './query-failure.js';
import type { Database } from './types.js';

export type { Database, Queries } from './types.js';

export interface DatabaseOptions {
  /** Address of a PostgreSQL server, `postgres://…`. */
  url?: string;
  /** Data folder of the embedded database, used without `url`. Without a folder the data stays in memory. */
  folder?: string;
  /** Receives one line for the operator whenever the server is unreachable. */
  log?: (line: string) => void;
}

/** Opens the database and applies the migrations that are missing. */
export async function openDatabase({ url, folder, log = () => undefined }: DatabaseOptions = {}): Promise<Database> {
  if (url) return open(() => openServer(url, log));
  if (folder === undefined) return open(() => openEmbedded(undefined));
  const path = resolve(folder);
  return open(() => openEmbedded(path)).catch(async (error: unknown) => {
    throw await explainFailure(path, error);
  });
}

async function open(connect: () => Promise<Database>): Promise<Database> {
  const opened = await connect();
  const database: Database = {
    ...opened,
    ...namingFailures(opened),
    transaction: (run) => opened.transaction((queries) => run(namingFailures(queries))),
  };
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** Serializes a `jsonb` parameter. Removes NUL and lone surrogates, which PostgreSQL rejects and banks do send. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replace(/\0|\p{Surrogate}/gu, '') : part,
  );
}
