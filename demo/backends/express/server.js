// Pluggy in an Express application: Connect Tokens, the user's Items, codes, live events and webhooks.
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import cookieSession from 'cookie-session';
import express from 'express';
import { PluggyClient } from 'pluggy-sdk';

const { HOST = 'localhost', PORT = 8000, PAGE = '../page', SESSION_SECRET, WEBHOOK_SECRET } = process.env;
const WEBHOOK_PATH = '/api/webhooks/pluggy';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEARTBEAT_MS = 15_000;
const MAX_BODY_BYTES = 16_384;

// The SDK reads PLUGGY_API_URL.
const { PLUGGY_CLIENT_ID: clientId, PLUGGY_CLIENT_SECRET: clientSecret } = process.env;
const pluggy = new PluggyClient({ clientId, clientSecret });

/** The Items with their users, and the ids of the webhooks' events. Replace both with tables of your database. */
const items = new Map();
const events = new Set();
/** The open event streams by user. */
const streams = new Map();

/** An answer that is not 2xx. */
class Refusal extends Error {
  constructor(status, code, data) {
    super(code);
    Object.assign(this, { status, body: { code, message: `Refused: ${code}.`, data } });
  }
}

/** Returns the refusal for an error of the SDK, which rejects with the body of Pluggy's answer. */
function refusalOf({ code, codeDescription, data }) {
  // The user can do nothing about a wrong key or a broken server at Pluggy: those are failures of this server.
  return [400, 404, 409, 429].includes(code)
    ? new Refusal(code, codeDescription ?? 'pluggy-refused', data)
    : new Refusal(502, 'pluggy-failed');
}

/** Returns the id in lower case. */
function itemIdOf(value) {
  if (typeof value !== 'string' || !UUID.test(value)) throw new Refusal(400, 'bad-item-id');
  return value.toLowerCase();
}

/** Returns the id of an Item of this user. Another user's Item looks like none. */
function own({ params, session }) {
  const itemId = itemIdOf(params.id);
  if (items.get(itemId)?.user !== session.user) throw new Refusal(404, 'item-not-found');
  return itemId;
}

/** Keeps an Item, without the fields that browsers must not have. */
function store({ clientUserId, webhookUrl, ...item }, user) {
  items.set(item.id, { item, user });
  return item;
}

const ignoreMissing = (error) => {
  if (error.code !== 404) throw error;
};

const app = express();
app.disable('x-powered-by');
const hash = (text) => createHash('sha256').update(text).digest();

app.post(WEBHOOK_PATH, express.json({ limit: '1mb' }), (request, response) => {
  if (!timingSafeEqual(hash(request.get('x-webhook-secret') ?? ''), hash(WEBHOOK_SECRET)))
    throw new Refusal(401, 'no-secret');
  // Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
  response.json({});
  if (events.has(request.body.eventId)) return;
  events.add(request.body.eventId);
  handle(request.body).catch((error) => console.error(`An event could not be handled: ${error.code ?? error.message}`));
});

/** Reads the Item that an event names, and informs the pages of its user. */
async function handle({ event, itemId }) {
  if (!UUID.test(itemId)) return;
  let owner = items.get(itemId)?.user;
  if (event === 'item/deleted') {
    items.delete(itemId);
  } else {
    const item = await pluggy.fetchItem(itemId);
    owner ??= item.clientUserId;
    if (owner) store(item, owner);
  }
  for (const stream of streams.get(owner) ?? []) stream.write(`data: ${JSON.stringify({ event, itemId })}\n\n`);
}

app.use(cookieSession({ name: 'session', keys: [SESSION_SECRET], httpOnly: true, sameSite: 'lax' }));
app.get('/', (request, _response, next) => {
  request.session.user ??= randomUUID(); // Replace this with the user of your login.
  next();
});
app.use(express.static(PAGE));

app.use('/api', (request, response, next) => {
  response.set('Cache-Control', 'no-store');
  // Forms of other sites are sent with the cookie.
  const origin = request.get('origin');
  if (request.method !== 'GET' && origin && !origin.endsWith(`//${request.get('host')}`))
    throw new Refusal(403, 'cross-origin');
  if (!request.session.user) throw new Refusal(401, 'not-signed-in');
  next();
});
app.use(express.json({ limit: MAX_BODY_BYTES }));

app.post('/api/connect-token', async (request, response) => {
  const { user } = request.session;
  const itemId = request.body?.itemId && itemIdOf(request.body.itemId);
  if (itemId && items.get(itemId)?.user !== user) throw new Refusal(403, 'item-not-yours');
  const { accessToken } = await pluggy.createConnectToken(itemId, { clientUserId: user, avoidDuplicates: true });
  response.json({ accessToken });
});

app.get('/api/connectors', async (request, response) => {
  response.json(await pluggy.fetchConnectors({ sandbox: request.query.sandbox === 'true' }));
});

app.get('/api/items', (request, response) => {
  const mine = [...items.values()].filter(({ user }) => user === request.session.user);
  response.json(mine.map(({ item }) => item));
});

app.post('/api/items', async (request, response) => {
  const { user } = request.session;
  const item = await pluggy.fetchItem(itemIdOf(request.body?.itemId)).catch(ignoreMissing);
  if (item?.clientUserId !== user) throw new Refusal(403, 'item-not-yours');
  response.json(store(item, user));
});

app.get('/api/items/:id', async (request, response) => {
  response.json(store(await pluggy.fetchItem(own(request)), request.session.user));
});

app.patch('/api/items/:id', async (request, response) => {
  response.json(store(await pluggy.updateItem(own(request)), request.session.user));
});

app.delete('/api/items/:id', async (request, response) => {
  const itemId = own(request);
  await pluggy.deleteItem(itemId).catch(ignoreMissing);
  items.delete(itemId);
  response.status(204).end();
});

app.post('/api/items/:id/mfa', async (request, response) => {
  response.json(store(await pluggy.updateItemMFA(own(request), request.body), request.session.user));
});

app.get('/api/events', (request, response) => {
  const { user } = request.session;
  const mine = streams.get(user) ?? new Set();
  streams.set(user, mine.add(response));
  // Proxies hold back the headers until the first bytes, and close an idle stream.
  response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  response.write(':\n\n');
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    clearInterval(heartbeat);
    mine.delete(response);
    if (!mine.size) streams.delete(user);
  });
});

app.use((error, _request, response, _next) => {
  if (response.headersSent) return;
  // Express' own errors are those of a body: not JSON, or too large.
  const own = error.status && error.type ? new Refusal(error.status, 'bad-body') : error;
  const { status, body } = own instanceof Refusal ? own : refusalOf(own);
  response.status(status).json(body);
});

app.listen(PORT, HOST, (error) => {
  if (error) throw error;
  console.log(`http://localhost:${PORT}`);
});
