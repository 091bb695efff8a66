import { rename, rm, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import type { Database, Queries } from './index.js';
import { lockFolder } from './lock.js';

/** PostgreSQL in this process, in memory or in a folder, which one process at a time may have. */
export async function openEmbedded(folder: string | undefined): Promise<Database> {
  const unlock = folder === undefined ? undefined : await lockFolder(folder);
  const pglite = await (folder === undefined ? make() : openFolder(folder)).catch(async (error: unknown) => {
    await unlock?.();
    throw error;
  });
  const queries = (on: Pick<PGlite, 'query'>): Queries => ({
    query: async <Row>(sql: string, parameters: unknown[] = []) => {
      const { rows } = await on.query<Row>(sql, parameters);
      // It works in our own thread: without a pause one query would follow the other, and nothing else had a turn.
      await setImmediate();
      return rows;
    },
  });
  return {
    ...queries(pglite),
    transaction: (run) => pglite.transaction((transaction) => run(queries(transaction as unknown as PGlite))),
    async listen(channel, heard) {
      await pglite.listen(channel, heard);
    },
    exclusively: (_name, run) => run(),
    async close() {
      await pglite.close();
      await unlock?.();
    },
  };
}

/** A new one, from the copy that comes with the package: to make one from nothing takes some seconds. */
const make = async (folder?: string) => PGlite.create({ dataDir: folder, loadDataDir: await dataDir() });

async function openFolder(folder: string): Promise<PGlite> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    // Whoever ends us meanwhile leaves no half of one behind.
    const unfinished = `${folder}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await (await make(unfinished)).close();
    await rename(unfinished, folder);
  }
  return PGlite.create(folder);
}
