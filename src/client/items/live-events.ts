import { PluggyError } from '../../model/errors.js';

export interface LiveListener {
  /** Called when the stream has opened, for the first time or after a gap in which events may have been lost. */
  readonly opened: () => void;
  /** Called with the parsed data and the name of each event. Data that is not valid JSON is ignored. */
  readonly message: (data: unknown, name: string) => void;
  /** Called when the stream could not be opened, once for several failures in a row. Another attempt follows. */
  readonly failed: (error: PluggyError) => void;
}

/**
 * Event names under which a backend may forward Pluggy's webhooks, and the name of a disconnection by the person. Source:
 * https://docs.pluggy.ai/en/docs/reference/webhooks
 */
const EVENTS = [
  'message',
  'item',
  'item/disconnected',
  ...['created', 'updated', 'deleted', 'error', 'waiting_user_input', 'waiting_user_action', 'login_succeeded'].map(
    (name) => `item/${name}`,
  ),
  'connector/status_updated',
];

/** A page that is hidden for this long closes its stream: a browser has six connections for each host. */
const MAX_HIDDEN_MS = 30_000;
/** A stream that ends sooner counts as failed. */
const MIN_OPEN_MS = 5000;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** A stream whose browser does not reconnect in this time, as the server's `retry:` field may ask, is opened again. */
const MAX_RECONNECT_MS = 60_000;

/**
 * The backend's server-sent events. The browser reconnects after a lost connection. The browser gives up after an HTTP error
 * and retries endlessly, without growing delays, where the server is unreachable: in these cases this class reconnects.
 */
export class LiveEvents {
  #url: string;
  #withCredentials: boolean;
  #listener: LiveListener;
  #source?: EventSource;
  #timer?: ReturnType<typeof setTimeout>;
  /** Runs while the browser reconnects. */
  #reconnection?: ReturnType<typeof setTimeout>;
  #failures = 0;
  #openedAt = Infinity;
  #abort = new AbortController();

  constructor(url: string, withCredentials: boolean, listener: LiveListener) {
    this.#url = url;
    this.#withCredentials = withCredentials;
    this.#listener = listener;
    const { signal } = this.#abort;
    document.addEventListener('visibilitychange', () => this.#visibilityChanged(), { signal });
    window.addEventListener('pagehide', () => this.#disconnect(), { signal });
    window.addEventListener('pageshow', () => this.#connect(), { signal });
    window.addEventListener('online', () => this.#connect(), { signal });
    this.#connect();
  }

  get isOpen(): boolean {
    // jsdom and happy-dom have no EventSource.
    return !!this.#source && this.#source.readyState === EventSource.OPEN;
  }

  close(): void {
    this.#abort.abort();
    this.#disconnect();
  }

  #connect(): void {
    if (this.#source || document.visibilityState === 'hidden') return;
    clearTimeout(this.#timer);
    this.#openedAt = Infinity;
    const source = this.#open();
    if (!source) return;
    this.#source = source;
    source.onopen = () => {
      clearTimeout(this.#reconnection);
      this.#openedAt = Date.now();
      this.#listener.opened();
    };
    source.onerror = () => {
      const wasSteady = Date.now() - this.#openedAt >= MIN_OPEN_MS;
      this.#openedAt = Infinity;
      if (wasSteady) this.#failures = 0;
      // The browser reconnects a steady stream by itself.
      if (!wasSteady || source.readyState === EventSource.CLOSED) this.#failed();
      else this.#reconnection = setTimeout(() => this.#failed(), MAX_RECONNECT_MS);
    };
    for (const name of EVENTS) source.addEventListener(name, ({ data }) => this.#message(data, name));
  }

  #open(): EventSource | undefined {
    try {
      return new EventSource(this.#url, { withCredentials: this.#withCredentials });
    } catch (cause) {
      this.close();
      const isMissing = !('EventSource' in globalThis);
      const problem = isMissing ? 'is not used, because there is no EventSource here' : 'is not a valid URL';
      const text = `events-endpoint="${this.#displayUrl}" ${problem}. Items are polled.`;
      this.#listener.failed(new PluggyError('live-failed', text, { tag: 'pluggy-provider', retryable: false, cause }));
      return undefined;
    }
  }

  #message(data: unknown, name: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(data as string);
    } catch {
      return;
    }
    this.#listener.message(parsed, name);
  }

  #failed(): void {
    this.#disconnect();
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures) * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#connect(), delayMs);
    if (this.#failures++) return;
    const hint = 'Answer GET with status 200 and text/event-stream. Until a retry succeeds, Items are polled.';
    const text = `The events endpoint ${this.#displayUrl} ended its stream with an error. ${hint}`;
    this.#listener.failed(new PluggyError('live-failed', text, { tag: 'pluggy-provider' }));
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#reconnection);
    this.#source?.close();
    this.#source = undefined;
  }

  #visibilityChanged(): void {
    if (document.visibilityState === 'visible') {
      clearTimeout(this.#timer);
      this.#connect();
    } else if (this.#source) {
      this.#timer = setTimeout(() => this.#disconnect(), MAX_HIDDEN_MS);
    } else {
      // A hidden page does not reconnect.
      clearTimeout(this.#timer);
    }
  }

  /** The URL in messages, without its query, which may contain secrets. */
  get #displayUrl(): string {
    return this.#url.split('?')[0]!;
  }
}
