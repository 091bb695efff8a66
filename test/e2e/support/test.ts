import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Frame, type Locator, type Page } from '@playwright/test';
import { KEYS } from '../../support/keys.js';
import { chunkFile } from '../../support/chunks.mjs';
import { startServers } from '../../support/servers.mjs';
import { CONTRAST, runAxe, summary } from './axe.js';
import { Host, type PageOptions } from './host.js';

/** Marks tests of time and memory. They run alone, since every other test would change the result. */
export const ALONE = { tag: '@alone' };

/** Marks the journeys of a person that stand for all others in a short run. */
export const JOURNEY = { tag: '@journey' };

/** Time limit of a wait for an event, as for an expectation. */
const EVENT_TIMEOUT_MS = 15_000;

/**
 * Intervals between polls, in milliseconds. A polled change follows within a frame or two; Playwright's default
 * interval grows to 1 s.
 */
export const SOON = [20];

/** A token that a search finds wherever it leaks. */
export const TOKEN = 'test-token-0123456789-abcdefghij';

/** An event of the library, as the page received it. */
export interface RecordedEvent {
  type: string;
  sessionId: number;
  /** The number of the page load; session ids start again with each load. */
  load: number;
  /** Milliseconds since the page load. */
  at: number;
  gone: boolean;
  step?: string;
  code?: string;
  message?: string;
  retryable?: boolean;
  outcome?: string;
  itemId: string;
}

interface Complaints {
  list: string[];
  /** Console output and errors that a test causes on purpose. */
  allow(...expected: RegExp[]): void;
}

interface Fixtures {
  complaints: Complaints;
  /** Opens a page of the test, with the bundle in it. */
  show: (body?: string, options?: PageOptions) => Promise<void>;
}

interface WorkerFixtures {
  host: Host;
  servers: Awaited<ReturnType<typeof startServers>>['urls'];
}

/** Storage key of the recorded events; also used in `record`, which runs in the page. */
export const RECORD = 'recorded events';

/** Records every event of the library except for milestones in the tab's storage, which survives navigation. */
export function record(): void {
  if (top !== window) return;
  const key = 'recorded events';
  for (const name of ['open', 'ready', 'progress', 'success', 'error', 'hide', 'close']) {
    window.addEventListener(
      `pluggy-${name}`,
      (event) => {
        const { sessionId, itemId, step, milestone, error, outcome } = event as unknown as RecordedEvent & {
          milestone?: string;
          error?: { code: string; message: string; retryable: boolean };
          outcome?: { type: string };
        };
        if (milestone) return;
        const all = JSON.parse(sessionStorage.getItem(key) ?? '[]') as unknown[];
        all.push({
          type: name,
          sessionId,
          itemId,
          step,
          load: performance.timeOrigin,
          at: performance.now(),
          gone: event.target === document,
          code: error?.code,
          message: error?.message,
          retryable: error?.retryable,
          outcome: outcome?.type,
        });
        sessionStorage.setItem(key, JSON.stringify(all));
      },
      true,
    );
  }
}

export const recordedEvents = (page: Page) =>
  page.evaluate((key) => JSON.parse(sessionStorage.getItem(key) ?? '[]') as RecordedEvent[], RECORD);
export const types = async (page: Page) => (await recordedEvents(page)).map(({ type }) => type);

/** Waits until an event was fired the given number of times, and returns the last one. */
export async function waitForFired(page: Page, type: string, times = 1): Promise<RecordedEvent> {
  const found = async () => (await recordedEvents(page)).filter((event) => event.type === type);
  await expect.poll(async () => (await found()).length, { message: `pluggy-${type}`, intervals: SOON }).toBe(times);
  return (await found()).at(-1)!;
}

