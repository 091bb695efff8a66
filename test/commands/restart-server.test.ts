import { afterAll, beforeAll, describe } from 'vitest';
import { hasPostgres, startPostgres, type Postgres } from '../node/server/postgres.js';
import { setUpHistory, testRestart } from './restart.js';

// A separate file from the embedded database's test, so that both run in parallel.
describe.runIf(hasPostgres)('on PostgreSQL', () => {
  setUpHistory();
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());

  testRestart('one process', 1, async () => ({ url: await postgres.newUrl() }));
  testRestart('two processes', 2, async () => ({ url: await postgres.newUrl() }));
});
