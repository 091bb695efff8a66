import { Cancelled } from './clock.js';
import { ApiError, badRequest, notFound } from './errors.js';
import type { Store, StoredItem, StoredWebhook } from './store.js';
import type { WebhookJson } from './types.js';

/** Events of Items and connectors; the SDK's types name others (payments), which the sandbox never sends but lets one subscribe to. */
export type ItemEvent =
  | 'item/created'
  | 'item/updated'
  | 'item/error'
  | 'item/deleted'
  | 'item/waiting_user_input'
  | 'item/waiting_user_action'
  | 'item/login_succeeded';

export interface DeliveryOptions {
  allowLoopback: boolean;
  retryMs: readonly number[];
  timeoutMs: number;
  fetch: typeof fetch;
}

const MAX_PER_EVENT = 5;
const TRIES_PER_ROUND = 3;
const EVENT = /^(all|[a-z_]+\/[a-z_]+)$/;

interface WebhookBody {
  url?: unknown;
  event?: unknown;
  headers?: unknown;
  enabled?: unknown;
}

/** Subscriptions and delivery. https://docs.pluggy.ai/en/docs/reference/webhooks */
export class Webhooks {
  readonly #closed = new AbortController();

  constructor(
    private readonly store: Store,
    private readonly options: DeliveryOptions,
  ) {}

  list(): WebhookJson[] {
    return [...this.store.webhooks.values()].map((webhook) => webhook.json);
  }

  get(id: string): WebhookJson {
    return this.#stored(id).json;
  }

  create(body: WebhookBody): WebhookJson {
    const event = this.#event(body.event);
    const now = this.store.clock.iso();
    const json: WebhookJson = {
      id: this.store.uuid(),
      event,
      url: this.checkUrl(body.url),
      createdAt: now,
      updatedAt: now,
      disabledAt: null,
    };
    const headers = readHeaders(body.headers);
    if (this.list().filter((other) => other.event === event).length >= MAX_PER_EVENT) {
      throw badRequest(`There are already ${MAX_PER_EVENT} webhooks for the event ${event}`);
    }
    this.store.webhooks.set(json.id, { json, headers });
    return json;
  }

  update(id: string, body: WebhookBody): WebhookJson {
    const webhook = this.#stored(id);
    const change: Partial<WebhookJson> = {};
    if (body.event !== undefined) change.event = this.#event(body.event);
    if (body.url !== undefined) change.url = this.checkUrl(body.url);
    if (typeof body.enabled === 'boolean') change.disabledAt = body.enabled ? null : this.store.clock.iso();
    if (body.headers !== undefined) webhook.headers = readHeaders(body.headers);
    Object.assign(webhook.json, change, { updatedAt: this.store.clock.iso() });
    return webhook.json;
  }

  delete(id: string): void {
    this.store.webhooks.delete(this.#stored(id).json.id);
  }

  /** Public https on port 443, a domain name, no credentials. With `allowLoopback`, also any URL of this machine. */
  checkUrl(value: unknown): string {
    if (typeof value !== 'string' || !URL.canParse(value)) throw badRequest('url is not a valid URL');
    const url = new URL(value);
    const loopback = isLoopback(url.hostname);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    if (this.options.allowLoopback && loopback && web && !url.username && !url.password) return value;
    if (url.protocol !== 'https:') throw badRequest('url must be https');
    if (url.port) throw badRequest('url must use port 443');
    if (url.username || url.password) throw badRequest('url must not hold credentials');
    const ip = /^[\d.]+$/.test(url.hostname) || url.hostname.startsWith('[');
    if (loopback || ip || !url.hostname.includes('.')) throw badRequest('url must have a public domain name');
    return value;
  }

  /** Sends the event to the application's webhooks and to the item's own: one `eventId`, however many receivers. */
  emit(event: ItemEvent, item: StoredItem, extra: Record<string, unknown> = {}): void {
    const { id, clientUserId, webhookUrl } = item.json;
    const payload = JSON.stringify({
      event,
      eventId: this.store.uuid(),
      id,
      itemId: id,
      clientUserId,
      ...(event !== 'item/deleted' && { triggeredBy: item.triggeredBy }),
      ...extra,
    });
    const receivers = [...this.store.webhooks.values()]
      .filter(({ json }) => !json.disabledAt && (json.event === 'all' || json.event === event))
      .map(({ json, headers }) => ({ url: json.url, headers }));
    if (webhookUrl) receivers.push({ url: webhookUrl, headers: {} });
    const rounds = event === 'item/login_succeeded' ? [0] : [0, ...this.options.retryMs];
    for (const { url, headers } of receivers) void this.#deliver(url, headers, payload, rounds);
  }

  close(): void {
    this.#closed.abort();
  }

  /** Three tries a round, until one is answered by 2XX in time. */
  async #deliver(url: string, headers: Record<string, string>, body: string, rounds: readonly number[]): Promise<void> {
    try {
      for (const wait of rounds) {
        if (wait) await this.store.clock.sleep(wait, this.#closed.signal);
        for (let attempt = 1; attempt <= TRIES_PER_ROUND; attempt++) {
          if (this.#closed.signal.aborted || (await this.#send(url, headers, body))) return;
        }
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
  }

  async #send(url: string, headers: Record<string, string>, body: string): Promise<boolean> {
    const timeout = new AbortController();
    const cancelTimeout = this.store.clock.after(this.options.timeoutMs, () => timeout.abort());
    try {
      const response = await this.options.fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([timeout.signal, this.#closed.signal]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      // No answer, a refused connection or a timeout: each is a failed try.
      return false;
    } finally {
      cancelTimeout();
    }
  }

  #event(value: unknown): WebhookJson['event'] {
    if (typeof value !== 'string' || !EVENT.test(value)) throw badRequest('event is not a valid event');
    return value as WebhookJson['event'];
  }

  #stored(id: string): StoredWebhook {
    const webhook = this.store.webhooks.get(id);
    if (!webhook) throw notFound('Webhook');
    return webhook;
  }
}

function readHeaders(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const entries = typeof value === 'object' ? Object.entries(value) : [['', undefined]];
  if (!entries.every(([name, text]) => typeof text === 'string' && isHeader(String(name), text))) {
    throw new ApiError(400, undefined, 'headers must be an object of texts');
  }
  return Object.fromEntries(entries as [string, string][]);
}

function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}

export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1\])$/.test(hostname);
}
