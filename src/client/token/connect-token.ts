import { sendTokenRequest, type TokenEndpoint } from './token-request.js';
import type * as Code from './token-source.js';

/** Time for which a token that was requested before the click is kept. */
const KEEP_MS = 300_000;

type Source = TokenEndpoint | Code.TokenSource;

/** The request for the Connect Token of one open, which may still be pending. */
export class ConnectToken {
  readonly source: Source;
  /** The Item that the token is for; empty for a new connection. */
  readonly itemId: string;
  /** The token. Rejects with a PluggyError, or with the reason of `abort`. */
  readonly value: Promise<string>;

  #controller = new AbortController();
  #usableUntil = Date.now() + KEEP_MS;

  /** Sends the request at once. `loadCode` loads the code that reads the response. */
  constructor(source: Source, itemId: string, loadCode: () => Promise<Pick<typeof Code, 'fetchToken'>>) {
    this.source = source;
    this.itemId = itemId;
    const { signal } = this;
    const first = typeof source === 'function' ? undefined : sendTokenRequest(source, itemId, signal);
    const keepUntil = (time: number) => (this.#usableUntil = Math.min(this.#usableUntil, time));
    this.value = loadCode().then(({ fetchToken }) => fetchToken(source, { itemId, signal, first, keepUntil }));
    // Failures are handled where the token is used: an unused token causes no page error.
    for (const promise of [first, this.value]) promise?.catch(() => {});
  }

  /** The signal that is aborted when the token is not wanted any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Time until which an open may still use the token, in milliseconds. */
  get usableUntil(): number {
    return this.#usableUntil;
  }

  /** Whether the token can still be used. More remaining time than is possible means that the device's clock was set back. */
  get isUsable(): boolean {
    const remainingMs = this.#usableUntil - Date.now();
    return !this.signal.aborted && remainingMs > 0 && remainingMs <= KEEP_MS;
  }

  abort(reason?: unknown): void {
    this.#controller.abort(reason);
  }
}
