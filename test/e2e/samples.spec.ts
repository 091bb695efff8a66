import path from 'node:path';
import { parseTemplate } from '@angular/compiler';
import { expect, test as base, type Page } from '@playwright/test';
import { bundlePages } from '../../demo/sandbox/bundle.js';
import { createSandbox, DEFAULT_KEYS, type Sandbox } from '../../demo/sandbox/core/index.js';
import { pageWith, rendered, sample } from './support/samples.js';
import { connectAtBank, widget } from './support/test.js';

const SHOP = 'https://shop.example';
const WIDGET = 'https://connect.pluggy.ai';
const CDN = 'https://cdn.jsdelivr.net/npm/pluggy-elements';
/** Not typed, like the pages that it is copied to. */
const ROUTE = '../../stories/samples/token-route.js';
const ROOT = path.resolve(import.meta.dirname, '../..');

interface Shop {
  /** Opens this page of the shop. */
  open: (body: string) => Promise<void>;
  /** What the token route was sent. */
  asked: { csrf?: string; body: string }[];
  /** What the shop's form was sent. */
  sent: string[];
}

/** The samples as they stand in the documentation: the sandbox answers where Pluggy would, `dist` where the CDN would. */
const test = base.extend<{ shop: Shop }, { sandbox: Sandbox }>({
  sandbox: [
    // Playwright reads the names that a fixture needs from a pattern, which may not be empty.
    async ({ browserName: _ }, use) => {
      const pages = await bundlePages();
      const assets = (name: string) => Promise.resolve(pages.get(name));
      const sandbox = createSandbox({ publicUrl: WIDGET, assets, stepMs: 20 });
      await use(sandbox);
      sandbox.close();
    },
    { scope: 'worker' },
  ],
  shop: async ({ page, sandbox }, use) => {
    let body = '';
    const asked: Shop['asked'] = [];
    const sent: string[] = [];
    const ask = async (where: string, content: object, headers = {}) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
      const answer = await sandbox.fetch(new Request(`${WIDGET}${where}`, { ...init, body: JSON.stringify(content) }));
      return (await answer.json()) as { apiKey: string; accessToken: string };
    };
    await page.route('**/*', async (route) => {
      const request = route.request();
      const url = new URL(request.url());
      if (url.href.startsWith(CDN)) return route.fulfill({ path: path.join(ROOT, url.href.slice(CDN.length)) });
      if (url.origin === SHOP && url.pathname === '/') return route.fulfill({ body, contentType: 'text/html' });
      if (url.origin === SHOP && url.pathname === '/api/connect-token') {
        const headers = request.headers();
        asked.push({ csrf: headers['x-csrf-token'] ?? headers['x-csrftoken'], body: request.postData() ?? '' });
        const { apiKey } = await ask('/auth', DEFAULT_KEYS);
        const { accessToken } = await ask('/connect_token', {}, { 'x-api-key': apiKey });
        return route.fulfill({ json: { accessToken } });
      }
      if (url.origin === SHOP && url.pathname === '/loans') {
        sent.push(request.postData() ?? '');
        return route.fulfill({ body: 'Thank you.', contentType: 'text/html' });
      }
      if (url.origin !== WIDGET && url.host !== '127.0.0.1:4001') return route.abort();
      // The samples ask for real banks; there are simulated ones only.
      url.searchParams.set('sandbox', 'true');
      const isBody = !['GET', 'HEAD'].includes(request.method());
      const forwarded = new Request(`${WIDGET}${url.pathname}${url.search}`, {
        method: request.method(),
        headers: request.headers(),
        body: isBody ? request.postData() : undefined,
      });
      const answer = await sandbox.fetch(forwarded);
      const text = await answer.text();
      return route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: url.pathname.startsWith('/connectors') ? text.replaceAll('"isSandbox":true', '"isSandbox":false') : text,
      });
    });
    const open = async (content: string) => {
      body = content;
      await page.goto(SHOP);
    };
    await use({ open, asked, sent });
  },
});

