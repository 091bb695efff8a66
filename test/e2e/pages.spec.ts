import type { Locator, Page } from '@playwright/test';
import { chunkFile } from '../support/chunks.mjs';
import { bundleSdk } from '../support/servers.mjs';
import {
  anItem,
  bar,
  CLOSE,
  connect,
  dialog,
  expect,
  expectAccessible,
  expectContrast,
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
  sandboxToken,
  shoot,
  startLogin,
  test,
  TOKEN,
  types,
  widget,
  widgetCalls,
} from './support/test.js';

const WIDTHS = [1280, 360];

/**
 * A focus trap like those of focus-trap and Radix: a press or a focus "outside" closes the modal, or moves the focus
 * back inside.
 */
const TRAP = `
  const modal = document.querySelector('[role=dialog]');
  const noticed = (window.noticed = []);
  for (const type of ['pointerdown', 'mousedown', 'touchstart', 'click', 'focusin', 'keydown']) {
    document.addEventListener(type, (event) => {
      if (modal.contains(event.target)) return;
      noticed.push(type);
      if (type === 'focusin') modal.querySelector('button').focus();
      else modal.remove();
    });
  }
  document.addEventListener('keydown', (event) => event.key === 'Escape' && modal.remove());
  modal.querySelector('button').focus();`;

