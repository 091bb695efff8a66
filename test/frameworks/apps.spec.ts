import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test as base } from '../e2e/support/journey.js';
import { agree, connectAtBank, widget } from '../e2e/support/test.js';
import { staysQuiet } from './quiet.js';

const APPS = path.resolve(import.meta.dirname, '../../demo/frameworks');
// Next.js has its own server and its own test file.
const names = readdirSync(APPS, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && entry.name !== 'next' ? [entry.name] : [],
);

/** Runs every application in one backend, under the demo's policy, and accepts no console output. */
const test = base.extend<{ quiet: void }>({
  quiet: [
    // Tear down before the backend ends, because leaving pages request scripts.
    async ({ context, demo: _ }, use) => staysQuiet(context, use),
    { auto: true },
  ],
});

const connectButton = (page: Page) => page.getByRole('button', { name: 'Connect a bank' });
const happened = (page: Page) => page.getByRole('list', { name: 'What happened' }).getByRole('listitem');
const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name }).click();
const isAt = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
/** Returns the elements that a widget leaves on a page while the widget is open. */
const traces = (page: Page) =>
  page.evaluate(() => ({
    dialogs: document.querySelectorAll('dialog[data-pluggy-connect]').length,
    frames: document.querySelectorAll('iframe').length,
    overflow: getComputedStyle(document.body).overflow,
  }));
const NONE = { dialogs: 0, frames: 0, overflow: 'visible' };

for (const name of names) {
  test.describe(name, () => {
    test('connects a bank, receives the events, and lists the connection', async ({ page, demo }) => {
      await page.goto(`/frameworks/${name}/`);
      const tokenRequest = page.waitForRequest('**/api/connect-token');
      await connectButton(page).click();
      // A function that the framework has set as a property.
      expect((await tokenRequest).headers()['x-app']).toBe(name);
      await connectAtBank(await widget(page, demo.widgetUrl));
      await expect(page.getByRole('article', { name: 'Pluggy Bank' })).toBeVisible();
      await expect(happened(page)).toHaveText(['opened', /^connected [0-9a-f-]{36}$/, 'closed: success']);
      expect(await traces(page)).toEqual(NONE);
    });

    test('shows its state', async ({ page }) => {
      await page.goto(`/frameworks/${name}/`);
      const badge = page.locator('#badge');
      await expect(badge).toHaveText('Up to date');
      await page.getByRole('button', { name: 'Break' }).click();
      await expect(badge).toHaveText('Reconnect your account');
      await page.getByLabel('Language').selectOption('pt-BR');
      await expect(badge).toHaveText('Reconecte sua conta');
      await page.getByRole('button', { name: 'Mend' }).click();
      await expect(badge).toHaveText('Atualizado');
    });

    test('can be left during a login and shown again', async ({ page, demo }) => {
      await page.goto(`/frameworks/${name}/`);
      await go(page, 'About');
      await isAt(page, 'About');
      await go(page, 'Connections');
      await isAt(page, 'Connections');
      await connectButton(page).click();
      const frame = await widget(page, demo.widgetUrl);
      await agree(frame);
      await page.goBack();
      await isAt(page, 'About');
      await expect.poll(() => traces(page)).toEqual(NONE);
      await page.goForward();
      await isAt(page, 'Connections');
      expect(await traces(page)).toEqual(NONE);
      await connectButton(page).click();
      await expect(page.locator('dialog[data-pluggy-connect]')).toBeVisible();
      // Fired once, not once for each time that the page was shown.
      await expect(happened(page).filter({ hasText: 'opened' })).toHaveCount(1);
    });

    test('shows the same list after another page', async ({ page, demo }) => {
      await page.goto(`/frameworks/${name}/`);
      await connectButton(page).click();
      await connectAtBank(await widget(page, demo.widgetUrl));
      const card = page.getByRole('article', { name: 'Pluggy Bank' });
      await expect(card).toHaveCount(1);
      for (const [there, back] of [
        [() => go(page, 'About'), () => go(page, 'Connections')],
        [() => go(page, 'About'), () => page.goBack()],
      ] as const) {
        await there();
        await isAt(page, 'About');
        await expect(card).toHaveCount(0);
        await back();
        await isAt(page, 'Connections');
        await expect(card).toHaveCount(1);
      }
    });
  });
}

test('the Angular sample of the guide connects', async ({ page, demo }) => {
  // The sample does not set a sandbox.
  await page.goto('/frameworks/angular/#/sample');
  await page.locator('pluggy-connect').evaluate((element, widgetUrl) => {
    Object.assign(element, { widgetUrl, includeSandbox: true });
  }, demo.widgetUrl);
  await page.getByRole('button', { name: 'Connect your bank' }).click();
  await connectAtBank(await widget(page, demo.widgetUrl));
  await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
});
