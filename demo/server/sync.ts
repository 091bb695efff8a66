import type { AccountType, Item } from 'pluggy-sdk';
import { CATCH_UP } from './catch-up.js';
import type { Database } from './database/index.js';
import { isItemId, publicItem, readId } from './items.js';
import type { Live } from './live.js';
import type { Owners } from './owners.js';
import type { Pluggy } from './pluggy.js';
import { Problem } from './problem.js';
import type { AccountRow, Records, Scope, Table } from './records.js';
import { createStorage, endItem } from './storage.js';

interface SyncOptions {
  pluggy: Pluggy;
  database: Database;
  records: Records;
  live: Live;
  owners: Owners;
  log?: (line: string) => void;
}

/** An event of Pluggy. Used only to decide what to read: its payload may be outdated when it is handled. */
export interface ItemEvent {
  id: string;
  event: string;
  itemId: string;
  payload: Record<string, unknown>;
}

/** An Item with the fields that Pluggy sends and `pluggy-sdk` does not declare, or declares too narrowly. */
type SentItem = Omit<Item, 'statusDetail'> & {
  products?: string[];
  statusDetail?: Record<string, { isUpdated?: boolean } | null> | null;
};

/** An Item that has been read, with its owner and its state at the latest read of all of its data. */
interface ReadItem {
  item: SentItem;
  userId: string;
  syncedAt: Date | null;
}

type Product =
  'ACCOUNTS' | 'CREDIT_CARDS' | 'TRANSACTIONS' | 'INVESTMENTS' | 'INVESTMENTS_TRANSACTIONS' | 'LOANS' | 'IDENTITY';

/** Names of the products in `statusDetail`. Pluggy's API and its SDK spell one of them differently. */
const STATUS_DETAIL_KEYS: Record<Product, string[]> = {
  ACCOUNTS: ['accounts'],
  CREDIT_CARDS: ['creditCards'],
  TRANSACTIONS: ['transactions'],
  INVESTMENTS: ['investments'],
  INVESTMENTS_TRANSACTIONS: ['investmentsTransactions', 'investmentTransactions'],
  LOANS: ['loans'],
  IDENTITY: ['identity'],
};

/** Maximum number of ids in one request for transactions, so that the request line stays below 16 kB. */
const MAX_IDS = 400;
/** Banks change transactions for some weeks after their date: pending ones are posted or replaced. */
const WINDOW_MS = 30 * 24 * 60 * 60_000;
/** Transactions that Pluggy stores at the same time may become visible in another order. */
const OVERLAP_MS = 10 * 60_000;

/**
 * Creates the handling of Pluggy's events: reads the current Item, then the data that changed. Reads continue from the last
 * transaction that was seen, so an event also recovers what earlier events would have brought.
 */