test.describe('in pages of all kinds', () => {
  const HOSTILE = `
    * { margin: 7px; padding: 7px; letter-spacing: 2px; box-sizing: border-box; transition: all 9s; float: left; }
    *, ::before { transform: translateX(30px); opacity: 0.5; }
    dialog { inline-size: 10px; max-inline-size: 10px; block-size: 10px; transform: rotate(45deg); border: 9px solid red; display: none !important; }
    dialog::backdrop { background: yellow; }
    dialog[open] { inset: auto; margin: auto; position: static !important; z-index: -1; }
    button { display: none !important; }
    pluggy-connect { display: inline-block !important; }
    iframe { max-width: 10px; max-height: 10px; border: 9px solid red; display: none; filter: blur(9px); visibility: hidden; }
    div { display: none; position: static; max-inline-size: 10px; overflow: hidden; }
    html { filter: none; font-size: 40px; }
  `;

  for (const width of WIDTHS) {
    test(`the page's own CSS does not reach the dialog: ${width} px`, async ({ page, show, servers }) => {
      await page.setViewportSize({ width, height: 720 });
      await show();
      await openReady(page);
      const free = await geometry(page);
      await show(connect(servers.child), { head: `<style>${HOSTILE}</style>` });
      await opener(page).evaluate((button: HTMLElement) => button.click());
      await waitForFired(page, 'ready', 2);
      expect(await geometry(page)).toEqual(free);
      await shoot(page, 'hostile');
      await bar(page, 'Close').click();
      await waitForFired(page, 'close', 2);
    });
  }

  const DARK = 'lang="en" style="color-scheme: dark"';
  /** Appearances of one page. Each group has its pages opened once, in the first appearance. */
  interface Appearance {
    name: string;
    media?: Parameters<Page['emulateMedia']>[0];
    width?: number;
    axe?: (page: Page) => Promise<void>;
  }
  const GROUPS: { html: string; appearances: Appearance[] }[] = [
    {
      html: 'lang="en"',
      appearances: [
        { name: 'light', axe: expectAccessible },
        { name: 'light-360', width: 360, axe: expectAccessible },
        { name: 'reduced-motion', media: { reducedMotion: 'reduce' } },
        { name: 'zoom-200', width: 640 },
        { name: 'zoom-400', width: 320 },
      ],
    },
    {
      html: DARK,
      appearances: [
        { name: 'dark', media: { colorScheme: 'dark' }, axe: expectContrast },
        { name: 'dark-360', media: { colorScheme: 'dark' }, width: 360, axe: expectContrast },
      ],
    },
    {
      html: 'lang="en"',
      appearances: [
        { name: 'forced-colours', media: { forcedColors: 'active' } },
        { name: 'forced-colours-dark', media: { forcedColors: 'active', colorScheme: 'dark' } },
      ],
    },
    { html: 'lang="en" dir="rtl"', appearances: [{ name: 'rtl' }, { name: 'rtl-360', width: 360 }] },
    { html: 'lang="pt-BR"', appearances: [{ name: 'pt', width: 360 }] },
  ];

  for (const { html, appearances } of GROUPS) {
    const names = appearances.map(({ name }) => name).join(', ');
    test(`everything is readable and clickable: ${names}`, async ({ page, show, host, servers, complaints }) => {
      const { close, question, leave } = html.includes('pt-BR')
        ? { close: 'Fechar', question: 'Sair agora?', leave: 'Sair' }
        : { close: 'Close', question: 'Leave now?', leave: 'Leave' };
      async function appear({ name, media, width = 1280 }: Appearance): Promise<void> {
        await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null, ...media });
        // The browser's zoom leaves fewer CSS pixels.
        await page.setViewportSize({ width, height: name.startsWith('zoom') ? (720 * width) / 1280 : 720 });
      }
      async function seen(locator: Locator): Promise<void> {
        await expect(locator).toBeVisible();
        const { x, y, width: inline, height } = (await locator.boundingBox())!;
        const { width } = page.viewportSize()!;
        expect([x >= 0, y >= 0, x + inline <= width, Math.round(height) >= 44], `${String(locator)} ${height}`).toEqual(
          [true, true, true, true],
        );
        // Both corners receive clicks, not only the middle.
        for (const position of [
          { x: 5, y: 5 },
          { x: inline - 5, y: height - 5 },
        ]) {
          await locator.click({ trial: true, position });
        }
      }
      /** Checks one state of the page in every appearance, and goes back to the first. */
      async function inEach(state: string, check: () => Promise<void>): Promise<void> {
        for (const appearance of appearances) {
          await appear(appearance);
          await check();
          await appearance.axe?.(page);
          await shoot(page, `${appearance.name}-${state}`);
        }
        await appear(appearances[0]!);
      }

      complaints.allow(/status of 401/);
      // Axe assumes a white page where the page has no background.
      const head = '<style>body { background: Canvas; color: CanvasText } a { color: LinkText }</style>';
      await appear(appearances[0]!);
      await show(connect(servers.hanging), { html, head });
      await inEach('1-page', () => seen(opener(page)));
      await opener(page).click();
      await inEach('2-loading', async () => {
        await seen(dialog(page).getByRole('button', { name: close }));
        await expect(dialog(page).getByRole('status')).not.toBeEmpty();
      });
      await dialog(page).getByRole('button', { name: close }).click();

      await show(connect(servers.sandbox, 'preload="none" include-sandbox'), { html, head });
      host.route('/token', async () => ({ body: { accessToken: await sandboxToken(servers.sandbox) } }));
      await opener(page).click();
      await waitForFired(page, 'ready');
      await expect((await widget(page, servers.sandbox)).getByRole('heading', { level: 1 })).toBeVisible();
      await inEach('3-ready', () => seen(dialog(page).getByRole('button', { name: close })));
      await bar(page, close).click();
      await waitForFired(page, 'close', 2);

      await show(connect(servers.child), { html, head });
      await opener(page).click();
      await waitForFired(page, 'ready', 2);
      await startLogin(page);
      await bar(page, close).click();
      const questionDialog = page.getByRole('dialog', { name: question });
      await inEach('4-question', async () => {
        for (const answer of await questionDialog.getByRole('button').all()) await seen(answer);
      });
      await questionDialog.getByRole('button', { name: leave, exact: true }).click();
      await waitForFired(page, 'close', 3);

      host.route('/token', { status: 401 });
      await opener(page).click();
      await inEach('5-error', async () => {
        await expect(page.getByRole('alert')).not.toBeEmpty();
        await expect(dialog(page)).toHaveCount(0);
      });
    });
  }

  test('a right-to-left page has a mirrored dialog', async ({ page, show }) => {
    const left = async (html: string, times: number) => {
      await show(undefined, { html });
      await opener(page).click();
      await waitForFired(page, 'ready', times);
      return (await geometry(page)).button[0]!;
    };
    // The dialog is in the centre: 400 px of 1280.
    expect(await left('lang="en"', 1)).toBeGreaterThan(640);
    expect(await left('lang="en" dir="rtl"', 2)).toBeLessThan(500);
  });

  test('a person who prefers reduced motion gets a dialog that does not move', async ({ page, show, servers }) => {
    await show(connect(servers.hanging));
    await opener(page).click();
    const moving = () =>
      dialog(page).evaluate((element) => {
        const parts = [element, ...element.lastElementChild!.shadowRoot!.querySelectorAll('.panel, .skeleton *')];
        return parts.map((part) => {
          const { animationName, transitionDuration } = getComputedStyle(part);
          return [animationName, getComputedStyle(part, '::before').animationName, transitionDuration].join();
        });
      });
    expect(new Set(await moving())).toEqual(
      new Set(['none,none,0.16s', 'enter,none,0s', 'breathe,none,0s', 'none,breathe,0s']),
    );
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(new Set(await moving())).toEqual(new Set(['none,none,0s']));
  });

  test('focus traps of script modals do not react to the dialog', async ({ page, show, servers, host }) => {
    const trap = `<div role="dialog" aria-label="Add an account"><button>Back</button>${connect(servers.child)}</div>`;
    await show(trap);
    host.route('/trap.js', {
      headers: { 'content-type': 'text/javascript' },
      body: TRAP,
    });
    await page.addScriptTag({ url: '/trap.js' });
    const noticed = () => page.evaluate(() => (window as unknown as { noticed: string[] }).noticed);

    await opener(page).click();
    await waitForFired(page, 'ready');
    await expect.poll(() => focused(page)).toBe(FRAME);
    await startLogin(page);
    await pressUntil(page, 'Tab', CLOSE);
    await page.keyboard.press('Escape');
    await question(page).getByRole('button', { name: 'Keep going' }).click();
    await page.mouse.click(20, 400);
    await bar(page, 'Close').click();
    await question(page).getByRole('button', { name: 'Leave', exact: true }).click();
    await waitForFired(page, 'close');
    await expect(opener(page)).toBeFocused();
    expect(await noticed()).toEqual([]);
    await expect(page.getByRole('dialog', { name: 'Add an account' })).toBeVisible();
    // Proof that the trap works: the trap reacts to a focus outside.
    await page.evaluate(() => document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })));
    expect(await noticed()).toEqual(['pointerdown']);
  });
});

