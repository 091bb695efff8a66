import { type Context, Hono } from 'hono';
import { ApiError, badRequest, notFound } from '../errors.js';
import {
  byId,
  cursorPage,
  invalidCursor,
  MAX_PAGE_SIZE,
  onlyAllow,
  paged,
  queryOf,
  readCursor,
  required,
} from '../lists.js';
import type { Items } from '../items.js';
import { readBody } from '../request.js';
import type { Statements } from '../statements.js';
import type { Store, StoredItem } from '../store.js';
import type { AccountJson, TransactionJson } from '../types.js';
import { CATEGORIES, categoryById } from './categories.js';
import { dataOf } from './index.js';

/** The default page size of lists that are short. */
const PAGE_SIZE = 20;
const MAX_IDS = 500;
/** The parameters of `GET /v2/transactions`, which has a fixed page size. */
const CURSOR_PARAMETERS = ['accountId', 'ids', 'dateFrom', 'dateTo', 'createdAtFrom', 'after'];

/** Returns the routes of an item's data except its accounts. The caller of these routes must have checked the API key. */
export function dataRoutes(
  store: Store,
  items: Items,
  statements: Statements,
  base: (request: Request) => string,
): Hono {
  const app = new Hono();
  const all = () => [...store.items.values()].map(dataOf);
  const owner = (accountId: string): [StoredItem, AccountJson] => {
    for (const item of store.items.values()) {
      const account = item.data.accounts.find(({ id }) => id === accountId);
      if (account) return [item, account];
    }
    throw notFound('Account');
  };
  const ledger = (query: URLSearchParams): TransactionJson[] => {
    const accountId = required(query, 'accountId');
    return dataOf(owner(accountId)[0]).ledgers.get(accountId)?.transactions ?? [];
  };
  const transaction = (id: string): TransactionJson => {
    for (const data of all()) {
      for (const { transactions } of data.ledgers.values()) {
        const found = transactions.find((entry) => entry.id === id);
        if (found) return found;
      }
    }
    throw notFound('Transaction');
  };
  const ofItem = (context: Context) => dataOf(items.find(required(queryOf(context), 'itemId')));
  const list = <T>(context: Context, entries: T[], size = PAGE_SIZE) =>
    context.json(paged(entries, queryOf(context), size));

  app.get('/transactions', (context) => {
    if (!store.settings.v1Transactions) {
      throw new ApiError(410, 'ENDPOINT_DEPRECATED', 'This endpoint is deprecated. Please use GET /v2/transactions');
    }
    const query = queryOf(context);
    return list(context, ledger(query).filter(matches(query, 'from', 'to')), MAX_PAGE_SIZE);
  });
  app.get('/v2/transactions', (context) => {
    const query = queryOf(context);
    onlyAllow(query, CURSOR_PARAMETERS);
    if (query.has('dateFrom') && query.has('createdAtFrom')) {
      throw badRequest('dateFrom and createdAtFrom are mutually exclusive');
    }
    const rest = ledger(query)
      .filter(matches(query, 'dateFrom', 'dateTo'))
      .filter(beyond(readCursor(query)));
    // The cursor contains a date and an id, so that new transactions do not shift pages.
    return context.json(cursorPage(rest, query, MAX_PAGE_SIZE, ({ date, id }) => `${date} ${id}`));
  });
  app.get('/transactions/:id', (context) => context.json(transaction(context.req.param('id'))));
  app.patch('/transactions/:id', async (context) => {
    const entry = transaction(context.req.param('id'));
    const { categoryId } = await readBody(context.req.raw);
    const category = typeof categoryId === 'string' ? categoryById(categoryId) : undefined;
    if (!category) throw badRequest('categoryId is the id of no category');
    entry.category = category.description;
    entry.categoryId = category.id;
    entry.updatedAt = store.clock.iso();
    return context.json(entry);
  });

  app.get('/accounts/:id/statements', async (context) => {
    const [{ json, isRevoked }, account] = owner(context.req.param('id'));
    const found =
      json.products.includes('ACCOUNT_STATEMENTS') && !isRevoked
        ? await statements.list(account, base(context.req.raw))
        : [];
    return list(context, found);
  });

  app.get('/accounts/:id/balance', (context) => {
    const [{ isRevoked }, { balance, currencyCode, bankData }] = owner(context.req.param('id'));
    if (isRevoked) {
      throw new ApiError(
        403,
        'BALANCE_CONSENT_ERROR',
        'The financial institution denied access to the account balance. The consent may be expired or missing the required permission.',
      );
    }
    return context.json({
      balance,
      ...(bankData && { blockedBalance: 0, automaticallyInvestedBalance: bankData.automaticallyInvestedBalance }),
      currencyCode,
      updateDateTime: store.clock.iso(),
    });
  });

  app.get('/bills', (context) => {
    const accountId = required(queryOf(context), 'accountId');
    return list(context, dataOf(owner(accountId)[0]).bills.get(accountId) ?? []);
  });
  app.get('/bills/:id', (context) => {
    const bills = all().flatMap((data) => [...data.bills.values()].flat());
    return context.json(byId(bills, context.req.param('id'), 'Bill'));
  });

  app.get('/investments', (context) => {
    const type = queryOf(context).get('type');
    const found = ofItem(context).positions.map(({ investment }) => investment);
    return list(context, type ? found.filter((investment) => investment.type === type) : found, MAX_PAGE_SIZE);
  });
  const position = (id: string) => {
    const found = all()
      .flatMap((data) => data.positions)
      .find(({ investment }) => investment.id === id);
    if (!found) throw notFound('Investment');
    return found;
  };
  app.get('/investments/:id', (context) => context.json(position(context.req.param('id')).investment));
  app.get('/investments/:id/transactions', (context) => {
    const found = position(context.req.param('id')).transactions;
    return list(context, found.filter(matches(queryOf(context), 'from', 'to')), MAX_PAGE_SIZE);
  });

  app.get('/loans', (context) => list(context, ofItem(context).loans));
  app.get('/loans/:id', (context) => {
    const loans = all().flatMap((data) => data.loans);
    return context.json(byId(loans, context.req.param('id'), 'Loan'));
  });

  app.get('/identity', (context) => {
    const { identity } = ofItem(context);
    if (!identity) throw notFound('Identity');
    return context.json(identity);
  });
  app.get('/identity/:id', (context) => {
    const identities = all().flatMap((data) => data.identity ?? []);
    return context.json(byId(identities, context.req.param('id'), 'Identity'));
  });

  app.get('/categories', (context) => {
    const parentId = queryOf(context).get('parentId');
    const found = CATEGORIES.filter((category) => parentId === null || category.parentId === parentId);
    return list(context, found, MAX_PAGE_SIZE);
  });
  app.get('/categories/:id', (context) => {
    const category = categoryById(context.req.param('id'));
    if (!category) throw notFound('Category');
    return context.json(category);
  });
  return app;
}

