import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { startSandbox } from '../../src/sandbox/node.js';
import { connectAtBank, widget } from '../e2e/support/test.js';
import { staysQuiet } from './quiet.js';
import { whileServing } from './serving.js';

const APP = path.resolve(import.meta.dirname, '../../demo/frameworks/next');
const KEYS = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

interface Site {
  url: string;
  widgetUrl: string;
}

/** Runs the built application on its own server, with the sandbox in place of Pluggy. */
const test = base.extend<{ quiet: void }, { site: Site }>({
  site: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const sandbox = await startSandbox({ ...KEYS, stepMs: 20 });
      const args = (port: number) => [
        'node_modules/next/dist/bin/next',
        'start',
        '--port',
        `${port}`,
        '--hostname',
        '127.0.0.1',
      ];
      const env = {
        NEXT_TELEMETRY_DISABLED: '1',
        PLUGGY_API_URL: sandbox.url,
        PLUGGY_WIDGET_URL: sandbox.url,
        PLUGGY_CLIENT_ID: KEYS.clientId,
        PLUGGY_CLIENT_SECRET: KEYS.clientSecret,
      };
      const program = { command: process.execPath, args, cwd: APP, env, timeout: 20_000 };
      await whileServing(program, (url) => use({ url, widgetUrl: sandbox.url }));
      await sandbox.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ site }, use) => use(site.url),
  quiet: [async ({ context, site: _ }, use) => staysQuiet(context, use), { auto: true }],
});

test('Next.js writes the tags on the server, and the button connects in the browser', async ({
  page,
  request,
  site,
}) => {
  const html = await (await request.get('/')).text();
  expect(html).toMatch(
    /<pluggy-connect [^>]*token-endpoint="\/api\/connect-token"[^>]*>Connect a bank<\/pluggy-connect>/,
  );
  expect(html).toContain('<pluggy-item-status status="UPDATED" execution-status="SUCCESS"></pluggy-item-status>');

  await page.goto('/');
  await expect(page.locator('pluggy-item-status')).toHaveText('Up to date');
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  await connectAtBank(await widget(page, site.widgetUrl));
  await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
});

test('the pages router writes the tags on the server, and its component connects in the browser', async ({
  page,
  request,
  site,
}) => {
  expect(await (await request.get('/legacy')).text()).toMatch(/<pluggy-connect[^>]*>Connect a bank<\/pluggy-connect>/);
  await page.goto('/legacy');
  await expect(page.locator('pluggy-item-status')).toHaveText('Up to date');
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  await connectAtBank(await widget(page, site.widgetUrl));
  await expect(page.locator('output')).toHaveText(/^Connected: [0-9a-f-]{36}$/);
});

test('a Server Component renders a component of pluggy-elements/react', async ({ page }) => {
  await page.goto('/components');
  await expect(page.locator('pluggy-item-status')).toHaveText('Up to date');
});

test('the build of a Server Component that imports an element says what to do', () => {
  const folder = path.join(APP, 'app/wrong');
  mkdirSync(folder);
  try {
    const source = "import 'pluggy-elements/define/connect';\nexport default () => <pluggy-connect />;\n";
    writeFileSync(path.join(folder, 'page.tsx'), source);
    // Another folder for the output, because the server of the other tests uses the first one.
    const args = ['node_modules/next/dist/bin/next', 'build'];
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NEXT_DIST_DIR: '.next/wrong' };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: APP, env, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain("Write 'use client' at the top of the file");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
