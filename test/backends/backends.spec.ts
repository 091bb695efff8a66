import { execFile } from 'node:child_process';
import path from 'node:path';
import { test, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { Demo } from '../e2e/support/demo.js';
import {
  badge as badgeOf,
  card as cardOf,
  choose,
  expect,
  finish,
  login,
  put,
  submit,
} from '../e2e/support/journey.js';
import { widget } from '../e2e/support/test.js';
import { startBackend, WEBHOOK_SECRET, type RunningBackend } from './running.js';
import { STACKS } from './stacks.js';

const BANK = 'Pluggy Bank';
/** The bank's id in the simulated Pluggy. */
const CONNECTOR = 2;
/** Starting a backend includes its compilation, and the checker waits half a minute for a quiet stream. */
const LIMIT_MS = 240_000;
const DOCTOR = path.resolve(import.meta.dirname, '../../dist/cli/index.js');

for (const stack of STACKS) {
  test.describe(stack.folder, () => {
    test.setTimeout(LIMIT_MS);
    let backend: RunningBackend;
    test.beforeAll(async () => {
      test.setTimeout(LIMIT_MS);
      backend = await startBackend(stack);
    });
    test.afterAll(() => backend?.close());

    test('connects a bank, takes a code in place, moves the badge by a webhook, and disconnects', async ({ page }) => {
      const { url, widgetUrl } = backend;
      const sandbox = { url, widgetUrl } as Demo;
      await page.goto(url);
      await expect(page.getByText('Nenhuma conexão ainda')).toBeVisible();
      await page.getByRole('button', { name: 'Conectar um banco' }).first().click();
      const frame = await widget(page, widgetUrl);
      await choose(frame, BANK);
      await submit(frame, login('user-ok'));
      await finish(page, frame);
      const card = cardOf(page, BANK);
      const badge = badgeOf(page, BANK);
      await expect(badge).toContainText('Atualizado');

      const [item] = await listed(page, url);
      await put(sandbox, item!.id, 'mfa-number');
      const code = page.locator('pluggy-item-list').getByRole('textbox');
      await code.fill('123456');
      await code.press('Enter');
      await expect(badge).toContainText('Atualizado');
      await expect(code).toHaveCount(0);

      await put(sandbox, item!.id, 'invalid-credentials');
      await expect(badge).toContainText('Usuário ou senha não conferem');

      await disconnect(page, card);
      await expect(card).toHaveCount(0);
      expect(await listed(page, url)).toEqual([]);
      const atPluggy = (await (await fetch(`${widgetUrl}/sandbox/items`)).json()) as { results: unknown[] };
      expect(atPluggy.results).toEqual([]);
    });

    test('passes every check of the doctor', async ({ page, browser }) => {
      const { url, widgetUrl } = backend;
      const itemId = await connected(page, backend);

      // A refusal that the person can do nothing about, such as one of the keys, is a failure of the backend.
      const settings = (refuse: string[]) =>
        fetch(`${widgetUrl}/sandbox/settings`, { method: 'POST', body: JSON.stringify({ refuse }) });
      await settings(['INTERNAL_SERVER_ERROR']);
      const csrf = { 'X-CSRF-Token': (await csrfToken(page)) ?? '' };
      const refused = await page.request.patch(`${url}/api/items/${itemId}`, { data: {}, headers: csrf });
      const { code, data = null } = (await refused.json()) as { code: string; data?: unknown };
      expect([refused.status(), code, data]).toEqual([502, 'pluggy-failed', null]);
      await settings([]);

      // Larger than the bodies of the elements; a webhook may be larger.
      const large = { itemId, padding: 'x'.repeat(16_384) };
      const headers = { 'X-CSRF-Token': (await csrfToken(page)) ?? '' };
      const sent = (route: string, more = {}) =>
        page.request.post(`${url}${route}`, { data: large, headers: { ...headers, ...more } });
      const routes = ['/api/connect-token', '/api/items', `/api/items/${itemId}/mfa`];
      for (const route of routes) expect([route, (await sent(route)).status()]).toEqual([route, 413]);
      const event = await sent('/api/webhooks/pluggy', { 'X-Webhook-Secret': WEBHOOK_SECRET });
      expect(event.status()).toBeLessThan(413);

      const other = await browser.newContext();
      await (await other.newPage()).goto(url);
      const secret = `X-Webhook-Secret: ${WEBHOOK_SECRET}`;
      const report = await runDoctor(url, [
        ...['--cookie', await cookiesOf(page.context(), url), '--as', await cookiesOf(other, url)],
        ...['--webhook-secret', secret, '--changes', '--pluggy', widgetUrl, '--no-browser', '--json'],
      ]);
      await other.close();
      const faults = report.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
      expect(faults.map(({ id, seen }) => `${id}: ${seen}`)).toEqual([]);
      expect(report.summary.passed).toBeGreaterThan(50);
      for (const id of ['token-user', 'link-unreported', 'delete-ends', 'events-deleted', 'session-cookie'])
        expect(report.checks.find((check) => check.id === id)).toMatchObject({ outcome: 'passed' });
    });
  });
}

/** Connects a bank without the widget, for the person of the page. Returns the id of the Item. */
async function connected(page: Page, { url, widgetUrl }: RunningBackend): Promise<string> {
  await page.goto(url);
  const { accessToken } = await send<{ accessToken: string }>(page, '/api/connect-token', {});
  const parameters = { user: 'user-ok', password: 'password-ok' };
  const created = await fetch(`${widgetUrl}/items`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-KEY': accessToken },
    body: JSON.stringify({ connectorId: CONNECTOR, parameters }),
  });
  const { id: itemId } = (await created.json()) as { id: string };
  await send(page, '/api/items', { itemId });
  await expect(async () => expect(await listed(page, url)).toMatchObject([{ status: 'UPDATED' }])).toPass();
  return itemId;
}

interface Listed {
  id: string;
  status: string;
}

/** Returns the Items of the page's person. */
async function listed(page: Page, url: string): Promise<Listed[]> {
  return (await (await page.request.get(`${url}/api/items`)).json()) as Listed[];
}

const csrfToken = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content);

/** Sends a request from the page, with the page's CSRF token if there is one. */
function send<T>(page: Page, route: string, body: object): Promise<T> {
  return page.evaluate(
    async ({ route, body }) => {
      const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
      const headers = { 'Content-Type': 'application/json', ...(token && { 'X-CSRF-Token': token }) };
      const response = await fetch(route, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`POST ${route}: ${response.status}`);
      return (await response.json()) as T;
    },
    { route, body },
  );
}

/** Disconnects the bank of a card, by its menu. */
async function disconnect(page: Page, card: Locator): Promise<void> {
  const name = /^Desconectar/;
  await card.locator('[aria-haspopup="menu"]').click();
  await card.getByRole('menuitem', { name }).click();
  await page.getByRole('dialog').getByRole('button', { name }).click();
}

const cookiesOf = async (context: BrowserContext, url: string) =>
  (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ');

interface Report {
  checks: { id: string; outcome: string; seen: string }[];
  summary: { passed: number };
}

/** Runs the checker of the built package. */
function runDoctor(url: string, args: string[]): Promise<Report> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [DOCTOR, 'doctor', `${url}/`, ...args], (_error, stdout, stderr) => {
      if (stdout) resolve(JSON.parse(stdout) as Report);
      else reject(new Error(stderr));
    });
  });
}
