import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { PluggyClient } from 'pluggy-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Result } from '../../../src/cli/doctor/check.js';
import { runDoctor } from '../../../src/cli/doctor/doctor.js';
import type { Report } from '../../../src/cli/doctor/report.js';
import { startSandbox, type RunningSandbox } from '../../../src/sandbox/index.js';
import { faultsOfAnswer, operationOf, readContract } from '../../support/contract.js';
import { ROOT, sample } from '../../support/docs.js';
import { expectConsole } from '../../support/console.js';
import { waitFor } from '../../support/wait-for.js';

const contract = await readContract();
const SECRET = 'webhook-secret-4711';
const OK = { user: 'user-ok', password: 'password-ok' };
/** A page without faults, for checks of the routes behind it. */
const PAGE = '<!doctype html><title>Shop</title><pluggy-item-list></pluggy-item-list>';

/** The application around the samples: a session, a database in memory, and work that a test can hold back. */
const YOUR_APP = `
  export const items = new Map();
  export const imports = [];
  export const work = { done: Promise.resolve() };
  export const informed = [];
  const events = new Set();
  export const userOf = ({ headers }) =>
    headers.get('sec-fetch-site') === 'cross-site' ? undefined : /session=(\\w+)/.exec(headers.get('cookie') ?? '')?.[1];
  export const ownerOf = (itemId) => items.get(itemId)?.userId;
  export const saveItem = (userId, item) => void items.set(item.id, { userId, item });
  export const eraseItem = (itemId) => void items.delete(itemId);
  export const inform = (userId, event) => void informed.push([userId, event]);
  export const rememberEvent = (eventId) => !events.has(eventId) && !!events.add(eventId);
  export async function importData(itemId) {
    imports.push(itemId);
    await work.done;
  }`;

interface StoredItem {
  readonly id: string;
  readonly status?: string;
}

interface YourApp {
  readonly items: Map<string, { userId: string; item: StoredItem }>;
  readonly imports: string[];
  readonly informed: unknown[];
  readonly work: { done: Promise<void> };
}

