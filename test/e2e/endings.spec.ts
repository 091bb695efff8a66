import type { Frame, Page } from '@playwright/test';
import { chunkFile } from '../support/chunks.mjs';
import { connect, expect, opener, test, waitForFired } from './support/test.js';

/** The result of an open and the events of the library, in a page or in a frame. */
const openIn = (place: Page | Frame) =>
  place.evaluate(async () => {
    await customElements.whenDefined('pluggy-connect');
    const types: string[] = [];
    const names = ['open', 'ready', 'error', 'close'];
    const record = ({ type }: Event) => void types.push(type.replace('pluggy-', ''));
    for (const name of names) addEventListener(`pluggy-${name}`, record, true);
    const started = performance.now();
    const { type, error } = await document.querySelector('pluggy-connect')!.open();
    for (const name of names) removeEventListener(`pluggy-${name}`, record, true);
    const dialogs = document.querySelectorAll('dialog[data-pluggy-connect]').length;
    const { code, message, retryable } = error ?? {};
    return { types, type, code, message: message ?? '', retryable, dialogs, ms: performance.now() - started };
  });

const FAILED = { types: ['open', 'error', 'close'], type: 'error', dialogs: 0 };

test.describe('a document without an origin', () => {
  test.beforeEach(({ complaints }) => {
    // The token's route and the page's own scripts do not answer a document without an origin.
    complaints.allow(/CORS|net::ERR_FAILED|sessionStorage|sandboxed|Failed to load resource/);
  });
  test.afterEach(({ page }) => page.goto('about:blank'));

  const BLOCKED = { ...FAILED, code: 'widget-blocked', retryable: false };

  test('by the policy of the page is reported at once, with the remedy', async ({ page, show, servers }) => {
    for (const policy of ['sandbox allow-scripts', 'sandbox allow-scripts allow-forms allow-popups allow-modals']) {
      await show(connect(servers.child), { headers: { 'content-security-policy': policy } });
      const outcome = await openIn(page);
      expect(outcome).toMatchObject(BLOCKED);
      expect(outcome.message).toContain('allow-same-origin');
      expect(outcome.ms).toBeLessThan(5000);
    }
  });

  test('is reported when the open was prepared', async ({ page, show, servers }) => {
    for (const preload of ['visible', 'prerender']) {
      const headers = { 'content-security-policy': 'sandbox allow-scripts' };
      await show(connect(servers.child, `preload="${preload}"`), { headers });
      await page.locator('pluggy-connect').hover();
      expect(await openIn(page)).toMatchObject(BLOCKED);
    }
  });

  /** The page as a string, which a WebView or an attribute shows. */
  const pageText = (host: string, widgetUrl: string) =>
    `<!doctype html><html lang="en"><script type="module" src="${host}/cdn/pluggy-elements.js"></script>` +
    `<pluggy-connect token-endpoint="${host}/token" widget-url="${widgetUrl}" preload="none">Connect</pluggy-connect>`;

  for (const [what, attributes] of [
    ['a sandboxed frame with a URL', (_text: string, url: string) => ({ src: url, sandbox: 'allow-scripts' })],
    ['a sandboxed srcdoc', (text: string) => ({ srcdoc: text, sandbox: 'allow-scripts' })],
    ['a data: URL', (text: string) => ({ src: `data:text/html,${encodeURIComponent(text)}` })],
    // A document that has an origin, and no host.
    ['a blob: URL', (text: string) => ({ blob: text })],
  ] as [string, (text: string, url: string) => Record<string, string>][]) {
    test(`as ${what} is reported at once`, async ({ page, show, host, servers }) => {
      const text = pageText(host.url, servers.child);
      host.route('/framed', { headers: { 'content-type': 'text/html' }, body: text });
      await show('<h1>Outside</h1>');
      await page.evaluate(
        (given) => {
          const frame = document.createElement('iframe');
          for (const [name, value] of Object.entries(given)) frame.setAttribute(name, value);
          const { blob } = given;
          if (blob) frame.src = URL.createObjectURL(new Blob([blob], { type: 'text/html' }));
          document.body.append(frame);
        },
        attributes(text, `${host.url}/framed`),
      );
      await expect.poll(() => page.frames().length).toBe(2);
      const outcome = await openIn(page.frames()[1]!);
      expect(outcome).toMatchObject(BLOCKED);
      expect(outcome.message).toMatch(/data: URL/);
    });
  }

  test('differs from a srcdoc with the origin of its page, where the widget opens', async ({
    page,
    show,
    host,
    servers,
  }) => {
    await show('<h1>Outside</h1>');
    await page.evaluate(
      (srcdoc) => document.body.append(Object.assign(document.createElement('iframe'), { srcdoc })),
      pageText(host.url, servers.child),
    );
    await expect.poll(() => page.frames().length).toBe(2);
    const ready = page.frames()[1]!.evaluate(async () => {
      await customElements.whenDefined('pluggy-connect');
      const element = document.querySelector('pluggy-connect')!;
      const loaded = new Promise((resolve) => element.addEventListener('pluggy-ready', resolve, { once: true }));
      const outcome = element.open();
      await loaded;
      element.close();
      return (await outcome).type;
    });
    expect(await ready).toBe('cancelled');
  });
});

