import { describe, expect, test, vi } from 'vitest';
import { connectPage } from './connect-page.js';
import { CONNECTION, factsOf } from '../support/connect-calls.js';
import { bundlePages } from '../../src/sandbox/bundle.js';

const GOOD = { user: 'user-ok', password: 'password-ok' };
const OPEN_FINANCE = { selectedConnectorId: 600, openFinanceParameters: { cpf: '761.092.776-73' } };

type Widget = Awaited<ReturnType<ReturnType<typeof connectPage>['open']>>;

async function open(...options: Parameters<ReturnType<typeof connectPage>['open']>): Promise<Widget> {
  return connectPage().open(...options);
}

describe('the connection of an account', () => {
  test('calls the host in the documented order', async () => {
    const widget = await open();
    await widget.expectScreen('Vamos conectar sua conta');
    await widget.consent();
    await widget.expectScreen('Escolha sua instituição');
    await widget.select('Pluggy Bank');
    await widget.expectScreen('Entrar em Pluggy Bank');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    await widget.leave();

    expect(factsOf(widget.calls)).toEqual(CONNECTION);
  });

  test('ties errors of the form to their fields and sends no request', async () => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.press('Continuar');
    await widget.until(() => expect(document.activeElement).toBe(widget.field('Usuário')));
    expect(widget.description('Usuário')).toBe('Preencha este campo.');
    expect(widget.field('Usuário').getAttribute('aria-invalid')).toBe('true');
    await widget.fill('Usuário', 'somebody');
    await widget.until(() => expect(widget.field('Usuário').hasAttribute('aria-invalid')).toBe(false));
    await widget.fill('Senha', 'password-ok');
    await widget.press('Continuar');
    await widget.until(() => expect(widget.description('Usuário')).toBe('O usuário deve começar com "user-"'));
    expect(widget.names()).toEqual(['SUBMITTED_CONSENT']);
  });

  test('shows the API’s validation errors at their fields', async () => {
    const widget = await open({ selectedConnectorId: 5 });
    await widget.consent();
    await widget.press('user-ok tudo certo', 'details');
    await widget.fill('Data de nascimento', '01/02/2199');
    await widget.press('Continuar');
    await widget.until(() =>
      expect(widget.description('Data de nascimento')).toBe('A data deve existir e estar no passado'),
    );
    await widget.fill('Data de nascimento', '01/02/1999');
    await widget.choose('Titular (opcional)', '2º titular');
    await widget.press('Continuar');
    await widget.expectScreen('Conta conectada');
  });

  test('deselects the institution on the way back', async () => {
    const widget = await open();
    await widget.consent();
    await widget.select('Pluggy Bank');
    await widget.press('Voltar');
    await widget.expectScreen('Escolha sua instituição');
    await widget.select('MockBank');
    await widget.expectScreen('Entrar em MockBank');
    expect(widget.calls.filter(({ name }) => name === 'SELECTED_INSTITUTION')).toEqual([
      expect.objectContaining({ connector: 'Pluggy Bank' }),
      expect.objectContaining({ connector: null }),
      expect.objectContaining({ connector: 'MockBank' }),
    ]);
  });

  test('closes with the cross and calls nothing besides', async () => {
    const widget = await open();
    await widget.leave(() => widget.press('Fechar'));
    expect(widget.names()).toEqual(['close']);
  });
});

