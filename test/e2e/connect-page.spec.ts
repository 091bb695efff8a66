import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Frame, type FrameLocator, type Page } from '@playwright/test';
import { build } from 'esbuild';
import type { ItemJson, SandboxOptions, Settings } from '../../src/sandbox/core/index.js';
import { startSandbox } from '../../src/sandbox/node.js';
import {
  callOf,
  CONNECTION,
  factsOf,
  namesOf,
  simulatorApi,
  type Call,
  type Payload,
} from '../support/connect-calls.js';
import { KEYS } from '../support/keys.js';
import { CONTRAST, runAxe } from './support/axe.js';
import { closing, SOON, tabTo } from './support/test.js';

interface Sandbox {
  url: string;
  set(settings: Partial<Settings>): Promise<void>;
  token(itemId?: string): Promise<string>;
  /** Creates an item through the backend's API and waits for the end of its run. */
  item(connectorId: number, parameters: Record<string, string>): Promise<ItemJson>;
  close: () => Promise<void>;
}

interface OpenOptions {
  sandbox?: Sandbox;
  token?: string;
  /** Path and query of the Connect page. */
  path?: string;
  /** Address of the page with the SDK. */
  from?: string;
}

/** A callback in the host page. */
interface Received {
  name: string;
  payload: Payload;
}

const QUICK = { script: null, stepMs: 60, actionMs: 60, inputTimeoutMs: 120_000, latencyMs: 0, fail: [] };

async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const running = await startSandbox({ ...KEYS, ...QUICK, ...options, port: 0, updatesPerMinute: 10_000 });
  const url = running.url + (options.basePath ?? '');
  const api = simulatorApi(url, fetch);
  return {
    url,
    close: () => running.close(),
    set: api.set,
    token: api.token,
    async item(connectorId, parameters) {
      const read = await api.create(connectorId, parameters);
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

/** The Connect page as a person sees it, in a frame or alone in a tab. */
class Screen {
  constructor(
    readonly page: Page,
    readonly frame: FrameLocator | Page,
  ) {}

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

  async expectScreen(title: string | RegExp): Promise<void> {
    await expect(this.heading(title)).toBeVisible();
    await expect(this.frame.getByText('Simulação: nenhum banco de verdade.')).toBeVisible();
  }

  /** Accepts no finding of axe: all rules in the light theme, contrast in the dark one. */
  async expectAccessible(): Promise<void> {
    await this.#setTheme('light');
    const light = await runAxe(this.page);
    expect(light.violations).toEqual([]);
    expect(light.passes).toEqual(expect.arrayContaining([CONTRAST, 'html-has-lang', 'region']));
    await this.#setTheme('dark');
    expect(await runAxe(this.page, [CONTRAST])).toEqual({ passes: [CONTRAST], violations: [] });
  }

  #setTheme = (theme: string) => this.page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
}

/** The Connect page in the SDK's frame, and the callbacks of the host page. */
class Widget extends Screen {
  constructor(page: Page) {
    super(page, page.frameLocator('iframe[name^="__zoid__pluggy_connect_widget__"]'));
  }

  async calls(): Promise<Call[]> {
    const received = await this.page.evaluate(() => (window as unknown as { calls: Received[] }).calls);
    return received.map(({ name, payload }) => callOf(name, payload));
  }

  /** Names of the callbacks in order, without `ITEM_RESPONSE`, which comes with each read. */
  names = async () => namesOf(await this.calls());

  async called(name: string): Promise<Call> {
    await expect.poll(async () => (await this.calls()).map((call) => call.name), { intervals: SOON }).toContain(name);
    return (await this.calls()).filter((call) => call.name === name).at(-1)!;
  }

  async leave(by = () => this.button('Concluir').click()): Promise<void> {
    await closing(this.inside, by);
    await this.called('close');
  }

  /** The document inside the SDK's frame. */
  get inside(): Frame {
    return this.page.frames().find((frame) => frame.name().startsWith('__zoid__pluggy_connect_widget__'))!;
  }
}

interface Fixtures {
  open: (props?: object, options?: OpenOptions) => Promise<Widget>;
  /** Opens the Connect page in a tab, with the properties that the SDK would put on its window. */
  openAlone: (props?: object) => Promise<Screen>;
  /** Errors of any page or frame of the test. A test fails when there is one. */
  complaints: string[];
}

interface WorkerFixtures {
  pluggy: Sandbox;
  host: Awaited<ReturnType<typeof hostServer>>;
}

const test = base.extend<Fixtures, WorkerFixtures>({
  pluggy: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const running = await sandbox();
      await use(running);
      await running.close();
    },
    { scope: 'worker' },
  ],
  host: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
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
          const calls: Received[] = [];
          const add = (name: string) => (payload: Payload) => calls.push({ name, payload });
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
  openAlone: async ({ page, pluggy }, use) => {
    await pluggy.set(QUICK);
    await use(async (props = {}) => {
      await page.addInitScript(
        (props) => {
          const xprops = { includeSandbox: true, ...props, close() {}, hide() {} };
          Object.assign(window, { xprops });
        },
        { connectToken: await pluggy.token(), ...props },
      );
      await page.goto(pluggy.url);
      return new Screen(page, page);
    });
  },
});

