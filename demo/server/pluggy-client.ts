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

/** An error response of Pluggy, reduced to the fields that the backend uses. */
export class UpstreamFailure extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: string | undefined,
    readonly refusal: Refusal,
  ) {
    super(`Pluggy answered ${status}${refusal.code ? ` ${refusal.code}` : ''}`);
  }
}

/**
 * Fixes shortcomings of `pluggy-sdk`, which loses the `Retry-After` header or waits as long as it says, prints the
 * bodies of error responses, requests two API keys when the first requests are concurrent, and uses a key until the
 * second in which it expires.
 */
export class Client extends PluggyClient {
  #pendingKey: Promise<string> | undefined;

  constructor(options: PluggyOptions) {
    super(options);
    if (options.baseUrl) this.baseUrl = options.baseUrl.replace(/\/$/, '');
    const http = (this['getServiceInstance'] as () => Client['serviceInstance']).call(this);
    this.serviceInstance = http.extend({
      timeout: options.timeoutMs ?? TIMEOUT_MS,
      retry: { limit: 1, maxRetryAfter: MAX_PAUSE_MS },
      // The SDK prints an `HTTPError` and keeps only its body. It passes other errors on, with the response.
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

  /** Drops the API key. Returns whether there was one. */
  forgetApiKey(): boolean {
    const hadKey = Boolean(this.apiKey);
    this.apiKey = '';
    return hadKey;
  }
}

/** Strips an error of the SDK, which contains the request with its secrets. Only this function reads such errors. */
export function withoutRequest(error: unknown): unknown {
  const { response } = error as { response?: { statusCode: number; headers: Record<string, unknown>; body?: unknown } };
  if (!response) return error;
  const retryAfter = response.headers['retry-after'];
  return new UpstreamFailure(
    response.statusCode,
    typeof retryAfter === 'string' ? retryAfter : undefined,
    readRefusal(response.body),
  );
}
