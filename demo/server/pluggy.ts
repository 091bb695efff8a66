import { decode } from 'hono/jwt';
import { PluggyClient, type Item } from 'pluggy-sdk';
import { Problem } from './problem.js';
import { readRefusal, type Refusal } from './refusal.js';

export interface PluggyOptions {
  clientId: string;
  clientSecret: string;
  /** Another host of the API (the sandbox). */
  baseUrl?: string;
  /** One line for the operator whenever Pluggy fails us. Never holds a body, a key or a token. */
  log?: (line: string) => void;
}

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
}

/** A page gives up after 15 s, so both tries and the pause between them have to fit. */
const TIMEOUT_MS = 6_000;
const MAX_PAUSE_MS = 2_000;
const KEY_LEEWAY_S = 60;

/** An answer of Pluggy that is no use, reduced to what decisions are made on. */
class UpstreamFailure extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: string | undefined,
    readonly refusal: Refusal,
  ) {
    super(`Pluggy answered ${status}${refusal.code ? ` ${refusal.code}` : ''}`);
  }
}

/**
 * `pluggy-sdk` with its gaps closed: it loses the `Retry-After` header or waits as long as that says, prints the bodies
 * of failed answers, asks for a second key when two requests come first together, and uses a key until the very second
 * it ends.
 */
class Client extends PluggyClient {
  #pendingKey: Promise<string> | undefined;

  constructor(options: PluggyOptions) {
    super(options);
    if (options.baseUrl) this.baseUrl = options.baseUrl.replace(/\/$/, '');
    const http = (this['getServiceInstance'] as () => Client['serviceInstance']).call(this);
    this.serviceInstance = http.extend({
      timeout: TIMEOUT_MS,
      retry: { limit: 1, maxRetryAfter: MAX_PAUSE_MS },
      // The SDK prints an HTTPError and keeps only its body; any other error it passes on, with the response.
      hooks: { beforeError: [(error) => (error.name === 'HTTPError' ? (new Error(error.message) as never) : error)] },
    });
  }

  protected override getApiKey(): Promise<string> {
    this.#pendingKey ??= super.getApiKey().finally(() => (this.#pendingKey = undefined));
    return this.#pendingKey;
  }

  protected override isJwtExpired(key: string): boolean {
    try {
      return (decode(key).payload.exp ?? 0) - KEY_LEEWAY_S <= Date.now() / 1000;
    } catch {
      return true;
    }
  }

  forgetApiKey(): boolean {
    const had = Boolean(this.apiKey);
    this.apiKey = '';
    return had;
  }
}

/** An error of the SDK holds the request with its secrets: nothing but this looks at one. */
function reduce(error: unknown): unknown {
  const { response } = error as { response?: { statusCode: number; headers: Record<string, unknown>; body?: unknown } };
  if (!response) return error;
  const retryAfter = response.headers['retry-after'];
  return new UpstreamFailure(
    response.statusCode,
    typeof retryAfter === 'string' ? retryAfter : undefined,
    readRefusal(response.body),
  );
}

export function createPluggy(options: PluggyOptions): Pluggy {
  const client = new Client(options);
  const log = options.log ?? (() => undefined);

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

  return {
    async createConnectToken(userId, itemId) {
      const { accessToken } = await ask(
        'create a connect token',
        () => client.createConnectToken(itemId, { clientUserId: userId, avoidDuplicates: true }),
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
  };
}

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
