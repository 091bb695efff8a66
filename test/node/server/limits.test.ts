import { afterAll, beforeAll, expect, it } from 'vitest';
import { listen, read, startApp, startUpstream, visit, type Upstream } from './support.js';
import { waitFor } from '../../support/wait-for.js';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ stepMs: 0 });
});
afterAll(() => upstream.close());

it('refuses too many connect tokens of a session with 429 and Retry-After, and those of no other session', async () => {
  const app = startApp(upstream, { limits: { tokensPerMinute: 2 } });
  const [ana, bruno] = [await visit(app), await visit(app)];
  const request = () => ana.post('/api/connect-token', {});
  expect([(await request()).status, (await request()).status]).toEqual([200, 200]);
  const requests = upstream.count('/connect_token');
  const refused = await request();
  expect(refused.status).toBe(429);
  expect(await read(refused)).toMatchObject({ code: 'too-many-tokens' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect(upstream.count('/connect_token')).toBe(requests);
  expect((await bruno.post('/api/connect-token', {})).status).toBe(200);
});

it('refuses too many event streams of a session, until one of them ends', async () => {
  const app = startApp(upstream, { limits: { streams: 2 } });
  const [ana, bruno] = [await visit(app), await visit(app)];
  const first = await listen(ana);
  await using _second = await listen(ana);
  for (let count = 0; count < 3; count++) {
    const refused = await ana.send('/api/events');
    expect(refused.status).toBe(429);
    expect(await read(refused)).toMatchObject({ code: 'too-many-streams' });
  }
  await using _his = await listen(bruno);
  await first.close();
  await waitFor(async () => {
    await using _third = await listen(ana);
  });
});

it('opens no stream for HEAD, which has no body', async () => {
  const app = startApp(upstream, { limits: { streams: 1 } });
  const ana = await visit(app);
  for (let count = 0; count < 3; count++) {
    const response = await ana.send('/api/events', { method: 'HEAD' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  }
  await using _page = await listen(ana);
});

it('answers to localhost, to addresses and to its own names only', async () => {
  const app = startApp(upstream, { hosts: ['shop.example'] });
  const status = async (host: string, path = '/') => (await app.request(`http://${host}${path}`)).status;
  for (const host of [
    'localhost:4200',
    'demo.localhost',
    '127.0.0.1:4200',
    '192.168.0.7',
    '[::1]:4200',
    'SHOP.example',
  ]) {
    expect(await status(host), host).toBe(200);
  }
  for (const host of ['evil.example', 'shop.example.evil.example', '127.0.0.1.nip.io', 'localhost.evil.example']) {
    expect(await status(host), host).toBe(421);
    expect(await status(host, '/api/items'), host).toBe(421);
    expect(await status(host, '/api/webhooks/pluggy'), host).toBe(421);
    expect(await status(host, '/dist/index.js'), host).toBe(421);
  }
});

it('names the cookie __Host-session under https, and reads only that cookie there', async () => {
  const app = startApp(upstream, { hosts: ['shop.example'] });
  const secure = await app.request('https://shop.example/');
  const cookie = secure.headers.get('set-cookie')!;
  expect(cookie).toMatch(/^__Host-session=.*; Path=\/;.* Secure/i);
  expect(cookie).not.toMatch(/domain/i);
  const behindProxy = await app.request('http://shop.example/', { headers: { 'X-Forwarded-Proto': 'https, http' } });
  expect(behindProxy.headers.get('set-cookie')).toMatch(/^__Host-session=/);
  const plain = await app.request('http://localhost/');
  expect(plain.headers.get('set-cookie')).toMatch(/^session=(?!.*Secure)/i);

  const token = /=([^;]+)/.exec(cookie)![1]!;
  const status = async (name: string, url = 'https://shop.example/api/items') =>
    (await app.request(url, { headers: { Cookie: `${name}=${token}` } })).status;
  expect(await status('__Host-session')).toBe(200);
  expect(await status('session')).toBe(401);
  expect(await status('__Host-session', 'http://localhost/api/items')).toBe(401);
});
