import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Frame, type FrameLocator, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { DEFAULT_KEYS, type ItemJson, type SandboxOptions, type Settings } from '../../src/sandbox/core/index.js';
import { startSandbox } from '../../src/sandbox/node.js';
import { closing } from './support/test.js';

/** One callback as the host page heard it. */
interface Call {
  name: string;
  timestamp?: number;
  message?: string;
  connector?: string | null;
  item?: { id: string; status: string; executionStatus: string; code?: string; createdAt: 'string' | 'Date' };
}

interface HeardItem {
  id: string;
  status: string;
  executionStatus: string;
  error: { code: string } | null;
  createdAt: string | Date;
}

/** What the SDK hands to any of its callbacks. */
type Heard =
  | {
      event?: string;
      timestamp?: number;
      message?: string;
      connector?: { name: string } | null;
      item?: HeardItem;
      data?: { item?: HeardItem };
    }
  | undefined;

interface Sandbox {
  url: string;
  set(settings: Partial<Settings>): Promise<void>;
  token(itemId?: string): Promise<string>;
  /** Made by the backend, and run to its end. */
  item(connectorId: number, parameters: Record<string, string>): Promise<ItemJson>;
  close: () => Promise<void>;
}

interface OpenOptions {
  sandbox?: Sandbox;
  token?: string;
  /** Path and query of the Connect page. */
  path?: string;
  /** Where the page with the SDK is. */
  from?: string;
}

const QUICK = { script: null, stepMs: 60, actionMs: 60, inputTimeoutMs: 120_000, latencyMs: 0, fail: [] };

async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const running = await startSandbox({ ...QUICK, ...options, port: 0, updatesPerMinute: 10_000 });
  const url = running.url + (options.basePath ?? '');
  async function call<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    const headers = { 'Content-Type': 'application/json', ...(key && { 'X-API-KEY': key }) };
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const apiKey = async () => (await call<{ apiKey: string }>('POST', '/auth', DEFAULT_KEYS)).apiKey;
  return {
    url,
    close: () => running.close(),
    set: (settings) => call('POST', '/sandbox/settings', settings),
    async token(itemId) {
      const body = { itemId, options: { clientUserId: 'user-1' } };
      return (await call<{ accessToken: string }>('POST', '/connect_token', body, await apiKey())).accessToken;
    },
    async item(connectorId, parameters) {
      const key = await apiKey();
      const { id } = await call<ItemJson>('POST', '/items', { connectorId, parameters }, key);
      const read = () => call<ItemJson>('GET', `/items/${id}`, undefined, key);
      await expect.poll(async () => (await read()).status).not.toBe('UPDATING');
      return read();
    },
  };
}

async function sdk(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "export { PluggyConnect } from 'pluggy-connect-sdk';", resolveDir: process.cwd() },
    bundle: true,
    format: 'iife',
    globalName: 'pluggy',
    platform: 'browser',
    mainFields: ['module', 'main'],
    write: false,
  });
  return outputFiles[0]!.text;
}

/** The axe of Playwright's own helper. */
const AXE = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
);

const HOST_PAGE =
  '<!doctype html><html lang="en"><title>Host</title><h1>Host</h1><script src="sdk.js"></script></html>';

