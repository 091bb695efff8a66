import type { Answer, Seen } from './support/host.js';
import { connect, expect, waitForFired, opener, test, TOKEN, recordedEvents, widget } from './support/test.js';

/** A backend as developers write them, and the expected result. */
interface Backend {
  name: string;
  answer: Answer | ((seen: Seen, count: number) => Answer);
  attributes?: string;
  /** The expected code; without a code, the widget opens. */
  code?: string;
  requests?: number;
  /** A text in the developer's message. */
  says?: RegExp;
}

const json = (body: unknown, status = 200): Answer => ({ status, body });
const text = (body: string, type: string, status = 200): Answer => ({
  status,
  headers: { 'content-type': type },
  body,
});
const jwt = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`;
const now = () => Math.floor(Date.now() / 1000);

const BACKENDS: Backend[] = [
  { name: 'accessToken', answer: json({ accessToken: TOKEN }) },
  { name: '201 from NestJS', answer: json({ accessToken: TOKEN }, 201) },
  { name: 'connectToken with extras', answer: json({ success: true, connectToken: TOKEN, expiresInMinutes: 30 }) },
  { name: 'connect_token from Rails', answer: json({ connect_token: TOKEN }) },
  { name: 'access_token', answer: json({ access_token: TOKEN }) },
  { name: 'token', answer: json({ token: TOKEN }) },
  { name: 'an envelope', answer: json({ data: { accessToken: TOKEN } }) },
  { name: 'an envelope in snake case', answer: json({ success: true, data: { connect_token: TOKEN } }) },
  { name: 'result', answer: json({ result: { token: TOKEN } }) },
  { name: "the SDK's answer passed on whole", answer: json({ connectToken: { accessToken: TOKEN } }) },
  { name: 'a CSRF token beside the token', answer: json({ token: 'csrf-0123456789', data: { accessToken: TOKEN } }) },
  { name: 'a JSON string', answer: text(JSON.stringify(TOKEN), 'application/json') },
  { name: 'plain text', answer: text(`${TOKEN}\n`, 'text/plain; charset=utf-8') },
  { name: 'a path of its own', answer: json({ a: { b: TOKEN } }), attributes: 'token-field="a.b"' },
  {
    name: 'GET only',
    answer: ({ method }) => (method === 'GET' ? json({ accessToken: TOKEN }) : json({ message: 'POST?' }, 405)),
    requests: 2,
  },
  {
    name: 'GET by attribute',
    answer: ({ method }) => json({ [method]: 1, token: TOKEN }),
    attributes: 'token-method="GET"',
  },
  {
    name: '503 and then well',
    answer: (_, count) => (count < 3 ? json({}, 503) : json({ token: TOKEN })),
    requests: 3,
  },
  {
    name: '429 for a second',
    answer: (_, count) =>
      count < 2 ? { status: 429, headers: { 'retry-after': '1' }, body: {} } : json({ accessToken: TOKEN }),
    requests: 2,
  },
  { name: 'a token that is still good', answer: () => json({ accessToken: jwt(now() + 1800) }) },
  {
    name: 'tokens that have expired',
    answer: () => json({ accessToken: jwt(now() - 60) }),
    code: 'token-expired',
    requests: 2,
  },
  { name: '401', answer: json({ error: 'sign in' }, 401), code: 'token-unauthorized' },
  { name: '403', answer: text('Forbidden', 'text/plain', 403), code: 'token-unauthorized' },
  { name: '404 in HTML', answer: text('<h1>Not found</h1>', 'text/html', 404), code: 'token-not-found' },
  { name: '405 for both', answer: json({}, 405), code: 'token-server', requests: 2 },
  { name: '500 for good', answer: json({ error: 'secret detail' }, 500), code: 'token-server', requests: 3 },
  {
    name: '429 for a minute',
    answer: { status: 429, headers: { 'retry-after': '60' }, body: {} },
    code: 'token-rate-limited',
  },
  { name: '200 with a page', answer: text('<!doctype html>', 'text/html'), code: 'token-malformed', says: /HTML/ },
  {
    name: 'a redirect to the login page',
    answer: { status: 302, headers: { location: '/login' } },
    code: 'token-unauthorized',
    says: /session has probably ended/,
  },
  {
    name: 'an API key',
    answer: json({ apiKey: TOKEN }),
    code: 'token-malformed',
    says: /API key must|with an API key/,
  },
  {
    name: '200 with an error',
    answer: json({ success: false, error: 'x' }),
    code: 'token-malformed',
    says: /success, error/,
  },
  { name: 'nothing', answer: { status: 204 }, code: 'token-malformed' },
  { name: '"OK"', answer: text('OK', 'text/plain'), code: 'token-malformed' },
];

for (const { name, answer, attributes = '', code, requests = 1, says } of BACKENDS) {
  test(`a backend that answers with ${name}`, async ({ page, host, show, servers, complaints }) => {
    if (code || requests > 1) complaints.allow(/^Failed to load resource/);
    await show(connect(servers.child, `preload="none" ${attributes}`));
    host.route('/login', text('<!doctype html><title>Sign in</title>', 'text/html'));
    host.route('/token', (seen) =>
      typeof answer === 'function' ? answer(seen, host.requests('/token').length) : answer,
    );
    await opener(page).click();
    if (!code) {
      await waitForFired(page, 'ready');
      await widget(page, servers.child);
    } else {
      const error = await waitForFired(page, 'error');
      expect(error.code).toBe(code);
      expect(error.message).toContain('<pluggy-connect>');
      expect(error.message).not.toContain(TOKEN);
      expect(error.message).not.toContain('secret detail');
      if (says) expect(error.message).toMatch(says);
      expect((await waitForFired(page, 'close')).outcome).toBe('error');
      await expect(page.locator('pluggy-connect').getByRole('alert')).not.toBeEmpty();
    }
    expect(host.requests('/token')).toHaveLength(requests);
    expect((await recordedEvents(page)).filter(({ type }) => type === 'open')).toHaveLength(1);
  });
}

test('the item id is sent where the backend expects it', async ({ page, host, show, servers }) => {
  const routes = {
    '/token': 'token-endpoint="/token"',
    '/items/a%20b/token': 'token-endpoint="/items/{itemId}/token"',
    '/get': 'token-endpoint="/get" token-method="GET"',
  };
  for (const [path, attributes] of Object.entries(routes)) {
    await show(
      `<pluggy-connect item-id="a b" ${attributes} widget-url="${servers.child}" preload="none"></pluggy-connect>`,
    );
    host.route(path, () => ({ body: { accessToken: TOKEN } }));
    await opener(page).click();
    await expect.poll(() => host.requests(path)).toHaveLength(1);
    const [{ method, path: requestPath, body }] = host.requests(path) as [Seen];
    if (method === 'GET') expect(new URL(requestPath, host.url).searchParams.get('itemId')).toBe('a b');
    else expect(JSON.parse(body)).toEqual({ itemId: 'a b' });
  }
});

test('a backend that never answers causes an error after 15 seconds', async ({ page, host, show, servers }) => {
  await page.clock.install();
  await show(connect(servers.child));
  host.route('/token', () => undefined);
  await opener(page).click();
  await expect.poll(() => host.requests('/token').length).toBe(1);
  // Wait for the widget's code, which counts the time and loads after the request. The code sets the direction first.
  await expect(page.locator('dialog[data-pluggy-connect]')).toHaveAttribute('dir', 'ltr');
  await page.clock.runFor(14_000);
  expect((await recordedEvents(page)).map(({ type }) => type)).toEqual(['open']);
  await expect(page.getByRole('status')).toHaveText(/longer than usual/);
  await page.clock.runFor(2000);
  expect((await waitForFired(page, 'error')).code).toBe('token-timeout');
  expect((await waitForFired(page, 'close')).outcome).toBe('error');
});

test('a backend on another origin without CORS headers is a network failure', async ({
  page,
  show,
  servers,
  complaints,
}) => {
  complaints.allow(/CORS policy|^Failed to load resource/);
  await show(
    `<pluggy-connect token-endpoint="${servers.child}/token" widget-url="${servers.child}" preload="none"></pluggy-connect>`,
  );
  await opener(page).click();
  const error = await waitForFired(page, 'error');
  expect(error).toMatchObject({ code: 'token-network', retryable: true });
  expect(error.message).toContain('CORS');
  expect((await waitForFired(page, 'close')).outcome).toBe('error');
});
