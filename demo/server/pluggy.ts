import type {
  Account,
  AccountType,
  IdentityResponse,
  Investment,
  Item,
  Loan,
  PageResponse,
  Transaction,
  TransactionCursorFilters,
  Webhook,
} from 'pluggy-sdk';
import { Client, reduce, UpstreamFailure, type PluggyOptions } from './pluggy-client.js';
import { Problem } from './problem.js';

export type { PluggyOptions } from './pluggy-client.js';

/** What this backend asks of Pluggy. */
export interface Pluggy {
  createConnectToken: (userId: string, itemId?: string) => Promise<string>;
  /** `undefined` where Pluggy has no such Item. */
  findItem: (itemId: string) => Promise<Item | undefined>;
  /** Starts an update with the stored credentials. Also the Item where one is running already. */
  updateItem: (itemId: string) => Promise<Item | undefined>;
  /** Sends what the Item waits for, by the name that it gave. Also the Item where it has been sent already. */
  sendMfa: (itemId: string, parameters: Record<string, string>) => Promise<Item | undefined>;
  /** Done as well where there is none. */
  deleteItem: (itemId: string) => Promise<void>;
  /** Every account of one type, with its balance. */
  listAccounts: (itemId: string, type: AccountType) => Promise<Account[]>;
  listInvestments: (itemId: string) => Promise<Investment[]>;
  listLoans: (itemId: string) => Promise<Loan[]>;
  findIdentity: (itemId: string) => Promise<IdentityResponse | undefined>;
  /** Page by page. None where Pluggy no longer has the account. */
  transactions: (accountId: string, filter: TransactionCursorFilters) => AsyncGenerator<Transaction[]>;
  listWebhooks: () => Promise<Webhook[]>;
  /** For every event. Without an id a new one. */
  saveWebhook: (id: string | undefined, url: string, headers: Record<string, string>) => Promise<void>;
}

export function createPluggy(options: PluggyOptions): Pluggy {
  const client = new Client(options);
  const log = options.log ?? (() => undefined);
  const { oauthRedirectUri } = options;

  /** `instead` answers for Pluggy where its refusal is as good as done. */
  async function ask<T>(
    what: string,
    request: () => Promise<T>,
    instead?: (failure: UpstreamFailure) => (() => T | Promise<T>) | undefined,
  ): Promise<T> {
    const attempt = () =>
      request().catch((error: unknown) => {
        throw reduce(error);
      });
    try {
      return await attempt().catch((error: unknown) => {
        // A key can be revoked before its time: once more with a new one.
        if (isRefusal(error) && client.forgetApiKey()) return attempt();
        throw error;
      });
    } catch (error) {
      if (error instanceof UpstreamFailure) {
        const answer = instead?.(error);
        if (answer) return answer();
      }
      log(`${what}: ${describe(error)}`);
      throw toProblem(error);
    }
  }

  const findItem = (itemId: string) =>
    ask<Item | undefined>('read an item', () => client.fetchItem(itemId), ifMissing(nothing));

  async function pages<T>(what: string, request: (page: number) => Promise<PageResponse<T>>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1, total = 1; page <= total; page++) {
      const answer = await ask(what, () => request(page), ifMissing<PageResponse<T>>(noPage));
      all.push(...answer.results);
      total = answer.totalPages;
    }
    return all;
  }

  return {
    async createConnectToken(userId, itemId) {
      const { accessToken } = await ask(
        'create a connect token',
        () => client.createConnectToken(itemId, { clientUserId: userId, avoidDuplicates: true, oauthRedirectUri }),
        itemId ? ifMissing(gone) : undefined,
      );
      if (!accessToken) throw new Problem(502, 'pluggy-failed', 'Pluggy sent an answer without a token.');
      return accessToken;
    },

    findItem,

    updateItem(itemId) {
      return ask<Item | undefined>(
        'update an item',
        () => client.updateItem(itemId),
        (failure) => {
          if (failure.refusal.code === 'ITEM_ALREADY_UPDATING') return () => findItem(itemId);
          return failure.status === 404 ? nothing : refusal(failure);
        },
      );
    },

    sendMfa(itemId, parameters) {
      return ask<Item | undefined>(
        'send a code',
        () => client.updateItemMFA(itemId, parameters),
        (failure) => {
          if (failure.refusal.code === 'ITEM_MFA_ALREADY_PROVIDED') return () => findItem(itemId);
          // 404 is also the answer of an Item that waits for nothing.
          const isGone = failure.status === 404 && failure.refusal.code !== 'ITEM_MFA_NOT_FOUND';
          return isGone ? nothing : refusal(failure);
        },
      );
    },

    async deleteItem(itemId) {
      await ask<unknown>('delete an item', () => client.deleteItem(itemId), ifMissing(nothing));
    },

    async listAccounts(itemId, type) {
      const none = ifMissing<PageResponse<Account>>(noPage);
      return (await ask('read accounts', () => client.fetchAccounts(itemId, type), none)).results;
    },

    listInvestments: (itemId) =>
      pages('read investments', (page) => client.fetchInvestments(itemId, undefined, { page, pageSize: MAX_PAGE })),

    listLoans: (itemId) => pages('read loans', (page) => client.fetchLoans(itemId, { page, pageSize: MAX_PAGE })),

    findIdentity: (itemId) =>
      ask<IdentityResponse | undefined>(
        'read an identity',
        () => client.fetchIdentityByItemId(itemId),
        ifMissing(nothing),
      ),

    async *transactions(accountId, filter) {
      let after: string | undefined;
      do {
        const { results, next } = await ask(
          'read transactions',
          () => client.fetchTransactionsCursor(accountId, { ...filter, after }),
          ifMissing(() => ({ results: [] as Transaction[], next: null })),
        );
        yield results;
        // The SDK puts parameters into the address as they are.
        const cursor = next && new URL(next, 'https://api.pluggy.ai').searchParams.get('after');
        after = cursor ? encodeURIComponent(cursor) : undefined;
      } while (after);
    },

    async listWebhooks() {
      return (await ask('read the webhooks', () => client.fetchWebhooks())).results;
    },

    async saveWebhook(id, url, headers) {
      await ask('register the webhook', () =>
        id ? client.updateWebhook(id, { headers, enabled: true }) : client.createWebhook('all', url, headers),
      );
    },
  };
}

