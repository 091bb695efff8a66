import pLimit from 'p-limit';
import type {
  Account,
  AccountType,
  Connector,
  Consent,
  CreditCardBills,
  IdentityResponse,
  Investment,
  InvestmentTransaction,
  Item,
  Loan,
  PageResponse,
  Transaction,
  TransactionCursorFilters,
  Webhook,
} from 'pluggy-sdk';
import { Client, MalformedResponse, withoutRequest, UpstreamFailure, type PluggyOptions } from './pluggy-client.js';
import { isRecord, readConnectors, readCursor, readEntries, readItem } from './pluggy-answers.js';
import { Problem } from './problem.js';

export type { PluggyOptions } from './pluggy-client.js';

/** The requests that this backend sends to Pluggy. */
export interface Pluggy {
  createConnectToken: (clientUserId: string, itemId?: string) => Promise<string>;
  /** Resolves to undefined if Pluggy has no such Item. */
  findItem: (itemId: string) => Promise<Item | undefined>;
  /** Whether the Item was connected with this connect token. */
  isItemOfToken: (itemId: string, token: string) => Promise<boolean>;
  /** Sets the `clientUserId` of an Item that has none. Pluggy also starts an update. */
  setClientUserId: (itemId: string, clientUserId: string) => Promise<void>;
  /** Starts an update with the stored credentials. Resolves to the Item if an update is already running. */
  updateItem: (itemId: string) => Promise<Item | undefined>;
  /** Sends the MFA parameters that the Item waits for. Resolves to the Item if they were already sent. */
  sendMfa: (itemId: string, parameters: Record<string, string>) => Promise<Item | undefined>;
  /** Resolves also if Pluggy has no such Item. */
  deleteItem: (itemId: string) => Promise<void>;
  listConsents(itemId: string): Promise<Consent[]>;
  /** Whether every consent of the Item has been revoked. False for an Item without consents. */
  isConsentRevoked: (itemId: string) => Promise<boolean>;
  /** Returns the Item's accounts of one type, with their balances. */
  listAccounts: (itemId: string, type: AccountType) => Promise<Account[]>;
  listBills: (accountId: string) => Promise<CreditCardBills[]>;
  listInvestments: (itemId: string) => Promise<Investment[]>;
  listInvestmentTransactions: (investmentId: string) => Promise<InvestmentTransaction[]>;
  listLoans: (itemId: string) => Promise<Loan[]>;
  findIdentity: (itemId: string) => Promise<IdentityResponse | undefined>;
  /** Yields the transactions page by page, or none if Pluggy no longer has the account. */
  transactions: (accountId: string, filter: TransactionCursorFilters) => AsyncGenerator<Transaction[]>;
  /** Returns the institutions that can be connected, with Pluggy's sandbox where it is asked for. */
  listConnectors: (includeSandbox: boolean) => Promise<Connector[]>;
  listWebhooks: () => Promise<Webhook[]>;
  /** Registers a webhook for all events, or updates the one with this id. */
  saveWebhook: (id: string | undefined, url: string, headers: Record<string, string>) => Promise<void>;
}

/** Maximum number of reads that wait for Pluggy at the same time. */
const MAX_READS = 8;