/** Checks that every open has one close, and that no session has two. */
async function expectPairs(page: Page): Promise<void> {
  const sessions = async () => {
    const counts: Record<string, { open: number; close: number }> = {};
    for (const { type, load, sessionId } of await recordedEvents(page)) {
      if (type !== 'open' && type !== 'close') continue;
      (counts[`${load} ${sessionId}`] ??= { open: 0, close: 0 })[type]++;
    }
    return Object.values(counts);
  };
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('pluggy-connect')) (element as { close?(): void }).close?.();
  });
  await expect.poll(async () => (await sessions()).filter(({ close }) => !close)).toEqual([]);
  expect((await sessions()).filter(({ open, close }) => open !== 1 || close !== 1)).toEqual([]);
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  servers: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const running = await startServers();
      await use(running.urls);
      await running.close();
    },
    { scope: 'worker' },
  ],
  host: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const running = await Host.start();
      await use(running);
      running.close();
    },
    { scope: 'worker' },
  ],
  complaints: [
    async ({ context }, use) => {
      const list: string[] = [];
      // Console output of the SDK for each widget that is closed before it is ready.
      // Failures of the library, each of which is a `pluggy-error` that the tests record.
      const expected = [/^Failed to render <PluggyConnect \/> component/, /^<pluggy-[\w-]+> .* See \S+#[\w-]+$/s];
      context.on('weberror', (error) => list.push(`page error: ${error.error().message}`));
      context.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') list.push(message.text());
      });
      await use({ list, allow: (...more) => expected.push(...more) });
      expect(list.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
  page: async ({ page, host }, use) => {
    await page.addInitScript(record);
    await use(page);
    await page.context().setOffline(false);
    if (page.url().startsWith(host.url)) await expectPairs(page);
  },
  show: async ({ page, host, servers }, use) => {
    host.reset();
    host.route('/token', () => ({ body: { accessToken: TOKEN } }));
    await use(async (body = connect(servers.child), options) => {
      await page.goto(host.page(body, options));
    });
  },
});

/** Returns the element in a page with other content before and after it. */
export const connect = (widgetUrl: string, attributes = 'preload="none"') => `
  <header aria-label="Site"><a href="#before">Before</a></header>
  <main aria-label="Accounts">
    <h1>Accounts</h1>
    <pluggy-connect token-endpoint="/token" widget-url="${widgetUrl}" ${attributes}>Connect your bank</pluggy-connect>
    <button id="after">After</button>
  </main>`;

export const opener = (page: Page): Locator => page.locator('pluggy-connect').getByRole('button');
export const dialog = (page: Page): Locator => page.locator('dialog[data-pluggy-connect]');
export const bar = (page: Page, name: string): Locator => dialog(page).locator('.bar').getByRole('button', { name });
export const question = (page: Page): Locator => page.getByRole('dialog', { name: 'Leave now?' });

/** Opens the widget with the mouse and waits until the widget answers. */
export async function openReady(page: Page): Promise<void> {
  await opener(page).click();
  await waitForFired(page, 'ready', (await types(page)).filter((type) => type === 'open').length);
}

/** Waits for the document in the SDK's frame. */
export async function widget(page: Page, url: string): Promise<Frame> {
  const isWidget = (frame: Frame) => frame.url().startsWith(url);
  const options = { predicate: isWidget, timeout: EVENT_TIMEOUT_MS };
  return page.frames().find(isWidget) ?? page.waitForEvent('framenavigated', options);
}

/**
 * Runs an action that closes the widget, and waits until its frame is gone. Chromium never acknowledges a click or a
 * key in a frame with its own process when the frame is removed first, so the acknowledgement alone must not be
 * awaited.
 */
export async function closing(frame: Frame, act: () => Promise<void>): Promise<void> {
  const gone = frame.page().waitForEvent('framedetached', { predicate: (left) => left === frame, timeout: 0 });
  await Promise.race([gone, act().then(() => gone)]);
}

/** Lets the widget page under test call one of its props. */
export function widgetCalls(page: Page, name: string, ...args: unknown[]): Promise<void> {
  return page.evaluate(
    (message) => {
      const frame = document.querySelector<HTMLIFrameElement>('dialog[data-pluggy-connect] iframe:not([inert])');
      frame!.contentWindow!.postMessage(message, '*');
    },
    { widget: name, args },
  );
}

