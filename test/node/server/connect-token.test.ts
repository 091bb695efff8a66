import { PluggyClient } from 'pluggy-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSandbox } from '../../../src/sandbox/core/index.js';
import { KEYS, read, startApp, startUpstream, visit, type App, type Upstream, type Visitor } from './support.js';

let upstream: Upstream;
let app: App;
let ana: Visitor;

beforeEach(async () => {
  upstream = await startUpstream();
  app = startApp(upstream);
  ana = await visit(app);
});

afterEach(async () => {
  await upstream.close();
  vi.restoreAllMocks();
});

const token = (visitor: Visitor, body: unknown = {}) => visitor.post('/api/connect-token', body);

/** Requests a token while Pluggy sends an error response at `path`. */
function requestWhileFailing(path: string, errorResponse: () => Response) {
  upstream.respondWith = (requested) => (requested === path ? errorResponse() : undefined);
  return token(ana);
}

describe('POST /api/connect-token', () => {
  it('returns a token with which the widget connects a bank for the signed-in user', async () => {
    const response = await token(ana);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(await read(response))).toEqual(['accessToken']);

    const itemId = await ana.connect(upstream);
    vi.stubEnv('PLUGGY_API_URL', upstream.url);
    const item = await new PluggyClient(KEYS).fetchItem(itemId);
    vi.unstubAllEnvs();
    expect(item.clientUserId).toBe(ana.userId);
  });

  it('takes the user from the session, not from the request body, and sets avoidDuplicates', async () => {
    await token(ana, {
      clientUserId: 'another-user',
      options: { clientUserId: 'another-user', avoidDuplicates: false },
    });
    expect(upstream.last('/connect_token')).toEqual({ options: { clientUserId: ana.userId, avoidDuplicates: true } });
  });

  it('sends oauthRedirectUri if the server has a public address', async () => {
    const oauthRedirectUri = 'https://shop.example/';
    const other = await visit(startApp(upstream, { pluggy: { ...KEYS, baseUrl: upstream.url, oauthRedirectUri } }));
    await token(other);
    expect(upstream.last('/connect_token')).toMatchObject({ options: { oauthRedirectUri } });
  });

  it('requires a session', async () => {
    const response = await app.request('/api/connect-token', { method: 'POST' });
    expect(response.status).toBe(401);
    expect(await read(response)).toMatchObject({ code: 'not-signed-in' });
    expect(upstream.requests).toEqual([]);
  });

  it('refuses a forged session and a session signed with another secret', async () => {
    const other = await visit(startApp(upstream, { sessionSecret: 'another' }));
    const stranger = await other.send('/');
    expect(stranger.status).toBe(200);
    for (const cookie of ['session=visitor-1', `session=${btoa('{"alg":"none"}')}.${btoa('{"sub":"visitor-1"}')}.`]) {
      const response = await app.request('/api/items', { headers: { Cookie: cookie } });
      expect(response.status).toBe(401);
    }
    const foreign = (await startApp(upstream, { sessionSecret: 'another' }).request('/')).headers.get('set-cookie')!;
    const response = await app.request('/api/items', { headers: { Cookie: foreign.split(';')[0]! } });
    expect(response.status).toBe(401);
  });

  it('returns a token for an item of the user', async () => {
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    expect((await token(ana, { itemId })).status).toBe(200);
    expect(upstream.last('/connect_token')).toMatchObject({ itemId, options: { clientUserId: ana.userId } });
  });

  it('refuses an item of another user and an unknown item, without a request to Pluggy', async () => {
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    const bruno = await visit(app);
    const count = upstream.count('/connect_token');
    for (const id of [itemId, crypto.randomUUID()]) {
      const response = await token(bruno, { itemId: id });
      expect(response.status).toBe(403);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await read(response)).toMatchObject({ code: 'item-not-yours' });
    }
    expect(upstream.count('/connect_token')).toBe(count);
  });

  it('responds with 404 for an item of the user that Pluggy no longer has', async () => {
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    upstream.restart(createSandbox(KEYS));
    expect((await token(ana, { itemId })).status).toBe(404);
  });

  it.each([
    ['invalid JSON', 'itemId=1', 'bad-json'],
    ['an array', '[]', 'bad-json'],
    ['null', 'null', 'bad-json'],
    ['a number as id', '{"itemId":1}', 'bad-item-id'],
    ['an empty id', '{"itemId":""}', 'bad-item-id'],
    ['a path as id', '{"itemId":"../accounts"}', 'bad-item-id'],
  ])('responds with 400 to %s', async (_what, body, code) => {
    const response = await ana.send('/api/connect-token', { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await read(response)).toMatchObject({ code });
    expect(upstream.requests).toEqual([]);
  });

  it('treats an empty body and a null item id as a new connection', async () => {
    expect((await ana.send('/api/connect-token', { method: 'POST' })).status).toBe(200);
    expect((await token(ana, { itemId: null })).status).toBe(200);
  });

  it('responds with 413 to a body that is too large', async () => {
    const response = await token(ana, { itemId: 'x'.repeat(20_000) });
    expect(response.status).toBe(413);
    expect(await read(response)).toMatchObject({ code: 'too-large' });
  });

  it('responds with 405 and the allowed method', async () => {
    const response = await ana.send('/api/connect-token');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('the API key', () => {
  it('is requested once, also by concurrent requests', async () => {
    await Promise.all([token(ana), token(ana), token(ana)]);
    await token(await visit(app));
    expect(upstream.count('/connect_token')).toBe(4);
    expect(upstream.count('/auth')).toBe(1);
  });

  it.each([
    ['is renewed less than a minute before it expires', 30_000, 2],
    ['is reused before that', 5 * 60_000, 1],
  ])('%s', async (_what, lifeLeft, keys) => {
    const twoHours = 2 * 60 * 60_000;
    upstream.restart(createSandbox({ ...KEYS, now: () => Date.now() - twoHours + lifeLeft }));
    await token(ana);
    expect((await token(ana)).status).toBe(200);
    expect(upstream.count('/auth')).toBe(keys);
  });

  it('is renewed after Pluggy revokes it', async () => {
    await token(ana);
    upstream.restart(createSandbox(KEYS));
    expect((await token(ana)).status).toBe(200);
    expect(upstream.count('/auth')).toBe(2);
    expect(app.log).toEqual([]);
  });
});

describe('a failure of Pluggy', () => {
  const secretBody = () => JSON.stringify({ code: 500, message: 'inner-secret of the upstream' });

  it.each([
    ['is down for maintenance', 503, () => new Response(secretBody(), { status: 503 }), 'pluggy-unavailable'],
    ['fails', 502, () => new Response(secretBody(), { status: 500 }), 'pluggy-failed'],
    ['responds with an HTML page', 502, () => new Response('<h1>inner-secret</h1>'), 'pluggy-failed'],
    ['responds without a token', 502, () => Response.json({ token: 'inner-secret' }), 'pluggy-failed'],
    [
      'responds with 201, which its SDK rejects',
      502,
      () => Response.json({ accessToken: 'x' }, { status: 201 }),
      'pluggy-failed',
    ],
  ])('is passed on when it %s', async (_what, status, answer, code) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const response = await requestWhileFailing('/connect_token', answer);
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({ code, message: expect.any(String) as string });
    expect(text + app.log.join() + JSON.stringify(printed.mock.calls)).not.toContain('inner-secret');
  });

  it.each([['60'], ['Wed, 21 Oct 2037 07:28:00 GMT']])('passes Retry-After on: %s', async (retryAfter) => {
    const response = await requestWhileFailing('/connect_token', () =>
      Response.json(
        { code: 429, message: 'Too many requests' },
        { status: 429, headers: { 'Retry-After': retryAfter } },
      ),
    );
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    expect(await read(response)).toMatchObject({ code: 'pluggy-rate-limited' });
  });

  it('passes Retry-After on when the request for the API key is rate limited', async () => {
    const response = await requestWhileFailing(
      '/auth',
      () => new Response('{}', { status: 429, headers: { 'Retry-After': '60' } }),
    );
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('60');
  });

  it('responds with 502 and logs a line when the application’s credentials are wrong', async () => {
    const wrong = startApp(upstream, {
      pluggy: { clientId: 'wrong', clientSecret: 'wrong-secret', baseUrl: upstream.url, log: (line) => log.push(line) },
    });
    const log: string[] = [];
    const response = await token(await visit(wrong));
    expect(response.status).toBe(502);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'pluggy-refused' });
    expect(log).toEqual(['failed to create a connect token: Pluggy answered 401 CLIENT_KEYS_UNAUTHORIZED']);
    expect(text).not.toContain('wrong');
  });

  it('responds with 503 when Pluggy cannot be reached, and prints no secret', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await upstream.close();
    const response = await token(ana);
    expect(response.status).toBe(503);
    expect(await read(response)).toMatchObject({ code: 'pluggy-unavailable' });
    expect(app.log).toEqual(['failed to create a connect token: Pluggy could not be reached (ECONNREFUSED)']);
    expect(printed).not.toHaveBeenCalled();
  });

  it('does not affect the next request', async () => {
    expect((await requestWhileFailing('/auth', () => new Response('{}', { status: 500 }))).status).toBe(502);
    upstream.respondWith = undefined;
    expect((await token(ana)).status).toBe(200);
  });
});
