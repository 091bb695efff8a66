import { fixture, html } from '@open-wc/testing';
import type { PluggyItemStatusElement, PluggyProviderElement } from '../../src/index.js';
import { TOKEN, until } from './widget.js';
import '../../src/define/item-status.js';
import '../../src/define/provider.js';

export const ITEMS = '/api/items';
export const EVENTS = '/api/events';
export const TOKENS = '/api/connect-token';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: unknown;
}

/** Replaces the page's backend: answers with its data and records requests. */
export class FakeBackend {
  readonly requests: Sent[] = [];
  readonly streams: FakeStream[] = [];
  items: Record<string, unknown>[];
  /** The number of Items in an answer of the list. With it, the list comes in pages. */
  pageSize?: number;
  status = 200;
  /** Answers a request for the consents of an Item. */
  onConsents: () => Response | Promise<Response> = () => new Response('', { status: 404 });
  /** Answers a report of a connected Item. */
  onPost: () => Response | Promise<Response> = () => Response.json({}, { status: 201 });
  #originals = { fetch: window.fetch.bind(window), EventSource: window.EventSource };

  constructor(...items: Record<string, unknown>[]) {
    this.items = items;
    const { streams } = this;
    window.fetch = (input, init) => this.#answer(new URL(input as URL, location.href), init);
    window.EventSource = class extends FakeStream {
      constructor(url: string) {
        super(url);
        streams.push(this);
      }
    } as unknown as typeof EventSource;
  }

  /** Returns the recorded requests with this method and path, such as `GET /api/items`. */
  sent(line: string): Sent[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === line);
  }

  get openStreams(): FakeStream[] {
    return this.streams.filter(({ readyState }) => readyState !== 2);
  }

  restore(): void {
    Object.assign(window, this.#originals);
  }

  async #answer(url: URL, init: RequestInit = {}): Promise<Response> {
    if (!url.pathname.startsWith('/api/')) return this.#originals.fetch(url, init);
    const { method = 'GET', headers, body } = init;
    const sent = { method, path: url.pathname, headers: new Headers(headers) };
    this.requests.push(body ? { ...sent, body: JSON.parse(body as string) as unknown } : sent);
    await Promise.resolve();
    if (url.pathname === TOKENS) return Response.json({ accessToken: TOKEN });
    if (this.status !== 200) return new Response('', { status: this.status });
    const id = decodeURIComponent(url.pathname.slice(ITEMS.length + 1));
    if (id.endsWith('/consents')) return this.onConsents();
    // A database compares UUIDs without regard to capitals.
    const item = this.items.find((each) => String(each.id).toLowerCase() === id.toLowerCase());
    if (method === 'POST') return this.onPost();
    if (!id) {
      const { items, pageSize = items.length } = this;
      const start = Number(url.searchParams.get('after') ?? 0);
      const next = start + pageSize < items.length ? String(start + pageSize) : null;
      return Response.json({ results: items.slice(start, start + pageSize), next });
    }
    return item ? Response.json(item) : new Response('', { status: 404 });
  }
}

export class FakeStream extends EventTarget {
  readyState = 0;
  onopen?: () => void;
  onerror?: () => void;

  constructor(readonly url: string) {
    super();
    queueMicrotask(() => {
      if (this.readyState === 2) return;
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(data) }));
  }

  close(): void {
    this.readyState = 2;
  }
}

/** Returns the visible text, with spaces between the parts. */
export const shown = (badge: Element) =>
  ['label', 'detail']
    .map((part) => badge.shadowRoot?.querySelector(`[part=${part}]`)?.textContent ?? '')
    .filter(Boolean)
    .join(' · ');

const SEVERITIES = ['ok', 'busy', 'attention', 'problem', 'neutral'];

/** Returns the badge's custom state. */
export const severityOf = (badge: Element) => SEVERITIES.find((severity) => badge.matches(`:state(${severity})`)) ?? '';

export const shows = (badge: Element, text: string) => until(() => shown(badge) === text, `it shows “${text}”`);

/** Adds a badge without a provider. */
export async function badgeFixture(settings: Record<string, unknown> = {}): Promise<PluggyItemStatusElement> {
  const badge = await fixture<PluggyItemStatusElement>(html`<pluggy-item-status></pluggy-item-status>`);
  Object.assign(badge, settings);
  await badge.updateComplete;
  return badge;
}

/** Adds a provider with a badge for each id. */
export async function providerFixture(settings: Record<string, unknown> = {}, ...itemIds: string[]) {
  const provider = await fixture<PluggyProviderElement>(html`<pluggy-provider></pluggy-provider>`);
  Object.assign(provider, settings);
  const badges = itemIds.map((itemId) => Object.assign(document.createElement('pluggy-item-status'), { itemId }));
  provider.append(...badges);
  await provider.updateComplete;
  return { provider, badges, badge: badges[0]! };
}

/** Counts running intervals, and can run them. */
export function countIntervals() {
  const originals = { setInterval: setInterval.bind(window), clearInterval: clearInterval.bind(window) };
  const running = new Map<number, () => void>();
  let ids = 1_000_000;
  window.setInterval = ((run: () => void) => {
    running.set(++ids, run);
    return ids;
  }) as typeof window.setInterval;
  window.clearInterval = (id) => void running.delete(Number(id));
  return {
    get count() {
      return running.size;
    },
    tick: () => running.forEach((run) => run()),
    restore: () => Object.assign(window, originals),
  };
}