/** Brings the session into a login in progress. */
export async function startLogin(page: Page): Promise<void> {
  const before = (await types(page)).filter((type) => type === 'progress').length;
  await widgetCalls(page, 'onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
  await waitForFired(page, 'progress', before + 1);
}

export const anItem = (fields: Record<string, unknown> = {}) => ({
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  updatedAt: new Date(Date.now() - 60_000).toISOString(),
  connector: { id: 2, name: 'Pluggy Bank' },
  error: null,
  ...fields,
});

/** Requests a Connect Token of the sandbox, as a backend does. */
export async function sandboxToken(sandboxUrl: string): Promise<string> {
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(sandboxUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { apiKey: string; accessToken: string };
  };
  const { apiKey } = await post('/auth', KEYS);
  return (await post('/connect_token', { options: { clientUserId: 'user-1' } }, { 'x-api-key': apiKey })).accessToken;
}

/**
 * Leaves the first screen of the widget, once a person can see the screen: Chromium gives a click in a frame that has not
 * painted yet to the page around the frame.
 */
export async function agree(frame: Frame, name = 'Agree and continue'): Promise<void> {
  // A frame that is not in the window does not paint.
  await (await frame.frameElement()).scrollIntoViewIfNeeded();
  // The third animation frame begins when the first one is on the screen.
  await frame.evaluate(async () => {
    for (let drawn = 0; drawn < 3; drawn++) await new Promise(requestAnimationFrame);
  });
  await frame.getByRole('button', { name }).click();
}

/** Goes through the sandbox's Connect page with the mouse, up to its last button. */
export async function connectAtBank(frame: Frame): Promise<void> {
  await agree(frame);
  await frame.getByRole('button', { name: /^Pluggy Bank Personal account/ }).click();
  await frame.locator('input').first().fill('user-ok');
  await frame.locator('input[type=password]').fill('password-ok');
  await frame.getByRole('button', { name: 'Continue', exact: true }).click();
  await closing(frame, () => frame.getByRole('button', { name: 'Done', exact: true }).click());
}

/** Accepts no finding of axe in any frame, or in one part of the page. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  const { violations } = await analyze(page, undefined, part);
  expect(violations).toEqual([]);
}

/** Checks the contrast alone, because themes differ only in colours. */
export async function expectContrast(page: Page): Promise<void> {
  expect(await analyze(page, [CONTRAST])).toEqual({ passes: [CONTRAST], violations: [] });
}

/** Waits for the ends of all transitions, in shadow roots too: a colour on its way to another theme has no contrast of its own. */
const transitionsEnd = (page: Page) =>
  page.evaluate(async () => {
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots) {
      for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
    }
    const isTransition = (each: Animation) => each instanceof CSSTransition;
    let isMoving = true;
    while (isMoving) {
      // A card that comes into view is laid out in the next frame, and its transitions begin then.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const transitions = roots.flatMap((root) => root.getAnimations()).filter(isTransition);
      await Promise.allSettled(transitions.map(({ finished }) => finished));
      isMoving = transitions.length > 0;
    }
  });

async function analyze(page: Page, rules?: string[], part?: string): ReturnType<typeof runAxe> {
  await transitionsEnd(page);
  // `AxeBuilder` checks frames; a page without frames uses the faster way.
  if (page.frames().length === 1) return runAxe(page, rules, part);
  const axe = new AxeBuilder({ page });
  if (part) axe.include(part);
  if (rules) axe.withRules(rules);
  const { passes, violations } = await axe.analyze();
  return summary(passes, violations);
}

/** Saves a picture for a person to look at. Tests compare none of these, so they take time only with `SCREENSHOTS=1`. */
export async function shoot(target: Page | Locator, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  if (process.env.SCREENSHOTS) await target.screenshot({ path: base.info().outputPath(`${name}.png`), ...options });
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    const isFocused = await target.evaluate((element) => {
      const root = element.getRootNode() as Document | ShadowRoot;
      return document.hasFocus() && root.activeElement === element;
    });
    if (isFocused) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never reaches it');
}