describe('the list of institutions', () => {
  async function names(widget: Widget): Promise<string[]> {
    await widget.consent();
    await widget.expectScreen('Escolha sua instituição');
    return widget.texts('.institution .name');
  }

  test('has sandbox institutions only when the host asks for them', async () => {
    const page = connectPage();
    const real = await names(await page.open({ includeSandbox: false }));
    expect(real).toContain('Banco Jabuticaba');
    expect(real.filter((name) => /Pluggy Bank|MockBank/.test(name))).toEqual([]);
    expect(await names(await page.open())).toContain('Pluggy Bank');
  });

  for (const [title, props, expected] of [
    ['connectorIds', { connectorIds: [600, 2] }, ['Pluggy Bank', 'MockBank']],
    ['connectorTypes', { connectorTypes: ['INVOICE', 'TELECOMMUNICATION'] }, ['Tucano Telecom', 'Notas Ipê']],
    ['countries', { countries: ['AR', 'MX'] }, ['Banco Quebracho', 'Banco Ajolote']],
    ['products', { products: ['LOANS'] }, ['MockBank', 'MockBank Empresas']],
    [
      'connectorSortAlphabetically',
      { connectorIds: [9002, 9001, 9004, 9003], connectorSortAlphabetically: true },
      ['Banco Jabuticaba', 'Banco Jabuticaba Empresas', 'Capivara Pay', 'Corretora Sabiá'],
    ],
  ] as const) {
    test(`follows ${title}`, async () => {
      expect(await names(await open(props as object))).toEqual(expected);
    });
  }

  test('ignores accents in a search and announces how many institutions match', async () => {
    const widget = await open();
    await widget.consent();
    await widget.fill('Buscar pelo nome', 'sabia');
    await widget.until(() => expect(widget.texts('.institution .name')).toEqual(['Corretora Sabiá']));
    expect(widget.status).toBe('1 instituição');
    await widget.fill('Buscar pelo nome', 'nowhere');
    await widget.until(() =>
      expect(widget.texts('main p')).toEqual([expect.stringContaining('Nenhuma instituição encontrada.')]),
    );
    await widget.fill('Buscar pelo nome', '');
    await widget.until(() => expect(widget.texts('.institution .name').length).toBeGreaterThan(5));
  });

  test('is skipped for a selected institution, without an event', async () => {
    const widget = await open({ selectedConnectorId: 0 });
    await widget.consent();
    await widget.expectScreen('Entrar em Pluggy Bank (0)');
    expect(widget.buttons('Voltar')).toEqual([]);
    expect(widget.names()).toEqual(['SUBMITTED_CONSENT']);
  });

  test('is shown when the selected institution may not be used', async () => {
    const widget = await open({ selectedConnectorId: 2, includeSandbox: false });
    await widget.consent();
    await widget.expectScreen('Escolha sua instituição');
  });
});

