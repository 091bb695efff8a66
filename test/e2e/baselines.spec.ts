import { expect, type Page } from '@playwright/test';
import { brands } from '../../stories/brands.js';
import { CONTRAST, runAxe } from './support/axe.js';
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
const SIMILAR = { maxDiffPixelRatio: 0.005, timeout: 20_000 };
const THEMES = ['light', 'dark'] as const;
/** The stories of which each brand has a picture, by the picture's name. */
const BRANDED = {
  list: 'elements-item-list--inbox-in-portuguese',
  prompt: 'elements-re-auth-prompt--number',
  dialog: 'elements-connect--dialog-in-portuguese',
  institutions: 'elements-institutions--institutions-in-portuguese',
};

/** Opens a story with the font of the baselines. */
async function openStory(page: Page, storybook: string, id: string, globals: string): Promise<void> {
  await page.clock.setFixedTime(NOON);
  await page.goto(`${storybook}iframe.html?id=${id}&viewMode=story&globals=${globals}`);
  await page.addStyleTag({
    content: `${fontFaces} :root { --pluggy-font: Baseline !important; } [role='main'] { font-family: Baseline !important; }`,
  });
  await page.waitForFunction(isFinished);
  await page.evaluate(() => document.fonts.ready);
}

// The icons' font and rendering depend on the machine: see `ignoreSnapshots` in the configuration.
for (const [id, theme] of MATRICES) {
  test(`${id} looks like its baseline (${theme})`, async ({ browser, storybook }) => {
    const { page } = await StorybookPage.open(browser, storybook);
    await page.setViewportSize({ width: 1280, height: 720 });
    await openStory(page, storybook, id, `theme:${theme}`);
    await expect(page.getByRole('main')).toHaveScreenshot(`${id}-${theme}.png`, SIMILAR);
    await page.context().close();
  });
}

for (const { id: brand } of brands) {
  for (const theme of THEMES) {
    test(`the elements of the brand ${brand} look like their baselines (${theme})`, async ({ browser, storybook }) => {
      const { page } = await StorybookPage.open(browser, storybook);
      await page.setViewportSize({ width: 760, height: 720 });
      for (const [name, id] of Object.entries(BRANDED)) {
        await openStory(page, storybook, id, `brand:${brand};theme:${theme}`);
        await expect(page).toHaveScreenshot(`brand-${brand}-${name}-${theme}.png`, SIMILAR);
        expect((await runAxe(page, [CONTRAST])).violations).toEqual([]);
      }
      await page.context().close();
    });
  }
}