/** A page of another origin than the sandbox, with the real SDK. */
async function hostServer(): Promise<{ url: string; script: string; close(): void }> {
  const script = await sdk();
  const server = createServer((request, response) => {
    const isScript = request.url === '/sdk.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : HOST_PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    script,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

class Widget {
  readonly frame: FrameLocator;

  constructor(readonly page: Page) {
    this.frame = page.frameLocator('iframe[name^="__zoid__pluggy_connect_widget__"]');
  }

  calls = () => this.page.evaluate(() => (window as unknown as { calls: Call[] }).calls);

  /** Names in order, without the heartbeat. */
  names = async () => (await this.calls()).map(({ name }) => name).filter((name) => name !== 'ITEM_RESPONSE');

  async heard(name: string): Promise<Call> {
    await expect.poll(async () => (await this.calls()).map((call) => call.name)).toContain(name);
    return (await this.calls()).filter((call) => call.name === name).at(-1)!;
  }

  heading = (name: string | RegExp) => this.frame.getByRole('heading', { level: 1, name });
  button = (name: string | RegExp) => this.frame.getByRole('button', { name, exact: true });

  consent = () => this.button('Concordo e continuar').click();

  async select(name: string): Promise<void> {
    await this.frame.getByRole('searchbox', { name: 'Buscar pelo nome' }).fill(name);
    await this.frame
      .getByRole('button', { name: new RegExp(`^${name} Conta`) })
      .first()
      .click();
  }

  async login(user: string, password = 'password-ok'): Promise<void> {
    await this.frame.getByLabel('Usuário').fill(user);
    await this.frame.getByLabel('Senha', { exact: true }).fill(password);
    await this.button('Continuar').click();
  }

  async answer(label: string, value: string): Promise<void> {
    await this.frame.getByLabel(label).fill(value);
    await this.button('Confirmar').click();
  }

  async expectScreen(title: string | RegExp): Promise<void> {
    await expect(this.heading(title)).toBeVisible();
    await expect(this.frame.getByText('Simulação: nenhum banco de verdade.')).toBeVisible();
  }

  async leave(by = () => this.button('Concluir').click()): Promise<void> {
    await closing(this.inside, by);
    await this.heard('close');
  }

  /** The document inside the SDK's frame. */
  get inside(): Frame {
    return this.page.frames().find((frame) => frame.name().startsWith('__zoid__pluggy_connect_widget__'))!;
  }

  /** Serious or not: nothing that axe finds is accepted. */
  async expectAccessible(): Promise<void> {
    // Not by way of the host page: axe gives up on a frame that does not answer at once, and finds nothing in it.
    await this.inside.evaluate(AXE);
    const { passes, violations } = await this.inside.evaluate(() =>
      (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(['color-contrast', 'html-has-lang', 'region']));
  }
}

type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>;

interface Fixtures {
  open: (props?: object, options?: OpenOptions) => Promise<Widget>;
  /** Complaints of any page or frame of the test; must be empty at its end. */
  complaints: string[];
}

interface WorkerFixtures {
  pluggy: Sandbox;
  host: Awaited<ReturnType<typeof hostServer>>;
}

const test = base.extend<Fixtures, WorkerFixtures>({
  pluggy: [
    // Playwright reads the names that a fixture needs from a pattern, which may not be empty.
    async ({ browserName: _ }, use) => {
      const running = await sandbox();
      await use(running);
      await running.close();
    },
    { scope: 'worker' },
  ],
  host: [
    // Playwright reads the names that a fixture needs from a pattern, which may not be empty.
    async ({ browserName: _ }, use) => {
      const running = await hostServer();
      await use(running);
      running.close();
    },
    { scope: 'worker' },
  ],
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      context.on('weberror', (error) => complaints.push(error.error().message));
      context.on('console', (message) => {
        // Chromium logs each failed answer as an error of its own.
        const answer = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !answer) complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page, pluggy, host }, use) => {
    await pluggy.set(QUICK);
    await use(async (props = {}, { sandbox = pluggy, token, path = '', from = host.url } = {}) => {
      await page.goto(from);
      await page.evaluate(
        ([props, url, connectToken]) => {
          const calls: Call[] = [];
          const noteOf = ({ id, status, executionStatus, error, createdAt }: HeardItem): Call['item'] => ({
            id,
            status,
            executionStatus,
            code: error?.code,
            createdAt: createdAt instanceof Date ? 'Date' : 'string',
          });
          const add = (name: string) => (heard: Heard) => {
            const { event, timestamp, message, connector, data, item = data?.item } = heard ?? {};
            calls.push({
              name: event ?? name,
              timestamp,
              message,
              ...(connector !== undefined && { connector: connector && connector.name }),
              ...(item && { item: noteOf(item) }),
            });
          };
          const { PluggyConnect } = (
            window as unknown as { pluggy: { PluggyConnect: new (props: object) => { init(): Promise<void> } } }
          ).pluggy;
          const connect = new PluggyConnect({
            url,
            connectToken,
            includeSandbox: true,
            ...props,
            onOpen: add('open'),
            onSuccess: add('success'),
            onError: add('error'),
            onEvent: add('event'),
            onHide: add('hide'),
            onClose: add('close'),
          });
          Object.assign(window, { calls, connect });
          return connect.init();
        },
        [props, sandbox.url + path, token ?? (await sandbox.token())] as const,
      );
      return new Widget(page);
    });
  },
});

test.describe('the way to a connected account', () => {
  test('callbacks and events come in the documented order', async ({ open }) => {
    const widget = await open();
    await widget.expectScreen('Vamos conectar sua conta');
    await widget.consent();
    await widget.expectScreen('Escolha sua instituição');
    await widget.select('Pluggy Bank');
    await widget.expectScreen('Entrar em Pluggy Bank');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    await widget.leave();

    expect(await widget.names()).toEqual([
      'open',
      'SUBMITTED_CONSENT',
      'SELECTED_INSTITUTION',
      'SUBMITTED_LOGIN',
      'LOGIN_SUCCESS',
      'LOGIN_STEP_COMPLETED',
      'success',
      'close',
    ]);
    const calls = await widget.calls();
    const success = calls.findIndex(({ name }) => name === 'success');
    const beats = calls.flatMap(({ name, item }) => (name === 'ITEM_RESPONSE' ? item!.executionStatus : []));
    expect(beats.length).toBeGreaterThan(2);
    expect(beats.at(-1)).toBe('SUCCESS');
    expect(calls[success - 1]?.name).toBe('ITEM_RESPONSE');
    expect(calls[success]?.item).toMatchObject({ status: 'UPDATED', executionStatus: 'SUCCESS', createdAt: 'string' });
    const ids = new Set(calls.flatMap(({ item }) => item?.id ?? []));
    expect(ids.size).toBe(1);
    const events = calls.filter(({ name }) => !['open', 'success', 'close'].includes(name));
    expect(events.every(({ timestamp }) => Math.abs(Date.now() - timestamp!) < 60_000)).toBe(true);
  });

  test('with the keyboard alone; each screen starts at its heading', async ({ open, page }) => {
    const widget = await open();
    const focused = (role: 'button' | 'textbox' | 'heading' | 'searchbox', name: string | RegExp) =>
      expect(widget.frame.getByRole(role, { name }).and(widget.frame.locator(':focus'))).toHaveCount(1);
    const tabTo = async (name: string | RegExp) => {
      const target = widget.frame.getByRole('button', { name, exact: true }).and(widget.frame.locator(':focus'));
      await expect(async () => {
        await page.keyboard.press('Tab');
        await expect(target).toHaveCount(1, { timeout: 200 });
      }).toPass();
    };

    await page.locator('iframe[name^="__zoid__pluggy_connect_widget__"]').focus();
    await focused('heading', 'Vamos conectar sua conta');
    await tabTo('Concordo e continuar');
    await page.keyboard.press('Enter');

    await focused('heading', 'Escolha sua instituição');
    await page.keyboard.press('Tab');
    await focused('searchbox', 'Buscar pelo nome');
    await page.keyboard.type('mfa 1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');

    await focused('heading', /^Entrar em Pluggy Bank MFA/);
    await page.keyboard.press('Tab');
    await page.keyboard.type('user-ok');
    await page.keyboard.press('Tab');
    await page.keyboard.type('password-ok');
    await page.keyboard.press('Tab');
    await focused('button', 'Mostrar senha');
    await page.keyboard.press('Space');
    await expect(widget.frame.getByLabel('Senha', { exact: true })).toHaveAttribute('type', 'text');
    await page.keyboard.press('Tab');
    await page.keyboard.type('123456');
    await page.keyboard.press('Enter');

    await focused('heading', 'Conta conectada');
    await tabTo('Concluir');
    await widget.leave(() => page.keyboard.press('Enter'));
    expect((await widget.names()).slice(-2)).toEqual(['success', 'close']);
  });

  test('errors of the form are tied to their fields, and nothing is sent', async ({ open, page }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.button('Continuar').click();
    const user = widget.frame.getByLabel('Usuário');
    await expect(user).toBeFocused();
    await expect(user).toHaveAccessibleDescription('Preencha este campo.');
    await expect(user).toHaveAttribute('aria-invalid', 'true');
    await user.fill('somebody');
    await expect(user).not.toHaveAttribute('aria-invalid');
    await widget.frame.getByLabel('Senha', { exact: true }).fill('password-ok');
    await page.keyboard.press('Enter');
    await expect(user).toHaveAccessibleDescription('O usuário deve começar com "user-"');
    expect(await widget.names()).toEqual(['open', 'SUBMITTED_CONSENT']);
  });

  test('what the API does not accept lands on its field', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 5 });
    await widget.consent();
    await widget.frame.getByText('Dados de teste').click();
    await widget.frame.getByRole('button', { name: 'user-ok tudo certo' }).click();
    const date = widget.frame.getByLabel('Data de nascimento');
    await date.fill('01/02/2199');
    await widget.button('Continuar').click();
    await expect(date).toHaveAccessibleDescription('A data deve existir e estar no passado');
    await date.fill('01/02/1999');
    await widget.frame.getByLabel('Titular').selectOption('2º titular');
    await widget.button('Continuar').click();
    await widget.expectScreen('Conta conectada');
  });

  test('going back deselects the institution', async ({ open }) => {
    const widget = await open();
    await widget.consent();
    await widget.select('Pluggy Bank');
    await widget.button('Voltar').click();
    await widget.expectScreen('Escolha sua instituição');
    await widget.select('MockBank');
    await widget.expectScreen('Entrar em MockBank');
    expect((await widget.calls()).filter(({ name }) => name === 'SELECTED_INSTITUTION')).toEqual([
      expect.objectContaining({ connector: 'Pluggy Bank' }),
      expect.objectContaining({ connector: null }),
      expect.objectContaining({ connector: 'MockBank' }),
    ]);
  });

  test('the cross only closes', async ({ open }) => {
    const widget = await open();
    await widget.leave(() => widget.button('Fechar').click());
    expect(await widget.names()).toEqual(['open', 'close']);
  });
});

