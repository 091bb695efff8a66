import { PluggyClient, type Transaction } from 'pluggy-sdk';
import { vi } from 'vitest';
import type { Database } from '../../../demo/server/database/index.js';
import { publicItem } from '../../../demo/server/items.js';
import type { BackendOptions } from '../../../demo/server/backend.js';
import type { SandboxOptions } from '../../../src/sandbox/core/index.js';
import { KEYS, startApp, startRecordedUpstream, visit, type Payload } from './support.js';

export function clientOf({ url }: { url: string }): PluggyClient {
  vi.stubEnv('PLUGGY_API_URL', url);
  const client = new PluggyClient(KEYS);
  vi.unstubAllEnvs();
  return client;
}

/** The sandbox connector with every product. */
export const OPEN_FINANCE = 600;

/** Starts a Pluggy whose events the tests deliver, a backend that is registered for them, and the backend's visitor. */
export async function startRecorded(options: Partial<BackendOptions> = {}, sandbox: SandboxOptions = {}) {
  const sent: Payload[] = [];
  const upstream = await startRecordedUpstream(sent, sandbox);
  const client = clientOf(upstream);
  const app = startApp(upstream, { retryMs: 5, ...options });
  await app.backend.register('https://shop.example.com');
  await app.backend.start();
  return { sent, upstream, client, app, ana: await visit(app) };
}

interface Entry {
  id: string;
}

/** Returns entries as JSON values, sorted by id. */
const plain = <T extends Entry>(entries: T[]) =>
  (JSON.parse(JSON.stringify(entries)) as T[]).sort((one, other) => (one.id < other.id ? -1 : 1));

const bills = async (client: PluggyClient, accountId: string) =>
  (await client.fetchCreditCardBills(accountId, { pageSize: 500 })).results;

/** Reads all data of these Items from Pluggy, with its SDK. */
export async function dataAtPluggy(client: PluggyClient, itemIds: string[]) {
  const items = await Promise.all(itemIds.map((id) => client.fetchItem(id).catch(() => undefined)));
  const existing = items.filter((item) => item !== undefined);
  const readAll = async <T>(read: (itemId: string) => Promise<T[]>) =>
    (await Promise.all(existing.map(({ id }) => read(id)))).flat();
  const accounts = await readAll(async (id) => (await client.fetchAccounts(id)).results);
  const transactions: Transaction[] = [];
  const investments = await readAll(async (id) => (await client.fetchInvestments(id)).results);
  for (const { id } of accounts) transactions.push(...(await client.fetchAllTransactions(id)));
  return {
    items: plain(existing.map(publicItem)),
    accounts: plain(accounts),
    transactions: plain(transactions),
    bills: plain((await Promise.all(accounts.map(({ id }) => bills(client, id)))).flat()),
    investments: plain(investments),
    investmentTransactions: plain(
      (await Promise.all(investments.map(({ id }) => client.fetchAllInvestmentTransactions(id)))).flat(),
    ),
    loans: plain(await readAll(async (id) => (await client.fetchLoans(id)).results)),
    identities: plain(await readAll(async (id) => [await client.fetchIdentityByItemId(id)])),
  };
}

/** Reads all data of these Items from the database, except what Pluggy has deleted or no longer returns. */
export async function storedData({ query }: Pick<Database, 'query'>, itemIds: string[]) {
  const read = async (table: string) => {
    const key = table === 'items' ? 'id' : 'item_id';
    const isCurrent = `missing_since IS NULL ${table === 'items' ? 'AND deleted_at IS NULL' : ''}`;
    const rows = await query<{ data: Entry }>(
      `SELECT data FROM ${table} WHERE ${key} = ANY($1::uuid[]) AND ${isCurrent}`,
      [itemIds],
    );
    return plain(rows.map(({ data }) => data));
  };
  return {
    items: await read('items'),
    accounts: await read('accounts'),
    transactions: await read('transactions'),
    bills: await read('bills'),
    investments: await read('investments'),
    investmentTransactions: await read('investment_transactions'),
    loans: await read('loans'),
    identities: await read('identities'),
  };
}
