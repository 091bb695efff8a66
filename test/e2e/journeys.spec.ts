import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from './support/demo.js';
import {
  badge,
  card,
  choose,
  connect,
  connectButton,
  expect,
  expectNoOverflow,
  finish,
  addConnection,
  items,
  itemsAtPluggy,
  login,
  openWidget,
  PHONE,
  put,
  set,
  shoot,
  submit,
  tabTo,
  test,
} from './support/journey.js';
import { ALONE, expectAccessible, expectContrast, JOURNEY } from './support/test.js';

const BANK = 'Pluggy Bank';
const BUSINESS = 'Pluggy Bank Empresas';

test.describe('on a phone', () => {
  test.use(PHONE);

  test('a failed login and an authorisation that ends soon are renewed', JOURNEY, async ({ page, demo }) => {
    await page.goto('/');
    const broken = await addConnection(page, demo, 2, 'invalid-credentials');
    await expect(badge(page, BANK)).toContainText('Usuário ou senha não conferem');
    let frame = await openWidget(page, demo, card(page, BANK).getByRole('button', { name: 'Reconectar' }));
    await submit(frame, login('user-ok'));
    await finish(page, frame);
    await expect(badge(page, BANK)).toContainText('Atualizado');

    const ending = await addConnection(page, demo, 601, 'consent-expires-in-5-days');
    await expect(badge(page, 'MockBank Empresas')).toContainText('Autorização vence em 4 dias');
    frame = await openWidget(page, demo, page.getByRole('button', { name: 'Renovar' }));
    const opened = page.waitForEvent('popup');
    await frame.getByRole('button', { name: 'Ir para MockBank Empresas' }).click();
    await (await opened).locator('button[value=approve]').click();
    await finish(page, frame);
    await expect(badge(page, 'MockBank Empresas')).toContainText('Atualizado');
    await expect(page.getByRole('button', { name: 'Renovar' })).toHaveCount(0);
    expect((await items(page)).map(({ id, status }) => [id, status])).toEqual([
      [broken, 'UPDATED'],
      [ending, 'UPDATED'],
    ]);
  });

  test('a reload during a session loses nothing, and the back button belongs to the page', async ({ page, demo }) => {
    await page.goto('/recipes/');
    await page.goto('/');
    const frame = await connect(page, demo, 'Pluggy Bank MFA 2 etapas', login('user-ok'));
    await frame.locator('#field-token').waitFor();
    await page.reload();
    const code = card(page, 'Pluggy Bank MFA 2 etapas').getByRole('textbox');
    await code.fill('123456');
    await code.press('Enter');
    await expect(badge(page, 'Pluggy Bank MFA 2 etapas')).toContainText('Atualizado');

    // The widget adds no history entries.
    await choose(await openWidget(page, demo), BANK);
    await page.goBack();
    await expect(page).toHaveURL(/\/recipes\/$/);
    await page.goForward();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(badge(page, 'Pluggy Bank MFA 2 etapas')).toContainText('Atualizado');
    await expect(connectButton(page)).toBeEnabled();
  });
});

test('the page is usable while a bank connects in the background', JOURNEY, async ({ page, demo }) => {
  await set(demo, { stepMs: 600 });
  await page.goto('/');
  const frame = await connect(page, demo, BANK, login('user-ok'));
  await frame
    .getByRole('main')
    .getByRole('button', { name: /segundo plano/ })
    .click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(badge(page, BANK)).toContainText('Atualizando');
  await shoot(page, 'in-the-background');
  await page.locator('#language').selectOption('English');
  await expect(badge(page, BANK)).toContainText('Updating');
  const name = page.getByLabel('Full name');
  await name.fill('Ana Lima');
  await set(demo, { stepMs: 20 });
  await expect(badge(page, BANK)).toContainText('Updated now');
  await expect(name).toBeFocused();
  await expect(page.locator('#money')).toContainText(BANK);
});