/** The largest page of Pluggy's lists. */
const MAX_PAGE = 500;

const nothing = () => undefined;
const noPage = () => ({ results: [], page: 1, total: 0, totalPages: 0 });

function ifMissing<T>(answer: () => T) {
  return ({ status }: UpstreamFailure) => (status === 404 ? answer : undefined);
}

function gone(): never {
  throw new Problem(404, 'item-not-found', 'Pluggy no longer has this item.');
}

function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamFailure && (error.status === 401 || error.status === 403);
}

/** Not a failure: Pluggy has looked at the request, and says what is wrong with it. */
function refusal({ status, refusal: { code, data } }: UpstreamFailure): (() => never) | undefined {
  if (status !== 400 && status !== 404 && status !== 409) return undefined;
  return () => {
    throw new Problem(status, code ?? 'pluggy-refused-item', 'Pluggy does not do this with the item now.', {}, data);
  };
}

function describe(error: unknown): string {
  if (error instanceof UpstreamFailure) return error.message;
  if (error instanceof Error)
    return `Pluggy could not be reached (${(error as NodeJS.ErrnoException).code ?? error.name})`;
  return 'Pluggy sent an answer that its SDK does not accept';
}

function toProblem(error: unknown): Problem {
  if (!(error instanceof UpstreamFailure)) {
    return error instanceof Error
      ? new Problem(503, 'pluggy-unavailable', 'Pluggy cannot be reached at the moment.')
      : new Problem(502, 'pluggy-failed', 'Pluggy answered with an error.');
  }
  const wait = retryAfter(error);
  switch (error.status) {
    case 429:
      return new Problem(429, 'pluggy-rate-limited', 'Too many requests. Try again in a moment.', wait);
    case 503:
      return new Problem(503, 'pluggy-unavailable', 'Pluggy is not available at the moment.', wait);
    case 401:
    case 403:
      return new Problem(
        502,
        'pluggy-refused',
        'Pluggy refused this application. Its operator has to look at the keys.',
      );
    default:
      return new Problem(502, 'pluggy-failed', 'Pluggy answered with an error.');
  }
}

function retryAfter({ retryAfter: value }: UpstreamFailure): Record<string, string> {
  const isValid = value !== undefined && (/^\d+$/.test(value) || !Number.isNaN(Date.parse(value)));
  return isValid ? { 'Retry-After': value } : {};
}