test.describe('a connection', () => {
  test('calls the host in the documented order', async ({ open }) => {
    const widget = await open();
    await widget.expectScreen('Vamos conectar sua conta');
    await widget.consent();
    await widget.expectScreen('Escolha sua instituição');
    await widget.select('Pluggy Bank');
    await widget.expectScreen('Entrar em Pluggy Bank');
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    await widget.leave();

    expect(factsOf(await widget.calls())).toEqual({ ...CONNECTION, names: ['open', ...CONNECTION.names] });
  });

  test('works with the keyboard alone, and each screen starts at its heading', async ({ open, page }) => {
    const widget = await open();
    const focused = (role: 'button' | 'textbox' | 'heading' | 'searchbox', name: string | RegExp) =>
      expect(widget.frame.getByRole(role, { name }).and(widget.frame.locator(':focus'))).toHaveCount(1);
    await page.locator('iframe[name^="__zoid__pluggy_connect_widget__"]').focus();
    await focused('heading', 'Vamos conectar sua conta');
    await tabTo(page, widget.button('Concordo e continuar'));
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
    await tabTo(page, widget.button('Concluir'));
    await widget.leave(() => page.keyboard.press('Enter'));
    expect((await widget.names()).slice(-2)).toEqual(['success', 'close']);
  });

  test('closes with the cross and calls no other callback', async ({ open }) => {
    const widget = await open();
    await widget.leave(() => widget.button('Fechar').click());
    expect(await widget.names()).toEqual(['open', 'close']);
  });
});