test(
  'two tabs show the same connections, and changes elsewhere appear at once',
  ALONE,
  async ({ page, context, demo }) => {
    await page.goto('/');
    const other = await context.newPage();
    await other.goto('/');
    const id = await addConnection(page, demo, 2, 'updated');
    // The loading time of the page is not measured here.
    for (const tab of [page, other]) await expect(badge(tab, BANK)).toContainText('Atualizado');
    for (const [preset, text] of [
      ['invalid-credentials', 'Usuário ou senha não conferem'],
      ['accounts-in-progress', 'Atualizando'],
      ['outdated-sync-retries', 'Banco fora do ar'],
    ] as const) {
      await put(demo, id, preset);
      for (const tab of [page, other]) await expect(badge(tab, BANK)).toContainText(text, { timeout: 1500 });
    }
    await page.bringToFront();
    const frame = await connect(page, demo, BUSINESS, login('user-ok'));
    await finish(page, frame);
    await expect(badge(other, BUSINESS)).toContainText('Atualizado');
    await card(page, BANK)
      .getByRole('button', { name: `Opções de ${BANK}` })
      .click();
    await card(page, BANK).getByRole('menuitem', { name: 'Desconectar' }).click();
    await page.getByRole('button', { name: 'Desconectar e apagar' }).click();
    for (const tab of [page, other]) await expect(tab.getByRole('article')).toHaveCount(1);
  },
);

