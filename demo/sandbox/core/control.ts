import { Hono } from 'hono';
import { badRequest, forbidden } from './errors.js';
import type { Items } from './items.js';
import { readBody } from './request.js';
import type { Store } from './store.js';
import type { ItemPatch, Settings } from './types.js';
import { isLoopback } from './webhooks.js';

interface Control {
  store: Store;
  items: Items;
  reset: () => void;
  base: (request: Request) => string;
  publicUrl?: string;
}

const atLeast = (least: number) => (value: unknown) => typeof value === 'number' && value >= least;

const VALID: { [K in keyof Settings]: (value: unknown) => boolean } = {
  script: (value) => value === null || typeof value === 'string',
  latencyMs: atLeast(0),
  stepMs: atLeast(0),
  fail: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  inputTimeoutMs: atLeast(1),
  actionMs: (value) => value === null || atLeast(0)(value),
};

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
};

/**
 * Routes for demonstrations and tests, which Pluggy does not have: `/sandbox/settings`, `/sandbox/reset` and
 * `/sandbox/items/:id`. They take no credential, so they answer only callers of this machine and pages of the sandbox
 * itself: see `trusted`.
 */
export function controlRoutes({ store, items, reset, base, publicUrl }: Control): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!trusted(context.req.raw, publicUrl)) throw forbidden('Only for this machine or the same origin');
    await next();
  });
  app.get('/settings', (context) => context.json(store.settings));
  app.post('/settings', async (context) => {
    const change = await readBody(context.req.raw);
    for (const [name, value] of Object.entries(change)) {
      if (!Object.hasOwn(VALID, name)) throw badRequest(`There is no setting ${name}`);
      if (!VALID[name as keyof Settings](value)) throw badRequest(`Not a value of the setting ${name}`);
    }
    Object.assign(store.settings, change);
    return context.json(store.settings);
  });
  app.post('/reset', (context) => {
    reset();
    return context.json(store.settings);
  });
  app.get('/items/:id', (context) => {
    return context.json(items.present(items.find(context.req.param('id')), base(context.req.raw)));
  });
  app.patch('/items/:id', async (context) => {
    const item = items.find(context.req.param('id'));
    const patch = await readBody(context.req.raw);
    const unknown = Object.keys(patch).find((name) => !Object.hasOwn(PATCHABLE, name));
    if (unknown) throw badRequest(`${unknown} cannot be set`);
    items.force(item, patch);
    return context.json(items.present(item, base(context.req.raw)));
  });
  return app;
}

/**
 * The sandbox is addressed by a loopback name or by its `publicUrl`, and the calling page, if there is one, is of the
 * same origin or of this machine. A page on the internet is neither, and cannot hide its `Origin` on a call that
 * changes something.
 */
function trusted(request: Request, publicUrl?: string): boolean {
  const { hostname, origin } = new URL(request.url);
  if (!isLoopback(hostname) && origin !== (publicUrl && new URL(publicUrl).origin)) return false;
  const caller = request.headers.get('origin');
  if (caller === null) return request.headers.get('sec-fetch-site') !== 'cross-site';
  return URL.canParse(caller) && (new URL(caller).origin === origin || isLoopback(new URL(caller).hostname));
}
