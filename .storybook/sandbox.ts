import { Hono } from 'hono';
import { http } from 'msw';
import { setupWorker } from 'msw/browser';
import type { Consent, Item } from 'pluggy-sdk';
import { listConnectors } from '../src/sandbox/core/connectors.js';
import { createSandbox, type Sandbox } from '../src/sandbox/core/index.js';
import { addItemRoutes } from '../demo/server/item-routes.js';
import { createItems, type ItemsOptions } from '../demo/server/items.js';
import { createOwners } from '../demo/server/owners.js';
import { answerProblem, Problem } from '../demo/server/problem.js';
import { readRefusal } from '../demo/server/refusal.js';
import type { SignedIn } from '../demo/server/session.js';
import type { ItemRow, ItemStorage, StoredItem } from '../demo/server/storage.js';

/** A connection that a story starts with: the institution's id in the sandbox, and the name of a preset. */
export type Connection = readonly [connectorId: number, preset: string];

/** The backend of one story: the sandbox's core and the routes of the reference backend, both in this page. */
interface World {
  sandbox: Sandbox;
  api: Hono<SignedIn>;
}

const PERSON = 'storybook';
const STEP_MS = 300;
/** Returns an address relative to `iframe.html`, which may be served from a subfolder. */
const at = (path: string) => new URL(path, document.baseURI);

let world: World | undefined;
let worker: Promise<unknown> | undefined;

/** Returns the `widget-url` of the sandbox's Connect page, a static file: MSW does not answer navigations. */
export const widgetUrl = () => `${at('connect-page/index.html').pathname}?api=../sandbox/`;

/** Returns the banks with a login in the Connect page. Other banks open a window, whose page no server has. */
export const connectorIds = () =>
  listConnectors(new URLSearchParams({ sandbox: 'true' }), { base: at('sandbox').href, health: new Map() })
    .filter(({ oauth }) => !oauth)
    .map(({ id }) => id)
    .join();

/** Whether this page may have a service worker: only on https and on localhost. */
export const isPossible = () => 'serviceWorker' in navigator;

/** Replaces the previous story's backend by one with these connections. Returns their ids by the names of the presets. */
export async function begin(connections: readonly Connection[] = []): Promise<Record<string, string>> {
  world?.sandbox.close();
  world = createWorld();
  const ids: Record<string, string> = {};
  for (const [connectorId, preset] of connections) {
    const { id } = await json<{ id: string }>(
      world.sandbox.fetch(request('sandbox/items', { connectorId, clientUserId: PERSON, preset })),
    );
    await json(world.api.fetch(new Request(at('/api/items'), post({ itemId: id }))));
    ids[preset] = id;
  }
  worker ??= listen();
  await worker;
  return ids;
}

function listen(): Promise<unknown> {
  // Read the variable in each handler, because each story replaces the world.
  return setupWorker(
    http.all(at('/api/*').href, ({ request }) => world!.api.fetch(request)),
    http.all(at('sandbox/*').href, ({ request }) => world!.sandbox.fetch(request)),
  ).start({ quiet: true, onUnhandledRequest: 'bypass', serviceWorker: { url: './mockServiceWorker.js' } });
}

function createWorld(): World {
  const basePath = at('sandbox').pathname;
  const sandbox = createSandbox({
    basePath,
    publicUrl: at('sandbox').href,
    stepMs: STEP_MS,
    // A story updates a bank that was connected a moment ago.
    minUpdateFrequencyHours: null,
  });
  return { sandbox, api: createApi(sandbox) };
}

function createApi(sandbox: Sandbox): Hono<SignedIn> {
  const app = new Hono<SignedIn>();
  app.use(async (c, next) => {
    c.set('userId', PERSON);
    await next();
  });
  app.onError((error, c) => {
    if (error instanceof Problem) return answerProblem(c, error);
    throw error;
  });
  app.notFound((c) => answerProblem(c, new Problem(404, 'not-found', 'There is nothing here.')));
  const storage = createStorage();
  addItemRoutes(
    app,
    createItems({
      pluggy: pluggyOf(sandbox),
      storage,
      tokens: { keep: () => Promise.resolve(), list: () => Promise.resolve([]) },
      owners: createOwners(),
      disconnect: storage.remove,
    }),
  );
  return app;
}

function createStorage(): ItemStorage & { remove: (itemId: string) => Promise<void> } {
  const rows = new Map<string, ItemRow>();
  let saved = 0;
  const done = <T>(value: T) => Promise.resolve(value);
  return {
    find: (itemId) => done(rows.get(itemId)),
    page: (userId, after) =>
      done([...rows.values()].filter((row) => row.userId === userId && Number(row.position) > Number(after))),
    save(item: StoredItem, userId: string) {
      const { id, updatedAt } = item;
      const position = rows.get(id)?.position ?? String(++saved);
      const state = { missingSince: null, deletedAt: null, syncedAt: null, gaps: null, accounts: [] };
      rows.set(id, { id, userId, position, data: { ...item }, updatedAt: new Date(updatedAt), ...state });
      return done(userId);
    },
    banksOf: () => done([]),
    markMissing: () => done(true),
    markDisconnecting: () => done(undefined),
    isDisconnected: () => done(false),
    remove(itemId) {
      rows.delete(itemId);
      return done(undefined);
    },
  };
}

/** Returns Pluggy's client for the backend's routes, on the sandbox in this page. Pluggy's own client requires Node. */
function pluggyOf(sandbox: Sandbox): ItemsOptions['pluggy'] {
  async function send<T>(path: string, body?: object, method?: string): Promise<T> {
    const { apiKey } = await json<{ apiKey: string }>(sandbox.fetch(request('auth', sandbox.keys)));
    const answer = await sandbox.fetch(request(path, body, { method, headers: { 'x-api-key': apiKey } }));
    if (answer.ok) return (await answer.json()) as T;
    const { code, data } = readRefusal(await answer.json());
    throw new Problem(answer.status as 400, code ?? 'pluggy-refused-item', 'Pluggy does not do this.', {}, data);
  }
  return {
    async createConnectToken(clientUserId, itemId) {
      const options = { clientUserId, avoidDuplicates: true };
      return (await send<{ accessToken: string }>('connect_token', { itemId, options })).accessToken;
    },
    findItem: (itemId) => send<Item>(`items/${itemId}`).then(withDate, ifMissing),
    isItemOfToken: () => Promise.resolve(false),
    setClientUserId: () => Promise.resolve(),
    updateItem: (itemId) => send<Item>(`items/${itemId}`, {}, 'PATCH').then(withDate),
    sendMfa: (itemId, parameters) => send<Item>(`items/${itemId}/mfa`, parameters).then(withDate),
    deleteItem: (itemId) => send(`items/${itemId}`, undefined, 'DELETE'),
    listConsents: async (itemId) => (await send<{ results: Consent[] }>(`consents?itemId=${itemId}`)).results,
  };
}

const withDate = (item: Item): Item => ({ ...item, updatedAt: new Date(item.updatedAt) });

function ifMissing(error: unknown): undefined {
  if (!(error instanceof Problem) || error.status !== 404) throw error;
}

const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function request(path: string, body?: object, { method, headers }: { method?: string; headers?: object } = {}) {
  const init = body ? post(body) : { method: 'GET', headers: {} };
  return new Request(at(`sandbox/${path}`), {
    ...init,
    method: method ?? init.method,
    headers: { ...init.headers, ...headers },
  });
}

async function json<T>(answer: Response | Promise<Response>): Promise<T> {
  const response = await answer;
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