test.describe('requests', () => {
  const NAMES = ['connect-widget', 'pluggy-connect-sdk'];
  const CHUNKS = NAMES.map(chunkFile);
  /** URLs of requests, in their order. */
  const inOrder = (page: Page) =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => !name.endsWith('favicon.ico'))
        .map(({ name }) => new URL(name).pathname.split('/').at(-1)!),
    );
  const fetched = async (page: Page) => (await inOrder(page)).sort();
  /** Resolves when the fetched scripts have run, and the page has had two idle moments for what waits for one. */
  const chunksHaveRun = (page: Page) =>
    page.evaluate(`(async () => {
      const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
      await Promise.all(scripts.map(({ name }) => import(name)));
      await new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(() => resolve())));
    })()`);

  test('neither SDK nor token is requested before a sign of intent, and each once afterwards', async ({
    page,
    host,
    show,
    servers,
  }) => {
    await show(connect(servers.child, ''));
    await page.waitForLoadState('networkidle');
    expect(await fetched(page)).toEqual(['pluggy-elements.js']);
    await preloaded(page);
    const code = [...CHUNKS, chunkFile('attribute-names'), chunkFile('widget.en')];
    const preloadedFiles = [...code, 'pluggy-elements.js', 'token'].sort();
    await expect.poll(() => fetched(page)).toEqual(preloadedFiles);
    await openReady(page);
    expect(host.requests('/token')).toHaveLength(1);
    expect((await fetched(page)).filter((name) => CHUNKS.includes(name) || name === 'token')).toHaveLength(3);
  });

  test('an element in a pop-up window is noticed when visible, and says at once that the widget cannot answer there', async ({
    page,
    host,
    show,
    servers,
    complaints,
  }) => {
    complaints.allow(/widget-blocked|Open a page/);
    await show(connect(servers.child, 'preload="visible"').replace('<pluggy-connect', '<pluggy-connect hidden'));
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(() => {
        const { document: other } = open('about:blank', '', 'width=600,height=700')!;
        const element = document.querySelector('pluggy-connect')!;
        other.body.append(element);
        element.hidden = false;
      }),
    ]);
    await expect.poll(() => host.requests('/token').length).toBe(1);
    const outcome = popup
      .locator('pluggy-connect')
      .evaluate((element: HTMLElementTagNameMap['pluggy-connect']) =>
        element.open().then(({ error }) => error?.message),
      );
    expect(await outcome).toContain('Open a page in that window that loads pluggy-elements itself');
    await expect(popup.locator('dialog[data-pluggy-connect]')).toHaveCount(0);
    await expect(page.locator('dialog[data-pluggy-connect]')).toHaveCount(0);
  });

  for (const preload of ['intent', 'prerender']) {
    test(`nothing is added to a document that still loads before a click: preload="${preload}"`, async ({
      page,
      show: _,
      host,
      servers,
      complaints,
    }) => {
      complaints.allow(/status of 404/);
      let release = () => {};
      const loaded = new Promise<void>((resolve) => (release = resolve));
      host.route('/slow.png', () => loaded.then(() => ({ status: 404 })));
      await page.addInitScript(() => {
        const added: string[] = ((window as unknown as { added: string[] }).added = []);
        document.addEventListener('readystatechange', () => {
          if (document.readyState !== 'interactive') return;
          const options = { childList: true, subtree: true, attributes: true };
          new MutationObserver((records) => {
            for (const { target, addedNodes } of records) {
              if (target.nodeName.startsWith('PLUGGY')) continue;
              added.push(...[...addedNodes].map(({ nodeName }) => nodeName));
            }
          }).observe(document, options);
        });
      });
      const image = '<img src="/slow.png" alt="">';
      const body = connect(servers.child, `preload="${preload}"`) + image;
      await page.goto(host.page(body), { waitUntil: 'commit' });
      await preloaded(page);
      await expect.poll(() => fetched(page)).toContain(chunkFile('widget.en'));
      await chunksHaveRun(page);
      const state = () =>
        page.evaluate(() => ({
          added: (window as unknown as { added: string[] }).added,
          sheets: document.adoptedStyleSheets.length,
          state: document.readyState,
        }));
      expect(await state()).toEqual({ added: [], sheets: 0, state: 'interactive' });
      release();
      await expect(dialog(page)).toHaveCount(1);
      expect((await state()).state).toBe('complete');
      await openReady(page);
      expect(host.requests('/token')).toHaveLength(1);
    });
  }

  test('a click in a document that still loads opens at once', async ({ page, host, servers, complaints, show: _ }) => {
    complaints.allow(/status of 404/);
    let release = () => {};
    const loaded = new Promise<void>((resolve) => (release = resolve));
    host.route('/slow.png', () => loaded.then(() => ({ status: 404 })));
    const body = `${connect(servers.child, '')}<img src="/slow.png" alt="">`;
    await page.goto(host.page(body), { waitUntil: 'commit' });
    await preloaded(page);
    await openReady(page);
    expect(await page.evaluate(() => document.readyState)).toBe('interactive');
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
    expect(host.requests('/token')).toHaveLength(1);
    release();
    await page.waitForLoadState();
    await chunksHaveRun(page);
    await expect(dialog(page)).toHaveCount(0);
  });

  test('the token is requested first when nothing was preloaded', async ({ page, show }) => {
    await show();
    await openReady(page);
    const order = (await inOrder(page)).filter((name) => CHUNKS.includes(name) || name === 'token');
    expect(order).toHaveLength(3);
    expect(order[0]).toBe('token');
  });

  test('the focus that returns by keyboard requests no token', async ({ page, host, show, servers }) => {
    await show(connect(servers.child, ''));
    await pressUntil(page, 'Tab', OPENER);
    await expect.poll(() => host.requests('/token').length).toBe(1);
    await page.keyboard.press('Enter');
    await waitForFired(page, 'ready');
    await pressUntil(page, 'Tab', CLOSE);
    await page.keyboard.press('Enter');
    await waitForFired(page, 'close');
    await expect(opener(page)).toBeFocused();
    expect(host.requests('/token')).toHaveLength(1);
    // A person who returns to the button by keyboard does request a token.
    await pressUntil(page, 'Shift+Tab', 'a');
    await pressUntil(page, 'Tab', OPENER);
    await expect.poll(() => host.requests('/token').length).toBe(2);
  });

  test('a pointer at rest where the dialog closes requests no token', async ({ page, host, show, servers }) => {
    await page.clock.install();
    await show(connect(servers.child, ''));
    await opener(page).hover();
    await page.clock.runFor(100);
    await expect.poll(() => host.requests('/token').length).toBe(1);
    await opener(page).click();
    await expect(async () => {
      await page.clock.runFor(100);
      expect(await types(page)).toContain('ready');
    }).toPass();
    await page.evaluate(() => document.querySelector('pluggy-connect')!.close());
    await page.clock.runFor(5000);
    await waitForFired(page, 'close');
    await expect(dialog(page)).toHaveCount(0);
    await page.clock.runFor(5000);
    expect(host.requests('/token')).toHaveLength(1);
  });

  for (const name of NAMES) {
    const chunk = chunkFile(name);
    test(`${name} that fails once is requested again in the same click`, async ({ page, show, complaints }) => {
      complaints.allow(/^Failed to load resource/);
      await page.route(`**/${chunk}*`, (route) => route.abort(), { times: 1 });
      await show();
      await openReady(page);
      expect(await types(page)).toEqual(['open', 'ready']);
    });

    test(`${name} that fails is reported below the button, and the next click works`, async ({
      page,
      show,
      complaints,
    }) => {
      complaints.allow(/^Failed to load resource/);
      await page.route(`**/${chunk}*`, (route) => route.abort());
      await show();
      await opener(page).click();
      expect(await waitForFired(page, 'error')).toMatchObject({ code: 'widget-unavailable', retryable: true });
      expect((await waitForFired(page, 'close')).outcome).toBe('error');
      await expect(page.getByRole('alert')).toHaveText('That didn’t work. Please try again in a moment.');
      await expect(opener(page)).toBeFocused();
      await page.unroute(`**/${chunk}*`);
      await opener(page).click();
      await waitForFired(page, 'ready');
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
  }
});

