import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, expect, type Page } from '@playwright/test';
import type { ItemJson, Settings } from '../../src/sandbox/core/index.js';
import { startSandbox } from '../../src/sandbox/node.js';
import { expectAccessible, expectContrast } from './support/test.js';

const test = base.extend<{ url: string }>({
  // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
  url: async ({ browserName: _ }, use) => {
    const running = await startSandbox({ stepMs: 20 });
    await use(running.url);
    await running.close();
  },
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      // Console output of Chromium about refusals and about being offline, which the tests cause.
      if (
        ['error', 'warning'].includes(message.type()) &&
        !/status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text())
      ) {
        complaints.push(message.text());
      }
    });
    await use(page);
    expect(complaints).toEqual([]);
  },
});

async function added(url: string, body: object): Promise<ItemJson> {
  const response = await fetch(`${url}/sandbox/items`, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as ItemJson;
}
const item = async (url: string, id: string) => (await (await fetch(`${url}/sandbox/items/${id}`)).json()) as ItemJson;

const entries = (page: Page) => page.getByRole('region', { name: 'Connections' }).getByRole('button');
const preset = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('an item is added, selected and put into states with the keyboard alone', async ({ page, url }) => {
  await page.goto(`${url}/sandbox/control?lang=en`);
  await expect(page.getByText('This is a simulation.')).toBeVisible();
  await expect(page.getByText('There are no connections yet.')).toBeVisible();
  await page.getByLabel('Test user').selectOption('user-locked');
  await page.getByLabel('User of the app (clientUserId)').fill('ana');
  await page.getByLabel('Initial state').selectOption('partial-423');
  await page.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText('user ana');
  await expect(entries(page)).toContainText('PARTIAL_SUCCESS');
  await expect(entries(page)).toHaveAttribute('aria-current', 'true');

  await preset(page, 'invalid-credentials').press('Enter');
  await expect(page.getByRole('status')).toHaveText('Done: invalid-credentials');
  await expect(entries(page)).toContainText('LOGIN_ERROR');
  await expect(preset(page, 'invalid-credentials')).toBeFocused();

  await preset(page, 'qr-code').press('Enter');
  await expect(page.getByText('Leia o QR code')).toBeVisible();
  await page.getByRole('button', { name: 'Authorised', exact: true }).press('Enter');
  await expect(entries(page)).toContainText('SUCCESS');

  await preset(page, 'limit-txn-003').press('Enter');
  await expect(entries(page)).toContainText('PARTIAL_SUCCESS');
  await preset(page, 'second-approver').press('Enter');
  await expect(page.getByRole('status')).toHaveText('Done: second-approver');
  await page.getByRole('button', { name: 'Authorised', exact: true }).press('Enter');
  await expect(page.getByRole('button', { name: 'Authorised', exact: true })).toHaveCount(0);
  await expect(entries(page)).toContainText(/UPDATED\s+SUCCESS/);

  await preset(page, 'deleted').press('Enter');
  await expect(page.getByText('This connection no longer exists.')).toBeVisible();
  await expect(entries(page)).toHaveCount(0);
});

test('without an id in its address, the page shows the newest connection and keeps it', async ({ page, url }) => {
  await added(url, { connectorId: 2 });
  await added(url, { connectorId: 9001 });
  await page.goto(`${url}/sandbox/control?lang=en`);
  const heading = page.getByRole('heading', { name: /^State/ });
  await expect(heading).toHaveText('State: Banco Jabuticaba');
  await added(url, { connectorId: 9002 });
  await expect(entries(page)).toHaveCount(3);
  await expect(heading).toHaveText('State: Banco Jabuticaba');
});

test('any combination and field can be set, and refusals of the sandbox are shown', async ({ page, url }) => {
  const { id } = await added(url, { connectorId: 2 });
  await page.goto(`${url}/sandbox/control?lang=en#${id}`);
  await page.getByRole('combobox', { name: 'status', exact: true }).selectOption('OUTDATED');
  await page.getByRole('combobox', { name: 'executionStatus', exact: true }).selectOption('SUCCESS');
  await page.getByRole('combobox', { name: 'error.code' }).selectOption('ACCOUNT_LOCKED');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('OUTDATED');
  expect(await item(url, id)).toMatchObject({
    status: 'OUTDATED',
    executionStatus: 'SUCCESS',
    error: { code: 'ACCOUNT_LOCKED' },
  });

  const json = page.getByLabel('Fields of the connection, as JSON');
  const apply = page.getByRole('button', { name: 'Apply' });
  await json.fill('{"nextAutoSyncAt":"2030-01-01T00:00:00.000Z"}');
  await apply.click();
  await expect(page.getByRole('status')).toHaveText('Done: JSON');
  expect((await item(url, id)).nextAutoSyncAt).toBe('2030-01-01T00:00:00.000Z');
  await json.fill('{"id":"other"}');
  await apply.click();
  await expect(page.getByRole('alert')).toHaveText('The sandbox refused: id cannot be set');
  await json.fill('{');
  await apply.click();
  await expect(page.getByRole('alert')).toContainText('JSON');

  await page.getByLabel('Duration of each step, in ms').fill('7');
  await page.getByLabel('Duration of each step, in ms').press('Tab');
  await expect(page.getByRole('status')).toHaveText('Done: stepMs');
  await page.getByRole('checkbox', { name: 'accounts' }).check();
  await expect(page.getByRole('status')).toHaveText('Done: fail');
  const settings = async () => (await (await fetch(`${url}/sandbox/settings`)).json()) as Settings;
  expect(await settings()).toMatchObject({ stepMs: 7, fail: ['accounts'] });
  await page.getByRole('checkbox', { name: 'GET /transactions' }).check();
  await expect.poll(async () => (await settings()).v1Transactions).toBe(true);
  await page.getByRole('checkbox', { name: 'ITEM_IN_ERROR_COOLDOWN' }).check();
  await page.getByRole('checkbox', { name: 'ITEM_MFA_EXPIRED' }).check();
  await expect.poll(async () => (await settings()).refuse).toEqual(['ITEM_IN_ERROR_COOLDOWN', 'ITEM_MFA_EXPIRED']);
  await page.getByLabel('Time over which webhooks arrive out of order').fill('-1');
  await page.getByLabel('Time over which webhooks arrive out of order').press('Tab');
  await expect(page.getByRole('alert')).toContainText('webhookSpreadMs');
  await expect(page.getByLabel('Time over which webhooks arrive out of order')).toHaveValue('0');
  const bank = page.getByRole('region', { name: 'Institutions' }).getByLabel('Pluggy Bank (2)');
  await bank.selectOption('OFFLINE');
  await expect(page.getByRole('status')).toHaveText('Done: OFFLINE');
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByText('There are no connections yet.')).toBeVisible();
  expect(await settings()).toMatchObject({ stepMs: 20, fail: [] });
  await expect(page.getByRole('checkbox', { name: 'accounts' })).not.toBeChecked();
  await expect(bank).toHaveValue('ONLINE');
});

