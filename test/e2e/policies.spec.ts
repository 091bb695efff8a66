import type { Page } from '@playwright/test';
import {
  anItem,
  bar,
  connect,
  connectAtBank,
  expect,
  waitForFired,
  openReady,
  opener,
  sandboxToken,
  test,
  types,
  widget,
} from './support/test.js';

const REQUIRED = "require-trusted-types-for 'script'";
const policy = (text: string) => ({ headers: { 'content-security-policy': text } });

/** Reports of the browser about Trusted Types, which a page without the names receives. */
const REFUSED = /TrustedTypePolicy|Trusted ?Types?|TrustedHTML/i;

const violations = (page: Page) => page.evaluate(() => (window as { violations?: string[] }).violations ?? []);

test.describe('with Trusted Types', () => {
  test.beforeEach(({ page }) =>
    page.addInitScript(() => {
      if (top !== window) return;
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        ((window as { violations?: string[] }).violations ??= []).push(effectiveDirective);
      });
    }),
  );

  test('a bank is connected where both policies are allowed, and the browser reports nothing', async ({
    page,
    show,
    host,
    servers,
  }) => {
    const allowed = policy(`${REQUIRED}; trusted-types lit-html pluggy-elements`);
    await show(connect(servers.sandbox, 'include-sandbox'), allowed);
    host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
    await opener(page).click();
    await connectAtBank(await widget(page, servers.sandbox));
    expect((await waitForFired(page, 'close')).outcome).toBe('success');
    // The second open of the page uses the same policy.
    await opener(page).click();
    await waitForFired(page, 'ready', 2);
    await bar(page, 'Close').click();
    await waitForFired(page, 'close', 2);
    expect(await violations(page)).toEqual([]);
  });

  test('a default policy of the page works with the names in the list, and without a list', async ({
    page,
    show,
    servers,
  }) => {
    const head = `<script>trustedTypes.createPolicy('default', { createHTML: (html) => html });</script>`;
    for (const names of ['; trusted-types default lit-html pluggy-elements', '']) {
      await show(connect(servers.child), { ...policy(REQUIRED + names), head });
      await openReady(page);
      await bar(page, 'Close').click();
      await expect.poll(() => types(page)).toContain('close');
    }
  });

  for (const names of ["trusted-types 'none'", 'trusted-types lit-html', 'trusted-types other']) {
    test(`the error lists both policies when a name is missing: ${names}`, async ({ page, show, complaints }) => {
      complaints.allow(REFUSED);
      await show(undefined, policy(`${REQUIRED}; ${names}`));
      await opener(page).click();
      const error = await waitForFired(page, 'error');
      expect(error).toMatchObject({ code: 'widget-blocked', retryable: false });
      expect(error.message).toContain('"trusted-types lit-html pluggy-elements"');
      expect((await waitForFired(page, 'close')).outcome).toBe('error');
    });
  }

  const elements = `<pluggy-provider items-endpoint="/items">
    <pluggy-error-banner code="ACCOUNT_LOCKED"></pluggy-error-banner>
    ${['reauth-prompt', 'item-card', 'item-status'].map((tag) => `<pluggy-${tag} item-id="a"></pluggy-${tag}>`).join('')}
    <pluggy-item-list></pluggy-item-list>
  </pluggy-provider>`;
  const templateElements = ['error-banner', 'reauth-prompt', 'item-card', 'item-list'].map((tag) => `pluggy-${tag}`);
  const item = anItem({ id: 'a', status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' });

  const refusals: [allowed: string, policy: string, head?: string][] = [
    ['no name', `${REQUIRED}; trusted-types 'none'`],
    ['other names', `${REQUIRED}; trusted-types pluggy-elements other`],
    ['no name, and no requirement', "trusted-types 'none'"],
    [
      'the names once, and the page has Lit itself',
      `${REQUIRED}; trusted-types lit-html pluggy-elements`,
      "<script>trustedTypes.createPolicy('lit-html', {})</script>",
    ],
  ];
  for (const [allowed, text, head] of refusals) {
    test(`elements with templates stay empty, and one error has the names, where the policy allows ${allowed}`, async ({
      page,
      show,
      host,
      complaints,
    }) => {
      complaints.allow(REFUSED);
      await page.clock.install();
      const requested: string[] = [];
      page.on('request', (request) => requested.push(request.url()));
      const ours: string[] = [];
      page.on('console', (message) => {
        if (message.text().startsWith('<pluggy-')) ours.push(`${message.type()}: ${message.text()}`);
      });
      host.route('/items', () => ({ body: [item] }));
      await show(elements, { ...policy(text), head });
      await expect.poll(() => ours).toHaveLength(1);
      expect(ours[0]).toMatch(
        /^error: <pluggy-[\w-]+> .*"trusted-types lit-html pluggy-elements".*security\.md#trusted-types$/,
      );
      await expect(page.locator('pluggy-item-status')).toHaveText('Reconnect your account');
      const before = requested.length;
      const reports = await violations(page);
      await page.clock.runFor(60_000);
      expect(requested.slice(before)).toEqual([]);
      expect(await violations(page)).toEqual(reports);
      expect(ours).toHaveLength(1);
      for (const tag of templateElements) expect((await page.locator(tag).boundingBox())?.height ?? 0, tag).toBe(0);
    });
  }

  test('elements with templates show their content where the policy allows the name of Lit', async ({
    page,
    show,
    host,
  }) => {
    host.route('/items', () => ({ body: [item] }));
    await show(elements, policy(`${REQUIRED}; trusted-types lit-html`));
    for (const tag of templateElements) {
      await expect.poll(async () => (await page.locator(tag).first().boundingBox())?.height ?? 0).toBeGreaterThan(50);
    }
    expect(await violations(page)).toEqual([]);
  });

  test('a policy that only lists names, and requires nothing, stops no widget', async ({ page, show, complaints }) => {
    complaints.allow(REFUSED);
    await show(undefined, policy("trusted-types 'none'"));
    await openReady(page);
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
  });
});