test.describe('beside other code of the page', () => {
  const OWN_SDK = { headers: { 'content-type': 'text/javascript' } };

  for (const [what, again] of [
    ['from another address', '/cdn-copy/pluggy-elements.js'],
    ['with a version in its query', '/cdn/pluggy-elements.js?v=2'],
  ] as const) {
    test(`the bundle twice, ${what}: one widget, no error`, async ({ page, show, servers }) => {
      await show(undefined, { head: `<script type="module" src="${again}"></script>` });
      const loaded = await page.evaluate(() =>
        performance.getEntriesByType('resource').filter(({ name }) => name.includes('pluggy-elements.js')),
      );
      expect(loaded).toHaveLength(2);
      await page.evaluate(
        (url) =>
          document
            .querySelector('main')!
            .insertAdjacentHTML(
              'beforeend',
              `<pluggy-connect id="second" token-endpoint="/token" widget-url="${url}" preload="none">Second</pluggy-connect>`,
            ),
        servers.child,
      );
      await opener(page).first().click();
      await waitForFired(page, 'ready');
      await page.evaluate(() => void (document.querySelector('#second') as HTMLElement & { open(): unknown }).open());
      expect(await types(page)).toEqual(['open', 'ready']);
      await expect(dialog(page)).toHaveCount(1);
      expect(page.frames().filter((frame) => frame.url().startsWith(servers.child))).toHaveLength(1);
    });
  }

  test("the page's own SDK is used, and works afterwards", async ({ page, host, show, servers }) => {
    const pageSdk = await bundleSdk(
      "import { PluggyConnect } from 'pluggy-connect-sdk'; Object.assign(window, { PluggyConnect });",
    );
    host.route('/own-sdk.js', { ...OWN_SDK, body: pageSdk });
    await show(undefined, { head: '<script type="module" src="/own-sdk.js"></script>' });
    await openReady(page);
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
    const chunks = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(chunks.filter((name) => name.includes('pluggy-connect-sdk'))).toEqual([]);
    await page.evaluate(
      ([url, connectToken]) => {
        const { PluggyConnect } = window as unknown as {
          PluggyConnect: new (props: object) => { init(): Promise<void> };
        };
        return new PluggyConnect({ url, connectToken }).init();
      },
      [servers.child, TOKEN] as const,
    );
  });

  test("an unknown version of the page's SDK causes a warning, and can be used", async ({
    page,
    host,
    show,
    servers,
    complaints,
  }) => {
    complaints.allow(/Unknown version of pluggy-connect-sdk/);
    const known = await bundleSdk(
      "import { PluggyConnect } from 'pluggy-connect-sdk'; Object.assign(window, { PluggyConnect });",
    );
    const pageSdk = known.replace(
      'element.setAttribute(key, options2.attributes[key])',
      'key === "name" ? (element.name = options2.attributes[key]) : $&',
    );
    expect(pageSdk).not.toBe(known);
    host.route('/own-sdk.js', { ...OWN_SDK, body: pageSdk });
    await show(undefined, { head: '<script type="module" src="/own-sdk.js"></script>' });
    await openReady(page);
    expect(complaints.list.filter((text) => text.includes('Unknown version'))).toHaveLength(1);
    await (await widget(page, servers.child)).getByRole('button').click();
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
  });

  test('an SDK on the page without a global variable is reported', async ({ page, host, show, complaints }) => {
    complaints.allow(/PluggyConnect/);
    const pageSdk = await bundleSdk(
      "import { PluggyConnect } from 'pluggy-connect-sdk'; new PluggyConnect({ connectToken: 'x' });",
    );
    host.route('/own-sdk.js', { ...OWN_SDK, body: pageSdk });
    await show(undefined, { head: '<script type="module" src="/own-sdk.js"></script>' });
    await opener(page).click();
    expect(await waitForFired(page, 'error')).toMatchObject({ code: 'widget-duplicate', retryable: false });
    await waitForFired(page, 'close');
    await expect(page.getByRole('alert')).toHaveText(/let this site’s support know/);
  });

  test('replaced methods of the document are restored exactly', async ({ page, show }) => {
    await show();
    const ownProperties = () =>
      page.evaluate(() =>
        [
          [document, 'createElement'],
          [document, 'addEventListener'],
          [window, 'addEventListener'],
        ].map(([target, name]) => {
          const descriptor = Object.getOwnPropertyDescriptor(target, name as string);
          if (!descriptor) return undefined;
          const { enumerable, configurable, writable } = descriptor;
          const text = (key: 'value' | 'get') => String(Reflect.get(descriptor, key));
          return { enumerable, configurable, writable, value: text('value'), get: text('get') };
        }),
      );
    const none = await ownProperties();
    await openReady(page);
    expect(await ownProperties()).toEqual(none);
    await bar(page, 'Close').click();
    await waitForFired(page, 'close');
    expect(await ownProperties()).toEqual([undefined, undefined, undefined]);

    await page.evaluate(() => {
      const createElement = document.createElement.bind(document);
      Object.defineProperty(document, 'createElement', {
        get: () => createElement,
        configurable: true,
        enumerable: true,
      });
      const original = window.addEventListener.bind(window);
      window.addEventListener = (...args: Parameters<typeof original>) => original(...args);
    });
    const patched = await ownProperties();
    await opener(page).click();
    await waitForFired(page, 'ready', 2);
    expect(await ownProperties()).toEqual(patched);
    expect(patched[0]).toMatchObject({ enumerable: true, get: '() => createElement' });
  });
});

