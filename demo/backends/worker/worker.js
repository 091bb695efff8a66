// Pluggy in an edge worker: Connect Tokens, the user's Items, codes, live events and webhooks.
const WEBHOOK_PATH = '/api/webhooks/pluggy';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEARTBEAT_MS = 15_000;
const API_KEY_MS = 100 * 60_000;
const MAX_BODY_BYTES = 16_384;
const MAX_WEBHOOK_BYTES = 1_000_000;
const bytes = (text) => new TextEncoder().encode(text);

/** An answer that is not 2xx. */
class Refusal extends Error {
  constructor(status, code, data) {
    super(code);
    Object.assign(this, { status, body: { code, message: `Refused: ${code}.`, data } });
  }
}

async function readObject(request, maxBytes = MAX_BODY_BYTES) {
  if (Number(request.headers.get('content-length')) > maxBytes) throw new Refusal(413, 'too-large');
  const body = await request.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) throw new Refusal(400, 'bad-json');
  return body;
}

/**
 * The Items with their users, the known events, and the open streams. One object for all users is enough for thousands of
 * them. Divide it by user when it is not, with another object that finds the user of an Item.
 */
export class Connections {
  #streams = new Map();
  #apiKey = { value: '', until: 0 };

  constructor(context, env) {
    Object.assign(this, { context, storage: context.storage, env });
  }

