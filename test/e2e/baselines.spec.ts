import { expect } from '@playwright/test';
import { fontFaces } from './support/baseline-font.js';
import { isFinished, offline, StorybookPage } from './support/storybook-page.js';
import { test, type Theme } from './support/storybook.js';

test.use({ launchOptions: offline });

/** Stories to compare, each in both themes where colours matter. */
const MATRICES: [id: string, theme: Theme][] = [
  ['elements-item-status--all-states', 'light'],
  ['elements-item-status--all-states', 'dark'],
  ['elements-error-banner--runs-that-failed', 'light'],
  ['elements-error-banner--refused-by-pluggy', 'dark'],
  ['elements-error-banner--on-the-way', 'light'],
  ['elements-re-auth-prompt--languages', 'light'],
  ['elements-re-auth-prompt--languages', 'dark'],
];
const NOON = new Date('2026-11-23T12:00:00Z');

// The icons' font and rendering depend on the machine: see `ignoreSnapshots` in the configuration.
for (const [id, theme] of MATRICES) {
  test(`${id} looks like its baseline (${theme})`, async ({ browser, storybook }) => {
    const { page } = await StorybookPage.open(browser, storybook);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.clock.setFixedTime(NOON);
    await page.goto(`${storybook}iframe.html?id=${id}&viewMode=story&globals=theme:${theme}`);
    await page.addStyleTag({
      content: `${fontFaces} :root { --pluggy-font: Baseline; } [role='main'] { font-family: Baseline !important; }`,
    });
    await page.waitForFunction(isFinished);
    await page.evaluate(() => document.fonts.ready);
    await expect(page.getByRole('main')).toHaveScreenshot(`${id}-${theme}.png`, {
      maxDiffPixelRatio: 0.005,
      timeout: 20_000,
    });
    await page.context().close();
  });
}
