import { parseArgs } from 'node:util';
import { withNegativeValues } from '../arguments.js';
import { Failure } from '../failure.js';
import { readSecret } from '../header.js';

import { ROUTE_NAMES, type Addresses } from './routes.js';

/** Seconds without `--wait`: a proxy that closes silent streams does so after 60 s, often after 30 s. */
const DEFAULT_WAIT_S = 30;
const MAX_WAIT_S = 300;

export const HELP = `pluggy-elements doctor <url> [options]

Checks a page with the elements and the backend behind it: sends the requests of the elements, and those of an attacker.
Changes no data unless you pass --changes.

  <url>                          page with the elements, such as https://shop.example/connections
  --cookie <session>             your session: "name=value; …", or a header, "Authorization: Bearer …"
  --as <session>                 another person's session, in the same form: your data must be hidden from them
  --item <id>                    one of your Items (default: the first of the list)
  --webhook-secret <header>      the header that Pluggy sends with webhooks: "X-Webhook-Secret: …"
  --token-endpoint <path>        the routes, where the page does not name them in attributes. The defaults:
  --items-endpoint <path>        /api/connect-token, /api/items, /api/items/{itemId}, /api/items/{itemId}/mfa,
  --item-endpoint <path>         /api/events, /api/webhooks/pluggy
  --mfa-endpoint <path>
  --events-endpoint <path>
  --webhook-endpoint <path>
  --changes                      also tries what can change or delete the Item, as another person
  --pluggy <url>                 Pluggy’s API or the sandbox’s: with --changes, another person connects a simulated bank there
  --wait <seconds>               how long to wait for a comment in a quiet stream (default ${DEFAULT_WAIT_S})
  --no-browser                   reads headers and HTML only, also where Chrome is installed
  --json                         prints one JSON document
  --help                         prints this text

PLUGGY_DOCTOR_COOKIE, PLUGGY_DOCTOR_AS and PLUGGY_DOCTOR_WEBHOOK_SECRET stand in for the options, so that secrets are in no
list of processes. The report shows no secret.

Exit code: 0 nothing failed; 1 a check failed; 2 nothing could be checked.

Docs: docs/backend.md in the package, docs/openapi.yaml`;

export interface DoctorOptions {
  readonly url: URL;
  readonly cookie: string;
  readonly as: string;
  readonly itemId: string;
  readonly webhookSecret?: { readonly name: string; readonly value: string };
  readonly addresses: Addresses;
  readonly mayChange: boolean;
  readonly pluggyUrl?: URL;
  readonly waitMs: number;
  readonly hasBrowser: boolean;
  readonly isJson: boolean;
}

/** Reads the options of `pluggy-elements doctor`; `undefined` for a request for help. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv = process.env): DoctorOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [address, ...more] = positionals;
  if (address === undefined)
    throw new Failure('Name the page to check: npx pluggy-elements doctor https://shop.example');
  // A second word may be part of a secret without quotes, so the message does not repeat it.
  if (more.length) throw new Failure('There is more than one address. Put quotes around values with spaces.');
  const secret = values['webhook-secret'] ?? env.PLUGGY_DOCTOR_WEBHOOK_SECRET;
  return {
    url: readUrl(address),
    cookie: values.cookie ?? env.PLUGGY_DOCTOR_COOKIE ?? '',
    as: values.as ?? env.PLUGGY_DOCTOR_AS ?? '',
    itemId: values.item ?? '',
    webhookSecret: secret === undefined ? undefined : readSecret(secret),
    addresses: Object.fromEntries(ROUTE_NAMES.map((name) => [name, readAddress(name, values[name])])),
    mayChange: values.changes ?? false,
    pluggyUrl: values.pluggy === undefined ? undefined : readApiUrl(values.pluggy),
    waitMs: readWait(values.wait) * 1000,
    hasBrowser: !values['no-browser'],
    isJson: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: withNegativeValues(args),
      allowPositionals: true,
      options: {
        cookie: text,
        as: text,
        item: text,
        'webhook-secret': text,
        'token-endpoint': text,
        'items-endpoint': text,
        'item-endpoint': text,
        'mfa-endpoint': text,
        'events-endpoint': text,
        'webhook-endpoint': text,
        changes: flag,
        pluggy: text,
        wait: text,
        'no-browser': flag,
        json: flag,
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [reason = ''] = (error as Error).message.split(/\n|\. (?:To|Did)/);
    throw new Failure(`${reason.replace(/\.$/, '')}. npx pluggy-elements doctor --help lists the options.`);
  }
}

function readUrl(text: string): URL {
  const isUrl = /^https?:\/\//i.test(text) && URL.canParse(text);
  if (!isUrl) throw new Failure('The address must begin with http:// or https://, such as http://localhost:4200.');
  const url = new URL(text);
  if (url.username || url.password)
    throw new Failure('The address must not have a password in it. Pass --cookie "Authorization: Basic …".');
  return url;
}

/** Reads the address of an API, whose routes are below it. */
function readApiUrl(text: string): URL {
  const isUrl = /^https?:\/\//i.test(text) && URL.canParse(text);
  if (!isUrl) throw new Failure('--pluggy must begin with http:// or https://, such as http://localhost:4201.');
  return new URL(`${text.replace(/\/+$/, '')}/`);
}

function readAddress(name: string, text: string | undefined): string | undefined {
  if (text === undefined || URL.canParse(text, 'http://localhost')) return text;
  throw new Failure(`--${name} must be a path or a URL, such as /api/items.`);
}

function readWait(text: string | undefined): number {
  if (text === undefined) return DEFAULT_WAIT_S;
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= MAX_WAIT_S) return seconds;
  throw new Failure(`--wait must be a number of seconds up to ${MAX_WAIT_S}, not "${text}".`);
}
