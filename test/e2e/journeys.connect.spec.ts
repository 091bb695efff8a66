import type { Page } from '@playwright/test';
import type { Demo } from './support/demo.js';
import { closing, expectAccessible, JOURNEY, shoot as picture } from './support/test.js';
import {
  act,
  badge,
  card,
  choose,
  connect,
  expect,
  expectNoOverflow,
  finish,
  items,
  login,
  openWidget,
  PHONE,
  set,
  shoot,
  submit,
  test,
} from './support/journey.js';

test('every kind of password login connects on a desktop', JOURNEY, async ({ page, demo }) => {
  await page.goto('/');
  const whole = { account: '123456', birthDate: '01/01/1980', holder: '1' };
  for (const [bank, values, answers] of [
    ['Pluggy Bank', login('user-ok'), []],
    ['Pluggy Bank MFA 1 etapa', login('user-ok', { token: '123456' }), []],
    ['Pluggy Bank MFA 2 etapas', login('user-ok-phone'), [{ phone: '2' }, { token: '123456' }]],
    ['Pluggy Bank Empresas', login('user-ok-select'), [{ option: '1' }]],
    ['Pluggy Bank Instável', login('user-ok-img'), [{ image: '123456' }]],
    ['Pluggy Bank Conta Conjunta', login('user-ok-multi-company', whole), [{ token: '123456' }, { company: '2' }]],
  ] as const) {
    await finish(page, await connect(page, demo, bank, values, [...answers]));
    await expect(badge(page, bank)).toContainText('Atualizado');
  }
  expect((await items(page)).map(({ status }) => status)).toEqual(Array(6).fill('UPDATED'));
  await expect(page.locator('#money .bank')).toHaveCount(6);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Olá');
  await shoot(page, 'connected');

  // The connection is stored on the server, not only in this page.
  await page.reload();
  await expect(page.getByRole('article')).toHaveCount(6);
});

test.describe('on a phone', () => {
  test.use(PHONE);

  test('a QR code, the bank’s own page, its app and a partial result connect', JOURNEY, async ({ page, demo }) => {
    await page.goto('/');
    let frame = await connect(page, demo, 'Pluggy Bank QR', {});
    await finish(page, frame);
    await expect(badge(page, 'Pluggy Bank QR')).toContainText('Atualizado');

    frame = await connect(page, demo, 'MockBank', { cpf: '761.092.776-73' });
    const opened = page.waitForEvent('popup');
    await frame.getByRole('button', { name: 'Ir para MockBank' }).click();
    await (await opened).locator('button[value=approve]').click();
    await finish(page, frame);
    await expect(badge(page, 'MockBank')).toContainText('Atualizado');

    frame = await connect(page, demo, 'Pluggy Bank Autorização no app', login('user-ok'));
    await shoot(page, 'in-the-app', false);
    await finish(page, frame);
    await expect(badge(page, 'Pluggy Bank Autorização no app')).toContainText('Atualizado');

    frame = await connect(page, demo, 'Pluggy Bank', login('user-ok-account-error'));
    await finish(page, frame);
    await expect(badge(page, 'Pluggy Bank')).toContainText('Atualizado em parte');
    await expect(badge(page, 'Pluggy Bank')).toContainText('contas');
    await card(page, 'Pluggy Bank').getByRole('button', { name: 'Opções' }).click();
    await card(page, 'Pluggy Bank').getByRole('menuitem', { name: 'O que foi atualizado' }).click();
    await expect(card(page, 'Pluggy Bank').getByRole('listitem')).not.toHaveCount(0);
    await expectNoOverflow(page);
    await shoot(page, 'connected');
  });
});