test('a srcdoc has the origin of its page, for paths and for the CSRF token', async ({
  page,
  show,
  host,
  complaints,
}) => {
  complaints.allow(/^Failed to render/);
  host.route('/widget', { headers: { 'content-type': 'text/html' }, body: 'A widget that does not answer' });
  await show('<h1>Outside</h1>');
  await page.evaluate(
    (srcdoc) => document.body.append(Object.assign(document.createElement('iframe'), { srcdoc })),
    `<!doctype html><html lang="en"><script type="module" src="/cdn/pluggy-elements.js"></script>
      <pluggy-connect token-endpoint="/token" csrf-token="of-the-page" widget-url="/widget" load-timeout="1000"
        preload="none">Connect</pluggy-connect>`,
  );
  await expect.poll(() => page.frames().length).toBe(2);
  expect(await openIn(page.frames()[1]!)).toMatchObject({ ...FAILED, code: 'widget-timeout' });
  expect(host.requests('/token').map(({ headers }) => headers['x-csrf-token'])).toEqual(['of-the-page']);
  expect(host.requests('/widget').length).toBe(1);
});

test('an entry without any other file names a missing file, also for an element without a provider', async ({
  page,
  show,
  complaints,
}) => {
  complaints.allow(/^Failed to load resource/);
  await page.route(/\/cdn\/(?!pluggy-elements\.js)/, (route) => route.fulfill({ status: 404 }));
  const printed = page.waitForEvent('console', (message) => message.text().startsWith('<pluggy-'));
  await show('<pluggy-error-banner code="UNEXPECTED_ERROR"></pluggy-error-banner>');
  expect((await printed).text()).toMatch(/^<pluggy-error-banner> .*\/cdn\/[\w.-]+\.js.*#widget-unavailable$/s);
  await page.goto('about:blank');
});

test.describe('a file that', () => {
  for (const chunk of ['connect-widget', 'widget.en', 'pluggy-connect-sdk']) {
    test(`never arrives ends the open at load-timeout: ${chunk}`, async ({ page, show, servers }) => {
      await page.route(`**/${chunkFile(chunk)}`, () => {});
      await show(connect(servers.child, 'preload="none" load-timeout="1500"'));
      const outcome = await openIn(page);
      expect(outcome).toMatchObject({ ...FAILED, code: 'widget-timeout' });
      expect(outcome.ms).toBeGreaterThan(1400);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });

    test(`is missing is named: ${chunk}`, async ({ page, host, show, servers, complaints }) => {
      complaints.allow(/^Failed to load resource/);
      await page.route(`**/${chunkFile(chunk)}*`, (route) => route.fulfill({ status: 404 }));
      await show(connect(servers.child));
      const outcome = await openIn(page);
      expect(outcome).toMatchObject({ ...FAILED, code: 'widget-unavailable' });
      expect(outcome.message).toContain(`${host.url}/cdn/${chunkFile(chunk)}`);
      await page.unrouteAll();
      await opener(page).click();
      await waitForFired(page, 'ready');
    });
  }

  test('never arrives ends a refused open too', async ({ page, show, servers }) => {
    await page.route(`**/${chunkFile('connect-widget')}`, () => {});
    await show(connect(servers.child, 'preload="none" load-timeout="1500"').replace('token-endpoint="/token"', ''));
    expect(await openIn(page)).toMatchObject({ ...FAILED, code: 'widget-timeout' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  const OTHER_BUILD = /[0-9a-f]{8}(?= \(the file is of another version\))/;
  for (const name of ['connect-widget', 'widget.en', 'pluggy-elements']) {
    test(`is of another build is reported as such: ${name}`, async ({ page, show, servers }) => {
      // The chunks import the entry by its name, which a query in the tag does not change.
      const script = '/cdn/pluggy-elements.js?v=1';
      await page.route(`**/${chunkFile(name)}`, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(OTHER_BUILD, '00000000');
        await route.fulfill({ response, body });
      });
      await show(connect(servers.child), { script });
      const outcome = await openIn(page);
      expect(outcome).toMatchObject({ ...FAILED, code: 'widget-unavailable' });
      expect(outcome.message).toContain('of another version');
      await page.unrouteAll();
    });
  }
});

test.describe('a pop-up window without a page of its own', () => {
  for (const [what, hasOwnScript] of [
    ['an element that was moved there', false],
    ['an element whose script was added there', true],
  ] as const) {
    test(`is reported at once by ${what}`, async ({ page, show, servers }) => {
      await show(connect(servers.child));
      const outcome = await page.evaluate(async (isOwn) => {
        const popup = open('') as Window & typeof globalThis;
        const { head, body } = popup.document;
        const moved = document.querySelector('pluggy-connect')!;
        if (isOwn) {
          const script = popup.document.createElement('script');
          const src = new URL('/cdn/pluggy-elements.js', location.href).href;
          head.append(Object.assign(script, { type: 'module', src }));
          body.innerHTML = moved.outerHTML;
          await popup.customElements.whenDefined('pluggy-connect');
        } else body.append(moved);
        const started = performance.now();
        const { type, error } = await body.querySelector('pluggy-connect')!.open();
        const ms = performance.now() - started;
        popup.close();
        return { type, code: error?.code, message: error?.message, ms };
      }, hasOwnScript);
      expect(outcome).toMatchObject({ type: 'error', code: 'widget-blocked' });
      expect(outcome.message).toContain('picture-in-picture');
      expect(outcome.ms).toBeLessThan(5000);
    });
  }
});
