import type { AccountChanges } from './data/index.js';
import { ApiError, badRequest, notFound } from './errors.js';
import { hash, random } from './random.js';
import type { SentEvent, Store, StoredItem, StoredWebhook } from './store.js';
import type { TransactionJson, WebhookJson } from './types.js';

/** Events of items. Subscriptions may also name Pluggy's other events, such as payments, which the sandbox never sends. */
export type ItemEvent =
  | 'item/created'
  | 'item/updated'
  | 'item/error'
  | 'item/deleted'
  | 'item/waiting_user_input'
  | 'item/waiting_user_action'
  | 'item/login_succeeded'
  | 'transactions/created'
  | 'transactions/updated'
  | 'transactions/deleted';

export interface DeliveryOptions {
  clientId: string;
  allowLoopback: boolean;
  retryMs: readonly number[];
  timeoutMs: number;
  fetch: typeof fetch;
}

const MAX_PER_EVENT = 5;
const TRIES_PER_ROUND = 3;
/** The number of events kept for reading and resending. */
const MAX_EVENTS = 1_000;
/** The maximum number of ids in one event. A request for that many transactions fits into a request line. */
const MAX_IDS = 400;

/** The events that Pluggy's API accepts. The sandbox never sends those of payments. */
const EVENTS = new Set([
  'all',
  ...['created', 'updated', 'error', 'deleted', 'waiting_user_input', 'waiting_user_action', 'login_succeeded'].map(
    (name) => `item/${name}`,
  ),
  'connector/status_updated',
  ...['created', 'updated', 'deleted'].map((name) => `transactions/${name}`),
  ...['created', 'completed', 'waiting_payer_authorization', 'error'].map((name) => `payment_intent/${name}`),
  'payment_request/updated',
  ...['created', 'completed', 'error', 'canceled', 'all_completed', 'all_created'].map(
    (name) => `scheduled_payment/${name}`,
  ),
  'boleto/updated',
  ...['created', 'completed', 'error', 'canceled'].map((name) => `automatic_pix_payment/${name}`),
  ...['completed', 'error'].flatMap((name) => [
    `smart_transfer_preauthorization/${name}`,
    `smart_transfer_payment/${name}`,
  ]),
]);

/** Host names of local networks. */
const RESERVED_HOST = /^[^.]+$|\.(local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|onion)$/;
/** Host names that never resolve. Source: RFC 2606 */
const UNRESOLVABLE_HOST = /\.(test|invalid|example)$/;

interface WebhookBody {
  url?: unknown;
  event?: unknown;
  headers?: unknown;
  enabled?: unknown;
}

