import { decode } from 'hono/jwt';
import { PluggyClient } from 'pluggy-sdk';
import { readRefusal, type Refusal } from './refusal.js';

export interface PluggyOptions {
  clientId: string;
  clientSecret: string;
  /** Another host of the API (the sandbox). */
  baseUrl?: string;
  /** Where institutions send people back to on a phone: https, which Pluggy demands. */
  oauthRedirectUri?: string;
  /** How long Pluggy may take to answer; then once more where that does no harm. */
  timeoutMs?: number;
  /** One line for the operator whenever Pluggy fails us. Never holds a body, a key or a token. */
  log?: (line: string) => void;
}

/** A page gives up after 15 s, so both tries and the pause between them have to fit. */
const TIMEOUT_MS = 6_000;
const MAX_PAUSE_MS = 2_000;
const KEY_LEEWAY_S = 60;

/** An answer of Pluggy that is no use, reduced to what decisions are made on. */
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
 * `pluggy-sdk` with its gaps closed: it loses the `Retry-After` header or waits as long as that says, prints the bodies
 * of failed answers, asks for a second key when two requests come first together, and uses a key until the very second
 * it ends.
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
export function reduce(error: unknown): unknown {
  const { response } = error as { response?: { statusCode: number; headers: Record<string, unknown>; body?: unknown } };
  if (!response) return error;
  const retryAfter = response.headers['retry-after'];
  return new UpstreamFailure(
    response.statusCode,
    typeof retryAfter === 'string' ? retryAfter : undefined,
    readRefusal(response.body),
  );
}