test.describe('the list of institutions', () => {
  const names = async (widget: Widget) => {
    await widget.consent();
    await widget.heading('Escolha sua instituição').waitFor();
    return widget.frame.locator('.institution .name').allTextContents();
  };

  test('sandbox institutions are there only when asked for', async ({ open }) => {
    const real = await names(await open({ includeSandbox: false }));
    expect(real).toContain('Banco Jabuticaba');
    expect(real.filter((name) => /Pluggy Bank|MockBank/.test(name))).toEqual([]);
    expect(await names(await open())).toContain('Pluggy Bank');
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
    test(`${title} decides what is listed`, async ({ open }) => {
      expect(await names(await open(props))).toEqual(expected);
    });
  }

  test('search takes no notice of accents and says how many it found', async ({ open }) => {
    const widget = await open();
    await widget.consent();
    const search = widget.frame.getByRole('searchbox');
    await search.fill('sabia');
    await expect(widget.frame.locator('.institution .name')).toHaveText(['Corretora Sabiá']);
    await expect(widget.frame.getByRole('status')).toHaveText('1 instituição');
    await search.fill('nowhere');
    await expect(widget.frame.getByText('Nenhuma instituição encontrada.')).toBeVisible();
    await search.fill('');
    await expect(widget.frame.locator('.institution .name').nth(5)).toBeVisible();
  });

  test('a selected institution skips the list, and is not an event', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 0 });
    await widget.consent();
    await widget.expectScreen('Entrar em Pluggy Bank');
    await expect(widget.button('Voltar')).toHaveCount(0);
    expect(await widget.names()).toEqual(['open', 'SUBMITTED_CONSENT']);
  });

  test('a selected institution that may not be used leaves the list', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 2, includeSandbox: false });
    await widget.consent();
    await widget.expectScreen('Escolha sua instituição');
  });
});

