// The smallest backend for the elements: a session, the token route, Items, and ownership. Copy this file first.
// PLUGGY_CLIENT_ID=… PLUGGY_CLIENT_SECRET=… SESSION_SECRET=… npx tsx demo/server/minimal.ts
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { PluggyClient } from 'pluggy-sdk';

const { PLUGGY_CLIENT_ID, PLUGGY_CLIENT_SECRET, SESSION_SECRET, REDIRECT_URI: oauthRedirectUri } = process.env;
const { HOST = 'localhost', PORT = 4200, PAGE } = process.env;
if (!PLUGGY_CLIENT_ID || !PLUGGY_CLIENT_SECRET || !SESSION_SECRET) throw new Error('See the command in this file.');
const pluggy = new PluggyClient({ clientId: PLUGGY_CLIENT_ID, clientSecret: PLUGGY_CLIENT_SECRET });
const app = new Hono<{ Variables: { userId: string } }>();

// Replace with your own session. The user's id comes from the session, never from the request's body.
const session = createMiddleware<{ Variables: { userId: string } }>(async (c, next) => {
  // A form of another site comes without the cookie, and the answer would replace the session.
  if (c.req.header('Sec-Fetch-Site') === 'cross-site') return c.json({ code: 'cross-site' }, 403);
  const userId = (await getSignedCookie(c, SESSION_SECRET, 'session')) || crypto.randomUUID();
  const secure = process.env.NODE_ENV === 'production';
  await setSignedCookie(c, 'session', userId, SESSION_SECRET, { httpOnly: true, sameSite: 'Lax', path: '/', secure });
  c.set('userId', userId);
  c.header('Cache-Control', 'no-store');
  return next();
});
app.use('/api/*', session);

const itemUsers = new Map<string, string>(); // Replace with a table, Item to user: Pluggy has no route that lists Items.

/** Returns an Item of the user, as browsers may see it. The id becomes part of a URL that is requested with your API key. */
async function ownItem(userId: string, itemId: unknown) {
  if (typeof itemId !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(itemId)) return undefined;
  const found = await pluggy.fetchItem(itemId.toLowerCase()).catch((error: { code?: number }) => {
    if (error.code !== 404) throw error;
  });
  return found?.clientUserId === userId ? { ...found, clientUserId: undefined, webhookUrl: undefined } : undefined;
}

app.post('/api/connect-token', async (c) => {
  const itemId = (JSON.parse((await c.req.text()) || '{}') as { itemId?: string } | null)?.itemId;
  if (itemId && !(await ownItem(c.get('userId'), itemId))) return c.json({ code: 'item-not-yours' }, 403);
  const options = { clientUserId: c.get('userId'), avoidDuplicates: true, oauthRedirectUri };
  return c.json({ accessToken: (await pluggy.createConnectToken(itemId, options)).accessToken });
});

app.post('/api/items', async (c) => {
  const item = await ownItem(c.get('userId'), (await c.req.json<{ itemId?: string } | null>())?.itemId);
  if (!item) return c.json({ code: 'item-not-yours' }, 403);
  itemUsers.set(item.id, c.get('userId'));
  return c.json(item);
});

app.get('/api/items', async (c) => {
  const ids = [...itemUsers.keys()].filter((id) => itemUsers.get(id) === c.get('userId'));
  const read = (id: string) => ownItem(c.get('userId'), id).catch(() => ({ id, stale: { code: 'failed' } }));
  return c.json((await Promise.all(ids.map(read))).filter(Boolean));
});

app.get('/api/items/:id', async (c) => {
  const item = await ownItem(c.get('userId'), c.req.param('id'));
  return item ? c.json(item) : c.json({ code: 'item-not-found' }, 404);
});

if (PAGE) app.use(serveStatic({ root: PAGE })); // The folder of minimal.html as index.html.
app.onError((error, c) => c.json({ code: 'failed' }, error instanceof SyntaxError ? 400 : 502));
serve({ fetch: app.fetch, port: Number(PORT), hostname: HOST }, ({ port }) =>
  console.log(`ready http://localhost:${port}`),
);
