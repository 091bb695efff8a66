/**
 * `npm run smoke`: checks Pluggy with your keys and compares its answers with what the model of the elements knows.
 * Prints a Markdown table without secrets, ids or names, which can be pasted into a report.
 */
import { parseArgs } from 'node:util';
import { card } from '../src/locales/en/card.js';
import { codeEntry } from '../src/model/codes.js';
import { itemView } from '../src/model/item-view.js';
import { OPTION_VALUES } from '../src/model/option-values.js';
import { parseItem } from '../src/model/parse-item.js';

const USAGE = `PLUGGY_CLIENT_ID=… PLUGGY_CLIENT_SECRET=… npm run smoke -- [--item ID | --create]

  --item ID         reads this Item, which should be one of the sandbox
  --create          creates an Item of the sandbox, reads and deletes it
  PLUGGY_API_URL    address of the API (default https://api.pluggy.ai)

Creates a connect token, which changes nothing at Pluggy. Everything else is only read, unless --create is set.`;

const TIMEOUT_MS = 15_000;
const ITEM_TIMEOUT_MS = 60_000;
const POLL_MS = 1_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INPUT_TYPES = ['number', 'password', 'text', 'image', 'select', 'ethaddress', 'hcaptcha', 'oauth'];
const HEALTHS = ['ONLINE', 'UNSTABLE', 'OFFLINE'];

/** An error whose message has no secrets. */
class Failure extends Error {}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
/** A value of Pluggy for the table. */
const shown = (value: unknown) =>
  String(value)
    .replace(/[^\w./ -]/g, '?')
    .slice(0, 60);

/** Values that the model does not know, by the name of the field. */
class Unknown {
  readonly #values = new Set<string>();

  check(field: string, value: unknown, isKnown: (value: string) => boolean): void {
    if (value === undefined || value === null) return;
    if (typeof value !== 'string' || !isKnown(value)) this.#values.add(`${field} ${shown(value)}`);
  }

