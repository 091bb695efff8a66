import type { Locator, Page } from '@playwright/test';
import { chunkFile } from '../support/chunks.mjs';
import {
  anItem,
  bar,
  connect,
  expect,
  waitForFired,
  opener,
  question,
  startLogin,
  test,
  types,
} from './support/test.js';

/** Holds a key as a keyboard does: presses it, and repeats it until it is released. */
async function hold(page: Page, key: string, ms = 400): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    await page.keyboard.down(key);
    await page.waitForTimeout(50);
  }
  await page.keyboard.up(key);
}

/** Returns how many opens began and ended. */
async function opens(page: Page): Promise<{ open: number; close: number }> {
  const all = await types(page);
  const count = (type: string) => all.filter((each) => each === type).length;
  return { open: count('open'), close: count('close') };
}

/** Clicks or taps several times at the middle of a control. */
async function press(page: Page, target: Locator, times: number, isTouch = false): Promise<void> {
  const { x, y, width, height } = (await target.boundingBox())!;
  const place = [x + width / 2, y + height / 2] as const;
  if (!isTouch) return page.mouse.click(...place, { clickCount: times });
  for (let taps = 0; taps < times; taps++) await page.touchscreen.tap(...place);
}

/** Opens the menu of a card, and returns its last entry. */
async function disconnectEntry(page: Page): Promise<Locator> {
  const card = page.locator('pluggy-item-card');
  await card.getByRole('button', { name: /Options/ }).click();
  return card.getByRole('menuitem', { name: 'Disconnect' });
}

/** The button at the place of the dialog's Close button. */
const TOP_RIGHT = '<style>pluggy-connect { position: fixed; inset: 0 0 auto auto; font-size: 12px }</style>';
/** A button of the page, which calls `open()`. */
const PAGE_BUTTON = `<button id="page" onclick="document.querySelector('pluggy-connect').open()"
  style="position: fixed; inset: 0 0 auto auto; height: 44px">Add a bank account</button>`;

