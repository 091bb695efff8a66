import { SCRIPTS, type Script } from '../../src/sandbox/connect/scripts.js';
import {
  badge,
  card,
  choose,
  connect,
  expect,
  finish,
  items,
  login,
  openWidget,
  set,
  submit,
  test,
} from './support/journey.js';
import { closing } from './support/test.js';
import type { Page } from '@playwright/test';
import type { Demo } from './support/demo.js';

/** The end of an open that follows from a script. */
interface End {
  type: 'success' | 'pending' | 'error';
  code?: string;
  /** Whether the person has a connection afterwards. */
  isConnected: boolean;
}

const CONNECTED: End = { type: 'success', isConnected: true };
/** Scripts that do not end in a connection; in all others the person connects, whatever the widget reports. */
const OTHER_ENDS: Partial<Record<Script, End>> = {
  'close-after-login': { type: 'pending', isConnected: true },
  'token-refused': { type: 'error', code: 'INVALID_CONNECT_TOKEN', isConnected: false },
};
/** Scripts about errors, whose login is refused by the bank. */
const ERRORS = new Set<Script>(['error-code', 'error-text', 'error-description']);
const DUPLICATES = new Set<Script>(['duplicate-objects', 'duplicate-bare']);
const PENDING = new Set<Script>(['pending-as-error', 'pending-silent']);

/** The time within which the list agrees with the backend. */
const LIST_LIMIT_MS = 60_000;

/** Records each `pluggy-close`, with the value of the button at that time. */
async function recordCloses(page: Page) {
  await page.evaluate(() => {
    const closes: unknown[] = [];
    Object.assign(window, { closes });
    addEventListener('pluggy-close', ({ outcome, target }) => {
      const { type, error } = outcome;
      closes.push({ type, code: error?.code, value: (target as HTMLElementTagNameMap['pluggy-connect']).value });
    });
  });
  return () => page.evaluate(() => (window as unknown as { closes: object[] }).closes);
}

/** Plays one script to its end, and returns what must follow. */
async function play(page: Page, demo: Demo, script: Script): Promise<End> {
  if (script === 'token-refused') {
    const first = await openWidget(page, demo);
    await expect.poll(() => page.frames().includes(first)).toBe(false);
    const frame = await openedFrame(page, demo);
    await expect(page.locator('dialog[data-pluggy-connect] .skeleton')).toHaveCount(0);
    await closing(frame, () => page.getByRole('dialog').getByRole('button', { name: 'Fechar' }).click());
    return OTHER_ENDS[script]!;
  }
  if (script === 'token-refused-once') {
    const first = await openWidget(page, demo);
    await expect.poll(() => page.frames().includes(first)).toBe(false);
    const frame = await openedFrame(page, demo);
    await choose(frame, 'Pluggy Bank');
    await submit(frame, login('user-ok'));
    await finish(page, frame);
    return CONNECTED;
  }
  const user = ERRORS.has(script) ? 'user-locked' : PENDING.has(script) ? 'user-ok-auth-pending' : 'user-ok';
  const frame = await openWidget(page, demo);
  await choose(frame, 'Pluggy Bank');
  if (script === 'close-after-login') {
    await closing(frame, () => submit(frame, login(user)));
    return OTHER_ENDS[script]!;
  }
  await submit(frame, login(user));
  if (PENDING.has(script)) {
    await closing(frame, () => frame.getByRole('button', { name: 'Entendi' }).click());
    return { type: 'pending', isConnected: true };
  }
  if (ERRORS.has(script)) {
    await frame.locator('[data-screen=failure] h1').waitFor();
    await closing(frame, () => frame.getByRole('banner').getByRole('button', { name: 'Fechar' }).click());
    return { type: 'error', code: 'ACCOUNT_LOCKED', isConnected: true };
  }
  await finish(page, frame);
  return CONNECTED;
}

const openedFrame = async (page: Page, { widgetUrl }: Demo) => {
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith(widgetUrl))).toBe(true);
  return page.frames().find((frame) => frame.url().startsWith(widgetUrl))!;
};

test.describe('each script of the Connect page', () => {
  test.afterEach(({ demo }) => set(demo, { script: null, actionMs: 400 }));

  for (const script of SCRIPTS.filter((each) => !DUPLICATES.has(each))) {
    test(`${script}: one close, its outcome, its value, and a list that agrees`, async ({ page, demo }) => {
      await set(demo, { script, ...(PENDING.has(script) ? { actionMs: null } : {}) });
      await page.goto('/');
      const closes = await recordCloses(page);
      const { type, code, isConnected } = await play(page, demo, script);
      await expect.poll(closes).toHaveLength(1);
      const [close] = (await closes()) as { type: string; code?: string; value: string }[];
      expect([close!.type, close!.code]).toEqual([type, code]);
      await expect.poll(async () => (await items(page)).length, { timeout: LIST_LIMIT_MS }).toBe(Number(isConnected));
      const [item] = await items(page);
      expect(close!.value).toBe(type === 'success' ? item!.id : '');
      await expect(page.getByRole('article')).toHaveCount(Number(isConnected), { timeout: LIST_LIMIT_MS });
      if (type === 'success' || script === 'close-after-login') {
        await expect(badge(page, 'Pluggy Bank')).toContainText('Atualizado', { timeout: LIST_LIMIT_MS });
      }
      expect(await closes()).toHaveLength(1);
    });
  }

  for (const script of [undefined, ...DUPLICATES]) {
    test(`a refused duplicate updates the right connection: ${script ?? 'ids'}`, async ({ page, demo }) => {
      await page.goto('/');
      await finish(page, await connect(page, demo, 'Pluggy Bank', login('user-ok')));
      await expect(card(page, 'Pluggy Bank')).toHaveCount(1);
      const [first] = await items(page);
      await set(demo, { script: script ?? null });
      const closes = await recordCloses(page);
      const frame = await openWidget(page, demo);
      await choose(frame, 'Pluggy Bank');
      await submit(frame, login('user-ok'));
      await frame.locator('[data-screen=failure] h1').waitFor();
      await closing(frame, () => page.getByRole('dialog').getByRole('button', { name: 'Atualizar' }).click());
      const update = await openedFrame(page, demo);
      await finish(page, update);
      await expect.poll(closes).toEqual([{ type: 'success', code: undefined, value: first!.id }]);
      expect((await items(page)).map(({ id }) => id)).toEqual([first!.id]);
    });
  }
});
