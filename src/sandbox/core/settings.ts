import { REFUSAL_CODES } from './refusals.js';

/** Settings that the control page and `POST /sandbox/settings` can change while the sandbox runs. */
export interface Settings {
  /** The variant of undocumented widget behaviour that the Connect page follows; see `SCRIPTS` of the page. */
  script: string | null;
  /** Delay before every response. */
  latencyMs: number;
  /** Duration of each `executionStatus` step. */
  stepMs: number;
  /** First path segments that fail with 503 or the given status: `auth`, `transactions:429`, …; `connect` is the Connect page. */
  fail: string[];
  /** Error codes that the API sends whatever the request: `ITEM_IN_ERROR_COOLDOWN`, … */
  refuse: string[];
  /** Whether the application is a trial, which can connect only sandbox connectors and MeuPluggy. */
  trial: boolean;
  /** The maximum number of items; `null` for no limit. */
  itemsLimit: number | null;
  /** The minimum hours between two updates of an item with an API key; `null` for no minimum. Default 1, as for a new application. */
  minUpdateFrequencyHours: number | null;
  /** Whether `GET /transactions` without `/v2` still answers. Pluggy answers 410 to new applications. */
  v1Transactions: boolean;
  /** The interval of automatic updates; `null` for none, as in sandbox and trial applications. */
  autoSyncMs: number | null;
  /** The number of deliveries of each webhook. */
  webhookCopies: number;
  /** The period over which deliveries are spread at random, so that they arrive out of order. */
  webhookSpreadMs: number;
  /** The time a run waits for a code, an authorisation or another action of the user before `USER_INPUT_TIMEOUT`. */
  inputTimeoutMs: number;
  /**
   * The time the simulated user takes for an action outside the browser: scanning a QR code, authorising in the bank's
   * app, or approving as the second holder. With `null` the user never acts.
   */
  actionMs: number | null;
}

/** The routes that can be made to fail: the first segments of the API's paths, and `connect`, the Connect page. */
const ROUTES = [
  'auth',
  'connect_token',
  'connectors',
  'items',
  'accounts',
  'transactions',
  'bills',
  'identity',
  'investments',
  'loans',
  'categories',
  'consents',
  'webhooks',
  'connect',
];

/** Returns a sentence about the first entry of `fail` that is not valid; `undefined` without a fault. */
export function failFaultOf(entries: readonly unknown[]): string | undefined {
  for (const entry of entries) {
    const [name = '', status] = String(entry).split(/:(.*)/s);
    if (!ROUTES.includes(name)) return `has no route "${name}". Use these names: ${ROUTES.join(', ')}`;
    if (status !== undefined && !/^[45]\d\d$/.test(status))
      return `has the status "${status}" for ${name}, and a failure has one from 400 to 599, such as ${name}:429`;
  }
  return undefined;
}

const atLeast = (least: number) => (value: unknown) => typeof value === 'number' && value >= least;

const orNull = (valid: (value: unknown) => boolean) => (value: unknown) => value === null || valid(value);

const VALID: { [K in keyof Settings]: (value: unknown) => boolean } = {
  script: (value) => value === null || typeof value === 'string',
  latencyMs: atLeast(0),
  stepMs: atLeast(0),
  fail: (value) => Array.isArray(value),
  inputTimeoutMs: atLeast(1),
  actionMs: orNull(atLeast(0)),
  refuse: (value) => Array.isArray(value) && value.every((code) => REFUSAL_CODES.includes(code as string)),
  trial: (value) => typeof value === 'boolean',
  itemsLimit: orNull(atLeast(0)),
  minUpdateFrequencyHours: orNull(atLeast(0)),
  v1Transactions: (value) => typeof value === 'boolean',
  autoSyncMs: orNull(atLeast(1)),
  webhookCopies: (value) => atLeast(1)(value) && Number.isInteger(value) && (value as number) <= 10,
  webhookSpreadMs: atLeast(0),
};

/** Returns a sentence about the first unknown setting or value that is not valid; `undefined` without a fault. */
export function faultOf(settings: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(VALID, name)) return `There is no setting ${name}`;
    if (name === 'fail') {
      if (!Array.isArray(value)) return "The setting fail is a list, such as ['auth', 'items:429']";
      const fault = failFaultOf(value);
      if (fault) return `The setting fail ${fault}`;
    }
    if (!VALID[name as keyof Settings](value)) return `The value of the setting ${name} is not valid`;
  }
  return undefined;
}
