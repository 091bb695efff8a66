import { PGlite } from '@electric-sql/pglite';
import type { Database, Queries } from './index.js';
import { lockFolder } from './lock.js';

/** PostgreSQL in this process. One process at a time may have the folder. */
export async function openEmbedded(folder: string | undefined): Promise<Database> {
  const unlock = folder === undefined ? undefined : await lockFolder(folder);
  const pglite = await PGlite.create(folder).catch(async (error: unknown) => {
    await unlock?.();
    throw error;
  });
  const queries = (on: Pick<PGlite, 'query'>): Queries => ({
    query: async <Row>(sql: string, parameters: unknown[] = []) => (await on.query<Row>(sql, parameters)).rows,
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