  async fetch(request) {
    const answer = await this.#answer(request).catch((error) => {
      if (!(error instanceof Refusal)) throw error;
      return Response.json(error.body, { status: error.status });
    });
    const response = answer instanceof Response ? answer : Response.json(answer);
    response.headers.set('Cache-Control', 'no-store');
    return response;
  }

  async #answer(request) {
    const { pathname, host } = new URL(request.url);
    if (pathname === WEBHOOK_PATH) return this.#receive(request);
    const origin = request.headers.get('origin');
    // Other sites can send forms with the cookie.
    if (request.method !== 'GET' && origin && !origin.endsWith(`//${host}`)) throw new Refusal(403, 'cross-origin');
    const user = await userOf(request);
    if (!user) throw new Refusal(401, 'not-signed-in');
    const [, rawId = '', isCode] = /^\/api\/items\/([^/]+)(\/mfa)?$/.exec(pathname) ?? [];
    const itemId = rawId.toLowerCase();
    // An Item of another user looks like none.
    if (itemId && (await this.#find(itemId))?.user !== user) throw new Refusal(404, 'item-not-found');
    switch (`${request.method} ${itemId ? `/api/items/ID${isCode ?? ''}` : pathname}`) {
      case 'POST /api/connect-token':
        return this.#createToken(await readObject(request), user);
      case 'GET /api/items':
        return [...(await this.storage.list()).values()].filter((row) => row.user === user).map(({ item }) => item);
      case 'POST /api/items':
        return this.#add(await readObject(request), user);
      case 'GET /api/items/ID':
        return this.#store(await this.#pluggy('GET', `/items/${itemId}`), user);
      case 'PATCH /api/items/ID':
        return this.#store(await this.#pluggy('PATCH', `/items/${itemId}`, {}), user);
      case 'POST /api/items/ID/mfa':
        return this.#store(await this.#pluggy('POST', `/items/${itemId}/mfa`, await readObject(request)), user);
      case 'DELETE /api/items/ID':
        await this.#pluggy('DELETE', `/items/${itemId}`).catch(ignoreMissing);
        await this.storage.delete(`item ${itemId}`);
        return new Response(null, { status: 204 });
      case 'GET /api/events':
        return this.#stream(request, user);
      default:
        throw new Refusal(404, 'not-found');
    }
  }

  #find = (itemId) => this.storage.get(`item ${itemId}`);

  async #createToken({ itemId }, user) {
    if (itemId && (await this.#find(String(itemId).toLowerCase()))?.user !== user)
      throw new Refusal(403, 'item-not-yours');
    const body = { itemId: itemId || undefined, options: { clientUserId: user, avoidDuplicates: true } };
    const { accessToken } = await this.#pluggy('POST', '/connect_token', body);
    return { accessToken };
  }

  async #add({ itemId }, user) {
    if (!UUID.test(itemId)) throw new Refusal(400, 'bad-item-id');
    const item = await this.#pluggy('GET', `/items/${itemId.toLowerCase()}`).catch(ignoreMissing);
    if (item?.clientUserId !== user) throw new Refusal(403, 'item-not-yours');
    return this.#store(item, user);
  }

  /** Keeps an Item, without the fields that browsers must not have. */
  async #store({ clientUserId, webhookUrl, ...item }, user) {
    await this.storage.put(`item ${item.id}`, { item, user });
    return item;
  }

  #stream(request, user) {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const write = (text) => writer.write(bytes(text)).catch(end);
    const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS);
    const end = () => {
      clearInterval(heartbeat);
      this.#streams.delete(write);
    };
    request.signal.addEventListener('abort', end);
    this.#streams.set(write, user);
    write(':\n\n'); // Proxies hold back the headers until the first bytes, and close an idle stream.
    return new Response(readable, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  async #receive(request) {
    const [given, expected] = [request.headers.get('x-webhook-secret') ?? '', this.env.WEBHOOK_SECRET].map(bytes);
    const isEqual = given.length === expected.length && crypto.subtle.timingSafeEqual(given, expected);
    if (!isEqual) throw new Refusal(401, 'no-secret');
    const event = await readObject(request, MAX_WEBHOOK_BYTES);
    // Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
    const isKnown = await this.storage.get(`event ${event.eventId}`);
    await this.storage.put(`event ${event.eventId}`, true);
    if (!isKnown && UUID.test(event.itemId)) this.context.waitUntil(this.#handle(event));
    return {};
  }

  /** Reads the Item that an event names, and informs the pages of its user. */
  async #handle({ event, itemId }) {
    let user = (await this.#find(itemId))?.user;
    if (event === 'item/deleted') {
      await this.storage.delete(`item ${itemId}`);
    } else {
      const item = await this.#pluggy('GET', `/items/${itemId}`);
      user ??= item.clientUserId;
      if (user) await this.#store(item, user);
    }
    for (const [write, owner] of this.#streams) {
      if (owner === user) write(`data: ${JSON.stringify({ event, itemId })}\n\n`);
    }
  }

  async #pluggy(method, path, body) {
    if (Date.now() > this.#apiKey.until) {
      const keys = { clientId: this.env.PLUGGY_CLIENT_ID, clientSecret: this.env.PLUGGY_CLIENT_SECRET };
      const { apiKey } = await this.#send('POST', '/auth', keys);
      this.#apiKey = { value: apiKey, until: Date.now() + API_KEY_MS }; // A key is valid for two hours.
    }
    return this.#send(method, path, body, { 'X-API-KEY': this.#apiKey.value });
  }

  async #send(method, path, body, headers = {}) {
    const answer = await fetch(`${this.env.PLUGGY_API_URL ?? 'https://api.pluggy.ai'}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    }).catch(() => undefined);
    const content = await answer?.json().catch(() => undefined);
    if (answer?.ok && content) return content;
    // The user can do nothing about a wrong key or a broken server: those are failures of this server.
    if (![400, 404, 409, 429].includes(answer?.status)) throw new Refusal(502, 'pluggy-failed');
    throw new Refusal(answer.status, content?.codeDescription ?? 'pluggy-refused', content?.data);
  }
}

const ignoreMissing = (error) => {
  if (error.status !== 404) throw error;
};

/** Returns the user whom the cookie's secret stands for. Replace this with the user of your login. */
async function userOf(request) {
  const [, secret] = /(?:^|; )session=([\w-]{36})/.exec(request.headers.get('cookie') ?? '') ?? [];
  const hash = secret && (await crypto.subtle.digest('SHA-256', bytes(secret)));
  return hash && [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname.startsWith('/api/')) return env.CONNECTIONS.get(env.CONNECTIONS.idFromName('all')).fetch(request);
    if (url.pathname === '/') url.pathname = '/index.html';
    const { body, status } = await env.PAGE.fetch(url);
    const type = url.pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    const page = new Response(body, { status, headers: { 'Content-Type': type } });
    if (!(await userOf(request))) {
      page.headers.set('Set-Cookie', `session=${crypto.randomUUID()}; Path=/; HttpOnly; SameSite=Lax`);
    }
    return page;
  },
};