describe('failed runs', () => {
  for (const [user, code, title, again] of [
    ['user-logged', 'ALREADY_LOGGED_IN', 'Já existe uma sessão aberta', true],
    ['user-locked', 'ACCOUNT_LOCKED', 'Seu acesso está bloqueado', true],
    ['user-error', 'UNEXPECTED_ERROR', 'Algo deu errado do nosso lado', true],
    ['user-unavailable', 'SITE_NOT_AVAILABLE', 'Instituição indisponível', false],
    ['user-account-need-actions', 'ACCOUNT_NEEDS_ACTION', 'Falta um passo na instituição', true],
    ['user-connection-error', 'CONNECTION_ERROR', 'Falha na conexão com a instituição', true],
    ['user-account-credentials-reset', 'ACCOUNT_CREDENTIALS_RESET', 'É preciso trocar a senha', true],
    ['user-not-supported', 'USER_NOT_SUPPORTED', 'Este tipo de conta não é compatível', false],
  ] as const) {
    test(`${user} ends in ${code}`, async () => {
      const widget = await open();
      await widget.consent();
      await widget.select('Pluggy Bank');
      await widget.login(user);
      await widget.expectScreen(title);
      expect(await widget.called('error')).toMatchObject({
        message: expect.stringMatching(/\w+ \w+/) as string,
        item: { code },
      });
      expect(widget.buttons('Tentar de novo')).toHaveLength(again ? 1 : 0);
      await widget.press('Escolher outra instituição');
      await widget.expectScreen('Escolha sua instituição');
      expect(widget.names()).not.toContain('success');
    });
  }

  test('show the institution’s message unchanged', async () => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-account-need-actions-provider-message');
    await widget.until(() =>
      expect(widget.texts('blockquote')).toEqual([
        expect.stringContaining('Para continuar, aceite os novos termos de uso'),
      ]),
    );
  });

  test('allow the correction of wrong credentials in the same item', async () => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-bad');
    await widget.until(() =>
      expect(widget.texts('[role=alert]')).toEqual([expect.stringContaining('Usuário ou senha incorretos.')]),
    );
    expect(widget.field('Usuário').value).toBe('user-bad');
    expect(widget.field('Senha').value).toBe('');
    const error = await widget.called('error');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    expect((await widget.called('success')).item?.id).toBe(error.item?.id);
    expect(widget.names()).toEqual([
      'SUBMITTED_CONSENT',
      'SUBMITTED_LOGIN',
      'LOGIN_SUCCESS',
      'error',
      'SUBMITTED_LOGIN',
      'LOGIN_SUCCESS',
      'LOGIN_STEP_COMPLETED',
      'success',
    ]);
  });

  test('show the waiting time after the third wrong attempt, without a button to retry', async () => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    for (const tries of [1, 2]) {
      await widget.login('user-bad');
      await widget.until(() => expect(widget.names().filter((name) => name === 'error')).toHaveLength(tries));
      await widget.until(() => expect(widget.all('[role=alert]')).toHaveLength(1));
    }
    await widget.login('user-ok');
    await widget.expectScreen('Muitas tentativas seguidas');
    expect(widget.texts('main p')).toContainEqual(expect.stringMatching(/a partir das \d\d:\d\d/));
    expect(widget.buttons('Tentar de novo')).toEqual([]);
    expect((await widget.called('error')).message).toBe('TOO_MANY_CONSECUTIVE_LOGIN_FAILURES');
  });

  test('run the stored credentials on retry', async () => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-connection-error');
    await widget.press('Tentar de novo');
    await widget.until(() => expect(widget.names().filter((name) => name === 'error')).toHaveLength(2));
    expect(widget.names().filter((name) => name === 'SUBMITTED_LOGIN')).toHaveLength(1);
  });

  test('refuse a real institution to a trial application', async () => {
    const widget = await open({ selectedConnectorId: 9001 });
    await widget.consent();
    await widget.fill('CPF', '761.092.776-73');
    await widget.fill('Senha', 'password-ok');
    await widget.press('Continuar');
    await widget.expectScreen('Instituição indisponível neste aplicativo');
    expect(await widget.called('error')).toMatchObject({ message: 'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED' });
    expect(widget.buttons('Tentar de novo')).toEqual([]);
  });

  test('warn about an institution that is offline before and after the login', async () => {
    const widget = await open({ selectedConnectorId: 9 });
    await widget.consent();
    await widget.until(() =>
      expect(widget.texts('.notice')).toEqual([expect.stringContaining('Esta instituição está fora do ar')]),
    );
    await widget.login('user-ok');
    await widget.expectScreen('Instituição fora do ar');
    expect((await widget.called('error')).message).toBe('CONNECTOR_OFFLINE');
  });

  test('offer a retry when the server fails at the start, and keep reading when the server fails later', async () => {
    const page = connectPage({ fail: ['connectors'] });
    const widget = await page.open();
    await widget.expectScreen('Algo deu errado do nosso lado');
    await page.set({ fail: [] });
    await widget.press('Tentar de novo');
    await widget.expectScreen('Vamos conectar sua conta');
    expect((await widget.called('error')).message).toBe('INTERNAL_SERVER_ERROR');
    await widget.consent();
    await widget.select('Pluggy Bank');
    await page.set({ stepMs: 300 });
    await widget.login('user-ok');
    await widget.called('LOGIN_STEP_COMPLETED');
    const statuses: number[] = [];
    page.intercept((_, answer) =>
      answer().then((response) => {
        statuses.push(response.status);
        return response;
      }),
    );
    await page.set({ fail: ['items'] });
    await widget.until(() => expect(statuses).toContain(503));
    await page.set({ fail: [], stepMs: 60 });
    await widget.expectScreen('Conta conectada');
    expect(widget.names().filter((name) => name === 'error')).toHaveLength(1);
  });

  test('keep the typed values when the network fails', async () => {
    const page = connectPage();
    const widget = await page.open({ selectedConnectorId: 2 });
    await widget.consent();
    page.intercept(({ url }) =>
      url.endsWith('/items') ? Promise.reject(new TypeError('Failed to fetch')) : undefined,
    );
    await widget.login('user-ok');
    await widget.until(() =>
      expect(widget.texts('[role=alert]')).toEqual([expect.stringContaining('Sem resposta do servidor.')]),
    );
    page.intercept(undefined);
    await widget.press('Continuar');
    await widget.expectScreen('Conta conectada');
  });

  test('report a refused token at once', async () => {
    const widget = await open({}, { token: 'nonsense' });
    await widget.expectScreen('Esta janela expirou');
    expect(await widget.called('error')).toMatchObject({ message: 'invalid_connect_token' });
    await widget.leave(() => widget.press('Fechar', 'main'));
  });
});

