import type { AccountType, Item } from 'pluggy-sdk';
import type { Database } from './database/index.js';
import { isItemId, publicItem } from './items.js';
import type { Live } from './live.js';
import type { Pluggy } from './pluggy.js';
import type { Job, PluggyEvent } from './queue.js';
import type { Records } from './records.js';
import { createStorage, forgetItem } from './storage.js';

interface SyncOptions {
  pluggy: Pluggy;
  database: Database;
  records: Records;
  live: Live;
}

/** An Item with the fields that Pluggy sends and `pluggy-sdk` does not declare, or declares too narrowly. */
type SentItem = Omit<Item, 'statusDetail'> & {
  products?: string[];
  statusDetail?: Record<string, { isUpdated?: boolean } | null> | null;
};

type Product = 'ACCOUNTS' | 'CREDIT_CARDS' | 'INVESTMENTS' | 'LOANS' | 'IDENTITY';

/** Names of the products in `statusDetail`. */
const STATUS_DETAIL_KEYS: Record<Product, string> = {
  ACCOUNTS: 'accounts',
  CREDIT_CARDS: 'creditCards',
  INVESTMENTS: 'investments',
  LOANS: 'loans',
  IDENTITY: 'identity',
};

/** Maximum number of ids in one request for transactions, so that the request line stays below 16 kB. */
const MAX_IDS = 400;

/** Creates the handling of Pluggy's events: reads the current Item, then the data that changed. */
export function createSync({ pluggy, database, records, live }: SyncOptions) {
  /** Reads and stores the Item. Returns undefined if Pluggy no longer has the Item or if the Item has no user. */
  async function readItem(itemId: string, events: PluggyEvent[]): Promise<SentItem | undefined> {
    const item = await pluggy.findItem(itemId);
    if (!item) {
      await forgetItem(database, live, itemId, events[0]?.id);
      return undefined;
    }
    const userId = item.clientUserId;
    if (!userId) return undefined;
    await database.transaction(async (queries) => {
      // `save` returns the first owner: an Item stays with the user who connected it.
      if ((await createStorage(queries).save(publicItem(item), userId)) !== userId) return;
      const published = events.filter(({ event }) => event !== 'item/deleted');
      await live.publish(queries, userId, ...published.map(({ id, event }) => ({ event, eventId: id, itemId })));
    });
    return item;
  }

  async function syncItem(itemId: string, events: PluggyEvent[]): Promise<void> {
    const item = await readItem(itemId, events);
    if (!item) return;
    // After a revoked consent every product reads as empty, which deletes the stored data.
    const isRevoked = (item.executionStatus as string) === 'USER_AUTHORIZATION_REVOKED';
    if (!isRevoked && !events.some(({ event }) => event === 'item/created' || event === 'item/updated')) return;
    const has = (product: Product) => isRevoked || isUpdated(item, product);

    if (has('ACCOUNTS')) await syncAccounts(itemId, 'BANK');
    if (has('CREDIT_CARDS')) await syncAccounts(itemId, 'CREDIT');
    if (has('INVESTMENTS')) await records.replace('investments', itemId, await pluggy.listInvestments(itemId));
    if (has('LOANS')) await records.replace('loans', itemId, await pluggy.listLoans(itemId));
    if (has('IDENTITY')) {
      const identity = await pluggy.findIdentity(itemId);
      await records.replace('identities', itemId, identity ? [identity] : []);
    }
    await live.publish(database, item.clientUserId!, { event: 'data/synced', itemId });
  }

  async function syncAccounts(itemId: string, type: AccountType): Promise<void> {
    await records.replace('accounts', itemId, await pluggy.listAccounts(itemId, type), type);
  }

  async function syncTransactions(itemId: string, event: PluggyEvent): Promise<void> {
    const item = await pluggy.findItem(itemId);
    if (!item) return void (await forgetItem(database, live, itemId, event.id));
    const { accountId, transactionIds, createdTransactionsLink, transactionsCreatedAtFrom } = event.payload;
    if (!item.clientUserId || !isItemId(accountId)) return;
    await createStorage(database).save(publicItem(item), item.clientUserId);

    if (event.event === 'transactions/deleted') {
      await records.removeTransactions(itemId, readIds(transactionIds));
    } else if (await ensureAccount(itemId, accountId)) {
      if (event.event === 'transactions/created') {
        const createdAtFrom = readCreatedAtFrom(createdTransactionsLink, transactionsCreatedAtFrom);
        for await (const page of pluggy.transactions(accountId, { createdAtFrom })) {
          await records.saveTransactions(itemId, accountId, page);
        }
      } else {
        await rereadTransactions(itemId, accountId, readIds(transactionIds));
      }
    }
    await live.publish(database, item.clientUserId, { event: event.event, eventId: event.id, itemId });
  }

  /** Whether the account is stored. Reads the accounts first if needed: transaction events can precede the Item's. */
  async function ensureAccount(itemId: string, accountId: string): Promise<boolean> {
    if (await records.hasAccount(itemId, accountId)) return true;
    await syncAccounts(itemId, 'BANK');
    await syncAccounts(itemId, 'CREDIT');
    return records.hasAccount(itemId, accountId);
  }

  async function rereadTransactions(itemId: string, accountId: string, wanted: string[]): Promise<void> {
    for (let start = 0; start < wanted.length; start += MAX_IDS) {
      const ids = wanted.slice(start, start + MAX_IDS);
      const missing = new Set(ids);
      for await (const page of pluggy.transactions(accountId, { ids })) {
        await records.saveTransactions(itemId, accountId, page);
        for (const { id } of page) missing.delete(id);
      }
      await records.removeTransactions(itemId, [...missing]);
    }
  }

  /** Groups events into jobs: one job for all events about the Item, and one for each event about transactions. */
  return function plan(itemId: string, events: PluggyEvent[]): Job[] {
    const isTransactions = ({ event }: PluggyEvent) => /^transactions\/(created|updated|deleted)$/.test(event);
    const aboutItem = events.filter((event) => !isTransactions(event));
    return [
      ...(aboutItem.length > 0 ? [{ events: aboutItem, run: () => syncItem(itemId, aboutItem) }] : []),
      ...events
        .filter(isTransactions)
        .map((event) => ({ events: [event], run: () => syncTransactions(itemId, event) })),
    ];
  };
}

/** Whether the last update read the product. Without `statusDetail`, every product of the Item counts as updated. */
function isUpdated({ statusDetail, products }: SentItem, product: Product): boolean {
  if (statusDetail) return statusDetail[STATUS_DETAIL_KEYS[product]]?.isUpdated === true;
  return !products || products.includes(product);
}

/** Returns the valid ids. They become part of URLs that are requested with the API key, so other values are dropped. */
function readIds(ids: unknown): string[] {
  return Array.isArray(ids) ? ids.filter(isItemId) : [];
}

/** Reads the start date from the link. The link itself is not followed, since it could send the API key elsewhere. */
function readCreatedAtFrom(link: unknown, fallback: unknown): string | undefined {
  const query = typeof link === 'string' && URL.canParse(link) ? new URL(link).searchParams : new URLSearchParams();
  const date = new Date(query.get('createdAtFrom') ?? String(fallback));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
