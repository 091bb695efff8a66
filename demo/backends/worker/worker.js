// Pluggy in an edge worker: Connect Tokens, the user's Items, codes, live events and webhooks.
const WEBHOOK_PATH = '/api/webhooks/pluggy';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEARTBEAT_MS = 15_000;
const NO_STORE = { headers: { 'Cache-Control': 'no-store' } };
const bytes = (text) => new TextEncoder().encode(text);

/** An answer that is not 2xx. */
class Refusal extends Error {
  constructor(status, body = {}) {
    super(`${status}`);
    Object.assign(this, { status, body });
  }
}

/** The API key of this isolate. A key is valid for two hours. */
let apiKey = { value: '', until: 0 };
const API_KEY_MS = 100 * 60_000;

async function send(env, method, path, body, headers = {}) {
  const answer = await fetch(`${env.PLUGGY_API_URL ?? 'https://api.pluggy.ai'}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
  }).catch(() => {
    throw new Refusal(502);
  });
  const content = await answer.json().catch(() => undefined);
  if (answer.ok && content) return content;
  // The user can do nothing about a wrong key or a broken server: those are failures of this server.
  const isForUser = [400, 404, 409, 429].includes(answer.status);
  throw new Refusal(isForUser ? answer.status : 502, { code: content?.codeDescription, data: content?.data });
}

async function pluggy(env, method, path, body) {
  if (Date.now() > apiKey.until) {
    const keys = { clientId: env.PLUGGY_CLIENT_ID, clientSecret: env.PLUGGY_CLIENT_SECRET };
    const { apiKey: value } = await send(env, 'POST', '/auth', keys);
    apiKey = { value, until: Date.now() + API_KEY_MS };
  }
  return send(env, method, path, body, { 'X-API-KEY': apiKey.value });
}

const answered = (request) => request.json().catch(() => Promise.reject(new Refusal(400)));

/** One user: the Items and the open event streams. Every request of a user reaches the same object. */
export class User {
  #streams = new Set();

  constructor(state, env) {
    Object.assign(this, { items: state.storage, env });
  }

  async fetch(request) {
    try {
      const { pathname } = new URL(request.url);
      const [, , , itemId = '', rest = ''] = pathname.split('/');
      const isItem = /^\/api\/items\/[^/]+(\/mfa)?$/.test(pathname);
      const route = `${request.method} ${isItem ? `/api/items/ID${rest && '/mfa'}` : pathname}`;
      const answer = await this.#answer(route, itemId.toLowerCase(), request);
      return answer instanceof Response ? answer : Response.json(answer, NO_STORE);
    } catch (error) {
      return Response.json(error.body ?? {}, { status: error.status ?? 500 });
    }
  }

  async #answer(route, itemId, request) {
    const user = request.headers.get('x-user');
    switch (route) {
      case 'POST /api/connect-token': {
        const { itemId: wanted } = await answered(request);
        const options = { clientUserId: user, avoidDuplicates: true };
        const body = { itemId: wanted && (await this.#own(wanted)), options };
        const { accessToken } = await pluggy(this.env, 'POST', '/connect_token', body);
        return { accessToken };
      }
      case 'GET /api/items':
        return [...(await this.items.list()).values()];
      case 'POST /api/items': {
        const { itemId: added } = await answered(request);
        if (!UUID.test(added)) throw new Refusal(400);
        return this.#refresh('GET', added.toLowerCase(), user);
      }
      case 'GET /api/items/ID':
        return this.#refresh('GET', await this.#own(itemId), user);
      case 'PATCH /api/items/ID':
        return this.#refresh('PATCH', await this.#own(itemId), user, {});
      case 'POST /api/items/ID/mfa':
        return this.#refresh('POST', `${await this.#own(itemId)}/mfa`, user, await answered(request));
      case 'DELETE /api/items/ID':
        await pluggy(this.env, 'DELETE', `/items/${await this.#own(itemId)}`).catch((error) => {
          if (error.status !== 404) throw error;
        });
        await this.items.delete(itemId);
        return new Response(null, { status: 204 });
      case 'GET /api/events':
        return this.#stream(request);
      case `POST ${WEBHOOK_PATH}`:
        return this.#handle(await answered(request), user);
      default:
        throw new Refusal(404);
    }
  }

  /** Returns the id of an Item of this user. Another user's Item looks like none. */
  async #own(value) {
    const itemId = String(value).toLowerCase();
    if (!(await this.items.get(itemId))) throw new Refusal(404);
    return itemId;
  }

  /** Calls Pluggy for an Item, and keeps the Item if it is the user's, without the fields that browsers must not have. */
  async #refresh(method, path, user, body) {
    const { clientUserId, webhookUrl, ...item } = await pluggy(this.env, method, `/items/${path}`, body);
    if (clientUserId !== user) throw new Refusal(404);
    await this.items.put(item.id, item);
    return item;
  }

  #stream(request) {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const end = () => {
      clearInterval(heartbeat);
      this.#streams.delete(writer);
    };
    // Proxies hold back the headers until the first bytes, and close an idle stream.
    const beat = () => writer.write(bytes(':\n\n')).catch(end);
    const heartbeat = setInterval(beat, HEARTBEAT_MS);
    request.signal.addEventListener('abort', end);
    this.#streams.add(writer);
    beat();
    return new Response(readable, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } });
  }

  /** Reads the Item that an event names, and tells the user's pages. A repeated or late event does no harm. */
  async #handle({ event, itemId }, user) {
    if (event === 'item/deleted') await this.items.delete(itemId);
    else if (UUID.test(itemId)) await this.#refresh('GET', itemId, user);
    for (const writer of this.#streams) {
      writer.write(bytes(`data: ${JSON.stringify({ event, itemId })}\n\n`)).catch(() => this.#streams.delete(writer));
    }
    return {};
  }
}

