import { decode } from 'hono/jwt';
import { PluggyClient, type Item } from 'pluggy-sdk';
import { Problem } from './problem.js';

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
  createConnectToken(userId: string, itemId?: string): Promise<string>;
  /** `undefined` where Pluggy has no such Item. */
  findItem(itemId: string): Promise<Item | undefined>;
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
  ) {
    super(`Pluggy answered ${status}`);
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
  const { response } = error as { response?: { statusCode: number; headers: Record<string, unknown> } };
  if (!response) return error;
  const retryAfter = response.headers['retry-after'];
  return new UpstreamFailure(response.statusCode, typeof retryAfter === 'string' ? retryAfter : undefined);
}

export function createPluggy(options: PluggyOptions): Pluggy {
  const client = new Client(options);
  const log = options.log ?? (() => undefined);

  async function ask<T>(what: string, request: () => Promise<T>, whenMissing?: () => T): Promise<T> {
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
      if (whenMissing && error instanceof UpstreamFailure && error.status === 404) return whenMissing();
      log(`${what}: ${describe(error)}`);
      throw toProblem(error);
    }
  }

  return {
    async createConnectToken(userId, itemId) {
      const { accessToken } = await ask(
        'create a connect token',
        () => client.createConnectToken(itemId, { clientUserId: userId, avoidDuplicates: true }),
        itemId ? gone : undefined,
      );
      if (!accessToken) throw new Problem(502, 'pluggy-failed', 'Pluggy sent an answer without a token.');
      return accessToken;
    },

    findItem(itemId) {
      return ask<Item | undefined>(
        'read an item',
        () => client.fetchItem(itemId),
        () => undefined,
      );
    },
  };
}

function gone(): never {
  throw new Problem(404, 'item-not-found', 'Pluggy no longer has this item.');
}

function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamFailure && (error.status === 401 || error.status === 403);
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
