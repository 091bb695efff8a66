import { type Context, Hono } from 'hono';
import type { Credential, Tokens } from './auth.js';
import { connectorById, listConnectors, type ConnectorContext, validateParameters } from './connectors.js';
import { reduced } from './data/accounts.js';
import { dataOf } from './data/index.js';
import { dataRoutes } from './data/reads.js';
import { ApiError, forbidden, notSimulated } from './errors.js';
import { hintAtOptions } from './hints.js';
import { type Items, readItemOptions } from './items.js';
import {
  byId,
  cursorPage,
  invalidCursor,
  MAX_PAGE_SIZE,
  onlyAllow,
  paged,
  queryOf,
  readCursor,
  required,
} from './lists.js';
import type { RateLimit } from './rate-limit.js';
import { type Operation, throwForcedRefusal } from './refusals.js';
import { readBody, readParameters } from './request.js';
import type { Statements } from './statements.js';
import type { Store, StoredItem } from './store.js';
import type { ConnectorJson } from './types.js';
import type { Webhooks } from './webhooks.js';

interface Api {
  store: Store;
  tokens: Tokens;
  items: Items;
  webhooks: Webhooks;
  statements: Statements;
  updates: RateLimit;
  keys: { clientId: string; clientSecret: string };
  base: (request: Request) => string;
}

/** Routes of Pluggy that the sandbox does not have. */
const NOT_SIMULATED = [
  ...['/payments/*', '/smart-transfers/*', '/boletos/*', '/boleto-connections/*', '/merchants/*'],
  '/categories/rules/*',
];

type Env = { Variables: { credential: Credential } };

/** Pluggy's REST API, with the permissions of a connect token from https://docs.pluggy.ai/en/docs/authentication.md */
export function apiRoutes({ store, tokens, items, webhooks, statements, updates, keys, base }: Api): Hono<Env> {
  const app = new Hono<Env>();
  const connectorContext = (context: Context): ConnectorContext => ({
    base: base(context.req.raw),
    health: store.health,
  });
  const refuse = (operation: Operation) => throwForcedRefusal(store.settings.refuse, operation, store.clock.now());

  app.post('/auth', async (context) => {
    refuse('auth');
    const { clientId, clientSecret } = await readBody(context.req.raw);
    if (clientId !== keys.clientId || clientSecret !== keys.clientSecret) {
      throw new ApiError(401, 'CLIENT_KEYS_UNAUTHORIZED', 'Client keys are invalid');
    }
    store.base = base(context.req.raw);
    return context.json({ apiKey: await tokens.apiKey() });
  });

  for (const path of NOT_SIMULATED) {
    app.all(path, () => {
      throw notSimulated();
    });
  }

  const forBackends = [
    ...['/connect_token', '/accounts/:id/*', '/consents/*', '/webhooks/*', '/transactions/*', '/v2/*'],
    '/items/:id/disable-auto-sync',
    ...['/bills/*', '/investments/*', '/loans/*', '/identity/*', '/categories/*'],
  ];
  for (const path of [...forBackends, '/connectors/*', '/items/*', '/accounts/*']) {
    app.use(path, async (context, next) => {
      context.set('credential', await tokens.read(context.req.header('X-API-KEY')));
      await next();
    });
  }
  for (const path of forBackends) {
    app.use(path, async (context, next) => {
      apiKeyOnly(context.var.credential);
      await next();
    });
  }
  app.route('/', dataRoutes(store, items, statements, base));

  app.post('/connect_token', async (context) => {
    refuse('connect_token');
    const { itemId, options, clientUserId } = await readBody(context.req.raw);
    if (clientUserId !== undefined) hintAtOptions();
    if (typeof itemId === 'string') items.find(itemId);
    const scope = typeof itemId === 'string' ? itemId : undefined;
    return context.json({ accessToken: await tokens.connectToken(scope, readItemOptions(options, webhooks)) });
  });

  app.get('/connectors', (context) => {
    const query = queryOf(context);
    return context.json(paged(listConnectors(query, connectorContext(context)), query, MAX_PAGE_SIZE));
  });
  app.get('/connectors/:id', (context) => {
    const query = queryOf(context);
    const withHealthDetails = query.get('healthDetails') === 'true' || query.get('includeHealth') === 'true';
    return context.json(findConnector(context.req.param('id'), { ...connectorContext(context), withHealthDetails }));
  });
  app.post('/connectors/:id/validate', async (context) => {
    const connector = findConnector(context.req.param('id'), connectorContext(context));
    const parameters = readParameters(await readBody(context.req.raw)) ?? {};
    const errors = validateParameters(connector.credentials, parameters, store.clock.now());
    return context.json({ parameters, errors });
  });

  const answer = (context: Context, item: StoredItem) => context.json(items.present(item, base(context.req.raw)));
  app.post('/items', async (context) => {
    refuse('create');
    const body = await readBody(context.req.raw);
    return answer(context, items.create(body, context.var.credential, base(context.req.raw)));
  });
  app.get('/items/:id', (context) => answer(context, items.get(context.req.param('id'), context.var.credential)));
  app.patch('/items/:id', async (context) => {
    const { credential } = context.var;
    const caller = credential.kind === 'apiKey' ? credential.clientId : credential.tokenId;
    updates.count(caller, (name, value) => context.header(name, value));
    const item = items.get(context.req.param('id'), credential);
    refuse('update');
    items.update(item, await readBody(context.req.raw), credential, base(context.req.raw));
    return answer(context, item);
  });
  app.delete('/items/:id', (context) => {
    apiKeyOnly(context.var.credential);
    items.delete(items.find(context.req.param('id')));
    return context.json({ count: 1 });
  });
  app.patch('/items/:id/disable-auto-sync', (context) => {
    const item = items.find(context.req.param('id'));
    items.disableAutoSync(item);
    return answer(context, item);
  });
  app.get('/v2/items', (context) => {
    const query = queryOf(context);
    onlyAllow(query, ['after', 'pageSize']);
    const list = items.list();
    const [after] = readCursor(query) ?? [];
    const start = after === undefined ? 0 : list.findIndex(({ json }) => json.id === after) + 1;
    if (after !== undefined && start === 0) throw invalidCursor();
    const size = Math.min(Number(query.get('pageSize')) || MAX_PAGE_SIZE, MAX_PAGE_SIZE);
    const { results, next } = cursorPage(list.slice(start), query, size, ({ json }) => json.id);
    const at = base(context.req.raw);
    return context.json({ results: results.map((item) => items.present(item, at)), next });
  });
  app.post('/items/:id/mfa', async (context) => {
    const item = items.get(context.req.param('id'), context.var.credential);
    refuse('mfa');
    items.sendMfa(item, await readBody(context.req.raw));
    return answer(context, item);
  });

  app.get('/accounts', (context) => {
    const { credential } = context.var;
    const query = queryOf(context);
    const type = query.get('type');
    const { accounts: all } = dataOf(items.get(required(query, 'itemId'), credential));
    const accounts = all.filter((account) => !type || account.type === type);
    return context.json(paged(credential.kind === 'apiKey' ? accounts : accounts.map(reduced), query, MAX_PAGE_SIZE));
  });
  app.get('/accounts/:id', (context) => {
    const accounts = [...store.items.values()].flatMap((item) => dataOf(item).accounts);
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

function findConnector(id: string, at: ConnectorContext): ConnectorJson {
  const connector = connectorById(Number(id), at);
  if (!connector) throw new ApiError(404, 'CONNECTOR_NOT_FOUND', 'Connector not found');
  return connector;
}