describe('questions after the password', () => {
  const MFA = ['SUBMITTED_MFA', 'LOGIN_MFA_SUCCESS'];
  const sinceLogin = (names: string[]) => names.slice(names.indexOf('LOGIN_SUCCESS') + 1);

  test('accept a code in the form of the credentials', async () => {
    const widget = await open({ selectedConnectorId: 3 });
    await widget.consent();
    await widget.until(() => expect(widget.field('Código do token').autocomplete).toBe('one-time-code'));
    await widget.fill('Código do token', '000000');
    await widget.login('user-ok');
    await widget.expectScreen('Código inválido ou vencido');
    await widget.press('Tentar de novo');
    await widget.until(() => expect(widget.field('Código do token').value).toBe(''));
    await widget.fill('Código do token', '123456');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    expect(widget.names()).not.toContain('SUBMITTED_MFA');
  });

  test('validate a code before it is sent', async () => {
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Confirme que é você');
    expect(widget.texts('[role=timer]')).toEqual([expect.stringMatching(/^Tempo restante: [12]:\d\d$/)]);
    await widget.answer('Chave de segurança', '12');
    await widget.until(() => expect(widget.description('Chave de segurança')).toMatch(/O token deve ter 6 números\.$/));
    await widget.answer('Chave de segurança', '123456');
    await widget.expectScreen('Conta conectada');
    expect(sinceLogin(widget.names())).toEqual([...MFA, 'LOGIN_STEP_COMPLETED', 'success']);
  });

  test('end the run after a wrong code', async () => {
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.answer('Chave de segurança', '654321');
    await widget.expectScreen('Código inválido ou vencido');
    expect(await widget.called('error')).toMatchObject({ item: { code: 'INVALID_CREDENTIALS_MFA' } });
    await widget.press('Tentar de novo');
    await widget.expectScreen(/^Entrar em/);
  });

  test('end the run when no code arrives in time', async () => {
    const page = connectPage({ inputTimeoutMs: 1500 });
    const widget = await page.open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.until(() => expect(widget.status).toBe('Tempo restante: 0:10'));
    await widget.expectScreen('O tempo acabou');
    expect(await widget.called('error')).toMatchObject({ item: { code: 'USER_INPUT_TIMEOUT' } });
    await widget.press('Tentar de novo');
    await widget.expectScreen(/^Entrar em/);
  });

  test('keep a typed code while the item is read', async () => {
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.fill('Chave de segurança', '1234');
    widget.field('Chave de segurança').focus();
    const field = widget.field('Chave de segurança');
    const reads = widget.calls.length;
    await widget.until(() => expect(widget.calls.length).toBeGreaterThan(reads + 3));
    expect(widget.field('Chave de segurança')).toBe(field);
    expect(field.value).toBe('1234');
    expect(document.activeElement).toBe(field);
  });

  test('appear once, although an earlier read still contains the question', async () => {
    const page = connectPage();
    const widget = await page.open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Confirme que é você');
    const read = page.hold(({ url }) => /^\/items\/[^/]+$/.test(new URL(url).pathname));
    await widget.until(() => expect(read.hasArrived).toBe(true));
    await widget.answer('Chave de segurança', '123456');
    await widget.expectScreen('Conectando');
    const before = widget.calls.length;
    read.release();
    await widget.until(() =>
      expect(widget.calls.slice(before).map(({ item }) => item?.status)).toEqual(['WAITING_USER_INPUT']),
    );
    await widget.expectScreen('Conectando');
  });

  test('offer a choice', async () => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok-select');
    await widget.press('Confirmar');
    await widget.until(() => expect(widget.description('Como confirmar o acesso?')).toMatch(/Preencha este campo\.$/));
    await widget.choose('Como confirmar o acesso?', 'E-mail');
    await widget.press('Confirmar');
    await widget.expectScreen('Conta conectada');
  });

  for (const [user, first, second] of [
    ['user-ok-phone', 'Para qual celular enviar o código?', 'Chave de segurança'],
    ['user-ok-multi-company', 'Chave de segurança', 'Qual empresa conectar?'],
  ] as const) {
    test(`appear one after the other for ${user}`, async () => {
      const widget = await open({ selectedConnectorId: 2 });
      await widget.consent();
      await widget.login(user);
      for (const label of [first, second]) {
        if (label === 'Chave de segurança') await widget.fill(label, '123456');
        else await widget.choose(label, 1);
        await widget.press('Confirmar');
      }
      await widget.expectScreen('Conta conectada');
      expect(sinceLogin(widget.names())).toEqual([...MFA, ...MFA, 'LOGIN_STEP_COMPLETED', 'success']);
    });
  }

  test('show a picture', async () => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok-img');
    await widget.until(() => {
      const [picture] = widget.all('img.picture') as HTMLImageElement[];
      expect(picture?.alt).toMatch(/^Imagem enviada pela instituição/);
      expect(picture?.src).toMatch(/^data:image\/\w+;base64,/);
    });
    await widget.answer('Código da imagem', '123456');
    await widget.expectScreen('Conta conectada');
  });
});

