const real = globalThis.EventSource;

/** A fake EventSource that the test opens, feeds and breaks. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static all: FakeEventSource[] = [];

  static install(): void {
    FakeEventSource.all = [];
    globalThis.EventSource = FakeEventSource as unknown as typeof EventSource;
  }

  static restore(): void {
    globalThis.EventSource = real;
  }

  static get last(): FakeEventSource {
    return FakeEventSource.all.at(-1)!;
  }

  readyState: number = FakeEventSource.CONNECTING;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly url: string;
  readonly withCredentials: boolean;

  constructor(url: string, { withCredentials = false }: EventSourceInit = {}) {
    super();
    // Browsers refuse an invalid URL too.
    this.url = new URL(url, document.baseURI).href;
    this.withCredentials = withCredentials;
    FakeEventSource.all.push(this);
  }

  open(): void {
    this.readyState = FakeEventSource.OPEN;
    this.onopen?.();
  }

  /** Drops the connection: the browser connects again by itself. */
  drop(): void {
    this.readyState = FakeEventSource.CONNECTING;
    this.onerror?.();
  }

  /** Fails with an HTTP error or a response that is not an event stream: the browser gives up. */
  fail(): void {
    this.readyState = FakeEventSource.CLOSED;
    this.onerror?.();
  }

  message(data: unknown, type = 'message'): void {
    this.text(JSON.stringify(data), type);
  }

  text(data: string, type = 'message'): void {
    if (this.readyState !== FakeEventSource.CLOSED) this.dispatchEvent(new MessageEvent(type, { data }));
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}
