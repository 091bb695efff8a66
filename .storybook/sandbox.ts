import { Hono } from 'hono';
import { http } from 'msw';
import { setupWorker } from 'msw/browser';
import type { Item } from 'pluggy-sdk';
import { listConnectors } from '../src/sandbox/core/connectors.js';
import { createSandbox, DEFAULT_KEYS, type Sandbox } from '../src/sandbox/core/index.js';
import { addItemRoutes } from '../demo/server/item-routes.js';
import { createItems } from '../demo/server/items.js';
import { answerProblem, Problem } from '../demo/server/problem.js';
import { readRefusal } from '../demo/server/refusal.js';
import type { SignedIn } from '../demo/server/session.js';
import type { StoredItem } from '../demo/server/storage.js';

/** A connection that is there already: the institution's id in the sandbox, and the state of its catalogue. */
export type Connection = readonly [connectorId: number, preset: string];

/** What the stories work with: the sandbox's core and the reference backend's routes, both in this page. */
interface World {
  sandbox: Sandbox;
  api: Hono<SignedIn>;
}

const PERSON = 'storybook';
const STEP_MS = 300;
/** Beside `iframe.html`, wherever that is served. */
const at = (path: string) => new URL(path, document.baseURI);

let world: World | undefined;
let worker: Promise<unknown> | undefined;

/** The sandbox's Connect page, as `widget-url` takes it. Static, since workers leave navigations alone. */
export const widgetUrl = () => `${at('connect-page/index.html').pathname}?api=../sandbox/`;

/** The banks that a login in the Connect page is enough for: a window of the bank's own would find no server. */
export const connectorIds = () =>
  listConnectors(new URLSearchParams({ sandbox: 'true' }), { base: at('sandbox').href, health: new Map() })
    .filter(({ oauth }) => !oauth)
    .map(({ id }) => id)
    .join();

/** Whether this page may have a service worker: on https and on this computer. */
export const isPossible = () => 'serviceWorker' in navigator;

/**
 * Everything anew, with these connections: one story never sees what another has done. Gives their ids, by the names of
 * their states.
 */
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
  // Asked through the variable: the world is another one for each story.
  return setupWorker(
    http.all(at('/api/*').href, ({ request }) => world!.api.fetch(request)),
    http.all(at('sandbox/*').href, ({ request }) => world!.sandbox.fetch(request)),
  ).start({ quiet: true, onUnhandledRequest: 'bypass', serviceWorker: { url: './mockServiceWorker.js' } });
}

function createWorld(): World {
  const basePath = at('sandbox').pathname;
  const sandbox = createSandbox({ basePath, publicUrl: at('sandbox').href, stepMs: STEP_MS });
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
    createItems(pluggyOf(sandbox), storage, (itemId) => storage.remove(itemId)),
  );
  return app;
}

function createStorage() {
  const owners = new Map<string, string>();
  return {
    save({ id }: StoredItem, userId: string) {
      owners.set(id, userId);
      return Promise.resolve(userId);
    },
    listByUser: (userId: string) => Promise.resolve([...owners.keys()].filter((id) => owners.get(id) === userId)),
    ownerOf: (itemId: string) => Promise.resolve(owners.get(itemId)),
    remove(itemId: string) {
      const owner = owners.get(itemId);
      owners.delete(itemId);
      return Promise.resolve(owner);
    },
  };
}

/** What the backend asks of Pluggy, which it does elsewhere with an SDK for Node. */
function pluggyOf(sandbox: Sandbox): Parameters<typeof createItems>[0] {
  async function ask<T>(path: string, body?: object, method?: string): Promise<T> {
    const { apiKey } = await json<{ apiKey: string }>(sandbox.fetch(request('auth', DEFAULT_KEYS)));
    const answer = await sandbox.fetch(request(path, body, { method, headers: { 'x-api-key': apiKey } }));
    if (answer.ok) return (await answer.json()) as T;
    const { code, data } = readRefusal(await answer.json());
    throw new Problem(answer.status as 400, code ?? 'pluggy-refused-item', 'Pluggy does not do this.', {}, data);
  }
  return {
    async createConnectToken(clientUserId, itemId) {
      const options = { clientUserId, avoidDuplicates: true };
      return (await ask<{ accessToken: string }>('connect_token', { itemId, options })).accessToken;
    },
    findItem: (itemId) => ask<Item>(`items/${itemId}`).catch(ifMissing),
    updateItem: (itemId) => ask<Item>(`items/${itemId}`, {}, 'PATCH'),
    sendMfa: (itemId, parameters) => ask(`items/${itemId}/mfa`, parameters),
    deleteItem: (itemId) => ask(`items/${itemId}`, undefined, 'DELETE'),
  };
}

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
