import { createAdaptorServer } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { decode, sign } from 'hono/jwt';
import { streamSSE } from 'hono/streaming';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Faults that can be planted, each in one place of an otherwise correct backend. */
export type Fault =
  | 'token under another name'
  | 'API key in the answer'
  | 'expired token'
  | 'old token from a cache'
  | 'long-lived token'
  | 'cached token'
  | 'token may be cached'
  | 'token by GET'
  | 'token without a session'
  | 'login page in place of 401'
  | 'token for any Item'
  | 'error page with a stack trace'
  | 'error without JSON'
  | 'no limit of bodies'
  | 'no list for a person without Items'
  | 'list in the cache'
  | 'webhook address in the Items'
  | 'empty list without a session'
  | 'list of everybody'
  | 'Item of another person'
  | 'Item of another person looks different'
  | 'unknown Item fails'
  | 'path as id fails'
  | 'any Item is stored'
  | 'Item of another person is stored'
  | 'unreported Item of another person is stored'
  | 'another person may delete'
  | 'code in the answer'
  | 'no check of the origin'
  | 'no check of the origin for codes'
  | 'no check of the origin for updates and deletions'
  | 'CORS for any origin'
  | 'stream of another type'
  | 'stream without a first line'
  | 'stream may be cached'
  | 'stream without comments'
  | 'stream without a session'
  | 'events are lost'
  | 'events for everybody'
  | 'events twice'
  | 'webhook without a secret'
  | 'webhook refuses a repeated event'
  | 'slow webhook';

export const SECRETS = {
  ana: 'ana-c0ffee-session',
  bruno: 'bruno-decade-session',
  webhook: 'webhook-secret-4711',
  signing: 'signing-secret-4711',
  apiKey: 'api-key-4711-4711',
};

const HEARTBEAT_MS = 50;
const SLOW_MS = 5200;
const MAX_BODY = 16 * 1024;

const PAGE = `<!doctype html><title>Shop</title>
<pluggy-provider token-endpoint="/api/connect-token" items-endpoint="/api/items" events-endpoint="/api/events">
  <pluggy-item-list></pluggy-item-list>
</pluggy-provider>`;

interface StoredItem {
  id: string;
  owner: string;
}

interface SmallBackendOptions {
  fault?: Fault;
  /** The HTML of the page, and the headers of its answer. */
  html?: string;
  headers?: Record<string, string>;
  /** Scripts by their paths, which pages of any origin may load. */
  scripts?: Record<string, string>;
  /** Further claims of the tokens. */
  claims?: Record<string, unknown>;
}

