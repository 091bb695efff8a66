import type { AccountType, Item, Transaction } from 'pluggy-sdk';
import { CATCH_UP } from './catch-up.js';
import type { Database } from './database/index.js';
import { isInProgress, isItemId, publicItem, readId } from './items.js';
import type { Live } from './live.js';
import type { Owners } from './owners.js';
import type { Pluggy } from './pluggy.js';
import type { Gap, Listing } from './pluggy-lists.js';
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
  /** Number of earlier tries to handle the event. */
  tries: number;
  payload: Record<string, unknown>;
}

/** State of a product. `lastUpdatedAt` is null for a product that no run has updated. */
interface ProductState {
  isUpdated?: boolean;
  lastUpdatedAt?: Date | string | null;
}

/** An Item with the fields that Pluggy sends and `pluggy-sdk` does not declare, or declares too narrowly. */
type SentItem = Omit<Item, 'statusDetail'> & {
  products?: string[];
  statusDetail?: Record<string, ProductState | null> | null;
};

/** An Item that has been read, with its owner and its state at the latest read of all of its data. */
interface ReadItem {
  item: SentItem;
  userId: string;
  syncedAt: Date | null;
}

/** Reasons why the data that was read may not be all of the Item's data, for the log. */
type Gaps = Set<string>;

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
/** Tries of an event whose data Pluggy does not return completely, if a later read of all data can replace the event. */
const MAX_DOUBTFUL_TRIES = 4;

/**
 * Creates the handling of Pluggy's events: reads the current Item, then the data that changed. Reads continue from the last
 * transaction that was seen, so an event also recovers what earlier events would have brought.
 */
