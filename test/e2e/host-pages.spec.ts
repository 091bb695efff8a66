import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from '@playwright/test';
import { fontFaces } from './support/baseline-font.js';
import { anItem, connectAtBank, expect, sandboxToken, test, waitForFired, widget } from './support/test.js';

const cssOf = (module: string) => readFileSync(createRequire(import.meta.url).resolve(module), 'utf8');

const NOON = new Date('2026-11-23T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOON.getTime() - hours * 3_600_000).toISOString();

/** The base rules of a large shop theme: small root font, wide letters, rules for every button, field, heading and list. */
const SHOP = `
  *, *::before, *::after { box-sizing: inherit; }
  html { box-sizing: border-box; font-size: 62.5%; height: 100%; }
  body { font-size: 1.6rem; letter-spacing: 0.06rem; line-height: 1.8; word-spacing: 0.1em; text-align: center; }
  p, ul, li, dl, dd { margin: 0 0 2.5rem; padding-left: 1rem; }
  a { color: #b00 !important; text-decoration: underline; }
  button, .button { min-width: 12rem; min-height: 4.7rem; text-transform: uppercase; letter-spacing: 0.1rem; }
  button::after { content: ''; position: absolute; inset: 0; box-shadow: 0 0 0 1px #000; }
  input, select { font-size: 1rem; border: 0; width: 100%; }
  h1, h2, h3, [role='heading'] { font-family: serif; font-style: italic; }
  img, svg, iframe { max-width: 100%; height: auto; display: block; }
  section + section { margin-top: 5rem; }`;

interface Host {
  readonly css: string;
  /** Attributes of `<main>`. */
  readonly main?: string;
  /** Whether there is too little room for a badge on one line. */
  readonly isNarrow?: boolean;
}

const HOSTS: Record<string, Host> = {
  plain: { css: '' },
  bootstrap: { css: cssOf('bootstrap/dist/css/bootstrap.min.css') },
  'tailwind-preflight': { css: cssOf('tailwindcss/preflight.css') },
  shop: { css: SHOP },
  'all-unset': {
    css: 'body * { all: unset } style, script { display: none } main { display: block; background: #fff }',
  },
  'pre-wrap': { css: 'main { white-space: pre-wrap; text-indent: 2em; word-spacing: 1em }' },
  uppercase: { css: 'main { text-transform: uppercase; letter-spacing: 0.3em; text-align: justify }' },
  sidebar: { css: 'table { display: none }', main: 'style="inline-size: 200px"', isNarrow: true },
  'text-200': { css: 'html { font-size: 200% }', main: 'style="inline-size: 640px"', isNarrow: true },
};

const CONTENT = `
  <pluggy-provider token-endpoint="/token" mfa-endpoint="/items/{itemId}/mfa" preload="none" locale="en">
    <pluggy-connect>Connect your bank</pluggy-connect>
    <p>Your bank: <pluggy-item-status item-id="fine" detail></pluggy-item-status></p>
    <table><tbody><tr>
      <td>Pluggy Bank</td><td><pluggy-item-status item-id="consent" size="compact"></pluggy-item-status></td><td>R$ 10</td>
    </tr></tbody></table>
    <pluggy-reauth-prompt item-id="code"></pluggy-reauth-prompt>
    <pluggy-error-banner item-id="locked"></pluggy-error-banner>
    <pluggy-item-list></pluggy-item-list>
  </pluggy-provider>`;

const bank = (id: number, name: string) => ({ id, name, primaryColor: ['d65200', '0b7285', 'c1121f', '4a154b'][id] });
const ITEMS = [
  anItem({ id: 'fine', connector: bank(3, 'Banco Jabuticaba'), lastUpdatedAt: hoursAgo(3), updatedAt: hoursAgo(3) }),
  anItem({
    id: 'code',
    connector: bank(0, 'Corretora Sabiá'),
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    updatedAt: hoursAgo(0),
    parameter: {
      name: 'token',
      label: 'Código',
      type: 'number',
      instructions: 'Digite o código enviado pela instituição.',
      expiresAt: new Date(NOON.getTime() + 290_000).toISOString(),
    },
  }),
  anItem({
    id: 'locked',
    connector: bank(2, 'Mercado Pitanga'),
    status: 'LOGIN_ERROR',
    executionStatus: 'ACCOUNT_LOCKED',
    error: { code: 'ACCOUNT_LOCKED', message: '' },
    updatedAt: hoursAgo(1),
  }),
  anItem({
    id: 'consent',
    connector: bank(1, 'Caju'),
    lastUpdatedAt: hoursAgo(1),
    updatedAt: hoursAgo(1),
    consentExpiresAt: hoursAgo(-96),
  }),
];

async function open(page: Page, { css, main = '' }: Host, show: (body: string, options: object) => Promise<void>) {
  // Rows outside of the window are not painted.
  await page.setViewportSize({ width: 1280, height: 2400 });
  await page.clock.setFixedTime(NOON);
  await show(`<main class="container" ${main}>${CONTENT}</main>`, {
    html: 'lang="en"',
    head: `<style>${fontFaces} main { font-family: Baseline !important }</style><style>${css}</style>`,
  });
  await page.locator('pluggy-provider').evaluate((provider, items) => void Object.assign(provider, { items }), ITEMS);
  await expect(page.locator('pluggy-item-list').getByRole('article')).toHaveCount(4);
  await expect(page.locator('pluggy-item-list').getByRole('button', { name: 'Send' })).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
}

const heightOf = async (locator: Locator) => Math.round((await locator.boundingBox())!.height);

for (const [name, host] of Object.entries(HOSTS)) {
  test(`the elements look the same on a page of the kind ${name}`, async ({ page, show }) => {
    await open(page, host, show);
    const main = page.locator('main');
    const overflow = await main.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(overflow, 'nothing scrolls sideways').toBeLessThanOrEqual(0);
    const button = page.locator('pluggy-connect').first().getByRole('button');
    expect(await heightOf(button)).toBeGreaterThanOrEqual(44);
    const [badge, compact] = [page.locator('pluggy-item-status').first(), page.locator('td pluggy-item-status')];
    const line = await badge.evaluate((element) => parseFloat(getComputedStyle(element).fontSize) * 2.2);
    if (!host.isNarrow) expect(await heightOf(badge), 'the badge').toBeLessThan(line);
    if (name !== 'sidebar') expect(await heightOf(compact), 'the compact badge').toBeLessThan(line);
    for (const part of [
      button,
      badge.locator('[part=label]'),
      page.locator('pluggy-error-banner [part=text]').first(),
    ]) {
      const { whiteSpace, textTransform, textIndent, wordSpacing } = await part.evaluate((node) =>
        getComputedStyle(node),
      );
      expect([whiteSpace.replace('nowrap', 'normal'), textTransform, textIndent, wordSpacing]).toEqual([
        'normal',
        'none',
        '0px',
        '0px',
      ]);
    }
    await expect(main).toHaveScreenshot(`host-${name}.png`, { maxDiffPixelRatio: 0.005, timeout: 20_000 });
  });
}

for (const [name, { css, main = '' }] of Object.entries(HOSTS)) {
  for (const width of [360, 1280]) {
    test(`an inline widget fills its place and connects a bank on a page of the kind ${name}: ${width} px`, async ({
      page,
      show,
      host,
      servers,
    }) => {
      await page.setViewportSize({ width, height: 800 });
      host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
      await show(
        `<main class="container" ${main}><h1>Banks</h1><pluggy-connect inline token-endpoint="/token" include-sandbox
          widget-url="${servers.sandbox}"></pluggy-connect><p>After</p></main>`,
        { html: 'lang="en"', head: `<style>${css}</style>` },
      );
      await waitForFired(page, 'ready');
      const [place, frame] = [page.locator('pluggy-connect'), page.locator('[data-pluggy-inline] iframe:not([inert])')];
      const filled = (await frame.boundingBox())!;
      // Without a display of its own, the element is a line around the box.
      const isLine = (await place.evaluate((element) => getComputedStyle(element).display)) === 'inline';
      expect(isLine).toBe(name === 'all-unset');
      if (!isLine) expect(filled).toEqual(await place.boundingBox());
      expect(filled.width).toBeGreaterThanOrEqual(320);
      expect(filled.height).toBeGreaterThanOrEqual(568);
      await connectAtBank(await widget(page, servers.sandbox));
      expect((await waitForFired(page, 'close')).outcome).toBe('success');
      const again = page.getByRole('button', { name: 'Connect again' });
      await expect(again).toBeVisible();
      expect(await heightOf(again)).toBeGreaterThanOrEqual(44);
    });
  }
}
