import { dom } from './dom.js';
import { expect, onTestFinished, vi } from 'vitest';
import { createSandbox, type SandboxOptions } from '../../src/sandbox/core/index.js';
import { run, type Host } from '../../src/sandbox/connect/run.js';
import { KEYS } from '../support/keys.js';
import { callOf, namesOf, simulatorApi, type Call, type Payload } from '../support/connect-calls.js';

const ORIGIN = 'http://localhost';
/** Virtual time between two checks of an expectation. */
const TICK_MS = 20;
/** Virtual time after which an expectation fails. */
const LIMIT_MS = 15_000;

const SETTINGS = { stepMs: 60, actionMs: 60, inputTimeoutMs: 120_000 };

interface OpenOptions {
  token?: string;
  /** Path and query of the page. */
  path?: string;
}

/** Intercepts a request of the page: returns or throws what the request gives, or `undefined` to let it through. */
type Intercept = (request: Request, answer: () => Promise<Response>) => Promise<Response> | undefined;

/** Starts the simulator and virtual time for one test. The page's requests go to the simulator without a server. */
export function connectPage(options: SandboxOptions = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  const sandbox = createSandbox({ ...KEYS, ...SETTINGS, updatesPerMinute: 10_000, ...options });
  let requests = 0;
  /** Requests that `hold` keeps open. */
  let unanswered = 0;
  let intercept: Intercept | undefined;
  const complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  for (const complaint of complaints) complaint.mockImplementation(() => undefined);

  async function respond(request: Request): Promise<Response> {
    requests++;
    try {
      const answer = () => sandbox.fetch(request);
      return await (intercept?.(request, answer) ?? answer());
    } finally {
      requests--;
    }
  }

  const api = simulatorApi(ORIGIN + (options.basePath ?? ''), (request) => sandbox.fetch(request));

  /** Lets every task run that waits for no timer, and every request end that nothing holds. */
  async function settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (requests > unanswered);
  }

  /** Advances virtual time until the expectation passes. */
  async function until<T>(expectation: () => T | Promise<T>): Promise<T> {
    for (let elapsedMs = 0; ; elapsedMs += TICK_MS) {
      await settle();
      try {
        return await expectation();
      } catch (error) {
        if (elapsedMs >= LIMIT_MS) throw error;
      }
      await vi.advanceTimersByTimeAsync(TICK_MS);
    }
  }

  onTestFinished(() => {
    sandbox.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    const printed = complaints.flatMap(({ mock }) => mock.calls.map((words) => words.map(String).join(' ')));
    for (const complaint of complaints) complaint.mockRestore();
    expect(printed).toEqual([]);
  });

  return {
    until,
    set: api.set,
    reset: api.reset,
    token: api.token,
    /** Creates an item through the backend's API and waits for the end of its run. */
    async item(connectorId: number, parameters: Record<string, string>) {
      const read = await api.create(connectorId, parameters);
      return until(async () => {
        const item = await read();
        expect(item.status).not.toBe('UPDATING');
        return item;
      });
    },
    /** Sends the form of the simulated institution's page. */
    async decide(address: string, decision: 'approve' | 'deny') {
      const page = new URL(address);
      const login = { user: 'ralph.bragg@gmail.com', password: 'P@ssword01' };
      const body = new URLSearchParams({ ...login, decision });
      const response = await sandbox.fetch(
        new Request(page, { method: 'POST', body, headers: { origin: page.origin } }),
      );
      expect(response.status).toBe(200);
    },
    intercept(by: Intercept | undefined) {
      intercept = by;
    },
    /** Holds the answer to the next request that matches until `release`. Later ones are never answered. */
    hold(matches: (request: Request) => boolean) {
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      const hold = { hasArrived: false, release: () => release() };
      let isFirst = true;
      intercept = (request, answer) => {
        if (!matches(request)) return undefined;
        unanswered++;
        if (!isFirst) return new Promise<never>(() => {});
        isFirst = false;
        return answer().then(async (response) => {
          hold.hasArrived = true;
          await released;
          unanswered--;
          return response;
        });
      };
      return hold;
    },
    async open(props: Partial<Host> = {}, { token, path = '/' }: OpenOptions = {}) {
      const widget = new Widget(until);
      const address = new URL(path, ORIGIN);
      vi.stubGlobal('location', address);
      vi.stubGlobal('fetch', (url: URL, init?: RequestInit) => respond(new Request(url, init)));
      widget.attach();
      await run({ includeSandbox: true, connectToken: token ?? (await api.token()), ...props, ...widget.callbacks });
      return widget;
    },
  };
}

type Until = ReturnType<typeof connectPage>['until'];

const textOf = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const matches = (text: string, wanted: string | RegExp) =>
  typeof wanted === 'string' ? text === wanted : wanted.test(text);

function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label;
  const words = element.cloneNode(true) as Element;
  for (const hidden of words.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
  return textOf(words);
}