test.describe('runs that fail', () => {
  for (const [user, code, title, again] of [
    ['user-logged', 'ALREADY_LOGGED_IN', 'Já existe uma sessão aberta', true],
    ['user-locked', 'ACCOUNT_LOCKED', 'Seu acesso está bloqueado', true],
    ['user-error', 'UNEXPECTED_ERROR', 'Algo deu errado do nosso lado', true],
    ['user-unavailable', 'SITE_NOT_AVAILABLE', 'Instituição indisponível', false],
    ['user-account-need-actions', 'ACCOUNT_NEEDS_ACTION', 'Há uma pendência na instituição', true],
    ['user-connection-error', 'CONNECTION_ERROR', 'Falha na conexão com a instituição', true],
    ['user-account-credentials-reset', 'ACCOUNT_CREDENTIALS_RESET', 'É preciso trocar a senha', true],
    ['user-not-supported', 'USER_NOT_SUPPORTED', 'Este tipo de conta não é compatível', false],
  ] as const) {
    test(`${user} ends in ${code}`, async ({ open }) => {
      const widget = await open();
      await widget.consent();
      await widget.select('Pluggy Bank');
      await widget.login(user);
      await widget.expectScreen(title);
      expect(await widget.heard('error')).toMatchObject({ message: /\w+ \w+/, item: { code } });
      await expect(widget.button('Tentar de novo')).toHaveCount(again ? 1 : 0);
      await widget.button('Escolher outra instituição').click();
      await widget.expectScreen('Escolha sua instituição');
      expect(await widget.names()).not.toContain('success');
    });
  }

  test('the words of the institution are shown as it wrote them', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-account-need-actions-provider-message');
    await expect(widget.frame.getByText('Para continuar, aceite os novos termos de uso')).toBeVisible();
  });

  test('wrong credentials can be corrected in the same Item', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-bad');
    await expect(widget.frame.getByRole('alert')).toContainText('Usuário ou senha incorretos.');
    await expect(widget.frame.getByLabel('Usuário')).toHaveValue('user-bad');
    await expect(widget.frame.getByLabel('Senha', { exact: true })).toHaveValue('');
    const error = await widget.heard('error');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    expect((await widget.heard('success')).item?.id).toBe(error.item?.id);
    expect(await widget.names()).toEqual([
      'open',
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

  test('after the third wrong try the wait is told, without a button for more', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    for (const tries of [1, 2]) {
      await widget.login('user-bad');
      await expect.poll(async () => (await widget.names()).filter((name) => name === 'error').length).toBe(tries);
      await expect(widget.frame.getByRole('alert')).toBeVisible();
    }
    await widget.login('user-ok');
    await widget.expectScreen('Muitas tentativas seguidas');
    await expect(widget.frame.getByText(/a partir das \d\d:\d\d/)).toBeVisible();
    await expect(widget.button('Tentar de novo')).toHaveCount(0);
    expect((await widget.heard('error')).message).toBe('TOO_MANY_CONSECUTIVE_LOGIN_FAILURES');
  });

  test('trying again runs the stored credentials', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-connection-error');
    await widget.button('Tentar de novo').click();
    await expect.poll(async () => (await widget.names()).filter((name) => name === 'error').length).toBe(2);
    expect((await widget.names()).filter((name) => name === 'SUBMITTED_LOGIN')).toHaveLength(1);
  });

  test('a trial application cannot connect a real institution', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 9001 });
    await widget.consent();
    await widget.frame.getByLabel('CPF').fill('761.092.776-73');
    await widget.frame.getByLabel('Senha', { exact: true }).fill('password-ok');
    await widget.button('Continuar').click();
    await widget.expectScreen('Instituição indisponível neste aplicativo');
    expect(await widget.heard('error')).toMatchObject({ message: 'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED' });
    await expect(widget.button('Tentar de novo')).toHaveCount(0);
  });

  test('an institution that is offline says so before and after', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 9 });
    await widget.consent();
    await expect(widget.frame.getByText('Esta instituição está fora do ar')).toBeVisible();
    await widget.login('user-ok');
    await widget.expectScreen('Instituição fora do ar');
    expect((await widget.heard('error')).message).toBe('CONNECTOR_OFFLINE');
  });

  test('a server that fails can be tried again on the way in, and is waited for during the run', async ({
    open,
    page,
    pluggy,
  }) => {
    await pluggy.set({ fail: ['connectors'] });
    const widget = await open();
    await widget.expectScreen('Algo deu errado do nosso lado');
    await pluggy.set({ fail: [] });
    await widget.button('Tentar de novo').click();
    await widget.expectScreen('Vamos conectar sua conta');
    expect((await widget.heard('error')).message).toBe('INTERNAL_SERVER_ERROR');
    await widget.consent();
    await widget.select('Pluggy Bank');
    await pluggy.set({ stepMs: 300 });
    await widget.login('user-ok');
    await widget.heard('LOGIN_STEP_COMPLETED');
    const refused = page.waitForResponse((response) => response.status() === 503);
    await pluggy.set({ fail: ['items'] });
    await refused;
    await pluggy.set({ fail: [], stepMs: QUICK.stepMs });
    await widget.expectScreen('Conta conectada');
    expect((await widget.names()).filter((name) => name === 'error')).toHaveLength(1);
  });

  test('no network at the moment of sending: everything typed is still there', async ({ open, page }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await page.route('**/items', (route) => route.abort());
    await widget.login('user-ok');
    await expect(widget.frame.getByRole('alert')).toContainText('Sem resposta do servidor.');
    await page.unroute('**/items');
    await widget.button('Continuar').click();
    await widget.expectScreen('Conta conectada');
  });

  test('a token that is not accepted is told at once', async ({ open }) => {
    const widget = await open({}, { token: 'nonsense' });
    await widget.expectScreen('Esta janela expirou');
    expect(await widget.heard('error')).toMatchObject({ message: 'invalid_connect_token' });
    await widget.leave(() => widget.frame.getByRole('main').getByRole('button', { name: 'Fechar' }).click());
  });
});

