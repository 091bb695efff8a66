import { PluggyClient, type Transaction } from 'pluggy-sdk';
import { vi } from 'vitest';
import type { Database } from '../../../demo/server/database/index.js';
import { publicItem } from '../../../demo/server/items.js';
import { KEYS } from './support.js';

export function clientOf({ url }: { url: string }): PluggyClient {
  vi.stubEnv('PLUGGY_API_URL', url);
  const client = new PluggyClient(KEYS);
  vi.unstubAllEnvs();
  return client;
}

interface Entry {
  id: string;
}

/** As JSON has it, in one order. */
const plain = <T extends Entry>(entries: T[]) =>
  (JSON.parse(JSON.stringify(entries)) as T[]).sort((one, other) => (one.id < other.id ? -1 : 1));

/** Everything that Pluggy has of these Items, by its own SDK. */
export async function dataAtPluggy(client: PluggyClient, itemIds: string[]) {
  const items = await Promise.all(itemIds.map((id) => client.fetchItem(id).catch(() => undefined)));
  const there = items.filter((item) => item !== undefined);
  const of = async <T>(read: (itemId: string) => Promise<T[]>) =>
    (await Promise.all(there.map(({ id }) => read(id)))).flat();
  const accounts = await of(async (id) => (await client.fetchAccounts(id)).results);
  const transactions: Transaction[] = [];
  for (const { id } of accounts) transactions.push(...(await client.fetchAllTransactions(id)));
  return {
    items: plain(there.map(publicItem)),
    accounts: plain(accounts),
    transactions: plain(transactions),
    investments: plain(await of(async (id) => (await client.fetchInvestments(id)).results)),
    loans: plain(await of(async (id) => (await client.fetchLoans(id)).results)),
    identities: plain(await of(async (id) => [await client.fetchIdentityByItemId(id)])),
  };
}

/** Everything that we have of these Items. */
export async function dataHere({ query }: Pick<Database, 'query'>, itemIds: string[]) {
  const read = async (table: string) => {
    const key = table === 'items' ? 'id' : 'item_id';
    const rows = await query<{ data: Entry }>(`SELECT data FROM ${table} WHERE ${key} = ANY($1::uuid[])`, [itemIds]);
    return plain(rows.map(({ data }) => data));
  };
  return {
    items: await read('items'),
    accounts: await read('accounts'),
    transactions: await read('transactions'),
    investments: await read('investments'),
    loans: await read('loans'),
    identities: await read('identities'),
  };
}