/** A backend in memory with all routes, for two persons, and with one fault or none. */
export async function startBackend({ fault, html = PAGE, headers, scripts = {}, claims }: SmallBackendOptions = {}) {
  const has = (name: Fault) => fault === name;
  const app = new Hono<{ Variables: { user: string } }>();
  const items: StoredItem[] = [{ id: crypto.randomUUID(), owner: 'ana' }];
  const streams = new Map<(event: object) => void, string>();
  const known = new Set<string>();
  /** The owners of the Items that Pluggy has. */
  const atPluggy = new Map<string, string>();
  const refuse = (c: Context, status: 400 | 401 | 403 | 404 | 405 | 413 | 500, code: string) =>
    c.json({ code, message: 'No.' }, status, { 'Cache-Control': 'no-store' });
  const notFound = (c: Context) => refuse(c, 404, 'item-not-found');
  const notYours = (c: Context) => refuse(c, 403, 'item-not-yours');

  app.get('/', (c) => c.html(html, 200, headers));
  for (const [path, text] of Object.entries(scripts)) {
    app.get(path, (c) => c.body(text, 200, { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': '*' }));
  }

  app.post('/pluggy/items', (c) => {
    const { payload } = decode(c.req.header('X-API-KEY') ?? '');
    const id = crypto.randomUUID();
    atPluggy.set(id, String(payload.user));
    return c.json({ id, clientUserId: payload.user });
  });
  app.post('/api/webhooks/pluggy', async (c) => {
    if (c.req.header('X-Webhook-Secret') !== SECRETS.webhook && !has('webhook without a secret'))
      return refuse(c, 401, 'no-secret');
    const event = await c.req.json<{ eventId: string; itemId: string }>();
    if (has('slow webhook')) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    if (known.has(event.eventId) && has('webhook refuses a repeated event')) return refuse(c, 400, 'known-event');
    const isNew = !known.has(event.eventId);
    known.add(event.eventId);
    const owner = items.find(({ id }) => id === event.itemId)?.owner;
    if (!has('events are lost') && (isNew || has('events twice'))) {
      for (const [publish, user] of streams) if (user === owner || has('events for everybody')) publish(event);
    }
    return c.json({});
  });

  if (has('CORS for any origin')) app.use(cors({ origin: (origin) => origin, credentials: true }));
  app.onError((error, c) => {
    if (has('error page with a stack trace')) return c.html(`<h1>Whoops</h1><pre>${error.stack}</pre>`, 500);
    return has('error without JSON') ? c.text('Bad Request', 400) : refuse(c, 400, 'bad-json');
  });
  app.use('/api/*', async (c: Context, next) => {
    const { method } = c.req;
    const site = c.req.header('Sec-Fetch-Site');
    const isChecked =
      !has('no check of the origin') &&
      !(has('no check of the origin for codes') && c.req.path.endsWith('/mfa')) &&
      !(has('no check of the origin for updates and deletions') && method !== 'POST');
    if (method !== 'GET' && site === 'cross-site' && isChecked) return refuse(c, 403, 'cross-origin');
    if (Number(c.req.header('Content-Length') ?? 0) > MAX_BODY && !has('no limit of bodies'))
      return refuse(c, 413, 'too-large');
    const session = /session=([\w-]+)/.exec(c.req.header('Cookie') ?? '')?.[1];
    const user = session === SECRETS.ana ? 'ana' : session === SECRETS.bruno ? 'bruno' : '';
    c.set('user', user);
    await next();
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    return undefined;
  });
  const signedIn =
    (isOpen = false) =>
    async (c: Context, next: () => Promise<void>) => {
      if (!c.get('user') && !isOpen)
        return has('login page in place of 401') ? c.redirect('/login') : refuse(c, 401, 'not-signed-in');
      await next();
      return undefined;
    };
  const isUuid = (id: unknown): id is string => typeof id === 'string' && /^[\da-f-]{36}$/.test(id);
  const isOwn = (c: Context, id: string) => items.some((item) => item.id === id && item.owner === c.get('user'));
  const publicItem = ({ id }: StoredItem) => ({
    id,
    connector: { id: 201, name: 'Itaú' },
    status: 'UPDATED',
    updatedAt: '2026-11-28T12:00:00.000Z',
    ...(has('webhook address in the Items') && { webhookUrl: 'https://shop.example/hooks' }),
  });

  let cached: string | undefined;
  async function createToken(c: Context) {
    const now = Math.floor(Date.now() / 1000);
    const shiftS = has('expired token') ? -7200 : has('old token from a cache') ? -1200 : 0;
    const iat = now + shiftS;
    const token =
      (has('cached token') && cached) ||
      (await sign(
        {
          iat,
          exp: iat + (has('long-lived token') ? 7200 : 1800),
          jti: crypto.randomUUID(),
          user: c.get('user'),
          ...claims,
        },
        SECRETS.signing,
      ));
    cached = token;
    if (has('token may be cached')) c.header('Cache-Control', 'private, max-age=60');
    if (has('token under another name')) return c.json({ pluggy: token });
    return c.json({ accessToken: token, ...(has('API key in the answer') && { apiKey: SECRETS.apiKey }) });
  }
  app.post('/api/connect-token', signedIn(has('token without a session')), async (c) => {
    const { itemId } = await c.req.json<{ itemId?: unknown }>();
    if (itemId && !isUuid(itemId)) return refuse(c, 400, 'bad-item-id');
    if (itemId && !isOwn(c, itemId as string) && !has('token for any Item')) return notYours(c);
    return createToken(c);
  });
  app.get('/api/connect-token', signedIn(), (c) =>
    has('token by GET') ? createToken(c) : refuse(c, 405, 'method-not-allowed'),
  );

  app.get('/api/items', signedIn(has('empty list without a session')), (c) => {
    const visible = items.filter(({ owner }) => owner === c.get('user') || has('list of everybody'));
    if (!visible.length && has('no list for a person without Items')) return notFound(c);
    if (has('list in the cache')) c.header('Cache-Control', 'max-age=60');
    return c.json(visible.map(publicItem));
  });
  app.post('/api/items', signedIn(), async (c) => {
    const { itemId } = await c.req.json<{ itemId: string }>();
    if (!isUuid(itemId)) return refuse(c, 400, 'bad-item-id');
    const user = c.get('user');
    const isOfUser = atPluggy.get(itemId) === user || has('unreported Item of another person is stored');
    if (atPluggy.has(itemId) && isOfUser) items.push({ id: itemId, owner: user });
    const item = items.find(({ id }) => id === itemId);
    if (!item && has('any Item is stored')) return c.json({ id: itemId });
    if (!item || (item.owner !== user && !has('Item of another person is stored'))) return notYours(c);
    return c.json(publicItem(item));
  });
  app.get('/api/items/:id', signedIn(), (c) => {
    const { id } = c.req.param();
    if (!isUuid(id)) return has('path as id fails') ? refuse(c, 500, 'internal') : refuse(c, 400, 'bad-item-id');
    const item = items.find((each) => each.id === id);
    if (!item && has('unknown Item fails')) return refuse(c, 500, 'internal');
    if (!item) return notFound(c);
    if (item.owner === c.get('user') || has('Item of another person')) return c.json(publicItem(item));
    return has('Item of another person looks different') ? notYours(c) : notFound(c);
  });
  app.patch('/api/items/:id', signedIn(), (c) => (isOwn(c, c.req.param('id')!) ? c.json({}) : notFound(c)));
  app.delete('/api/items/:id', signedIn(), (c) => {
    const { id } = c.req.param();
    const item = items.find((each) => each.id === id);
    if (!item || (item.owner !== c.get('user') && !has('another person may delete'))) return notFound(c);
    return c.body(null, 204);
  });
  app.post('/api/items/:id/mfa', signedIn(), async (c) => {
    const body = await c.req.json<object>();
    if (has('code in the answer')) return c.json({ code: 'item-not-found', message: 'No.', received: body }, 404);
    return isOwn(c, c.req.param('id')!) ? refuse(c, 400, 'bad-parameters') : notFound(c);
  });

  app.get('/api/events', signedIn(has('stream without a session')), (c) => {
    if (has('stream of another type')) return c.text('data: {}\n\n');
    const response = streamSSE(c, async (stream) => {
      const publish = (event: object) => void stream.writeSSE({ data: JSON.stringify(event) });
      streams.set(publish, c.get('user'));
      if (!has('stream without a first line')) await stream.write(':\n\n');
      const heartbeat =
        has('stream without comments') || has('stream without a first line')
          ? undefined
          : setInterval(() => void stream.write(':\n\n'), HEARTBEAT_MS);
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      clearInterval(heartbeat);
      streams.delete(publish);
    });
    if (has('stream may be cached')) response.headers.set('Cache-Control', 'max-age=60');
    return response;
  });

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close,
    [Symbol.asyncDispose]: close,
  };
}
