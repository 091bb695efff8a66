import { decode } from 'hono/jwt';
import { PluggyClient } from 'pluggy-sdk';
import { readRefusal, type Refusal } from './refusal.js';

export interface PluggyOptions {
  clientId: string;
  clientSecret: string;
  /** Address of the API, to use the sandbox instead of Pluggy. */
  baseUrl?: string;
  /** Address to which institutions return users on phones. Pluggy requires https. */
  oauthRedirectUri?: string;
  /** Timeout of a request to Pluggy. Safe requests are retried once. */
  timeoutMs?: number;
  /** Receives one line for the operator for each failed request. Never contains a body, a key or a token. */
  log?: (line: string) => void;
}

/** Two tries and the pause between them must fit into the 15 s after which a page gives up. */
const TIMEOUT_MS = 6_000;
const MAX_PAUSE_MS = 2_000;
const KEY_LEEWAY_S = 60;
/** Shortest time between two renewals after a refusal: a refusal of one request would otherwise cost a key each. */
const MIN_RENEWAL_MS = 10_000;

/** An error response of Pluggy, reduced to the fields that the backend uses. */
export class UpstreamFailure extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: string | undefined,
    readonly refusal: Refusal,
    /** Whether Pluggy refused the application's keys. */
    readonly isOfKeys = false,
  ) {
    super(`Pluggy answered ${status}${refusal.code ? ` ${refusal.code}` : ''}`);
  }
}

/** A response without an error status whose content is not what Pluggy documents. */
export class MalformedResponse extends Error {
  constructor(problem: string) {
    super(`Pluggy sent ${problem}`);
  }
}

/**
 * Fixes shortcomings of `pluggy-sdk`, which loses the `Retry-After` header or waits as long as it says, prints the
 * bodies of error responses, requests two API keys when the first requests are concurrent, uses a key until the
 * second in which it expires, and follows redirects with the key.
 */
export class Client extends PluggyClient {
  #pendingKey: Promise<string> | undefined;
  #renewedAt = -Infinity;

  constructor(options: PluggyOptions) {
    super(options);
    if (options.baseUrl) this.baseUrl = options.baseUrl.replace(/\/$/, '');
    const http = (this['getServiceInstance'] as () => Client['serviceInstance']).call(this);
    this.serviceInstance = http.extend({
      timeout: options.timeoutMs ?? TIMEOUT_MS,
      retry: { limit: 1, maxRetryAfter: MAX_PAUSE_MS },
      followRedirect: false,
      hooks: {
        afterResponse: [
          (response) => {
            // A redirect that is not followed counts as a success.
            if (response.statusCode >= 300 && response.statusCode < 400) throw new Error('redirected');
            return response;
          },
        ],
        // The SDK prints an `HTTPError` and keeps only its body. It passes other errors on, with the response.
        beforeError: [(error) => (error.name === 'HTTPError' ? (new Error(error.message) as never) : error)],
      },
    });
  }

  protected override getApiKey(): Promise<string> {
    this.#pendingKey ??= this.#requestApiKey().finally(() => (this.#pendingKey = undefined));
    return this.#pendingKey;
  }

  async #requestApiKey(): Promise<string> {
    const key: unknown = await super.getApiKey();
    if (typeof key === 'string' && key) return key;
    this.apiKey = '';
    throw new MalformedResponse('no API key');
  }

  protected override isJwtExpired(key: string): boolean {
    try {
      return (decode(key).payload.exp ?? 0) - KEY_LEEWAY_S <= Date.now() / 1000;
    } catch {
      return true;
    }
  }

  /** The current API key, empty before the first request. */
  get currentKey(): string {
    return this.apiKey ?? '';
  }

  /** Replaces the API key that a request was refused with. Returns whether the request can be repeated with another key. */
  forgetApiKey(usedKey: string): boolean {
    if (!this.apiKey || this.apiKey !== usedKey) return Boolean(this.apiKey);
    if (Date.now() - this.#renewedAt < MIN_RENEWAL_MS) return false;
    this.#renewedAt = Date.now();
    this.apiKey = '';
    return true;
  }

  /** Reads an Item with a connect token, which shows the Items that were connected with it and no others. */
  async fetchItemWithToken(itemId: string, token: string): Promise<unknown> {
    const headers = { ...this.defaultHeaders, 'X-API-KEY': token };
    return (await this.serviceInstance(`${this.baseUrl}/items/${itemId}`, { headers })).body;
  }
}

/** Strips an error of the SDK, which contains the request with its secrets. Only this function reads such errors. */
export function withoutRequest(error: unknown): unknown {
  const { response } = (error ?? {}) as { response?: HttpResponse };
  if (!response) return error;
  const retryAfter = response.headers['retry-after'];
  return new UpstreamFailure(
    response.statusCode,
    typeof retryAfter === 'string' ? retryAfter : undefined,
    readRefusal(response.body),
    new URL(response.url).pathname.endsWith('/auth'),
  );
}

interface HttpResponse {
  url: string;
  statusCode: number;
  headers: Record<string, unknown>;
  body?: unknown;
}
