import { PluggyError } from '../model/errors.js';

/** Who hears of the stream. */
export interface LiveListener {
  /** It is there: for the first time, or again after a gap in which anything may have happened. */
  readonly opened: () => void;
  /** The data of one event, parsed; what is no JSON is left out. */
  readonly message: (data: unknown) => void;
  /** It could not be opened, once for each row of failures. Another try follows. */
  readonly failed: (error: PluggyError) => void;
}

/** Names under which a backend may forward Pluggy's webhooks. Source: https://docs.pluggy.ai/en/docs/reference/webhooks */
const EVENTS = [
  'message',
  'item',
  ...['created', 'updated', 'deleted', 'error', 'waiting_user_input', 'waiting_user_action', 'login_succeeded'].map(
    (name) => `item/${name}`,
  ),
];

/** A page that nobody has looked at for so long gives its connection back: a browser has six for each host. */
const HIDDEN = 30_000;
/** One that ends sooner has not been of use, in milliseconds. */
const STEADY = 5000;
/** Between tries after a failure, in milliseconds: from the first to the longest. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

/**
 * The backend's server-sent events. A line that drops is taken up again by the browser. After an HTTP error it gives up,
 * and it would go on for ever with one that cannot be reached or drops at once: then we go on, with growing pauses.
 */
export class LiveEvents {
  #url: string;
  #withCredentials: boolean;
  #tell: LiveListener;
  #source?: EventSource;
  #timer?: ReturnType<typeof setTimeout>;
  #failures = 0;
  #openedAt = Infinity;
  #ended = new AbortController();

  constructor(url: string, withCredentials: boolean, tell: LiveListener) {
    this.#url = url;
    this.#withCredentials = withCredentials;
    this.#tell = tell;
    const { signal } = this.#ended;
    document.addEventListener('visibilitychange', () => this.#visibilityChanged(), { signal });
    window.addEventListener('pagehide', () => this.#stop(), { signal });
    window.addEventListener('pageshow', () => this.#start(), { signal });
    window.addEventListener('online', () => this.#start(), { signal });
    this.#start();
  }

  /** Events arrive. */
  get isOpen(): boolean {
    return this.#source?.readyState === EventSource.OPEN;
  }

  /** For messages: a query may hold what is nobody's business. */
  get #name(): string {
    return this.#url.split('?')[0]!;
  }

  close(): void {
    this.#ended.abort();
    this.#stop();
  }

  #start(): void {
    if (this.#source || document.visibilityState === 'hidden') return;
    clearTimeout(this.#timer);
    let source: EventSource;
    this.#openedAt = Infinity;
    try {
      source = new EventSource(this.#url, { withCredentials: this.#withCredentials });
    } catch (cause) {
      this.close();
      this.#tell.failed(
        new PluggyError('live-failed', `events-endpoint="${this.#name}" is not an address.`, {
          tag: 'pluggy-provider',
          retryable: false,
          cause,
        }),
      );
      return;
    }
    this.#source = source;
    source.onopen = () => {
      this.#openedAt = Date.now();
      this.#tell.opened();
    };
    source.onerror = () => {
      const wasSteady = Date.now() - this.#openedAt >= STEADY;
      this.#openedAt = Infinity;
      if (wasSteady) this.#failures = 0;
      // Otherwise the browser tries again by itself.
      if (!wasSteady || source.readyState === EventSource.CLOSED) this.#failed();
    };
    for (const name of EVENTS) source.addEventListener(name, ({ data }) => this.#message(data));
  }

  #message(data: unknown): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(data as string);
    } catch {
      return;
    }
    this.#tell.message(parsed);
  }

  #failed(): void {
    this.#stop();
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures) * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#start(), wait);
    if (this.#failures++) return;
    const hint =
      'It has to answer GET with 200 and text/event-stream. It is tried again; until then Items are re-read.';
    this.#tell.failed(
      new PluggyError('live-failed', `The stream at ${this.#name} ended with an error. ${hint}`, {
        tag: 'pluggy-provider',
      }),
    );
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }

  #visibilityChanged(): void {
    if (document.visibilityState === 'visible') {
      clearTimeout(this.#timer);
      this.#start();
    } else if (this.#source) {
      this.#timer = setTimeout(() => this.#stop(), HIDDEN);
    } else {
      // No tries while nobody looks.
      clearTimeout(this.#timer);
    }
  }
}
