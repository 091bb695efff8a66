import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.js';
import { read, startApp, startUpstream, userOf, visit, type App, type Upstream, type Visitor } from './support.js';

let upstream: Upstream;
let app: App;
let ana: Visitor;

beforeEach(async () => {
  upstream = await startUpstream();
  app = startApp(upstream);
  ana = await visit(app);
});

afterEach(() => upstream.close());

const RECIPES = [
  'cdn',
  'update',
  'status',
  'connections',
  'token-function',
  'strict-csp',
  'integrity',
  'own-button',
  'background',
];
const PAGES = ['/', '/recipes/', '/recipes/form', ...RECIPES.map((name) => `/recipes/${name}.html`)];
const page = async (path: string) => (await ana.send(path)).text();

describe('requests from another site', () => {
  const foreign: Record<string, Record<string, string>> = {
    'a form': { Origin: 'https://evil.example', 'Content-Type': 'application/x-www-form-urlencoded' },
    'a script that sends JSON': { Origin: 'https://evil.example', 'Content-Type': 'application/json' },
    'a neighbour on the same host': { Origin: 'http://localhost:9999' },
    'an opaque origin': { Origin: 'null' },
    'a page that hides its origin': { 'Sec-Fetch-Site': 'cross-site' },
    'another subdomain': { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost' },
  };

  it.each(Object.entries(foreign))('are refused: %s', async (_what, headers) => {
    for (const path of ['/api/connect-token', '/api/items', '/recipes/form', '/sign-in']) {
      const response = await ana.send(path, { method: 'POST', headers, body: '{}' });
      expect(response.status).toBe(403);
      expect(await read(response)).toMatchObject({ code: 'cross-origin' });
    }
    expect(upstream.requests).toEqual([]);
  });

  it('are distinguished from requests of this site, also behind a proxy that terminates TLS', async () => {
    const sameSite: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' },
      { Origin: 'http://localhost' },
      { Origin: 'https://localhost' },
    ];
    for (const headers of sameSite) {
      expect((await ana.send('/api/connect-token', { method: 'POST', headers })).status).toBe(200);
    }
  });
});

describe('the session cookie', () => {
  it('is HttpOnly and SameSite=Lax, and is set once', async () => {
    const cookie = (await app.request('/')).headers.get('set-cookie');
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).not.toMatch(/Secure/);
    expect((await ana.send('/')).headers.get('set-cookie')).toBeNull();
  });

  it('is Secure and has the name of its host alone on https', async () => {
    expect((await app.request('https://localhost/')).headers.get('set-cookie')).toMatch(/^__Host-session=.*; Secure/);
    const proxied = await app.request('/', { headers: { 'X-Forwarded-Proto': 'https' } });
    expect(proxied.headers.get('set-cookie')).toMatch(/^__Host-session=.*; Secure/);
  });

  it('changes to a new visitor on POST /sign-in', async () => {
    const response = await ana.submit('/sign-in', {});
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(userOf(response)).toMatch(/^visitor-/);
    expect(userOf(response)).not.toBe(ana.userId);
  });

  describe('with example users', () => {
    const people = [
      { id: 'zoe', name: 'Zoé <b>' },
      { id: 'rui', name: 'Rui' },
    ];

    it('belongs to the first example user, then to the chosen one', async () => {
      const shared = startApp(upstream, { people });
      expect((await visit(shared)).userId).toBe('zoe');
      const text = await (await shared.request('/')).text();
      expect(text).toContain('Zoé &lt;b&gt;');
      expect(text).toContain('value="rui"');
      expect(text).not.toContain('value="zoe"');

      const change = (person: string) =>
        shared.request('/sign-in', { method: 'POST', body: new URLSearchParams({ person }) });
      expect(userOf(await change('rui'))).toBe('rui');
      expect(userOf(await change('visitor-of-another'))).not.toBe('visitor-of-another');
    });

    it('belongs to a new visitor without the sandbox', async () => {
      const real = startApp(upstream, { people, sandboxUrl: undefined });
      expect((await visit(real)).userId).toMatch(/^visitor-/);
      const response = await real.request('/sign-in', { method: 'POST', body: new URLSearchParams({ person: 'rui' }) });
      expect(userOf(response)).toMatch(/^visitor-/);
    });
  });
});