/** Manages webhook subscriptions and delivers events. https://docs.pluggy.ai/en/docs/reference/webhooks */
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
    const url = this.checkUrl(body.url);
    this.#refuseDuplicate(event, url);
    const now = this.store.clock.iso();
    const json: WebhookJson = {
      id: this.store.uuid(),
      event,
      url,
      createdAt: now,
      updatedAt: now,
      disabledAt: null,
    };
    const headers = readHeaders(body.headers);
    if (this.list().filter((other) => other.event === event).length >= MAX_PER_EVENT) {
      throw badRequest(`You have reached the maximum of ${MAX_PER_EVENT} webhooks for event '${event}'.`);
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
    const { event, url } = { ...webhook.json, ...change };
    this.#refuseDuplicate(event, url, id);
    if (body.headers !== undefined) webhook.headers = readHeaders(body.headers);
    Object.assign(webhook.json, change, { updatedAt: this.store.clock.iso() });
    return webhook.json;
  }

  delete(id: string): void {
    this.store.webhooks.delete(this.#stored(id).json.id);
  }

  /** Throws when another webhook has the same event and URL. */
  #refuseDuplicate(event: string, url: string, id?: string): void {
    if (!this.list().some((other) => other.event === event && other.url === url && other.id !== id)) return;
    throw badRequest(`A webhook for event '${event}' and url '${url}' already exists.`);
  }

  /** Throws unless the URL is https on port 443 with a domain name and no credentials, or an allowed loopback URL. */
  checkUrl(value: unknown): string {
    if (typeof value !== 'string' || !URL.canParse(value)) {
      throw badRequest('Webhook url must be valid URL address and not localhost');
    }
    const url = new URL(value);
    const loopback = isLoopback(url.hostname);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    if (this.options.allowLoopback && loopback && web && !url.username && !url.password) return value;
    if (url.protocol !== 'https:') throw badRequest('Webhook url must be a https secured url');
    if (url.port) throw badRequest('Webhook url must use port 443');
    if (url.username || url.password) throw badRequest('Webhook url must not hold credentials');
    const host = url.hostname.replace(/\.$/, '');
    if (/^[\d.]+$/.test(host) || host.startsWith('[')) throw badRequest("Webhook url host can't be an IP address");
    if (loopback || RESERVED_HOST.test(host)) {
      throw badRequest("Webhook url host can't be localhost or a reserved/internal name");
    }
    if (UNRESOLVABLE_HOST.test(host)) throw badRequest('Webhook url host could not be resolved');
    return value;
  }

  /** Sends an event of an item. */
  emit(event: ItemEvent, item: StoredItem, extra: Record<string, unknown> = {}): void {
    const { id, clientUserId, webhookUrl } = item.json;
    const by = event !== 'item/deleted' && event !== 'transactions/deleted' && { triggeredBy: item.triggeredBy };
    this.send({ event, id, itemId: id, clientUserId, ...by, ...extra }, webhookUrl);
  }

  /** Sends an event for each kind of change to an account's transactions. */
  emitTransactions(item: StoredItem, { accountId, created, updated, deleted }: AccountChanges): void {
    const common = { accountId, clientId: this.options.clientId };
    const [first] = created;
    if (first) {
      const query = new URLSearchParams({ accountId, createdAtFrom: first.createdAt });
      this.emit('transactions/created', item, {
        ...common,
        transactionsCount: created.length,
        transactionsMinDate: created.reduce((least, { date }) => (date < least ? date : least), first.date),
        transactionsCreatedAtFrom: first.createdAt,
        createdTransactionsLink: `${this.store.base || item.base}/v2/transactions?${query}`,
      });
    }
    const emitIds = (event: ItemEvent, entries: TransactionJson[]) => {
      for (let start = 0; start < entries.length; start += MAX_IDS) {
        const transactionIds = entries.slice(start, start + MAX_IDS).map(({ id }) => id);
        this.emit(event, item, { ...common, transactionIds });
      }
    };
    emitIds('transactions/updated', updated);
    emitIds('transactions/deleted', deleted);
  }

  emitHealth(connectorId: number, status: string): void {
    this.send({ event: 'connector/status_updated', id: String(connectorId), connectorId, data: { status } });
  }

  /** Sends an event with one `eventId` to the application's webhooks and to the item's webhook. */
  send(content: Record<string, unknown> & { event: string }, webhookUrl?: string | null): SentEvent {
    const payload = { eventId: this.store.uuid(), ...content };
    const sent: SentEvent = { at: this.store.clock.iso(), payload, tries: [] };
    this.store.events = [...this.store.events.slice(1 - MAX_EVENTS), sent];
    this.#dispatch(sent, webhookUrl);
    return sent;
  }

  /** Sends an event again, as Pluggy's dashboard does on request. */
  resend(eventId: string): SentEvent {
    const sent = this.store.events.find(({ payload }) => payload.eventId === eventId);
    if (!sent) throw notFound('Event');
    const { itemId } = sent.payload;
    this.#dispatch(sent, this.store.items.get(String(itemId))?.json.webhookUrl);
    return sent;
  }

  #dispatch(sent: SentEvent, webhookUrl?: string | null): void {
    const { event, eventId } = sent.payload;
    const receivers = [...this.store.webhooks.values()]
      .filter(({ json }) => !json.disabledAt && (json.event === 'all' || json.event === event))
      .map(({ json, headers }) => ({ url: json.url, headers }));
    if (webhookUrl) receivers.push({ url: webhookUrl, headers: {} });
    const rounds = event === 'item/login_succeeded' ? [0] : [0, ...this.options.retryMs];
    const { webhookCopies, webhookSpreadMs } = this.store.settings;
    const spread = random(hash(eventId));
    for (const { url, headers } of receivers) {
      for (let copy = 1; copy <= webhookCopies; copy++) {
        const [first = 0, ...later] = rounds;
        void this.#deliver(sent, url, headers, [first + Math.floor(spread() * webhookSpreadMs), ...later]);
      }
    }
  }

  close(): void {
    this.#closed.abort();
  }

  /** Delivers an event with up to three attempts per round, until a response with status 2xx arrives in time. */
  async #deliver(
    sent: SentEvent,
    url: string,
    headers: Record<string, string>,
    rounds: readonly number[],
  ): Promise<void> {
    const body = JSON.stringify(sent.payload);
    for (const wait of rounds) {
      if (wait) await this.store.clock.sleep(wait);
      for (let attempt = 1; attempt <= TRIES_PER_ROUND; attempt++) {
        if (this.#closed.signal.aborted) return;
        const status = await this.#post(url, headers, body);
        sent.tries.push({ url, status, at: this.store.clock.iso() });
        if (status >= 200 && status < 300) return;
      }
    }
  }

  /** Returns the status of the response, or 0 when the connection fails or times out. */
  async #post(url: string, headers: Record<string, string>, body: string): Promise<number> {
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
      return response.status;
    } catch {
      return 0;
    } finally {
      cancelTimeout();
    }
  }

  #event(value: unknown): WebhookJson['event'] {
    if (typeof value !== 'string' || !EVENTS.has(value)) {
      throw badRequest(`Invalid event type '${String(value)}' for webhook`);
    }
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