test.describe('a held key', () => {
  for (const [key, preload] of [
    ['Enter', 'none'],
    ['Enter', 'prerender'],
    ['Space', 'intent'],
  ] as const) {
    test(`opens once and does not cancel: ${key}, preload="${preload}"`, async ({ page, show, host, servers }) => {
      await show(connect(servers.silent, `preload="${preload}"`));
      await opener(page).focus();
      await hold(page, key);
      expect(await opens(page)).toEqual({ open: 1, close: 0 });
      expect(host.requests('/token').length).toBe(1);
      // The button acts on a press that begins there.
      await expect(bar(page, 'Close')).toBeFocused();
      await hold(page, key);
      await expect.poll(() => opens(page)).toEqual({ open: 1, close: 1 });
      await expect(opener(page)).toBeFocused();
    });
  }

  for (const key of ['Enter', 'Space']) {
    test(`opens once from a button of the page, cancels once, and does not open again: ${key}`, async ({
      page,
      show,
      servers,
    }) => {
      await show(connect(servers.silent) + PAGE_BUTTON);
      const code = page.waitForResponse(/connect-widget/);
      await page.locator('#page').focus();
      await hold(page, key);
      expect(await opens(page)).toEqual({ open: 1, close: 0 });
      await code;
      await page.waitForFunction(() => document.querySelector('dialog[open] iframe'));
      await expect(bar(page, 'Close')).toBeFocused();
      await hold(page, key);
      expect(await opens(page)).toEqual({ open: 1, close: 1 });
      await expect(page.locator('#page')).toBeFocused();
    });
  }

  for (const key of ['Enter', 'Space', 'Escape']) {
    test(`cancels once before the code of the widget has arrived, and does not open again: ${key}`, async ({
      page,
      show,
      servers,
    }) => {
      await page.route(`**/${chunkFile('connect-widget')}`, () => {});
      await show(connect(servers.silent) + PAGE_BUTTON);
      await page.locator('#page').press('Enter');
      await expect(bar(page, 'Close')).toBeFocused();
      await hold(page, key);
      await expect(page.locator('#page')).toBeFocused();
      expect(await opens(page)).toEqual({ open: 1, close: 1 });
      // The next press is another one.
      await page.keyboard.press('Enter');
      await expect.poll(() => opens(page)).toEqual({ open: 2, close: 1 });
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  }

  const OWN_DIALOG = (content: string) => `<dialog id="own">${content}</dialog>
    <script>
      const own = document.getElementById('own');
      own.showModal();
      let repeats = 0;
      document.addEventListener('keydown', ({ repeat }) => repeat && repeats++, true);
    </script>`;

  for (const chunk of ['has', 'has not']) {
    test(`closes the widget and not the dialog of the page around it, when the code ${chunk} arrived: Escape`, async ({
      page,
      show,
      servers,
    }) => {
      if (chunk === 'has not') await page.route(`**/${chunkFile('connect-widget')}`, () => {});
      await show(OWN_DIALOG(connect(servers.silent)));
      await opener(page).press('Enter');
      await expect(bar(page, 'Close')).toBeFocused();
      if (chunk === 'has') await page.waitForFunction(() => document.querySelector('[data-pluggy-connect] iframe'));
      await hold(page, 'Escape');
      expect(await opens(page)).toEqual({ open: 1, close: 1 });
      await expect(page.locator('#own')).toHaveAttribute('open');
      expect(await page.evaluate('repeats')).toBe(0);
      await page.keyboard.press('Escape');
      await expect(page.locator('#own')).not.toHaveAttribute('open');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  }

  test('closes the question before a disconnection and not the dialog of the page around it: Escape', async ({
    page,
    show,
    host,
  }) => {
    host.route('/api/items', () => ({ body: [anItem({ id: 'a' })] }));
    const card = '<pluggy-provider items-endpoint="/api/items"><pluggy-item-card item-id="a"></pluggy-item-card>';
    await show(OWN_DIALOG(`${card}</pluggy-provider>`));
    await (await disconnectEntry(page)).press('Enter');
    await expect(page.locator('pluggy-item-card dialog')).toHaveAttribute('open');
    await hold(page, 'Escape');
    await expect(page.locator('pluggy-item-card dialog')).toHaveCount(0);
    await expect(page.locator('#own')).toHaveAttribute('open');
    await page.keyboard.press('Escape');
    await expect(page.locator('#own')).not.toHaveAttribute('open');
  });

  test('that the page acts on before its release does not cancel', async ({ page, show, servers }) => {
    await show(`${connect(servers.silent)}<script>
      addEventListener('keydown', (event) => event.key === ' ' && document.querySelector('pluggy-connect').open());
    </script>`);
    await hold(page, 'Space');
    expect(await opens(page)).toEqual({ open: 1, close: 0 });
  });

  test('asks once whether to leave, and answers nothing', async ({ page, show, servers }) => {
    await show(connect(servers.child));
    await opener(page).click();
    await waitForFired(page, 'ready');
    await startLogin(page);
    for (const key of ['Enter', 'Space', 'Escape']) {
      await bar(page, 'Close').focus();
      await hold(page, key);
      await expect(question(page), key).toBeVisible();
      expect(await opens(page), key).toEqual({ open: 1, close: 0 });
      await page.keyboard.press('Enter');
      await expect(question(page)).toBeHidden();
    }
  });
});

for (const isTouch of [false, true]) {
  test.describe(isTouch ? 'taps' : 'clicks', () => {
    test.use(isTouch ? { hasTouch: true, isMobile: true, viewport: { width: 400, height: 700 } } : {});

    test('at one place open once, and cancel once', async ({ page, show, host, servers }) => {
      await show(TOP_RIGHT + connect(servers.silent));
      await press(page, opener(page), 3, isTouch);
      expect(await opens(page)).toEqual({ open: 1, close: 0 });
      expect(host.requests('/token').length).toBe(1);
      await bar(page, 'Close').dispatchEvent('click');
      await expect.poll(() => opens(page)).toEqual({ open: 1, close: 1 });
      await opener(page).press('Enter');
      if (isTouch) await page.waitForTimeout(600);
      await press(page, bar(page, 'Close'), 3, isTouch);
      expect(await opens(page)).toEqual({ open: 2, close: 2 });
    });

    test('at one place of a button of the page open once', async ({ page, show, servers }) => {
      await show(connect(servers.silent) + PAGE_BUTTON);
      await press(page, page.locator('#page'), 2, isTouch);
      expect(await opens(page)).toEqual({ open: 1, close: 0 });
    });
  });
}

test('a single click on Close works at once after an open from another place', async ({ page, show, servers }) => {
  await show(connect(servers.silent));
  await press(page, opener(page), 1);
  await press(page, bar(page, 'Close'), 1);
  await expect.poll(() => opens(page)).toEqual({ open: 1, close: 1 });
});

test('a held key and further clicks do not answer the question before a disconnection', async ({
  page,
  show,
  host,
}) => {
  host.route('/api/items', () => ({ body: [anItem({ id: 'a' })] }));
  await show(`<style>
      pluggy-item-card { position: fixed; inset: auto 0 0 auto; inline-size: 320px }
      pluggy-item-card::part(dialog) { inset: 0; max-inline-size: none; max-block-size: none }
    </style>
    <pluggy-provider items-endpoint="/api/items"><pluggy-item-card item-id="a"></pluggy-item-card></pluggy-provider>`);
  const card = page.locator('pluggy-item-card');
  const entry = await disconnectEntry(page);
  const { x, y, width, height } = (await entry.boundingBox())!;
  const deletions = () => host.seen.filter(({ method }) => method === 'DELETE');
  await entry.focus();
  await hold(page, 'Enter');
  await expect(card.locator('dialog')).toHaveAttribute('open');
  await page.keyboard.press('Escape');
  // Every control of the question covers the entry's place in turn.
  for (const index of [1, 2]) {
    await card.evaluate(
      (element, [left, top, nth]) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          `dialog button:nth-of-type(${nth}) { position: fixed; left: ${left! - 40}px; top: ${top! - 20}px; z-index: 1 }`,
        );
        element.shadowRoot!.adoptedStyleSheets.push(sheet);
      },
      [x + width / 2, y + height / 2, index],
    );
    await disconnectEntry(page);
    await page.mouse.click(x + width / 2, y + height / 2, { clickCount: 3 });
    await expect(card.locator('dialog')).toHaveAttribute('open');
    await page.keyboard.press('Escape');
    await expect(card.locator('dialog')).toHaveCount(0);
    await card.evaluate((element) => element.shadowRoot!.adoptedStyleSheets.pop());
  }
  expect(deletions()).toEqual([]);
  host.route('/api/items/a', () => ({ status: 204 }));
  await (await disconnectEntry(page)).click();
  await card
    .getByRole('dialog')
    .getByRole('button', { name: /Disconnect/ })
    .click();
  await expect.poll(() => deletions().length).toBe(1);
});

test('a held key and two clicks on the button of a menu do not act on its first entry', async ({
  page,
  show,
  host,
}) => {
  const requests = () => host.seen.filter(({ method }) => method === 'PATCH').length;
  host.route('/api/items', () => ({ body: [anItem({ id: 'a' })] }));
  host.route('/api/items/a', () => ({ body: anItem({ id: 'a' }) }));
  await show(`<pluggy-provider items-endpoint="/api/items"><pluggy-item-card item-id="a"></pluggy-item-card>`);
  const button = page.locator('pluggy-item-card').getByRole('button', { name: /Options/ });
  const menu = page.locator('pluggy-item-card').getByRole('menu');
  await button.focus();
  await hold(page, 'Enter');
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(button).toBeFocused();
  await press(page, button, 2);
  await expect(menu).toBeVisible();
  expect(requests()).toBe(0);
});

test('a held key uses the action of a banner once, and three clicks close one banner', async ({ page, show }) => {
  await show(`<script>
      let retries = 0;
      addEventListener('pluggy-retry', (event) => { event.preventDefault(); retries++; });
    </script>
    <pluggy-error-banner code="UNEXPECTED_ERROR"></pluggy-error-banner>
    <pluggy-error-banner code="SITE_NOT_AVAILABLE"></pluggy-error-banner>`);
  await page.getByRole('button', { name: 'Try again' }).first().focus();
  await hold(page, 'Enter', 600);
  expect(await page.evaluate('retries')).toBe(1);
  const close = page.getByRole('button', { name: 'Close notice' });
  await expect(close).toHaveCount(2);
  await close.first().click({ clickCount: 3 });
  await expect(close).toHaveCount(1);
});
