import type { AccountType, Item } from 'pluggy-sdk';
import type { Database } from './database/index.js';
import type { InboxEvent } from './inbox.js';
import { isItemId, publicItem } from './items.js';
import type { Live } from './live.js';
import type { Pluggy } from './pluggy.js';
import type { Records } from './records.js';
import { createStorage, forgetItem } from './storage.js';
import type { Job } from './worker.js';

interface SyncOptions {
  pluggy: Pluggy;
  database: Database;
  records: Records;
  live: Live;
}

/** Fields that Pluggy sends and `pluggy-sdk` does not declare, or declares as something narrower. */
type SentItem = Omit<Item, 'statusDetail'> & {
  products?: string[];
  statusDetail?: Record<string, { isUpdated?: boolean } | null> | null;
};

type Product = 'ACCOUNTS' | 'CREDIT_CARDS' | 'INVESTMENTS' | 'LOANS' | 'IDENTITY';

/** How `statusDetail` calls them. */
const DETAIL: Record<Product, string> = {
  ACCOUNTS: 'accounts',
  CREDIT_CARDS: 'creditCards',
  INVESTMENTS: 'investments',
  LOANS: 'loans',
  IDENTITY: 'identity',
};

/** Most ids that one request for transactions may name. */
const MAX_IDS = 500;

/** What Pluggy's events are worked on with: first the Item as it is now, then the data that is new. */
export function createSync({ pluggy, database, records, live }: SyncOptions) {
  /** The Item, if it is there and one of our users'. */
  async function readItem(itemId: string, events: InboxEvent[]): Promise<SentItem | undefined> {
    const item = await pluggy.findItem(itemId);
    if (!item) {
      await forgetItem(database, live, itemId, events[0]?.id);
      return undefined;
    }
    const userId = item.clientUserId;
    if (!userId) return undefined;
    await database.transaction(async (queries) => {
      // Whose it is here: an Item does not change hands.
      if ((await createStorage(queries).save(publicItem(item), userId)) !== userId) return;
      const told = events.filter(({ event }) => event !== 'item/deleted');
      await live.tell(queries, userId, ...told.map(({ id, event }) => ({ event, eventId: id, itemId })));
    });
    return item;
  }

  async function syncItem(itemId: string, events: InboxEvent[]): Promise<void> {
    const item = await readItem(itemId, events);
    if (!item) return;
    // A bank that no longer lets us in leaves nothing to read, and so nothing to keep.
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
    await live.tell(database, item.clientUserId!, { event: 'data/synced', itemId });
  }

  async function syncAccounts(itemId: string, type: AccountType): Promise<void> {
    await records.replace('accounts', itemId, await pluggy.listAccounts(itemId, type), type);
  }

  async function syncTransactions(itemId: string, event: InboxEvent): Promise<void> {
    const item = await pluggy.findItem(itemId);
    if (!item) return void (await forgetItem(database, live, itemId, event.id));
    const { accountId, transactionIds, createdTransactionsLink, transactionsCreatedAtFrom } = event.payload;
    if (!item.clientUserId || !isItemId(accountId)) return;
    await createStorage(database).save(publicItem(item), item.clientUserId);

    if (event.event === 'transactions/deleted') {
      await records.removeTransactions(itemId, readIds(transactionIds));
    } else if (await knowsAccount(itemId, accountId)) {
      if (event.event === 'transactions/created') {
        const createdAtFrom = readFrom(createdTransactionsLink, transactionsCreatedAtFrom);
        for await (const page of pluggy.transactions(accountId, { createdAtFrom })) {
          await records.saveTransactions(itemId, accountId, page);
        }
      } else {
        await rereadTransactions(itemId, accountId, readIds(transactionIds));
      }
    }
    await live.tell(database, item.clientUserId, { event: event.event, eventId: event.id, itemId });
  }

  /** Its first transactions may come before the account itself. */
  async function knowsAccount(itemId: string, accountId: string): Promise<boolean> {
    if (await records.hasAccount(itemId, accountId)) return true;
    await syncAccounts(itemId, 'BANK');
    await syncAccounts(itemId, 'CREDIT');
    return records.hasAccount(itemId, accountId);
  }

  async function rereadTransactions(itemId: string, accountId: string, wanted: string[]): Promise<void> {
    for (let start = 0; start < wanted.length; start += MAX_IDS) {
      const ids = wanted.slice(start, start + MAX_IDS);
      const gone = new Set(ids);
      for await (const page of pluggy.transactions(accountId, { ids })) {
        await records.saveTransactions(itemId, accountId, page);
        for (const { id } of page) gone.delete(id);
      }
      await records.removeTransactions(itemId, [...gone]);
    }
  }

  /** One look at the Item answers all events that are about it; those about transactions say which. */
  return function plan(itemId: string, events: InboxEvent[]): Job[] {
    const isTransactions = ({ event }: InboxEvent) => /^transactions\/(created|updated|deleted)$/.test(event);
    const aboutItem = events.filter((event) => !isTransactions(event));
    return [
      ...(aboutItem.length > 0 ? [{ events: aboutItem, run: () => syncItem(itemId, aboutItem) }] : []),
      ...events
        .filter(isTransactions)
        .map((event) => ({ events: [event], run: () => syncTransactions(itemId, event) })),
    ];
  };
}

/** Without a word about products every one that the Item has is new. */
function isUpdated({ statusDetail, products }: SentItem, product: Product): boolean {
  if (statusDetail) return statusDetail[DETAIL[product]]?.isUpdated === true;
  return !products || products.includes(product);
}

/** Ids go into addresses that carry our key: what is none is left out. */
function readIds(ids: unknown): string[] {
  return Array.isArray(ids) ? ids.filter(isItemId) : [];
}

/** Only the date is taken from the link: our key goes nowhere but to Pluggy. */
function readFrom(link: unknown, otherwise: unknown): string | undefined {
  const query = typeof link === 'string' && URL.canParse(link) ? new URL(link).searchParams : new URLSearchParams();
  const date = new Date(query.get('createdAtFrom') ?? String(otherwise));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
