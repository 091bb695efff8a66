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

/** What the official types look like on the wire: dates are ISO strings. */
type Json<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

/** Pluggy types both as plain strings in its API, and the docs name values that the SDK's unions lack, so both stay open. */
type Open<T extends string> = T | (string & {});

/** `oauth` is not in the SDK's union: its `data` is the address of the institution's authorisation page. */
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
/** `status` is an enum of the SDK's, and its values on the wire. */
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

/** `products` is in every answer of the API, and in no SDK type. */
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
}

/** The part of an Item that `PATCH /sandbox/items/:id` and `seed.items` can set. */
export type ItemPatch = Partial<Omit<ItemJson, 'id' | 'connector' | 'createdAt' | 'updatedAt'>>;

/** Who started a run: a connect token is `USER`, an API key `CLIENT`. https://docs.pluggy.ai/en/docs/reference/webhooks */
export type TriggeredBy = 'USER' | 'CLIENT' | 'SYNC' | 'INTERNAL';

export interface SeedItem extends ItemPatch {
  id: string;
  connectorId: number;
  /** Credentials of the last run; without them an update needs new ones. */
  parameters?: Record<string, string>;
}

interface Seed {
  /** Makes every id of this sandbox the same at each start. Without it ids are random, so that they never meet those of an earlier start. */
  random?: number;
  /** Items that are there from the start, and after a reset. */
  items?: SeedItem[];
}

/** What can be changed while the sandbox runs, through `POST /sandbox/settings`. */
export interface Settings {
  /** Which permutation of the undocumented callback order the Connect page plays; its names are the page's own. */
  script: string | null;
  /** Added to every answer. */
  latencyMs: number;
  /** Duration of one `executionStatus` step. */
  stepMs: number;
  /** First path segments that answer 503, or another status: `auth`, `items`, `transactions:429`, …; `connect` is the Connect page. */
  fail: string[];
  /** Codes of refusals that are given whatever the request: `ITEM_IN_ERROR_COOLDOWN`, … */
  refuse: string[];
  /** A trial application connects sandbox connectors and MeuPluggy only. */
  trial: boolean;
  /** Items the application may have; `null` for any number. */
  itemsLimit: number | null;
  /** An API key may update an Item only once in this many hours; `null` for at any time. */
  minUpdateFrequencyHours: number | null;
  /** Updates by themselves, this far apart; `null`, as in sandbox and trial applications, for none. */
  autoSyncMs: number | null;
  /** How often each webhook is delivered, and over which time, so that they come in another order. */
  webhookCopies: number;
  webhookSpreadMs: number;
  /** How long a run waits for a code, an authorisation or another act of the person before `USER_INPUT_TIMEOUT`. */
  inputTimeoutMs: number;
  /**
   * How long the simulated person takes to do what cannot be done in the browser: scan the QR code, authorise in the
   * bank's app, be the second approver. `null`: never.
   */
  actionMs: number | null;
}

export interface SandboxOptions extends Partial<Settings> {
  /** The only pair that `POST /auth` accepts. Default `sandbox-client` / `sandbox-secret`. */
  clientId?: string;
  clientSecret?: string;
  seed?: Seed;
  /** Address of the sandbox as browsers see it, with its base path. Default: origin of the request + `basePath`. */
  publicUrl?: string;
  /** Path in front of every route, when mounted in a sub-path: `/pluggy`. */
  basePath?: string;
  /** Serves what is no route of the API: the Connect page. Called with the path without `basePath`. */
  assets?: (path: string) => Promise<Asset | undefined>;
  /** Lets webhook URLs be `http` and on this machine; Pluggy itself refuses both. */
  allowLoopbackWebhooks?: boolean;
  /** Delays before the second and third round of webhook delivery. Default 15 s and 2 min: Pluggy's 15 min and 2 h, a second for a minute. */
  webhookRetryMs?: readonly number[];
  /** A webhook must answer within this time. Default 5 s, as Pluggy. */
  webhookTimeoutMs?: number;
  /** Wait after two failed logins in a row. Default 15 min, as Pluggy. */
  loginBackoffMs?: number;
  /** `PATCH /items/:id` per minute and credential. Default 20, as Pluggy. */
  updatesPerMinute?: number;
  /** Clock in ms. Default `Date.now`. */
  now?: () => number;
  /** Timer; the returned function cancels it. Default `setTimeout`. */
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
  /** Everything: REST API, simulated bank, logos, and (through `assets`) the Connect page. */
  fetch(request: Request): Promise<Response>;
  /** Ends every run and timer. Requests are still answered, but nothing moves any more. */
  close(): void;
}
