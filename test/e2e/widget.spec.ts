import { chromium, type Page } from '@playwright/test';
import type { PluggyConnectElement } from '../../src/index.js';
import { chromium as chromiumPath, chromiumArgs } from '../support/browsers.mjs';
import { chunkFile } from '../support/chunks.mjs';
import {
  ALONE,
  anItem,
  bar,
  CLOSE,
  connect,
  connectAtBank,
  dialog,
  expect,
  focused,
  FRAME,
  geometry,
  waitForFired,
  opener,
  openReady,
  OPENER,
  preloaded,
  pressUntil,
  question,
  record,
  RECORD,
  sandboxToken,
  startLogin,
  test,
  recordedEvents,
  TOKEN,
  type RecordedEvent,
  types,
  widget,
  widgetCalls,
} from './support/test.js';
import { RawTab } from './support/raw-tab.js';

// Runs the real SDK with a frame of another site, which Chromium puts into another process.
test.use({ launchOptions: { executablePath: chromiumPath, args: chromiumArgs } });

const WIDTHS = [1280, 360];

/** Adds a measurement to the report, where a bound applies. */
function measured(what: string): void {
  console.log(`      ${what}`);
}

test.describe('with a strict policy', () => {
  const strict = (widgetUrl: string) => ({
    headers: {
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src ${widgetUrl}`,
    },
  });
  /** Chromium prints each violation. */
  const STYLE = /Content Security Policy directive .*style-src/;

  for (const width of WIDTHS) {
    test(`dialog, bar and frame have the same place as without a policy: ${width} px`, async ({
      page,
      show,
      servers,
      complaints,
    }) => {
      complaints.allow(STYLE);
      await page.setViewportSize({ width, height: 720 });
      await show();
      await openReady(page);
      const free = await geometry(page);
      expect(free).toEqual({
        dialog: [0, 0, width, 720],
        overlay: width === 360 ? [0, 52, 360, 668] : [440, 72, 400, 628],
        frame: width === 360 ? [0, 52, 360, 668] : [440, 72, 400, 628],
        bar: width === 360 ? [0, 0, 360, 52] : [440, 20, 400, 52],
        button: expect.arrayContaining([44]) as unknown,
        backdrop: 'rgba(18, 24, 31, 0.7)',
        seen: true,
      });
      await show(connect(servers.child), strict(servers.child));
      await opener(page).click();
      await waitForFired(page, 'ready', 2);
      expect(await geometry(page)).toEqual(free);
    });
  }

  test("a bank is connected, and the policy refuses only the SDK's own style", async ({
    page,
    show,
    host,
    servers,
    complaints,
  }) => {
    complaints.allow(STYLE);
    await page.addInitScript(() => {
      if (top !== window) return;
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sourceFile }) => {
        ((window as { refused?: string[] }).refused ??= []).push(`${effectiveDirective} ${sourceFile}`);
      });
    });
    await show(connect(servers.sandbox, 'include-sandbox'), strict(servers.sandbox));
    host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
    await opener(page).click();
    await connectAtBank(await widget(page, servers.sandbox));
    expect((await waitForFired(page, 'close')).outcome).toBe('success');
    const refused = await page.evaluate(() => (window as { refused?: string[] }).refused ?? []);
    expect(refused.length).toBeGreaterThan(0);
    const sdk = `${host.url}/cdn/${chunkFile('pluggy-connect-sdk')}`;
    expect(refused.filter((text) => !/^style-src-(elem|attr) /.test(text) || !text.endsWith(sdk))).toEqual([]);
  });

  test(
    'that blocks the frame is reported within a second, with the missing directive',
    ALONE,
    async ({ page, show, servers, complaints }) => {
      complaints.allow(/frame-src/);
      await show(connect(servers.child, ''), { headers: { 'content-security-policy': "frame-src 'self'" } });
      await preloaded(page);
      await opener(page).click();
      const error = await waitForFired(page, 'error');
      const [open] = await recordedEvents(page);
      measured(`blocked: reported after ${Math.round(error.at - open!.at)} ms`);
      expect(error.at - open!.at).toBeLessThan(1000);
      expect(error).toMatchObject({ code: 'widget-blocked', retryable: false });
      expect(error.message).toContain(`Add "frame-src ${servers.child}" to it.`);
      expect((await waitForFired(page, 'close')).outcome).toBe('error');
      await expect(page.getByRole('alert')).toHaveText(/couldn’t open the connection/);
      await expect(dialog(page)).toHaveCount(0);
    },
  );

  test('that only reports causes no error', async ({ page, show, complaints }) => {
    complaints.allow(/Content Security Policy/);
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective }) => {
        ((window as { reported?: string[] }).reported ??= []).push(`${disposition} ${effectiveDirective}`);
      });
    });
    await show(undefined, { headers: { 'content-security-policy-report-only': "frame-src 'none'" } });
    await openReady(page);
    expect(await page.evaluate(() => (window as { reported?: string[] }).reported)).toContain('report frame-src');
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
    expect(await types(page)).toEqual(['open', 'ready', 'close']);
  });
});

test.describe('offline', ALONE, () => {
  const LOADING = /Failed to load resource|ERR_INTERNET_DISCONNECTED/;

  for (const preload of ['none', 'intent']) {
    test(`before the click is reported within a second (preload ${preload})`, async ({
      page,
      context,
      show,
      servers,
      complaints,
    }) => {
      complaints.allow(LOADING);
      await show(connect(servers.child, `preload="${preload}"`));
      if (preload === 'intent') await preloaded(page);
      await context.setOffline(true);
      await opener(page).click();
      const error = await waitForFired(page, 'error');
      const [open] = await recordedEvents(page);
      measured(`offline: reported after ${Math.round(error.at - open!.at)} ms`);
      expect(error.code).toBe('offline');
      expect(error.at - open!.at).toBeLessThan(1000);
      expect((await waitForFired(page, 'close')).outcome).toBe('error');
      await expect(page.getByRole('alert')).not.toBeEmpty();

      await context.setOffline(false);
      await opener(page).click();
      await waitForFired(page, 'ready');
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
  }

  test('between token and frame is reported within a second', async ({ page, context, show, complaints }) => {
    complaints.allow(LOADING);
    await show();
    const sdk = page.waitForEvent('requestfinished', (request) => request.url().includes('pluggy-connect-sdk'));
    let since = 0;
    await page.exposeFunction('goOffline', async () => {
      await sdk;
      await context.setOffline(true);
      since = await page.evaluate(() => performance.now());
    });
    await page.evaluate((token) => {
      document.querySelector('pluggy-connect')!.tokenSource = async () => {
        await (window as unknown as { goOffline(): Promise<void> }).goOffline();
        return token;
      };
    }, TOKEN);
    await opener(page).click();
    const error = await waitForFired(page, 'error');
    measured(`offline: reported after ${Math.round(error.at - since)} ms`);
    expect(error.code).toBe('offline');
    expect(error.at - since).toBeLessThan(1000);
    await expect(page.getByRole('alert')).toHaveText(
      'You seem to be offline. Check your internet connection and try again.',
    );
  });

  test('after the widget has answered loses nothing', async ({ page, context, show }) => {
    await show();
    await openReady(page);
    await context.setOffline(true);
    await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false);
    await context.setOffline(false);
    await widgetCalls(page, 'onSuccessProp', { item: anItem() });
    await waitForFired(page, 'success');
    await bar(page, 'Close').click();
    expect((await waitForFired(page, 'close')).outcome).toBe('success');
  });
});

test.describe('with the keyboard alone', () => {
  for (const key of ['Enter', 'Space']) {
    test(`${key} opens the widget, and the focus goes in, around and back`, async ({ page, show, servers }) => {
      await show();
      await pressUntil(page, 'Tab', OPENER);
      await page.keyboard.press(key);
      await waitForFired(page, 'ready');
      await expect.poll(() => focused(page)).toBe(FRAME);
      const inside = await widget(page, servers.child);
      await page.keyboard.press('Tab');
      await expect(inside.getByRole('button')).toBeFocused();
      // Go around twice in both directions: the focus never reaches the page behind.
      for (const around of ['Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
        const places = [...(await pressUntil(page, around, CLOSE)), ...(await pressUntil(page, around, FRAME))];
        expect(places.filter((on) => on !== FRAME && on !== CLOSE && on !== 'body')).toEqual([]);
      }
      await pressUntil(page, 'Tab', CLOSE);
      await page.keyboard.press(key);
      expect((await waitForFired(page, 'close')).outcome).toBe('cancelled');
      await expect(opener(page)).toBeFocused();
      expect(await types(page)).toEqual(['open', 'ready', 'close']);
    });
  }

  test('Escape closes the loading widget, and the focus returns', async ({ page, show, servers }) => {
    await show(connect(servers.hanging));
    await pressUntil(page, 'Tab', OPENER);
    await page.keyboard.press('Enter');
    await expect(bar(page, 'Close')).toBeFocused();
    await expect(dialog(page).locator('iframe').first()).toBeAttached();
    await page.keyboard.press('Escape');
    expect((await waitForFired(page, 'close')).outcome).toBe('cancelled');
    await expect(opener(page)).toBeFocused();
    await expect(dialog(page)).toHaveCount(0);
  });

  test('Escape closes the widget before the token arrives', async ({ page, show, host }) => {
    await show();
    host.route('/token', () => undefined);
    await pressUntil(page, 'Tab', OPENER);
    await page.keyboard.press('Enter');
    await expect(bar(page, 'Close')).toBeFocused();
    await page.keyboard.press('Escape');
    expect((await waitForFired(page, 'close')).outcome).toBe('cancelled');
    await expect(opener(page)).toBeFocused();
  });

  for (const [what, press] of [
    ['ten times in a row', (page: Page) => page.keyboard.press('Escape')],
    ['held down', (page: Page) => page.keyboard.down('Escape')],
  ] as const) {
    test(`Escape ${what} loses no login`, async ({ page, show }) => {
      await show();
      await pressUntil(page, 'Tab', OPENER);
      await page.keyboard.press('Enter');
      await waitForFired(page, 'ready');
      await startLogin(page);
      await pressUntil(page, 'Tab', CLOSE);
      for (let presses = 0; presses < (what === 'held down' ? 40 : 10); presses++) {
        await press(page);
      }
      await page.keyboard.up('Escape');
      await expect(dialog(page)).toHaveJSProperty('open', true);
      expect(await types(page)).not.toContain('close');
      await widgetCalls(page, 'onSuccessProp', { item: anItem() });
      await waitForFired(page, 'success');
      await widgetCalls(page, 'close');
      expect((await waitForFired(page, 'close')).outcome).toBe('success');
      await expect(opener(page)).toBeFocused();
    });
  }

  test('the question before leaving can be answered with stay and with leave', async ({ page, show }) => {
    await show();
    await pressUntil(page, 'Tab', OPENER);
    await page.keyboard.press('Enter');
    await waitForFired(page, 'ready');
    await startLogin(page);
    await pressUntil(page, 'Tab', CLOSE);
    await page.keyboard.press('Enter');
    const stay = question(page).getByRole('button', { name: 'Keep going' });
    await expect(stay).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(question(page)).toHaveCount(0);
    await expect(bar(page, 'Close')).toBeFocused();

    await page.keyboard.press('Escape');
    await expect(stay).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(question(page)).toHaveCount(0);
    await expect(dialog(page)).toHaveJSProperty('open', true);

    await bar(page, 'Close').press('Enter');
    await page.keyboard.press('Tab');
    await expect(question(page).getByRole('button', { name: 'Leave', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    expect((await waitForFired(page, 'close')).outcome).toBe('pending');
    await expect(opener(page)).toBeFocused();
  });

  test('a widget that crashed can be left', async ({ browser, host, servers }) => {
    host.reset();
    host.route('/token', { body: { accessToken: TOKEN } });
    const tab = await RawTab.open(browser, host.page(connect(servers.child)), record);
    const modal = "document.querySelector('dialog[data-pluggy-connect]')";
    const onBar = `${modal}?.lastElementChild.shadowRoot.activeElement?.textContent ?? ''`;
    const tabTo = (expression: string, wanted: string) =>
      expect(async () => {
        await tab.press('Tab');
        expect(await tab.value(expression)).toBe(wanted);
      }).toPass({ timeout: 15_000, intervals: [50] });
    const firedTypes = async () =>
      (JSON.parse((await tab.value<string>(`sessionStorage['${RECORD}']`)) ?? '[]') as RecordedEvent[]).map(
        ({ type }) => type,
      );

    await tabTo('document.activeElement.localName', 'pluggy-connect');
    await tab.press('Enter');
    await expect.poll(firedTypes).toEqual(['open', 'ready']);
    const login = { widget: 'onEventProp', args: [{ event: 'SUBMITTED_LOGIN', timestamp: 1 }] };
    await tab.value(
      `${modal}.querySelector('iframe:not([inert])').contentWindow.postMessage(${JSON.stringify(login)}, '*')`,
    );
    await expect.poll(firedTypes).toEqual(['open', 'ready', 'progress']);
    expect(await tab.value('document.activeElement.localName')).toBe('iframe');
    await tab.crashFrame(servers.child);

    await tabTo(onBar, 'Close');
    await tab.press('Enter');
    await expect.poll(() => tab.value(onBar)).toBe('Keep going');
    await tabTo(onBar, 'Leave');
    await tab.press('Enter');
    await expect.poll(firedTypes).toEqual(['open', 'ready', 'progress', 'close']);
    expect(await tab.value("document.querySelectorAll('dialog').length")).toBe(0);
    expect(await tab.value('document.activeElement.localName')).toBe('pluggy-connect');
    await tab.close();
  });

  test('a widget that navigated elsewhere can be left', async ({ page, show, servers }) => {
    await show();
    await pressUntil(page, 'Tab', OPENER);
    await page.keyboard.press('Enter');
    await waitForFired(page, 'ready');
    const inside = await widget(page, servers.child);
    await Promise.all([inside.waitForURL('about:blank'), widgetCalls(page, 'leave')]);
    await pressUntil(page, 'Tab', CLOSE);
    await page.keyboard.press('Enter');
    expect((await waitForFired(page, 'close')).outcome).toBe('cancelled');
    await expect(opener(page)).toBeFocused();
    expect(await types(page)).toEqual(['open', 'ready', 'close']);
  });
});

test.describe('the page behind', () => {
  const tall = (widgetUrl: string) => `${connect(widgetUrl)}
    <p id="end" style="margin: 0 auto; inline-size: 300px">${'A long page. '.repeat(2000)}</p>
    <div id="fixed" style="position: fixed; inset-block-end: 0; inset-inline-end: 0">Help</div>`;

  test('does not scroll by wheel or keys, and scrolls again afterwards', async ({ page, show, servers }) => {
    await show(tall(servers.child));
    const top = () => page.evaluate(() => document.documentElement.scrollTop);
    // As many frames as the browser needs for one turn of the wheel, which the first turn shows.
    let frames = 0;
    const turn = async () => {
      await page.evaluate(() => {
        const wheel = new Promise((resolve) => addEventListener('wheel', resolve, { once: true, passive: true }));
        Object.assign(window, { wheel });
      });
      await page.mouse.wheel(0, 100);
      await page.evaluate(() => (window as unknown as { wheel: Promise<unknown> }).wheel);
    };
    await page.mouse.move(20, 20);
    await turn();
    await expect.poll(top).toBe(100);
    frames = 30;
    const settle = () =>
      page.evaluate(async (frames) => {
        for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
      }, frames);

    await opener(page).evaluate((button: HTMLElement) => button.click());
    await waitForFired(page, 'ready');
    // On the library's bar, and on the dialog beside the frame.
    for (const [x, y] of [
      [20, 20],
      [20, 400],
    ] as const) {
      await page.mouse.move(x, y);
      await turn();
      await settle();
      expect(await top()).toBe(100);
    }
    await bar(page, 'Close').focus();
    for (const key of ['PageDown', 'End', 'ArrowDown', 'Space']) {
      if (key === 'Space') await dialog(page).evaluate((modal) => modal.focus());
      await page.keyboard.press(key);
      await settle();
      expect(await top()).toBe(100);
    }
    await page.evaluate(() => document.querySelector('pluggy-connect')!.close());
    await waitForFired(page, 'close');
    await turn();
    await expect.poll(top).toBe(200);
  });

  test('does not shift where scrollbars take space', async ({ host, servers }) => {
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: chromiumArgs,
      ignoreDefaultArgs: ['--hide-scrollbars'],
    });
    const page = await browser.newPage();
    host.reset();
    host.route('/token', { body: { accessToken: TOKEN } });
    const boxes = () =>
      page.evaluate(() =>
        ['h1', 'pluggy-connect', '#end', '#fixed', 'body'].map((selector) => {
          const { x, y, width, height } = document.querySelector(selector)!.getBoundingClientRect();
          return [selector, x, y, width, height];
        }),
      );
    for (const html of [
      'lang="en"',
      'lang="en" style="overflow-y: scroll"',
      'lang="en" style="scrollbar-gutter: stable both-edges"',
      'lang="en" dir="rtl"',
    ]) {
      await page.goto(host.page(tall(servers.child), { html }));
      await page.locator('pluggy-connect:not(:defined)').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => innerWidth - document.documentElement.clientWidth)).toBeGreaterThan(5);
      const before = await boxes();
      await opener(page).click();
      expect(await boxes(), 'while it loads').toEqual(before);
      await expect(bar(page, 'Close')).toBeVisible();
      expect(await boxes(), 'while it is open').toEqual(before);
      await bar(page, 'Close').click();
      await expect(dialog(page)).toHaveCount(0);
      expect(await boxes(), 'afterwards').toEqual(before);
    }
    await browser.close();
  });

  for (const style of [
    '',
    'overflow: scroll; color: red;',
    'overflow-y: scroll;',
    'overflow-x: clip; overflow-y: auto !important;',
    'scrollbar-gutter: stable both-edges; overflow: auto !important;',
  ]) {
    test(`keeps its root's own style all the time: ${style || 'none'}`, async ({ page, show, servers }) => {
      await show(tall(servers.child), { html: `lang="en" class="own"${style && ` style="${style}"`}` });
      const read = () =>
        page.evaluate(() => {
          const root = document.documentElement;
          const names = ['overflow-x', 'overflow-y', 'scrollbar-gutter', 'color'];
          const ownStyles = names.map((name) => [
            root.style.getPropertyValue(name),
            root.style.getPropertyPriority(name),
          ]);
          return {
            ownStyles,
            has: root.hasAttribute('style'),
            class: root.className,
            body: document.body.outerHTML.slice(0, 20),
          };
        });
      const before = await read();
      for (let times = 1; times <= 2; times++) {
        await opener(page).click();
        await waitForFired(page, 'ready', times);
        expect(await read(), 'while the widget is open').toEqual(before);
        // An important declaration of the page's own root wins over every rule.
        const wanted = style.includes('!important') ? 'auto' : 'hidden';
        expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflowY)).toBe(wanted);
        await bar(page, 'Close').click();
        await waitForFired(page, 'close', times);
        expect(await read()).toEqual(before);
      }
    });
  }
});