export function createSync({ pluggy, database, records, live, owners, log = () => undefined }: SyncOptions) {
  const storage = createStorage(database);

  /** Reads and stores the Item, and publishes its events. Returns undefined for an Item that is not ours, or not at Pluggy. */
  async function readItem(itemId: string, events: ItemEvent[]): Promise<ReadItem | undefined> {
    const item = await pluggy.findItem(itemId);
    const row = await storage.find(itemId);
    const published = events
      .filter(({ event }) => event !== 'item/deleted' && event !== CATCH_UP)
      .map(({ id, event }) => ({ event, eventId: id, itemId }));
    if (!item) {
      const deletion = events.find(({ event }) => event === 'item/deleted');
      if (!row || row.deletedAt) return undefined;
      if (deletion) await endItem(database, live, itemId, deletion.id);
      else {
        if (await storage.markMissing(itemId)) log(`item ${itemId} is missing at Pluggy; its data is kept`);
        await live.publish(database, row.userId, ...published);
      }
      return undefined;
    }
    const userId = row?.userId ?? userOf(item);
    if (!userId) return undefined;
    const isSaved = await database.transaction(async (queries) => {
      // `save` returns the first owner: an Item stays with the user who connected it.
      if ((await createStorage(queries).save(publicItem(item), userId)) !== userId) return false;
      await live.publish(queries, userId, ...published);
      return true;
    });
    return isSaved ? { item, userId, syncedAt: row?.syncedAt ?? null } : undefined;
  }

  /** Returns the user of an Item that is not stored yet. */
  function userOf(item: Item): string | undefined {
    const userId = owners.userOf(item);
    if (userId === null) {
      log(
        `item ${item.id} is not stored (item-owner-unknown): it has no clientUserId. It is stored when the page of its user reports it.`,
      );
    }
    return userId ?? undefined;
  }

  async function syncItem(itemId: string, events: ItemEvent[]): Promise<void> {
    const found = await readItem(itemId, events);
    if (!found) return;
    const { item, userId, syncedAt } = found;
    if ((item.executionStatus as string) === 'USER_AUTHORIZATION_REVOKED') return eraseRevoked(itemId, userId);
    const isAboutData = events.some(({ event }) => ['item/created', 'item/updated', CATCH_UP].includes(event));
    // A repeated event, or several events about one run.
    if (!isAboutData || syncedAt?.getTime() === item.updatedAt.getTime()) return;
    await syncData(item, userId);
    await storage.markSynced(itemId, item.updatedAt);
    await live.publish(database, userId, { event: 'data/synced', itemId });
  }

  /** Reads the products that were updated. Each is tried, and the first failure is thrown at the end. */
  async function syncData(item: SentItem, userId: string): Promise<void> {
    const { id: itemId } = item;
    const failures: unknown[] = [];
    const sync = async (product: Product, run: () => Promise<unknown>) => {
      try {
        if (isUpdated(item, product)) await run();
      } catch (error) {
        // The plan or the consent does not include the product. Another try would be refused, too.
        if (error instanceof Problem && error.code === 'pluggy-refused-item') {
          return log(`item ${itemId}: Pluggy refuses ${product}`);
        }
        failures.push(error);
      }
    };
    await sync('ACCOUNTS', () => syncAccounts(itemId, 'BANK', userId));
    await sync('CREDIT_CARDS', () => syncAccounts(itemId, 'CREDIT', userId));
    const accounts = await records.accountsOfItem(itemId);
    for (const account of accounts) {
      // An account without a mark may have missed all of its events.
      const run = () => readTransactions(itemId, account);
      const product = account.type === 'CREDIT' ? 'CREDIT_CARDS' : 'ACCOUNTS';
      await sync(account.readUntil ? 'TRANSACTIONS' : product, run);
      if (account.type !== 'CREDIT') continue;
      await sync('CREDIT_CARDS', async () =>
        store('bills', itemId, await pluggy.listBills(account.id), { parentId: account.id }),
      );
    }
    await sync('INVESTMENTS', async () => store('investments', itemId, await pluggy.listInvestments(itemId)));
    await sync('INVESTMENTS_TRANSACTIONS', async () => {
      for (const parentId of await records.investmentsOfItem(itemId)) {
        const transactions = await pluggy.listInvestmentTransactions(parentId);
        await store('investment_transactions', itemId, transactions, { parentId });
      }
    });
    await sync('LOANS', async () => store('loans', itemId, await pluggy.listLoans(itemId)));
    await sync('IDENTITY', async () => {
      const identity = await pluggy.findIdentity(itemId);
      await store('identities', itemId, identity ? [identity] : []);
    });
    if (failures.length > 0) throw failures[0];
  }

  /** Stores a list. Rows that Pluggy no longer returns stay. */
  async function store(table: Table, itemId: string, rows: { id: string }[], scope: Scope = {}): Promise<number> {
    const marked = await records.store(table, itemId, rows, scope);
    if (marked > 0) log(`item ${itemId}: ${marked} of its ${table} are missing at Pluggy; they are kept`);
    return marked;
  }

  async function syncAccounts(itemId: string, type: AccountType, userId: string): Promise<void> {
    const accounts = await pluggy.listAccounts(itemId, type);
    const marked = await store('accounts', itemId, accounts, { type });
    // After a revocation in the bank's app, Pluggy answers with nothing before the Item's status says so.
    if (accounts.length === 0 && marked > 0 && (await pluggy.isConsentRevoked(itemId))) {
      await eraseRevoked(itemId, userId);
    }
  }

  async function eraseRevoked(itemId: string, userId: string): Promise<void> {
    await records.erase(itemId);
    log(`item ${itemId}: the consent is revoked; the data of the bank is erased`);
    await live.publish(database, userId, { event: 'data/synced', itemId });
  }

  /** Reads the account's new transactions, and those of the last weeks again. Without a mark, reads all of them. */
  async function readTransactions(itemId: string, account: AccountRow): Promise<void> {
    const { id: accountId, readUntil } = account;
    const seen = new Set<string>();
    const newest = await readSince(itemId, account, seen);
    let since: Date | undefined;
    if (readUntil) {
      const oldest = (await records.oldestPending(accountId))?.getTime() ?? Infinity;
      const day = new Date(Math.min(Date.now() - WINDOW_MS, oldest)).toISOString().slice(0, 10);
      since = new Date(day);
      for await (const page of pluggy.transactions(accountId, { dateFrom: day })) {
        await records.saveTransactions(itemId, accountId, page);
        for (const { id } of page) seen.add(id);
      }
    }
    const others = await records.otherTransactions(accountId, [...seen], since);
    if (others.length > 0 && seen.size === 0) {
      log(`item ${itemId}: Pluggy returns no transactions of account ${accountId}; the stored ones are kept`);
    } else {
      // The date of a transaction can change, too: ask for each one before it counts as missing.
      const missing = await rereadTransactions(itemId, accountId, others);
      await markTransactions(itemId, missing);
    }
    if (newest) await records.setReadUntil(accountId, newest);
  }

  /** Reads the transactions since the account's mark, or since an earlier time. Returns the newest `createdAt`. */
  async function readSince(
    itemId: string,
    { id: accountId, readUntil }: AccountRow,
    seen: Set<string>,
    earlier?: Date,
  ): Promise<Date | undefined> {
    const mark = readUntil && readUntil.getTime() - OVERLAP_MS;
    const from = mark === null ? undefined : new Date(Math.min(mark, earlier?.getTime() ?? Infinity)).toISOString();
    let newest: Date | undefined;
    for await (const page of pluggy.transactions(accountId, { createdAtFrom: from })) {
      await records.saveTransactions(itemId, accountId, page);
      for (const { id, createdAt } of page) {
        seen.add(id);
        if (createdAt instanceof Date && (!newest || createdAt > newest)) newest = createdAt;
      }
    }
    return newest;
  }

  async function syncTransactions(itemId: string, event: ItemEvent): Promise<void> {
    const found = await readItem(itemId, []);
    if (!found) return;
    await storeTransactions(itemId, event, found.userId);
    await live.publish(database, found.userId, { event: event.event, eventId: event.id, itemId });
  }

  async function storeTransactions(itemId: string, event: ItemEvent, userId: string): Promise<void> {
    const { createdTransactionsLink, transactionsCreatedAtFrom } = event.payload;
    const accountId = readId(event.payload.accountId);
    const account = accountId && (await findAccount(itemId, accountId, userId));
    if (!account) return;
    if (event.event === 'transactions/created') {
      const createdAtFrom = readCreatedAtFrom(createdTransactionsLink, transactionsCreatedAtFrom);
      const newest = await readSince(itemId, account, new Set(), createdAtFrom);
      if (newest) await records.setReadUntil(account.id, newest);
      return;
    }
    const missing = await rereadTransactions(itemId, account.id, readIds(event.payload.transactionIds));
    // Deleted is what Pluggy both reports as deleted and no longer returns.
    if (event.event === 'transactions/deleted') await records.removeTransactions(itemId, missing);
    else await markTransactions(itemId, missing);
  }

  /** Returns the stored account. Reads the accounts first if needed: transaction events can precede the Item's. */
  async function findAccount(itemId: string, accountId: string, userId: string): Promise<AccountRow | undefined> {
    const find = async () => (await records.accountsOfItem(itemId)).find(({ id }) => id === accountId);
    const known = await find();
    if (known) return known;
    await syncAccounts(itemId, 'BANK', userId);
    await syncAccounts(itemId, 'CREDIT', userId);
    return find();
  }

  /** Reads and stores transactions by their ids. Returns the ids that Pluggy does not return. */
  async function rereadTransactions(itemId: string, accountId: string, wanted: string[]): Promise<string[]> {
    const missing = new Set(wanted);
    for (let start = 0; start < wanted.length; start += MAX_IDS) {
      const ids = wanted.slice(start, start + MAX_IDS);
      for await (const page of pluggy.transactions(accountId, { ids })) {
        await records.saveTransactions(itemId, accountId, page);
        for (const { id } of page) missing.delete(id);
      }
    }
    return [...missing];
  }

  async function markTransactions(itemId: string, ids: string[]): Promise<void> {
    const marked = await records.markTransactions(itemId, ids);
    if (marked > 0) log(`item ${itemId}: ${marked} of its transactions are missing at Pluggy; they are kept`);
  }

  /** Groups events into jobs: one job for all events about the Item, and one for each event about transactions. */
  return function plan<Event extends ItemEvent>(itemId: string, events: Event[]) {
    const isTransactions = ({ event }: Event) => /^transactions\/(created|updated|deleted)$/.test(event);
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
  if (statusDetail) return STATUS_DETAIL_KEYS[product].some((key) => statusDetail[key]?.isUpdated === true);
  return !products || products.includes(product);
}

/** Returns the valid ids. They become part of URLs that are requested with the API key, so other values are dropped. */
function readIds(ids: unknown): string[] {
  const valid = Array.isArray(ids) ? ids.filter(isItemId).map((id) => id.toLowerCase()) : [];
  return [...new Set(valid)];
}

/** Reads the start date from the link. The link itself is not followed, since it could send the API key elsewhere. */
function readCreatedAtFrom(link: unknown, fallback: unknown): Date | undefined {
  const query = typeof link === 'string' && URL.canParse(link) ? new URL(link).searchParams : new URLSearchParams();
  const date = new Date(query.get('createdAtFrom') ?? String(fallback));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