test.describe('the window of the institution', () => {
  test('authorises Open Finance with the prefilled form, and closes', async ({ open, page }) => {
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

  test('is the only window that can report the end', async ({ open, page }) => {
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

  test('is replaced by a link when the browser blocks it', async ({ open, page }) => {
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
});

test.describe('in the background', () => {
  test('hides the frame, returns scrolling to the host, and shows the end of the run', async ({
    open,
    page,
    pluggy,
  }) => {
    await pluggy.set({ stepMs: 400 });
    const widget = await open({ allowConnectInBackground: true, selectedConnectorId: 2 });
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conectando');
    await widget.frame.getByRole('main').getByRole('button', { name: 'Continuar em segundo plano' }).click();
    await widget.called('hide');
    await expect(widget.heading('Conectando')).toBeHidden();
    await expect(page.locator('body')).not.toHaveClass(/has-modal-visible/);
    await pluggy.set({ stepMs: QUICK.stepMs });
    await widget.called('success');
    await page.evaluate(() => (window as unknown as { connect: { show(): Promise<void> } }).connect.show());
    await widget.expectScreen('Conta conectada');
    await widget.leave();
    const callbacks = (await widget.names()).filter((name) => /^[a-z]/.test(name));
    expect(callbacks).toEqual(['open', 'hide', 'success', 'close']);
  });
});

test.describe('update mode', () => {
  const GOOD = { user: 'user-ok', password: 'password-ok' };

  test('starts at once with the stored credentials: no consent, nothing submitted', async ({ open, pluggy }) => {
    const { id } = await pluggy.item(2, GOOD);
    const widget = await open({ updateItem: id }, { token: await pluggy.token(id) });
    await widget.expectScreen('Conta conectada');
    expect(await widget.names()).toEqual(['open', 'LOGIN_STEP_COMPLETED', 'success']);
    const calls = await widget.calls();
    expect(calls.find(({ name }) => name === 'ITEM_RESPONSE')?.item?.status).toBe('UPDATED');
    expect(new Set(calls.flatMap(({ item }) => item?.id ?? []))).toEqual(new Set([id]));
  });
});

test.describe('scripts that depend on the SDK', () => {
  const journey = async (widget: Widget) => {
    await widget.consent();
    await widget.login('user-ok');
    await widget.expectScreen('Conta conectada');
    const before = await widget.names();
    await widget.leave();
    return { before, after: (await widget.names()).slice(before.length) };
  };

  for (const [script, end, after] of [
    ['success-after-last-button', ['LOGIN_SUCCESS', 'LOGIN_STEP_COMPLETED'], ['success', 'close']],
    ['close-twice', ['LOGIN_STEP_COMPLETED', 'success'], ['close', 'close']],
    ['dates-as-date', ['LOGIN_STEP_COMPLETED', 'success'], ['close']],
  ] as const) {
    test(`script ${script}`, async ({ open, pluggy }) => {
      await pluggy.set({ script });
      const widget = await open({ selectedConnectorId: 2 });
      const names = await journey(widget);
      expect(names.before.slice(-end.length)).toEqual(end);
      if (script === 'close-twice') await expect.poll(async () => (await widget.names()).at(-2)).toBe('close');
      else expect(names.after).toEqual(after);
      const dates = new Set((await widget.calls()).flatMap(({ item }) => item?.createdAt ?? []));
      expect([...dates]).toEqual([script === 'dates-as-date' ? 'Date' : 'string']);
    });
  }
});

test.describe('URLs of the page', () => {
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

  test('a page without a host explains what the page is for', async ({ page, pluggy }) => {
    await page.goto(pluggy.url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Pluggy Connect SDK')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
});

test.describe('each screen is accessible', () => {
  const reach: Record<
    string,
    { user?: string; connector?: number; title: string | RegExp; settings?: Partial<Settings> }
  > = {
    progress: { user: 'user-ok', title: 'Conectando', settings: { stepMs: 60_000 } },
    'wrong credentials': { user: 'user-bad', title: 'Entrar em Pluggy Bank' },
    failure: { user: 'user-account-need-actions-provider-message', title: 'Falta um passo na instituição' },
    select: { user: 'user-ok-select', title: 'Confirme que é você' },
    picture: { user: 'user-ok-img', title: 'Confirme que é você' },
    QR: { connector: 6, title: 'Leia o QR code', settings: { actionMs: null } },
    app: { user: 'user-ok', connector: 7, title: 'Autorize no aplicativo', settings: { actionMs: null } },
    pending: { user: 'user-ok-auth-pending', title: 'Falta autorizar no banco', settings: { actionMs: null } },
    'authorise elsewhere': { connector: 200, title: 'Autorize na página da instituição' },
    success: { user: 'user-ok', title: 'Conta conectada' },
    'success in part': { user: 'user-ok-account-error', title: 'Conta conectada em parte' },
  };

  test('consent, list, form with errors, and test users', async ({ openAlone }) => {
    const screen = await openAlone();
    await screen.expectScreen('Vamos conectar sua conta');
    await screen.expectAccessible();
    await screen.consent();
    await screen.expectScreen('Escolha sua instituição');
    await screen.expectAccessible();
    await screen.select('Pluggy Bank Conta Conjunta');
    await screen.frame.getByText('Dados de teste').click();
    await screen.button('Continuar').click();
    await expect(screen.frame.getByText('Preencha este campo.').first()).toBeVisible();
    await screen.expectAccessible();
  });

  for (const [name, { user, connector = 2, title, settings }] of Object.entries(reach)) {
    test(name, async ({ openAlone, pluggy }) => {
      const screen = await openAlone({ selectedConnectorId: connector, allowConnectInBackground: true });
      await screen.consent();
      if (settings) await pluggy.set(settings);
      if (user) await screen.login(user);
      else await screen.button('Continuar').click();
      await screen.expectScreen(title);
      if (name === 'wrong credentials') await expect(screen.frame.getByRole('alert')).toBeVisible();
      if (name === 'picture') {
        const picture = screen.frame.getByRole('img', { name: /^Imagem enviada pela instituição/ });
        await expect
          .poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth))
          .toBeGreaterThan(50);
      }
      await screen.expectAccessible();
    });
  }

  test('the error for a token that is not accepted', async ({ openAlone }) => {
    const screen = await openAlone({ connectToken: 'nonsense' });
    await screen.expectScreen('Esta janela expirou');
    await screen.expectAccessible();
  });
});