test.describe('what banks ask beside the password', () => {
  const MFA = ['SUBMITTED_MFA', 'LOGIN_MFA_SUCCESS'];
  const until = (names: string[]) => names.slice(names.indexOf('LOGIN_SUCCESS') + 1);

  test('a code in the form itself', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 3 });
    await widget.consent();
    await expect(widget.frame.getByLabel('Código do token')).toHaveAttribute('autocomplete', 'one-time-code');
    await widget.frame.getByLabel('Código do token').fill('000000');
    await widget.login('user-ok');
    await widget.expectScreen('Código inválido ou vencido');
    await widget.button('Tentar de novo').click();
    await expect(widget.frame.getByLabel('Código do token')).toHaveValue('');
    await widget.frame.getByLabel('Código do token').fill('123456');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    expect(await widget.names()).not.toContain('SUBMITTED_MFA');
  });

  test('a code after the login, checked before it is sent', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Confirme que é você');
    await expect(widget.frame.getByRole('timer')).toHaveText(/Tempo restante: [12]:\d\d/);
    await widget.answer('Chave de segurança', '12');
    await expect(widget.frame.getByLabel('Chave de segurança')).toHaveAccessibleDescription(
      /O token deve ter 6 números\.$/,
    );
    await widget.answer('Chave de segurança', '123456');
    await widget.expectScreen('Conta conectada');
    expect(until(await widget.names())).toEqual([...MFA, 'LOGIN_STEP_COMPLETED', 'success']);
  });

  test('a wrong code ends the run', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.answer('Chave de segurança', '654321');
    await widget.expectScreen('Código inválido ou vencido');
    expect(await widget.heard('error')).toMatchObject({ item: { code: 'INVALID_CREDENTIALS_MFA' } });
    await widget.button('Tentar de novo').click();
    await widget.expectScreen(/^Entrar em/);
  });

  test('a code that never comes', async ({ open, pluggy }) => {
    await pluggy.set({ inputTimeoutMs: 1500 });
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await expect(widget.frame.getByRole('status')).toHaveText('Tempo restante: 0:10');
    await widget.expectScreen('O tempo acabou');
    expect(await widget.heard('error')).toMatchObject({ item: { code: 'USER_INPUT_TIMEOUT' } });
    await widget.button('Tentar de novo').click();
    await widget.expectScreen(/^Entrar em/);
  });

  test('what is being typed survives the reads of the Item', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    const code = widget.frame.getByLabel('Chave de segurança');
    await code.fill('1234');
    const reads = (await widget.calls()).length;
    await expect.poll(async () => (await widget.calls()).length).toBeGreaterThan(reads + 3);
    await expect(code).toHaveValue('1234');
    await expect(code).toBeFocused();
  });

  test('a read that was on its way does not ask again', async ({ open, page }) => {
    const widget = await open({ selectedConnectorId: 4 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Confirme que é você');
    // One read of the Item is held back until after the answer; none comes after it.
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const asked = new Promise<void>((resolve) => {
      let reads = 0;
      void page.route(
        (url) => /^\/items\/[^/]+$/.test(url.pathname),
        async (route) => {
          if (reads++ > 0) return;
          const response = await route.fetch();
          resolve();
          await held;
          await route.fulfill({ response });
        },
      );
    });
    await asked;
    await widget.answer('Chave de segurança', '123456');
    await widget.expectScreen('Conectando');
    const before = (await widget.calls()).length;
    release();
    await expect
      .poll(async () => (await widget.calls()).slice(before).map(({ item }) => item?.status))
      .toEqual(['WAITING_USER_INPUT']);
    await widget.expectScreen('Conectando');
  });

  test('a choice', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok-select');
    const choice = widget.frame.getByLabel('Como confirmar o acesso?');
    await widget.button('Confirmar').click();
    await expect(choice).toHaveAccessibleDescription(/Preencha este campo\.$/);
    await choice.selectOption('E-mail');
    await widget.button('Confirmar').click();
    await widget.expectScreen('Conta conectada');
  });

  for (const [user, first, second] of [
    ['user-ok-phone', 'Para qual celular enviar o código?', 'Chave de segurança'],
    ['user-ok-multi-company', 'Chave de segurança', 'Qual empresa conectar?'],
  ] as const) {
    test(`${user}: two questions in a row`, async ({ open }) => {
      const widget = await open({ selectedConnectorId: 2 });
      await widget.consent();
      await widget.login(user);
      for (const label of [first, second]) {
        const field = widget.frame.getByLabel(label);
        if (label === 'Chave de segurança') await field.fill('123456');
        else await field.selectOption({ index: 1 });
        await widget.button('Confirmar').click();
      }
      await widget.expectScreen('Conta conectada');
      expect(until(await widget.names())).toEqual([...MFA, ...MFA, 'LOGIN_STEP_COMPLETED', 'success']);
    });
  }

  test('a picture', async ({ open }) => {
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok-img');
    const picture = widget.frame.getByRole('img', { name: /^Imagem enviada pela instituição/ });
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth))
      .toBeGreaterThan(50);
    await widget.answer('Código da imagem', '123456');
    await widget.expectScreen('Conta conectada');
  });
});

