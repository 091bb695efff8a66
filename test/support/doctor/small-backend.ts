import { createAdaptorServer } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { sign } from 'hono/jwt';
import { streamSSE } from 'hono/streaming';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults.js';
import { addSmallPluggy } from './small-pluggy.js';

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

const newItem = () => ({ id: crypto.randomUUID(), owner: 'ana' });

interface SmallBackendOptions {
  fault?: Fault;
  /** The HTML of the page, and the headers of its answer. */
  html?: string;
  headers?: Record<string, string>;
  /** Scripts by their paths, which pages of any origin may load. */
  scripts?: Record<string, string>;
  /** Further claims of the tokens. */
  claims?: Record<string, unknown>;
  /** The page redirects to a login without a session. */
  hasLogin?: boolean;
}

const hostOf = (c: Context) => c.req.header('Host') ?? '';

/** A backend in memory with all routes, for two persons, and with one fault or none. */
export async function startBackend({
  fault,
  html = PAGE,
  headers,
  scripts = {},
  claims,
  hasLogin,
}: SmallBackendOptions = {}) {
  const has = (name: Fault) => fault === name;
  const app = new Hono<{ Variables: { user: string } }>();
  const items: StoredItem[] = [newItem(), newItem()];
  const streams = new Map<(event: object) => void, string>();
  const known = new Set<string>();
  const refuse = (c: Context, status: 400 | 401 | 403 | 404 | 405 | 413 | 500, code: string) =>
    c.json({ code, message: 'No.' }, status, { 'Cache-Control': 'no-store' });
  const notFound = (c: Context) => refuse(c, 404, 'item-not-found');
  const notYours = (c: Context) => refuse(c, 403, 'item-not-yours');

  app.get('/login', (c) => c.html('<!doctype html><form method="post"></form>', 200, { 'X-Frame-Options': 'DENY' }));
  app.get('/', (c) => {
    const isVisitor = !c.req.header('Cookie');
    const isKnown = [SECRETS.ana, SECRETS.bruno].some((secret) => c.req.header('Cookie')?.includes(secret));
    if (hasLogin && !isKnown) return c.redirect('/login');
    if (isVisitor && has('session cookie for scripts')) c.header('Set-Cookie', 'session=of-a-visitor; SameSite=Lax');
    if (isVisitor && has('no check of the origin, with a Lax cookie'))
      c.header('Set-Cookie', 'session=of-a-visitor; HttpOnly; SameSite=Lax');
    return c.html(html, 200, headers);
  });
  for (const [path, text] of Object.entries(scripts)) {
    app.get(path, (c) => c.body(text, 200, { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': '*' }));
  }

  const pluggy = addSmallPluggy(app);
  app.post('/api/webhooks/pluggy', async (c) => {
    if (c.req.header('X-Webhook-Secret') !== SECRETS.webhook && !has('webhook without a secret'))
      return refuse(c, 401, 'no-secret');
    const event = await c.req.json<{ event: string; eventId: string; itemId: string }>();
    if (has('slow webhook')) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    if (known.has(event.eventId) && has('webhook refuses a repeated event')) return refuse(c, 400, 'known-event');
    const isNew = !known.has(event.eventId);
    known.add(event.eventId);
    const owner = items.find(({ id }) => id === event.itemId)?.owner;
    const isDeleted = event.event === 'item/deleted' && !pluggy.has(event.itemId);
    if (isDeleted) remove(event.itemId);
    const isLost = has('events are lost') || (isDeleted && has('deletions reach no page'));
    if (!isLost && (isNew || has('events twice'))) {
      for (const [publish, user] of streams) if (user === owner || has('events for everybody')) publish(event);
    }
    return c.json({});
  });

  const allow = (path: string, isAllowed: (origin: string, host: string) => boolean) =>
    app.use(path, cors({ origin: (origin, c) => (isAllowed(origin, hostOf(c)) ? origin : null), credentials: true }));
  if (has('CORS for any origin')) allow('*', () => true);
  if (has('CORS for one Item')) allow('/api/items/*', (_origin) => true);
  if (has('CORS for the origin null')) allow('*', (origin) => origin === 'null');
  if (has('CORS for hosts that end alike')) allow('*', (origin, host) => origin.endsWith(host));
  app.onError((error, c) => {
    if (has('error page with a stack trace')) return c.html(`<h1>Whoops</h1><pre>${error.stack}</pre>`, 500);
    return has('error without JSON') ? c.text('Bad Request', 400) : refuse(c, 400, 'bad-json');
  });
  app.use('/api/*', async (c: Context, next) => {
    const { method } = c.req;
    const site = c.req.header('Sec-Fetch-Site');
    const isChecked =
      !has('no check of the origin') &&
      !has('no check of the origin, with a Lax cookie') &&
      !(has('origin compared by its end') && c.req.header('Origin')?.endsWith(hostOf(c))) &&
      !(has('origin compared by its beginning') && /^http:\/\/localhost/.test(c.req.header('Origin') ?? '')) &&
      !(has('origin null passes') && c.req.header('Origin') === 'null') &&
      !(has('no check of the origin for codes') && c.req.path.endsWith('/mfa')) &&
      !(has('no check of the origin for updates and deletions') && method !== 'POST');
    if (method !== 'GET' && site === 'cross-site' && isChecked) return refuse(c, 403, 'cross-origin');
    if (Number(c.req.header('Content-Length') ?? 0) > MAX_BODY && !has('no limit of bodies'))
      return refuse(c, 413, 'too-large');
    const session = /session=([\w-]+)/.exec(c.req.header('Cookie') ?? '')?.[1];
    const named = has('user from the address') ? (c.req.query('user') ?? '') : '';
    const user = session === SECRETS.ana ? 'ana' : session === SECRETS.bruno ? 'bruno' : named;
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
  const isUuid = (id: unknown): id is string => typeof id === 'string' && /^[\da-f-]{36}$/i.test(id);
  const find = (id: string) => items.find((item) => item.id === id.toLowerCase());
  const remove = (id: string) => items.splice(0, items.length, ...items.filter((item) => item !== find(id)));
  const isOwn = (c: Context, id: string) => {
    const item = find(id);
    return !!item && (item.owner === c.get('user') || (has('id in capitals skips the owner') && item.id !== id));
  };
  const publicItem = ({ id }: StoredItem) => ({
    id,
    connector: { id: 201, name: 'Itaú' },
    status: 'UPDATED',
    updatedAt: '2026-11-28T12:00:00.000Z',
    ...(has('webhook address in the Items') && { webhookUrl: 'https://shop.example/hooks' }),
  });

  let cached: string | undefined;
  async function createToken(c: Context, { clientUserId = c.get('user') as string } = {}) {
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
          ...(!has('user of the token from the query') && { options: { clientUserId } }),
          ...(has('token without clientUserId') && { kind: 'connectToken', options: {} }),
          ...claims,
        },
        SECRETS.signing,
      ));
    cached = token;
    pluggy.issue(token, clientUserId);
    if (has('token may be cached')) c.header('Cache-Control', 'private, max-age=60');
    if (has('token under another name')) return c.json({ pluggy: token });
    return c.json({ accessToken: token, ...(has('API key in the answer') && { apiKey: SECRETS.apiKey }) });
  }
  app.post('/api/connect-token', signedIn(has('token without a session')), async (c) => {
    const { itemId, clientUserId } = await c.req.json<{ itemId?: unknown; clientUserId?: string }>();
    if (itemId && !isUuid(itemId)) return refuse(c, 400, 'bad-item-id');
    if (itemId && !isOwn(c, itemId as string) && !has('token for any Item')) return notYours(c);
    if (has('user of the token from the body')) return createToken(c, { clientUserId });
    return createToken(c, has('user of the token from the query') ? { clientUserId: c.req.query('userId') } : {});
  });
  app.get('/api/connect-token', signedIn(), (c) =>
    has('token by GET') ? createToken(c) : refuse(c, 405, 'method-not-allowed'),
  );

  app.get('/api/items', signedIn(has('empty list without a session')), (c) => {
    const visible = items.filter(({ owner }) => owner === c.get('user') || has('list of everybody'));
    if (!visible.length && has('no list for a person without Items')) return notFound(c);
    if (has('list in the cache')) c.header('Cache-Control', 'max-age=60');
    const start = has('pages that repeat') ? 0 : Number(c.req.query('after') ?? 0);
    const hasNext = start + 1 < visible.length || (visible.length > 0 && has('pages without an end'));
    const next = hasNext ? String(start + 1) : undefined;
    return c.json({ results: visible.slice(start, start + 1).map(publicItem), next });
  });
  app.post('/api/items', signedIn(), async (c) => {
    if (has('report without a check of the body')) return notFound(c);
    const { itemId } = await c.req.json<{ itemId: string }>();
    if (!isUuid(itemId)) return refuse(c, 400, 'bad-item-id');
    const user = c.get('user');
    const isOfUser = pluggy.ownerOf(itemId) === user || has('unreported Item of another person is stored');
    if (pluggy.has(itemId) && isOfUser && !find(itemId)) items.push({ id: itemId, owner: user });
    const item = find(itemId);
    if (!item && has('any Item is stored')) return c.json({ id: itemId });
    if (item?.owner !== user && has('report of no Item as of no route')) return notFound(c);
    if (!item || (item.owner !== user && !has('Item of another person is stored'))) return notYours(c);
    return c.json(publicItem(item));
  });
  app.get('/api/items/:id', signedIn(), (c) => {
    const { id } = c.req.param();
    if (!isUuid(id)) return has('path as id fails') ? refuse(c, 500, 'internal') : refuse(c, 400, 'bad-item-id');
    const item = find(id);
    if (!item && has('unknown Item fails')) return refuse(c, 500, 'internal');
    if (!item) return notFound(c);
    if (isOwn(c, id) || has('Item of another person')) return c.json(publicItem(item));
    return has('Item of another person looks different') ? notYours(c) : notFound(c);
  });
  app.get('/api/items/:id/consents', signedIn(has('consents without a session')), (c) => {
    const id = c.req.param('id')!;
    const isOpen = has('consents of another person') || (has('consents without a session') && !c.get('user'));
    if (!find(id) || !(isOwn(c, id) || isOpen)) return notFound(c);
    if (has('consents in the cache')) c.header('Cache-Control', 'max-age=60');
    return c.json({ results: [{ products: ['ACCOUNTS'] }] });
  });
  app.patch('/api/items/:id', signedIn(), (c) => {
    if (!isOwn(c, c.req.param('id')!)) return notFound(c);
    if (!has('stack trace when Pluggy refuses')) return c.json({});
    return c.html(`<h1>Error</h1><pre>${new Error('409 from Pluggy').stack}</pre>`, 502);
  });
  app.delete('/api/items/:id', signedIn(), (c) => {
    const id = c.req.param('id')!;
    if (!find(id) || !(isOwn(c, id) || has('another person may delete'))) return notFound(c);
    pluggy.delete(id);
    if (!has('deletion is forgotten')) remove(id);
    return c.body(null, 204);
  });
  app.post('/api/items/:id/mfa', signedIn(), async (c) => {
    if (has('codes refuse the session')) return refuse(c, 401, 'not-signed-in');
    if (has('body for Pluggy to refuse'))
      return isOwn(c, c.req.param('id')!) ? refuse(c, 404, 'ITEM_MFA_NOT_FOUND') : notFound(c);
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
    // A name, of which others can begin or end alike.
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close,
    [Symbol.asyncDispose]: close,
  };
}
