// Pluggy in an Express application: Connect Tokens, the user's Items, codes, live events and webhooks.
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import cookieSession from 'cookie-session';
import express from 'express';
import { PluggyClient } from 'pluggy-sdk';

const { PORT = 8000, PAGE = '../page', PUBLIC_URL, PLUGGY_CLIENT_ID, PLUGGY_CLIENT_SECRET } = process.env;
const SESSION_SECRET = process.env.SESSION_SECRET ?? randomBytes(32).toString('base64url');
const WEBHOOK_SECRET = process.env.WEBHOOK_SECRET ?? randomBytes(32).toString('base64url');
const WEBHOOK_PATH = '/api/webhooks/pluggy';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEARTBEAT_MS = 15_000;

// The SDK reads PLUGGY_API_URL.
const pluggy = new PluggyClient({ clientId: PLUGGY_CLIENT_ID, clientSecret: PLUGGY_CLIENT_SECRET });

/** The users by the ids of their Items, and the Items. Replace both with tables of your database. */
const owners = new Map();
const items = new Map();
/** The open event streams by user. */
const streams = new Map();

/** An answer that is not 2xx. */
class Refusal extends Error {
  constructor(status, body = {}) {
    super(`${status}`);
    Object.assign(this, { status, body });
  }
}

/** Returns the id in lower case. */
function itemIdOf(value) {
  if (typeof value !== 'string' || !UUID.test(value)) throw new Refusal(400, { code: 'bad-item-id' });
  return value.toLowerCase();
}

/** Returns the id of an Item of this user. Another user's Item looks like none. */
function own(request, value = request.params.id) {
  const itemId = itemIdOf(value);
  if (owners.get(itemId) !== request.session.user) throw new Refusal(404, { code: 'item-not-found' });
  return itemId;
}

/** Keeps an Item, without the fields that browsers must not have. */
function store({ clientUserId, webhookUrl, ...item }, user) {
  owners.set(item.id, user);
  items.set(item.id, item);
  return item;
}

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '1mb' }));

app.post(WEBHOOK_PATH, (request, response) => {
  const [given, expected] = [request.get('x-webhook-secret') ?? '', WEBHOOK_SECRET].map((text) => Buffer.from(text));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal(401);
  // Pluggy waits five seconds for an answer: the rest happens afterwards.
  response.json({});
  handle(request.body).catch((error) => console.error(`A webhook could not be handled: ${error.code ?? error.message}`));
});

/** Reads the Item that an event names, and tells the pages of its user. A repeated or late event does no harm. */
async function handle({ event, itemId, clientUserId }) {
  const owner = owners.get(itemId) ?? clientUserId;
  if (!UUID.test(itemId) || !owner) return;
  if (event === 'item/deleted') {
    owners.delete(itemId);
    items.delete(itemId);
  } else {
    store(await pluggy.fetchItem(itemId), owner);
  }
  for (const stream of streams.get(owner) ?? []) stream.write(`data: ${JSON.stringify({ event, itemId })}\n\n`);
}

app.use(cookieSession({ name: 'session', keys: [SESSION_SECRET], httpOnly: true, sameSite: 'lax' }));
app.use((request, _response, next) => {
  request.session.user ??= randomUUID(); // Replace this with the user of your login.
  next();
});
app.use(express.static(PAGE));

app.use('/api', (request, response, next) => {
  response.set('Cache-Control', 'no-store');
  // Forms of other sites are sent with the cookie.
  const origin = request.get('origin');
  if (request.method !== 'GET' && origin && new URL(origin).host !== request.get('host')) throw new Refusal(403);
  next();
});

app.post('/api/connect-token', async (request, response) => {
  const { itemId } = request.body ?? {};
  const options = { clientUserId: request.session.user, avoidDuplicates: true };
  const { accessToken } = await pluggy.createConnectToken(itemId && own(request, itemId), options);
  response.json({ accessToken });
});

app.get('/api/items', (request, response) => {
  response.json([...items.values()].filter(({ id }) => owners.get(id) === request.session.user));
});

app.post('/api/items', async (request, response) => {
  const item = await pluggy.fetchItem(itemIdOf(request.body?.itemId));
  if (item.clientUserId !== request.session.user) throw new Refusal(404, { code: 'item-not-found' });
  response.json(store(item, request.session.user));
});

app.get('/api/items/:id', async (request, response) => {
  response.json(store(await pluggy.fetchItem(own(request)), request.session.user));
});

app.patch('/api/items/:id', async (request, response) => {
  response.json(store(await pluggy.updateItem(own(request)), request.session.user));
});

app.delete('/api/items/:id', async (request, response) => {
  const itemId = own(request);
  await pluggy.deleteItem(itemId).catch((error) => {
    if (error.code !== 404) throw error;
  });
  owners.delete(itemId);
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

/** The user can do nothing about a wrong key or a broken server at Pluggy: those are failures of this server. */
app.use((error, _request, response, _next) => {
  if (response.headersSent) return;
  if (error instanceof Refusal) return response.status(error.status).json(error.body);
  // The SDK rejects with the body of Pluggy's answer.
  const { code, codeDescription, data, status } = error;
  const isForUser = [400, 404, 409, 429].includes(code);
  response.status(isForUser ? code : (status ?? 502)).json(isForUser ? { code: codeDescription, data } : {});
});

async function registerWebhook() {
  const webhook = { event: 'all', url: PUBLIC_URL + WEBHOOK_PATH, headers: { 'X-Webhook-Secret': WEBHOOK_SECRET } };
  const { results } = await pluggy.fetchWebhooks();
  const known = results.find(({ event, url }) => event === webhook.event && url === webhook.url);
  if (known) await pluggy.updateWebhook(known.id, webhook);
  else await pluggy.createWebhook(webhook.event, webhook.url, webhook.headers);
}

app.listen(PORT, async () => {
  // Pluggy sends webhooks to public https addresses.
  if (PUBLIC_URL) await registerWebhook();
  console.log(`http://localhost:${PORT}`);
});
