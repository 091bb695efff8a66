import type { Clock } from './clock.js';
import { hash, random, uuidFrom } from './random.js';
import type { ConsentJson, Health, ItemJson, Settings, TriggeredBy, WebhookJson } from './types.js';
import type { ItemData } from './data/index.js';
import type { Execution } from './execution.js';

/** An Item and what Pluggy knows of it but never shows. */
export interface StoredItem {
  json: ItemJson;
  parameters: Record<string, string>;
  /** Which connect token made it: that token may go on reading and updating it. */
  createdByToken?: string;
  oauthRedirectUri?: string;
  /** Address of the sandbox as the last caller saw it. */
  base: string;
  triggeredBy: TriggeredBy;
  execution?: Execution;
  data: ItemData;
  consent?: ConsentJson;
  /** The last one-step code and when it came: a code counts once. */
  lastCode?: { value: string; at: number };
  lastLoginFailureAt?: number;
  lastUpdateByApiKeyAt?: number;
  /** When the person authorises the access on the other device. */
  authorizedAt?: number;
  cancelContinuation?: () => void;
  cancelSync?: () => void;
  /** Runs in a row that failed though the login was good. */
  failures: number;
}

export interface StoredWebhook {
  json: WebhookJson;
  headers: Record<string, string>;
}

/** An event, and each try to deliver it: the status of the answer, or 0 for none. */
export interface SentEvent {
  at: string;
  payload: Record<string, unknown> & { event: string; eventId: string };
  tries: { url: string; status: number; at: string }[];
}

/** All state of a sandbox. */
export class Store {
  readonly items = new Map<string, StoredItem>();
  readonly webhooks = new Map<string, StoredWebhook>();
  /** Where a connector's health is not what the catalogue says. */
  readonly health = new Map<number, Health['status']>();
  /** What was told to webhooks, the newest last. */
  events: SentEvent[] = [];
  settings: Settings;
  /** Address of the sandbox as its backend sees it, for links in webhooks. */
  base = '';
  #uuid: () => string;

  constructor(
    readonly clock: Clock,
    private readonly initial: Settings,
    private readonly seed: number | undefined,
  ) {
    this.settings = structuredClone(initial);
    this.#uuid = this.#ids();
  }

  uuid(): string {
    return this.#uuid();
  }

  clear(): void {
    for (const item of this.items.values()) {
      halt(item);
    }
    this.items.clear();
    this.webhooks.clear();
    this.health.clear();
    this.events = [];
    this.settings = structuredClone(this.initial);
    this.#uuid = this.#ids();
  }

  #ids(): () => string {
    if (this.seed === undefined) return () => crypto.randomUUID();
    const next = random(hash(`ids ${this.seed}`));
    return () => uuidFrom(next);
  }
}

/** Ends everything that would move the item by itself. */
export function halt(item: StoredItem): void {
  item.execution?.cancel();
  item.cancelContinuation?.();
  item.cancelSync?.();
}

/** Changes what the API shows. Each change has a date of its own, so that readers can tell which is the newer. */
export function change(store: Store, { json }: StoredItem, changes: Partial<ItemJson>): void {
  const updatedAt = Math.max(store.clock.now(), Date.parse(json.updatedAt) + 1);
  Object.assign(json, changes, { updatedAt: new Date(updatedAt).toISOString() });
}