/** The Connect page in a document without a browser, and the host's side of it. */
class Widget {
  readonly calls: Call[] = [];
  /** Addresses of the windows that the page opened. */
  readonly opened: string[] = [];
  /** Messages to the parent window. */
  readonly posted: string[] = [];
  /** Whether `window.open` returns a window. */
  blocksPopups = false;
  readonly popup = { closed: false };
  readonly #events = new EventTarget();

  constructor(readonly until: Until) {}

  /** Puts an empty page into the document, and the parts of a window that the page uses into the global scope. */
  attach(): void {
    document.body.innerHTML = '<div id="app"></div><p id="status" role="status"></p>';
    vi.stubGlobal('addEventListener', this.#events.addEventListener.bind(this.#events));
    vi.stubGlobal('innerWidth', 400);
    vi.stubGlobal('parent', { postMessage: (message: string) => this.posted.push(message) });
    dom.open = ((address: string) => {
      this.opened.push(address);
      return this.blocksPopups ? null : this.popup;
    }) as never;
  }

  get callbacks() {
    const add = (name: string) => (payload?: unknown) => {
      this.calls.push(callOf(name, payload as Payload));
    };
    return {
      onSuccessProp: add('success'),
      onErrorProp: add('error'),
      onEventProp: add('event'),
      onHideProp: add('hide'),
      onCloseProp: add('close'),
      close: add('close'),
      hide: () => undefined,
    };
  }

  /** Names of the callbacks in order, without `ITEM_RESPONSE`, which comes with each read. */
  names = () => namesOf(this.calls);

  called(name: string): Promise<Call> {
    return this.until(() => {
      const found = this.calls.filter((call) => call.name === name);
      expect(this.calls.map((call) => call.name)).toContain(name);
      return found.at(-1)!;
    });
  }

  /** Dispatches a message event, as `postMessage` of another window does. */
  message(data: object, { source, origin = ORIGIN }: { source: object; origin?: string }): void {
    this.#events.dispatchEvent(Object.assign(new Event('message'), { data, source, origin }));
  }

  /** Dispatches the resize event that follows when the host shows the frame again. */
  show(): void {
    this.#events.dispatchEvent(new Event('resize'));
  }

  all = (selector: string) => [...document.querySelectorAll(selector)] as unknown as HTMLElement[];
  texts = (selector: string) => this.all(selector).map(textOf);
  get status(): string {
    return textOf(document.querySelector('#status')!);
  }

  /** Elements of a kind by their accessible name. */
  named = (selector: string, name: string | RegExp) => this.all(selector).filter((one) => matches(nameOf(one), name));
  buttons = (name: string | RegExp, within = '') => this.named(`${within} button`, name);

  press(name: string | RegExp, within = ''): Promise<void> {
    return this.until(() => {
      const [button] = this.buttons(name, within);
      if (!button) throw new Error(`No button ${String(name)} among: ${this.texts('button').join(', ')}`);
      button.click();
    });
  }

  /** The control with a label. */
  field<T extends HTMLElement = HTMLInputElement>(label: string): T {
    const found = this.all('label').filter((one) => textOf(one) === label);
    const control = found[0] && document.getElementById(found[0].getAttribute('for') ?? '');
    if (!control) throw new Error(`No field ${label} among: ${this.texts('label').join(', ')}`);
    return control as unknown as T;
  }

  /** Text of the elements that describe a control. */
  description(label: string): string {
    const ids = this.field(label).getAttribute('aria-describedby')?.split(' ') ?? [];
    return ids.map((id) => textOf(document.getElementById(id)!)).join(' ');
  }

  fill(label: string, value: string): Promise<void> {
    return this.until(() => {
      const field = this.field(label);
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  /** Chooses an option by its words, or by its index. */
  choose(label: string, option: string | number): Promise<void> {
    return this.until(() => {
      const select = this.field<HTMLSelectElement>(label);
      const index =
        typeof option === 'number' ? option : [...select.options].findIndex((one) => textOf(one) === option);
      if (index < 0) throw new Error(`No option ${option}`);
      select.selectedIndex = index;
      select.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  consent = () => this.press('Concordo e continuar');

  async select(name: string): Promise<void> {
    await this.fill('Buscar pelo nome', name);
    await this.press(new RegExp(`^${name} Conta`));
  }

  async login(user: string, password = 'password-ok'): Promise<void> {
    await this.fill('Usuário', user);
    await this.fill('Senha', password);
    await this.press('Continuar');
  }

  async answer(label: string, value: string): Promise<void> {
    await this.fill(label, value);
    await this.press('Confirmar');
  }

  expectScreen(title: string | RegExp): Promise<void> {
    return this.until(() => {
      const headings = this.texts('h1');
      expect(headings).toEqual([typeof title === 'string' ? title : expect.stringMatching(title)]);
      expect(this.texts('header')).toEqual([expect.stringContaining('Simulação: nenhum banco de verdade.')]);
    });
  }

  /** Presses the last button, and waits for the end. */
  async leave(by = () => this.press('Concluir')): Promise<void> {
    await by();
    await this.called('close');
  }
}
