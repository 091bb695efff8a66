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
import { Client, withoutRequest, UpstreamFailure, type PluggyOptions } from './pluggy-client.js';
import { Problem } from './problem.js';

export type { PluggyOptions } from './pluggy-client.js';

/** The requests that this backend sends to Pluggy. */
export interface Pluggy {
  createConnectToken: (userId: string, itemId?: string) => Promise<string>;
  /** Resolves to undefined if Pluggy has no such Item. */
  findItem: (itemId: string) => Promise<Item | undefined>;
  /** Starts an update with the stored credentials. Resolves to the Item if an update is already running. */
  updateItem: (itemId: string) => Promise<Item | undefined>;
  /** Sends the MFA parameters that the Item waits for. Resolves to the Item if they were already sent. */
  sendMfa: (itemId: string, parameters: Record<string, string>) => Promise<Item | undefined>;
  /** Resolves also if Pluggy has no such Item. */
  deleteItem: (itemId: string) => Promise<void>;
  /** Returns the Item's accounts of one type, with their balances. */
  listAccounts: (itemId: string, type: AccountType) => Promise<Account[]>;
  listInvestments: (itemId: string) => Promise<Investment[]>;
  listLoans: (itemId: string) => Promise<Loan[]>;
  findIdentity: (itemId: string) => Promise<IdentityResponse | undefined>;
  /** Yields the transactions page by page, or none if Pluggy no longer has the account. */
  transactions: (accountId: string, filter: TransactionCursorFilters) => AsyncGenerator<Transaction[]>;
  listWebhooks: () => Promise<Webhook[]>;
  /** Registers a webhook for all events, or updates the one with this id. */
  saveWebhook: (id: string | undefined, url: string, headers: Record<string, string>) => Promise<void>;
}

export function createPluggy(options: PluggyOptions): Pluggy {
  const client = new Client(options);
  const log = options.log ?? (() => undefined);
  const { oauthRedirectUri } = options;

  /** Sends a request. `fallback` can replace an error response of Pluggy with a result or another error. */
  async function call<T>(
    action: string,
    request: () => Promise<T>,
    fallback?: (failure: UpstreamFailure) => (() => T | Promise<T>) | undefined,
  ): Promise<T> {
    const attempt = () =>
      request().catch((error: unknown) => {
        throw withoutRequest(error);
      });
    try {
      return await attempt().catch((error: unknown) => {
        // Pluggy can revoke a key before it expires: retry once with a new key.
        if (isRefusal(error) && client.forgetApiKey()) return attempt();
        throw error;
      });
    } catch (error) {
      if (error instanceof UpstreamFailure) {
        const answer = fallback?.(error);
        if (answer) return answer();
      }
      log(`failed to ${action}: ${describe(error)}`);
      throw toProblem(error);
    }
  }

  const findItem = (itemId: string) =>
    call<Item | undefined>('read an item', () => client.fetchItem(itemId), ifMissing(nothing));

  async function pages<T>(action: string, request: (page: number) => Promise<PageResponse<T>>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1, total = 1; page <= total; page++) {
      const answer = await call(action, () => request(page), ifMissing<PageResponse<T>>(noPage));
      all.push(...answer.results);
      total = answer.totalPages;
    }
    return all;
  }

  return {
    async createConnectToken(userId, itemId) {
      const { accessToken } = await call(
        'create a connect token',
        () => client.createConnectToken(itemId, { clientUserId: userId, avoidDuplicates: true, oauthRedirectUri }),
        itemId ? ifMissing(gone) : undefined,
      );
      if (!accessToken) throw new Problem(502, 'pluggy-failed', 'Pluggy sent a response without a token.');
      return accessToken;
    },

    findItem,

    updateItem(itemId) {
      return call<Item | undefined>(
        'update an item',
        () => client.updateItem(itemId),
        (failure) => {
          if (failure.refusal.code === 'ITEM_ALREADY_UPDATING') return () => findItem(itemId);
          // Some plans leave updates to the widget.
          return failure.status === 404 ? nothing : refusal(failure, [400, 403, 409]);
        },
      );
    },

    sendMfa(itemId, parameters) {
      return call<Item | undefined>(
        'send a code',
        () => client.updateItemMFA(itemId, parameters),
        (failure) => {
          if (failure.refusal.code === 'ITEM_MFA_ALREADY_PROVIDED') return () => findItem(itemId);
          // Pluggy also responds with 404 if the Item waits for no parameter.
          const isMissing = failure.status === 404 && failure.refusal.code !== 'ITEM_MFA_NOT_FOUND';
          return isMissing ? nothing : refusal(failure);
        },
      );
    },

    async deleteItem(itemId) {
      await call<unknown>('delete an item', () => client.deleteItem(itemId), ifMissing(nothing));
    },

    async listAccounts(itemId, type) {
      const none = ifMissing<PageResponse<Account>>(noPage);
      return (await call('read accounts', () => client.fetchAccounts(itemId, type), none)).results;
    },

    listInvestments: (itemId) =>
      pages('read investments', (page) =>
        client.fetchInvestments(itemId, undefined, { page, pageSize: MAX_PAGE_SIZE }),
      ),

    listLoans: (itemId) => pages('read loans', (page) => client.fetchLoans(itemId, { page, pageSize: MAX_PAGE_SIZE })),

    findIdentity: (itemId) =>
      call<IdentityResponse | undefined>(
        'read an identity',
        () => client.fetchIdentityByItemId(itemId),
        ifMissing(nothing),
      ),

    async *transactions(accountId, filter) {
      let after: string | undefined;
      do {
        const { results, next } = await call(
          'read transactions',
          () => client.fetchTransactionsCursor(accountId, { ...filter, after }),
          ifMissing(() => ({ results: [] as Transaction[], next: null })),
        );
        yield results;
        // The SDK does not encode parameters.
        const cursor = next && new URL(next, 'https://api.pluggy.ai').searchParams.get('after');
        after = cursor ? encodeURIComponent(cursor) : undefined;
      } while (after);
    },

    async listWebhooks() {
      return (await call('read the webhooks', () => client.fetchWebhooks())).results;
    },

    async saveWebhook(id, url, headers) {
      await call('register the webhook', () =>
        id ? client.updateWebhook(id, { headers, enabled: true }) : client.createWebhook('all', url, headers),
      );
    },
  };
}

