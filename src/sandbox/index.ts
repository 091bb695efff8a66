/** `pluggy-elements/sandbox`: the offline Pluggy for the set-up of tests and for development, in Node. */
import { faultOf, type Settings } from './core/settings.js';
import { startSandbox as start } from './node.js';

export type { Settings };

/** API keys of an application. */
export interface Keys {
  clientId: string;
  clientSecret: string;
}

export interface SandboxOptions extends Partial<Settings> {
  /** The port to listen on. The default, 0, takes any free port. */
  port?: number;
  /** The address to listen on. Default `127.0.0.1`. */
  host?: string;
  /** Further host names that the sandbox answers to, such as a name in a Docker network. */
  hosts?: readonly string[];
  /** The API keys that `POST /auth` accepts. By default the keys are new and random. */
  keys?: Readonly<Keys>;
  /** The seed of the ids of Items, accounts and transactions, which makes them the same at each start. By default ids are random. */
  seed?: number;
  /**
   * The speed of banks, of the simulated person outside of the browser, and of the pauses before a webhook is sent again:
   * 10 is ten times as fast. Default 1.
   */
  speed?: number;
  /** The URL of your backend that receives all webhooks. `http` on this machine is accepted, unlike by Pluggy. */
  webhook?: string;
  /** Headers of the requests to `webhook`, such as one with the secret that your backend compares. */
  webhookHeaders?: Readonly<Record<string, string>>;
}

/** A sandbox that listens. */
export interface RunningSandbox {
  /** The address of the API and of the Connect page: the value of `PLUGGY_API_URL` and of `widget-url`. */
  readonly url: string;
  /** The address of the page that shows connections and puts them into any state. */
  readonly controlUrl: string;
  /** The API keys that `POST /auth` accepts. */
  readonly keys: Readonly<Keys>;
  /** Environment variables for a backend that uses `pluggy-sdk`. */
  readonly env: Readonly<Record<'PLUGGY_API_URL' | 'PLUGGY_CLIENT_ID' | 'PLUGGY_CLIENT_SECRET', string>>;
  /** Ends the server, its connections, timers and webhooks. */
  readonly close: () => Promise<void>;
}

const STEP_MS = 600;
const ACTION_MS = 9_000;
const WEBHOOK_RETRY_MS = [15_000, 120_000];

/**
 * Starts an offline Pluggy: the REST API, simulated banks, the Connect page, a control page and webhooks. State is in
 * memory. Several can run in one process.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { port, host, hosts, keys, seed, speed = 1, webhook, webhookHeaders, ...settings } = withoutUndefined(options);
  check({ port, keys, seed, speed });
  const fault = faultOf(settings);
  if (fault) throw new TypeError(`startSandbox: ${fault}.`);
  const { url, sandbox, close } = await start({
    stepMs: STEP_MS / speed,
    actionMs: ACTION_MS / speed,
    ...settings,
    port,
    host,
    hosts,
    ...keys,
    seed: { random: seed },
    webhooks: webhook === undefined ? [] : [webhook],
    webhookHeaders,
    webhookRetryMs: WEBHOOK_RETRY_MS.map((ms) => ms / speed),
    allowLoopbackWebhooks: true,
  });
  const { clientId, clientSecret } = sandbox.keys;
  return {
    url,
    controlUrl: `${url}/sandbox/control`,
    keys: sandbox.keys,
    env: { PLUGGY_API_URL: url, PLUGGY_CLIENT_ID: clientId, PLUGGY_CLIENT_SECRET: clientSecret },
    close,
  };
}

/** Removes options that a caller passed on without a value. */
const withoutUndefined = (options: SandboxOptions): SandboxOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

function check({ port, keys, seed, speed }: Pick<SandboxOptions, 'port' | 'keys' | 'seed' | 'speed'>): void {
  const isPort = port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535);
  if (!isPort) throw new TypeError('startSandbox: port must be a whole number from 0 to 65535.');
  const isSpeed = typeof speed === 'number' && speed > 0 && speed < Infinity;
  if (!isSpeed) throw new TypeError('startSandbox: speed must be a number above 0.');
  const isSeed = seed === undefined || Number.isInteger(seed);
  if (!isSeed) throw new TypeError('startSandbox: seed must be a whole number.');
  if (keys && !(isText(keys.clientId) && isText(keys.clientSecret)))
    throw new TypeError('startSandbox: keys must have a clientId and a clientSecret.');
}

const isText = (value: unknown) => typeof value === 'string' && value.length > 0;
