import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, type Request } from '@playwright/test';
import { ROOT, sample } from '../support/docs.js';
import { choose, finish, login, smallestGap, submit } from './support/journey.js';
import { pageAround, pageWith } from './support/samples.js';
import { test as base, WIDGET } from './support/shop.js';
import { connectAtBank, widget } from './support/test.js';

const SHOP = 'https://shop.example';
const ITEM_ID = 'c6ed8a1e-4c8b-4d7e-9d3e-0a1b2c3d4e5f';

interface Shop {
  /** Opens a page of the shop. */
  open: (body: string, headers?: Record<string, string>) => Promise<void>;
  /** The Items in the shop's backend; empty by default. */
  items: unknown[];
  /** Requests for a Connect Token. */
  readonly tokenRequests: Request[];
}

const test = base.extend<{ shop: Shop }>({
  shop: async ({ page, pluggy }, use) => {
    let answer: { body: string; headers?: Record<string, string> } = { body: '' };
    const shop: Shop = {
      items: [],
      tokenRequests: [],
      async open(body, headers) {
        answer = { body, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } };
        await page.goto(SHOP);
      },
    };
    await page.route(`${SHOP}/`, (route) => route.fulfill(answer));
    await page.route(/shop\.example\/dist\//, (route) =>
      route.fulfill({ path: path.join(ROOT, new URL(route.request().url()).pathname) }),
    );
    await page.route(`${SHOP}/api/items`, (route) => route.fulfill({ json: shop.items }));
    await page.route(/shop\.example\/api\/connect-token/, async (route) => {
      shop.tokenRequests.push(route.request());
      await route.fulfill({ json: { accessToken: await pluggy.token() } });
    });
    await use(shop);
  },
});

/** Returns the Item of docs/backend.md, with changes. */
const anItem = (changes: Record<string, unknown> = {}) => ({
  ...(JSON.parse(sample('items.json')) as [Record<string, unknown>])[0],
  ...changes,
});

const press = (page: Page, name = 'Connect your bank') => page.getByRole('button', { name }).click();
const connected = (page: Page) => expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);

test('plain.html connects', async ({ page, shop }) => {
  await shop.open(sample('plain.html'));
  await press(page);
  await connectAtBank(await widget(page, WIDGET));
  await connected(page);
});

