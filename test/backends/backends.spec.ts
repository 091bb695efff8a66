import { test as base } from '@playwright/test';
import type { Demo } from '../e2e/support/demo.js';
import { expect, choose, finish, login, put, submit } from '../e2e/support/journey.js';
import { widget } from '../e2e/support/test.js';
import { startBackend, type RunningBackend } from './running.js';
import { STACKS } from './stacks.js';

const BANK = 'Pluggy Bank';

const test = base.extend<{ backend: (folder: string) => Promise<RunningBackend> }>({
  // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
  backend: async ({ browserName: _ }, use) => {
    const running: RunningBackend[] = [];
    await use(async (folder) => {
      const backend = await startBackend(STACKS.find((stack) => stack.folder === folder)!);
      running.push(backend);
      return backend;
    });
    for (const backend of running) await backend.close();
  },
});

for (const { folder } of STACKS) {
  test(`${folder}: a bank is connected, a code is given in place, the badge moves, the bank is disconnected`, async ({
    page,
    backend,
  }) => {
    const { url, widgetUrl } = await backend(folder);
    const sandbox = { url, widgetUrl } as Demo;
    await page.goto(url);
    await expect(page.getByText('Nenhuma conexão ainda')).toBeVisible();
    await page.getByRole('button', { name: 'Conectar um banco' }).first().click();
    const frame = await widget(page, widgetUrl);
    await choose(frame, BANK);
    await submit(frame, login('user-ok'));
    await finish(page, frame);
    const badge = page.locator('pluggy-item-list pluggy-item-status');
    await expect(badge).toContainText('Atualizado');

    const listed = (await (await page.request.get(`${url}/api/items`)).json()) as { id: string }[];
    expect(listed).toHaveLength(1);
    expect(listed[0]).not.toHaveProperty('clientUserId');
    await put(sandbox, listed[0]!.id, 'mfa-number');
    const code = page.locator('pluggy-item-list').getByRole('textbox');
    await code.fill('123456');
    await code.press('Enter');
    await expect(badge).toContainText('Atualizado');
    await expect(code).toHaveCount(0);

    await put(sandbox, listed[0]!.id, 'invalid-credentials');
    await expect(badge).toContainText('Reconecte');

    await page.getByRole('button', { name: /^Desconectar/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: /^Desconectar/ }).click();
    await expect(badge).toHaveCount(0);
    expect(await (await page.request.get(`${url}/api/items`)).json()).toEqual([]);
    const atPluggy = (await (await fetch(`${widgetUrl}/sandbox/items`)).json()) as { results: unknown[] };
    expect(atPluggy.results).toEqual([]);
  });
}
