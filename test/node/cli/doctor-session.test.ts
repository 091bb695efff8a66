import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BACKEND_CHECKS, PAGE_CHECKS, runDoctor } from '../../../src/cli/doctor/doctor.js';
import type { Report } from '../../../src/cli/doctor/report.js';
import { SECRETS, startBackend } from '../../support/doctor/small-backend.js';

/** Runs the checker, and returns the report with the checks that ask for something. */
async function examine(url: string, ...args: string[]) {
  const printed: string[] = [];
  await runDoctor([url, '--wait', '0.5', '--no-browser', '--json', ...args], (text) => printed.push(text));
  const report = JSON.parse(printed.join('\n')) as Report;
  const found = report.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
  const find = (id: string) => report.checks.find((check) => check.id === id)!;
  return { report, find, wrong: found.map(({ id, seen }) => `${id}: ${seen}`) };
}

/** Runs the checker, as Ana, against a server without a page. */
async function examineRoutes(
  answer: (url: string | undefined, method: string | undefined) => readonly [number, unknown],
) {
  const server = createServer((request, response) => {
    const [status, body] = request.url === '/' ? [404, {}] : answer(request.url, request.method);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await examine(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, '--cookie', ana);
  } finally {
    server.close();
  }
}

const idsOf = (report: Report, outcome: string) =>
  report.checks.filter((check) => check.outcome === outcome).map(({ id }) => id);

/** Checks of requests without a session, and of headers that all answers have. */
const WITHOUT_SESSION = [
  ...['token-session', 'items-session', 'token-cors', 'items-cors', 'item-cors', 'events-session'],
  ...['webhook-unsigned', 'webhook-wrong-secret', 'errors-stack-trace'],
];

const ana = `session=${SECRETS.ana}`;
const bruno = `session=${SECRETS.bruno}`;

describe('the checker of a page behind a login', () => {
  it('asks for --cookie once, names the redirect, and skips each check that needs a session', async () => {
    await using backend = await startBackend({ hasLogin: true });
    const { report, find, wrong } = await examine(backend.url);
    expect(report.page).toMatch(/^\/ redirects to \/login\. The page is read from/);
    expect(report.url).toMatch(/\/login$/);
    expect(wrong).toEqual(['token-answer: 401, code not-signed-in; / redirects to /login']);
    expect(find('token-answer').fix).toMatch(/^Pass the session of a signed-in person: --cookie /);
    expect(idsOf(report, 'passed')).toEqual(WITHOUT_SESSION);
    const skipped = report.checks.filter(({ outcome }) => outcome === 'skipped');
    const backendChecks = skipped.filter(({ id }) =>
      BACKEND_CHECKS.some((check) => check.id === id && id !== 'page-cors'),
    );
    expect(backendChecks.length).toBeGreaterThan(40);
    expect(new Set(backendChecks.map(({ seen }) => seen))).toEqual(new Set(['no session: pass --cookie']));
    const pageChecks = skipped.filter(({ id }) => PAGE_CHECKS.some((check) => check.id === id));
    expect(pageChecks.length).toBe(PAGE_CHECKS.length);
    expect(new Set(pageChecks.map(({ seen }) => seen))).toEqual(
      new Set(['/ redirects to /login: no session: pass --cookie', 'the page sets none (a login does)']),
    );
    expect(find('session-cookie').fix).toMatch(/^Look at the Set-Cookie of your login/);
  });

  it('asks for --cookie where the routes of the hidden page are unknown', async () => {
    const server = createServer((request, response) => {
      const isPage = request.url === '/' || request.url === '/login';
      response.writeHead(request.url === '/' ? 302 : isPage ? 200 : 404, {
        Location: '/login',
        'Content-Type': 'text/html',
      });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { wrong, find } = await examine(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    server.close();
    expect(find('token-answer').fix).toMatch(/^Pass the session of a signed-in person/);
    expect(wrong.map((line) => line.split(':')[0])).toEqual(['token-answer']);
  });

  it('says that the session of --cookie is not accepted', async () => {
    await using backend = await startBackend({ hasLogin: true });
    const { wrong, find } = await examine(backend.url, '--cookie', 'session=ended-session');
    expect(wrong).toEqual(['token-answer: 401, code not-signed-in; / redirects to /login']);
    expect(find('token-answer').fix).toMatch(/^Has the session of --cookie ended\? Pass/);
    expect(find('item-unknown')).toMatchObject({
      outcome: 'skipped',
      seen: 'the session of --cookie is not accepted: pass that of a signed-in person',
    });
  });

  it('does not take an open list for a session', async () => {
    await using backend = await startBackend({ fault: 'empty list without a session', hasLogin: true });
    const { wrong } = await examine(backend.url);
    expect(wrong).toEqual(['token-answer: 401, code not-signed-in; / redirects to /login', 'items-session: 200']);
  });

  it('names the list where only the list refuses a visitor', async () => {
    await using backend = await startBackend({ fault: 'token without a session' });
    const { wrong, find } = await examine(backend.url);
    expect(wrong).toEqual(['token-session: 200 with a token', 'items-list: 401, code not-signed-in']);
    expect(find('items-list').fix).toMatch(/^Pass the session of a signed-in person: --cookie /);
    expect(find('item-unknown')).toMatchObject({ outcome: 'skipped', seen: 'no session: pass --cookie' });
    expect(find('token-csrf')).toMatchObject({ outcome: 'skipped', seen: 'there is no session' });
  });

  it('takes the redirect of a route to a login for a missing session', async () => {
    await using backend = await startBackend({ fault: 'login page in place of 401', hasLogin: true });
    const { wrong, find } = await examine(backend.url);
    expect(wrong.map((line) => line.split(':')[0])).toEqual([
      ...['token-answer', 'token-session', 'items-session', 'events-session'],
    ]);
    expect(find('token-answer').fix).toMatch(/^Pass the session of a signed-in person: --cookie /);
  });

  it('checks the Items of a session that only the token route refuses', async () => {
    const { wrong, find } = await examineRoutes((url) => (url === '/api/items' ? [200, []] : [401, { code: 'csrf' }]));
    expect(wrong).toContain('token-answer: 401, code csrf');
    expect(find('token-answer').fix).toBe(
      'The list takes the session of --cookie: take it here, too. Check the CSRF token.',
    );
    expect(find('token-no-store').seen).toBe('the route refuses the request: see token-answer');
    expect(find('items-list').outcome).toBe('passed');
    expect(find('item-unknown').fix).toMatch(/^Accept the session here .*Keep the 401/);
  });

  it('passes with the session', async () => {
    await using backend = await startBackend({ hasLogin: true });
    const { report, wrong } = await examine(backend.url, '--cookie', ana, '--as', bruno);
    expect(wrong).toEqual([]);
    expect(report.page).toMatch(/^The page is read from/);
  });
});

describe('the checker with the session of another person', () => {
  it('compares nothing with a session that has ended', async () => {
    await using backend = await startBackend();
    const { wrong, find } = await examine(backend.url, '--cookie', ana, '--as', 'session=ended-session');
    expect(wrong).toEqual([]);
    for (const id of ['item-other', 'code-other', 'link-other', 'token-other-item'])
      expect(find(id)).toMatchObject({ outcome: 'skipped', seen: 'the session of --as is not accepted' });
  });
});

describe('the checker of routes that do not exist', () => {
  it('asks for no check of bodies there, and for no other status', async () => {
    const items = [{ id: '11111111-1111-4111-8111-111111111111' }];
    const { find, wrong } = await examineRoutes((url, method) =>
      method === 'GET' && url === '/api/items'
        ? [200, items]
        : [404, { code: 'not-found', message: 'No such address.' }],
    );
    expect(wrong.filter((line) => line.startsWith('token-'))).toEqual(['token-answer: 404, code not-found']);
    expect(find('token-bad-json').seen).toBe('there is no such route: see token-answer');
    for (const id of ['link-unknown', 'link-bad-body', 'code-bad-body', 'items-csrf', 'consents-session'])
      expect(find(id)).toMatchObject({ outcome: 'skipped', seen: 'there is no such route' });
  });
});
