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
import {
  followCursors,
  MAX_PAGE_SIZE,
  readNumbered,
  type CursorPage,
  type Gap,
  type Listing,
  type NumberedPage,
} from './pluggy-lists.js';
import { Problem } from './problem.js';

export type { PluggyOptions } from './pluggy-client.js';

/** The requests that this backend sends to Pluggy. */
export interface Pluggy {
  createConnectToken: (clientUserId: string, itemId?: string) => Promise<string>;
  /** Resolves to undefined if Pluggy has no such Item. */
  findItem: (itemId: string) => Promise<Item | undefined>;
  /**
   * Resolves to undefined if Pluggy says that it has no such Item, and to the Item otherwise. A 404 without Pluggy's code, such as
   * that of a proxy, is a failure.
   */
  confirmDeletion: (itemId: string) => Promise<Item | undefined>;
  /** Whether the Item was connected with this connect token. */
  isItemOfToken: (itemId: string, token: string) => Promise<boolean>;
  /** Sets the `clientUserId` of an Item that has none. Pluggy also starts an update. */
  setClientUserId: (itemId: string, clientUserId: string) => Promise<void>;
  /** Starts an update with the stored credentials. Resolves to the Item if an update is already running. */
  updateItem: (itemId: string) => Promise<Item | undefined>;
  /** Sends the MFA parameters that the Item waits for. Resolves to the Item if they were already sent. */
  sendMfa: (itemId: string, parameters: Record<string, string>) => Promise<Item | undefined>;
  /** Resolves also if Pluggy says that it has no such Item. A 404 without Pluggy's code is a failure. */
  deleteItem: (itemId: string) => Promise<void>;
  listConsents(itemId: string): Promise<Consent[]>;
  /** Whether every consent of the Item has been revoked. False for an Item without consents. */
  isConsentRevoked: (itemId: string) => Promise<boolean>;
  /** Returns the Item's accounts of one type, with their balances. */
  listAccounts: (itemId: string, type: AccountType) => Promise<Listing<Account>>;
  listBills: (accountId: string) => Promise<Listing<CreditCardBills>>;
  listInvestments: (itemId: string) => Promise<Listing<Investment>>;
  listInvestmentTransactions: (investmentId: string) => Promise<Listing<InvestmentTransaction>>;
  listLoans: (itemId: string) => Promise<Listing<Loan>>;
  /** Returns the Item's identity as a list of at most one. */
  listIdentities: (itemId: string) => Promise<Listing<IdentityResponse>>;
  /** Reads transactions page by page. Resolves to the reason why these are not all, if any. */
  readTransactions: (
    accountId: string,
    filter: TransactionCursorFilters,
    onPage: (transactions: Transaction[]) => Promise<void>,
  ) => Promise<Gap | undefined>;
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

  const readItemOr = (itemId: string, fallback: (failure: UpstreamFailure) => typeof nothing | undefined) =>
    read<Item | undefined>('read an item', async () => readItem(await client.fetchItem(itemId), itemId), fallback);

  const findItem = (itemId: string) => readItemOr(itemId, ifMissing(nothing));

  /** Returns the entries of an answer that have ids. Entries without one are left out, and the operator is told. */
  function entriesOf<T extends { id: string }>(action: string, answer: unknown): { results: T[]; isWhole: boolean } {
    const { entries, rejected } = readEntries<T>(answer);
    if (rejected > 0) log(`failed to ${action}: Pluggy sent ${rejected} entries without an id; they are left out`);
    return { results: entries, isWhole: rejected === 0 };
  }

  function pages<T extends { id: string }>(
    action: string,
    request: (page: number) => Promise<PageResponse<T>>,
  ): Promise<Listing<T>> {
    const readPage = (page: number) =>
      read<NumberedPage<T> | undefined>(
        action,
        async () => {
          const answer: unknown = await request(page);
          return { ...entriesOf<T>(action, answer), totalPages: (answer as PageResponse<T>).totalPages };
        },
        ifMissing(nothing),
      );
    return readNumbered(readPage, (problem) => log(`failed to ${action}: ${problem}`));
  }

  const readConsents = (itemId: string) =>
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

    confirmDeletion: (itemId) => readItemOr(itemId, ifUnknown),

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
      await call<unknown>('delete an item', () => client.deleteItem(itemId), ifUnknown);
    },

    listConsents: async (itemId) => (await readConsents(itemId)).entries,

    async isConsentRevoked(itemId) {
      const { entries, gap } = await readConsents(itemId);
      return !gap && entries.length > 0 && entries.every(({ revokedAt }) => revokedAt);
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

    listIdentities: (itemId) =>
      read<Listing<IdentityResponse>>(
        'read an identity',
        async () => {
          const identity: unknown = await client.fetchIdentityByItemId(itemId);
          // After a revoked consent, Pluggy answers with nothing.
          const isEmpty = !identity || (isRecord(identity) && Object.keys(identity).length === 0);
          return { entries: readEntries<IdentityResponse>({ results: isEmpty ? [] : [identity] }).entries };
        },
        ifMissing(() => ({ entries: [], gap: 'not found' })),
      ),

    readTransactions(accountId, filter, onPage) {
      const action = 'read transactions';
      const readPage = (after: string | undefined) =>
        read<CursorPage<Transaction> | undefined>(
          action,
          async () => {
            // The SDK does not encode parameters.
            const encoded = after && encodeURIComponent(after);
            const answer: unknown = await client.fetchTransactionsCursor(accountId, { ...filter, after: encoded });
            return { ...entriesOf<Transaction>(action, answer), next: readCursor(answer) };
          },
          ifMissing(nothing),
        );
      return followCursors(readPage, onPage, (problem) => log(`failed to ${action}: ${problem}`));
    },

    listConnectors: (sandbox) =>
      read('read the institutions', async () => readConnectors(await client.fetchConnectors({ sandbox }))),

    async listWebhooks() {
      return read('read the webhooks', async () => readEntries<Webhook>(await client.fetchWebhooks()).entries);
    },

    async saveWebhook(id, url, headers) {
      await call('register the webhook', () =>
        id ? client.updateWebhook(id, { headers, enabled: true }) : client.createWebhook('all', url, headers),
      );
    },
  };
}

const nothing = () => undefined;

function ifMissing<T>(answer: () => T) {
  return ({ status }: UpstreamFailure) => (status === 404 ? answer : undefined);
}

/**
 * Accepts Pluggy's word that it has no such Item. A proxy, a wrong address or an outage answers 404 too, while the Item lives on.
 * The environment of the database has been compared with the client id, so Pluggy's own code is about an Item of this application.
 */
function ifUnknown({ status, refusal: { code } }: UpstreamFailure) {
  return status === 404 && code === 'ITEM_NOT_FOUND' ? nothing : undefined;
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
