import { expect, fixture, html } from '@open-wc/testing';
import type {
  PluggyCloseEvent,
  PluggyConnectElement,
  PluggyProgressEvent,
  PluggyProviderElement,
} from '../../src/index.js';
import { providerFixture } from '../support/provider.js';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  nextEvent,
  openReady,
  recordEvents,
  servers,
  theBar,
  theCloseButton,
  theDialog,
  theFrame,
  theQuestion,
  TOKEN,
  until,
  widgetCalls,
  widgetProps,
} from '../support/widget.js';
import { expectFailures } from '../support/console.js';

/** Uses the real SDK with its handshake, and a widget page on another origin. */
describe('<pluggy-connect> session', () => {
  beforeEach(expectSdkFailures);
  let record: ReturnType<typeof recordEvents>;

  beforeEach(() => (record = recordEvents()));
  afterEach(async () => {
    record.stop();
    await closeAll();
  });

  it('shows the dialog in the task of the click, with a name, a skeleton and a focused Close button', async () => {
    const element = await connectFixture();
    element.click();
    expect(theDialog()!.open).to.equal(true);
    expect(theDialog()!.getAttribute('aria-label')).to.equal('Connect your account');
    expect(theBar().querySelector('.skeleton')).not.to.equal(null);
    expect(theCloseButton().textContent).to.equal('Close');
    expect(theBar().activeElement).to.equal(theCloseButton());
    expect(theBar().querySelector('[role=status]')!.textContent).to.equal('Getting things ready…');
  });

  it('goes from open to ready, success and close, and returns the focus', async () => {
    const element = await connectFixture();
    element.focus();
    const { outcome } = await openReady(element);
    await until(() => !theBar().querySelector('.skeleton'), 'the skeleton has given way to the frame');
    expect(document.activeElement).to.equal(theFrame());
    widgetCalls('onSuccessProp', { item: anItem() });
    const { item } = await nextEvent('pluggy-success');
    expect(item.id).to.equal(anItem().id);
    expect(theDialog()!.open, 'stays for the last screen').to.equal(true);
    widgetCalls('close');
    const result = await outcome;
    expect(result.type).to.equal('success');
    expect(result.itemId).to.equal(item.id);
    expect(record.types()).to.deep.equal(['open', 'ready', 'success', 'close']);
    expect(element.value).to.equal(item.id);
    expect(document.activeElement).to.equal(element);
    const ids = new Set(record.events.map((event) => (event as PluggyCloseEvent).sessionId));
    expect(ids.size).to.equal(1);
  });

  it('gives the focus to the button when the open began without a focus, as after a click in Safari', async () => {
    const element = await connectFixture();
    expect(document.activeElement).to.equal(document.body);
    const { outcome } = await openReady(element);
    expect(document.activeElement).to.equal(theFrame());
    element.close();
    await outcome;
    expect(document.activeElement).to.equal(element);
  });

  it('gives the focus to the button when such an open is cancelled before the widget is there', async () => {
    const element = await connectFixture({ tokenSource: () => new Promise(() => {}) });
    const outcome = element.open();
    await until(() => theDialog()?.open, 'the dialog is open');
    expect(document.activeElement).not.to.equal(element);
    theCloseButton().click();
    expect((await outcome).type).to.equal('cancelled');
    expect(document.activeElement).to.equal(element);
  });

  it('passes the token and the options to the widget, and nothing else', async () => {
    const element = await connectFixture();
    element.setAttribute('connector-ids', '1, 2');
    element.setAttribute('connector-types', 'PERSONAL_BANK');
    element.setAttribute('countries', 'BR');
    element.setAttribute('products', 'ACCOUNTS TRANSACTIONS');
    element.setAttribute('selected-connector-id', '2');
    element.setAttribute('include-sandbox', '');
    element.setAttribute('no-fullscreen', '');
    element.setAttribute('item-id', 'item-1');
    element.setAttribute('theme', 'dark');
    element.openFinanceParameters = { cpf: '761.092.776-73' };
    await openReady(element);
    const props = await widgetProps();
    expect(props).to.deep.include({
      connectToken: TOKEN,
      connectorIds: [1, 2],
      connectorTypes: ['PERSONAL_BANK'],
      countries: ['BR'],
      products: ['ACCOUNTS', 'TRANSACTIONS'],
      includeSandbox: true,
      allowFullscreen: false,
      updateItem: 'item-1',
      language: 'en',
      theme: 'dark',
      openFinanceParameters: { cpf: '761.092.776-73' },
    });
    for (const name of ['forceOauthInBrowser', 'allowConnectInBackground', 'moveSecurityData', 'url']) {
      expect(props[name], name).to.equal(name === 'url' ? servers.child : undefined);
    }
    expect(props.selectedConnectorId, 'the Item has an institution').to.equal(undefined);
  });

  it('has one session and one token, whatever the number of clicks', async () => {
    let tokens = 0;
    const element = await connectFixture({ tokenSource: () => Promise.resolve(`${TOKEN}${++tokens}`) });
    const ready = nextEvent('pluggy-ready');
    element.click();
    const first = element.open();
    element.click();
    expect(element.open()).to.equal(first);
    await ready;
    expect(element.open()).to.equal(first);
    expect(tokens).to.equal(1);
    expect(document.querySelectorAll('dialog[data-pluggy-connect]').length).to.equal(1);
    expect(record.types()).to.deep.equal(['open', 'ready']);
  });

  it('reports all steps, unknown ones too, with the institution and the item', async () => {
    const element = await connectFixture();
    await openReady(element);
    widgetCalls('onEventProp', {
      event: 'SELECTED_INSTITUTION',
      timestamp: 1,
      connector: { id: 2, name: 'Pluggy Bank' },
    });
    widgetCalls('onEventProp', { event: 'SOMETHING_NEW', timestamp: 2 });
    widgetCalls('onEventProp', {
      event: 'ITEM_RESPONSE',
      timestamp: 3,
      item: anItem({ status: 'UPDATING', webhookUrl: 'https://s' }),
    });
    await until(() => record.events.length === 5, 'three steps');
    const [institution, unknown, response] = record.events.slice(2) as PluggyProgressEvent[];
    expect(institution!.step).to.equal('SELECTED_INSTITUTION');
    expect(institution!.connector!.name).to.equal('Pluggy Bank');
    expect(unknown!.step).to.equal('SOMETHING_NEW');
    expect(response!.item!.status).to.equal('UPDATING');
    expect(response!.item, 'secrets of the application').not.to.have.property('webhookUrl');
    expect(response!.itemId).to.equal(anItem().id);
  });

  it('has the last error or success as the outcome', async () => {
    expectFailures('invalid_credentials');
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    widgetCalls('onErrorProp', { message: 'oops', data: { item: anItem({ error: { code: 'INVALID_CREDENTIALS' } }) } });
    const { error } = await nextEvent('pluggy-error');
    expect(error.code).to.equal('INVALID_CREDENTIALS');
    expect(error.item!.id).to.equal(anItem().id);
    widgetCalls('onSuccessProp', { item: anItem() });
    await nextEvent('pluggy-success');
    widgetCalls('close');
    expect((await outcome).type).to.equal('success');
    expect(record.types()).to.deep.equal(['open', 'ready', 'error', 'success', 'close']);
  });

  it('reports one success for the same state of an item', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    widgetCalls('onSuccessProp', { item: anItem() });
    widgetCalls('onSuccessProp', { item: anItem() });
    widgetCalls('close');
    await outcome;
    expect(record.types()).to.deep.equal(['open', 'ready', 'success', 'close']);
  });

  it('closes once when the widget reports its end twice', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    widgetCalls('onCloseProp');
    widgetCalls('close');
    expect((await outcome).type).to.equal('cancelled');
    expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
  });

  it('is pending when closed while the bank is still working', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    widgetCalls('onEventProp', {
      event: 'ITEM_RESPONSE',
      timestamp: 1,
      item: anItem({ status: 'WAITING_USER_ACTION' }),
    });
    await nextEvent('pluggy-progress');
    widgetCalls('close');
    const { type, itemId } = await outcome;
    expect(type).to.equal('pending');
    expect(itemId).to.equal(anItem().id);
  });

  it('is pending after USER_AUTHORIZATION_PENDING, which the widget reports as an error', async () => {
    expectFailures('user_authorization_pending');
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    const item = anItem({ status: 'OUTDATED', executionStatus: 'USER_AUTHORIZATION_PENDING' });
    widgetCalls('onErrorProp', { message: 'USER_AUTHORIZATION_PENDING', data: { item } });
    expect((await nextEvent('pluggy-error')).error.retryable).to.equal(false);
    widgetCalls('close');
    expect((await outcome).type).to.equal('pending');
  });

  it('sends nothing after a prevented pluggy-open', async () => {
    let tokens = 0;
    const element = await connectFixture({ tokenSource: () => Promise.resolve(`${++tokens}`) });
    element.addEventListener('pluggy-open', (event) => event.preventDefault());
    expect(await element.open()).to.deep.equal({ type: 'cancelled' });
    expect(record.types()).to.deep.equal(['open']);
    expect(tokens).to.equal(0);
    expect(theDialog()).to.equal(null);
  });

  it('can be cancelled before the token arrives, and aborts the request', async () => {
    let signal: AbortSignal | undefined;
    const element = await connectFixture({
      tokenSource: (request) => {
        signal = request.signal;
        return new Promise(() => {});
      },
    });
    const outcome = element.open();
    await until(() => signal, 'the token is asked for');
    theCloseButton().click();
    expect((await outcome).type).to.equal('cancelled');
    expect(signal!.aborted).to.equal(true);
    expect(record.types()).to.deep.equal(['open', 'close']);
  });

  it('can be cancelled in the task of the click', async () => {
    const element = await connectFixture();
    const outcome = element.open();
    element.close();
    expect((await outcome).type).to.equal('cancelled');
    expect(record.types()).to.deep.equal(['open', 'close']);
    expect(theDialog()).to.equal(null);
  });

  it('can be cancelled before the frame answers, and keeps the bar above the frame', async () => {
    const element = await connectFixture({ widgetUrl: servers.hanging });
    const outcome = element.open();
    await until(theFrame, 'the frame is there');
    const { x, y, width, height } = theCloseButton().getBoundingClientRect();
    const hit = theBar().elementFromPoint(x + width / 2, y + height / 2);
    expect(hit).to.equal(theCloseButton());
    theCloseButton().click();
    expect((await outcome).type).to.equal('cancelled');
    expect(record.types()).to.deep.equal(['open', 'close']);
    await until(() => !document.querySelector('iframe[title*=Pluggy]'), 'no frame is left');
  });

  it('shows a hint when a loaded page is silent for 3 s, and gives up after load-timeout', async () => {
    expectFailures('widget-timeout');
    const element = await connectFixture({ widgetUrl: servers.silent, loadTimeout: 4000 });
    const outcome = element.open();
    await until(() => theBar().querySelector('[role=status]')!.textContent.includes('longer than usual'), 'slow');
    expect(theCloseButton().textContent).to.equal('Close');
    const { error } = await outcome;
    expect(error!.code).to.equal('widget-timeout');
    expect(record.types()).to.deep.equal(['open', 'error', 'close']);
    await until(
      () => element.shadowRoot!.querySelector('[role=alert]')!.textContent.includes('firewall'),
      'the sentence',
    );
  });

  it('asks on Escape once an institution is chosen, and closes without a question by the button', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    const progress = nextEvent('pluggy-progress');
    widgetCalls('onEventProp', { event: 'SELECTED_INSTITUTION', timestamp: 1, connector: { id: 2, name: 'Bank' } });
    await progress;
    theDialog()!.dispatchEvent(new Event('cancel', { cancelable: true }));
    expect(theQuestion()!.open).to.equal(true);
    theQuestion()!.querySelector('button')!.click();
    expect(theDialog()!.open).to.equal(true);
    theCloseButton().click();
    expect((await outcome).type).to.equal('cancelled');
  });

  it('asks before leaving a login in progress', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
    await nextEvent('pluggy-progress');
    theCloseButton().click();
    const [stay, leave] = theQuestion()!.querySelectorAll('button');
    expect(theQuestion()!.open).to.equal(true);
    stay!.click();
    expect(theQuestion()).to.equal(null);
    expect(theDialog()!.open).to.equal(true);
    theCloseButton().click();
    theQuestion()!.querySelectorAll('button')[1]!.click();
    expect(leave!.textContent).to.equal('Leave');
    // The bank may go on with a login that was submitted.
    expect((await outcome).type).to.equal('pending');
  });

  it('does not ask when no login is in progress', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    theCloseButton().click();
    expect((await outcome).type).to.equal('cancelled');
  });

  it('writes bar, question and button in the language to which the page changes while the dialog is open', async () => {
    const element = await connectFixture({ allowConnectInBackground: true });
    const { outcome } = await openReady(element);
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
    await nextEvent('pluggy-progress');
    theCloseButton().click();
    const question = theQuestion()!;
    const texts = () => [...question.querySelectorAll('button')].map(({ textContent }) => textContent);
    expect(texts()).to.deep.equal(['Keep going', 'Continue in the background', 'Leave']);
    const focused = theBar().activeElement;
    try {
      document.documentElement.lang = 'es';
      document.documentElement.lang = 'pt-BR';
      await until(() => theCloseButton().textContent === 'Fechar', 'the bar is in Portuguese');
      expect(theDialog()!.lang).to.equal('pt-BR');
      expect(theDialog()!.getAttribute('aria-label')).to.equal('Conectar sua conta');
      expect(theFrame()!.title).to.equal('Pluggy: conectar sua conta');
      expect(texts()[2]).to.equal('Sair');
      expect(question.querySelector('h2')!.textContent).to.equal('Sair agora?');
      expect(theQuestion()).to.equal(question);
      expect(theBar().activeElement).to.equal(focused);
      element.lang = 'es';
      await until(() => texts()[2] === 'Salir', "the element's own language counts");
      element.removeAttribute('lang');
      await until(() => texts()[2] === 'Sair', 'the language of the page counts again');
      question.querySelectorAll('button')[1]!.click();
      const label = () => element.shadowRoot!.querySelector('[part=label]')!.textContent;
      await until(() => label()?.startsWith('Ainda'), 'the button is in Portuguese');
      document.documentElement.lang = 'en';
      await until(() => label() === 'Still connecting. Show', 'the button is in English');
    } finally {
      document.documentElement.lang = 'en';
    }
    element.close();
    await outcome;
  });

  it('is shown again with the question when the browser closes it during a login', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
    await nextEvent('pluggy-progress');
    theDialog()!.close();
    await until(() => theDialog()!.open && theQuestion()?.open, 'it is back');
    expect(record.types()).not.to.include('close');
    theQuestion()!.querySelectorAll('button')[1]!.click();
    await outcome;
  });

  it('goes on in the background with an event, and closes after the success', async () => {
    const element = await connectFixture({ allowConnectInBackground: true });
    const { outcome } = await openReady(element);
    widgetCalls('onEventProp', { event: 'LOGIN_STEP_COMPLETED', timestamp: 1, item: anItem({ status: 'UPDATING' }) });
    await nextEvent('pluggy-progress');
    widgetCalls('onHideProp');
    widgetCalls('hide');
    await nextEvent('pluggy-hide');
    expect(theDialog()!.open).to.equal(false);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('button')!.textContent).to.include('Still connecting');
    element.click();
    expect(theDialog()!.open).to.equal(true);
    await until(() => theFrame()!.checkVisibility?.() ?? theFrame()!.offsetHeight > 0, 'the frame is seen again');
    element.hide();
    widgetCalls('onSuccessProp', { item: anItem() });
    expect((await outcome).type).to.equal('success');
    expect(record.types()).to.deep.equal(['open', 'ready', 'progress', 'hide', 'hide', 'success', 'close']);
  });

  it('stays open when Escape is pressed in the page', async () => {
    // WebKit treats this event like the key itself, which cancels the dialog, unless a listener prevents it.
    const prevent = (event: Event) => event.preventDefault();
    window.addEventListener('keydown', prevent, true);
    const element = await connectFixture({ allowConnectInBackground: true });
    const { outcome } = await openReady(element);
    const frame = theFrame();
    const init = { key: 'Escape', bubbles: true, cancelable: true };
    const escape = () => document.body.dispatchEvent(new KeyboardEvent('keydown', init));
    escape();
    element.hide();
    escape();
    element.show();
    // The widget answers after it has handled all earlier messages.
    await widgetProps();
    expect(theFrame()).to.equal(frame);
    expect(record.types()).to.deep.equal(['open', 'ready', 'hide']);
    window.removeEventListener('keydown', prevent, true);
    element.close();
    await outcome;
  });

  it('closes once when the page is left, although the SDK ends the widget later', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(theDialog()).to.equal(null);
    expect((await outcome).type).to.equal('cancelled');
    // The SDK has ended the first widget before a second one answers.
    const second = await openReady(element);
    element.close();
    await second.outcome;
    expect(record.types()).to.deep.equal(['open', 'ready', 'close', 'open', 'ready', 'close']);
  });

  it('keeps its session when moved, and closes it when removed', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    const parent = element.parentElement!;
    const other = document.createElement('div');
    document.body.append(other);
    other.append(element);
    await Promise.resolve();
    expect(theDialog()!.open).to.equal(true);
    parent.append(element);
    other.remove();
    element.remove();
    expect((await outcome).type).to.equal('cancelled');
    expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
    expect(record.events.at(-1)!.target).to.equal(document);
  });

  it('finishes a login when removed, and dispatches the outcome on the document', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
    await nextEvent('pluggy-progress');
    element.remove();
    await Promise.resolve();
    expect(theDialog()!.open).to.equal(true);
    widgetCalls('onSuccessProp', { item: anItem() });
    expect((await nextEvent('pluggy-success')).target).to.equal(document);
    widgetCalls('close');
    expect((await outcome).type).to.equal('success');
    expect(record.types().filter((type) => type === 'close').length).to.equal(1);
  });

  it('survives an emptied body', async () => {
    const element = await connectFixture();
    await openReady(element);
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
    await nextEvent('pluggy-progress');
    const saved = [...document.body.childNodes];
    document.body.replaceChildren();
    await Promise.resolve();
    widgetCalls('onSuccessProp', { item: anItem() });
    await nextEvent('pluggy-success');
    const close = nextEvent('pluggy-close');
    widgetCalls('close');
    expect((await close).outcome.type).to.equal('success');
    document.body.append(...saved);
  });

  it('ends when its dialog is removed', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    theDialog()!.remove();
    expect((await outcome).type).to.equal('cancelled');
    expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
  });

  it('can be left when the frame has been removed', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    const loaded = new Promise((resolve) => theFrame()!.addEventListener('load', resolve, { once: true }));
    widgetCalls('leave');
    await loaded;
    theCloseButton().click();
    expect((await outcome).type).to.equal('cancelled');
    expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
  });

  it('continues after the widget page reloaded itself', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    const loaded = new Promise((resolve) => theFrame()!.addEventListener('load', resolve, { once: true }));
    widgetCalls('reload');
    await loaded;
    await until(() => {
      widgetCalls('onSuccessProp', { item: anItem() });
      return record.types().includes('success');
    }, 'the reloaded page reaches us');
    theCloseButton().click();
    expect((await outcome).type).to.equal('success');
  });

  it('shows the open widget to a second opener of the same item, and is busy for another item', async () => {
    expectFailures('widget-busy');
    const tokenSource = () => Promise.resolve(TOKEN);
    const first = await connectFixture({ tokenSource });
    const second = await connectFixture({ tokenSource });
    const third = await connectFixture({ itemId: 'another' });
    await openReady(first);
    first.hide();
    const joined = second.open();
    expect(joined).to.equal(first.open());
    expect(theDialog()!.open).to.equal(true);
    first.hide();
    const { type, error } = await third.open();
    expect(type).to.equal('error');
    expect(error!.code).to.equal('widget-busy');
    expect(error!.retryable).to.equal(true);
    expect(theDialog()!.open, 'the running one is shown').to.equal(true);
    const ownEvents = record.events.filter(({ target }) => target === third);
    expect(ownEvents.map((event) => event.type)).to.deep.equal(['pluggy-open', 'pluggy-error', 'pluggy-close']);
    expect(record.events.some(({ target }) => target === second)).to.equal(false);
  });

  describe('while another application of the page has an open', () => {
    const token = (url: string) => ({ tokenSource: undefined, tokenEndpoint: url });
    const originalFetch = window.fetch.bind(window);
    beforeEach(() => {
      window.fetch = (input, init) =>
        new URL(input as URL, location.href).pathname.startsWith('/api/')
          ? Promise.resolve(Response.json({ accessToken: TOKEN }))
          : originalFetch(input, init);
    });
    afterEach(() => (window.fetch = originalFetch));

    async function inProvider(settings: object): Promise<PluggyConnectElement> {
      const { provider } = await providerFixture({ widgetUrl: servers.child, preload: 'none', ...settings });
      const button = document.createElement('pluggy-connect');
      provider.append(button);
      await button.updateComplete;
      return button;
    }

    const PAIRS: [
      what: string,
      first: () => Promise<PluggyConnectElement>,
      second: () => Promise<PluggyConnectElement>,
    ][] = [
      ['with endpoints of their own', () => connectFixture(token('/api/one')), () => connectFixture(token('/api/two'))],
      ['with an endpoint and a function', () => connectFixture(token('/api/one')), () => connectFixture()],
      ['with functions of their own', () => connectFixture(), () => connectFixture()],
      [
        'with endpoints of two providers',
        () => inProvider({ tokenEndpoint: '/api/one' }),
        () => inProvider({ tokenEndpoint: '/api/two' }),
      ],
      [
        'with functions of two providers',
        () => inProvider({ tokenSource: () => Promise.resolve(TOKEN) }),
        () => inProvider({ tokenSource: () => Promise.resolve(TOKEN) }),
      ],
      [
        'with a provider and without one',
        () => inProvider({ tokenEndpoint: '/api/one' }),
        () => connectFixture(token('/api/two')),
      ],
    ];
    for (const [what, makeFirst, makeSecond] of PAIRS) {
      it(`is busy, ${what}`, async () => {
        expectFailures('widget-busy');
        const first = await makeFirst();
        const second = await makeSecond();
        const { outcome } = await openReady(first);
        first.hide();
        expect((await second.open()).error?.code).to.equal('widget-busy');
        widgetCalls('onSuccessProp', { item: anItem() });
        widgetCalls('close');
        expect((await outcome).type).to.equal('success');
        expect([first.value, second.value]).to.deep.equal([anItem().id, '']);
      });
    }

    const SAME: [
      what: string,
      first: () => Promise<PluggyConnectElement>,
      second: () => Promise<PluggyConnectElement>,
    ][] = [
      [
        'in two spellings',
        () => connectFixture(token('/api/one')),
        () => connectFixture(token(new URL('/api/one', location.href).href)),
      ],
      [
        'of a provider and of a button',
        () => inProvider({ tokenEndpoint: '/api/one' }),
        () => connectFixture(token('/api/one')),
      ],
    ];
    for (const [what, makeFirst, makeSecond] of SAME) {
      it(`joins the open of the same endpoint ${what}`, async () => {
        const first = await makeFirst();
        const second = await makeSecond();
        const { outcome } = await openReady(first);
        expect(second.open()).to.equal(first.open());
        first.close();
        await outcome;
      });
    }

    it('joins its own open without a provider, although a framework has set another function', async () => {
      const button = await connectFixture();
      await openReady(button);
      button.tokenSource = () => Promise.resolve(TOKEN);
      await button.updateComplete;
      expect(button.open()).to.equal(button.open());
      expect(record.types()).to.deep.equal(['open', 'ready']);
    });

    it('joins its own open, although a framework has set another function', async () => {
      const button = await inProvider({ tokenSource: () => Promise.resolve(TOKEN) });
      await openReady(button);
      const provider = button.parentElement as PluggyProviderElement;
      provider.tokenSource = () => Promise.resolve(TOKEN);
      await provider.updateComplete;
      await button.updateComplete;
      expect(button.open()).to.equal(button.open());
      expect(record.types()).to.deep.equal(['open', 'ready']);
    });
  });

  it('opens for another item once the running session is settled', async () => {
    expectFailures('site_not_available');
    const first = await connectFixture();
    const second = await connectFixture({ itemId: 'another' });
    const { outcome } = await openReady(first);
    widgetCalls('onErrorProp', { message: 'SITE_NOT_AVAILABLE' });
    await nextEvent('pluggy-error');
    const ready = nextEvent('pluggy-ready', second);
    void second.open();
    expect((await outcome).error!.code).to.equal('SITE_NOT_AVAILABLE');
    await ready;
    expect((await widgetProps()).updateItem).to.equal('another');
  });

  it('names the missing attribute', async () => {
    expectFailures('token-endpoint-missing');
    const element = await connectFixture({ tokenSource: undefined });
    const { error } = await element.open();
    expect(error!.code).to.equal('token-endpoint-missing');
    expect(error!.message).to.include('<pluggy-connect>').and.to.include('token-endpoint');
    expect(record.types()).to.deep.equal(['open', 'error', 'close']);
    expect(theDialog()).to.equal(null);
  });

  it('reports a fatal error of the widget', async () => {
    expectFailures('widget-failed');
    const element = await connectFixture();
    await openReady(element);
    widgetCalls('onError', { message: 'it broke' });
    const { error } = await nextEvent('pluggy-error');
    expect(error.code).to.equal('widget-failed');
  });

  it('works in three nested shadow roots below a transform', async () => {
    let root: Element | ShadowRoot = await fixture(html`<div style="transform: scale(0.5)"></div>`);
    for (let depth = 0; depth < 3; depth++) {
      const host = document.createElement('div');
      root.append(host);
      root = host.attachShadow({ mode: 'open' });
    }
    const element = document.createElement('pluggy-connect');
    Object.assign(element, { widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN) });
    root.append(element);
    const { outcome } = await openReady(element);
    expect(theFrame()!.getBoundingClientRect().width).to.be.greaterThan(300);
    expect(record.events.map(({ type }) => type)).to.deep.equal(['pluggy-open', 'pluggy-ready']);
    element.close();
    await outcome;
  });

  it('is shown above an open modal of the page', async () => {
    const modal = await fixture<HTMLDialogElement>(html`<dialog><p>page</p></dialog>`);
    modal.showModal();
    const element = await connectFixture();
    modal.append(element);
    await openReady(element);
    expect(document.elementFromPoint(innerWidth / 2, innerHeight / 2)).to.equal(theFrame());
    modal.close();
  });

  it('leaves nothing behind after 10 opens', async () => {
    const element = await connectFixture();
    const before = [document.querySelectorAll('iframe, dialog, style').length, document.adoptedStyleSheets.length];
    for (let cycle = 0; cycle < 10; cycle++) {
      const { outcome } = await openReady(element);
      if (cycle % 2) widgetCalls('close');
      else element.close();
      await outcome;
    }
    expect([
      document.querySelectorAll('iframe, dialog, style').length,
      document.adoptedStyleSheets.length,
    ]).to.deep.equal(before);
    expect(document.body.className).to.equal('');
    expect(document.documentElement.getAttribute('style')).to.equal(null);
  });
});