test('a connection is disconnected with the keyboard alone', JOURNEY, async ({ page, demo }) => {
  await page.goto('/');
  const first = await addConnection(page, demo, 2, 'updated');
  const second = await addConnection(page, demo, 1, 'updated-days-ago');
  await expect(page.locator('#money .bank')).toHaveCount(2);
  const button = (bank: string) => card(page, bank).getByRole('button', { name: `Opções de ${bank}` });
  // The last entry of the menu.
  const disconnect = async () => {
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
  };
  const question = page.getByRole('dialog');

  await tabTo(page, button(BANK));
  await disconnect();
  await expect(question).toContainText('LGPD');
  await expectAccessible(page);
  await shoot(page, 'question', false);
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(button(BANK)).toBeFocused();

  // Pluggy cannot be reached: the connection stays, and the dialog shows the error.
  await set(demo, { fail: ['items'] });
  await disconnect();
  await tabTo(page, question.getByRole('button', { name: 'Desconectar e apagar' }));
  await page.keyboard.press('Enter');
  await expect(question.getByRole('alert')).not.toBeEmpty();
  await expectAccessible(page);
  await set(demo, { fail: [] });
  expect(await itemsAtPluggy(demo)).toContain(first);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(card(page, BUSINESS)).toBeFocused();
  await expect(page.locator('#money .bank')).toHaveCount(1);
  expect(await itemsAtPluggy(demo)).not.toContain(first);
  expect((await items(page)).map(({ id }) => id)).toEqual([second]);

  await tabTo(page, button(BUSINESS));
  await disconnect();
  await tabTo(page, question.getByRole('button', { name: 'Desconectar e apagar' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nenhum banco conectado ainda.')).toBeVisible();
  await expect(page.locator('pluggy-item-list')).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Todas as suas contas, num lugar só');
  await expect(page.locator('#money')).toBeHidden();
  await expectAccessible(page);
});

test('the connection of another person is refused for every request', async ({ page, browser, demo }) => {
  await page.goto('/');
  const id = await addConnection(page, demo, 2, 'updated-days-ago');
  await expect(card(page, BANK)).toBeVisible();

  const context = await browser.newContext({ baseURL: demo.url, locale: 'pt-BR' });
  const stranger = await context.newPage();
  await stranger.goto('/');
  const provider = stranger.locator('pluggy-provider');
  await provider.evaluate((element, itemId) => {
    for (const tag of ['pluggy-item-card', 'pluggy-connect']) {
      const part = document.createElement(tag);
      part.setAttribute('item-id', itemId);
      part.id = `foreign-${tag}`;
      element.querySelector('main')!.append(part);
    }
  }, id);
  await expect(stranger.locator('#foreign-pluggy-item-card')).toContainText('Conexão removida');
  await stranger.locator('#foreign-pluggy-connect').getByRole('button').click();
  await expect(stranger.locator('#foreign-pluggy-connect').getByRole('alert')).not.toBeEmpty();
  await expect(stranger.getByRole('dialog')).toHaveCount(0);
  const statuses = await stranger.evaluate(async (itemId) => {
    const send = async (method: string, path: string, body?: object) => {
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch(path, { method, headers, body: body && JSON.stringify(body) })).status;
    };
    return [
      await send('POST', '/api/items', { itemId }),
      await send('POST', '/api/connect-token', { itemId }),
      await send('PATCH', `/api/items/${itemId}`),
      await send('DELETE', `/api/items/${itemId}`),
      await send('POST', `/api/items/${itemId}/mfa`, { token: '123456' }),
    ];
  }, id);
  expect(statuses).toEqual([403, 403, 404, 404, 404]);
  await context.close();
  expect(await itemsAtPluggy(demo)).toContain(id);
  await page.reload();
  await expect(badge(page, BANK)).toContainText('há 9 dias');
});

test('known connections stay visible offline, and updates continue online', async ({ page, context, demo }) => {
  await page.goto('/');
  const id = await addConnection(page, demo, 2, 'updated-days-ago');
  await expect(badge(page, BANK)).toContainText('há 9 dias');
  await context.setOffline(true);
  await card(page, BANK)
    .getByRole('button', { name: `Atualizar agora ${BANK}` })
    .click();
  await expect(card(page, BANK)).toContainText('Não conseguimos começar a atualização agora.');
  await expect(badge(page, BANK)).toContainText('há 9 dias');
  await connectButton(page).click();
  await expect(page.locator('#connect').getByRole('alert')).not.toBeEmpty();
  await shoot(page, 'offline');
  await put(demo, id, 'invalid-credentials');
  await context.setOffline(false);
  await expect(badge(page, BANK)).toContainText('Usuário ou senha não conferem');
  await choose(await openWidget(page, demo), BANK);
});

test('an open page continues after a restart of the server', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'journeys-'));
  const demo = await startDemo({ webhooks: 'loopback', folder: join(folder, 'data') });
  try {
    await page.goto(demo.url);
    const id = await addConnection(page, demo, 2, 'updated-days-ago');
    await expect(badge(page, BANK)).toContainText('há 9 dias');
    await demo.restart(() => put(demo, id, 'outdated-sync-retries'));
    await expect(badge(page, BANK)).toContainText('Banco fora do ar');
    await put(demo, id, 'updated-days-ago');
    await expect(badge(page, BANK)).toContainText('há 9 dias');
    await card(page, BANK)
      .getByRole('button', { name: `Atualizar agora ${BANK}` })
      .click();
    await expect(badge(page, BANK)).toContainText(/Atualizado\s*agora/);
  } finally {
    await page.goto('about:blank');
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('the connections of two people are readable in three languages, both themes and at every width', async ({
  page,
}) => {
  const demo = await startDemo({ webhooks: 'loopback', withPeople: true });
  try {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(demo.url);
    for (const [name, count] of [
      ['Ana', 7],
      ['Bruno', 9],
    ] as const) {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Olá, ${name}`);
      await expect(page.getByRole('article')).toHaveCount(count);
      await expect(page.locator('#money .bank')).toHaveCount(count);
      for (const [colorScheme, widths] of [
        ['dark', [1280, 360]],
        ['light', [320, 640, 1280]],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of widths) {
          // A viewport as high as the page: axe skips cards outside of the viewport, which are not laid out.
          await page.setViewportSize({ width, height: width < 600 ? 5200 : 3600 });
          await expectNoOverflow(page);
          await shoot(page, `${name}-${colorScheme}-${width}`);
        }
        await (colorScheme === 'light' ? expectAccessible(page) : expectContrast(page));
      }
      for (const language of ['English', 'Español', 'Português']) {
        await page.locator('#language').selectOption(language);
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 3600 });
          await expectNoOverflow(page);
        }
      }
      if (name === 'Bruno') break;
      await page.setViewportSize({ width: 1280, height: 800 });
      await tabTo(page, page.locator('#person summary'));
      await page.keyboard.press('Enter');
      await shoot(page, 'menu', false);
      await tabTo(page, page.getByRole('button', { name: 'Bruno Costa' }));
      await page.keyboard.press('Enter');
    }
  } finally {
    await page.goto('about:blank');
    await demo.close();
  }
});
