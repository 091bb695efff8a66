import { readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import type { Database, Queries } from './types.js';
import { lockFolder } from './lock.js';

/** Opens PostgreSQL in this process, in memory or in a folder. Only one process at a time can use a folder. */
export async function openEmbedded(folder: string | undefined): Promise<Database> {
  const unlock = folder === undefined ? undefined : await lockFolder(folder);
  const pglite = await (folder === undefined ? create() : openFolder(folder)).catch(async (error: unknown) => {
    await unlock?.();
    throw error;
  });
  const queries = (on: Pick<PGlite, 'query'>): Queries => ({
    query: async <Row>(sql: string, parameters: unknown[] = []) => {
      const { rows } = await on.query<Row>(sql, parameters);
      // PGlite runs on this thread: without a pause, consecutive queries would block everything else.
      await setImmediate();
      return rows;
    },
  });
  return {
    ...queries(pglite),
    transaction: (run) => pglite.transaction((transaction) => run(queries(transaction as unknown as PGlite))),
    async listen(channel, onNotify) {
      await pglite.listen(channel, onNotify);
    },
    exclusively: (_name, run) => run(),
    async close() {
      await pglite.close();
      await unlock?.();
    },
  };
}

/** Creates a database from the prepopulated copy in the package: initializing an empty one takes several seconds. */
const create = async (folder?: string) => PGlite.create({ dataDir: folder, loadDataDir: await dataDir() });

/** Entries of a database. An earlier version kept the database in the data folder itself. */
const ENTRIES = ['PG_VERSION', 'base', 'global'];

/** Returns the folder of the database in a data folder. */
export async function databaseIn(folder: string): Promise<string> {
  const entries = await readdir(folder);
  return ENTRIES.some((name) => entries.includes(name)) ? folder : join(folder, 'db');
}

async function openFolder(dataFolder: string): Promise<PGlite> {
  const folder = await databaseIn(await realpath(dataFolder));
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!exists) {
    // Create under a temporary name, then rename: a process that is killed meanwhile leaves no partial database behind.
    const unfinished = `${folder}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await (await create(unfinished)).close();
    await rename(unfinished, folder);
  }
  // PGlite would create a new database over the rest of a damaged one.
  const entries = await readdir(folder);
  if (entries.length > 0 && !entries.includes('PG_VERSION')) throw new Error('The folder holds no database.');
  return PGlite.create(folder);
}
