import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../../demo/server/database/index.js';
import { createOwners } from '../../../demo/server/owners.js';
import { startApp, startUpstream, visit, type Upstream } from './support.js';

/** Database of this file alone, because its tests change the environment of the stored data. */
let database: Database;
let upstream: Upstream;

beforeAll(async () => {
  database = await openDatabase();
});

beforeEach(async () => {
  upstream = await startUpstream();
});

afterEach(async () => {
  await upstream.close();
  for (const table of ['environment', 'items', 'disconnected_items', 'connect_tokens', 'live_events'])
    await database.query(`DELETE FROM ${table}`);
});

afterAll(() => database.close());

/** Starts a backend with a client id: against Pluggy, or against a sandbox. */
async function start(clientId: string, isSandbox: boolean) {
  const log: string[] = [];
  const { backend } = startApp(upstream, {
    database,
    pluggy: { clientId, clientSecret: 'secret', baseUrl: upstream.url, log: (line) => log.push(line) },
    sandboxUrl: isSandbox ? 'http://localhost:4300' : undefined,
  });
  await backend.start();
  onTestFinished(() => backend.stop());
  return log;
}

const countItems = async () => (await database.query('SELECT 1 FROM items')).length;

const storeItem = (id: string = crypto.randomUUID()) =>
  database.query("INSERT INTO items (id, user_id, updated_at, data) VALUES ($1, 'ana', now(), '{}')", [id]);

it('refuses other keys than those of the stored data, with one sentence', async () => {
  await start('first', false);
  await storeItem();
  await expect(start('second', false)).rejects.toThrow(
    'The database holds data of the Pluggy application first, and this start uses the Pluggy application second: use the same keys, or another database (DATA_DIR or DATABASE_URL).',
  );
  await expect(start('third', true)).rejects.toThrow('and this start uses the sandbox:');
  await start('first', false);
  expect(await countItems()).toBe(1);
});

it('refuses Pluggy’s keys on the data of a sandbox', async () => {
  await start('simulated', true);
  await storeItem();
  await expect(start('real', false)).rejects.toThrow('The database holds data of the sandbox, and this start uses');
  expect(await countItems()).toBe(1);
});

it('erases the data of the previous sandbox, which kept its items in memory', async () => {
  await start('simulated', true);
  await storeItem();
  await start('simulated', true);
  expect(await countItems()).toBe(1);
  const log = await start('simulated again', true);
  expect(await countItems()).toBe(0);
  expect(log).toContain('This is a new sandbox: the simulated data of the previous one has been erased.');
});

it('refuses a sandbox on data from before the environment was stored, and erases nothing', async () => {
  await storeItem();
  for (const clientId of ['simulated', 'simulated again']) {
    await expect(start(clientId, true)).rejects.toThrow(
      /^The database holds data of an earlier version of this server, .* and this start uses the sandbox: [^.]+\.$/,
    );
  }
  expect(await countItems()).toBe(1);
  await start('real', false);
  expect(await countItems()).toBe(1);
});

it('stores the environment in the data folder', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'environment-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  for (const [clientId, refused] of [
    ['first', false],
    ['second', true],
  ] as const) {
    const folder = await openDatabase({ folder: join(parent, 'data') });
    const pluggy = { clientId, clientSecret: 'secret', baseUrl: upstream.url };
    const { backend } = startApp(upstream, { database: folder, pluggy, sandboxUrl: undefined });
    const started = await backend.start().then(
      () => true,
      () => false,
    );
    expect(started).toBe(!refused);
    await backend.stop();
    await folder.close();
  }
});

it('does not adopt items of another environment of the same application', async () => {
  const options = { database, userIdPrefix: 'staging:' };
  const app = startApp(upstream, options);
  await app.backend.start();
  onTestFinished(() => app.backend.stop());
  const ana = await visit(app);
  const itemId = await ana.connect(upstream);
  expect(upstream.last('/connect_token')).toMatchObject({ options: { clientUserId: `staging:${ana.userId}` } });
  expect((await ana.post('/api/items', { itemId })).status).toBe(200);
  for (const clientUserId of [ana.userId, `production:${ana.userId}`, 'staging:']) {
    await upstream.put(itemId, { clientUserId });
    await database.query('DELETE FROM items');
    expect((await ana.post('/api/items', { itemId })).status, clientUserId).toBe(403);
  }
});

it('tells prefixes apart that begin with each other', () => {
  const other = { clientUserId: createOwners('shop-staging').clientUserId('ana') };
  expect(other).toEqual({ clientUserId: 'shop-staging:ana' });
  expect(createOwners('shop').userOf(other)).toBeUndefined();
  expect(createOwners('shop').userOf({ clientUserId: 'shop:ana:1' })).toBe('ana:1');
  expect(createOwners('shop:').userOf({ clientUserId: 'shop:ana' })).toBe('ana');
  expect(() => createOwners('shop:eu:')).toThrow(
    'The prefix of user ids (USER_ID_PREFIX) may have a colon at its end only, unlike "shop:eu:".',
  );
});

it('says at the start that items of every environment are stored without a prefix', async () => {
  const line = 'userIdPrefix is not set: the Items of every environment of this Pluggy application are stored here.';
  expect(await start('real', false)).toEqual([line]);
  await database.query('DELETE FROM environment');
  expect(await start('simulated', true)).toEqual([]);
});
