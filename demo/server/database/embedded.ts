import { rename, rm, stat } from 'node:fs/promises';
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
  const { query } = queries(pglite);
  return {
    query,
    transaction: (run) => pglite.transaction((transaction) => run(queries(transaction as unknown as PGlite))),
    async listen(channel, onNotify) {
      await pglite.listen(channel, onNotify);
    },
    async execute(sql, parameters = []) {
      if (parameters.length > 0) return { rows: await query(sql, parameters) };
      try {
        return (await pglite.exec(sql)).at(-1) ?? { rows: [] };
      } catch (error) {
        // Of several statements, the failed one may have left a transaction open.
        await pglite.exec('ROLLBACK');
        throw error;
      }
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

async function openFolder(folder: string): Promise<PGlite> {
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
  return PGlite.create(folder);
}
