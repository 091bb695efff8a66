import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { apiRoutes } from './api.js';
import { Tokens } from './auth.js';
import { Clock } from './clock.js';
import { logo } from './connectors.js';
import { controlRoutes } from './control.js';
import { ApiError, notFound } from './errors.js';
import { allowBrowsers, refuseOtherHosts } from './guards.js';
import { Items } from './items.js';
import { oauthRoutes } from './oauth.js';
import { RateLimit } from './rate-limit.js';
import { Statements } from './statements.js';
import { Store } from './store.js';
import type { Sandbox, SandboxOptions, Settings } from './types.js';
import { Webhooks } from './webhooks.js';

export type * from './types.js';

/**
 * Creates an offline Pluggy: the REST API, a simulated bank and the Connect page from `assets`. State is in memory.
 *
 * The sandbox uses only web platform APIs, so that it runs in Node and in a service worker.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { seed = {}, basePath = '' } = options;
  const clock = new Clock(options.now, options.schedule);
  const store = new Store(clock, settingsOf(options), seed.random);
  // Random, so that no page in the same browser knows the keys.
  const keys = {
    clientId: options.clientId ?? crypto.randomUUID(),
    clientSecret: options.clientSecret ?? crypto.randomUUID(),
  };
  const tokens = new Tokens(keys.clientId, clock);
  const webhooks = new Webhooks(store, {
    clientId: keys.clientId,
    allowLoopback: options.allowLoopbackWebhooks ?? false,
    retryMs: options.webhookRetryMs ?? [15_000, 120_000],
    timeoutMs: options.webhookTimeoutMs ?? 5_000,
    // Wrapped because `fetch` throws when it is called as a method of another object.
    fetch: options.fetch ?? ((...args) => fetch(...args)),
  });
  const items = new Items(store, webhooks, options.loginBackoffMs ?? 15 * 60_000);
  const statements = new Statements(store);
  const updates = new RateLimit(clock, options.updatesPerMinute ?? 20);
  const base = (request: Request) => options.publicUrl?.replace(/\/$/, '') ?? new URL(request.url).origin + basePath;
  const pathOf = (url: string) => new URL(url).pathname.slice(basePath.length);
  const reset = () => {
    store.clear();
    for (const item of seed.items ?? []) items.seed(item);
    const headers = options.webhookHeaders;
    for (const url of options.webhooks ?? []) webhooks.create({ event: 'all', url, headers });
  };
  reset();

  const app = basePath ? new Hono().basePath(basePath) : new Hono();
  app.use(refuseOtherHosts(options));
  allowBrowsers((path, handler) => app.use(path, handler));
  const throwForcedFailure = (context: Context, name: string) => {
    const forced = store.settings.fail.find((entry) => entry.split(':')[0] === name);
    if (forced === undefined) return;
    const status = Number(forced.split(':')[1] ?? 503);
    if (status === 429) context.header('Retry-After', '1');
    throw new ApiError(status, undefined, `The sandbox is set to fail ${name}`);
  };
  app.use(async (context, next) => {
    const segment =
      pathOf(context.req.url)
        .replace(/^\/v2\//, '/')
        .split('/')[1] ?? '';
    // Exempt the control routes, so that latency and failures can be switched off again.
    if (segment === 'sandbox') return next();
    if (store.settings.latencyMs) await clock.sleep(store.settings.latencyMs);
    throwForcedFailure(context, segment);
    await next();
  });
  app.get('/sandbox/logos/:file{[0-9]+\\.svg}', (context) => {
    const svg = logo(Number.parseInt(context.req.param('file'), 10));
    if (!svg) throw notFound('Logo');
    return context.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=3600' });
  });
  const asset = async (context: Context, headers?: Record<string, string>) => {
    const found = await options.assets?.(pathOf(context.req.url));
    if (!found) throw notFound();
    return new Response(found.body as BodyInit, {
      headers: { 'content-type': found.type, 'cache-control': 'no-cache', ...headers },
    });
  };
  // Forbid framing, so that another site cannot hijack clicks on the control page.
  app.get('/sandbox/:file{control(\\.js|\\.css)?}', (context) =>
    asset(context, { 'content-security-policy': "frame-ancestors 'none'" }),
  );
  app.get('/sandbox/statements/:account/:file{[0-9]{4}-[0-9]{2}\\.csv}', async (context) => {
    const { account, file } = context.req.param();
    const { expires = '', signature = '' } = context.req.query();
    const content = await statements.read(account, file.slice(0, 7), expires, signature);
    return context.body(content, 200, { 'content-type': 'text/csv; charset=utf-8' });
  });
  app.route('/sandbox', oauthRoutes(store, base));
  app.route('/sandbox', controlRoutes({ store, items, webhooks, reset, base, publicUrl: options.publicUrl }));
  app.route('/', apiRoutes({ store, tokens, items, webhooks, statements, updates, keys, base }));
  app.get('*', (context) => {
    throwForcedFailure(context, 'connect');
    return asset(context);
  });
  app.notFound((context) => context.json(notFound().body, 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    const { body } = error instanceof ApiError ? error : unexpected(error);
    return context.json(body, body.code as 500);
  });

  return {
    keys,
    fetch: async (request) => app.fetch(request),
    close() {
      clock.close();
      webhooks.close();
    },
  };
}

function settingsOf(options: SandboxOptions): Settings {
  return {
    script: options.script ?? null,
    latencyMs: options.latencyMs ?? 0,
    stepMs: options.stepMs ?? 600,
    fail: options.fail ?? [],
    refuse: options.refuse ?? [],
    trial: options.trial ?? true,
    itemsLimit: options.itemsLimit ?? null,
    minUpdateFrequencyHours: options.minUpdateFrequencyHours === undefined ? 1 : options.minUpdateFrequencyHours,
    v1Transactions: options.v1Transactions ?? false,
    autoSyncMs: options.autoSyncMs ?? null,
    webhookCopies: options.webhookCopies ?? 1,
    webhookSpreadMs: options.webhookSpreadMs ?? 0,
    inputTimeoutMs: options.inputTimeoutMs ?? 120_000,
    actionMs: options.actionMs === undefined ? 9_000 : options.actionMs,
  };
}

function unexpected(error: Error): ApiError {
  console.error(error);
  return new ApiError(500, 'INTERNAL_SERVER_ERROR', 'Internal server error');
}