test.describe('a page that is left', () => {
  for (const [what, when] of [
    ['in the middle of a login', 'login'],
    ['while the widget loads', 'loading'],
    ['before the code of the widget is there', 'code'],
  ] as const) {
    test(`${what} closes the session once, and the page works when it comes back`, async ({
      page,
      host,
      show,
      servers,
    }) => {
      const other = host.page('<h1>Elsewhere</h1>');
      await page.goto(other);
      let release = () => {};
      if (when === 'code') {
        const heldRequest = new Promise<void>((resolve) => (release = resolve));
        await page.route(`**/${chunkFile('connect-widget')}`, async (route) => {
          await heldRequest;
          await route.continue().catch(() => {});
        });
      }
      await show(connect(when === 'loading' ? servers.hanging : servers.child));
      const { pathname } = new URL(page.url());
      host.route('/elsewhere', { headers: { 'content-type': 'text/html' }, body: '<h1>Elsewhere</h1>' });
      await opener(page).click();
      await expect(dialog(page)).toBeVisible();
      if (when === 'login') {
        await waitForFired(page, 'ready');
        await startLogin(page);
      }
      if (when === 'loading') await expect(dialog(page).locator('iframe').first()).toBeAttached();
      if (when === 'code') await page.evaluate(() => location.assign('/elsewhere'));
      else await page.goBack();
      await page.waitForURL((url) => url.pathname !== pathname);
      const gone = await recordedEvents(page);
      expect(gone.map(({ type }) => type)).toEqual(
        when === 'login' ? ['open', 'ready', 'progress', 'close'] : ['open', 'close'],
      );
      // A login that was sent can end after the page is left.
      expect(gone.at(-1)!.outcome).toBe(when === 'login' ? 'pending' : 'cancelled');

      release();
      await page.unrouteAll({ behavior: 'wait' });
      if (when === 'code') await page.goBack();
      else await page.goForward();
      await page.waitForURL((url) => url.pathname === pathname);
      await expect(dialog(page)).toHaveCount(0);
      await opener(page).click();
      if (when !== 'loading') await waitForFired(page, 'ready', gone.filter(({ type }) => type === 'ready').length + 1);
      await bar(page, 'Close').click();
      await waitForFired(page, 'close', 2);
    });
  }
});

