import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import type {
  PluggyConnectElement,
  PluggyInstitutionsElement,
  PluggyItemListElement,
  PluggyProviderElement,
} from '../../src/index.js';
import '../../src/define/connect.js';
import '../../src/define/item-card.js';
import '../../src/define/institutions.js';
import '../../src/define/item-list.js';
import '../../src/define/item-status.js';
import '../../src/define/provider.js';
import { expectConsole, expectFailures } from '../support/console.js';
import { watchLeftovers, type Leftovers } from '../support/leftovers.js';
import { EVENTS, FakeStream, ITEMS, TOKENS } from '../support/provider.js';
import { watchPage } from '../support/secrets.js';
import {
  anItem,
  closeAll,
  expectSdkFailures,
  later,
  nextEvent,
  recordEvents,
  servers,
  theDialog,
  TOKEN,
  until,
  widgetCalls,
} from '../support/widget.js';

const BANK = 'Banco do Segredo';
const CODE = '975310';
const connector = { id: 2, name: BANK };
const CONNECTORS = '/api/connectors';
/** The text that the person types into the search. */
const QUERY = 'segredo';
const item = (fields: Record<string, unknown> = {}) => anItem({ connector, ...fields });
const asking = () =>
  item({
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    parameter: { name: 'token', type: 'number', label: `Token ${BANK}` },
  });

interface Sent {
  readonly line: string;
  readonly signal: AbortSignal;
  /** Whether the request gets no answer. */
  readonly isHeld: boolean;
}

/** Replaces the page's backend. Requests whose line begins with `held` get no answer. */
class Backend {
  items: unknown[] = [item()];
  held = 'none';
  status = 200;
  readonly sent: Sent[] = [];
  readonly streams: FakeStream[] = [];
  #originals = { fetch: window.fetch.bind(window), EventSource: window.EventSource };

  constructor() {
    const { streams } = this;
    window.fetch = (input, init) => this.#answer(new URL(input as URL, location.href), init);
    window.EventSource = class extends FakeStream {
      constructor(url: string) {
        super(url);
        streams.push(this);
      }
    } as unknown as typeof EventSource;
  }

  restore(): void {
    Object.assign(window, this.#originals);
  }

  #answer(url: URL, init: RequestInit = {}): Promise<Response> {
    if (!url.pathname.startsWith('/api/')) return this.#originals.fetch(url, init);
    const signal = init.signal!;
    const line = `${init.method ?? 'GET'} ${url.pathname}`;
    const isHeld = line.startsWith(this.held);
    this.sent.push({ line, signal, isHeld });
    if (isHeld) {
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as DOMException), { once: true }),
      );
    }
    if (url.pathname === CONNECTORS) return Promise.resolve(Response.json([connector]));
    if (url.pathname === TOKENS && this.status === 200) return Promise.resolve(Response.json({ accessToken: TOKEN }));
    if (this.status !== 200) return Promise.resolve(new Response('', { status: this.status }));
    const [first] = this.items;
    return Promise.resolve(Response.json(url.pathname === ITEMS ? this.items : first));
  }
}

interface Page {
  readonly provider: PluggyProviderElement;
  readonly list: PluggyItemListElement;
  readonly button: PluggyConnectElement;
  readonly search: PluggyInstitutionsElement;
  readonly backend: Backend;
  /** The end of the open, where there is one. */
  outcome?: Promise<unknown>;
}

/** Returns every text in an element, shadow roots included. */
function textOf(root: Element | ShadowRoot): string {
  const inside = [...root.querySelectorAll('*')].map(({ shadowRoot }) => (shadowRoot ? textOf(shadowRoot) : ''));
  return `${root.textContent} ${inside.join(' ')}`;
}

function inside<T extends Element>(root: Element, selector: string): T | undefined {
  for (const element of root.shadowRoot?.querySelectorAll('*') ?? []) {
    const found = element.matches(selector) ? element : inside(element, selector);
    if (found) return found as T;
  }
  return undefined;
}

const shows = (list: Element, text: string) => until(() => textOf(list.shadowRoot!).includes(text), `“${text}”`);
const sends = ({ backend }: Page, line: string) =>
  until(() => backend.sent.some((each) => each.line.startsWith(line)), line);

async function open(page: Page): Promise<void> {
  const ready = nextEvent('pluggy-ready');
  page.outcome = page.button.open();
  await ready;
}