test.describe('the frame and the form', () => {
  test('the frame may use camera and clipboard and has a name; helper frames are hidden', async ({ page, show }) => {
    await show();
    await openReady(page);
    const frames = await dialog(page)
      .locator('iframe')
      .evaluateAll((all) =>
        (all as HTMLIFrameElement[]).map(({ allow, title, inert, tabIndex }) => ({ allow, title, inert, tabIndex })),
      );
    const [main, ...others] = frames.sort((a, b) => Number(a.inert) - Number(b.inert));
    expect(main).toEqual({
      allow: 'camera; clipboard-write',
      title: 'Pluggy: connect your account',
      inert: false,
      tabIndex: 0,
    });
    expect(others.length).toBeGreaterThan(0);
    expect(others.every(({ inert, tabIndex }) => inert && tabIndex === -1)).toBe(true);
  });

  test('a label opens the widget, and the form submits the item', async ({ page, host, show, servers }) => {
    await show(`
      <form method="post" action="/apply">
        <label for="bank">Your bank</label>
        <pluggy-connect id="bank" name="bank" required token-endpoint="/token" widget-url="${servers.child}"></pluggy-connect>
        <button>Send</button>
      </form>`);
    host.route('/apply', { headers: { 'content-type': 'text/html' }, body: '<h1>Thank you</h1>' });
    await page.getByRole('button', { name: 'Send' }).click();
    expect(host.requests('/apply')).toEqual([]);
    await page.getByText('Your bank').click();
    await waitForFired(page, 'ready');
    await widgetCalls(page, 'onSuccessProp', { item: anItem() });
    await widgetCalls(page, 'close');
    await waitForFired(page, 'close');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible();
    expect(host.requests('/apply').map(({ body }) => body)).toEqual([`bank=${anItem().id}`]);
  });

  test('a button of the page opens and closes the widget with commands', async ({ page, show, servers }) => {
    await show(`
      <button id="own" commandfor="bank" command="--open">My own button</button>
      <pluggy-connect id="bank" hidden token-endpoint="/token" widget-url="${servers.child}"></pluggy-connect>`);
    const pageButton = page.getByRole('button', { name: 'My own button' });
    await pageButton.focus();
    await page.keyboard.press('Enter');
    await waitForFired(page, 'ready');
    await bar(page, 'Close').click();
    expect((await waitForFired(page, 'close')).outcome).toBe('cancelled');
    await expect(pageButton).toBeFocused();
  });
});

