import path from 'node:path';
import { test as base, type Route } from '@playwright/test';
import { bundlePages } from '../../../src/sandbox/bundle.js';
import { createSandbox, type Sandbox } from '../../../src/sandbox/core/index.js';

export const WIDGET = 'https://connect.pluggy.ai';
const CDN = /^https:\/\/cdn\.jsdelivr\.net\/npm\/pluggy-elements@[\d.]+\//;
const ROOT = path.resolve(import.meta.dirname, '../../..');

interface Pluggy {
  /** Requests a Connect Token, as a backend does. */
  token: () => Promise<string>;
}

/**
 * Serves the samples as they are in the documentation: the sandbox answers in place of Pluggy, and `dist` in place of
 * the CDN.
 */
export const test = base.extend<{ pluggy: Pluggy }, { sandbox: Sandbox }>({
  sandbox: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const pages = await bundlePages();
      const assets = (name: string) => Promise.resolve(pages.get(name));
      const sandbox = createSandbox({ publicUrl: WIDGET, assets, stepMs: 20 });
      await use(sandbox);
      sandbox.close();
    },
    { scope: 'worker' },
  ],
  pluggy: async ({ page, sandbox }, use) => {
    const post = async (where: string, content: object, headers = {}) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
      const answer = await sandbox.fetch(new Request(`${WIDGET}${where}`, { ...init, body: JSON.stringify(content) }));
      return (await answer.json()) as { apiKey: string; accessToken: string };
    };
    const answer = async (route: Route) => {
      const request = route.request();
      const url = new URL(request.url());
      // The samples request real banks, and the sandbox has only simulated banks.
      url.searchParams.set('sandbox', 'true');
      const isBody = !['GET', 'HEAD'].includes(request.method());
      const forwarded = new Request(`${WIDGET}${url.pathname}${url.search}`, {
        method: request.method(),
        headers: request.headers(),
        body: isBody ? request.postData() : undefined,
      });
      const response = await sandbox.fetch(forwarded);
      const text = await response.text();
      return route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: url.pathname.startsWith('/connectors') ? text.replaceAll('"isSandbox":true', '"isSandbox":false') : text,
      });
    };
    await page.route('**/*', (route) => route.abort());
    await page.route(CDN, (route) => route.fulfill({ path: path.join(ROOT, route.request().url().replace(CDN, '')) }));
    await page.route((url) => url.origin === WIDGET || url.host === '127.0.0.1:4001', answer);
    await use({
      token: async () => {
        const { apiKey } = await post('/auth', sandbox.keys);
        const { accessToken } = await post('/connect_token', {}, { 'x-api-key': apiKey });
        return accessToken;
      },
    });
  },
});