describe('actions outside of the widget', () => {
  test('replace a QR code until it is scanned', async () => {
    const page = connectPage({ actionMs: 4000 });
    const widget = await page.open({ selectedConnectorId: 6 });
    await widget.consent();
    await widget.press('Continuar');
    await widget.expectScreen('Leia o QR code');
    const drawing = () => {
      const [code] = widget.all('svg.qr');
      expect(code?.getAttribute('aria-label')).toMatch(/^QR code/);
      return code?.querySelector('path')?.getAttribute('d');
    };
    const first = drawing();
    await widget.until(() => expect(drawing()).not.toBe(first));
    await widget.expectScreen('Conta conectada');
    expect(widget.names()).toEqual([
      'SUBMITTED_CONSENT',
      'SUBMITTED_LOGIN',
      'LOGIN_SUCCESS',
      'LOGIN_STEP_COMPLETED',
      'success',
    ]);
  });

  test('wait for an authorisation in the institution’s app', async () => {
    const page = connectPage({ actionMs: 800 });
    const widget = await page.open({ selectedConnectorId: 7 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Autorize no aplicativo');
    expect(widget.texts('main blockquote')).toEqual([expect.stringContaining('autorize o acesso do dispositivo')]);
    await widget.expectScreen('Conta conectada');
  });

  test('end the run with an error when the bank must authorise the device first', async () => {
    const page = connectPage({ actionMs: null });
    const widget = await page.open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok-auth-pending');
    await widget.expectScreen('Falta autorizar no banco');
    expect(await widget.called('error')).toMatchObject({
      message: expect.stringMatching(/\w+ \w+/) as string,
      item: { code: 'USER_AUTHORIZATION_PENDING' },
    });
    await widget.leave(() => widget.press('Entendi'));
    expect(widget.names()).not.toContain('success');
  });

  /** Opens the window of the institution, and returns its address. */
  async function authorize(widget: Widget): Promise<string> {
    await widget.consent();
    await widget.press('Continuar');
    await widget.expectScreen('Autorize na página da instituição');
    await widget.press(/^Ir para /);
    return widget.until(() => {
      expect(widget.opened).toHaveLength(1);
      return widget.opened[0]!;
    });
  }

  test('show a refusal at the institution', async () => {
    const page = connectPage();
    const widget = await page.open(OPEN_FINANCE);
    await page.decide(await authorize(widget), 'deny');
    await widget.expectScreen('Acesso não autorizado');
    expect(await widget.called('error')).toMatchObject({ item: { code: 'USER_AUTHORIZATION_NOT_GRANTED' } });
    await widget.press('Tentar de novo');
    await widget.until(() => expect(widget.field('CPF').value).toBe('761.092.776-73'));
  });

  test('accept the end only from the opened window', async () => {
    const page = connectPage();
    const widget = await page.open(OPEN_FINANCE);
    const address = await authorize(widget);
    await widget.until(() => expect(widget.status).toMatch(/^Termine na janela que se abriu/));
    const message = { source: 'connector-oauth-login', itemId: 'forged' };
    for (const [source, origin] of [
      [window, new URL(address).origin],
      [widget.popup, 'https://attacker.test'],
    ] as const) {
      widget.message(message, { source, origin });
      const reads = widget.calls.length;
      await widget.until(() => expect(widget.calls.length).toBeGreaterThan(reads + 1));
      expect(widget.status).toMatch(/^Termine na janela que se abriu/);
    }
    widget.message({ source: 'another sender' }, { source: widget.popup });
    expect(widget.status).toMatch(/^Termine na janela que se abriu/);
    widget.message(message, { source: widget.popup });
    expect(widget.status).toMatch(/^Recebemos a resposta/);
  });

  for (const cpf of ['238.242.640-30', '051.177.670-55']) {
    test(`a connection that another holder must approve ends with a part of the data, for ${cpf}`, async () => {
      const page = connectPage();
      const widget = await page.open({ selectedConnectorId: 600, openFinanceParameters: { cpf } });
      await page.decide(await authorize(widget), 'approve');
      await widget.expectScreen('Conta conectada em parte');
      expect(await widget.called('success')).toMatchObject({ item: { executionStatus: 'PARTIAL_SUCCESS' } });
    });
  }
});

describe('in the background', () => {
  for (const [title, within] of [
    ['the button', 'main'],
    ['the cross', 'header'],
  ] as const) {
    test(`${title} hides the widget, and the run continues`, async () => {
      const page = connectPage({ stepMs: 400 });
      const widget = await page.open({ allowConnectInBackground: true, selectedConnectorId: 2 });
      await widget.consent();
      await widget.login('user-ok');
      await widget.expectScreen('Conectando');
      await widget.press('Continuar em segundo plano', within);
      await widget.called('hide');
      expect(widget.posted).toEqual([JSON.stringify({ type: 'CONTINUE_IN_BACKGROUND' })]);
      await widget.called('success');
      widget.show();
      await widget.expectScreen('Conta conectada');
      await widget.leave();
      const callbacks = widget.names().filter((name) => /^[a-z]/.test(name));
      expect(callbacks).toEqual(['hide', 'success', 'close']);
    });
  }

  test('is offered only during a run, and only when the host allows it', async () => {
    const page = connectPage({ stepMs: 400 });
    const allowed = await page.open({ allowConnectInBackground: true, selectedConnectorId: 2 });
    await allowed.expectScreen('Vamos conectar sua conta');
    expect(allowed.buttons('Continuar em segundo plano')).toEqual([]);
    const widget = await page.open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conectando');
    expect(widget.buttons('Continuar em segundo plano')).toEqual([]);
    await widget.leave(() => widget.press('Fechar'));
    expect(widget.names()).not.toContain('hide');
  });
});

describe('update mode', () => {
  async function update(connectorId: number, parameters: Record<string, string>, props: object = {}) {
    const page = connectPage();
    const { id } = await page.item(connectorId, parameters);
    const widget = await page.open({ updateItem: id, ...props }, { token: await page.token(id) });
    return { page, id, widget };
  }

  test('starts automatically with the stored credentials, without a consent or a submission', async () => {
    const { id, widget } = await update(2, GOOD);
    await widget.expectScreen('Conta conectada');
    expect(widget.names()).toEqual(['LOGIN_STEP_COMPLETED', 'success']);
    expect(widget.calls.find(({ name }) => name === 'ITEM_RESPONSE')?.item?.status).toBe('UPDATED');
    expect(new Set(widget.calls.flatMap(({ item }) => item?.id ?? []))).toEqual(new Set([id]));
  });

  test('asks for the credentials when the host requires them', async () => {
    const { id, widget } = await update(2, GOOD, { forceAskForCredentials: true });
    await widget.expectScreen('Entrar em Pluggy Bank');
    expect(widget.buttons('Voltar')).toEqual([]);
    await widget.login('user-ok');
    expect((await widget.called('success')).item?.id).toBe(id);
    expect(widget.names().slice(0, 2)).toEqual(['SUBMITTED_LOGIN', 'LOGIN_SUCCESS']);
  });

  test('asks for the credentials when the last login failed', async () => {
    const { widget } = await update(2, { user: 'user-bad', password: 'password-ok' });
    await widget.expectScreen('Entrar em Pluggy Bank');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
  });

  test('asks only for the code when only the code is missing', async () => {
    const { widget } = await update(3, { ...GOOD, token: '123456' });
    await widget.until(() => expect(widget.texts('label')).toEqual(['Código do token']));
    await widget.fill('Código do token', '123456');
    await widget.press('Continuar');
    await widget.until(() =>
      expect(widget.texts('[role=alert]')).toEqual([expect.stringContaining('Este código já foi usado')]),
    );
  });

  test('requires a token of the item', async () => {
    const page = connectPage();
    const { id } = await page.item(2, GOOD);
    const widget = await page.open({ updateItem: id });
    await widget.expectScreen('Esta janela expirou');
  });

  test('explains that the item was deleted', async () => {
    const page = connectPage();
    const { id } = await page.item(2, GOOD);
    const token = await page.token(id);
    await page.reset();
    const widget = await page.open({ updateItem: id }, { token });
    await widget.expectScreen('Esta conexão não existe mais');
    expect((await widget.called('error')).message).toBe('ITEM_NOT_FOUND');
  });
});

describe('scripts of undocumented behaviour', () => {
  async function journey(widget: Widget) {
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    const before = widget.names();
    await widget.leave();
    return { before, after: widget.names().slice(before.length) };
  }

  for (const [script, end, after] of [
    ['success-before-last-button', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['success-after-last-button', ['LOGIN_SUCCESS', 'LOGIN_STEP_COMPLETED'], ['success', 'close']],
    ['no-success', ['LOGIN_SUCCESS', 'LOGIN_STEP_COMPLETED'], ['close']],
    ['success-empty', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['success-bare-item', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['success-late', ['LOGIN_SUCCESS', 'LOGIN_STEP_COMPLETED'], ['close']],
    ['error-then-success', ['LOGIN_STEP_COMPLETED', 'error', 'success'], ['close']],
    ['close-twice', ['LOGIN_STEP_COMPLETED', 'success'], ['close', 'close']],
    ['pending-as-error', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['pending-silent', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['dates-as-date', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
  ] as const) {
    test(`script ${script}`, async () => {
      const widget = await connectPage({ script }).open({ selectedConnectorId: 2 });
      const names = await journey(widget);
      expect(names.before.slice(-end.length)).toEqual(end);
      expect(names.after).toEqual(after);
      const dates = new Set(widget.calls.flatMap(({ item }) => item?.createdAt ?? []));
      expect([...dates]).toEqual([script === 'dates-as-date' ? 'Date' : 'string']);
    });
  }

  test('success has an item, no value, or is the item itself', async () => {
    for (const [script, wanted] of [
      ['success-before-last-button', { name: 'success', item: { status: 'UPDATED' } }],
      ['success-bare-item', { name: 'success', isBare: true, item: { status: 'UPDATED' } }],
    ] as const) {
      const widget = await connectPage({ script }).open({ selectedConnectorId: 2 });
      await journey(widget);
      const success = await widget.called('success');
      expect(success).toMatchObject(wanted);
      expect(success.isBare).toBe(script === 'success-bare-item' || undefined);
    }
    const widget = await connectPage({ script: 'success-empty' }).open({ selectedConnectorId: 2 });
    await journey(widget);
    expect((await widget.called('success')).item).toBeUndefined();
  });

  test('a late success comes 55 seconds after the last screen', async () => {
    const widget = await connectPage({ script: 'success-late' }).open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    await vi.advanceTimersByTimeAsync(54_000);
    expect(widget.names()).not.toContain('success');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(widget.names()).toContain('success');
  });

  test('the error of error-then-success has the item in error', async () => {
    const widget = await connectPage({ script: 'error-then-success' }).open({ selectedConnectorId: 2 });
    await journey(widget);
    expect(await widget.called('error')).toMatchObject({ item: { status: 'OUTDATED', code: 'CONNECTION_ERROR' } });
    expect(await widget.called('success')).toMatchObject({ item: { status: 'UPDATED' } });
  });

  test('a hidden widget reports success without its last button', async () => {
    const page = connectPage({ script: 'success-after-last-button', stepMs: 400 });
    const widget = await page.open({ allowConnectInBackground: true, selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.press('Continuar em segundo plano', 'main');
    await widget.called('success');
  });

  for (const [script, message] of [
    ['pending-as-error', 'USER_AUTHORIZATION_PENDING'],
    ['pending-silent', undefined],
  ] as const) {
    test(`script ${script} with a pending authorisation`, async () => {
      const widget = await connectPage({ script, actionMs: null }).open({ selectedConnectorId: 2 });
      await widget.consent();
      await widget.login('user-ok-auth-pending');
      await widget.expectScreen('Falta autorizar no banco');
      await widget.leave(() => widget.press('Entendi'));
      const errors = widget.calls.filter(({ name }) => name === 'error');
      expect(errors.map((call) => call.message)).toEqual(message ? [message] : []);
    });
  }

  test('the script in the page’s address precedes the setting', async () => {
    const page = connectPage({ script: 'close-twice' });
    const widget = await page.open({ selectedConnectorId: 2 }, { path: '/?script=no-success' });
    const { before, after } = await journey(widget);
    expect([...before, ...after]).not.toContain('success');
    expect(after).toEqual(['close']);
  });
});

for (const [language, lang, title, button, warning] of [
  ['pt', 'pt-BR', 'Vamos conectar sua conta', 'Concordo e continuar', 'Simulação'],
  ['en', 'en', 'Let’s connect your account', 'Agree and continue', 'Simulation'],
  ['es', 'es', 'Conectemos tu cuenta', 'Acepto y continuar', 'Simulación'],
  ['fr', 'pt-BR', 'Vamos conectar sua conta', 'Concordo e continuar', 'Simulação'],
] as const) {
  test(`language ${language}`, async () => {
    const widget = await open({ language, selectedConnectorId: 2 });
    await widget.until(() => expect(widget.texts('h1')).toEqual([title]));
    expect(document.documentElement.lang).toBe(lang);
    expect(widget.texts('header')).toEqual([expect.stringContaining(warning)]);
    await widget.press(button);
    await widget.until(() => expect(widget.texts('h1')).toEqual([expect.stringContaining('Pluggy Bank')]));
  });
}

test('the root element has the host’s theme, light by default', async () => {
  for (const [theme, expected] of [
    ['dark', 'dark'],
    ['light', 'light'],
    [undefined, 'light'],
  ]) {
    await open({ theme });
    expect(document.documentElement.dataset.theme).toBe(expected);
  }
});

test('the page’s policy forbids inline scripts and styles', async () => {
  const page = String((await bundlePages()).get('/')?.body);
  const policy = /<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1];
  expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(policy).not.toMatch(/unsafe/);
});