/** Returns the user whom the cookie's secret stands for. Replace this with the user of your login. */
async function session(request) {
  const [, known] = /(?:^|; )session=([\w-]{36})/.exec(request.headers.get('cookie') ?? '') ?? [];
  const secret = known ?? crypto.randomUUID();
  const hash = await crypto.subtle.digest('SHA-256', bytes(secret));
  const user = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { user, cookie: known ? undefined : `session=${secret}; Path=/; HttpOnly; SameSite=Lax` };
}

/** A worker has no start: its first request registers the webhook. A webhook that exists already stays. */
let registered;
const registerWebhook = (env) =>
  pluggy(env, 'POST', '/webhooks', {
    event: 'all',
    url: env.PUBLIC_URL + WEBHOOK_PATH,
    headers: { 'X-Webhook-Secret': env.WEBHOOK_SECRET },
  }).catch(() => {});

const userObject = (env, user) => env.USERS.get(env.USERS.idFromName(user));

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (env.PUBLIC_URL) context.waitUntil((registered ??= registerWebhook(env)));
    if (url.pathname === WEBHOOK_PATH) {
      const [given, expected] = [request.headers.get('x-webhook-secret') ?? '', env.WEBHOOK_SECRET].map(bytes);
      const isEqual = given.length === expected.length && crypto.subtle.timingSafeEqual(given, expected);
      if (!isEqual) return new Response(null, { status: 401 });
      const event = await request.json();
      const sent = { method: 'POST', headers: { 'x-user': event.clientUserId }, body: JSON.stringify(event) };
      // Pluggy waits five seconds for an answer.
      if (event.clientUserId) context.waitUntil(userObject(env, event.clientUserId).fetch(url, sent));
      return Response.json({});
    }
    const { user, cookie } = await session(request);
    if (!url.pathname.startsWith('/api/')) {
      const page = await env.PAGE.fetch(new URL(url.pathname === '/' ? '/index.html' : url.pathname, url));
      const type = url.pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
      const headers = { 'Content-Type': type, ...(cookie && { 'Set-Cookie': cookie }) };
      return new Response(page.body, { status: page.status, headers });
    }
    // Other sites can send forms with the cookie.
    const origin = request.headers.get('origin');
    if (request.method !== 'GET' && origin && new URL(origin).host !== request.headers.get('host')) {
      return new Response(null, { status: 403 });
    }
    const forwarded = new Request(request);
    forwarded.headers.set('x-user', user);
    return userObject(env, user).fetch(forwarded);
  },
};
