import { type Context, Hono } from 'hono';
import { allConnectors, connectorById, type ConnectorContext } from './connectors.js';
import { badRequest, notFound } from './errors.js';
import { refuseOtherPages } from './guards.js';
import type { Items } from './items.js';
import { type Preset, PRESETS } from './presets.js';
import { REFUSAL_CODES } from './refusals.js';
import { readBody } from './request.js';
import { credentialsOf, testUsers } from './scenarios.js';
import type { Store, StoredItem } from './store.js';
import { faultOf } from './settings.js';
import type { ItemPatch } from './types.js';
import type { Webhooks } from './webhooks.js';

interface Control {
  store: Store;
  items: Items;
  webhooks: Webhooks;
  reset: () => void;
  base: (request: Request) => string;
  publicUrl?: string;
}

const HEALTH = ['ONLINE', 'UNSTABLE', 'OFFLINE'] as const;

const PATCHABLE: Record<keyof ItemPatch, true> = {
  status: true,
  executionStatus: true,
  error: true,
  statusDetail: true,
  parameter: true,
  userAction: true,
  lastUpdatedAt: true,
  nextAutoSyncAt: true,
  consentExpiresAt: true,
  consecutiveFailedLoginAttempts: true,
  webhookUrl: true,
  clientUserId: true,
  products: true,
  autoSyncDisabledAt: true,
  oauthRedirectUri: true,
};

/** Fields that `POST /sandbox/items` accepts. */
const ADDABLE = { ...PATCHABLE, connectorId: true, user: true, preset: true };

/**
 * Control routes for demonstrations, tests and the control page. Pluggy has no such routes. The routes require no
 * credential, so they accept only programs and pages of the sandbox.
 */
export function controlRoutes({ store, items, webhooks, reset, base, publicUrl }: Control): Hono {
  const app = new Hono();
  const connectorContext = (context: Context): ConnectorContext => ({
    base: base(context.req.raw),
    health: store.health,
  });
  app.use(refuseOtherPages(publicUrl));
  app.get('/settings', (context) => context.json(store.settings));
  app.post('/settings', async (context) => {
    const change = await readBody(context.req.raw);
    const fault = faultOf(change);
    if (fault) throw badRequest(fault);
    Object.assign(store.settings, change);
    return context.json(store.settings);
  });
  app.post('/reset', (context) => {
    reset();
    return context.json(store.settings);
  });
  app.get('/refusals', (context) => context.json({ results: REFUSAL_CODES }));
  app.get('/presets', (context) => {
    return context.json({ results: [...PRESETS.values()].map(({ name, group }) => ({ name, group })) });
  });
  app.get('/connectors', (context) => {
    const results = allConnectors(connectorContext(context)).map((connector) => ({
      ...connector,
      users: testUsers(connector),
    }));
    return context.json({ results });
  });

  app.patch('/connectors/:id', async (context) => {
    const id = Number(context.req.param('id'));
    const { health } = await readBody(context.req.raw);
    const status = HEALTH.find((known) => known === health);
    if (!status) throw badRequest(`health must be one of ${HEALTH.join(', ')}`);
    if (!connectorById(id, connectorContext(context))) throw notFound('Connector');
    store.health.set(id, status);
    webhooks.emitHealth(id, status);
    return context.json(connectorById(id, connectorContext(context)));
  });

  app.get('/events', (context) => context.json({ results: store.events }));
  app.post('/events', async (context) => {
    const { event, ...payload } = await readBody(context.req.raw);
    if (typeof event !== 'string') throw badRequest('event must be a string');
    return context.json(webhooks.send({ ...payload, event }));
  });
  app.post('/events/:id/resend', (context) => context.json(webhooks.resend(context.req.param('id'))));

  const answer = (context: Context, item: StoredItem) => context.json(items.present(item, base(context.req.raw)));
  const find = (context: Context) => items.find(context.req.param('id') ?? '');
  app.get('/items', (context) => {
    const at = base(context.req.raw);
    return context.json({ results: items.list().map((item) => items.present(item, at)) });
  });
  app.post('/items', async (context) => {
    const body = await readBody(context.req.raw);
    refuseOthers(body, ADDABLE);
    const { connectorId, user, preset: name, ...patch } = body;
    const preset = name === undefined ? undefined : presetOf(name);
    const connector = connectorById(Number(connectorId), connectorContext(context));
    if (!connector) throw badRequest('No connector has this connectorId');
    const parameters = credentialsOf(connector, user);
    const item = items.add({ ...patch, connectorId: connector.id, parameters }, base(context.req.raw));
    if (preset) items.put(item, preset);
    return answer(context, item);
  });
  app.get('/items/:id', (context) => answer(context, find(context)));
  app.patch('/items/:id', async (context) => {
    const item = find(context);
    const patch = await readBody(context.req.raw);
    refuseOthers(patch, PATCHABLE);
    items.force(item, patch);
    return answer(context, item);
  });
  app.post('/items/:id/preset', async (context) => {
    const item = find(context);
    items.put(item, presetOf((await readBody(context.req.raw)).name));
    return answer(context, item);
  });
  app.post('/items/:id/act', async (context) => {
    const item = find(context);
    const { granted } = await readBody(context.req.raw);
    if (typeof granted !== 'boolean') throw badRequest('granted must be true or false');
    items.act(item, granted);
    return answer(context, item);
  });
  app.post('/items/:id/sync', (context) => {
    const item = find(context);
    items.sync(item);
    return answer(context, item);
  });
  return app;
}

function refuseOthers(body: Record<string, unknown>, known: object): void {
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(known, name));
  if (unknown) throw badRequest(`${unknown} cannot be set`);
}

function presetOf(name: unknown): Preset {
  const preset = PRESETS.get(String(name));
  if (!preset) throw badRequest(`There is no preset ${String(name)}`);
  return preset;
}