export function createPluggy(options: PluggyOptions): Pluggy {
  const client = new Client(options);
  const log = options.log ?? (() => undefined);
  const { oauthRedirectUri } = options;
  const limitReads = pLimit(MAX_READS);

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
    const usedKey = client.currentKey;
    try {
      return await attempt().catch((error: unknown) => {
        // Pluggy can revoke a key before it expires: retry once with a new key.
        if (isRefusal(error) && client.forgetApiKey(usedKey)) return attempt();
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

  /** Sends a request that changes nothing, when fewer than eight others are under way. */
  function read<T>(...parameters: Parameters<typeof call<T>>): Promise<T> {
    return limitReads(() => call<T>(...parameters));
  }

  const findItem = (itemId: string) =>
    read<Item | undefined>(
      'read an item',
      async () => readItem(await client.fetchItem(itemId), itemId),
      ifMissing(nothing),
    );

  /** Reads all pages of a list. A page without a new entry ends the list, whatever the number of pages. */
  async function pages<T extends { id: string }>(
    action: string,
    request: (page: number) => Promise<PageResponse<T>>,
  ): Promise<T[]> {
    const all = new Map<string, T>();
    for (let page = 1, total = 1; page <= total; page++) {
      const { results, totalPages } = await read(
        action,
        async () => {
          const answer: unknown = await request(page);
          return { results: readEntries<T>(answer), totalPages: (answer as PageResponse<T>).totalPages };
        },
        ifMissing(() => ({ results: [], totalPages: 0 })),
      );
      const count = all.size;
      for (const entry of results) all.set(entry.id, entry);
      if (all.size === count) break;
      total = totalPages;
    }
    return [...all.values()];
  }

  const listConsents = (itemId: string) =>
    pages<Consent>('read consents', (page) => client.fetchConsents(itemId, { page, pageSize: MAX_PAGE_SIZE }));

  return {
    async createConnectToken(clientUserId, itemId) {
      return call(
        'create a connect token',
        async () => {
          const tokenOptions = { clientUserId, avoidDuplicates: true, oauthRedirectUri };
          const answer: unknown = await client.createConnectToken(itemId, tokenOptions);
          if (isRecord(answer) && typeof answer.accessToken === 'string' && answer.accessToken) {
            return answer.accessToken;
          }
          throw new MalformedResponse('no connect token');
        },
        itemId ? ifMissing(gone) : undefined,
      );
    },

    findItem,

    async isItemOfToken(itemId, token) {
      try {
        const item = await limitReads(() => client.fetchItemWithToken(itemId, token));
        return isRecord(item) && item.id === itemId;
      } catch (error) {
        const failure = withoutRequest(error);
        if (failure instanceof UpstreamFailure && [401, 403, 404].includes(failure.status)) return false;
        log(`failed to read an item with a connect token: ${describe(failure)}`);
        throw toProblem(failure);
      }
    },

    async setClientUserId(itemId, clientUserId) {
      await call('set the user of an item', () => client.updateItem(itemId, undefined, { clientUserId }));
    },

    updateItem(itemId) {
      return call<Item | undefined>(
        'update an item',
        async () => readItem(await client.updateItem(itemId), itemId),
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
        async () => readItem(await client.updateItemMFA(itemId, parameters), itemId),
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

    listConsents,

    async isConsentRevoked(itemId) {
      const consents = await listConsents(itemId);
      return consents.length > 0 && consents.every(({ revokedAt }) => revokedAt);
    },

    listAccounts: (itemId, type) => pages('read accounts', () => client.fetchAccounts(itemId, type)),

    listBills: (accountId) =>
      pages('read bills', (page) => client.fetchCreditCardBills(accountId, { page, pageSize: MAX_PAGE_SIZE })),

    listInvestments: (itemId) =>
      pages('read investments', (page) =>
        client.fetchInvestments(itemId, undefined, { page, pageSize: MAX_PAGE_SIZE }),
      ),

    listInvestmentTransactions: (investmentId) =>
      pages('read transactions of an investment', (page) =>
        client.fetchInvestmentTransactions(investmentId, { page, pageSize: MAX_PAGE_SIZE }),
      ),

    listLoans: (itemId) => pages('read loans', (page) => client.fetchLoans(itemId, { page, pageSize: MAX_PAGE_SIZE })),

    findIdentity: (itemId) =>
      read<IdentityResponse | undefined>(
        'read an identity',
        async () => {
          const identity: unknown = await client.fetchIdentityByItemId(itemId);
          // After a revoked consent, Pluggy answers with nothing.
          const isEmpty = !identity || (isRecord(identity) && Object.keys(identity).length === 0);
          return readEntries<IdentityResponse>({ results: isEmpty ? [] : [identity] })[0];
        },
        ifMissing(nothing),
      ),

    async *transactions(accountId, filter) {
      // A cursor or page that repeats itself would never end.
      const cursors = new Set<string | undefined>();
      const ids = new Set<string>();
      let after: string | undefined;
      while (!cursors.has(after)) {
        cursors.add(after);
        const { results, next } = await read(
          'read transactions',
          async () => {
            // The SDK does not encode parameters.
            const encoded = after && encodeURIComponent(after);
            const answer: unknown = await client.fetchTransactionsCursor(accountId, { ...filter, after: encoded });
            return { results: readEntries<Transaction>(answer), next: readCursor(answer) };
          },
          ifMissing(() => ({ results: [], next: undefined })),
        );
        const count = ids.size;
        for (const { id } of results) ids.add(id);
        if (ids.size === count) return;
        yield results;
        if (!next) return;
        after = next;
      }
      log('failed to read transactions: Pluggy sent the same cursor twice');
    },

    listConnectors: (sandbox) =>
      read('read the institutions', async () => readConnectors(await client.fetchConnectors({ sandbox }))),

    async listWebhooks() {
      return read('read the webhooks', async () => readEntries<Webhook>(await client.fetchWebhooks()));
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

function ifMissing<T>(answer: () => T) {
  return ({ status }: UpstreamFailure) => (status === 404 ? answer : undefined);
}

function gone(): never {
  throw new Problem(404, 'item-not-found', 'Pluggy no longer has this item.');
}

function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamFailure && (error.status === 401 || error.status === 403);
}

const REFUSED = 'Pluggy refused this request for the item.';

/** Passes a refusal on to the caller: Pluggy has understood the request, and reports why it is not possible. */
function refusal(
  { status, refusal: { code, data } }: UpstreamFailure,
  statuses: (400 | 403 | 404 | 409)[] = [400, 404, 409],
): (() => never) | undefined {
  const passed = statuses.find((one) => one === status);
  if (!passed) return undefined;
  return () => {
    throw new Problem(passed, code ?? 'pluggy-refused-item', REFUSED, {}, data);
  };
}

function describe(error: unknown): string {
  if (error instanceof UpstreamFailure || error instanceof MalformedResponse) return error.message;
  if (error instanceof Error)
    return `Pluggy could not be reached (${(error as NodeJS.ErrnoException).code ?? error.name})`;
  return 'Pluggy sent a response that its SDK rejects';
}

function toProblem(error: unknown): Problem {
  if (!(error instanceof UpstreamFailure)) {
    // The SDK throws a `TypeError` for a body that is not an object.
    const isAnswer = error instanceof MalformedResponse || error instanceof TypeError;
    return error instanceof Error && !isAnswer
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
      // With a valid key, a 403 concerns this request only: the plan or the Item.
      if (error.status === 403 && !error.isOfKeys) return new Problem(502, 'pluggy-refused-item', REFUSED);
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
