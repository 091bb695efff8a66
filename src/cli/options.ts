import { parseArgs } from 'node:util';
import { failFaultOf } from '../sandbox/core/settings.js';
import type { SandboxOptions } from '../sandbox/index.js';
import { withNegativeValues } from './arguments.js';
import { Failure } from './failure.js';
import { readSecret } from './header.js';

/** The port without `--port`. */
const DEFAULT_PORT = 4001;

export const HELP = `pluggy-elements sandbox [options]

Runs an offline Pluggy with simulated banks. Nothing is stored, and no request leaves this machine, except to a webhook.

  --port <number>        port to listen on; the next free one if it is in use (default ${DEFAULT_PORT}; 0: any)
  --host <name>          address to listen on (default 127.0.0.1). Repeat it for further names to answer to:
                         --host 0.0.0.0 --host my-machine
  --keys <id>:<secret>   client id and secret that the API accepts (default: new random ones)
  --webhook <url>        URL of your backend that receives all webhooks, such as http://localhost:8000/webhooks
  --webhook-secret <header>
                         a header of these webhooks, which your backend compares: "X-Webhook-Secret: …"
  --latency <ms>         delays every response, such as --latency 500
  --fail <routes>        makes routes fail: a list such as --fail auth,items or --fail items:429
  --speed <factor>       banks and webhooks are so many times as fast, such as --speed 10
  --seed <number>        the same ids at each start
  --help                 prints this text

Docs: https://www.npmjs.com/package/pluggy-elements and docs/testing.md in the package`;

const MAX_LATENCY_MS = 60_000;

/** Reads the options of `pluggy-elements sandbox`; `undefined` for a request for help. */
export function readOptions(args: readonly string[]): SandboxOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const [host, ...hosts] = (values.host ?? []).map(readHost);
  return {
    port: values.port === undefined ? DEFAULT_PORT : readInteger('--port', values.port, 65_535),
    host,
    hosts,
    keys: values.keys === undefined ? undefined : readKeys(values.keys),
    webhook: values.webhook === undefined ? undefined : readWebhook(values.webhook),
    webhookHeaders: readWebhookSecret(values['webhook-secret'], values.webhook),
    latencyMs: values.latency === undefined ? undefined : readInteger('--latency', values.latency, MAX_LATENCY_MS),
    fail: values.fail === undefined ? undefined : values.fail.flatMap(readRoutes),
    speed: values.speed === undefined ? undefined : readSpeed(values.speed),
    seed: values.seed === undefined ? undefined : readInteger('--seed', values.seed, Number.MAX_SAFE_INTEGER),
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: withNegativeValues(args),
      options: {
        port: { type: 'string' },
        host: { type: 'string', multiple: true },
        keys: { type: 'string' },
        webhook: { type: 'string' },
        'webhook-secret': { type: 'string' },
        latency: { type: 'string' },
        fail: { type: 'string', multiple: true },
        speed: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split(/\n|\. (?:To|Did)/);
    throw new Failure(`${reason.replace(/\.$/, '')}. npx pluggy-elements sandbox --help lists the options.`);
  }
}

function readInteger(name: string, text: string, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  throw new Failure(`${name} must be a whole number from 0 to ${max}, not "${text}".`);
}

function readHost(text: string): string {
  const name = text.replace(/^\[(.*)\]$/, '$1');
  if (/^[\w.-]+$/.test(name) || /^[\da-f:]+:[\da-f:.]*$/i.test(name)) return name;
  throw new Failure(`--host must be a name or an address without http:// and port, such as 0.0.0.0, not "${text}".`);
}

function readKeys(text: string): { clientId: string; clientSecret: string } {
  const [, clientId, clientSecret] = /^([^\s:]+):(\S+)$/.exec(text) ?? [];
  if (clientId && clientSecret) return { clientId, clientSecret };
  // The text may be a secret, so the message does not repeat it.
  throw new Failure('--keys must be a client id and a secret with a colon between them: --keys my-id:my-secret.');
}

function readWebhook(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new Failure(
    `--webhook must be a URL with http:// or https://, such as http://localhost:8000/webhooks, not "${text}".`,
  );
}

function readWebhookSecret(text?: string, webhook?: string): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  if (webhook === undefined) throw new Failure('--webhook-secret needs --webhook, the URL that gets the header.');
  const { name, value } = readSecret(text);
  return { [name]: value };
}

function readRoutes(list: string): string[] {
  const routes = list.split(',').map((route) => route.trim());
  const fault = failFaultOf(routes);
  if (fault) throw new Failure(`--fail ${fault}.`);
  return routes;
}

function readSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && speed >= 0.1 && speed <= 1000) return speed;
  throw new Failure(`--speed must be a number from 0.1 to 1000, such as 10 for ten times as fast, not "${text}".`);
}
