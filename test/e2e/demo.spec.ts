import { expect, type Frame, type Page } from '@playwright/test';
import { chunkFile } from '../support/chunks.mjs';
import { test } from './support/demo.js';
import { addConnection, expectNoOverflow, items, put, shoot, smallestGap, tabTo } from './support/journey.js';
import { agree, ALONE, closing, expectAccessible, expectContrast, JOURNEY, widget } from './support/test.js';

/** Signs in on the Connect page with the mouse. */
async function signIn(frame: Frame, user: string, words: { agree: string; submit: string } = PT): Promise<void> {
  await agree(frame, words.agree);
  await frame.getByRole('button', { name: /^Pluggy Bank (Conta pessoal|Personal account)/ }).click();
  await frame.locator('input[autocomplete], input').first().fill(user);
  await frame.locator('input[type=password]').fill('password-ok');
  await frame.getByRole('button', { name: words.submit, exact: true }).click();
}

/** Goes through the Connect page, up to the last button. */
async function connect(frame: Frame, words: typeof PT = PT): Promise<void> {
  await signIn(frame, 'user-ok', words);
  await closing(frame, () => frame.getByRole('button', { name: words.done, exact: true }).click());
}

const PT = { agree: 'Concordo e continuar', submit: 'Continuar', done: 'Concluir' };
const EN = { agree: 'Agree and continue', submit: 'Continue', done: 'Done' };

const cards = (page: Page) => page.getByRole('region', { name: 'Suas conexões' }).locator('pluggy-item-card');