type Handler = (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>;
type Functions = Record<string, (...args: unknown[]) => unknown>;

let folder: string;
let sandbox: RunningSandbox;
let client: PluggyClient;

beforeAll(async () => {
  // A folder inside the project: imports of packages resolve to those of the project.
  mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
  folder = mkdtempSync(path.join(ROOT, 'test-results/rules-'));
  sandbox = await startSandbox({ speed: 200 });
  const variables = { ...sandbox.env, WEBHOOK_SECRET: SECRET, REDIRECT_URI: 'https://shop.example/connections' };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  client = new PluggyClient(sandbox.keys);
});
afterAll(async () => {
  // An assignment to process.env would end its connection to the process: a later change of TZ has no effect then.
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  await sandbox.close();
});
// The SDK prints each refusal.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));

/** Loads a sample in a folder of its own, with the application around it. */
async function load(name: string): Promise<{ exports: Functions; app: YourApp }> {
  const place = mkdtempSync(path.join(folder, 'app-'));
  writeFileSync(path.join(place, 'your-app.js'), YOUR_APP);
  for (const file of ['answers.js', 'refusal.js', name]) writeFileSync(path.join(place, file), sample(file));
  // The imports run one after the other, because Vitest evaluates a module twice if two imports of it run at once.
  const exports = (await import(/* @vite-ignore */ path.join(place, name))) as Functions;
  const app = (await import(/* @vite-ignore */ path.join(place, 'your-app.js'))) as YourApp;
  return { exports, app };
}

/** Calls a handler as a server does, as a signed-in person or without a session. */
async function call(exports: Functions, method: string, { as = '', body, id = '', headers = {} }: CallOptions = {}) {
  const request = new Request('https://shop.example/api', {
    method,
    headers: { ...(as && { Cookie: `session=${as}` }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const response = await (exports[method] as Handler)(request, { params: Promise.resolve({ id }) });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> };
}

interface CallOptions {
  as?: string;
  body?: unknown;
  id?: string;
  headers?: Record<string, string>;
}

/** Adds an Item of a person to the sandbox, in a state of the control page. */
async function addItem(clientUserId: string, preset = 'updated'): Promise<StoredItem> {
  const body = JSON.stringify({ connectorId: 2, clientUserId, preset });
  const response = await fetch(`${sandbox.url}/sandbox/items`, { method: 'POST', body });
  return (await response.json()) as StoredItem;
}

/** Connects a bank with a token, as the widget does, and returns the Item as the backend sees it. */
async function connectWith(accessToken: unknown) {
  const response = await fetch(`${sandbox.url}/items`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-KEY': String(accessToken) },
    body: JSON.stringify({ connectorId: 2, parameters: OK }),
  });
  const { id } = (await response.json()) as { id: string };
  return client.fetchItem(id);
}

interface Site {
  html?: string;
  files?: Record<string, string>;
  routes?: Record<string, (request: Request) => Response | Promise<Response>>;
}

/** Serves a page with routes, and returns what `pluggy-elements doctor` finds there, as Ana, with Bruno as another person. */
async function examine(
  { html = PAGE, files = {}, routes = {} }: Site,
  ...more: string[]
): Promise<Map<string, Result>> {
  const server = createAdaptorServer({
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const route = routes[`${request.method} ${pathname}`];
      if (route) return route(request);
      if (pathname === '/') return new Response(html, { headers: { 'Content-Type': 'text/html' } });
      if (files[pathname]) return new Response(files[pathname], { headers: { 'Content-Type': 'text/javascript' } });
      return Response.json({ code: 'not-found' }, { status: 404 });
    },
  }) as Server;
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const printed: string[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = ['--cookie', 'session=ana', '--as', 'session=bruno'];
  await runDoctor([url, ...people, '--no-browser', '--json', ...more], (text) => printed.push(text));
  return new Map((JSON.parse(printed.join('')) as Report).checks.map((check) => [check.id, check]));
}

const failedIn = (checks: Map<string, Result>, ids: RegExp) =>
  [...checks.values()].filter(({ id, outcome }) => ids.test(id) && outcome === 'failed').map(({ id }) => id);
const passedIn = (checks: Map<string, Result>, ids: RegExp) =>
  [...checks.values()].filter(({ id, outcome }) => ids.test(id) && outcome === 'passed').map(({ id }) => id);

/** The routes of an application: the token route of a sample, and a correct list. */
const tokenRoutes = ({ exports, app }: Awaited<ReturnType<typeof load>>): Site['routes'] => ({
  'POST /api/connect-token': (request) => (exports.POST as Handler)(request, { params: Promise.resolve({ id: '' }) }),
  ...listRoute(app),
});

const listRoute = (app: YourApp): NonNullable<Site['routes']> => ({
  'GET /api/items': (request) => {
    const [, user] = /session=(\w+)/.exec(request.headers.get('cookie') ?? '') ?? [];
    if (!user) return Response.json({ code: 'not-signed-in' }, { status: 401 });
    const mine = [...app.items.values()].filter(({ userId }) => userId === user);
    return Response.json(
      mine.map(({ item }) => item),
      { headers: { 'Cache-Control': 'no-store' } },
    );
  },
});

/** Lets Ana own an Item in the database of an application. */
async function giveAna(app: YourApp, preset?: string): Promise<string> {
  const item = await addItem('ana', preset);
  app.items.set(item.id, { userId: 'ana', item });
  return item.id;
}

describe('keys and tokens', () => {
  const PAGE_CHECKS = /^(page|sdk|library|script|csp|trusted|coop|coep|permissions)-?/;

  it('wrong: a page with the client secret is found by the doctor', async () => {
    const checks = await examine({ html: sample('wrong-key-in-page.html') });
    expect(failedIn(checks, PAGE_CHECKS)).toEqual(['page-secrets']);
  });

  it('wrong: the answer of a route with the API key opens the data of every person', async () => {
    const loaded = await load('wrong-key-in-answer.js');
    expect(failedIn(await examine({ routes: tokenRoutes(loaded)! }), /^token-secrets/)).toEqual(['token-secrets']);
    const { body } = await call(loaded.exports, 'POST', { as: 'ana' });
    const { id } = await addItem('bruno');
    const stolen = await fetch(`${sandbox.url}/accounts?itemId=${id}`, {
      headers: { 'X-API-KEY': String(body.apiKey) },
    });
    expect(stolen.status).toBe(200);
  });

  it('right: a page with the address of a route has no fault', async () => {
    expect(failedIn(await examine({ html: sample('key-on-server.html') }), PAGE_CHECKS)).toEqual([]);
  });

  it('wrong: a user of the body, beside the options, makes connections without an owner, and for any Item', async () => {
    expectConsole(/clientUserId beside options is ignored/);
    const loaded = await load('wrong-user-from-body.js');
    const { body } = await call(loaded.exports, 'POST', { body: { userId: 'ana' } });
    expect(await connectWith(body.accessToken)).toMatchObject({ clientUserId: null });
    await giveAna(loaded.app);
    expect(
      failedIn(await examine({ routes: tokenRoutes(loaded)! }), /^token-(session|other-item|client-user-id)/),
    ).toEqual(['token-client-user-id', 'token-session', 'token-other-item']);
  });

  it('right: the user of the session owns the connection, and the doctor finds no fault', async () => {
    const loaded = await load('connect-token.js');
    const { body } = await call(loaded.exports, 'POST', { as: 'carla', body: {} });
    expect(await connectWith(body.accessToken)).toMatchObject({ clientUserId: 'carla' });
    const itemId = await giveAna(loaded.app);
    expect(await call(loaded.exports, 'POST', { as: 'ana', body: { itemId } })).toMatchObject({ status: 200 });
    expect(await call(loaded.exports, 'POST', { as: 'bruno', body: { itemId } })).toMatchObject({ status: 403 });
    const checks = await examine({ routes: tokenRoutes(loaded)! });
    expect(failedIn(checks, /^token-/)).toEqual([]);
    expect(passedIn(checks, /^token-(secrets|fresh|no-store|session|other-item|bad-json)/)).toHaveLength(6);
  });

  it('wrong: a cached token connects the bank of the second person for the first', async () => {
    const loaded = await load('wrong-cached-token.js');
    await call(loaded.exports, 'POST', { as: 'ana' });
    const { body } = await call(loaded.exports, 'POST', { as: 'bruno' });
    expect(await connectWith(body.accessToken)).toMatchObject({ clientUserId: 'ana' });
    expect(failedIn(await examine({ routes: tokenRoutes(loaded)! }), /^token-fresh/)).toEqual(['token-fresh']);
  });
});

describe('the widget on a page', () => {
  it('wrong: loaders of one’s own bring two copies of the SDK', async () => {
    const sdk = 'window.__zoid_9_0_63__ = {}; window.PluggyConnect = class {};';
    const files = { '/pluggy-connect.js': sdk, '/assets/react-pluggy-connect.js': sdk };
    const checks = await examine({ html: sample('wrong-own-loader.html'), files });
    expect(failedIn(checks, /^sdk-copies/)).toEqual(['sdk-copies']);
  });

  it('right: the page of connections has no fault', async () => {
    const checks = await examine({ html: sample('my-banks.html') });
    expect(failedIn(checks, /^(page|sdk|library)-/)).toEqual([]);
    expect(checks.get('page-elements')!.seen).toBe('<pluggy-provider>, <pluggy-connect>, <pluggy-item-list>');
  });

  const reportRoutes = ({ exports, app }: Awaited<ReturnType<typeof load>>): Site['routes'] => ({
    ...listRoute(app),
    'POST /api/items': (request) => (exports.POST as Handler)(request, { params: Promise.resolve({ id: '' }) }),
  });

  it('wrong: a believed report gives one person the Item of another', async () => {
    const loaded = await load('wrong-report.js');
    const { id: itemId } = await addItem('ana');
    await call(loaded.exports, 'POST', { as: 'bruno', body: { itemId } });
    expect(loaded.app.items.get(itemId)?.userId).toBe('bruno');
    await giveAna(loaded.app);
    const checks = await examine({ routes: reportRoutes(loaded)! });
    expect(failedIn(checks, /^link-(unknown|other)/)).toEqual(['link-unknown', 'link-other']);
  });

  it('right: the Item itself says whose it is', async () => {
    const loaded = await load('report.js');
    const { id: itemId } = await addItem('ana');
    expect(await call(loaded.exports, 'POST', { as: 'bruno', body: { itemId } })).toMatchObject({ status: 403 });
    expect(loaded.app.items.size).toBe(0);
    expect(await call(loaded.exports, 'POST', { as: 'ana', body: { itemId } })).toMatchObject({ status: 200 });
    expect(loaded.app.items.get(itemId)?.userId).toBe('ana');
    const checks = await examine({ routes: reportRoutes(loaded)! });
    expect(failedIn(checks, /^link-/)).toEqual([]);
    expect(passedIn(checks, /^link-/)).toEqual(['link-unknown', 'link-bad-body', 'link-other']);
  });
});

describe('webhooks', () => {
  const headers = { 'X-Webhook-Secret': SECRET };
  const anEvent = (itemId: string) => ({ event: 'item/error', eventId: crypto.randomUUID(), itemId });
  const webhookRoute = ({ exports, app }: Awaited<ReturnType<typeof load>>): Site['routes'] => ({
    ...listRoute(app),
    'POST /api/webhooks/pluggy': (request) =>
      (exports.POST as Handler)(request, { params: Promise.resolve({ id: '' }) }),
  });

  it('wrong: a forged event changes an Item, an event is done twice, and the answer waits for the work', async () => {
    const { exports, app } = await load('wrong-webhook.js');
    const itemId = await giveAna(app);
    const event = anEvent(itemId);
    await call(exports, 'POST', { body: event });
    await call(exports, 'POST', { body: event });
    expect(app.items.get(itemId)!.item.status).toBe('LOGIN_ERROR');
    expect(await client.fetchItem(itemId)).toMatchObject({ status: 'UPDATED' });
    expect(app.imports).toHaveLength(2);

    let finish = () => {};
    app.work.done = new Promise((resolve) => (finish = resolve));
    let hasAnswered = false;
    const answer = call(exports, 'POST', { body: event }).then(() => (hasAnswered = true));
    await vi.waitUntil(() => app.imports.length === 3);
    expect(hasAnswered).toBe(false);
    finish();
    await answer;

    const checks = await examine(
      { routes: webhookRoute({ exports, app })! },
      '--webhook-secret',
      `X-Secret: ${SECRET}`,
    );
    expect(failedIn(checks, /^webhook-/)).toEqual(['webhook-unsigned', 'webhook-wrong-secret']);
  });

  it('right: the secret is needed, the state is Pluggy’s, the work is done once, and the answer comes before', async () => {
    const { exports, app } = await load('webhook.js');
    const itemId = await giveAna(app);
    app.work.done = new Promise(() => {});
    const event = anEvent(itemId);
    expect(await call(exports, 'POST', { body: event })).toMatchObject({ status: 401 });
    expect(app.imports).toEqual([]);
    for (let times = 1; times <= 2; times++)
      expect(await call(exports, 'POST', { body: event, headers })).toMatchObject({ status: 200 });
    await vi.waitUntil(() => app.imports.length > 0);
    expect(app.imports).toEqual([itemId]);
    expect(app.items.get(itemId)!.item.status).toBe('UPDATED');
    await call(exports, 'POST', { body: { ...anEvent(itemId), event: 'item/deleted' }, headers });
    await vi.waitUntil(() => app.informed.length === 2);
    expect(app.items.size).toBe(0);
    expect(app.informed).toEqual(['item/error', 'item/deleted'].map((name) => ['ana', { event: name, itemId }]));
    const { id: unowned } = await client.createItem(2, { ...OK, user: 'user-ok-two-checking-accounts' });
    await call(exports, 'POST', { body: anEvent(unowned), headers });
    await waitFor(async () => expect(await client.fetchItem(unowned)).toMatchObject({ status: 'UPDATED' }));
    expect(app.items.size).toBe(0);

    await giveAna(app);
    const secret = ['--webhook-secret', `X-Webhook-Secret: ${SECRET}`];
    const checks = await examine({ routes: webhookRoute({ exports, app })! }, ...secret);
    expect(passedIn(checks, /^webhook-/)).toEqual([
      'webhook-unsigned',
      'webhook-wrong-secret',
      'webhook-answer',
      'webhook-time',
    ]);
  });

  it('wrong: an object in place of three arguments registers no webhook', async () => {
    const { exports } = await load('wrong-registration.js');
    const refused = await Promise.resolve(exports.register!(client, 'https://hooks.example.com/one')).catch(
      ({ code }: { code: number }) => code,
    );
    expect(refused).toBe(400);
    expect((await client.fetchWebhooks()).total).toBe(0);
  });

  it('right: one webhook, however often the program starts, and its events arrive with the secret', async () => {
    const { exports: route, app } = await load('webhook.js');
    const { exports } = await load('register.js');
    const server = createAdaptorServer({
      fetch: (request) => (route.POST as Handler)(request, { params: Promise.resolve({ id: '' }) }),
    }) as Server;
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    for (let starts = 1; starts <= 2; starts++) await exports.register!(client, url, SECRET);
    const { results } = await client.fetchWebhooks();
    onTestFinished(async () => void (await client.deleteWebhook(results[0]!.id)));
    expect(results).toMatchObject([{ url, event: 'all' }]);
    const { id } = await client.createItem(2, OK, { clientUserId: 'ana' });
    await waitFor(() => expect(app.items.get(id)).toMatchObject({ userId: 'ana', item: { status: 'UPDATED' } }));
  });
});

describe('the life of an Item', () => {
  const RECENT = 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY';

  it('wrong: a job that updates all Items is refused for each', async () => {
    const { exports } = await load('wrong-schedule.js');
    const items = await Promise.all([addItem('ana'), addItem('bruno')]);
    expect(
      await exports.refreshAll!(
        client,
        items.map(({ id }) => id),
      ),
    ).toEqual([RECENT, RECENT]);
  });

  it('right: the route of a click starts an update, and passes a refusal on', async () => {
    const { exports, app } = await load('update.js');
    const old = await giveAna(app, 'updated-days-ago');
    const started = await call(exports, 'PATCH', { as: 'ana', id: old });
    expect(started).toMatchObject({ status: 200, body: { id: old } });
    expect(started.body).not.toHaveProperty('clientUserId');
    const recent = await giveAna(app);
    expect(await call(exports, 'PATCH', { as: 'ana', id: recent })).toEqual({
      status: 409,
      body: { code: RECENT, data: expect.objectContaining({ minUpdateFrequencyAllowedInHours: 1 }) as unknown },
    });
    expect(await call(exports, 'PATCH', { as: 'bruno', id: recent })).toMatchObject({ status: 404 });
    expect(await call(exports, 'PATCH', { id: recent })).toMatchObject({ status: 401 });
  });

  it('wrong: a mirror loses the accounts when the consent is revoked at the bank; right: they are kept', async () => {
    const [wrong, right] = await Promise.all(['wrong-mirror.js', 'keep.js'].map(load));
    const { id } = await client.createItem(2, OK);
    await waitFor(async () => expect(await client.fetchItem(id)).toMatchObject({ status: 'UPDATED' }));
    const lost = new Map<string, unknown>();
    const kept = new Map<string, unknown>();
    const mirrorBoth = async () => {
      await wrong!.exports.mirror!(client, id, lost);
      await right!.exports.mirror!(client, id, kept);
    };
    await mirrorBoth();
    const { size } = kept;
    expect([lost.size > 0, lost.size]).toEqual([true, size]);
    const body = JSON.stringify({ name: 'consent-revoked-at-bank' });
    await fetch(`${sandbox.url}/sandbox/items/${id}/preset`, { method: 'POST', body });
    expect(await client.fetchItem(id)).toMatchObject({ status: 'UPDATED' });
    await mirrorBoth();
    expect([lost.size, kept.size]).toEqual([0, size]);
  });

  it('wrong: a hidden row stays connected at Pluggy', async () => {
    const { exports, app } = await load('wrong-disconnect.js');
    const id = await giveAna(app);
    expect(await call(exports, 'DELETE', { as: 'bruno', id })).toMatchObject({ status: 204 });
    expect(await client.fetchItem(id)).toMatchObject({ id });
  });

  it('right: the Item is deleted at Pluggy, by its owner only, and twice is no error', async () => {
    const { exports, app } = await load('disconnect.js');
    const id = await giveAna(app);
    expect(await call(exports, 'DELETE', { as: 'bruno', id })).toMatchObject({ status: 404 });
    expect(await client.fetchItem(id)).toMatchObject({ id });
    expect(await call(exports, 'DELETE', { as: 'ana', id })).toMatchObject({ status: 204 });
    await expect(client.fetchItem(id)).rejects.toMatchObject({ code: 404 });
    expect(app.items.size).toBe(0);
    app.items.set(id, { userId: 'ana', item: { id } });
    expect(await call(exports, 'DELETE', { as: 'ana', id })).toMatchObject({ status: 204 });
  });

  it('right: a 404 of a proxy erases nothing', async () => {
    const { exports, app } = await load('disconnect.js');
    const id = await giveAna(app);
    const answer = { code: 404, message: 'no such route' };
    const deletion = vi.spyOn(PluggyClient.prototype, 'deleteItem').mockRejectedValueOnce(answer);
    onTestFinished(() => deletion.mockRestore());
    await expect(call(exports, 'DELETE', { as: 'ana', id })).rejects.toEqual(answer);
    expect([...app.items.keys()]).toEqual([id]);
  });
});

describe('the routes of the right samples', () => {
  const LARGE = { itemId: 'x'.repeat(16_384) };
  const unknown = crypto.randomUUID();

  it.each([
    ['connect-token.js', 'POST', '/api/connect-token', [{}, { itemId: 'OWN' }], 403],
    ['report.js', 'POST', '/api/items', [{ itemId: 'OWN' }], 403],
    ['update.js', 'PATCH', '/api/items/ID', [undefined], 404],
    ['code.js', 'POST', '/api/items/ID/mfa', [{ token: '123456' }, { wrong: '1' }], 404],
    ['disconnect.js', 'DELETE', '/api/items/ID', [undefined], 404],
  ] as const)('%s answers as the contract says', async (name, method, route, bodies, refusal) => {
    const { exports, app } = await load(name);
    const mine = await giveAna(app, name === 'code.js' ? 'mfa-number' : 'updated-days-ago');
    const statuses: number[] = [];
    const ask = async (as: string, id: string, body?: string) => {
      const url = `https://shop.example${route.replace('ID', id)}`;
      const headers = as ? { Cookie: `session=${as}` } : undefined;
      const request = new Request(url, { method, headers, ...(body !== undefined && { body }) });
      const response = await (exports[method] as Handler)(request, { params: Promise.resolve({ id }) });
      const faults = await faultsOfAnswer(operationOf(contract, method, url)!, response);
      expect([...faults, response.headers.get('cache-control')]).toEqual(['no-store']);
      statuses.push(response.status);
    };
    const textOf = (body: object | undefined, id: string) => body && JSON.stringify(body).replace('OWN', id);
    await ask('', mine, textOf(bodies[0], mine));
    await ask('bruno', mine, textOf(bodies.at(-1), mine));
    expect(statuses.splice(0)).toEqual([401, refusal]);
    if (bodies[0]) {
      await ask('ana', mine, '{');
      await ask('ana', mine, JSON.stringify(LARGE));
      expect(statuses.splice(0)).toEqual([400, 413]);
    }
    for (const body of bodies) await ask('ana', mine, textOf(body, mine));
    expect(statuses.every((status) => status < 300 || status === 400)).toBe(true);
    expect(statuses[0]).toBeLessThan(300);
    if (route.includes('ID')) await ask('ana', unknown, textOf(bodies[0], mine));
  });

  it('give a refusal a code where Pluggy has none', async () => {
    const { exports } = await load('refusal.js');
    const response = exports.refusal!({ code: 400 }) as Response;
    expect([response.status, await response.json()]).toEqual([400, { code: 'pluggy-refused' }]);
  });
});

describe('errors', () => {
  const FAILED = { id: 'c6ed8a1e', status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' };
  const error = { code: 'INVALID_CREDENTIALS', message: 'The credentials are invalid.' };

  it('wrong: people read a code and English for developers; right: itemView says how to show the Item', async () => {
    const [wrong, right] = await Promise.all(['wrong-message.js', 'explain.js'].map(load));
    const item = { ...FAILED, error };
    expect(wrong!.exports.explain!(item)).toBe('INVALID_CREDENTIALS: The credentials are invalid.');
    expect(right!.exports.explain!(item)).toEqual({ label: 'reconnect', severity: 'attention', action: 'reconnect' });
    const updated = { id: 'a', status: 'UPDATED', executionStatus: 'SUCCESS' };
    expect(right!.exports.explain!(updated)).toMatchObject({ severity: 'ok', action: 'none' });
  });

  it('wrong: credentials that are tried again are refused each time', async () => {
    const { exports } = await load('wrong-retry.js');
    const { id } = await addItem('ana', 'invalid-credentials');
    const code = 'LAST_EXECUTION_HAD_LOGIN_ERROR';
    expect(await exports.retry!(client, id)).toEqual([code, code, code]);
  });

  it('wrong: one answer for everything hides that the data is recent; right: the code is passed on', async () => {
    const [wrong, right] = await Promise.all(['wrong-refusal.js', 'refusal.js'].map(load));
    const { id } = await addItem('ana');
    const refused = await client.updateItem(id).catch((error: unknown) => error);
    const answer = wrong!.exports.refusal!(refused) as Response;
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('CLIENT_IS')]);
    const passedOn = right!.exports.refusal!(refused) as Response;
    expect([passedOn.status, await passedOn.json()]).toEqual([
      409,
      {
        code: 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY',
        data: expect.objectContaining({ minUpdateFrequencyAllowedInHours: 1 }) as unknown,
      },
    ]);
    const ours = right!.exports.refusal!({ code: 401, codeDescription: 'CLIENT_KEYS_UNAUTHORIZED' }) as Response;
    expect([ours.status, await ours.json()]).toEqual([502, { code: 'pluggy-failed' }]);
  });
});
