import type { Page } from '@playwright/test';
import {
  closing,
  connectAtBank,
  expect,
  expectAccessible,
  sandboxToken,
  test,
  types,
  waitForFired,
  widget,
} from './support/test.js';

const inline = (widgetUrl: string, attributes = '') =>
  `<pluggy-connect inline token-endpoint="/token" include-sandbox widget-url="${widgetUrl}" ${attributes}></pluggy-connect>`;
const box = (page: Page) => page.locator('[data-pluggy-inline]');
const frame = (page: Page) => box(page).locator('iframe:not([inert])');

/** Places of a page, and the scale of their content. */
const PLACES: [name: string, around: (element: string) => string, scale?: number][] = [
  ['a column of the page', (element) => `<h1>Banks</h1><main>${element}</main>`],
  ['a transformed parent', (element) => `<div class="half">${element}</div>`, 0.5],
  ['a scrolled parent', (element) => `<div class="scroller" tabindex="0"><p>Above</p>${element}<p>Below</p></div>`],
  ['a table', (element) => `<table><tr><td>Bank</td><td>${element}</td></tr></table>`],
  ['a form', (element) => `<form action="/never">${element}<button>Send</button></form>`],
  [
    'a shadow root',
    (element) => `<shop-page><template shadowrootmode="open"><section>${element}</section></template></shop-page>`,
  ],
  ['a parent that is shown later', (element) => `<details><summary>Connect a bank</summary>${element}</details>`],
];

/** The strictest policy under which a widget may open. */
const strict = (widgetUrl: string) => ({
  'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-src ${widgetUrl}; require-trusted-types-for 'script'; trusted-types lit-html pluggy-elements`,
});

for (const [name, around, scale = 1] of PLACES) {
  test(`an inline widget connects a bank in ${name}, under a strict policy`, async ({
    page,
    host,
    servers,
    show,
    complaints,
  }) => {
    complaints.allow(/Content Security Policy/);
    host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
    host.route('/shop.css', {
      headers: { 'content-type': 'text/css' },
      body: '.half { transform: scale(0.5); transform-origin: 0 0 } .scroller { block-size: 640px; overflow: auto } section { padding: 20px }',
    });
    await show(around(inline(servers.sandbox)), {
      headers: strict(servers.sandbox),
      head: '<link rel="stylesheet" href="/shop.css">',
    });
    const summary = page.locator('summary');
    if (await summary.count()) {
      expect(await types(page)).toEqual([]);
      await summary.click();
    }
    await waitForFired(page, 'ready');
    await expect(page.locator('dialog')).toHaveCount(0);
    const [place, filled] = [await page.locator('pluggy-connect').boundingBox(), await frame(page).boundingBox()];
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(filled![side]).toBeCloseTo(place![side], 0);
    expect(filled!.width).toBeGreaterThanOrEqual(320 * scale - 1);
    expect(filled!.height).toBeGreaterThanOrEqual(568 * scale - 1);
    await page.keyboard.press('Escape');
    await connectAtBank(await widget(page, servers.sandbox));
    expect((await waitForFired(page, 'close')).outcome).toBe('success');
    await expect(box(page)).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Connect again' })).toBeVisible();
    expect((await types(page)).filter((type) => type !== 'progress')).toEqual(['open', 'ready', 'success', 'close']);
  });
}

test('an inline widget has no finding of axe, leaves the page usable, and opens again by its button', async ({
  page,
  host,
  servers,
  show,
}) => {
  host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
  await show(`<main aria-label="Accounts"><h1>Banks</h1><label>Name <input></label>${inline(servers.sandbox)}</main>`);
  await waitForFired(page, 'ready');
  await page.getByLabel('Name').fill('Ana');
  await expectAccessible(page);
  const first = await widget(page, servers.sandbox);
  await closing(first, () => page.evaluate(() => document.querySelector('pluggy-connect')!.close()));
  const again = page.getByRole('button', { name: 'Connect again' });
  await expect(again).toBeVisible();
  await again.focus();
  await page.keyboard.press('Enter');
  await waitForFired(page, 'ready', 2);
  await expect(frame(page)).toBeFocused();
});

test('where the code of inline mode does not load, the button stays, and opens the dialog', async ({
  page,
  host,
  servers,
  show,
  complaints,
}) => {
  complaints.allow(/Failed to load resource/);
  let requests = 0;
  await page.route(/inline-box/, (route) => {
    requests++;
    return route.abort();
  });
  host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
  await show(inline(servers.sandbox, 'preload="none"'));
  await expect.poll(() => requests).toBeGreaterThan(0);
  const button = page.getByRole('button', { name: 'Connect your account' });
  await expect(button).toBeVisible();
  expect(await types(page)).toEqual([]);
  await button.click();
  await waitForFired(page, 'ready');
  await connectAtBank(await widget(page, servers.sandbox));
  expect((await waitForFired(page, 'close')).outcome).toBe('success');
  await expect(box(page)).toHaveCount(0);
});

test('a policy that blocks the frame is named, and the button stands in the place', async ({
  page,
  servers,
  show,
  host,
  complaints,
}) => {
  complaints.allow(/Content Security Policy/, /Framing/);
  host.route('/token', { body: { accessToken: 'token' } });
  await show(inline(servers.sandbox), {
    headers: { 'content-security-policy': "default-src 'self'; style-src 'self'; frame-src 'none'" },
  });
  expect(await waitForFired(page, 'error')).toMatchObject({ code: 'widget-blocked' });
  expect((await waitForFired(page, 'close')).outcome).toBe('error');
  await expect(page.getByRole('button', { name: 'Connect again' })).toBeVisible();
  await expect(page.getByRole('alert')).not.toBeEmpty();
});