test.describe("on a phone that opens the bank's page", () => {
  test.use(PHONE);

  test('the connection waits in the list, and is shown when the person returns', async ({ page, demo }) => {
    await page.goto('/');
    const frame = await connect(page, demo, 'MockBank', { cpf: '761.092.776-73' });
    const opened = page.waitForEvent('popup');
    await frame.getByRole('button', { name: 'Ir para MockBank' }).click();
    const popup = await opened;
    const bank = popup.url();
    await popup.close();
    const outcome = page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('pluggy-close', ({ outcome }) => resolve(outcome.type), { once: true });
        }),
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Fechar' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sair', exact: true }).click();
    expect(await outcome).toBe('pending');
    await expect(card(page, 'MockBank')).toBeVisible();
    await expect(badge(page, 'MockBank')).not.toContainText('Atualizado');
    await shoot(page, 'waiting');
    await page.reload();
    await expect(card(page, 'MockBank')).toBeVisible();
    await expect(badge(page, 'MockBank')).toContainText('Autorize no app do banco');
    await expect(card(page, 'MockBank').getByRole('button', { name: 'Continuar' })).toBeVisible();

    const [item] = await items(page);
    await page.goto(bank);
    await page.locator('button[value=approve]').click();
    await expect(page.getByRole('status')).toBeVisible();
    // Pluggy redirects to https only, and the demo's address is http.
    await page.goto(`/?itemId=${item!.id}`);
    await expect(page.locator('pluggy-item-list [part=returned]')).toContainText('A conexão com MockBank está pronta');
    await expect(badge(page, 'MockBank')).toContainText('Atualizado');
    expect(new URL(page.url()).search).toBe('');
    await expectNoOverflow(page);
    await expectAccessible(page);
    await shoot(page, 'back');
    await page.getByRole('button', { name: 'Entendi' }).click();
    await expect(card(page, 'MockBank')).toBeFocused();
  });
});

/** Test users with a login or run that fails, with the row's line, and the part of the row with the next step. */
const FAILURES: [user: string, line: string, way: 'button' | 'prompt' | 'banner'][] = [
  ['user-bad', 'Usuário ou senha não conferem', 'button'],
  ['user-locked', 'Acesso bloqueado no banco', 'prompt'],
  ['user-account-credentials-reset', 'O banco pediu uma senha nova', 'prompt'],
  ['user-account-need-actions', 'Falta um passo no banco', 'prompt'],
  ['user-account-need-actions-provider-message', 'Falta um passo no banco', 'prompt'],
  ['user-logged', 'Não deu para atualizar', 'button'],
  ['user-unavailable', 'Banco fora do ar', 'button'],
  ['user-connection-error', 'Não deu para atualizar', 'button'],
  ['user-error', 'Não deu para atualizar', 'button'],
  ['user-not-supported', 'Conta não compatível', 'banner'],
];

async function fail(page: Page, demo: Demo, [user, line, way]: (typeof FAILURES)[number]) {
  const frame = await connect(page, demo, 'Pluggy Bank', login(user));
  await frame.locator('[role=alert], [data-screen=failure] h1').first().waitFor();
  await closing(frame, () => frame.getByRole('banner').getByRole('button', { name: 'Fechar' }).click());
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(badge(page, 'Pluggy Bank')).toContainText(line);
  // Exactly one part of the row offers the next step.
  const row = card(page, 'Pluggy Bank');
  const ways = {
    button: row.getByRole('button', { name: 'Reconectar Pluggy Bank', exact: true }),
    prompt: row.locator('pluggy-reauth-prompt').getByRole('button', { name: 'Já resolvi, reconectar' }),
    banner: row.locator('pluggy-error-banner [part=text]'),
  };
  for (const [name, part] of Object.entries(ways)) await (name === way ? expect(part) : expect(part).not).toBeVisible();
  await picture(card(page, 'Pluggy Bank'), user);

  const [item] = await items(page);
  expect((await page.request.delete(`/api/items/${item!.id}`)).status()).toBe(204);
  await expect(page.getByRole('article')).toHaveCount(0);
}

for (const half of [0, 1]) {
  test(`each failing login is in the list, with its action (${half + 1} of 2)`, async ({ page, demo }) => {
    await page.goto('/');
    for (const failure of FAILURES.filter((_, index) => index % 2 === half)) {
      await test.step(failure[0], () => fail(page, demo, failure));
    }
  });
}

test('an authorisation that the bank has not given yet is shown', async ({ page, demo }) => {
  await set(demo, { actionMs: null });
  await page.goto('/');
  const frame = await openWidget(page, demo);
  await choose(frame, 'Pluggy Bank');
  await submit(frame, login('user-ok-auth-pending'));
  await closing(frame, () => frame.getByRole('button', { name: 'Entendi' }).click());
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(badge(page, 'Pluggy Bank')).toContainText('Autorize no app do banco');
  const [item] = await items(page);
  await act(demo, item!.id, true);
  await set(demo, { actionMs: 400 });
  await expect(badge(page, 'Pluggy Bank')).toContainText('Atualizado');
});