for (const place of ['in the dialog', 'in the page'])
  test(
    `opening and closing 150 times ${place} leaves nothing behind`,
    ALONE,
    async ({ page, context, show, servers }) => {
      test.setTimeout(180_000);
      const isInline = place === 'in the page';
      await show(connect(servers.child, isInline ? 'inline preload="none"' : undefined));
      if (isInline) {
        await waitForFired(page, 'ready');
        await page.locator('pluggy-connect').evaluate((element: PluggyConnectElement) => element.close());
        await waitForFired(page, 'close');
      }
      const devtools = await context.newCDPSession(page);
      const listeners = async () => {
        const counts: Record<string, number> = {};
        for (const target of ['window', 'document', 'document.documentElement', 'document.body']) {
          const { result } = await devtools.send('Runtime.evaluate', { expression: target });
          const { listeners } = await devtools.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
          counts[target] = listeners.length;
          await devtools.send('Runtime.releaseObject', { objectId: result.objectId! });
        }
        return counts;
      };
      const left = async () => ({
        listeners: await listeners(),
        page: await page.evaluate(() => ({
          tags: document.querySelectorAll('iframe, dialog, style, div, slot').length,
          sheets: document.adoptedStyleSheets.length,
          body: document.body.className,
          root: document.documentElement.getAttribute('style'),
          frames: window.length,
        })),
      });
      const memory = async () => {
        for (let round = 0; round < 3; round++) await devtools.send('HeapProfiler.collectGarbage');
        const { nodes, documents, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
        const { usedSize } = await devtools.send('Runtime.getHeapUsage');
        return { nodes, documents, jsEventListeners, heap: usedSize };
      };
      /** The SDK's polling holds the last widgets for another 3 s: wait until a longer pause frees nothing more. */
      const settledMemory = async () => {
        let now = { ...(await memory()), heap: Infinity };
        const freed = async () => {
          const before = now;
          now = await memory();
          return before.heap - now.heap;
        };
        await expect.poll(freed, { intervals: [4000], timeout: 60_000 }).toBeLessThan(1000);
        return now;
      };
      // Runs within the page, because objects that a test runner leaves in the page with each call do not count.
      const cycles = (from: number, to: number) =>
        page.evaluate(
          async ([from, to, item, isInline]) => {
            const element = document.querySelector('pluggy-connect')!;
            const modal = () =>
              document.querySelector<HTMLDialogElement>('[data-pluggy-connect],[data-pluggy-inline]')!;
            const root = () => modal().lastElementChild!.shadowRoot!;
            const next = (type: string) => new Promise((resolve) => addEventListener(type, resolve, { once: true }));
            const callWidget = (widget: string, ...args: unknown[]) =>
              modal()
                .querySelector<HTMLIFrameElement>('iframe:not([inert])')!
                .contentWindow!.postMessage({ widget, args }, '*');
            const inlineEnds = [
              () => element.close(),
              () => callWidget('close'),
              async () => {
                const success = next('pluggy-success');
                callWidget('onSuccessProp', { item });
                await success;
                callWidget('close');
              },
              () => element.parentElement!.append(element),
              () => (element.textContent = 'Connect'),
            ];
            const dialogEnds = [
              () => root().querySelector('button')!.click(),
              () => callWidget('close'),
              () => element.close(),
              () => (modal() as unknown as { requestClose(): void }).requestClose(),
              async () => {
                const success = next('pluggy-success');
                callWidget('onSuccessProp', { item });
                await success;
                callWidget('close');
              },
              async () => {
                const progress = next('pluggy-progress');
                callWidget('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
                await progress;
                root().querySelector('button')!.click();
                root().querySelector<HTMLButtonElement>('dialog button:last-child')!.click();
              },
            ];
            const leaveBy = isInline ? inlineEnds : dialogEnds;
            for (let cycle = from; cycle <= to; cycle++) {
              // Each seventh open is cancelled before the token arrives.
              const early = cycle % 7 === 0;
              const ready = early || next('pluggy-ready');
              const close = next('pluggy-close');
              element.shadowRoot!.querySelector('button')!.click();
              if (early && isInline) element.close();
              else if (early) root().querySelector('button')!.click();
              else {
                await ready;
                await Promise.resolve(leaveBy[cycle % leaveBy.length]!());
              }
              await close;
              sessionStorage.clear();
            }
          },
          [from, to, anItem(), isInline] as const,
        );

      // Modules that the first opens load stay.
      await cycles(1, 20);
      const rounds = [{ left: await left(), memory: await settledMemory() }];
      for (const round of [0, 1, 2]) {
        await cycles(21 + 50 * round, 70 + 50 * round);
        rounds.push({ left: await left(), memory: await settledMemory() });
      }

      for (const round of rounds.slice(1)) expect(round.left).toEqual(rounds[0]!.left);
      /** The smallest of the three rounds: a leak is in each, code that the engine compiles meanwhile is not. */
      const each = (name: keyof (typeof rounds)[0]['memory']) =>
        Math.min(...rounds.slice(1).map(({ memory }, index) => (memory[name] - rounds[index]!.memory[name]) / 50));
      measured(`each of 50 cycles leaves ${Math.round(each('heap'))} bytes of heap and ${each('nodes')} nodes`);
      measured(`listeners ${each('jsEventListeners')}, documents ${each('documents')}`);
      expect(each('heap')).toBeLessThanOrEqual(3000);
      expect(each('nodes')).toBeLessThanOrEqual(1);
      expect(each('documents')).toBe(0);
      expect(each('jsEventListeners')).toBeLessThanOrEqual(0.1);
    },
  );