test.describe('what happens outside of the window', () => {
  test('a QR code that changes until somebody reads it', async ({ open, pluggy }) => {
    await pluggy.set({ actionMs: 4000 });
    const widget = await open({ selectedConnectorId: 6 });
    await widget.consent();
    await widget.button('Continuar').click();
    await widget.expectScreen('Leia o código QR');
    const drawing = widget.frame.getByRole('img', { name: /^Código QR/ }).locator('path');
    const first = await drawing.getAttribute('d');
    await expect(drawing).not.toHaveAttribute('d', first!);
    await widget.expectScreen('Conta conectada');
    expect(await widget.names()).toEqual([
      'open',
      'SUBMITTED_CONSENT',
      'SUBMITTED_LOGIN',
      'LOGIN_SUCCESS',
      'LOGIN_STEP_COMPLETED',
      'success',
    ]);
  });

  test('an authorisation in the app of the institution', async ({ open, pluggy }) => {
    await pluggy.set({ actionMs: 800 });
    const widget = await open({ selectedConnectorId: 7 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Autorize no aplicativo');
    await expect(widget.frame.getByText('autorize o acesso do dispositivo')).toBeVisible();
    await widget.expectScreen('Conta conectada');
  });

  test('a device that the bank has to release: the run ends as an error, without success', async ({ open, pluggy }) => {
    await pluggy.set({ actionMs: null });
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok-auth-pending');
    await widget.expectScreen('Falta autorizar no banco');
    expect(await widget.heard('error')).toMatchObject({
      message: /\w+ \w+/,
      item: { code: 'USER_AUTHORIZATION_PENDING' },
    });
    await widget.leave(() => widget.button('Entendi').click());
    expect(await widget.names()).not.toContain('success');
  });

  test('Open Finance: prefilled, a window of the institution, and back', async ({ open, page }) => {
    const widget = await open({ selectedConnectorId: 600, openFinanceParameters: { cpf: '761.092.776-73' } });
    await widget.consent();
    await expect(widget.frame.getByLabel('CPF')).toHaveValue('761.092.776-73');
    await widget.button('Continuar').click();
    await widget.expectScreen('Autorize na página da instituição');
    const opened = page.waitForEvent('popup');
    await widget.button('Ir para MockBank').click();
    const bank = await opened;
    await expect(widget.frame.getByRole('status')).toHaveText(/^Termine na janela que se abriu/);
    await bank.getByRole('button', { name: 'Autorizar' }).click();
    await widget.expectScreen('Conta conectada');
    expect(bank.isClosed()).toBe(true);
  });

  test('a refusal there is told here', async ({ open, page }) => {
    const widget = await open({ selectedConnectorId: 600, openFinanceParameters: { cpf: '761.092.776-73' } });
    await widget.consent();
    await widget.button('Continuar').click();
    const opened = page.waitForEvent('popup');
    await widget.button('Ir para MockBank').click();
    await (await opened).getByRole('button', { name: 'Recusar' }).click();
    await widget.expectScreen('Acesso não autorizado');
    expect(await widget.heard('error')).toMatchObject({ item: { code: 'USER_AUTHORIZATION_NOT_GRANTED' } });
    await widget.button('Tentar de novo').click();
    await expect(widget.frame.getByLabel('CPF')).toHaveValue('761.092.776-73');
  });

  test('only the window that was opened may say that it is done', async ({ open, page }) => {
    const widget = await open({ selectedConnectorId: 600, openFinanceParameters: { cpf: '761.092.776-73' } });
    await widget.consent();
    await widget.button('Continuar').click();
    const opened = page.waitForEvent('popup');
    await widget.button('Ir para MockBank').click();
    const bank = await opened;
    const status = widget.frame.getByRole('status');
    await expect(status).toHaveText(/^Termine na janela que se abriu/);

    await page.evaluate(() => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[name^="__zoid__pluggy_connect_widget__"]');
      frame!.contentWindow!.postMessage({ source: 'connector-oauth-login', itemId: 'forged' }, '*');
    });
    const reads = (await widget.calls()).length;
    await expect.poll(async () => (await widget.calls()).length).toBeGreaterThan(reads + 1);
    await expect(status).toHaveText(/^Termine na janela que se abriu/);

    await bank.evaluate(() => {
      (window.opener as Window).postMessage({ source: 'connector-oauth-login', itemId: 'true' }, '*');
    });
    await expect(status).toHaveText(/^Recebemos a resposta/);
  });

  test('a blocked window is told, with a link', async ({ open, page }) => {
    const widget = await open({ selectedConnectorId: 200, includeSandbox: false });
    await widget.consent();
    await widget.button('Continuar').click();
    await widget.expectScreen('Autorize na página da instituição');
    await widget.inside.evaluate(() => Object.assign(window, { open: () => null }));
    await widget.button('Ir para MeuPluggy').click();
    await expect(widget.frame.getByRole('alert')).toContainText('O navegador bloqueou a janela.');
    const opened = page.waitForEvent('popup');
    await widget.frame.getByRole('link', { name: 'Abrir a página da instituição' }).click();
    await (await opened).getByRole('button', { name: 'Autorizar' }).click();
    await widget.expectScreen('Conta conectada');
  });

  for (const [cpf, title] of [
    ['238.242.640-30', 'Conta conectada'],
    ['051.177.670-55', 'Acesso não autorizado'],
  ] as const) {
    test(`a second approver decides about ${cpf}`, async ({ open, page, pluggy }) => {
      await pluggy.set({ actionMs: 500 });
      const widget = await open({ selectedConnectorId: 600, openFinanceParameters: { cpf } });
      await widget.consent();
      await widget.button('Continuar').click();
      const opened = page.waitForEvent('popup');
      await widget.button('Ir para MockBank').click();
      await (await opened).getByRole('button', { name: 'Autorizar' }).click();
      await widget.expectScreen('Autorize no aplicativo');
      await widget.expectScreen(title);
    });
  }
});

test.describe('in the background', () => {
  for (const way of ['Continuar em segundo plano', 'the cross']) {
    test(`${way} hides the widget, and the run goes on`, async ({ open, page, pluggy }) => {
      await pluggy.set({ stepMs: 400 });
      const widget = await open({ allowConnectInBackground: true, selectedConnectorId: 2 });
      await widget.consent();
      await widget.login('user-ok');
      await widget.expectScreen('Conectando');
      const scope = widget.frame.getByRole(way === 'the cross' ? 'banner' : 'main');
      await scope.getByRole('button', { name: 'Continuar em segundo plano' }).click();
      await widget.heard('hide');
      await expect(widget.heading('Conectando')).toBeHidden();
      await expect(page.locator('body')).not.toHaveClass(/has-modal-visible/);
      await pluggy.set({ stepMs: QUICK.stepMs });
      await widget.heard('success');
      await page.evaluate(() => (window as unknown as { connect: { show(): Promise<void> } }).connect.show());
      await widget.expectScreen('Conta conectada');
      await widget.leave();
      const callbacks = (await widget.names()).filter((name) => /^[a-z]/.test(name));
      expect(callbacks).toEqual(['open', 'hide', 'success', 'close']);
    });
  }

  test('not offered when the host does not allow it, nor before there is a run', async ({ open, pluggy }) => {
    const allowed = await open({ allowConnectInBackground: true, selectedConnectorId: 2 });
    await expect(allowed.frame.getByRole('button', { name: 'Continuar em segundo plano' })).toHaveCount(0);
    await pluggy.set({ stepMs: 400 });
    const widget = await open({ selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conectando');
    await expect(widget.frame.getByRole('button', { name: 'Continuar em segundo plano' })).toHaveCount(0);
    await widget.leave(() => widget.button('Fechar').click());
    expect(await widget.names()).not.toContain('hide');
  });
});

test.describe('update mode', () => {
  const GOOD = { user: 'user-ok', password: 'password-ok' };

  test('starts by itself where it can: no consent, nothing submitted', async ({ open, pluggy }) => {
    const { id } = await pluggy.item(2, GOOD);
    const widget = await open({ updateItem: id }, { token: await pluggy.token(id) });
    await widget.expectScreen('Conta conectada');
    expect(await widget.names()).toEqual(['open', 'LOGIN_STEP_COMPLETED', 'success']);
    const calls = await widget.calls();
    expect(calls.find(({ name }) => name === 'ITEM_RESPONSE')?.item?.status).toBe('UPDATED');
    expect(new Set(calls.flatMap(({ item }) => item?.id ?? []))).toEqual(new Set([id]));
  });

  test('asks for the credentials when it is told to', async ({ open, pluggy }) => {
    const { id } = await pluggy.item(2, GOOD);
    const widget = await open({ updateItem: id, forceAskForCredentials: true }, { token: await pluggy.token(id) });
    await widget.expectScreen('Entrar em Pluggy Bank');
    await expect(widget.button('Voltar')).toHaveCount(0);
    await widget.login('user-ok');
    expect((await widget.heard('success')).item?.id).toBe(id);
    expect((await widget.names()).slice(0, 3)).toEqual(['open', 'SUBMITTED_LOGIN', 'LOGIN_SUCCESS']);
  });

  test('asks for the credentials when the last login failed', async ({ open, pluggy }) => {
    const { id } = await pluggy.item(2, { user: 'user-bad', password: 'password-ok' });
    const widget = await open({ updateItem: id }, { token: await pluggy.token(id) });
    await widget.expectScreen('Entrar em Pluggy Bank');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
  });

  test('asks for the code alone where that is all that is missing', async ({ open, pluggy }) => {
    const { id } = await pluggy.item(3, { ...GOOD, token: '123456' });
    const widget = await open({ updateItem: id }, { token: await pluggy.token(id) });
    await expect(widget.frame.getByLabel('Código do token')).toBeVisible();
    await expect(widget.frame.getByLabel('Usuário')).toHaveCount(0);
    await widget.frame.getByLabel('Código do token').fill('123456');
    await widget.button('Continuar').click();
    await expect(widget.frame.getByRole('alert')).toContainText('Este código já foi usado');
  });

  test('needs a token that was made for the Item', async ({ open, pluggy }) => {
    const { id } = await pluggy.item(2, GOOD);
    const widget = await open({ updateItem: id });
    await widget.expectScreen('Esta janela expirou');
  });

  test('of an Item that is gone', async ({ open, pluggy }) => {
    const { id } = await pluggy.item(2, GOOD);
    const token = await pluggy.token(id);
    await fetch(`${pluggy.url}/sandbox/reset`, { method: 'POST' });
    const widget = await open({ updateItem: id }, { token });
    await widget.expectScreen('Esta conexão não existe mais');
    expect((await widget.heard('error')).message).toBe('ITEM_NOT_FOUND');
  });
});

test.describe('what the documentation leaves open', () => {
  const journey = async (widget: Widget) => {
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    const before = await widget.names();
    await widget.leave();
    return { before, after: (await widget.names()).slice(before.length) };
  };

  for (const [script, end, after] of [
    ['success-before-last-button', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['success-after-last-button', ['LOGIN_SUCCESS', 'LOGIN_STEP_COMPLETED'], ['success', 'close']],
    ['no-success', ['LOGIN_SUCCESS', 'LOGIN_STEP_COMPLETED'], ['close']],
    ['error-then-success', ['LOGIN_STEP_COMPLETED', 'error', 'success'], ['close']],
    ['close-twice', ['LOGIN_STEP_COMPLETED', 'success'], ['close', 'close']],
    ['pending-as-error', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['pending-silent', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
    ['dates-as-date', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
  ] as const) {
    test(`script ${script}`, async ({ open, pluggy }) => {
      await pluggy.set({ script });
      const widget = await open({ selectedConnectorId: 2 });
      const heard = await journey(widget);
      expect(heard.before.slice(-end.length)).toEqual(end);
      if (script === 'close-twice') await expect.poll(async () => (await widget.names()).at(-2)).toBe('close');
      else expect(heard.after).toEqual(after);
      const dates = new Set((await widget.calls()).flatMap(({ item }) => item?.createdAt ?? []));
      expect([...dates]).toEqual([script === 'dates-as-date' ? 'Date' : 'string']);
    });
  }

  test('the error of error-then-success holds the Item in error', async ({ open, pluggy }) => {
    await pluggy.set({ script: 'error-then-success' });
    const widget = await open({ selectedConnectorId: 2 });
    await journey(widget);
    expect(await widget.heard('error')).toMatchObject({ item: { status: 'OUTDATED', code: 'CONNECTION_ERROR' } });
    expect(await widget.heard('success')).toMatchObject({ item: { status: 'UPDATED' } });
  });

  test('a hidden widget does not wait for its last button', async ({ open, pluggy }) => {
    await pluggy.set({ script: 'success-after-last-button', stepMs: 400 });
    const widget = await open({ allowConnectInBackground: true, selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.frame.getByRole('main').getByRole('button', { name: 'Continuar em segundo plano' }).click();
    await pluggy.set({ stepMs: QUICK.stepMs });
    await widget.heard('success');
  });

  for (const [script, message] of [
    ['pending-as-error', 'USER_AUTHORIZATION_PENDING'],
    ['pending-silent', undefined],
  ] as const) {
    test(`script ${script} at an authorisation that is pending`, async ({ open, pluggy }) => {
      await pluggy.set({ script, actionMs: null });
      const widget = await open({ selectedConnectorId: 2 });
      await widget.consent();
      await widget.login('user-ok-auth-pending');
      await widget.expectScreen('Falta autorizar no banco');
      await widget.leave(() => widget.button('Entendi').click());
      expect((await widget.calls()).filter(({ name }) => name === 'error').map((call) => call.message)).toEqual(
        message ? [message] : [],
      );
    });
  }

  test('the address of the page wins over the settings', async ({ open, pluggy }) => {
    await pluggy.set({ script: 'close-twice' });
    const widget = await open({ selectedConnectorId: 2 }, { path: '/?script=no-success' });
    const { before, after } = await journey(widget);
    expect([...before, ...after]).not.toContain('success');
    expect(after).toEqual(['close']);
  });
});

test.describe('where the page lives', () => {
  test('under a sub-path, on the origin of its host', async ({ open, page, host }) => {
    const nested = await sandbox({ basePath: '/pluggy' });
    const origin = new URL(nested.url).origin;
    await page.route(`${origin}/host/*`, (route) =>
      route.request().url().endsWith('sdk.js')
        ? route.fulfill({ contentType: 'text/javascript', body: host.script })
        : route.fulfill({ contentType: 'text/html', body: HOST_PAGE }),
    );
    const widget = await open({ selectedConnectorId: 2 }, { sandbox: nested, path: '/', from: `${origin}/host/` });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    await nested.close();
  });

  test('with the API on another origin', async ({ open, pluggy }) => {
    const other = await sandbox();
    const path = `/?${new URLSearchParams({ api: other.url })}`;
    const widget = await open({ selectedConnectorId: 2 }, { token: await other.token(), path, sandbox: pluggy });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    await other.close();
  });

  test('opened by itself, it says what it is', async ({ page, pluggy }) => {
    await page.goto(pluggy.url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Pluggy Connect SDK')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });

  test('nothing of it needs inline script or style', async ({ page, pluggy }) => {
    await page.goto(pluggy.url);
    const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
    await expect(policy).toHaveAttribute('content', /default-src 'none'; script-src 'self'; style-src 'self';/);
    await expect(policy).not.toHaveAttribute('content', /unsafe/);
  });
});

for (const [language, lang, title, button, warning] of [
  ['pt', 'pt-BR', 'Vamos conectar sua conta', 'Concordo e continuar', 'Simulação'],
  ['en', 'en', 'Let’s connect your account', 'Agree and continue', 'Simulation'],
  ['es', 'es', 'Conectemos su cuenta', 'Acepto y continuar', 'Simulación'],
  ['fr', 'pt-BR', 'Vamos conectar sua conta', 'Concordo e continuar', 'Simulação'],
] as const) {
  test(`language ${language}`, async ({ open }) => {
    const widget = await open({ language, selectedConnectorId: 2 });
    await expect(widget.heading(title)).toBeVisible();
    await expect(widget.frame.locator('html')).toHaveAttribute('lang', lang);
    await expect(widget.frame.getByRole('banner')).toContainText(warning);
    await widget.button(button).click();
    await widget.heading(/Pluggy Bank/).waitFor();
  });
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(`accessible in every screen, ${theme}`, () => {
    const reach: Record<
      string,
      { user?: string; connector?: number; title: string | RegExp; settings?: Partial<Settings> }
    > = {
      progress: { user: 'user-ok', title: 'Conectando', settings: { stepMs: 60_000 } },
      'wrong credentials': { user: 'user-bad', title: 'Entrar em Pluggy Bank' },
      failure: { user: 'user-account-need-actions-provider-message', title: 'Há uma pendência na instituição' },
      select: { user: 'user-ok-select', title: 'Confirme que é você' },
      picture: { user: 'user-ok-img', title: 'Confirme que é você' },
      QR: { connector: 6, title: 'Leia o código QR', settings: { actionMs: null } },
      app: { user: 'user-ok', connector: 7, title: 'Autorize no aplicativo', settings: { actionMs: null } },
      pending: { user: 'user-ok-auth-pending', title: 'Falta autorizar no banco', settings: { actionMs: null } },
      'authorise elsewhere': { connector: 200, title: 'Autorize na página da instituição' },
      success: { user: 'user-ok', title: 'Conta conectada' },
      'success in part': { user: 'user-ok-account-error', title: 'Conta conectada em parte' },
    };

    test('consent, list, form with errors and test users', async ({ open }) => {
      const widget = await open({ theme });
      await expect(widget.frame.locator('html')).toHaveAttribute('data-theme', theme);
      await widget.expectScreen('Vamos conectar sua conta');
      await widget.expectAccessible();
      await widget.consent();
      await widget.expectScreen('Escolha sua instituição');
      await widget.expectAccessible();
      await widget.select('Pluggy Bank Conta Conjunta');
      await widget.frame.getByText('Dados de teste').click();
      await widget.button('Continuar').click();
      await expect(widget.frame.getByText('Preencha este campo.').first()).toBeVisible();
      await widget.expectAccessible();
    });

    for (const [screen, { user, connector = 2, title, settings }] of Object.entries(reach)) {
      test(screen, async ({ open, pluggy }) => {
        const widget = await open({ theme, selectedConnectorId: connector, allowConnectInBackground: true });
        await widget.consent();
        if (settings) await pluggy.set(settings);
        if (user) await widget.login(user);
        else await widget.button('Continuar').click();
        await widget.expectScreen(title);
        if (screen === 'wrong credentials') await expect(widget.frame.getByRole('alert')).toBeVisible();
        await widget.expectAccessible();
      });
    }

    test('token that is not accepted', async ({ open }) => {
      const widget = await open({ theme }, { token: 'nonsense' });
      await widget.expectScreen('Esta janela expirou');
      await widget.expectAccessible();
    });
  });
}