/** Rests the pointer on the button until the preloaded files have arrived. */
export async function preloaded(page: Page): Promise<void> {
  const fetched = [chunkFile('connect-widget'), chunkFile('pluggy-connect-sdk'), '/token'].map((path) =>
    page.waitForEvent('requestfinished', (request) => request.url().endsWith(path)),
  );
  await opener(page).hover();
  await Promise.all(fetched);
}

/** Returns the position of each part, in whole pixels. */
export const geometry = (page: Page) =>
  page.evaluate(async () => {
    const box = (element: Element | null | undefined) => {
      const { x, y, width, height } = element!.getBoundingClientRect();
      return [x, y, width, height].map(Math.round);
    };
    const modal = document.querySelector('dialog[data-pluggy-connect]')!;
    const root = modal.lastElementChild!.shadowRoot!;
    const frame = modal.querySelector('iframe:not([inert])')!;
    // The dialog fades in, and a page without a network may be ready before that has ended.
    const fading = [...document.getAnimations(), ...root.getAnimations()];
    const ending = fading.filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    return {
      dialog: box(modal),
      overlay: box(modal.querySelector('[id$=_modal-overlay]')),
      frame: box(frame),
      bar: box(root.querySelector('.bar')),
      button: box(root.querySelector('button')),
      backdrop: getComputedStyle(modal).backgroundColor,
      seen: document.elementFromPoint(innerWidth / 2, innerHeight / 2) === frame,
    };
  });

/** Returns the focused part: the frame, the bar's button, or an element of the page. */
export const focused = (page: Page) =>
  page.evaluate(() => {
    let active = document.activeElement;
    const path: string[] = [];
    for (; active; active = active.shadowRoot?.activeElement ?? null) path.push(active.localName);
    const text = document.querySelector('dialog[data-pluggy-connect]')?.lastElementChild?.shadowRoot?.activeElement;
    return [...path, ...(text ? [text.textContent ?? ''] : [])].join(' ');
  });
export const FRAME = 'iframe';
export const CLOSE = 'div button Close';
export const OPENER = 'pluggy-connect button';

/**
 * Returns the place of the focus in each document that has it; undefined while the focus moves from one frame to
 * another, whose processes do not learn of it at the same time.
 */
async function settledFocus(page: Page): Promise<string | undefined> {
  const readFocus = () => {
    const place: number[] = [];
    let innermost: Element | null = null;
    let root: Document | ShadowRoot | null = document;
    while (root?.activeElement) {
      innermost = root.activeElement;
      place.push([...root.querySelectorAll('*')].indexOf(innermost));
      root = innermost.shadowRoot;
    }
    const isNowhere = !innermost || innermost === document.body;
    return { hasFocus: document.hasFocus(), place, isInFrame: innermost instanceof HTMLIFrameElement, isNowhere };
  };
  const states = await Promise.all(page.frames().map((frame) => frame.evaluate(readFocus).catch(() => undefined)));
  const focused = states.filter((state) => state?.hasFocus);
  // A document whose active element is a frame shares the focus with the document in the frame. After its last element, Tab
  // leaves the page; no document has the focus then.
  const isSettled = focused.length
    ? focused.length === 1 + focused.filter((state) => state?.isInFrame).length
    : states[0]?.isNowhere;
  return isSettled ? JSON.stringify(focused) : undefined;
}

/**
 * Presses the key until the wanted element has the focus, and waits after each press until the focus has moved. Returns the
 * places of the focus on the way.
 */
export async function pressUntil(page: Page, key: string, wanted: string): Promise<string[]> {
  const places: string[] = [];
  await expect.poll(() => settledFocus(page), { message: 'the focus is settled', intervals: SOON }).toBeDefined();
  for (let presses = 0; presses < 10; presses++) {
    const before = await settledFocus(page);
    await page.keyboard.press(key);
    const message = `${key} moves the focus from ${places.at(-1) ?? 'its first place'}`;
    const moved = async () => (await settledFocus(page)) ?? before;
    await expect.poll(moved, { message, intervals: SOON }).not.toBe(before);
    places.push(await focused(page));
    if (places.at(-1) === wanted) return places;
  }
  throw new Error(`${key} never reaches ${wanted}: ${places.join(', ')}`);
}

export { expect };