  /** Returns the end of a row, or throws when there are unknown values. */
  conclude(text: string): string {
    if (this.#values.size === 0) return `${text}, every value known`;
    throw new Failure(`${text}; unknown to the model: ${[...this.#values].join(', ')}`);
  }
}

const isIn = (values: string | readonly string[]) => (value: string) =>
  (typeof values === 'string' ? values.split(' ') : values).includes(value);

function readOptions() {
  const { values } = parseArgs({
    options: { item: { type: 'string' }, create: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const { PLUGGY_CLIENT_ID: clientId, PLUGGY_CLIENT_SECRET: clientSecret, PLUGGY_API_URL: url } = process.env;
  if (values.item !== undefined && !UUID.test(values.item)) throw new Failure('--item must be the id of an Item.');
  if (!values.help && (!clientId || !clientSecret)) throw new Failure(`The keys are not set.\n\n${USAGE}`);
  const base = (url || 'https://api.pluggy.ai').replace(/\/$/, '');
  if (!URL.canParse(base)) throw new Failure('PLUGGY_API_URL is not a valid URL.');
  return { help: values.help, itemId: values.item, mayCreate: values.create, clientId, clientSecret, base };
}

async function run(): Promise<void> {
  const { help, itemId, mayCreate, clientId, clientSecret, base } = readOptions();
  if (help) return console.log(USAGE);
  let apiKey = '';
  let sandboxConnector: Fields | undefined;

  async function request(method: string, path: string, body?: object): Promise<Fields> {
    const headers = { 'Content-Type': 'application/json', ...(apiKey && { 'X-API-KEY': apiKey }) };
    const init = { method, headers, body: body && JSON.stringify(body), redirect: 'error' as const };
    let response: Response;
    let text: string;
    try {
      response = await fetch(base + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
      text = await response.text();
    } catch (error) {
      const { name, cause } = error as Error;
      const { code } = fieldsOf(cause);
      throw new Failure(
        name === 'TimeoutError' ? `no answer in ${TIMEOUT_MS / 1000} s` : `no answer (${shown(code ?? name)})`,
      );
    }
    let answer: unknown;
    try {
      answer = text ? JSON.parse(text) : {};
    } catch {
      throw new Failure(`the answer (${response.status}) is not valid JSON`);
    }
    if (response.ok) return fieldsOf(answer);
    const { codeDescription } = fieldsOf(answer);
    throw new Failure(`refused with ${response.status}${codeDescription ? ` ${shown(codeDescription)}` : ''}`);
  }

  async function authenticate(): Promise<string> {
    const { apiKey: key } = await request('POST', '/auth', { clientId, clientSecret });
    if (typeof key !== 'string' || !key) throw new Failure('the answer has no API key');
    apiKey = key;
    return 'got an API key';
  }

  async function createToken(): Promise<string> {
    const { accessToken } = await request('POST', '/connect_token', { options: { clientUserId: 'smoke-test' } });
    if (typeof accessToken !== 'string' || !accessToken) throw new Failure('the answer has no token');
    return 'got a token';
  }

  async function checkConnectors(): Promise<string> {
    const connectors = listOf((await request('GET', '/connectors?sandbox=true')).results).map(fieldsOf);
    if (connectors.length === 0) throw new Failure('the list is empty');
    sandboxConnector = connectors.find(({ isSandbox, oauth, hasMFA }) => isSandbox === true && !oauth && !hasMFA);
    const unknown = new Unknown();
    for (const connector of connectors) {
      unknown.check('type', connector.type, isIn(OPTION_VALUES.connectorTypes));
      unknown.check('country', connector.country, isIn(OPTION_VALUES.countries));
      unknown.check('health', fieldsOf(connector.health).status, isIn(HEALTHS));
      for (const product of listOf(connector.products)) unknown.check('product', product, isIn(OPTION_VALUES.products));
      for (const input of listOf(connector.credentials)) {
        unknown.check('credential', fieldsOf(input).type, isIn(INPUT_TYPES));
      }
    }
    return unknown.conclude(`${connectors.length} connectors`);
  }

  /** Creates an Item at a simulated bank and waits until its first run ends. */
  async function createSandboxItem(): Promise<Fields> {
    // Only an Item of a connector that says so is free of a person's data.
    if (!sandboxConnector) throw new Failure('there is no connector of the sandbox to create an Item with');
    const parameters = { user: 'user-ok', password: 'password-ok' };
    return request('POST', '/items', { connectorId: sandboxConnector.id, parameters, clientUserId: 'smoke-test' });
  }

  async function readItem(id: string): Promise<string> {
    const end = Date.now() + ITEM_TIMEOUT_MS;
    const unknown = new Unknown();
    for (;;) {
      const item = await request('GET', `/items/${id}`);
      if (item.id !== id) throw new Failure('the answer is not the Item');
      parseItem(item);
      const { status, executionStatus } = item;
      unknown.check('status', status, (value) => itemView({ id, status: value }).label !== 'unknown');
      unknown.check(
        'execution status',
        executionStatus,
        (value) => itemView({ id, executionStatus: value }).label !== 'unknown',
      );
      unknown.check('error', fieldsOf(item.error).code, (value) => codeEntry(value) !== undefined);
      unknown.check('parameter', fieldsOf(item.parameter).type, isIn(INPUT_TYPES));
      for (const product of Object.keys(fieldsOf(item.statusDetail))) {
        unknown.check('product', product, (value) => Object.hasOwn(card.products, value));
      }
      if (itemId || (status !== 'UPDATING' && status !== 'CREATED')) {
        return unknown.conclude(`an Item with the status ${shown(status)}`);
      }
      if (Date.now() > end) throw new Failure(`the Item is still ${shown(status)} after ${ITEM_TIMEOUT_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async function checkItem(): Promise<string> {
    if (itemId) return readItem(itemId);
    const { id } = await createSandboxItem();
    if (typeof id !== 'string' || !UUID.test(id)) throw new Failure('the answer to POST /items has no id');
    try {
      return await readItem(id);
    } finally {
      await request('DELETE', `/items/${id}`);
    }
  }

  const rows: string[] = [];
  let hasFailed = false;
  async function step(name: string, check: () => Promise<string>): Promise<void> {
    const begin = performance.now();
    const row = (result: string, text: string) =>
      rows.push(`| ${name} | ${result} | ${text} | ${Math.round(performance.now() - begin)} ms |`);
    if (!apiKey && check !== authenticate) return void row('not run', 'needs an API key');
    if (check === checkItem && !itemId && !mayCreate) return void row('not run', 'needs --item or --create');
    try {
      row('ok', await check());
    } catch (error) {
      hasFailed = true;
      row('failed', error instanceof Failure ? error.message : `an error of this script: ${(error as Error).name}`);
    }
  }
  await step('Authentication', authenticate);
  await step('Connect token', createToken);
  await step('Connectors', checkConnectors);
  await step('Item', checkItem);

  console.log(`| Check | Result | Details | Time |\n| --- | --- | --- | --- |\n${rows.join('\n')}`);
  console.log(
    `\n${base === 'https://api.pluggy.ai' ? 'Pluggy' : 'Another address than Pluggy’s'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
  );
  if (hasFailed) process.exitCode = 1;
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
