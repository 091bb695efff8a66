import { type Context, Hono } from 'hono';
import { reduced } from './accounts.js';
import type { Credential, Tokens } from './auth.js';
import { connectorById, listConnectors, validateParameters } from './connectors.js';
import { ApiError, badRequest, forbidden, notFound } from './errors.js';
import { type Items, readItemOptions } from './items.js';
import type { RateLimit } from './rate-limit.js';
import { readBody, readParameters } from './request.js';
import type { Store, StoredItem } from './store.js';
import type { ConnectorJson } from './types.js';
import type { Webhooks } from './webhooks.js';

interface Api {
  store: Store;
  tokens: Tokens;
  items: Items;
  webhooks: Webhooks;
  updates: RateLimit;
  keys: { clientId: string; clientSecret: string };
  base: (request: Request) => string;
}

type Env = { Variables: { credential: Credential } };

/** Largest page of a list. */
const MAX_PAGE_SIZE = 500;

/** Pluggy's REST API. What a connect token may call is in https://docs.pluggy.ai/en/docs/authentication.md */
export function apiRoutes({ store, tokens, items, webhooks, updates, keys, base }: Api): Hono<Env> {
  const app = new Hono<Env>();

  app.post('/auth', async (context) => {
    const { clientId, clientSecret } = await readBody(context.req.raw);
    if (clientId !== keys.clientId || clientSecret !== keys.clientSecret) {
      throw new ApiError(401, 'CLIENT_KEYS_UNAUTHORIZED', 'Client keys are invalid');
    }
    return context.json({ apiKey: await tokens.apiKey() });
  });

  for (const path of ['/connect_token', '/connectors/*', '/items/*', '/accounts/*', '/consents/*', '/webhooks/*']) {
    app.use(path, async (context, next) => {
      context.set('credential', await tokens.read(context.req.header('X-API-KEY')));
      await next();
    });
  }
  for (const path of ['/connect_token', '/accounts/:id', '/consents/*', '/webhooks/*']) {
    app.use(path, async (context, next) => {
      apiKeyOnly(context.var.credential);
      await next();
    });
  }

  app.post('/connect_token', async (context) => {
    const { itemId, options } = await readBody(context.req.raw);
    if (typeof itemId === 'string') items.find(itemId);
    const scope = typeof itemId === 'string' ? itemId : undefined;
    return context.json({ accessToken: await tokens.connectToken(scope, readItemOptions(options, webhooks)) });
  });

  app.get('/connectors', (context) => {
    const query = queryOf(context);
    return context.json(paged(listConnectors(query, base(context.req.raw)), query, MAX_PAGE_SIZE));
  });
  app.get('/connectors/:id', (context) => {
    const query = queryOf(context);
    const withHealth = query.get('healthDetails') === 'true' || query.get('includeHealth') === 'true';
    return context.json(findConnector(context.req.param('id'), base(context.req.raw), withHealth));
  });
  app.post('/connectors/:id/validate', async (context) => {
    const connector = findConnector(context.req.param('id'), base(context.req.raw));
    const parameters = readParameters(await readBody(context.req.raw)) ?? {};
    const errors = validateParameters(connector.credentials, parameters, store.clock.now());
    return context.json({ parameters, errors });
  });

  const answer = (context: Context, item: StoredItem) => context.json(items.present(item, base(context.req.raw)));
  app.post('/items', async (context) => {
    const body = await readBody(context.req.raw);
    return answer(context, items.create(body, context.var.credential, base(context.req.raw)));
  });
  app.get('/items/:id', (context) => answer(context, items.get(context.req.param('id'), context.var.credential)));
  app.patch('/items/:id', async (context) => {
    const { credential } = context.var;
    const caller = credential.kind === 'apiKey' ? credential.clientId : credential.tokenId;
    updates.count(caller, (name, value) => context.header(name, value));
    const item = items.get(context.req.param('id'), credential);
    items.update(item, await readBody(context.req.raw), credential, base(context.req.raw));
    return answer(context, item);
  });
  app.delete('/items/:id', (context) => {
    apiKeyOnly(context.var.credential);
    items.delete(items.find(context.req.param('id')));
    return context.json({ count: 1 });
  });
  app.post('/items/:id/mfa', async (context) => {
    const item = items.get(context.req.param('id'), context.var.credential);
    items.sendMfa(item, await readBody(context.req.raw));
    return answer(context, item);
  });

  app.get('/accounts', (context) => {
    const { credential } = context.var;
    const query = queryOf(context);
    const type = query.get('type');
    const accounts = items
      .get(required(query, 'itemId'), credential)
      .accounts.filter((account) => !type || account.type === type);
    return context.json(paged(credential.kind === 'apiKey' ? accounts : accounts.map(reduced), query, MAX_PAGE_SIZE));
  });
  app.get('/accounts/:id', (context) => {
    const accounts = [...store.items.values()].flatMap((item) => item.accounts);
    return context.json(byId(accounts, context.req.param('id'), 'Account'));
  });

  app.get('/consents', (context) => {
    const query = queryOf(context);
    const { consent } = items.find(required(query, 'itemId'));
    return context.json(paged(consent ? [consent] : [], query, 20));
  });
  app.get('/consents/:id', (context) => {
    const consents = [...store.items.values()].flatMap((item) => item.consent ?? []);
    return context.json(byId(consents, context.req.param('id'), 'Consent'));
  });

  app.get('/webhooks', (context) => context.json(paged(webhooks.list(), queryOf(context), MAX_PAGE_SIZE)));
  app.post('/webhooks', async (context) => context.json(webhooks.create(await readBody(context.req.raw))));
  app.get('/webhooks/:id', (context) => context.json(webhooks.get(context.req.param('id'))));
  app.patch('/webhooks/:id', async (context) => {
    return context.json(webhooks.update(context.req.param('id'), await readBody(context.req.raw)));
  });
  app.delete('/webhooks/:id', (context) => {
    webhooks.delete(context.req.param('id'));
    return context.json({ count: 1 });
  });
  return app;
}

function apiKeyOnly(credential: Credential): void {
  if (credential.kind !== 'apiKey') throw forbidden();
}

const queryOf = (context: Context) => new URL(context.req.url).searchParams;

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw badRequest(`${name} is required`);
  return value;
}

function findConnector(id: string, base: string, withHealth = false): ConnectorJson {
  const connector = connectorById(Number(id), base, withHealth);
  if (!connector) throw new ApiError(404, 'CONNECTOR_NOT_FOUND', 'Connector not found');
  return connector;
}

function byId<T extends { id: string }>(list: T[], id: string, what: string): T {
  const found = list.find((entry) => entry.id === id);
  if (!found) throw notFound(what);
  return found;
}

/** `page` and `pageSize` of the query. */
function paged<T>(all: T[], query: URLSearchParams, defaultSize: number) {
  const number = (name: string, otherwise: number) => Math.max(1, Math.trunc(Number(query.get(name))) || otherwise);
  const page = number('page', 1);
  const size = Math.min(number('pageSize', defaultSize), MAX_PAGE_SIZE);
  return {
    results: all.slice((page - 1) * size, page * size),
    page,
    total: all.length,
    totalPages: Math.ceil(all.length / size),
  };
}