/** Maximum page size of Pluggy's lists. */
const MAX_PAGE_SIZE = 500;

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

/** Passes a refusal on to the caller: Pluggy has understood the request, and reports why it is not possible. */
function refusal(
  { status, refusal: { code, data } }: UpstreamFailure,
  statuses: (400 | 403 | 404 | 409)[] = [400, 404, 409],
): (() => never) | undefined {
  const passed = statuses.find((one) => one === status);
  if (!passed) return undefined;
  return () => {
    throw new Problem(passed, code ?? 'pluggy-refused-item', 'Pluggy refused this request for the item.', {}, data);
  };
}

function describe(error: unknown): string {
  if (error instanceof UpstreamFailure) return error.message;
  if (error instanceof Error)
    return `Pluggy could not be reached (${(error as NodeJS.ErrnoException).code ?? error.name})`;
  return 'Pluggy sent a response that its SDK rejects';
}

function toProblem(error: unknown): Problem {
  if (!(error instanceof UpstreamFailure)) {
    return error instanceof Error
      ? new Problem(503, 'pluggy-unavailable', 'Pluggy cannot be reached right now.')
      : new Problem(502, 'pluggy-failed', 'Pluggy responded with an error.');
  }
  const headers = retryAfterHeader(error);
  switch (error.status) {
    case 429:
      return new Problem(429, 'pluggy-rate-limited', 'Too many requests. Try again in a moment.', headers);
    case 503:
      return new Problem(503, 'pluggy-unavailable', 'Pluggy is unavailable right now.', headers);
    case 401:
    case 403:
      return new Problem(
        502,
        'pluggy-refused',
        'Pluggy refused the credentials of this application. Its operator must check them.',
      );
    default:
      return new Problem(502, 'pluggy-failed', 'Pluggy responded with an error.');
  }
}

function retryAfterHeader({ retryAfter: value }: UpstreamFailure): Record<string, string> {
  const isValid = value !== undefined && (/^\d+$/.test(value) || !Number.isNaN(Date.parse(value)));
  return isValid ? { 'Retry-After': value } : {};
}