const submitLogin = async () => {
  const progress = nextEvent('pluggy-progress');
  widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1, item: item({ status: 'UPDATING' }) });
  await progress;
};

/** Types into the search, and chooses the one institution that is found. */
async function choose({ search }: Page): Promise<void> {
  const root = search.shadowRoot!;
  await until(() => root.querySelector('[role=option]'), 'the institutions');
  const field = root.querySelector('input')!;
  field.value = QUERY;
  field.dispatchEvent(new Event('input'));
  await search.updateComplete;
  root.querySelector<HTMLElement>('[role=option]')!.click();
}

/** Chooses the institution, and then another connection to it. */
async function chooseAnother(page: Page): Promise<void> {
  await choose(page);
  const { shadowRoot } = page.search;
  const another = () => shadowRoot!.querySelector<HTMLElement>('.offer .outline');
  await until(another, 'the offer');
  another()!.click();
}

/** Each step of a person, and what is on the way when the person signs out. */
const STEPS: [name: string, arrange: (page: Page) => Promise<void>, settings?: Record<string, unknown>][] = [
  [
    'while the list is loading',
    async (page) => {
      page.backend.held = `GET ${ITEMS}`;
      void page.provider.refresh();
      await until(() => page.backend.sent.filter(({ line }) => line === `GET ${ITEMS}`).length > 1, 'a second read');
    },
  ],
  ['with a stream open', ({ backend }) => until(() => backend.streams.at(-1)?.readyState === 1, 'the stream')],
  [
    'after a preload, whose token waits for a click',
    async (page) => {
      page.button.dispatchEvent(new PointerEvent('pointerdown'));
      await sends(page, `POST ${TOKENS}`);
      await until(() => theDialog(), 'the dialog is laid out');
    },
    { preload: 'intent' },
  ],
  [
    'during the request for the token',
    async (page) => {
      page.backend.held = `POST ${TOKENS}`;
      page.outcome = page.button.open();
      await sends(page, `POST ${TOKENS}`);
    },
  ],
  [
    'in the task of the click',
    (page) => {
      page.outcome = page.button.open();
      return Promise.resolve();
    },
  ],
  [
    'while the widget is loading',
    async (page) => {
      page.outcome = page.button.open();
      await until(() => theDialog()?.querySelector('iframe'), 'the frame');
    },
    { widgetUrl: servers.hanging },
  ],
  ['with the widget open', open],
  [
    'with the widget open in the page',
    async (page) => {
      const ready = nextEvent('pluggy-ready');
      page.button.inline = true;
      await ready;
      page.outcome = page.button.open();
    },
  ],
  [
    'in the middle of a login',
    async (page) => {
      await open(page);
      await submitLogin();
    },
  ],
  [
    'with the login in the background',
    async (page) => {
      await open(page);
      await submitLogin();
      page.button.hide();
    },
    { allowConnectInBackground: true },
  ],
  [
    'after a success in a widget that is still open',
    async (page) => {
      await open(page);
      const success = nextEvent('pluggy-success');
      widgetCalls('onSuccessProp', { item: item({ updatedAt: later(1) }) });
      await success;
      expect(page.button.value).to.equal(item().id);
    },
  ],
  [
    'with the offer to update the institution that was searched',
    async (page) => {
      await choose(page);
      await shows(page.search, `${BANK} is already connected`);
    },
  ],
  [
    'with the widget open at the institution that was searched',
    async (page) => {
      const ready = nextEvent('pluggy-ready');
      await chooseAnother(page);
      await ready;
      await submitLogin();
    },
  ],
  [
    'after a widget that did not open',
    async (page) => {
      expectConsole(/^<pluggy-connect>/);
      page.provider.tokenSource = () => Promise.reject(new Error('No token.'));
      const closed = nextEvent('pluggy-close');
      await chooseAnother(page);
      await closed;
      await until(() => page.search.shadowRoot!.querySelector('pluggy-error-banner'), 'the banner');
    },
  ],
  [
    'while the institutions are loading',
    async (page) => {
      page.backend.held = `GET ${CONNECTORS}`;
      page.search.includeSandbox = true;
      const reads = () => page.backend.sent.filter(({ line }) => line === `GET ${CONNECTORS}`);
      await until(() => reads().length > 1, 'a second read');
    },
  ],
  [
    'while a code is being sent',
    async (page) => {
      page.backend.items = [asking()];
      page.backend.held = `POST ${ITEMS}/`;
      await page.provider.refresh();
      await until(() => inside(page.list, '#value'), 'the field');
      const field = inside<HTMLInputElement>(page.list, '#value')!;
      field.value = CODE;
      field.form!.requestSubmit();
      await sends(page, `POST ${ITEMS}/`);
    },
  ],
  [
    'while a code is asked for, which the person has typed',
    async (page) => {
      page.backend.items = [asking()];
      await page.provider.refresh();
      await until(() => inside(page.list, '#value'), 'the field');
      inside<HTMLInputElement>(page.list, '#value')!.value = CODE;
    },
  ],
  [
    'with a failure of the open shown',
    async (page) => {
      expectFailures('token-unauthorized');
      page.backend.status = 401;
      page.outcome = page.button.open();
      await page.outcome;
      await until(() => page.button.shadowRoot!.querySelector('[role=alert]')!.textContent, 'the sentence');
    },
  ],
  [
    'with a failure of the connection shown',
    async (page) => {
      const error = { code: 'ACCOUNT_LOCKED', message: BANK };
      page.backend.items = [
        item({ status: 'LOGIN_ERROR', executionStatus: 'ACCOUNT_LOCKED', error, updatedAt: later(1) }),
      ];
      await page.provider.refresh();
      await until(() => !textOf(page.list.shadowRoot!).includes('Up to date'), 'the failure');
    },
  ],
  [
    'while requests fail, and are to be repeated',
    async (page) => {
      expectFailures('items-server');
      page.backend.status = 503;
      await page.provider.refresh();
    },
  ],
  [
    'while an Item that updates is read again and again',
    async (page) => {
      expectFailures('live-failed');
      for (const stream of page.backend.streams) {
        stream.close();
        stream.onerror?.();
      }
      page.backend.items = [item({ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS', updatedAt: later(1) })];
      await page.provider.refresh();
      await shows(page.list, 'Updating');
    },
  ],
  [
    'with the question before the end of a connection open',
    async (page) => {
      inside<HTMLElement>(page.list, '[part=menu-button]')!.click();
      await until(() => inside(page.list, '#disconnect'), 'the menu');
      inside<HTMLElement>(page.list, '#disconnect')!.click();
      await until(() => inside(page.list, 'dialog[open]'), 'the question');
    },
  ],
  [
    'while the SDK is loading',
    async (page) => {
      const shared = (globalThis as never as Record<symbol, { sdk?: Promise<unknown> }>)[
        Symbol.for('pluggy-elements:widget@1')
      ]!;
      const loaded = shared.sdk;
      shared.sdk = new Promise(() => {});
      page.outcome = page.button.open();
      await until(() => theDialog(), 'the dialog');
      await aTimeout(50);
      shared.sdk = loaded;
    },
  ],
  [
    'while the inline element waits until its parent is shown',
    async (page) => {
      page.button.style.visibility = 'hidden';
      page.button.inline = true;
      await aTimeout(100);
    },
  ],
  [
    'while an update is requested',
    async (page) => {
      page.backend.held = 'PATCH';
      const { store } = page.list;
      store!.update(item().id).catch(() => {});
      await sends(page, 'PATCH');
    },
  ],
  [
    'while a connection is being ended',
    async (page) => {
      page.backend.held = 'DELETE';
      page.list.store!.delete(item().id).catch(() => {});
      await sends(page, 'DELETE');
    },
  ],
];

describe('reset() of <pluggy-provider>', () => {
  beforeEach(expectSdkFailures);
  let backend: Backend;
  let record: ReturnType<typeof recordEvents>;
  let left: Leftovers;

  beforeEach(() => {
    left = watchLeftovers();
    backend = new Backend();
    record = recordEvents();
  });
  afterEach(async () => {
    record.stop();
    await closeAll();
    backend.restore();
    left.restore();
  });

  async function addPage(settings: Record<string, unknown> = {}): Promise<Page> {
    const provider = await fixture<PluggyProviderElement>(
      html`<pluggy-provider
        items-endpoint=${ITEMS}
        events-endpoint=${EVENTS}
        connectors-endpoint=${CONNECTORS}
        lang="en"
        token-endpoint=${TOKENS}
        mfa-endpoint="${ITEMS}/{itemId}/mfa"
        preload="none"
        no-link
      >
        <pluggy-connect name="bank"></pluggy-connect>
        <pluggy-item-list></pluggy-item-list>
        <pluggy-institutions></pluggy-institutions>
      </pluggy-provider>`,
    );
    Object.assign(provider, { widgetUrl: servers.child, ...settings });
    const list = provider.querySelector('pluggy-item-list')!;
    await shows(list, BANK);
    const search = provider.querySelector('pluggy-institutions')!;
    await shows(search, BANK);
    return { provider, list, search, button: provider.querySelector('pluggy-connect')!, backend };
  }

  /** Checks that nothing of the person is left, and that nothing follows. */
  async function expectNothingLeft(page: Page, listeners: string[]): Promise<void> {
    const { button, list, search } = page;
    const opens = record.types().filter((type) => type === 'open').length;
    if (page.outcome) await page.outcome;
    else if (opens) await until(() => record.types().includes('close'), 'the end of the open');
    expect(record.types().filter((type) => type === 'close').length, 'one close for each open').to.equal(opens);
    await until(() => !document.querySelector('[data-pluggy-inline]'), 'the box is gone');
    await until(() => !theDialog() && !textOf(list.shadowRoot!).includes(BANK), 'the page is empty');
    expect(textOf(list.shadowRoot!)).to.contain('No connections yet');
    expect(button.value).to.equal('');
    expect(button.matches(':state(connected)')).to.equal(false);
    await until(() => !textOf(search.shadowRoot!).includes(BANK), 'the search is empty');
    expect(textOf(search.shadowRoot!)).to.contain('There are no banks to connect here yet');
    const field = search.shadowRoot!.querySelector('input')!;
    expect([field.value, field.getAttribute('aria-activedescendant')]).to.deep.equal(['', null]);
    const inner = search.shadowRoot!.querySelector('pluggy-connect')!;
    expect([inner.selectedConnectorId, inner.itemId, inner.hidden]).to.deep.equal([undefined, '', true]);
    expect(search.shadowRoot!.querySelector('pluggy-error-banner, [role=alert], [aria-busy=true]')).to.equal(null);
    expect(list.store!.items).to.deep.equal([]);
    expect(list.store!.get(item().id)).to.deep.equal({});

    const pending = backend.sent.filter(({ signal, isHeld }) => isHeld && !signal.aborted);
    expect(pending.map(({ line }) => line)).to.deep.equal([]);
    expect(backend.streams.every(({ readyState }) => readyState === 2)).to.equal(true);
    await until(() => !left.timers.length, 'the last timer ends');
    expect(left.listeners).to.deep.equal(listeners);
    const [requests, streams] = [backend.sent.length, backend.streams.length];
    const events = record.types().length;
    window.dispatchEvent(new Event('online'));
    await aTimeout(300);
    expect(backend.sent.slice(requests).map(({ line }) => line)).to.deep.equal([]);
    expect(backend.streams.length).to.equal(streams);
    expect(record.types().slice(events)).to.deep.equal([]);
    record.stop();
    const seen = watchPage(TOKEN, BANK, CODE, QUERY);
    expect(seen.found()).to.deep.equal([]);
    seen.stop();
  }

  for (const [name, arrange, settings] of STEPS) {
    it(`leaves nothing of the person ${name}`, async () => {
      const page = await addPage(settings);
      // The listeners of a page on which a person has signed out who did nothing.
      page.provider.reset();
      await until(() => !left.timers.length, 'the first timers end');
      const { listeners } = left;
      await page.provider.refresh();
      await shows(page.list, BANK);
      await arrange(page);
      page.provider.reset();
      await expectNothingLeft(page, listeners);
    });
  }

  for (const [name, resume] of [
    ['refresh() is called', (page) => page.provider.refresh()],
    ['token-endpoint changes', (page) => void (page.provider.tokenEndpoint = `${TOKENS}?next`)],
  ] as [string, (page: Page) => unknown][]) {
    it(`shows the next person an inline element as new, which opens by itself when ${name}`, async () => {
      const page = await addPage();
      const { button } = page;
      const label = () => button.shadowRoot!.querySelector('button')!.textContent;
      const ready = nextEvent('pluggy-ready');
      button.inline = true;
      await ready;
      button.close();
      await nextEvent('pluggy-close');
      await button.updateComplete;
      expect(label()).to.contain('Connect again');
      page.provider.reset();
      await button.updateComplete;
      expect(label()).to.contain('Connect your account');
      const events = record.types().length;
      const requests = backend.sent.length;
      await aTimeout(200);
      expect(record.types().slice(events), 'no person is there').to.deep.equal([]);
      expect(backend.sent.slice(requests)).to.deep.equal([]);
      const next = nextEvent('pluggy-ready');
      await resume(page);
      expect((await next).target).to.equal(button);
    });
  }

  it('closes an open inline widget when token-endpoint changes, and opens it for the next person', async () => {
    const page = await addPage();
    const ready = nextEvent('pluggy-ready');
    page.button.inline = true;
    await ready;
    const next = nextEvent('pluggy-ready');
    page.provider.tokenEndpoint = `${TOKENS}?next`;
    await next;
    await aTimeout(100);
    expect(record.types()).to.deep.equal(['open', 'ready', 'close', 'open', 'ready']);
    expect(page.button.matches(':state(open)')).to.equal(true);
    expect(document.querySelectorAll('[data-pluggy-inline]').length).to.equal(1);
  });

  it('requests no token for a button with preload="visible" until the next person is there', async () => {
    const page = await addPage({ preload: 'visible' });
    await sends(page, `POST ${TOKENS}`);
    const requests = backend.sent.length;
    page.provider.reset();
    await aTimeout(200);
    expect(backend.sent.slice(requests)).to.deep.equal([]);
    await page.provider.refresh();
    await until(() => backend.sent.slice(requests).some(({ line }) => line === `POST ${TOKENS}`), 'the token');
  });

  it('empties a card and a badge, which read their Item again for the next person', async () => {
    const page = await addPage();
    const place = document.createElement('div');
    place.innerHTML = `<pluggy-item-card item-id="${item().id}"></pluggy-item-card><pluggy-item-status item-id="${item().id}"></pluggy-item-status>`;
    page.provider.append(place);
    const texts = () => [...place.children].map(({ shadowRoot }) => textOf(shadowRoot!).trim());
    await until(() => texts().every((text) => text.includes('Up to date')), 'the state');
    page.provider.reset();
    await until(() => texts().every((text) => !text), 'nothing is shown');
    expect(place.querySelector('pluggy-item-status')!.matches(':state(neutral)')).to.equal(false);
    expect(place.querySelector('pluggy-item-card')!.getBoundingClientRect().height).to.equal(0);
    const refreshed = page.provider.refresh();
    await until(() => texts().every((text) => text.includes('Up to date')), 'the state of the next person');
    await refreshed;
  });

  it('forgets the Items that the page has set, and takes the next ones', async () => {
    const provider = await fixture<PluggyProviderElement>(
      html`<pluggy-provider token-endpoint=${TOKENS}><pluggy-item-list></pluggy-item-list></pluggy-provider>`,
    );
    const list = provider.querySelector('pluggy-item-list')!;
    provider.items = [item()];
    await shows(list, BANK);
    provider.reset();
    await shows(list, 'No connections yet');
    expect(provider.items).to.equal(undefined);
    provider.items = [item({ connector: { id: 3, name: 'Outro Banco' } })];
    await shows(list, 'Outro Banco');
  });

  describe('when an endpoint changes beside Items that the page has set', () => {
    const other = () => [item({ connector: { id: 3, name: 'Outro Banco' } })];
    async function addWithItems() {
      const provider = await fixture<PluggyProviderElement>(
        html`<pluggy-provider token-endpoint=${TOKENS}><pluggy-item-list></pluggy-item-list></pluggy-provider>`,
      );
      const list = provider.querySelector('pluggy-item-list')!;
      provider.items = [item()];
      await shows(list, BANK);
      return { provider, list };
    }

    it('forgets the Items, and takes the next ones', async () => {
      const { provider, list } = await addWithItems();
      provider.tokenEndpoint = `${TOKENS}?next`;
      await until(() => !textOf(list.shadowRoot!).includes(BANK), 'the Items are gone');
      expect(provider.items).to.equal(undefined);
      await aTimeout(100);
      expect(textOf(list.shadowRoot!)).not.to.contain(BANK);
      provider.items = other();
      await shows(list, 'Outro Banco');
    });

    it('keeps the Items that are set together with the endpoint, also before a refresh() in the same task', async () => {
      for (const refreshes of [false, true]) {
        const { provider, list } = await addWithItems();
        Object.assign(provider, { items: other(), tokenEndpoint: `${TOKENS}?next` });
        if (refreshes) void provider.refresh();
        await shows(list, 'Outro Banco');
        await aTimeout(100);
        expect(textOf(list.shadowRoot!)).to.contain('Outro Banco');
      }
    });
  });

  it('reads the next person’s Items after refresh()', async () => {
    const { provider, list } = await addPage();
    provider.reset();
    await shows(list, 'No connections yet');
    backend.items = [item({ id: 'next', connector: { id: 3, name: 'Outro Banco' } })];
    await provider.refresh();
    await shows(list, 'Outro Banco');
    await until(() => backend.streams.some(({ readyState }) => readyState === 1), 'a stream is open again');
    expect(textOf(list.shadowRoot!)).not.to.contain(BANK);
  });

  it('reads the next person’s Items when the widget is opened, and stores the connected one', async () => {
    const page = await addPage();
    page.provider.reset();
    await shows(page.list, 'No connections yet');
    backend.items = [];
    await open(page);
    const success = nextEvent('pluggy-success');
    widgetCalls('onSuccessProp', { item: item({ id: 'next', connector: { id: 3, name: 'Outro Banco' } }) });
    await success;
    await shows(page.list, 'Outro Banco');
  });

  it('ends an open of an element that is outside of the provider by now', async () => {
    const page = await addPage();
    await open(page);
    await submitLogin();
    page.provider.remove();
    await aTimeout(50);
    expect(theDialog()!.open).to.equal(true);
    page.provider.reset();
    expect(await page.outcome).to.have.property('type', 'pending');
    await until(() => !theDialog(), 'the dialog is gone');
  });

  it('leaves the open of another provider alone', async () => {
    const page = await addPage();
    const other = await addPage();
    await open(page);
    other.provider.reset();
    await aTimeout(50);
    expect(theDialog()!.open).to.equal(true);
    page.button.close();
    await page.outcome;
  });

  for (const [name, change] of [
    ['items-endpoint', { itemsEndpoint: '/api/others' }],
    ['item-endpoint', { itemEndpoint: '/api/items/{itemId}?of=other' }],
    ['events-endpoint', { eventsEndpoint: '/api/other-events' }],
    ['token-endpoint', { tokenEndpoint: '/api/other-token' }],
    ['mfa-endpoint', { mfaEndpoint: '/api/others/{itemId}/mfa' }],
    ['connectors-endpoint', { connectorsEndpoint: '/api/other-connectors' }],
    ['credentials', { credentials: 'include' }],
    ['headers', { headers: { authorization: 'Bearer other' } }],
  ] as const) {
    it(`happens by itself when ${name} changes, and the Items are read again`, async () => {
      const page = await addPage();
      await open(page);
      await submitLogin();
      const { store } = page.list;
      const reads = backend.sent.length;
      backend.items = [];
      Object.assign(page.provider, change);
      await page.outcome;
      expect(record.types().filter((type) => type === 'close').length).to.equal(1);
      expect(page.list.store).not.to.equal(store);
      await until(() => backend.sent.length > reads, 'a read');
      await until(() => !textOf(page.list.shadowRoot!).includes(BANK), 'the Items are gone');
      await aTimeout(100);
      const stale = backend.sent.slice(reads).filter(({ line }) => line.includes(item().id));
      expect(stale, 'requests about the Item of the person before').to.deep.equal([]);
    });
  }

  it('does not happen when a framework sets equal settings again', async () => {
    const page = await addPage({ headers: { 'x-shop': '1' } });
    await open(page);
    Object.assign(page.provider, {
      tokenEndpoint: TOKENS,
      headers: { 'x-shop': '1' },
      csrfToken: 'new',
      messages: {},
    });
    await page.provider.updateComplete;
    await aTimeout(50);
    expect(theDialog()!.open).to.equal(true);
    expect(textOf(page.list.shadowRoot!)).to.contain(BANK);
    page.button.close();
    await page.outcome;
  });
});
