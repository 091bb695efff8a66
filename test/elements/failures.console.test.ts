import { expect, fixture, html } from '@open-wc/testing';
import { render } from 'lit';
import type { PluggyConnectElement, PluggyProviderElement } from '../../src/index.js';
import '../../src/define.js';
import { PluggyError } from '../../src/index.js';
import { testClock } from '../support/clock.js';
import { recordConsole } from '../support/console.js';
import { EVENTS, FakeBackend, ITEMS, TOKENS } from '../support/provider.js';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  openReady,
  servers,
  theBar,
  theFrame,
  until,
  widgetCalls,
} from '../support/widget.js';

const html404 = () => Promise.resolve(new Response('<h1>Not found</h1>', { status: 404 }));

describe('the console', () => {
  beforeEach(expectSdkFailures);
  const realFetch = fetch;
  let errors: ReturnType<typeof recordConsole>;
  let warnings: ReturnType<typeof recordConsole>;
  let backend: FakeBackend | undefined;

  beforeEach(() => {
    errors = recordConsole('error');
    warnings = recordConsole('warn');
  });
  afterEach(async () => {
    await closeAll();
    errors.restore();
    warnings.restore();
    backend?.restore();
    backend = undefined;
    window.fetch = realFetch;
  });

  const failures = () => errors.texts().filter((text) => text.startsWith('<pluggy-'));
  const cautions = () => warnings.texts().filter((text) => text.startsWith('<pluggy-'));
  const buttonFor = (settings: Partial<PluggyConnectElement>) =>
    connectFixture({ tokenSource: undefined, ...settings });

  describe('has one error for a mistake of the page or of its backend:', () => {
    const answers = (response: () => Response) => () => {
      window.fetch = () => Promise.resolve(response());
    };
    const mistakes: [string, string, Partial<PluggyConnectElement>, (() => void)?][] = [
      ['no token-endpoint', 'Set token-endpoint', { tokenEndpoint: '' }],
      ['an invalid token-endpoint', 'is not a valid URL', { tokenEndpoint: 'http://[' }],
      ['a route that is not there', 'answered 404', {}, () => (window.fetch = html404)],
      [
        'a page in place of a token',
        'HTML page',
        {},
        answers(() => new Response('<!doctype html><p>', { headers: { 'content-type': 'text/html' } })),
      ],
      ['an answer without a token', 'Keys seen: id', {}, answers(() => Response.json({ id: 1 }))],
      ['a token that is a number', '"token" is a number', {}, answers(() => Response.json({ token: 1 }))],
      ['an API key', 'API key', {}, answers(() => Response.json({ apiKey: 'k' }))],
      ['an error of the backend', 'answered 501', {}, answers(() => new Response('', { status: 418 + 83 }))],
      ['a tokenSource without a text', 'as a string', { tokenSource: () => Promise.resolve(1 as unknown as string) }],
      [
        'a list without a usable part',
        'products="account"',
        { products: ['account'], tokenSource: () => Promise.resolve('t') },
      ],
      [
        'a list with a misspelt part only',
        'Did you mean ACCOUNTS?',
        { products: ['acounts'], tokenSource: () => Promise.resolve('t') },
      ],
    ];
    for (const [name, text, settings, prepare] of mistakes) {
      it(name, async () => {
        prepare?.();
        const element = await buttonFor({ tokenEndpoint: '/api/token-route', ...settings });
        const { error } = await element.open();
        await until(() => failures().length, 'the console');
        expect(failures()).to.deep.equal([error!.message]);
        expect(failures()[0]).to.include(text);
        expect(cautions()).to.deep.equal([]);
      });
    }

    it('a token that the widget refuses', async () => {
      const element = await connectFixture();
      await openReady(element);
      const frame = theFrame();
      widgetCalls('onErrorProp', { message: 'invalid_connect_token' });
      await until(() => theFrame() && theFrame() !== frame && !theBar().querySelector('.skeleton'), 'a second try');
      widgetCalls('onErrorProp', { message: 'invalid_connect_token' });
      await until(() => failures().length, 'the console');
      expect(failures()[0]).to.include('invalid_connect_token').and.include('Request a new one from Pluggy');
      expect(cautions()).to.deep.equal([]);
    });
  });

  describe('has one warning for what people and networks cause:', () => {
    it('a session that has ended', async () => {
      window.fetch = () => Promise.resolve(new Response('', { status: 401 }));
      const element = await buttonFor({ tokenEndpoint: '/api/token-route' });
      const { error } = await element.open();
      await until(() => cautions().length, 'the console');
      expect(cautions()).to.deep.equal([error!.message]);
      expect(cautions()[0]).to.include('answered 401').and.include('sign in again').and.not.include('server log');
      expect(failures()).to.deep.equal([]);
    });

    it('a widget-url at which there is no widget', async () => {
      const element = await connectFixture({ widgetUrl: `${servers.silent}/a-page?key=secret`, loadTimeout: 1000 });
      await element.open();
      await until(() => cautions().length, 'the console');
      expect(cautions().length).to.equal(1);
      expect(cautions()[0]).to.include(`widget at ${servers.silent}/a-page`).and.include('Check widget-url');
      expect(cautions()[0]).to.not.include('secret');
      expect(failures()).to.deep.equal([]);
    });

    it('a function that fails', async () => {
      const element = await buttonFor({ tokenSource: () => Promise.reject(new Error('secret-of-the-page')) });
      await element.open();
      await until(() => cautions().length, 'the console');
      expect(cautions().join()).to.include('tokenSource').and.not.include('secret-of-the-page');
      expect(failures()).to.deep.equal([]);
    });

    it('a failure that the widget itself shows', async () => {
      const element = await connectFixture();
      await openReady(element);
      const item = anItem({ status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' });
      for (let times = 0; times < 3; times++) widgetCalls('onErrorProp', { message: 'Wrong password', data: { item } });
      await until(() => cautions().length, 'the console');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(cautions().length, 'once').to.equal(1);
      expect(failures()).to.deep.equal([]);
    });
  });

  it('has nothing where the page handles the failure', async () => {
    const element = await buttonFor({ tokenEndpoint: '' });
    element.addEventListener('pluggy-error', (event) => event.preventDefault(), { once: true });
    const first = await element.open();
    expect(first.error?.code).to.equal('token-endpoint-missing');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(failures()).to.deep.equal([]);
    await element.open();
    await until(() => failures().length, 'the next time');
    expect(failures().length).to.equal(1);
  });

  async function providerWith(content: unknown, attributes: Record<string, string> = {}) {
    const provider = document.createElement('pluggy-provider');
    for (const [name, value] of Object.entries(attributes)) provider.setAttribute(name, value);
    render(content, provider);
    const box = await fixture(html`<div></div>`);
    box.append(provider);
    await provider.updateComplete;
    return provider;
  }

  describe('of a provider', () => {
    // The virtual clock must not pass while modules load.
    before(async () => {
      await Promise.all([
        import('../../src/client/items/provided-items.js'),
        import('../../src/elements/shared/lit-html.js'),
        import('../../src/elements/item-list/item-list.template.js'),
        import('../../src/elements/item-card/item-card.template.js'),
        import('../../src/elements/error-banner/error-banner.template.js'),
        import('../../src/elements/reauth-prompt/reauth-prompt.template.js'),
      ]);
    });

    it('has one error for a list whose route is not there, and the list shows the failure', async () => {
      backend = new FakeBackend();
      backend.status = 404;
      const provider = await providerWith(html`<pluggy-item-list></pluggy-item-list>`, { 'items-endpoint': ITEMS });
      const list = provider.querySelector('pluggy-item-list')!;
      await until(
        () => list.shadowRoot!.querySelector('pluggy-error-banner')?.shadowRoot?.querySelector('[part=banner]'),
        'the banner',
      );
      expect(list.shadowRoot!.querySelector('.empty')).to.equal(null);
      await provider.refresh();
      await provider.refresh();
      expect(failures().length).to.equal(1);
      expect(failures()[0]).to.include(`${ITEMS} answered 404`).and.include('items-not-found');
      backend.status = 200;
      backend.items = [anItem({ id: 'a' })];
      await provider.refresh();
      await until(() => list.shadowRoot!.querySelector('pluggy-item-card'), 'the card');
      expect(list.shadowRoot!.querySelector('pluggy-error-banner')).to.equal(null);
    });

    const wrong: [string, Record<string, string>, string, (() => Response)?][] = [
      ['an items-endpoint that is not a URL', { 'items-endpoint': 'http://[' }, 'items-endpoint="http://["'],
      ['an item-endpoint that is not a URL', { 'item-endpoint': 'http://[/{itemId}' }, 'item-endpoint="http://['],
      [
        'an item-endpoint without {itemId}',
        { 'item-endpoint': ITEMS },
        'item-endpoint has no {itemId}',
        () => Response.json([]),
      ],
      [
        'a page in place of the list',
        { 'items-endpoint': ITEMS },
        `The items endpoint ${ITEMS} (GET) answered 200 with an HTML page`,
        () => new Response('<!doctype html><p>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      ],
      [
        'a text in place of the list',
        { 'items-endpoint': ITEMS },
        `The items endpoint ${ITEMS} answered 200 (text/plain) without JSON`,
        () => new Response('none', { headers: { 'content-type': 'text/plain' } }),
      ],
      [
        'an object in place of the list',
        { 'items-endpoint': ITEMS },
        `The items endpoint ${ITEMS}: Expected a list of Items`,
        () => Response.json({ message: 'hello' }),
      ],
      [
        'a list in place of an Item',
        { 'item-endpoint': `${ITEMS}/{itemId}` },
        `The items endpoint ${ITEMS}/a: Expected an Item`,
        () => Response.json([]),
      ],
    ];
    for (const [name, attributes, text, answer] of wrong) {
      it(`has one error, with the endpoint, for ${name}`, async () => {
        if (answer) window.fetch = () => Promise.resolve(answer());
        await providerWith(html`<pluggy-item-status item-id="a"></pluggy-item-status>`, attributes);
        await until(() => failures().length, 'the console');
        expect(failures().length).to.equal(1);
        expect(failures()[0]).to.include(text);
        expect(cautions()).to.deep.equal([]);
      });
    }

    it('has one error also where a banner shows the failure, and only the banner shows it', async () => {
      backend = new FakeBackend();
      const provider = await providerWith(
        html`<pluggy-error-banner></pluggy-error-banner><pluggy-connect></pluggy-connect>`,
      );
      const banner = provider.querySelector('pluggy-error-banner')!;
      const connect = provider.querySelector('pluggy-connect')!;
      const { error } = await connect.open();
      await until(() => banner.shadowRoot!.querySelector('[part=banner]'), 'the banner');
      await until(() => failures().length, 'the console');
      expect(failures()).to.deep.equal([error!.message]);
      expect(connect.shadowRoot!.querySelector('[role=alert]')!.textContent).to.equal('');
    });

    for (const [name, content, shows] of [
      ['a list', html`<pluggy-item-list></pluggy-item-list>`, 'pluggy-error-banner'],
      ['a card', html`<pluggy-item-card item-id="a"></pluggy-item-card>`, 'pluggy-error-banner'],
      ['a badge', html`<pluggy-item-status item-id="a"></pluggy-item-status>`, ''],
      ['a prompt', html`<pluggy-reauth-prompt item-id="a"></pluggy-reauth-prompt>`, ''],
    ] as const) {
      it(`says what is missing for ${name} without any route`, async () => {
        const clock = testClock();
        try {
          const provider = await providerWith(content, { 'token-endpoint': TOKENS });
          const element = provider.firstElementChild!;
          await clock.until(until(() => failures().length, 'the console'));
          expect(failures().length).to.equal(1);
          expect(failures()[0]).to.include('items-endpoint').and.include('property items');
          if (shows) await clock.until(until(() => element.shadowRoot!.querySelector(shows), 'the failure'));
          if (name === 'a badge') expect(element.shadowRoot!.textContent).to.not.include('Checking');
        } finally {
          clock.restore();
        }
      });
    }

    it('says nothing for an application that sets its Items itself', async () => {
      const clock = testClock();
      try {
        const provider = await providerWith(html`<pluggy-item-list></pluggy-item-list>`);
        await clock.pass(5000);
        provider.items = [anItem({ id: 'a' })];
        await clock.pass(60_000);
        expect([...failures(), ...cautions()]).to.deep.equal([]);
      } finally {
        clock.restore();
      }
    });

    it('says what is missing for a list where there is a route for single Items only', async () => {
      const clock = testClock();
      backend = new FakeBackend(anItem({ id: 'a' }));
      try {
        const provider = await providerWith(
          html`<pluggy-item-status item-id="a"></pluggy-item-status><pluggy-item-list></pluggy-item-list>`,
          { 'item-endpoint': `${ITEMS}/{itemId}` },
        );
        await clock.until(until(() => failures().length, 'the console'));
        expect(failures()[0]).to.include('items-endpoint');
        expect(provider.querySelector('pluggy-item-status')!.shadowRoot!.textContent).to.include('Up to date');
      } finally {
        clock.restore();
      }
    });

    it('has one warning for a request that fails again and again', async () => {
      backend = new FakeBackend();
      backend.status = 401;
      const provider: PluggyProviderElement = await providerWith(html`<pluggy-item-list></pluggy-item-list>`, {
        'items-endpoint': ITEMS,
      });
      await until(() => cautions().length, 'the console');
      await provider.refresh();
      await provider.refresh();
      expect(cautions().length).to.equal(1);
      expect(cautions()[0]).to.include('items-unauthorized');
    });

    it("has one error for values in the page's items that are not Items", async () => {
      const provider = await providerWith(html`<pluggy-item-list></pluggy-item-list>`);
      provider.items = 'nonsense' as unknown as [];
      await until(() => failures().length, 'the console');
      expect(failures().length).to.equal(1);
      expect(failures()[0]).to.include('items-malformed');
    });

    it('has one error for a list of malformed entries, and the list does not say that it is empty', async () => {
      const provider = await providerWith(html`<pluggy-item-list></pluggy-item-list>`);
      const list = provider.querySelector('pluggy-item-list')!;
      provider.items = [{ id: 5, status: 'UPDATED' }];
      await until(() => list.shadowRoot!.querySelector('pluggy-error-banner'), 'the failure');
      expect(list.shadowRoot!.textContent).to.not.include('No connections yet');
      expect(failures().length).to.equal(1);
    });
  });

  it('has one warning for a card whose Item no provider looks up', async () => {
    await fixture(html`<pluggy-item-card item-id="a"></pluggy-item-card>`);
    await until(() => cautions().length, 'the console');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(cautions().length).to.equal(1);
    expect(cautions()[0]).to.match(/^<pluggy-item-card> item-id="a" is ignored\. Expected a <pluggy-provider>/);
    expect(failures()).to.deep.equal([]);
  });

  it('has one error for a list without a provider', async () => {
    const list = await fixture(html`<pluggy-item-list></pluggy-item-list>`);
    await until(() => failures().length, 'the console');
    expect(failures().length).to.equal(1);
    expect(failures()[0]).to.match(/^<pluggy-item-list> .*<pluggy-provider items-endpoint="…">/);
    expect(cautions()).to.deep.equal([]);
    list.remove();
  });

  it('has nothing for an error that the page itself gives to a banner', async () => {
    const banner = await fixture<HTMLElementTagNameMap['pluggy-error-banner']>(
      html`<pluggy-error-banner></pluggy-error-banner>`,
    );
    banner.error = new PluggyError('token-server', 'What happened.');
    await until(() => banner.shadowRoot!.querySelector('[part=banner]'), 'the banner');
    expect([...failures(), ...cautions()]).to.deep.equal([]);
  });

  describe('names a misspelt attribute together with the real one:', () => {
    const misspelt: [string, string, string][] = [
      ['pluggy-connect', 'tokenendpoint', 'token-endpoint'],
      ['pluggy-connect', 'token_endpoint', 'token-endpoint'],
      ['pluggy-connect', 'token-endpont', 'token-endpoint'],
      ['pluggy-connect', 'toekn-endpoint', 'token-endpoint'],
      ['pluggy-connect', 'product', 'products'],
      ['pluggy-connect', 'conector-ids', 'connector-ids'],
      ['pluggy-connect', 'csrftoken', 'csrf-token'],
      ['pluggy-connect', 'country', 'countries'],
      ['pluggy-connect', 'itemid', 'item-id'],
      ['pluggy-provider', 'items-endpoints', 'items-endpoint'],
      ['pluggy-provider', 'itemsendpoint', 'items-endpoint'],
      ['pluggy-provider', 'consentwarningdays', 'consent-warning-days'],
      ['pluggy-item-status', 'itemid', 'item-id'],
      ['pluggy-item-card', 'item_id', 'item-id'],
      ['pluggy-reauth-prompt', 'itemid', 'item-id'],
      ['pluggy-item-list', 'oauthreturn', 'oauth-return'],
      ['pluggy-error-banner', 'nodismiss', 'no-dismiss'],
    ];
    for (const [tag, written, real] of misspelt) {
      it(`<${tag} ${written}>`, async () => {
        const element = document.createElement(tag);
        element.setAttribute(written, 'secret-value');
        const provider = tag === 'pluggy-provider' ? element : document.createElement('pluggy-provider');
        if (provider !== element) provider.append(element);
        const box = await fixture(html`<div></div>`);
        box.append(provider);
        await until(() => cautions().length, 'the console');
        expect(cautions()).to.deep.equal([
          `<${tag}> ${written} is not an attribute of this element. Did you mean ${real}?`,
        ]);
        const again = element.cloneNode() as HTMLElement;
        (provider === element ? box : provider).append(again);
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(cautions().length, 'once').to.equal(1);
      });
    }

    for (const [tag, name] of [
      ['pluggy-item-list', 'items-endpoint'],
      ['pluggy-connect', 'items-endpoint'],
      ['pluggy-item-card', 'token-endpoint'],
      ['pluggy-item-status', 'item-endpoint'],
    ] as const) {
      it(`<${tag} ${name}>, an attribute of the provider`, async () => {
        const element = document.createElement(tag);
        element.setAttribute(name, 'secret-value');
        const provider = document.createElement('pluggy-provider');
        provider.append(element);
        const box = await fixture(html`<div></div>`);
        box.append(provider);
        await until(() => cautions().length, 'the console');
        expect(cautions()).to.deep.equal([
          `<${tag}> ${name} is not an attribute of this element. Set it on the <pluggy-provider> around it.`,
        ]);
      });
    }

    it('of a button without a provider, at the latest when it fails', async () => {
      const element = await buttonFor({ tokenEndpoint: '' });
      element.setAttribute('tokenendpointt', '/api/token');
      await element.open();
      await until(() => cautions().length, 'the console');
      expect(cautions()[0]).to.include('tokenendpointt').and.include('token-endpoint');
    });

    it('but no attribute of HTML, of a framework or of the page', async () => {
      const provider = document.createElement('pluggy-provider');
      const names = [
        'id class style title lang dir hidden slot part exportparts role tabindex nonce is translate inert draggable',
        'data-token-endpoint data-item-id aria-label aria-itemid onclick onitemid v-items-endpoint x-items-endpoint',
        'hx-items-endpoint ng-reflect-items-endpoint _ngcontent-abc-c1 _nghost-items-endpoint s-items-endpoint',
        'for accesskey autofocus contenteditable spellcheck itemscope itemprop itemtype itemref code value items',
      ];
      for (const name of names.join(' ').split(' ')) provider.setAttribute(name, '');
      const connect = provider.cloneNode() as HTMLElement;
      const badge = document.createElement('pluggy-item-status');
      badge.setAttribute('class', 'a');
      badge.setAttribute('v-bind:item-id', 'a');
      provider.append(connect, badge);
      const box = await fixture(html`<div></div>`);
      box.append(provider);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(cautions()).to.deep.equal([]);
    });
  });

  it('has one line for a stream that fails', async () => {
    const { EventSource } = window;
    class Failing extends EventTarget {
      static CLOSED = 2;
      readyState = 2;
      onerror?: () => void;
      constructor() {
        super();
        queueMicrotask(() => this.onerror?.());
      }
      close(): void {}
    }
    window.EventSource = Failing as unknown as typeof EventSource;
    backend = new FakeBackend();
    window.EventSource = Failing as unknown as typeof EventSource;
    await providerWith(html`<pluggy-item-list></pluggy-item-list>`, {
      'items-endpoint': ITEMS,
      'events-endpoint': EVENTS,
    });
    await until(() => failures().length, 'the console');
    window.EventSource = EventSource;
    expect(failures().length).to.equal(1);
    expect(failures()[0]).to.include('live-failed').and.include(`The events endpoint ${EVENTS}`);
  });
});
