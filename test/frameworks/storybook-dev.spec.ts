import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import { FIRST_STORY, OF_STORYBOOK, offline, openSandbox } from '../e2e/support/storybook-page.js';
import { connectAtBank, widget } from '../e2e/support/test.js';
import { whileServing } from './serving.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Runs Storybook's development server, as `npm run storybook` does. */
const test = base.extend<{ storybook: string }>({
  storybook: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const args = (port: number) => ['run', 'storybook', '--', '--ci', '--host', '127.0.0.1', '-p', `${port}`];
      await whileServing({ command: 'npm', args, cwd: ROOT, path: 'index.json', timeout: 80_000 }, use);
    },
    { timeout: 90_000 },
  ],
});

test.use({ launchOptions: offline });

test('the stories of the development server connect a simulated bank, and send no requests elsewhere', async ({
  browser,
  storybook,
}) => {
  const { opened, story } = await openSandbox(browser, storybook);
  const { page } = opened;
  await connectAtBank(await widget(page, `${storybook}connect-page/`));
  await expect(story.locator('pluggy-connect:state(connected)')).toBeVisible();
  await page.goto(`${storybook}?path=/story/elements-item-status--playground`);
  await expect(story.locator('pluggy-item-status')).toHaveText(/\S/, FIRST_STORY);
  const complaints = opened.takeComplaints().filter((text) => !OF_STORYBOOK.test(text));
  // Every development server with Lit prints this text.
  expect(complaints.filter((text) => !text.startsWith('Lit is in dev mode.'))).toEqual([]);
  await page.context().close();
});
