import { expect } from '@playwright/test';
import { offline } from './support/storybook-page.js';
import { entries, test } from './support/storybook.js';

test.use({ launchOptions: offline });

/** The row below a Markdown table's head, as text on the page. */
const UNRENDERED_TABLE = /\|\s*:?-{3,}/;

for (const { id, title, name } of entries.filter(({ type }) => type === 'docs')) {
  test(`${title}: ${name} shows its Markdown tables as tables`, async ({ pages, storybook }) => {
    const { page } = pages.docs;
    await page.goto(`${storybook}iframe.html?id=${id}&viewMode=docs`);
    const docs = page.locator('#storybook-docs');
    await expect(docs.getByRole('heading', { level: 1 }).first()).toBeVisible();
    const text = await docs.evaluate((root) => {
      const copy = root.cloneNode(true) as Element;
      for (const sample of copy.querySelectorAll('pre, code, style, script')) sample.remove();
      return copy.textContent;
    });
    expect(text).not.toMatch(UNRENDERED_TABLE);
  });
}