/** Returns a date in ms. A date without a time is the start or the end of that day. */
function time(value: string, end: boolean): number {
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw badRequest(`${value} is not a date`);
  return end && /^\d{4}-\d{2}-\d{2}$/.test(value) ? ms + 86_399_999 : ms;
}

/** Returns the filter of a list of transactions. The two lists use different names for the date parameters. */
function matches(query: URLSearchParams, from: string, to: string) {
  const bound = (name: string, end = false) => {
    const value = query.get(name);
    return value === null ? undefined : time(value, end);
  };
  const [first, last, created] = [bound(from), bound(to, true), bound('createdAtFrom')];
  const ids = query.get('ids')?.split(',').filter(Boolean);
  if (ids && ids.length > MAX_IDS) {
    const message = `The ids parameter cannot have more than ${MAX_IDS} transaction ids`;
    throw new ApiError(400, 'IDS_PARAMETER_EXCEEDS_MAX_LENGTH', message);
  }
  const wanted = ids && new Set(ids);
  return ({ id, date, createdAt }: { id: string; date: string; createdAt?: string }) =>
    (!wanted || wanted.has(id)) &&
    (first === undefined || Date.parse(date) >= first) &&
    (last === undefined || Date.parse(date) <= last) &&
    (created === undefined || createdAt === undefined || Date.parse(createdAt) >= created);
}

/** Returns the filter of the transactions after the cursor. */
function beyond(after: readonly string[] | undefined): (entry: TransactionJson) => boolean {
  if (after === undefined) return () => true;
  const [date = '', id = ''] = after;
  if (Number.isNaN(Date.parse(date))) throw invalidCursor();
  return (entry) => entry.date < date || (entry.date === date && entry.id < id);
}
