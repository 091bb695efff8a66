import type { Page } from '@playwright/test';
import { anItem, expect, openReady, test } from './support/test.js';

/**
 * Takes a feature from the page before any script runs. A feature of CSS is renamed in every sheet, so that the browser drops
 * the rules that use it, as an older browser does.
 */
const WITHOUT: Record<string, () => void> = {
  popover: () => {
    for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover'])
      Reflect.deleteProperty(HTMLElement.prototype, name);
  },
  'light-dark()': () => ((window as unknown as { unknownCss: RegExp }).unknownCss = /light-dark(?=\()/g),
  ':state()': () => {
    (window as unknown as { unknownCss: RegExp }).unknownCss = /state(?=\()/g;
    Reflect.deleteProperty(ElementInternals.prototype, 'states');
  },
  ':has()': () => ((window as unknown as { unknownCss: RegExp }).unknownCss = /has(?=\()/g),
};

/** Renames the feature in sheets of shadow roots and in `CSS.supports`. */
function renameInSheets() {
  const { unknownCss } = window as unknown as { unknownCss?: RegExp };
  if (!unknownCss) return;
  const rename = (text: string) => text.replace(unknownCss, 'unknown-feature');
  const prototype = CSSStyleSheet.prototype;
  const replaceSync = Reflect.get<CSSStyleSheet, 'replaceSync'>(prototype, 'replaceSync');
  prototype.replaceSync = function (text) {
    replaceSync.call(this, rename(text));
  };
  const supports = CSS.supports.bind(CSS);
  CSS.supports = (...condition: string[]) => supports(...(condition.map(rename) as [string]));
}

const CONTENT = (widgetUrl: string) => `
  <main aria-label="Accounts">
    <pluggy-provider token-endpoint="/token" widget-url="${widgetUrl}" preload="none" locale="en">
      <pluggy-connect>Connect your bank</pluggy-connect>
      <pluggy-item-status item-id="fine"></pluggy-item-status>
      <pluggy-item-list></pluggy-item-list>
    </pluggy-provider>
  </main>`;

/** Whether the page has the feature, in scripts and in sheets. */
const hasFeature = (feature: string) => {
  const samples: Record<string, string> = {
    'light-dark()': 'a { color: light-dark(red, red) }',
    ':state()': ':host(:state(ok)) { color: red }',
    ':has()': ':root:has(a) { color: red }',
  };
  if (feature === 'popover') return 'popover' in HTMLElement.prototype;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(samples[feature]!);
  return [...sheet.cssRules].some(({ cssText }) => cssText.includes('color'));
};

async function menuOf(page: Page) {
  const list = page.locator('pluggy-item-list');
  await list.getByRole('button', { name: 'Options for Pluggy Bank' }).click();
  const menu = list.getByRole('menu');
  await expect(menu).toBeVisible();
  return menu;
}

for (const [feature, remove] of Object.entries(WITHOUT)) {
  test(`without ${feature}, everything can be read and used`, async ({ page, show, servers }) => {
    await page.addInitScript(remove);
    await page.addInitScript(renameInSheets);
    await page.emulateMedia({ colorScheme: 'light' });
    await show(CONTENT(servers.child));
    expect(await page.evaluate(hasFeature, feature)).toBe(false);
    const items = [anItem({ id: 'fine', lastUpdatedAt: new Date(Date.now() - 3_600_000).toISOString() })];
    await page
      .locator('pluggy-provider')
      .evaluate((provider, all) => void Object.assign(provider, { items: all }), items);

    // The badge: its words and its sign, on a text of the page.
    const badge = page.locator('pluggy-item-status');
    await expect(badge).toContainText('Up to date');
    await expect(badge.locator('[part=icon]')).toBeVisible();

    // The menu: by mouse and by keyboard, in view, in front of everything.
    const menu = await menuOf(page);
    const box = (await menu.boundingBox())!;
    const { width, height } = page.viewportSize()!;
    expect([box.x >= 0, box.y >= 0, box.x + box.width <= width, box.y + box.height <= height]).toEqual(
      Array(4).fill(true),
    );
    await menu.getByRole('menuitem', { name: 'Disconnect' }).click({ trial: true });
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);

    // Colours: dark text on the white surface of the list.
    const colorOf = (part: string, name: 'color' | 'backgroundColor') =>
      page
        .locator(`pluggy-item-list [part~=${part}]`)
        .first()
        .evaluate((node, key) => getComputedStyle(node)[key], name);
    expect(await colorOf('card', 'color')).toBe('rgb(31, 35, 40)');
    expect(await colorOf('list', 'backgroundColor')).toBe('rgb(255, 255, 255)');

    // The widget: opens, locks the page, and returns both scroll and focus.
    await openReady(page);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflowY)).toBe('hidden');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflowY)).not.toBe('hidden');
    await expect(page.locator('pluggy-connect').first()).toBeFocused();
  });
}
