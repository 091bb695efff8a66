import type { Page } from '@playwright/test';
import {
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

  test('a policy that only lists names, and requires nothing, stops no widget', async ({ page, show, complaints }) => {
    complaints.allow(REFUSED);
    await show(undefined, policy("trusted-types 'none'"));
    await openReady(page);
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
  });
});
