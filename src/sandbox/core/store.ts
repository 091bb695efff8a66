import type { Clock } from './clock.js';
import { hash, random, uuidFrom } from './random.js';
import type { ConsentJson, Health, ItemJson, Settings, TriggeredBy, WebhookJson } from './types.js';
import type { ItemData } from './data/index.js';

export type MfaAnswer =
  'accepted' | 'already-provided' | 'already-used' | 'not-waiting' | 'expired' | { expected: string };

/** The run of an item, from `LOGIN_IN_PROGRESS` to its end. */
export interface ItemRun {
  readonly running: boolean;
  /** Whether the run waits for the user to return from the institution's authorisation page. */
  readonly waitsForAuthorization: boolean;
  cancel(): void;
  /** Accepts or refuses the answer to an MFA question, the body of `POST /items/:id/mfa`. */
  submit(parameters: Record<string, string>): MfaAnswer;
  /** Reports the user's decision on the institution's authorisation page. */
  authorize(granted: boolean): void;
  /** Reports that the user granted or refused an action outside the browser. Returns `false` unless the run waits for one. */
  act(granted: boolean): boolean;
}

/** An item with the data that Pluggy keeps but does not show. */
export interface StoredItem {
  json: ItemJson;
  parameters: Record<string, string>;
  /** Whether the user revoked the consent at the institution. The data endpoints then return nothing. */
  isRevoked?: boolean;
  /** The id of the connect token that created the item. The same token may read and update the item. */
  createdByToken?: string;
  /** The sandbox's address, as the last caller saw it. */
  base: string;
  triggeredBy: TriggeredBy;
  execution?: ItemRun;
  data: ItemData;
  consent?: ConsentJson;
  /** The last one-step MFA code. A code can be used only once. */
  lastCode?: { value: string; at: number };
  lastLoginFailureAt?: number;
  /** The time at which the simulated user authorises the access on another device. */
  authorizedAt?: number;
  /** The time at which another holder decides on the access. */
  approverDecidesAt?: number;
  /** The decision that `Items.act` has set; without a value, the test user's scenario decides. */
  isApproved?: boolean;
  cancelContinuation?: () => void;
  cancelSync?: () => void;
  /** The number of consecutive runs that failed after a successful login. */
  failures: number;
}

export interface StoredWebhook {
  json: WebhookJson;
  headers: Record<string, string>;
}

/** A webhook event with its delivery attempts. An attempt without a response has the status 0. */
export interface SentEvent {
  at: string;
  payload: Record<string, unknown> & { event: string; eventId: string };
  tries: { url: string; status: number; at: string }[];
}

/** The state of a sandbox. */
export class Store {
  readonly items = new Map<string, StoredItem>();
  readonly webhooks = new Map<string, StoredWebhook>();
  /** Health by connector id, where the health differs from the catalogue. */
  readonly health = new Map<number, Health['status']>();
  /** Webhook events, the newest last. */
  events: SentEvent[] = [];
  settings: Settings;
  /** The sandbox's address as its backend sees it, for links in webhooks. */
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

/** Cancels the item's run and timers. */
export function halt(item: StoredItem): void {
  item.execution?.cancel();
  item.cancelContinuation?.();
  item.cancelSync?.();
}

/** Changes an item's JSON. `updatedAt` increases with each change, so that readers can tell which state is newer. */
export function change(store: Store, { json }: StoredItem, changes: Partial<ItemJson>): void {
  const updatedAt = Math.max(store.clock.now(), Date.parse(json.updatedAt) + 1);
  Object.assign(json, changes, { updatedAt: new Date(updatedAt).toISOString() });
}