test("the token and personal data are only in the widget's window", async ({ page, show }) => {
  const CPF = '761.092.776-73';
  const logged: string[] = [];
  page.on('console', (message) => logged.push(message.text()));
  await page.addInitScript(() => {
    if (top !== window) return;
    const seen: (string | null)[] = ((window as unknown as { seen: (string | null)[] }).seen = []);
    const note = (node: Node) => {
      if (node instanceof Element) {
        seen.push(node.outerHTML);
        for (const element of node.querySelectorAll('*')) seen.push(element.shadowRoot?.innerHTML ?? null);
      } else seen.push(node.nodeValue);
    };
    new MutationObserver((records) => {
      for (const { oldValue, target, addedNodes, removedNodes } of records) {
        seen.push(oldValue);
        note(target);
        for (const node of [...addedNodes, ...removedNodes]) note(node);
      }
    }).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
      attributeOldValue: true,
      characterDataOldValue: true,
    });
    for (const name of ['open', 'ready', 'progress', 'success', 'error', 'hide', 'close']) {
      window.addEventListener(`pluggy-${name}`, (event) => {
        const plain = (value: unknown, depth = 0): unknown =>
          typeof value === 'object' && value !== null && depth < 5 && !(value instanceof Node) && value !== window
            ? Object.fromEntries(
                Object.getOwnPropertyNames(value).map((key) => [key, plain((value as never)[key], depth + 1)]),
              )
            : String(value);
        seen.push(JSON.stringify(plain(event)));
      });
    }
  });
  await show();
  await page.evaluate((cpf) => {
    document.querySelector('pluggy-connect')!.openFinanceParameters = { cpf };
  }, CPF);
  await openReady(page);
  await startLogin(page);
  await widgetCalls(page, 'onErrorProp', { message: `bad ${TOKEN}`, data: { item: anItem() } });
  await waitForFired(page, 'error');
  const everywhere = () =>
    page.evaluate(() =>
      [
        ...(window as unknown as { seen: (string | null)[] }).seen,
        document.documentElement.outerHTML,
        location.href,
        JSON.stringify(performance.getEntries()),
        JSON.stringify({ ...sessionStorage }),
        JSON.stringify({ ...localStorage }),
        document.cookie,
        JSON.stringify(history.state),
        window.name,
      ].join('\n'),
    );
  let text = await everywhere();
  await bar(page, 'Close').click();
  await waitForFired(page, 'close');
  text += await everywhere();
  text += logged.join('\n');
  expect(text.length).toBeGreaterThan(5000);
  for (const secret of [TOKEN, CPF]) {
    // Base64 of the secret at each of the three offsets.
    const encoded = ['', 'a', 'ab'].map((before) =>
      Buffer.from(before + secret)
        .toString('base64')
        .slice(before ? 4 : 0, -4),
    );
    for (const form of [secret, encodeURIComponent(secret), ...encoded]) {
      expect(text.includes(form), `${secret} as ${form}`).toBe(false);
    }
  }
});