const press = (page: Page) => page.getByRole('button', { name: 'Connect your bank' }).click();

test('plain HTML connects', async ({ page, shop }) => {
  await shop.open(sample('plain.html'));
  await press(page);
  await connectAtBank(await widget(page, WIDGET));
  await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
});

for (const name of ['form-rails.html.erb', 'form-django.html', 'form-laravel.blade.php']) {
  test(`${name} sends the Item with its form, and the token of the session with the request`, async ({
    page,
    shop,
  }) => {
    await shop.open(rendered(name));
    await press(page);
    await connectAtBank(await widget(page, WIDGET));
    await expect(page.locator('pluggy-connect:state(connected)')).toBeVisible();
    await expect(page.locator('dialog[data-pluggy-connect]')).toBeHidden();
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByText('Thank you.')).toBeVisible();
    expect(shop.sent.join()).toMatch(/item_id=[0-9a-f-]{36}/);
    expect(shop.asked.map(({ csrf }) => csrf)).toContain('csrf-of-the-page');
  });
}

test('react-pluggy-connect.jsx, from which one migrates, opens the same widget', async ({ page, shop }) => {
  await shop.open(await pageWith('react-pluggy-connect.jsx'));
  await press(page);
  await expect((await widget(page, WIDGET)).getByRole('heading').first()).toBeVisible();
});

for (const name of ['react.jsx', 'ConnectBank.vue', 'ConnectBank.svelte']) {
  test(`${name} connects`, async ({ page, shop }) => {
    await shop.open(await pageWith(name));
    await press(page);
    await connectAtBank(await widget(page, WIDGET));
    await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
  });
}

test('the Angular template compiles', () => {
  expect(parseTemplate(sample('connect-bank.component.html'), 'connect-bank.component.html').errors).toBeNull();
});

test('the page for tests meets the sandbox', async ({ page, shop }) => {
  await shop.open(sample('testing.html'));
  await press(page);
  await connectAtBank(await widget(page, 'http://127.0.0.1:4001'));
  await expect(page.locator('output')).toHaveText('success');
});

test('the colours and the languages are those of the samples', async ({ page, shop }) => {
  await shop.open(sample('theming.html'));
  const button = page.getByRole('button', { name: 'Connect your bank' });
  await expect(button).toHaveCSS('background-color', 'rgb(15, 118, 110)');
  await expect(page.locator('pluggy-item-status').locator('[part=detail]')).toHaveCSS('font-style', 'italic');
  await expect(page.locator('pluggy-item-status')).toHaveCSS('font-weight', '700');
  await shop.open(sample('localisation.html'));
  await expect(page.getByRole('button')).toContainText('Conectar sua conta');
  await expect(page.locator('pluggy-item-status').first()).toHaveText(/^Actualizado$|Al día/);
  await expect(page.locator('pluggy-item-status').last()).toHaveText(/Buscando seus dados/);
});

test('the token route gets a token of the sandbox', async ({ sandbox }) => {
  const asked: string[] = [];
  const env = {
    PLUGGY_API: WIDGET,
    PLUGGY_CLIENT_ID: DEFAULT_KEYS.clientId,
    PLUGGY_CLIENT_SECRET: DEFAULT_KEYS.clientSecret,
  };
  const before = { ...process.env };
  const { fetch } = globalThis;
  Object.assign(process.env, env);
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    asked.push(new URL(request.url).pathname);
    return sandbox.fetch(request);
  };
  try {
    const { connectToken } = (await import(ROUTE)) as {
      connectToken: (userId: string) => Promise<{ accessToken: string }>;
    };
    expect((await connectToken('user-1')).accessToken).toMatch(/^\S{16,}$/);
    expect(asked).toEqual(['/auth', '/connect_token']);
  } finally {
    globalThis.fetch = fetch;
    process.env = before;
  }
});
