import { expect, type Frame, type Locator, type Page } from '@playwright/test';
import { test as base, type Demo } from './demo.js';
import { agree, closing, shoot as take, widget } from './test.js';

export { tabTo } from './test.js';

/** Tests with the demo that fail when a page throws an error. */
export const test = base.extend<{ noErrors: void }>({
  noErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('weberror', (error) => errors.push(error.error().message));
      await use();
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The values that a person types in at a bank. */
export type Login = Record<string, string>;
export const login = (user: string, more: Login = {}): Login => ({ user, password: 'password-ok', ...more });

/** Returns the card of a connection. */
export const card = (page: Page, bank: string): Locator => page.getByRole('article', { name: bank, exact: true });
export const badge = (page: Page, bank: string): Locator => card(page, bank).locator('[part=status]');
export const connectButton = (page: Page): Locator => page.locator('#connect').getByRole('button');

/** Opens the widget with a button of the page. */
export async function openWidget(page: Page, demo: Demo, button = connectButton(page)): Promise<Frame> {
  await button.click();
  return widget(page, demo.widgetUrl);
}

/** Goes through the first screens of the widget, up to the bank's form. */
export async function choose(frame: Frame, bank: string): Promise<void> {
  await agree(frame, 'Concordo e continuar');
  await frame.getByRole('button', { name: new RegExp(`^${bank} Conta (pessoal|empresarial)`) }).click();
}

/** Fills in a form of the widget, and sends it. */
export async function submit(frame: Frame, values: Login, button = 'Continuar'): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = frame.locator(`#field-${name}`);
    await field.waitFor();
    if ((await field.evaluate(({ localName }) => localName)) === 'select') await field.selectOption(value);
    else await field.fill(value);
  }
  await frame.getByRole('button', { name: button, exact: true }).click();
}

/** Connects a bank, and answers its questions. */
export async function connect(page: Page, demo: Demo, bank: string, values: Login, answers: Login[] = []) {
  const frame = await openWidget(page, demo);
  await choose(frame, bank);
  await submit(frame, values);
  for (const answer of answers) await submit(frame, answer, 'Confirmar');
  return frame;
}

export async function finish(page: Page, frame: Frame): Promise<void> {
  await closing(frame, () => frame.getByRole('button', { name: 'Concluir', exact: true }).click());
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

async function send<T>(method: string, address: string, body?: object): Promise<T> {
  const response = await fetch(address, { method, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Adds a connection for the page's person, in a state of the sandbox's catalogue. */
export async function addConnection(
  page: Page,
  { url, widgetUrl }: Demo,
  connectorId: number,
  preset: string,
): Promise<string> {
  const cookie = (await page.context().cookies(url)).find(({ name }) => name === 'session')!.value;
  const { sub } = JSON.parse(Buffer.from(cookie.split('.')[1]!, 'base64url').toString()) as { sub: string };
  const item = { connectorId, clientUserId: sub, preset };
  const { id } = await send<{ id: string }>('POST', `${widgetUrl}/sandbox/items`, item);
  return id;
}

/** Simulates an action at the bank or at Pluggy. */
export const put = ({ widgetUrl }: Demo, itemId: string, name: string) =>
  send('POST', `${widgetUrl}/sandbox/items/${itemId}/preset`, { name });
export const act = ({ widgetUrl }: Demo, itemId: string, granted: boolean) =>
  send('POST', `${widgetUrl}/sandbox/items/${itemId}/act`, { granted });
export const set = ({ widgetUrl }: Demo, settings: object) => send('POST', `${widgetUrl}/sandbox/settings`, settings);
export const itemsAtPluggy = async ({ widgetUrl }: Demo) =>
  (await send<{ results: { id: string }[] }>('GET', `${widgetUrl}/sandbox/items`)).results.map(({ id }) => id);

export interface ListedItem {
  id: string;
  status: string;
  connector: { name: string };
}
export const items = async (page: Page) =>
  ((await (await page.request.get('/api/items')).json()) as { results: ListedItem[] }).results;

export async function expectNoOverflow(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
}

/**
 * Returns the smallest distance in pixels between two controls, headings or elements of the library: beside each other
 * on a line, or below each other.
 */
export const smallestGap = (page: Page, root: string): Promise<number> =>
  page
    .locator(root)
    .first()
    .evaluate((container) => {
      const isPart = /^(h1|label|input|button|pluggy-(?!provider))/;
      const parts = [...container.querySelectorAll<HTMLElement>('*')].filter(
        ({ localName, offsetHeight }) => offsetHeight > 0 && isPart.test(localName),
      );
      const boxes = parts.map((part) => part.getBoundingClientRect());
      const gaps = boxes.flatMap((a, index) =>
        boxes.slice(index + 1).map((b) => {
          const across = Math.max(a.left, b.left) - Math.min(a.right, b.right);
          const down = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
          return Math.max(across, down);
        }),
      );
      return Math.min(...gaps);
    });

export const shoot = (page: Page, name: string, fullPage = true) => take(page, name, { fullPage });

export { expect };
