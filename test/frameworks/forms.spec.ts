import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { test as base } from '../e2e/support/shop.js';
import { connectAtBank, widget } from '../e2e/support/test.js';
import { sample } from '../support/docs.js';
import { whileServing } from './serving.js';

const FORMS = path.join(import.meta.dirname, 'forms');
/** The samples of docs/frameworks.md that server frameworks render. */
const SAMPLES = ['form-rails.html.erb', 'form-django.html', 'form-laravel.blade.php'];
/** The command that starts each server. Debian's Python has Debian's Django. */
const STACKS: Record<string, [command: string, args: (port: number) => string[]]> = {
  rails: ['ruby', (port) => ['rails.rb', `${port}`]],
  django: ['/usr/bin/python3', (port) => ['django.py', `${port}`]],
  laravel: ['php', (port) => ['-S', `127.0.0.1:${port}`, 'laravel.php']],
};

const test = base.extend<{ stack: string; server: string }>({
  stack: ['', { option: true }],
  server: async ({ stack }, use) => {
    const [command, args] = STACKS[stack]!;
    const folder = mkdtempSync(path.join(tmpdir(), 'pluggy-elements-samples-'));
    for (const name of SAMPLES) writeFileSync(path.join(folder, name), sample(name));
    await whileServing({ command, args, cwd: FORMS, env: { SAMPLES: folder }, timeout: 20_000 }, use);
    rmSync(folder, { recursive: true });
  },
});

for (const stack of Object.keys(STACKS)) {
  test.describe(stack, () => {
    test.use({ stack });

    test('the form submits the Item, and its CSRF token is sent with every request', async ({
      page,
      server,
      pluggy,
    }) => {
      const answers: Record<string, number> = {};
      await page.route(server, (route) => route.continue());
      // The framework decides whether to accept the request; the response to an accepted request is Pluggy's.
      await page.route(`${server}api/connect-token`, async (route) => {
        const response = await route.fetch();
        answers.token = response.status();
        if (!response.ok()) return route.fulfill({ response });
        return route.fulfill({ json: { accessToken: await pluggy.token() } });
      });
      let sent = '';
      await page.route(`${server}loans`, async (route) => {
        sent = route.request().postData() ?? '';
        const response = await route.fetch();
        answers.form = response.status();
        return route.fulfill({ body: 'Thank you.', contentType: 'text/html' });
      });

      await page.goto(server);
      await page.getByRole('button', { name: 'Connect your bank' }).click();
      await connectAtBank(await widget(page, 'https://connect.pluggy.ai'));
      await expect(page.locator('pluggy-connect:state(connected)')).toBeVisible();
      await expect(page.locator('dialog[data-pluggy-connect]')).toBeHidden();
      await page.getByRole('button', { name: 'Send' }).click();
      await expect(page.getByText('Thank you.')).toBeVisible();
      expect(sent).toMatch(/item_id=[0-9a-f-]{36}/);
      expect(answers).toEqual({ token: 204, form: 204 });
    });

    test('a request without the CSRF token is refused', async ({ page, server }) => {
      await page.goto(server);
      for (const route of ['/loans', '/api/connect-token']) {
        const status = await page.evaluate(async (to) => (await fetch(to, { method: 'POST', body: '' })).status, route);
        expect(status, route).toBeGreaterThanOrEqual(400);
      }
    });
  });
}
