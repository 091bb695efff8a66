import type { Database } from './database/index.js';

/** The Pluggy application, or the sandbox, that the Items of a database belong to. */
export interface Environment {
  clientId: string;
  isSandbox: boolean;
}

/** Thrown at the start when the database holds the data of another environment. */
class OtherEnvironment extends Error {
  override name = 'OtherEnvironment';
}

/**
 * Stores the environment with the first start. Later starts with another Pluggy application, or with the sandbox instead of
 * Pluggy, are refused: Pluggy knows none of the stored Items then, and every one would count as missing.
 *
 * A sandbox keeps its Items in memory and has new keys at each start. The simulated data of the previous one is erased.
 */
export async function claimEnvironment(
  database: Database,
  environment: Environment,
  log: (line: string) => void,
): Promise<void> {
  const id = `${environment.isSandbox ? 'sandbox' : 'pluggy'} ${environment.clientId}`;
  const erased = await database.transaction(async ({ query }) => {
    await query("SELECT pg_advisory_xact_lock(hashtext('environment'))");
    const [row] = await query<{ id: string }>('SELECT id FROM environment');
    if (row?.id === id) return false;
    if (!row) {
      if (environment.isSandbox && (await query('SELECT 1 FROM items LIMIT 1')).length > 0) {
        throw new OtherEnvironment(
          'The database holds data of an earlier version of this server, which may be of real people, and this start uses the sandbox: use the keys of that data, or another database (DATA_DIR or DATABASE_URL).',
        );
      }
      await query('INSERT INTO environment (id) VALUES ($1)', [id]);
      return false;
    }
    if (!environment.isSandbox || !row.id.startsWith('sandbox ')) {
      throw new OtherEnvironment(
        `The database holds data of ${describe(row.id)}, and this start uses ${describe(id)}: use the same keys, or another database (DATA_DIR or DATABASE_URL).`,
      );
    }
    for (const table of ['items', 'disconnected_items', 'connect_tokens', 'live_events']) {
      await query(`DELETE FROM ${table}`);
    }
    await query('UPDATE environment SET id = $1', [id]);
    return true;
  });
  if (erased) log('This is a new sandbox: the simulated data of the previous one has been erased.');
}

function describe(id: string): string {
  const [kind, clientId] = id.split(' ');
  return kind === 'sandbox' ? 'the sandbox' : `the Pluggy application ${clientId}`;
}
