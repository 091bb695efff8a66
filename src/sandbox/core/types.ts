import type {
  Account,
  AccountStatement,
  Category,
  Connector,
  ConnectorCredential,
  Consent,
  CreditCardBills,
  IdentityResponse,
  Investment,
  InvestmentTransaction,
  Item,
  Loan,
  Transaction,
  UserAction,
  Webhook,
} from 'pluggy-sdk';
import type { Settings } from './settings.js';

export type { Settings };

/** An SDK type as JSON, in which dates are ISO strings. */
type Json<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

/** A union that accepts other strings, because Pluggy's docs name values that the SDK's unions lack. */
type Open<T extends string> = T | (string & {});

/** A credential with the additional type `oauth`, whose `data` is the address of the institution's authorisation page. */
export type CredentialJson = Omit<Json<ConnectorCredential>, 'type'> & { type?: Open<'text' | 'oauth'> };
export type ConnectorJson = Omit<Json<Connector>, 'credentials'> & { credentials: CredentialJson[] };
export type UserActionJson = Json<UserAction>;
export type AccountJson = Json<Account>;
export type ConsentJson = Json<Consent>;
export type WebhookJson = Json<Webhook>;
export type CategoryJson = Json<Category>;
export type StatementJson = Json<AccountStatement>;
export type BillJson = Json<CreditCardBills>;
export type IdentityJson = Json<IdentityResponse>;
export type InvestmentJson = Json<Investment>;
export type InvestmentTransactionJson = Json<InvestmentTransaction>;
export type LoanJson = Json<Loan>;
/** A transaction. The SDK declares `status` as an enum; the JSON contains the enum's values. */
export type TransactionJson = Omit<Json<Transaction>, 'status'> & { status: 'PENDING' | 'POSTED' };
export type Health = ConnectorJson['health'];

export interface ProductState {
  isUpdated: boolean;
  lastUpdatedAt: string | null;
  warnings?: { code: string; message: string; providerMessage?: string }[];
}

export interface ItemError {
  code: string;
  message: string;
  providerMessage?: string;
  attributes?: Record<string, string>;
}

/** An item. The API always sends `products`, `autoSyncDisabledAt` and `oauthRedirectUri`, which the SDK's type lacks. */
export interface ItemJson extends Omit<
  Json<Item>,
  'connector' | 'status' | 'executionStatus' | 'parameter' | 'error' | 'statusDetail'
> {
  connector: ConnectorJson;
  status: Open<Item['status']>;
  executionStatus: Open<Item['executionStatus']>;
  parameter: CredentialJson | null;
  error: ItemError | null;
  statusDetail: Record<string, ProductState | null> | null;
  products: string[];
  autoSyncDisabledAt: string | null;
  oauthRedirectUri: string | null;
}

/** The fields of an item that `PATCH /sandbox/items/:id` and `seed.items` can set. */
export type ItemPatch = Partial<Omit<ItemJson, 'id' | 'connector' | 'createdAt' | 'updatedAt'>>;

/** The origin of a run: `USER` for a connect token, `CLIENT` for an API key. https://docs.pluggy.ai/en/docs/reference/webhooks */
export type TriggeredBy = 'USER' | 'CLIENT' | 'SYNC' | 'INTERNAL';

export interface SeedItem extends ItemPatch {
  id: string;
  connectorId: number;
  /** The stored credentials. Without stored credentials an update needs new ones. */
  parameters?: Record<string, string>;
}

interface Seed {
  /** The seed of ids, which makes ids the same at each start. By default ids are random. */
  random?: number;
  /** Items that exist at the start and after a reset. */
  items?: SeedItem[];
}

export interface SandboxOptions extends Partial<Settings> {
  /** The API keys that `POST /auth` accepts. By default the keys are new and random; read them from `Sandbox.keys`. */
  clientId?: string;
  clientSecret?: string;
  /** Host names that the sandbox answers to, in addition to those of this machine and of `publicUrl`. */
  hosts?: readonly string[];
  /** URLs of webhooks for all events, which exist at the start and after a reset. */
  webhooks?: readonly string[];
  /** Headers of the requests to `webhooks`. */
  webhookHeaders?: Readonly<Record<string, string>>;
  seed?: Seed;
  /** The sandbox's address as browsers see it, with its base path. Default: the request's origin with `basePath`. */
  publicUrl?: string;
  /** The prefix of every route, such as `/pluggy`. */
  basePath?: string;
  /** Returns the files of the Connect page by their path without `basePath`. */
  assets?: (path: string) => Promise<Asset | undefined>;
  /** Whether webhook URLs may use `http` and this machine. Pluggy refuses both. */
  allowLoopbackWebhooks?: boolean;
  /** Delays before the second and third round of webhook delivery. Default 15 s and 2 min; Pluggy waits 15 min and 2 h. */
  webhookRetryMs?: readonly number[];
  /** The time within which a webhook must respond. Default 5 s, as Pluggy. */
  webhookTimeoutMs?: number;
  /** The time without updates after two consecutive failed logins. Default 15 min, as Pluggy. */
  loginBackoffMs?: number;
  /** The maximum number of `PATCH /items/:id` per minute and credential. Default 20, as Pluggy. */
  updatesPerMinute?: number;
  /** The clock in ms. Default `Date.now`. */
  now?: () => number;
  /** Starts a timer and returns a function that cancels the timer. Default `setTimeout`. */
  schedule?: Schedule;
  /** Sends webhooks. Default the platform's `fetch`. */
  fetch?: typeof fetch;
}

export type Schedule = (run: () => void, ms: number) => () => void;

export interface Asset {
  type: string;
  body: string | Uint8Array;
}

export interface Sandbox {
  /** The API keys that `POST /auth` accepts. */
  readonly keys: Readonly<{ clientId: string; clientSecret: string }>;
  /** Responds to a request of the REST API, the simulated bank, a logo or the Connect page. */
  fetch(request: Request): Promise<Response>;
  /** Ends every run and timer. The sandbox still responds to requests, but items no longer change by themselves. */
  close(): void;
}