test("the README's cdn.html connects, with a hash that the browser checks", async ({ page, shop }) => {
  const logged = page.waitForEvent('console', (message) => message.text().startsWith('connected '));
  // Between releases, the README has the hash of the last release.
  const { files } = JSON.parse(readFileSync(`${ROOT}/dist/cdn/integrity.json`, 'utf8')) as {
    files: Record<string, string>;
  };
  const markup = pageAround('cdn.html', '');
  expect(markup).toMatch(/integrity="sha384-[\w+/]{64}"/);
  await shop.open(markup.replace(/integrity="[^"]*"/, `integrity="${files['pluggy-elements.js']}"`));
  await press(page);
  await connectAtBank(await widget(page, WIDGET));
  expect((await logged).text()).toMatch(/^connected [0-9a-f-]{36}$/);
});

test('react-pluggy-connect.jsx, the previous component of readers who migrate, connects', async ({ page, shop }) => {
  await shop.open(await pageWith('react-pluggy-connect.jsx'));
  await press(page);
  // The sample sets no language, and the widget's default is Portuguese.
  const frame = await widget(page, WIDGET);
  await choose(frame, 'Pluggy Bank');
  await submit(frame, login('user-ok'));
  await finish(page, frame);
  await connected(page);
});

test('ConnectInline.jsx connects in the page', async ({ page, shop }) => {
  await shop.open(await pageWith('ConnectInline.jsx'));
  await connectAtBank(await widget(page, WIDGET));
  await connected(page);
  await expect(page.getByRole('button', { name: 'Connect again' })).toBeVisible();
});

test('connect-inline.html connects in the page, in a box of the element’s size', async ({ page, shop }) => {
  await shop.open(pageAround('connect-inline.html'));
  const bank = await widget(page, WIDGET);
  const frame = page.locator('[data-pluggy-inline] iframe:not([inert])');
  await expect.poll(async () => (await frame.boundingBox())?.height).toBe(680);
  expect((await frame.boundingBox())!.width).toBe(480);
  await connectAtBank(bank);
  await expect(page.getByRole('button', { name: 'Connect again' })).toBeVisible();
});

for (const name of ['ConnectBank.jsx', 'ConnectBankComponent.jsx', 'ConnectBank.vue', 'ConnectBank.svelte']) {
  test(`${name} connects`, async ({ page, shop }) => {
    await shop.open(await pageWith(name));
    await press(page);
    await connectAtBank(await widget(page, WIDGET));
    await connected(page);
  });
}

test('testing.html uses the sandbox', async ({ page, shop }) => {
  await shop.open(sample('testing.html'));
  await press(page);
  await connectAtBank(await widget(page, 'http://127.0.0.1:4001'));
  await expect(page.locator('output')).toHaveText('success');
});

test('theming.html and localisation.html show their colours and languages', async ({ page, shop }) => {
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

test('connect-alone.html connects', async ({ page, shop }) => {
  await shop.open(pageAround('connect-alone.html'));
  await press(page);
  await connectAtBank(await widget(page, WIDGET));
  await expect(page.locator('pluggy-connect:state(connected)')).toBeVisible();
});

test('connect-update.html asks for a token for its Item', async ({ page, shop }) => {
  await shop.open(pageAround('connect-update.html'));
  await press(page, 'Reconnect');
  await widget(page, WIDGET);
  expect(shop.tokenRequests[0]!.postDataJSON()).toEqual({ itemId: ITEM_ID });
});

test('own-button.html opens the widget with the button of the page', async ({ page, shop }) => {
  await shop.open(pageAround('own-button.html'));
  await press(page);
  await widget(page, WIDGET);
});

for (const [what, open, close] of [
  ['clicks before the script has loaded', '', ''],
  [
    'such clicks in a shadow root, which the page stops',
    '<div onclick="event.stopPropagation()"><template shadowrootmode="open">',
    '</template></div>',
  ],
] as const) {
  test(`early-click.html opens one widget for ${what}`, async ({ page, shop }) => {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/pluggy-elements.js', async (route) => {
      await released;
      await route.fallback();
    });
    const tag = /<pluggy-connect .*<\/pluggy-connect>/;
    const opened = shop.open(pageAround('early-click.html').replace(tag, `${open}$&${close}`));
    for (let times = 0; times < 3; times++) await page.getByText('Connect your bank').click();
    expect(shop.tokenRequests).toEqual([]);
    release();
    await opened;
    await widget(page, WIDGET);
    expect(shop.tokenRequests.length).toBe(1);
  });
}

test('token-function.html takes the token from a function, and sends a header', async ({ page, shop }) => {
  await shop.open(pageAround('token-function.html'));
  await press(page, 'Connect with a function');
  await widget(page, WIDGET);
  expect(shop.tokenRequests[0]!.method()).toBe('GET');
  await shop.open(pageAround('token-function.html'));
  await press(page, 'Connect with a header');
  await widget(page, WIDGET);
  expect(shop.tokenRequests.at(-1)!.headers()['x-tenant']).toBe('example');
});

test('provider.html and item-status.html show the state of Items', async ({ page, shop }) => {
  shop.items = [anItem()];
  await shop.open(pageAround('provider.html'));
  await expect(page.locator('pluggy-item-status')).toContainText('Updated');
  for (const name of ['Reconnect', 'Connect another bank'])
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
  await shop.open(pageAround('item-status.html'));
  await expect(page.locator('pluggy-item-status').first()).toContainText('Updated');
  await expect(page.locator('pluggy-item-status').last()).toContainText(/Out of date\s*Updated .+ ago/);
});

for (const name of [
  'provider-items.html',
  'item-card.html',
  'item-list.html',
  'connections.html',
  'backend-page.html',
]) {
  test(`${name} shows a connection`, async ({ page, shop }) => {
    shop.items = [anItem()];
    await shop.open(pageAround(name));
    const card = page.locator('pluggy-item-card');
    await expect(card.getByRole('article', { name: 'Itaú' })).toBeVisible();
    await card.getByRole('button', { name: 'Options for Itaú' }).click();
    await expect(card.getByRole('menuitem', { name: 'Disconnect' })).toBeVisible();
  });
}

test('sign-out.html forgets the Items, and reads those of the next person', async ({ page, shop }) => {
  shop.items = [anItem()];
  await shop.open(pageAround('sign-out.html'));
  const row = page.getByRole('article', { name: 'Itaú' });
  await expect(row).toBeVisible();
  await press(page, 'Sign out');
  await expect(row).toHaveCount(0);
  await press(page, 'Sign in');
  await expect(row).toBeVisible();
});

for (const name of [
  'connections.html',
  'item-list.html',
  'provider.html',
  'error-banner.html',
  'token-function.html',
]) {
  test(`${name} has distances between its parts on a page without a style sheet`, async ({ page, shop }) => {
    shop.items = [anItem()];
    await shop.open(pageAround(name));
    await expect(page.getByRole('button').first()).toBeVisible();
    expect(await smallestGap(page, 'main')).toBeGreaterThanOrEqual(8);
  });
}

test("item-list.html shows the page's text for an empty list", async ({ page, shop }) => {
  await shop.open(pageAround('item-list.html'));
  await expect(page.getByText('You have not connected a bank yet.')).toBeVisible();
});

test('institutions.html opens the widget at the chosen bank', async ({ page, shop }) => {
  const connectors = [
    { id: 201, name: 'Itaú', type: 'PERSONAL_BANK', country: 'BR' },
    { id: 202, name: 'Itaú Empresas', type: 'BUSINESS_BANK', country: 'BR' },
    { id: 601, name: 'Banco Galicia', type: 'PERSONAL_BANK', country: 'AR' },
  ];
  await page.route(`${SHOP}/api/connectors`, (route) => route.fulfill({ json: { results: connectors } }));
  await shop.open(pageAround('institutions.html'));
  await expect(page.getByRole('option')).toHaveText(/Itaú/);
  await page.getByRole('combobox', { name: 'Search for your bank' }).press('ArrowDown');
  await page.keyboard.press('Enter');
  await widget(page, WIDGET);
  expect(shop.tokenRequests).toHaveLength(1);
});

test('reauth-prompt.html asks for a code', async ({ page, shop }) => {
  const parameter = { name: 'token', label: 'Código', type: 'number', expiresAt: new Date(Date.now() + 60_000) };
  const waiting = { status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT', parameter };
  shop.items = [anItem(waiting)];
  await shop.open(pageAround('reauth-prompt.html'));
  await expect(page.getByRole('textbox', { name: 'Código' })).toBeVisible();
});

test('error-banner.html quotes the bank', async ({ page, shop }) => {
  await shop.open(pageAround('error-banner.html'));
  const [empty, filled] = [page.locator('pluggy-error-banner').first(), page.locator('pluggy-error-banner').last()];
  await expect(filled).toContainText('Sistema em manutenção');
  await expect(filled.getByRole('button', { name: 'Dismiss' })).toHaveCount(0);
  await expect(empty).toBeHidden();
});

test('log-errors.html prints the message with the section that explains the code', async ({ page, shop }) => {
  const logged = page.waitForEvent('console', (message) => message.type() === 'error');
  await shop.open(
    pageAround('log-errors.html').replace('</main>', '<pluggy-connect>Connect your bank</pluggy-connect>'),
  );
  await press(page);
  expect((await logged).text()).toMatch(/ See pluggy-elements\/docs\/errors\.md#token-endpoint-missing$/);
});

test('analytics.html records each step and no personal data', async ({ page, shop }) => {
  await shop.open(pageAround('connect-alone.html').replace('<main>', `<main>${sample('analytics.html')}`));
  await press(page);
  await connectAtBank(await widget(page, WIDGET));
  await expect(page.locator('pluggy-connect:state(connected)')).toBeVisible();
  const layer = () => page.evaluate(() => (window as unknown as { dataLayer: Record<string, unknown>[] }).dataLayer);
  await expect.poll(async () => (await layer()).at(-1)?.event).toBe('pluggy-close');
  const entries = await layer();
  expect(entries[0]).toMatchObject({ event: 'pluggy-open', session: 1 });
  expect(entries.map(({ step }) => step)).toContain('SUBMITTED_LOGIN');
  expect(entries.find(({ event }) => event === 'pluggy-success')).toMatchObject({ institution: 'Pluggy Bank' });
  expect(entries.at(-1)).toMatchObject({ outcome: 'success' });
  expect(JSON.stringify(entries)).not.toMatch(/eyJ|password|user-ok/);
});

test('funnel.html records the path of each open, its times and nothing else', async ({ page, shop }) => {
  await shop.open(
    pageAround('connect-alone.html')
      .replace('lang="en"', 'lang="pt-BR"')
      .replace('<main>', `<main>${sample('funnel.html')}`),
  );
  interface Entry {
    event: string;
    milestone: string;
    elapsedMs: number;
    open: number;
  }
  const layer = () => page.evaluate(() => (window as unknown as { dataLayer: Entry[] }).dataLayer);
  const path = async (open: number) =>
    (await layer()).filter((each) => each.open === open).map((each) => each.milestone);
  await press(page);
  await widget(page, WIDGET);
  await page.getByRole('button', { name: 'Fechar', exact: true }).click();
  await expect.poll(() => path(1)).toEqual(['opened', 'abandoned']);

  const begun = Date.now();
  await press(page);
  const frame = await widget(page, WIDGET);
  await choose(frame, 'Pluggy Bank');
  await submit(frame, login('user-bad'));
  await expect.poll(() => path(2)).toEqual(['opened', 'institution-chosen', 'credentials-sent', 'failed']);
  await page.getByRole('button', { name: 'Fechar', exact: true }).click();
  await expect(page.locator('dialog')).toHaveCount(0);

  await press(page);
  const last = await widget(page, WIDGET);
  await choose(last, 'Pluggy Bank');
  await submit(last, login('user-ok'));
  await finish(page, last);
  await expect(page.locator('pluggy-connect:state(connected)')).toBeVisible();
  const connected = ['opened', 'institution-chosen', 'credentials-sent', 'connected'];
  await expect.poll(() => path(3)).toEqual(connected);

  const entries = await layer();
  const times = entries.filter(({ open }) => open === 3).map(({ elapsedMs }) => elapsedMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.every(Number.isInteger)).toBe(true);
  expect(times.at(-1)).toBeGreaterThan(0);
  expect(times.at(-1)).toBeLessThanOrEqual(Date.now() - begun);
  expect(entries.filter((entry) => Object.keys(entry).join() !== 'event,milestone,elapsedMs,open')).toEqual([]);
});

test('pay.html asks the server for the hosted page of a payment, as a whole page', async ({ page, shop }) => {
  await page.route(`${SHOP}/payments/17`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Pay</h1>' }));
  await shop.open(pageAround('pay.html'));
  const asked = page.waitForRequest(`${SHOP}/payments/17`);
  await page.getByRole('link', { name: 'Pay with your bank' }).click();
  const request = await asked;
  expect([request.isNavigationRequest(), request.frame() === page.mainFrame()]).toEqual([true, true]);
  await expect(page.getByRole('heading', { name: 'Pay' })).toBeVisible();
});

test("policy.txt allows the widget, with the files on the page's server", async ({ page, shop }) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  const localScript = '<script type="module" src="/dist/cdn/pluggy-elements.js"></script>';
  const policy = sample('policy.txt').replaceAll('\n', ' ').trim();
  await shop.open(pageAround('connect-alone.html', localScript), { 'content-security-policy': policy });
  await press(page);
  await connectAtBank(await widget(page, WIDGET));
  await expect(page.locator('pluggy-connect:state(connected)')).toBeVisible();
  // The page documents these two errors about the SDK's inline styles.
  expect(refused.filter((text) => !/style-src/.test(text))).toEqual([]);
  expect(refused).toHaveLength(2);
});