describe('the pages', () => {
  it.each(PAGES)('%s has no unfilled placeholder and is sent with the strict policy', async (path) => {
    const response = await ana.send(path);
    expect(response.status).toBe(200);
    // The policy of integrity.html also allows the page's inline import map, by its hash.
    const policy = response.headers.get('content-security-policy')!.replace(/ 'sha256-[\w+/=]+'/, '');
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        "img-src 'self' http://localhost:4300 data:; font-src 'self'; frame-src http://localhost:4300; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types lit-html pluggy-elements",
    );
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin-allow-popups');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(text).not.toContain('{{');
    // Elements inside a provider use the provider's settings.
    const tags = text.includes('<pluggy-provider') ? /<pluggy-provider[^>]*>/g : /<pluggy-connect[^>]*>/g;
    for (const [tag] of text.matchAll(tags)) {
      expect(tag).toContain('include-sandbox widget-url="http://localhost:4300"');
    }
    expect(text).not.toMatch(/<script(?![^>]* src=| type="importmap")|<style| style=| on\w+=/);
  });

  it.each(PAGES)('%s uses Pluggy itself where there is no sandbox', async (path) => {
    const visitor = await visit(startApp(upstream, { sandboxUrl: undefined }));
    const response = await visitor.send(path);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain('frame-src https://connect.pluggy.ai;');
    expect(policy).toContain("img-src 'self' https://cdn.pluggy.ai data:;");
    expect(await response.text()).not.toMatch(/widget-url|include-sandbox|localhost:4300/);
  });

  it('escapes the address of the sandbox', async () => {
    const visitor = await visit(startApp(upstream, { sandboxUrl: 'http://localhost:4300/"><b>' }));
    expect(await (await visitor.send('/')).text()).not.toContain('<b>');
  });

  it('are all linked from the index, and include every file of the folder', async () => {
    const index = await page('/recipes/');
    for (const path of PAGES.slice(2)) expect(index).toContain(`href="${path}"`);
    const files = await readdir(new URL('../../../demo/app/recipes/', import.meta.url));
    const names = files.filter((name) => name.endsWith('.html')).sort();
    expect(names).toEqual([...RECIPES, 'form', 'index'].map((name) => `${name}.html`).sort());
  });

  it('show the code that they run, without the sandbox’s address', async () => {
    const text = await page('/recipes/token-function.html');
    expect(text).toContain('&lt;pluggy-connect id=&quot;with-function&quot;&gt;Connect with a function');
    expect(text).toContain('document.querySelector(&#39;#with-function&#39;).tokenSource = async');
    expect(text).not.toContain('&lt;pluggy-connect id=&quot;with-function&quot; include-sandbox');
  });

  it('show the policy that the server sends without the sandbox', async () => {
    const visitor = await visit(startApp(upstream, { sandboxUrl: undefined }));
    const response = await visitor.send('/recipes/strict-csp.html');
    const shown = response.headers.get('content-security-policy')!.replaceAll('; ', ';\n').replaceAll("'", '&#39;');
    expect(await response.text()).toContain(shown);
    expect(await page('/recipes/strict-csp.html')).toContain(shown);
  });

  it('offer to reconnect the user’s item', async () => {
    expect(await page('/recipes/update.html')).not.toContain('item-id=');
    const itemId = await ana.connect(upstream);
    await ana.post('/api/items', { itemId });
    expect(await page('/recipes/update.html')).toContain(`item-id="${itemId}"`);
    expect(await (await (await visit(app)).send('/recipes/update.html')).text()).not.toContain('item-id=');
  });

  it('are never sent as unfilled templates', async () => {
    for (const [path, to] of [
      ['/index.html', '/'],
      ['/recipes', '/recipes/'],
      ['/recipes/form.html', '/recipes/form'],
    ] as const) {
      const response = await ana.send(path);
      expect(response.status).toBe(301);
      expect(response.headers.get('location')).toBe(to);
    }
    for (const path of [
      '/recipes/none.html',
      '/recipes/..%2Findex.html',
      '/dist/..%2Fpackage.json',
      '/..%2Fstart.mjs',
    ]) {
      const response = await ana.send(path);
      expect(response.status).toBe(404);
      expect(await read(response)).toMatchObject({ code: 'not-found' });
    }
  });

  it('have scripts and styles that browsers revalidate', async () => {
    for (const [path, type] of [
      ['/app.js', 'text/javascript'],
      ['/app.css', 'text/css'],
      ['/icon.svg', 'image/svg+xml'],
      ['/recipes/log.js', 'text/javascript'],
    ] as const) {
      const response = await app.request(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain(type);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      const again = await app.request(path, { headers: { 'If-None-Match': response.headers.get('etag')! } });
      expect(again.status).toBe(304);
    }
  });
});

/** Connects a bank, and waits until the bank has delivered its data. */
async function delivered(): Promise<string> {
  const itemId = await ana.connect(upstream);
  await waitFor(async () => {
    const item = await fetch(`${upstream.url}/sandbox/items/${itemId}`);
    expect(await read(item)).toMatchObject({ status: 'UPDATED' });
  });
  return itemId;
}

describe.each([
  ['/', 'Informe nome e sobrenome.', 'Conecte o seu banco.', 'Pedido enviado.', 'Ainda não temos dados'],
  ['/recipes/form', 'Enter your first and last name.', 'Connect your bank.</p>', 'Sent.', 'We don’t have data'],
])('the form of %s', (path, nameError, bankError, sent, dataError) => {
  it('accepts a name and a connected bank, and stores the item', async () => {
    const itemId = await delivered();
    const response = await ana.submit(path, { name: 'Ana Lima', item_id: itemId });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${path}?sent`);
    expect(await page(`${path}?sent`)).toContain(sent);
    expect(await ana.items()).toHaveLength(1);
  });

  it('refuses an item without data, and removes its id from the form', async () => {
    const itemId = await delivered();
    await upstream.put(itemId, { status: 'LOGIN_ERROR', executionStatus: 'ACCOUNT_LOCKED', lastUpdatedAt: null });
    const response = await ana.submit(path, { name: 'Ana Lima', item_id: itemId });
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text).toContain(dataError);
    expect(text).toMatch(/<pluggy-connect\s[^>]*name="item_id"(?![^>]*value=)/);
  });

  it('returns with an error message and with the bank still connected', async () => {
    const itemId = await delivered();
    const response = await ana.submit(path, { name: 'Ana', item_id: itemId });
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text).toContain(nameError);
    expect(text).not.toContain(bankError);
    expect(text).toMatch(/<input [^>]*value="Ana"[^>]* aria-invalid="true" aria-describedby="name-error"/);
    expect(text).toMatch(new RegExp(`<pluggy-connect\\s[^>]*value="${itemId}"`));
  });

  it('refuses another user’s item and removes its id from the form', async () => {
    const itemId = await (await visit(app)).connect(upstream);
    const response = await ana.submit(path, { name: 'Ana Lima', item_id: itemId });
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text).toContain(bankError);
    expect(text).not.toContain(itemId);
  });

  it('shows an error for each missing field', async () => {
    const text = await (await ana.submit(path, {})).text();
    expect(text).toContain(nameError);
    expect(text).toContain(bankError);
  });

  it('keeps the submitted fields when Pluggy is unavailable', async () => {
    const itemId = await delivered();
    upstream.respondWith = () => new Response('{}', { status: 503 });
    const response = await ana.submit(path, { name: 'Ana Lima', item_id: itemId });
    expect(response.status).toBe(503);
    const text = await response.text();
    expect(text).toContain('id="unavailable-error"');
    expect(text).toMatch(new RegExp(`<pluggy-connect\\s[^>]*value="${itemId}"`));
    expect(text).toContain('value="Ana Lima"');
  });

  it('escapes the submitted fields', async () => {
    const text = await (await ana.submit(path, { name: '"><script>{{policy}}', item_id: '"><b>' })).text();
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;{{policy}}"');
    expect(text).not.toContain('"><b>');
  });

  it('responds with 400 to an invalid form body', async () => {
    const response = await ana.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      body: 'y',
    });
    expect(response.status).toBe(400);
    expect(await read(response)).toMatchObject({ code: 'bad-form' });
  });
});