export function createSync({ pluggy, database, records, live, owners, log = () => undefined }: SyncOptions) {
  const storage = createStorage(database);

  /** Reads and stores the Item, and publishes its events. Returns undefined for an Item that is not ours, or not at Pluggy. */
  async function readItem(
    itemId: string,
    events: ItemEvent[],
    { isPublished = true } = {},
  ): Promise<ReadItem | undefined> {
    const item = await pluggy.findItem(itemId);
    const row = await storage.find(itemId);
    const published = events
      .filter(({ event }) => isPublished && event !== CATCH_UP)
      .map(({ id, event }) => ({ event, eventId: id, itemId }));
    if (!item) {
      if (row?.deletedAt || (!row && (await storage.isGone(itemId)))) return undefined;
      if (row) {
        if (await storage.markMissing(itemId)) log(`item ${itemId} is missing at Pluggy; its data is kept`);
        await live.publish(database, row.userId, ...published);
      }
      // Pluggy may return the Item in a moment. Later, a page that reads the Item causes a read of its data, if the Item is stored.
      const isNeeded = row ? isIrreplaceable : isAboutData;
      if (events.some(isNeeded) || events.every(isEarlyTry)) {
        throw new Problem(404, 'item-missing', 'Pluggy does not return this item.');
      }
      if (row && events.some(isAboutData)) await storage.noteGaps(itemId, row.updatedAt, { isFullRead: false });
      return undefined;
    }
    const userId = row?.userId ?? userOf(item);
    if (!userId) return undefined;
    const isSaved = await database.transaction(async (queries) => {
      // `save` returns the first owner: an Item stays with the user who connected it.
      if ((await createStorage(queries).save(publicItem(item), userId, row?.deletedAt)) !== userId) return false;
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
    if ((item.executionStatus as string) === 'USER_AUTHORIZATION_REVOKED') {
      await eraseRevoked(itemId, userId);
      return storage.markSynced(itemId, item.updatedAt);
    }
    // A repeated event, or several events about one run.
    if (!events.some(isAboutData) || syncedAt?.getTime() === item.updatedAt.getTime()) return;
    const gaps: Gaps = new Set();
    await syncData(item, userId, syncedAt, gaps);
    if (gaps.size > 0) await noteGaps(item, gaps, { isFullRead: true });
    // During a run, a product can be updated after it has been read here, and before the Item's `updatedAt`.
    else if (!isInProgress(item)) await storage.markSynced(itemId, item.updatedAt);
    await live.publish(database, userId, { event: 'data/synced', itemId });
  }

  async function noteGaps({ id, updatedAt }: SentItem, gaps: Gaps, kind: { isFullRead: boolean }): Promise<void> {
    log(
      `item ${id}: Pluggy's answers leave gaps (${[...gaps].join(', ')}); the data is read again when a page reads the item`,
    );
    await storage.noteGaps(id, updatedAt, kind);
  }

  /**
   * Ends the Item. An event that arrives while Pluggy still returns the Item is retried, and parked for the operator in the
   * end: events are not signed, so one alone deletes nothing.
   */
  async function syncDeletion(itemId: string, { id }: ItemEvent): Promise<void> {
    const item = await pluggy.confirmDeletion(itemId);
    const row = await storage.find(itemId);
    if (row?.deletedAt || (item && !row && !owners.userOf(item))) return;
    if (item) throw new Problem(409, 'item-not-deleted', 'Pluggy still returns this item.');
    if (row) await endItem(database, live, itemId, id);
    // Earlier events of the Item can still be waiting for it.
    else await storage.noteGone(itemId);
  }

  /** Reads the products that may have new data. Each is tried, and the first failure is thrown at the end. */
  async function syncData(item: SentItem, userId: string, syncedAt: Date | null, allGaps: Gaps): Promise<void> {
    const { id: itemId } = item;
    const failures: unknown[] = [];
    const sync = async (product: Product, run: (gaps: Gaps) => Promise<unknown>) => {
      if (!mayHaveNews(item, product, syncedAt)) return;
      // Pluggy need not return a product that no run has updated.
      const gaps: Gaps = isEverUpdated(item, product) ? allGaps : new Set();
      try {
        await run(gaps);
      } catch (error) {
        // The plan or the consent may not include the product, so the worker does not retry. Pluggy can also refuse by mistake:
        // pages cause a few more reads.
        if (error instanceof Problem && error.code === 'pluggy-refused-item') {
          gaps.add(`${product} refused`);
          return log(`item ${itemId}: Pluggy refuses ${product}`);
        }
        failures.push(error);
      }
    };
    let isRevoked = false;
    const readAccounts = async (type: AccountType, gaps: Gaps) => {
      isRevoked = (await syncAccounts(itemId, type, userId, gaps)) || isRevoked;
    };
    await sync('ACCOUNTS', (gaps) => readAccounts('BANK', gaps));
    await sync('CREDIT_CARDS', (gaps) => readAccounts('CREDIT', gaps));
    if (isRevoked) allGaps.clear();
    const accounts = await records.accountsOfItem(itemId);
    const hasAccounts = isEverUpdated(item, 'ACCOUNTS') || isEverUpdated(item, 'CREDIT_CARDS');
    if (hasAccounts && accounts.length === 0 && !isRevoked) allGaps.add('no accounts');
    for (const account of accounts) {
      // An account without a mark may have missed all of its events.
      const run = (gaps: Gaps) => readTransactions(itemId, account, gaps);
      const product = account.type === 'CREDIT' ? 'CREDIT_CARDS' : 'ACCOUNTS';
      await sync(account.readUntil ? 'TRANSACTIONS' : product, run);
      if (account.type !== 'CREDIT') continue;
      await sync('CREDIT_CARDS', async (gaps) =>
        store('bills', itemId, await pluggy.listBills(account.id), gaps, { parentId: account.id }),
      );
    }
    await sync('INVESTMENTS', async (gaps) => store('investments', itemId, await pluggy.listInvestments(itemId), gaps));
    await sync('INVESTMENTS_TRANSACTIONS', async (gaps) => {
      for (const parentId of await records.investmentsOfItem(itemId)) {
        const transactions = await pluggy.listInvestmentTransactions(parentId);
        await store('investment_transactions', itemId, transactions, gaps, { parentId });
      }
    });
    await sync('LOANS', async (gaps) => store('loans', itemId, await pluggy.listLoans(itemId), gaps));
    await sync('IDENTITY', async (gaps) => store('identities', itemId, await pluggy.listIdentities(itemId), gaps));
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Stores a list. Rows that Pluggy no longer returns stay, and are marked if the list is complete. Returns the number of
   * marked rows.
   */
  async function store(
    table: Table,
    itemId: string,
    { entries, gap }: Listing<{ id: string }>,
    gaps: Gaps,
    scope: Scope = {},
  ): Promise<number> {
    const isPartial = gap === 'incomplete' || gap === 'too long';
    const { marked, missing, doubtful } = await records.store(table, itemId, entries, { ...scope, isPartial });
    if (marked > 0) log(`item ${itemId}: ${marked} of its ${table} are missing at Pluggy; they are kept`);
    if (gap && gap !== 'too long') gaps.add(`${table} ${gap}`);
    if (doubtful > 0) gaps.add(`${table} missing`);
    return missing;
  }

  /** Reads the accounts of one type. Returns whether their consent is revoked, and all data of the Item has been erased. */
  async function syncAccounts(itemId: string, type: AccountType, userId: string, gaps: Gaps): Promise<boolean> {
    const listing = await pluggy.listAccounts(itemId, type);
    const missing = await store('accounts', itemId, listing, gaps, { type });
    // After a revocation in the bank's app, Pluggy answers with nothing before the Item's status says so. The list of consents can
    // fail or be late, so each read without accounts asks for it again.
    const isDoubtful = listing.entries.length === 0 && missing > 0;
    if (!isDoubtful || !(await pluggy.isConsentRevoked(itemId))) return false;
    await eraseRevoked(itemId, userId);
    return true;
  }

  async function eraseRevoked(itemId: string, userId: string): Promise<void> {
    await records.erase(itemId);
    log(`item ${itemId}: the consent is revoked; the data of the bank is erased`);
    await live.publish(database, userId, { event: 'data/synced', itemId });
  }

  /** Reads the account's new transactions, and those of the last weeks again. Without a mark, reads all of them. */
  async function readTransactions(itemId: string, account: AccountRow, gaps: Gaps): Promise<void> {
    const { id: accountId, readUntil } = account;
    const seen = new Set<string>();
    let isComplete = await readSince(itemId, account, seen, gaps);
    let since: Date | undefined;
    if (readUntil) {
      const oldest = (await records.oldestPending(accountId))?.getTime() ?? Infinity;
      const day = new Date(Math.min(Date.now() - WINDOW_MS, oldest)).toISOString().slice(0, 10);
      since = new Date(day);
      isComplete = !(await readInto(seen, itemId, accountId, { dateFrom: day }, gaps)) && isComplete;
    }
    // A transaction can be in the part that was not read.
    if (!isComplete) return;
    const others = await records.otherTransactions(accountId, [...seen], since);
    if (others.length > 0 && seen.size === 0) {
      log(`item ${itemId}: Pluggy returns no transactions of account ${accountId}; the stored ones are kept`);
      gaps.add('no transactions');
    } else {
      // The date of a transaction can change, too: ask for each one before it counts as missing.
      const missing = await rereadTransactions(itemId, accountId, others, gaps);
      await markTransactions(itemId, missing);
    }
  }

  /** Reads and stores transactions, and adds their ids to `seen`. Returns the reason why these are not all, if any. */
  async function readInto(
    seen: Set<string>,
    itemId: string,
    accountId: string,
    filter: Parameters<Pluggy['readTransactions']>[1],
    gaps: Gaps,
    onPage: (transactions: Transaction[]) => void = () => undefined,
  ): Promise<Gap | undefined> {
    const gap = await pluggy.readTransactions(accountId, filter, async (page) => {
      const { undated, foreign } = await records.saveTransactions(itemId, accountId, page);
      if (undated > 0) {
        log(`item ${itemId}: Pluggy sent ${undated} transactions without a valid date; they are left out`);
        gaps.add('transactions without a date');
      }
      if (foreign > 0) log(`item ${itemId}: Pluggy sent ${foreign} transactions of another item; they are left out`);
      for (const { id } of page) seen.add(id);
      onPage(page);
    });
    if (gap && gap !== 'too long') gaps.add(`transactions ${gap}`);
    return gap;
  }

  /**
   * Reads the transactions since the account's mark, or since an earlier time, and moves the mark to the newest one. After an
   * incomplete read the mark stays: the rest can be older than what was read. After a read of too many pages the mark moves, so
   * that later reads are short. Returns whether the read was complete.
   */
  async function readSince(
    itemId: string,
    { id: accountId, readUntil }: AccountRow,
    seen: Set<string>,
    gaps: Gaps,
    earlier?: Date,
  ): Promise<boolean> {
    const mark = readUntil && readUntil.getTime() - OVERLAP_MS;
    const from = mark === null ? undefined : new Date(Math.min(mark, earlier?.getTime() ?? Infinity)).toISOString();
    let newest: Date | undefined;
    const gap = await readInto(seen, itemId, accountId, { createdAtFrom: from }, gaps, (page) => {
      for (const { createdAt } of page) {
        if (createdAt instanceof Date && (!newest || createdAt > newest)) newest = createdAt;
      }
    });
    if (newest && (!gap || gap === 'too long')) await records.setReadUntil(accountId, newest);
    return !gap;
  }

  async function syncTransactions(itemId: string, event: ItemEvent): Promise<void> {
    const found = await readItem(itemId, [event], { isPublished: false });
    if (!found) return;
    const gaps: Gaps = new Set();
    await storeTransactions(itemId, event, found.userId, gaps);
    if (gaps.size > 0) {
      if (isEarlyTry(event) || isIrreplaceable(event)) {
        throw new Problem(502, 'data-incomplete', `Gaps: ${[...gaps].join(', ')}.`);
      }
      await noteGaps(found.item, gaps, { isFullRead: false });
    }
    await live.publish(database, found.userId, { event: event.event, eventId: event.id, itemId });
  }

  async function storeTransactions(itemId: string, event: ItemEvent, userId: string, gaps: Gaps): Promise<void> {
    const { createdTransactionsLink, transactionsCreatedAtFrom } = event.payload;
    const accountId = readId(event.payload.accountId);
    const account = accountId && (await findAccount(itemId, accountId, userId, gaps));
    if (!account) return;
    if (event.event === 'transactions/created') {
      const createdAtFrom = readCreatedAtFrom(createdTransactionsLink, transactionsCreatedAtFrom);
      await readSince(itemId, account, new Set(), gaps, createdAtFrom);
      return;
    }
    const missing = await rereadTransactions(itemId, account.id, readIds(event.payload.transactionIds), gaps);
    // Deleted is what Pluggy both reports as deleted and no longer returns.
    if (event.event === 'transactions/deleted') await records.removeTransactions(itemId, missing);
    else await markTransactions(itemId, missing);
  }

  /** Returns the stored account. Reads the accounts first if needed: transaction events can precede the Item's. */
  async function findAccount(
    itemId: string,
    accountId: string,
    userId: string,
    gaps: Gaps,
  ): Promise<AccountRow | undefined> {
    const find = async () => (await records.accountsOfItem(itemId)).find(({ id }) => id === accountId);
    const known = await find();
    if (known) return known;
    await syncAccounts(itemId, 'BANK', userId, gaps);
    await syncAccounts(itemId, 'CREDIT', userId, gaps);
    return find();
  }

  /** Reads and stores transactions by their ids. Returns the ids that Pluggy does not return. */
  async function rereadTransactions(
    itemId: string,
    accountId: string,
    wanted: string[],
    gaps: Gaps,
  ): Promise<string[]> {
    const missing: string[] = [];
    for (let start = 0; start < wanted.length; start += MAX_IDS) {
      const ids = wanted.slice(start, start + MAX_IDS);
      const seen = new Set<string>();
      const gap = await readInto(seen, itemId, accountId, { ids }, gaps);
      if (!gap) missing.push(...ids.filter((id) => !seen.has(id)));
    }
    return missing;
  }

  async function markTransactions(itemId: string, ids: string[]): Promise<void> {
    const marked = await records.markTransactions(itemId, ids);
    if (marked > 0) log(`item ${itemId}: ${marked} of its transactions are missing at Pluggy; they are kept`);
  }

  /** Groups events into jobs: one job for all events about the Item, and one for each deletion and event about transactions. */
  return function plan<Event extends ItemEvent>(itemId: string, events: Event[]) {
    const isDeletion = ({ event }: Event) => event === 'item/deleted';
    const isOther = (event: Event) => isDeletion(event) || isAboutTransactions(event.event);
    const aboutItem = events.filter((event) => !isOther(event));
    return [
      // A deletion that Pluggy does not confirm must not hold back the other events.
      ...events.filter(isDeletion).map((event) => ({ events: [event], run: () => syncDeletion(itemId, event) })),
      ...(aboutItem.length > 0 ? [{ events: aboutItem, run: () => syncItem(itemId, aboutItem) }] : []),
      ...events
        .filter(({ event }) => isAboutTransactions(event))
        .map((event) => ({ events: [event], run: () => syncTransactions(itemId, event) })),
    ];
  };
}

const isAboutTransactions = (event: string) => /^transactions\/(created|updated|deleted)$/.test(event);

/** Whether data of the Item is read after the event. */
const isAboutData = ({ event }: ItemEvent) =>
  ['item/created', 'item/updated', CATCH_UP].includes(event) || isAboutTransactions(event);

/** Whether only the event names transactions that have changed: a read of all data need not reach them. */
const isIrreplaceable = ({ event }: ItemEvent) => /^transactions\/(updated|deleted)$/.test(event);

const isEarlyTry = ({ tries }: ItemEvent) => tries + 1 < MAX_DOUBTFUL_TRIES;

/** Returns the state of a product, or undefined for a product that the Item does not have. */
function stateOf({ statusDetail, products }: SentItem, product: Product): ProductState | undefined {
  if (statusDetail) return STATUS_DETAIL_KEYS[product].map((key) => statusDetail[key]).find(Boolean) ?? undefined;
  // Without `statusDetail`, the run has updated every product of the Item.
  return !products || products.includes(product) ? { isUpdated: true } : undefined;
}

/**
 * Whether Pluggy may have data of the product that is not stored. The events of an earlier run can have been missed, so a product
 * that the latest run did not update is left out only if its last update came before the latest read of all data.
 */
function mayHaveNews(item: SentItem, product: Product, syncedAt: Date | null): boolean {
  const state = stateOf(item, product);
  if (!state || state.isUpdated === true || !syncedAt || !state.lastUpdatedAt) return state !== undefined;
  return !(new Date(state.lastUpdatedAt) <= syncedAt);
}

/** Whether Pluggy has data of the product, as far as Pluggy says. */
function isEverUpdated(item: SentItem, product: Product): boolean {
  const state = stateOf(item, product);
  return state !== undefined && (state.isUpdated === true || state.lastUpdatedAt !== null);
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
