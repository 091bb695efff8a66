import { expect, type Page } from '@playwright/test';
import { DEFAULT_KEYS } from '../../src/sandbox/core/index.js';
import { choose, finish, login, submit } from './support/journey.js';
import { pageWith, sample } from './support/samples.js';
import { test as base, WIDGET } from './support/shop.js';
import { connectAtBank, widget } from './support/test.js';

const SHOP = 'https://shop.example';
/** Not typed, like the pages that it is copied to. */
const ROUTE = '../../stories/samples/token-route.js';

interface Shop {
  /** Opens this page of the shop. */
  open: (body: string) => Promise<void>;
}

const test = base.extend<{ shop: Shop }>({
  shop: async ({ page, pluggy }, use) => {
    let body = '';
    await page.route(`${SHOP}/`, (route) => route.fulfill({ body, contentType: 'text/html' }));
    await page.route(`${SHOP}/api/connect-token`, async (route) =>
      route.fulfill({ json: { accessToken: await pluggy.token() } }),
    );
    const open = async (content: string) => {
      body = content;
      await page.goto(SHOP);
    };
    await use({ open });
  },
});

const press = (page: Page) => page.getByRole('button', { name: 'Connect your bank' }).click();

test('plain HTML connects', async ({ page, shop }) => {
  await shop.open(sample('plain.html'));
  await press(page);
  await connectAtBank(await widget(page, WIDGET));
  await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
});

test('react-pluggy-connect.jsx, from which one migrates, connects as before', async ({ page, shop }) => {
  await shop.open(await pageWith('react-pluggy-connect.jsx'));
  await press(page);
  // It names no language, and the widget's own is Portuguese.
  const frame = await widget(page, WIDGET);
  await choose(frame, 'Pluggy Bank');
  await submit(frame, login('user-ok'));
  await finish(page, frame);
  await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
});

for (const name of ['react.jsx', 'ConnectBank.vue', 'ConnectBank.svelte']) {
  test(`${name} connects`, async ({ page, shop }) => {
    await shop.open(await pageWith(name));
    await press(page);
    await connectAtBank(await widget(page, WIDGET));
    await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
  });
}

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
