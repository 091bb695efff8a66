import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { runDoctor } from '../../../src/cli/doctor/doctor.js';
import type { Report } from '../../../src/cli/doctor/report.js';
import { clientOf } from './pluggy-data.js';
import { KEYS, read, startUpstream, type Upstream } from './support.js';

const FILE = fileURLToPath(new URL('../../../demo/server/minimal.ts', import.meta.url));

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ stepMs: 0 });
});
afterAll(() => upstream.close());

async function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx/esm', FILE], {
    env: {
      PATH: process.env.PATH,
      PLUGGY_CLIENT_ID: KEYS.clientId,
      PLUGGY_CLIENT_SECRET: KEYS.clientSecret,
      PLUGGY_API_URL: upstream.url,
      SESSION_SECRET: 'the-session-secret',
      PORT: '0',
      ...env,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { text: '' };
  const url = await new Promise<string>((resolve, reject) => {
    const onOutput = (chunk: Buffer) => {
      printed.text += chunk.toString();
      const ready = /ready (\S+)/.exec(printed.text)?.[1];
      if (ready) resolve(ready);
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    child.once('exit', () => reject(new Error(printed.text)));
  });
  return { url, printed };
}

/** Sends requests as a page does, with the cookies that the server sets. */
function openPage(url: string) {
  let cookie = '';
  return {
    cookie: () => cookie,
    get: (path: string) => fetch(url + path, { headers: { Cookie: cookie } }),
    async post(path: string, body: unknown) {
      const headers = { 'Content-Type': 'application/json', Cookie: cookie };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(url + path, { method: 'POST', headers, body: text });
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return response;
    },
  };
}

it('has about 50 lines of code, as the README says', () => {
  const lines = readFileSync(FILE, 'utf8').split('\n');
  const code = lines.filter((line) => line.trim() && !/^\s*(\/\/|\/\*\*)/.test(line));
  expect(code.length).toBeLessThanOrEqual(55);
});

it('serves a page that connects, reports the item and updates it, and protects it from another user', async () => {
  const { url, printed } = await start();
  const [ana, bruno] = [openPage(url), openPage(url)];
  const answer = await ana.post('/api/connect-token', {});
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/i);
  const { accessToken } = await read<{ accessToken: string }>(answer);
  const connected = await fetch(`${upstream.url}/items`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-KEY': accessToken },
    body: JSON.stringify({ connectorId: 2, parameters: { user: 'user-ok', password: 'password-ok' } }),
  });
  const { id: itemId } = await read<{ id: string }>(connected);
  expect((await clientOf(upstream).fetchItem(itemId)).clientUserId).toMatch(/^[0-9a-f-]{36}$/);

  expect(await read(await ana.get('/api/items'))).toEqual([]);
  const reported = await read<object>(await ana.post('/api/items', { itemId }));
  expect(reported).toMatchObject({ id: itemId });
  const [listed] = await read<object[]>(await ana.get('/api/items'));
  expect(await read<object>(await ana.get(`/api/items/${itemId.toUpperCase()}`))).toMatchObject({ id: itemId });
  upstream.respondWith = (path) => (path === `/items/${itemId}` ? new Response('?', { status: 500 }) : undefined);
  expect(await read(await ana.get('/api/items'))).toEqual([{ id: itemId, stale: { code: 'failed' } }]);
  upstream.respondWith = undefined;
  for (const item of [reported, listed, await read<object>(await ana.get(`/api/items/${itemId}`))]) {
    expect(item).toMatchObject({ id: itemId, connector: { id: 2 } });
    expect(Object.keys(item!)).not.toEqual(expect.arrayContaining(['clientUserId']));
    expect(item).not.toHaveProperty('webhookUrl');
  }
  expect((await ana.post('/api/connect-token', { itemId })).status).toBe(200);
  expect(upstream.last('/connect_token')).toMatchObject({ itemId });

  const before = upstream.count('/connect_token');
  await bruno.post('/api/items', {});
  const reads = upstream.count(`/items/${itemId}`);
  expect(await read(await bruno.get('/api/items'))).toEqual([]);
  expect(upstream.count(`/items/${itemId}`)).toBe(reads);
  expect((await bruno.get(`/api/items/${itemId}`)).status).toBe(404);
  for (const stolen of [itemId, itemId.toUpperCase(), crypto.randomUUID(), '../webhooks', { a: 1 }, ['x']]) {
    expect((await bruno.post('/api/connect-token', { itemId: stolen })).status, JSON.stringify(stolen)).toBe(403);
    expect((await bruno.post('/api/items', { itemId: stolen })).status, JSON.stringify(stolen)).toBe(403);
  }
  expect(upstream.count('/connect_token')).toBe(before);
  expect(upstream.requests.some(({ path }) => path.includes('webhooks'))).toBe(false);
  expect((await bruno.post('/api/connect-token', '{')).status).toBe(400);
  expect(printed.text).not.toContain(KEYS.clientSecret);
});