test.describe('the page', () => {
  test('connects a bank with the keyboard alone, and shows the connection', JOURNEY, async ({ page, demo }) => {
    await page.goto('/');
    await expect(page.getByText('Nenhum banco conectado ainda.')).toBeVisible();

    const button = page.getByRole('button', { name: 'Conectar um banco' });
    await tabTo(page, button);
    await page.keyboard.press('Enter');

    const frame = await widget(page, demo.widgetUrl);
    await tabTo(page, frame.getByRole('button', { name: PT.agree }));
    await page.keyboard.press('Enter');
    await tabTo(page, frame.getByRole('button', { name: /^Pluggy Bank Conta pessoal/ }));
    await page.keyboard.press('Enter');
    await tabTo(page, frame.getByLabel('Usuário'));
    await page.keyboard.type('user-ok');
    await tabTo(page, frame.getByLabel('Senha', { exact: true }));
    await page.keyboard.type('password-ok');
    await page.keyboard.press('Enter');
    await tabTo(page, frame.getByRole('button', { name: PT.done }));
    await closing(frame, () => page.keyboard.press('Enter'));

    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.locator('#connect').getByRole('button', { name: 'Conectar outro banco' })).toBeFocused();
    await expect(cards(page)).toHaveCount(1);
    await expect(cards(page)).toContainText('Pluggy Bank');
    await expect(cards(page)).toContainText('Atualizado');
    await expect(page.locator('pluggy-item-list').getByText('Pluggy Bank: Atualizado.')).toBeAttached();

    await page.reload();
    await expect(cards(page)).toContainText('Pluggy Bank');
  });

  test('keeps a failed connection in the list, with an action', JOURNEY, async ({ page, demo }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Conectar um banco' }).click();
    const frame = await widget(page, demo.widgetUrl);
    await signIn(frame, 'user-locked');
    await frame.getByRole('heading', { name: /bloquead/i }).waitFor();
    await closing(frame, () => frame.getByRole('button', { name: 'Fechar' }).first().click());

    await expect(cards(page)).toContainText('Acesso bloqueado no banco');
    const prompt = cards(page).locator('pluggy-reauth-prompt');
    await expect(prompt).toContainText('Pluggy Bank');
    await expect(prompt.getByRole('button')).toBeVisible();
  });

  test("asks for a code inside the connection's card, and accepts the code", JOURNEY, async ({ page, demo }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Conectar um banco' }).click();
    await connect(await widget(page, demo.widgetUrl));
    await expect(cards(page)).toContainText('Atualizado');
    const { id } = (await items(page))[0]!;
    const preset = await page.request.post(`${demo.widgetUrl}/sandbox/items/${id}/preset`, {
      data: { name: 'mfa-number' },
    });
    expect(preset.ok()).toBe(true);
    const code = cards(page).getByRole('textbox');
    await code.fill('123456');
    await code.press('Enter');
    await expect(cards(page)).toContainText('Atualizado');
    await expect(code).toHaveCount(0);

    const error = { code: 'SITE_NOT_AVAILABLE', message: 'The institution is not available' };
    await page.request.patch(`${demo.widgetUrl}/sandbox/items/${id}`, {
      data: { status: 'OUTDATED', executionStatus: error.code, error },
    });
    await expect(cards(page)).toContainText('Banco fora do ar');
  });

  test('follows each connection without a reload, in every tab', ALONE, async ({ page, context, demo }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Conectar um banco' }).click();
    await connect(await widget(page, demo.widgetUrl));
    await expect(cards(page)).toContainText('Atualizado');
    const { id } = (await items(page))[0]!;
    const other = await context.newPage();
    await other.goto('/');
    await expect(cards(other)).toContainText('Atualizado');

    const control = `${demo.widgetUrl}/sandbox/items/${id}`;
    for (const [change, text] of [
      [{ status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' }, 'Usuário ou senha não conferem'],
      [{ status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' }, 'Atualizando'],
      [{ status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE' }, 'Banco fora do ar'],
    ] as const) {
      const response = await page.request.patch(control, { data: { error: null, ...change } });
      expect(response.ok()).toBe(true);
      await expect(cards(page)).toContainText(text, { timeout: 1000 });
      await expect(cards(other)).toContainText(text, { timeout: 1000 });
    }

    // A bank that is connected in one tab appears in the other tab.
    await page.bringToFront();
    await page.getByRole('button', { name: 'Conectar outro banco' }).click();
    const frame = await widget(page, demo.widgetUrl);
    await signIn(frame, 'user-locked');
    await expect(cards(other)).toHaveCount(2);
    // Connections that need the person come first.
    await expect(cards(other).first()).toContainText('Acesso bloqueado no banco');
  });

  test('has three languages, and passes them to the widget', async ({ page, demo }) => {
    await page.goto('/');
    for (const [name, language, title, button, agree] of [
      ['English', 'en', 'All your accounts, in one place', 'Connect a bank', 'Agree and continue'],
      ['Español', 'es', 'Todas tus cuentas, en un solo lugar', 'Conectar un banco', /Acepto|Aceptar|De acuerdo/],
      ['Português', 'pt-BR', 'Todas as suas contas, num lugar só', 'Conectar um banco', PT.agree],
    ] as const) {
      await page.locator('#language').selectOption(name);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
      const untranslated = await page
        .locator('[data-text]')
        .evaluateAll(
          (elements) =>
            elements.filter((element) => !element.textContent || element.textContent === 'undefined').length,
        );
      expect(untranslated).toBe(0);
      await page.getByRole('button', { name: button }).click();
      const frame = await widget(page, demo.widgetUrl);
      await expect(frame.getByRole('button', { name: agree })).toBeVisible();
      await closing(frame, () => frame.getByRole('banner').getByRole('button').last().click());
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await page.locator('#language').selectOption('English');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('All your accounts, in one place');
  });

  test('turns dark on demand, and remembers the choice', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/');
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    const toggle = page.getByRole('button', { name: 'Tema escuro' });
    await expect(toggle).toHaveAttribute('aria-pressed', 'false');
    await toggle.click();
    await expect(toggle).toHaveAttribute('aria-pressed', 'true');
    expect(await background()).not.toBe(light);
    await page.reload();
    await expect(toggle).toHaveAttribute('aria-pressed', 'true');
    expect(await background()).not.toBe(light);
  });

  test('shows an error, and tries again', async ({ page }) => {
    let isDown = true;
    await page.route('**/api/items', (route) =>
      isDown ? route.fulfill({ status: 503, json: { code: 'pluggy-unavailable' } }) : route.fallback(),
    );
    await page.goto('/');
    const banner = page.locator('pluggy-item-list pluggy-error-banner');
    await expect(banner.getByRole('button')).toBeVisible();
    isDown = false;
    await banner.getByRole('button').click();
    await expect(banner).toHaveCount(0);
    await expect(page.getByText('Nenhum banco conectado ainda.')).toBeVisible();
  });

  test('shows that the session has ended', async ({ page }) => {
    await page.route('**/api/items', (route) => route.fulfill({ status: 401, json: { code: 'not-signed-in' } }));
    await page.goto('/');
    await expect(
      page
        .locator('pluggy-item-list')
        .getByText(/sessão/)
        .first(),
    ).toBeVisible();
  });

  test('restarts as another person', async ({ page, demo }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Conectar um banco' }).click();
    await connect(await widget(page, demo.widgetUrl));
    await expect(cards(page)).toHaveCount(1);
    await page.getByText('Você está como Visitante').click();
    await page.getByRole('button', { name: 'Recomeçar como outra pessoa' }).click();
    await expect(page.getByText('Nenhum banco conectado ainda.')).toBeVisible();
  });

  test('submits its form with the connected bank', JOURNEY, async ({ page, demo }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Conectar um banco' }).click();
    await connect(await widget(page, demo.widgetUrl));
    await page.getByLabel('Nome completo').fill('Ana Lima');
    const choice = page.getByLabel('Banco em que você recebe');
    await expect(choice).toHaveValue('');
    await choice.selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Enviar comprovação' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Pedido enviado.' })).toBeVisible();
  });

  test('offers banks with data only as proof of income', async ({ page, demo }) => {
    await page.goto('/');
    await addConnection(page, demo, 9002, 'never-updated');
    await addConnection(page, demo, 9007, 'account-locked');
    const works = await addConnection(page, demo, 9001, 'next-sync-tomorrow');
    const choice = page.getByLabel('Banco em que você recebe');
    const options = () => choice.locator('option').allTextContents();
    await expect.poll(options).toEqual(['Escolha um banco', expect.stringMatching(/^Banco Jabuticaba \(dados de /)]);
    await choice.selectOption(works);
    await put(demo, works, 'invalid-credentials');
    await expect(choice).toBeHidden();
    await put(demo, works, 'updated');
    await expect(choice).toBeVisible();
    await expect(choice).toHaveValue('');
  });

  test('selects the bank that is connected for the form', JOURNEY, async ({ page, demo }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Conectar o banco' }).click();
    await connect(await widget(page, demo.widgetUrl));
    const choice = page.getByLabel('Banco em que você recebe');
    await expect(choice).toHaveValue(/^[0-9a-f-]{36}$/);
    await page.getByLabel('Nome completo').fill('Ana Lima');
    const form = page.waitForRequest(
      (request) => request.method() === 'POST' && new URL(request.url()).pathname === '/',
    );
    await page.getByRole('button', { name: 'Enviar comprovação' }).click();
    const sent = new URLSearchParams((await form).postData()!);
    expect(sent.getAll('item_id')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    await expect(page.getByRole('status').filter({ hasText: 'Pedido enviado.' })).toBeVisible();
  });

  test('names a bank that the person does not have yet', async ({ page, demo }) => {
    await page.goto('/');
    const named = page.locator('#try-bank');
    await expect(named).toHaveText('Pluggy Bank');
    await addConnection(page, demo, 2, 'updated');
    await expect(named).toHaveText('Pluggy Bank Empresas');
    await page.reload();
    expect(await (await page.request.get('/')).text()).toContain('>Pluggy Bank Empresas</b>');
    await page.goto('/recipes/cdn.html');
    await expect(page.locator('.notice')).toContainText('choose Pluggy Bank Empresas and');
  });

  test('shows an unknown balance as unknown, and dates where the person is', async ({ browser, demo }) => {
    const page = await browser.newPage({ baseURL: demo.url, locale: 'pt-BR', timezoneId: 'America/Sao_Paulo' });
    const transaction = (description: string, date: string) => ({
      id: date,
      description,
      date,
      amount: 5,
      type: 'DEBIT',
    });
    await page.route('**/api/accounts', (route) =>
      route.fulfill({
        json: [
          {
            id: 'a',
            itemId: 'i',
            type: 'BANK',
            name: 'Conta',
            number: '1234',
            balance: null,
            currencyCode: 'BRL',
            transactions: [
              transaction('Marco', '2026-11-10T00:00:00.000Z'),
              transaction('Noite', '2026-11-10T01:30:00.000Z'),
            ],
          },
        ],
      }),
    );
    await page.goto('/');
    await addConnection(page, demo, 9001, 'updated');
    const bank = page.locator('#money .bank');
    await expect(bank.locator('summary .balance')).toHaveText('—');
    await expect(page.locator('#total-bank')).toHaveText('—');
    await bank.locator('summary').click();
    await expect(bank.locator('.account-head .balance')).toHaveText('não informado');
    await expect(page.locator('#money')).not.toContainText('R$ 0,00');
    await expect(bank.locator('time')).toHaveText(['10 de nov.', '9 de nov.']);
    await page.close();
  });

  for (const [locale, language, title] of [
    ['es-AR', 'es', 'Todas tus cuentas, en un solo lugar'],
    ['en-GB', 'en', 'All your accounts, in one place'],
    ['fr', 'pt-BR', 'Todas as suas contas, num lugar só'],
  ] as const) {
    test(`starts in ${language} for a visitor whose browser is in ${locale}`, async ({ browser, demo }) => {
      const page = await browser.newPage({ baseURL: demo.url, locale });
      await page.goto('/');
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
      await page.close();
    });
  }

  test('fits 360 px with text of twice the size, new and with connections', async ({ page, demo }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    for (const language of ['Português', 'English', 'Español']) {
      await page.goto('/');
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      await page.locator('#language').selectOption(language);
      await expectNoOverflow(page);
      if (language === 'Português') {
        await addConnection(page, demo, 9001, 'next-sync-tomorrow');
        await addConnection(page, demo, 9004, 'mfa-number');
        await expect(page.locator('#money .bank')).not.toHaveCount(0);
        await page.locator('#money summary').first().click();
      }
      await expectNoOverflow(page);
    }
    await shoot(page, 'text-200');
  });

  test('links the control page, which opens with a connection', async ({ page, context, demo }) => {
    await page.goto('/');
    await addConnection(page, demo, 9001, 'updated');
    await page.reload();
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Mudar o estado dos bancos' }).click();
    const control = await opened;
    await expect(control.getByRole('heading', { name: 'Estado: Banco Jabuticaba' })).toBeVisible();
  });

  test('submits its form without script', async ({ page, demo }) => {
    await page.route('**/app.js', (route) => route.abort());
    await page.goto('/');
    const send = page.getByRole('button', { name: 'Enviar comprovação' });
    await page.getByLabel('Nome completo').fill('Ana');
    await send.click();
    expect(new URL(page.url()).hash).toBe('');

    await page.getByRole('button', { name: 'Conectar o banco' }).click();
    await connect(await widget(page, demo.widgetUrl));
    await send.click();
    await expect(page.getByText('Informe nome e sobrenome.')).toBeVisible();
    await expect(page.getByLabel('Nome completo')).toHaveValue('Ana');

    await page.getByLabel('Nome completo').fill('Ana Lima');
    await send.click();
    await expect(page.getByRole('status').filter({ hasText: 'Pedido enviado.' })).toBeVisible();
  });
});

test.describe('recipes', () => {
  for (const name of ['cdn', 'connections', 'form', 'own-button', 'status', 'token-function', 'update']) {
    test(`${name} has distances between its parts without the style sheet of the demo`, async ({ page }) => {
      await page.route('**/app.css', (route) => route.fulfill({ contentType: 'text/css', body: '' }));
      await page.goto(name === 'form' ? '/recipes/form' : `/recipes/${name}.html`);
      await page.locator('pluggy-connect:not(:defined)').waitFor({ state: 'detached' });
      expect(await smallestGap(page, '.panel')).toBeGreaterThanOrEqual(4);
    });
  }

  const log = (page: Page) => page.getByRole('log').getByRole('listitem');

  for (const { file, button, words = EN } of [
    { file: 'cdn.html', button: 'Connect your bank' },
    { file: 'strict-csp.html', button: 'Connect your bank' },
    { file: 'integrity.html', button: 'Connect your bank' },
    { file: 'own-button.html', button: 'Connect your bank' },
    { file: 'background.html', button: 'Connect your bank' },
    { file: 'token-function.html', button: 'Connect with a function' },
    { file: 'token-function.html', button: 'Connect with a header' },
    { file: 'update.html', button: 'Reconnect' },
  ] as { file: string; button: string; words?: typeof EN }[]) {
    test(`${file} connects with “${button}”`, async ({ page, demo }) => {
      const token = page.waitForRequest('**/api/connect-token');
      const stored = page.waitForResponse((response) => response.url().endsWith('/api/items'));
      await page.goto(`/recipes/${file}`);
      await page.getByRole('button', { name: button }).click();
      await connect(await widget(page, demo.widgetUrl), words);
      await expect(log(page).first()).toHaveText('pluggy-open');
      await expect(log(page).last()).toHaveText('pluggy-close: success');
      await expect(log(page).filter({ hasText: 'pluggy-success: Pluggy Bank' })).toHaveCount(1);
      expect((await stored).status()).toBe(200);
      const { 'x-tenant': tenant } = (await token).headers();
      expect(tenant).toBe(button === 'Connect with a header' ? 'example' : undefined);
    });
  }

  test('integrity.html runs no script that differs by a byte', async ({ page }) => {
    const change = (file: string) =>
      page.route(`**/${file}`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${await response.text()} ` });
      });
    await change(chunkFile('connect-widget'));
    await page.goto('/recipes/integrity.html');
    await page.getByRole('button', { name: 'Connect your bank' }).click();
    await expect(log(page).filter({ hasText: 'widget-unavailable' })).toHaveCount(1);
    await expect(log(page).last()).toHaveText('pluggy-close: error');

    await change('pluggy-elements.js');
    const refused = page.waitForEvent('console', (message) => /integrity/.test(message.text()));
    await page.goto('/recipes/integrity.html');
    await refused;
    expect(await page.evaluate(() => customElements.get('pluggy-connect') === undefined)).toBe(true);
  });

  test('own-button.html also opens in a browser without invoker commands', async ({ page, demo }) => {
    await page.addInitScript(() => {
      delete (HTMLButtonElement.prototype as { commandForElement?: unknown }).commandForElement;
      document.addEventListener('click', (event) => (event.target as Element).removeAttribute('commandfor'), true);
    });
    await page.goto('/recipes/own-button.html');
    await page.getByRole('button', { name: 'Connect your bank' }).click();
    await connect(await widget(page, demo.widgetUrl), EN);
    await expect(log(page).last()).toHaveText('pluggy-close: success');
  });

  test('update.html reconnects the bank that was connected before', async ({ page, demo }) => {
    await page.goto('/recipes/update.html');
    await page.getByRole('button', { name: 'Reconnect' }).click();
    await connect(await widget(page, demo.widgetUrl), EN);
    await expect(log(page).last()).toHaveText('pluggy-close: success');
    await page.getByRole('link', { name: 'Load the page again' }).click();

    const token = page.waitForRequest('**/api/connect-token');
    await page.getByRole('button', { name: 'Reconnect' }).click();
    expect((await token).postDataJSON()).toEqual({ itemId: expect.any(String) as unknown });
    const frame = await widget(page, demo.widgetUrl);
    await closing(frame, () => frame.getByRole('button', { name: EN.done, exact: true }).click());
    await expect(log(page).last()).toHaveText('pluggy-close: success');
  });

  test('status.html follows the connection', ALONE, async ({ page, demo }) => {
    await page.goto('/recipes/status.html');
    await page.getByRole('button', { name: 'Connect or reconnect' }).click();
    await connect(await widget(page, demo.widgetUrl), EN);
    await expect(log(page).last()).toHaveText('pluggy-close: success');
    await page.getByRole('link', { name: 'load the page again' }).click();
    const [live, still] = await page.locator('pluggy-item-status').all();
    await expect(live!).toContainText('Updated');
    await expect(still!).toContainText('Partly up to date');

    const id = await live!.getAttribute('item-id');
    const change = { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' };
    await page.request.patch(`${demo.widgetUrl}/sandbox/items/${id}`, { data: change });
    await expect(live!).toContainText('Reconnect your account', { timeout: 1000 });
    await page.getByRole('link', { name: 'control page' }).click();
    await expect(page).toHaveURL(/\/sandbox\/control#[0-9a-f-]{36}$/);
  });

  test('background.html lets a connection go on while the page is used', async ({ page, demo }) => {
    await page.request.post(`${demo.widgetUrl}/sandbox/settings`, { data: { stepMs: 700 } });
    await page.goto('/recipes/background.html');
    await page.getByRole('button', { name: 'Connect your bank' }).click();
    const frame = await widget(page, demo.widgetUrl);
    await agree(frame);
    await frame.getByRole('button', { name: /^Pluggy Bank Personal account/ }).click();
    await frame.locator('input').first().fill('user-ok');
    await frame.locator('input[type=password]').fill('password-ok');
    await frame.getByRole('button', { name: EN.submit, exact: true }).click();
    await frame
      .getByRole('main')
      .getByRole('button', { name: /background/i })
      .click();
    await page.request.post(`${demo.widgetUrl}/sandbox/settings`, { data: { stepMs: 20 } });

    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(log(page).filter({ hasText: 'pluggy-hide' })).toHaveCount(1);
    await expect(log(page).last()).toHaveText('pluggy-close: success');
  });

  test('form.html blocks submission without a bank, returns with its error, and keeps the bank', async ({
    page,
    demo,
  }) => {
    await page.goto('/recipes/');
    await page.getByRole('link', { name: 'A form without script' }).click();
    const send = page.getByRole('button', { name: 'Send' });
    await page.getByLabel('Full name').fill('Ana');
    await send.click();
    await expect(page).toHaveURL(/\/recipes\/form$/);
    await expect(page.getByText('Enter your first and last name.')).toHaveCount(0);

    await page.getByRole('button', { name: 'Connect your bank' }).click();
    await connect(await widget(page, demo.widgetUrl), EN);
    await send.click();
    await expect(page.locator('#name-error')).toHaveText('Enter your first and last name.');
    const bank = page.locator('pluggy-connect');
    await expect(bank).toHaveAttribute('value', /^[0-9a-f-]{36}$/);

    await page.getByLabel('Full name').fill('Ana Lima');
    await send.click();
    await expect(page.getByRole('status')).toContainText('Sent.');
  });
});

test.describe('in both themes, on a phone and on a desktop', () => {
  const PAGES = ['/', '/recipes/', '/recipes/form', '/recipes/token-function.html', '/recipes/strict-csp.html'];
  const WIDTHS = [360, 1280];

  /** Checks the page at every width: with all rules in the light theme, for contrast in the dark one. */
  async function expectReadable(page: Page, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await expectNoOverflow(page);
      await (colorScheme === 'light' ? expectAccessible(page) : expectContrast(page));
      await shoot(page, `${name}-${colorScheme}-${width}`);
    }
  }

  for (const path of PAGES) {
    test(`${path} is readable`, async ({ page }) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(path);
        await page.locator('pluggy-connect:not(:defined)').waitFor({ state: 'detached' });
        await expectReadable(page, path.replace(/\W+/g, '_'), colorScheme);
      }
    });
  }

  for (const width of WIDTHS) {
    test(`the page is readable while in use: opened at ${width} px`, async ({ page, demo }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto('/');
      await page.getByRole('button', { name: 'Conectar um banco' }).click();
      const frame = await widget(page, demo.widgetUrl);
      await expect(frame.getByRole('button', { name: PT.agree })).toBeVisible();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await shoot(page, `dialog-${colorScheme}-${width}`);
      }
      await connect(frame);
      await expect(cards(page)).toContainText('Atualizado');
      await page.getByLabel('Banco em que você recebe').selectOption({ index: 1 });
      await page.getByLabel('Nome completo').fill('Ana');
      await page.getByRole('button', { name: 'Enviar comprovação' }).click();
      await expect(page.getByText('Informe nome e sobrenome.')).toBeVisible();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectNoOverflow(page);
        await (colorScheme === 'light' ? expectAccessible(page) : expectContrast(page));
        await shoot(page, `in-use-${colorScheme}-${width}`);
      }
    });
  }
});

test("the policy blocks nothing before the widget opens, and every request stays on the page's origin", async ({
  page,
  demo,
}) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() !== 'info' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(demo.url)) problems.push(request.url());
  });
  for (const path of ['/', '/recipes/', '/recipes/form', '/recipes/own-button.html', '/recipes/token-function.html']) {
    await page.goto(path, { waitUntil: 'networkidle' });
  }
  expect(problems).toEqual([]);
});
