import type { Page } from '@playwright/test';
import type { PluggyConnectElement } from '../../src/index.js';
import {
  anItem,
  bar,
  connect,
  connectAtBank,
  expect,
  waitForFired,
  openReady,
  opener,
  recordedEvents,
  sandboxToken,
  test,
  types,
  widget,
} from './support/test.js';

const REQUIRED = "require-trusted-types-for 'script'";
const policy = (text: string) => ({ headers: { 'content-security-policy': text } });

/** Reports of the browser about Trusted Types, which a page without the names receives. */
const REFUSED = /TrustedTypePolicy|Trusted ?Types?|TrustedHTML/i;

const inline = (widgetUrl: string) =>
  `<main><h1>Accounts</h1><pluggy-connect inline token-endpoint="/token" include-sandbox widget-url="${widgetUrl}"></pluggy-connect></main>`;
const again = (page: Page) => page.getByRole('button', { name: 'Connect again' });
const box = (page: Page) => page.locator('[data-pluggy-inline]');

/** Checks that an inline widget has ended with an error, its sentence, and the button in its place. */
async function expectEnded(page: Page) {
  expect((await waitForFired(page, 'close')).outcome).toBe('error');
  await expect(again(page)).toBeVisible();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await expect(box(page)).toHaveCount(0);
}

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

  test('an inline widget connects a bank, and the browser reports nothing', async ({ page, show, host, servers }) => {
    host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
    await show(inline(servers.sandbox), policy(`${REQUIRED}; trusted-types lit-html pluggy-elements`));
    await connectAtBank(await widget(page, servers.sandbox));
    expect((await waitForFired(page, 'close')).outcome).toBe('success');
    await again(page).click();
    await waitForFired(page, 'ready', 2);
    expect(await violations(page)).toEqual([]);
  });

  for (const names of ["trusted-types 'none'", 'trusted-types lit-html', 'trusted-types other']) {
    test(`an inline widget ends with the same error when a name is missing: ${names}`, async ({
      page,
      show,
      servers,
      complaints,
    }) => {
      complaints.allow(REFUSED);
      await show(inline(servers.child), policy(`${REQUIRED}; ${names}`));
      const error = await waitForFired(page, 'error');
      expect(error).toMatchObject({ code: 'widget-blocked', retryable: false });
      expect(error.message).toContain('"trusted-types lit-html pluggy-elements"');
      await expectEnded(page);
    });

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

  test('the error names the remedy when a script of the page has taken the name of the policy', async ({
    page,
    show,
    complaints,
  }) => {
    complaints.allow(REFUSED);
    const head = `<script>trustedTypes.createPolicy('pluggy-elements', {});</script>`;
    await show(undefined, { ...policy(`${REQUIRED}; trusted-types lit-html pluggy-elements`), head });
    await opener(page).click();
    const error = await waitForFired(page, 'error');
    expect(error).toMatchObject({ code: 'widget-blocked', retryable: false });
    expect(error.message).toContain("'allow-duplicates'");
  });

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

test.describe('with Cross-Origin-Embedder-Policy', () => {
  const embedder = (value: string) => ({ headers: { 'cross-origin-embedder-policy': value } });
  /** The browser's line about a document that it does not show. */
  const BLOCKED = /ERR_BLOCKED_BY_RESPONSE/;
  const areCredentialless = (page: Page) =>
    page.evaluate(() => {
      const frames = document.querySelectorAll('dialog[data-pluggy-connect] iframe:not([inert])');
      return [...frames].map((frame) => (frame as { credentialless?: boolean }).credentialless);
    });

  const headers: Record<string, Record<string, string>> = {
    'require-corp': embedder('require-corp').headers,
    credentialless: embedder('credentialless').headers,
    'an isolated page': { ...embedder('require-corp').headers, 'cross-origin-opener-policy': 'same-origin' },
  };
  for (const [name, sent] of Object.entries(headers)) {
    test(`the widget loads in a frame without stored logins: ${name}`, async ({ page, show, servers, complaints }) => {
      complaints.allow(BLOCKED);
      await show(connect(servers.child), { headers: sent });
      const requests: string[] = [];
      page.on('request', (request) => {
        if (request.url().startsWith(servers.child) && request.isNavigationRequest()) requests.push(request.url());
      });
      await openReady(page);
      expect(await areCredentialless(page)).toEqual([true]);
      expect(requests.length).toBe(2);
      // From then on, the first frame is the right one.
      await bar(page, 'Close').click();
      await waitForFired(page, 'close');
      await openReady(page);
      expect(await areCredentialless(page)).toEqual([true]);
      expect(requests.length).toBe(3);
      await bar(page, 'Close').click();
      await waitForFired(page, 'close', 2);
      expect(await types(page)).toEqual(['open', 'ready', 'close', 'open', 'ready', 'close']);
    });
  }

  for (const [name, sent] of Object.entries(headers)) {
    test(`an inline widget loads in such a frame: ${name}`, async ({ page, show, servers, complaints }) => {
      complaints.allow(BLOCKED);
      await show(inline(servers.child), { headers: sent });
      await waitForFired(page, 'ready');
      const frame = box(page).locator('iframe:not([inert])');
      await expect(frame).toHaveCount(1);
      expect(await frame.evaluate((node) => (node as { credentialless?: boolean }).credentialless)).toBe(true);
      const [place, filled] = [await page.locator('pluggy-connect').boundingBox(), await frame.boundingBox()];
      expect(filled).toEqual(place);
      await page.locator('pluggy-connect').evaluate((element: PluggyConnectElement) => element.close());
      await waitForFired(page, 'close');
      await again(page).click();
      await waitForFired(page, 'ready', 2);
      await expect(frame).toBeFocused();
    });
  }

  /** Expects that the widget of a button, which `open` opens, is blocked where a browser lacks such frames. */
  async function expectBlocked(page: Page, open: () => Promise<unknown>) {
    await page.addInitScript(() => Reflect.deleteProperty(HTMLIFrameElement.prototype, 'credentialless'));
    await open();
    const error = await waitForFired(page, 'error');
    expect(error).toMatchObject({ code: 'widget-blocked', retryable: false });
    expect(error.message).toContain('Cross-Origin-Embedder-Policy');
    return error;
  }

  test('an inline widget names the header in a browser without such frames', async ({
    page,
    show,
    servers,
    complaints,
  }) => {
    complaints.allow(BLOCKED);
    await expectBlocked(page, () => show(inline(servers.child), embedder('require-corp')));
    await expectEnded(page);
  });

  test('a bank is connected in such a frame', async ({ page, show, host, servers, complaints }) => {
    complaints.allow(BLOCKED);
    await show(connect(servers.sandbox, 'include-sandbox'), embedder('require-corp'));
    host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
    await openReady(page);
    await connectAtBank(await widget(page, servers.sandbox));
    expect((await waitForFired(page, 'close')).outcome).toBe('success');
  });

  test('a policy that only reports changes nothing', async ({ page, show, servers }) => {
    await show(connect(servers.child), { headers: { 'cross-origin-embedder-policy-report-only': 'require-corp' } });
    await openReady(page);
    expect(await areCredentialless(page)).toEqual([false]);
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
  });

  test('widget-blocked names the header in a browser without such frames', async ({
    page,
    show,
    servers,
    complaints,
  }) => {
    complaints.allow(BLOCKED);
    const error = await expectBlocked(page, async () => {
      await show(connect(servers.child), embedder('require-corp'));
      await opener(page).click();
    });
    const [opened] = await recordedEvents(page);
    expect(error.at - opened!.at).toBeLessThan(10_000);
    expect((await waitForFired(page, 'close')).outcome).toBe('error');
  });
});