it('takes an empty body, {} or null as a request for a new connection', async () => {
  const { url } = await start();
  const ana = openPage(url);
  for (const body of ['', '{}', 'null']) {
    expect((await ana.post('/api/connect-token', body)).status, body).toBe(200);
    expect(upstream.last('/connect_token'), body).not.toHaveProperty('itemId');
  }
  expect((await ana.post('/api/items', 'null')).status).toBe(403);
});

it('refuses a form of another site, and keeps the session', async () => {
  const { url } = await start();
  const headers = { 'Content-Type': 'text/plain', 'Sec-Fetch-Site': 'cross-site' };
  const answer = await fetch(`${url}/api/connect-token`, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(403);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

it('answers 502 with a code and no details when Pluggy refuses the keys', async () => {
  const { url } = await start({ PLUGGY_CLIENT_SECRET: 'wrong' });
  const answer = await openPage(url).post('/api/connect-token', {});
  expect(answer.status).toBe(502);
  expect(await read(answer)).toEqual({ code: 'failed' });
});

/** Runs the checker against the backend and its page, and returns everything that did not pass. */
async function examine(url: string, args: string[]) {
  const printed: string[] = [];
  const code = await runDoctor([url, '--no-browser', '--json', ...args], (text) => printed.push(text));
  const { checks } = JSON.parse(printed.join('\n')) as Report;
  const found = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
  return { code, checks, found: found.map(({ id, outcome, seen }) => `${id} ${outcome}: ${seen}`) };
}

it('passes the checker, which warns of sessions for every visitor and of large bodies', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'minimal-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, 'elements'));
  await writeFile(path.join(folder, 'elements/pluggy-elements.js'), 'export {};');
  await cp(path.join(path.dirname(FILE), 'minimal.html'), path.join(folder, 'index.html'));
  const { url } = await start({ PAGE: folder });
  const people = [openPage(url), openPage(url)];
  for (const person of people) await person.post('/api/connect-token', {});
  const [ana, bruno] = people.map((person) => person.cookie()) as [string, string];
  const changes = ['--changes', '--pluggy', upstream.url];
  for (const args of [[], ['--cookie', ana], ['--cookie', ana, '--as', bruno, ...changes]]) {
    const { code, checks, found } = await examine(url, args);
    expect(found).toEqual([
      'token-session warned: a token, and a new session: every visitor may connect a bank',
      'token-large-body warned: 200',
      'items-session warned: an empty list, and a new session: every visitor is a person of your site',
    ]);
    expect(checks.find(({ id }) => id === 'token-csrf')).toMatchObject({ outcome: 'passed' });
    const isPassed = args.includes('--changes') ? 'passed' : 'skipped';
    expect(checks.find(({ id }) => id === 'link-unreported')).toMatchObject({ outcome: isPassed });
    expect(code).toBe(0);
  }
});