test('changes elsewhere and a missing sandbox are shown', async ({ page, url }) => {
  await page.goto(`${url}/sandbox/control?lang=en`);
  const unfinished = page.getByLabel('Maximum number of connections');
  await unfinished.fill('7');
  const { id } = await added(url, { connectorId: 4, preset: 'mfa-hostile-texts' });
  await entries(page).click();
  await expect(unfinished).toHaveValue('7');
  await expect(page).toHaveURL(new RegExp(`#${id}$`));
  await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await page.context().setOffline(true);
  await expect(page.getByRole('alert')).toHaveText('The sandbox isn’t responding. This page keeps trying.');
  await page.context().setOffline(false);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the page is readable in every size, theme and language', async ({ page, url }) => {
  const { id } = await added(url, { connectorId: 6, preset: 'qr-code' });
  await added(url, { connectorId: 2, clientUserId: 'a-very-long-identifier-of-a-person@example.com' });
  for (const [language, colorScheme, heading] of [
    ['pt-BR', 'light', 'Controle do sandbox'],
    ['es', 'dark', 'Control del sandbox'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${url}/sandbox/control?lang=${language}#${id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(preset(page, 'qr-code')).toBeVisible();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await (colorScheme === 'light' ? expectAccessible(page) : expectContrast(page));
  }
  await page.getByLabel('Idioma').selectOption('en');
  await expect(page).toHaveTitle('Sandbox control');
});

test('no other page can frame the page or click in its place', async ({ page, url }) => {
  const response = await page.goto(`${url}/sandbox/control`);
  expect(response?.headers()['content-security-policy']).toBe("frame-ancestors 'none'");
  const foreign = { origin: 'https://mallory.example', 'content-type': 'application/json' };
  const refused = await fetch(`${url}/sandbox/items`, { method: 'POST', headers: foreign, body: '{"connectorId":2}' });
  expect(refused.status).toBe(403);
});

test('a page of another port in the same browser can read nothing and change nothing', async ({ context, url }) => {
  const { id } = await added(url, { connectorId: 2 });
  // A real server: Chromium keeps pages that a test fulfils away from this machine.
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const other = await context.newPage();
  await other.goto(`http://localhost:${(server.address() as AddressInfo).port}`);
  const results = await other.evaluate(
    async ([url, id]) => {
      const key = { 'x-api-key': 'x', 'content-type': 'application/json' };
      const body = JSON.stringify({ event: 'all', url, name: 'deleted', status: 'OUTDATED', webhookCopies: 9 });
      const attempt = (path: string, init: RequestInit) =>
        fetch(url + path, init).then(
          ({ type, status }) => `${type} ${status}`,
          () => 'blocked',
        );
      return Promise.all([
        attempt('/auth', { method: 'POST', body }),
        attempt('/webhooks', { method: 'POST', body, headers: key }),
        attempt(`/items/${id}`, { method: 'DELETE', headers: key }),
        attempt('/sandbox/settings', {}),
        attempt(`/sandbox/items/${id}`, { method: 'PATCH', body, headers: key }),
        // Without CORS a page can send what a form can send, and sees nothing of the response.
        attempt('/webhooks', { method: 'POST', body, mode: 'no-cors' }),
        attempt('/sandbox/settings', { method: 'POST', body, mode: 'no-cors' }),
        attempt(`/sandbox/items/${id}/preset`, { method: 'POST', body, mode: 'no-cors' }),
        attempt('/connectors/2', { headers: key }),
      ]);
    },
    [url, id] as const,
  );
  expect(results).toEqual([...Array<string>(5).fill('blocked'), ...Array<string>(3).fill('opaque 0'), 'cors 403']);
  expect(await item(url, id)).toMatchObject({ status: 'UPDATED' });
  const settings = (await (await fetch(`${url}/sandbox/settings`)).json()) as Settings;
  expect(settings.webhookCopies).toBe(1);
  server.close();
});
