import { expect } from '@open-wc/testing';
import { connectSettings } from '../../src/elements/connect/options.js';
import type { PluggyConnectElement } from '../../src/index.js';
import { recordConsole } from '../support/console.js';
import { FakeBackend, ITEMS, providerFixture, shows, TOKENS } from '../support/provider.js';
import {
  anItem,
  closeAll,
  expectSdkFailures,
  later,
  nextEvent,
  openReady,
  servers,
  theCloseButton,
  TOKEN,
  until,
  widgetCalls,
  widgetProps,
} from '../support/widget.js';

const item = (fields: Record<string, unknown> = {}) => anItem({ id: 'new', ...fields });
const at = later;

describe('<pluggy-connect> in a <pluggy-provider>', () => {
  beforeEach(expectSdkFailures);
  let backend: FakeBackend;
  let warnings: ReturnType<typeof recordConsole>;

  beforeEach(() => {
    backend = new FakeBackend();
    warnings = recordConsole('warn');
  });
  afterEach(async () => {
    await closeAll();
    warnings.restore();
    backend.restore();
  });

  /** Adds a provider with buttons, and a badge for the future Item. */
  async function withButtons(settings: Record<string, unknown>, ...buttons: Record<string, unknown>[]) {
    const common = { widgetUrl: servers.child, tokenEndpoint: TOKENS, preload: 'none' };
    const { provider, badge } = await providerFixture({ ...common, ...settings }, 'new');
    const elements = buttons.map((settings) => Object.assign(document.createElement('pluggy-connect'), settings));
    provider.append(...elements);
    await Promise.all(elements.map((element) => element.updateComplete));
    return { provider, badge, button: elements[0]!, other: elements[1] };
  }

  const event = (fields: Record<string, unknown>) =>
    widgetCalls('onEventProp', { event: 'ITEM_RESPONSE', timestamp: 1, item: item(fields) });
  const succeed = async (fields: Record<string, unknown> = {}) => {
    const success = nextEvent('pluggy-success');
    widgetCalls('onSuccessProp', { item: item(fields) });
    await success;
  };

  it('shows the page’s texts from the provider, on the button and in the dialog', async () => {
    const messages = { connect: { connect: 'Add a bank', close: 'Back to the shop' } };
    const { button } = await withButtons({ messages }, {});
    expect(button.shadowRoot!.textContent).to.contain('Add a bank');
    await openReady(button);
    expect(theCloseButton().textContent).to.equal('Back to the shop');
  });

  it("uses the provider's settings where the button has none", async () => {
    const { provider, button, other } = await withButtons(
      {
        includeSandbox: true,
        language: 'es',
        countries: ['BR'],
        loadTimeout: 9000,
        openFinanceParameters: { cpf: '76109277673' },
      },
      {},
      { language: 'pt', countries: ['AR', 'MX'] },
    );
    expect(connectSettings(button)).to.deep.equal({
      options: {
        includeSandbox: true,
        language: 'es',
        countries: ['BR'],
        openFinanceParameters: { cpf: '76109277673' },
      },
      url: servers.child,
      timeout: 9000,
    });
    const { options } = connectSettings(other!);
    expect([options.language, options.countries, options.includeSandbox]).to.deep.equal(['pt', ['AR', 'MX'], true]);
    expect(other!.settings.tokenEndpoint).to.equal(TOKENS);

    provider.setAttribute('language', 'en');
    await provider.updateComplete;
    expect(connectSettings(button).options.language).to.equal('en');
    // Only the nearest provider counts.
    const inner = document.createElement('pluggy-provider');
    provider.append(inner);
    inner.append(button);
    await inner.updateComplete;
    expect(connectSettings(button).options).to.deep.equal({});
    expect(warnings.printed).to.deep.equal([]);
  });

  it('warns of a wrong setting with the tag on which it is set', async () => {
    const { provider, button } = await withButtons({}, { theme: 'auto' });
    provider.setAttribute('countries', 'BRA');
    await provider.updateComplete;
    connectSettings(button);
    connectSettings(button);
    expect(warnings.texts()).to.deep.equal([
      '<pluggy-provider> countries="BRA" contains "BRA", which this version does not know and passes on. Expected a list of AR, BR, CO, MX.',
      '<pluggy-connect> theme="auto" is ignored. Expected light or dark.',
    ]);
  });

  it("opens with the provider's token, updates the badge during the session, and reports to the backend", async () => {
    const { badge, button } = await withButtons({ itemsEndpoint: ITEMS, includeSandbox: true, noLink: false }, {});
    await shows(badge, 'Connection removed');
    const { outcome } = await openReady(button);
    expect(await widgetProps()).to.deep.include({ connectToken: TOKEN, includeSandbox: true });
    expect(backend.sent(`POST ${ITEMS}`).length).to.equal(0);

    event({ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS', updatedAt: at(1) });
    await shows(badge, 'Updating');
    event({ status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT', updatedAt: at(2) });
    await shows(badge, 'Enter the code');
    event({ status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS', updatedAt: at(1) });
    await nextEvent('pluggy-progress');
    await shows(badge, 'Enter the code');
    expect(backend.sent(`POST ${ITEMS}`).map(({ body }) => body)).to.deep.equal([{ itemId: 'new' }]);

    await succeed({ updatedAt: at(3) });
    await shows(badge, 'Up to date');
    backend.items = [item({ status: 'OUTDATED', updatedAt: at(4) })];
    widgetCalls('close');
    expect((await outcome).type).to.equal('success');
    // Read once more: the widget does not report everything.
    await shows(badge, 'Out of date');
    const posts = backend.sent(`POST ${ITEMS}`);
    expect(posts.map(({ body }) => body)).to.deep.equal([{ itemId: 'new' }, { itemId: 'new' }]);
  });

  it('shows what the widget says, not what the backend’s rows say, until the widget is closed', async () => {
    const row = (status: string, fields = {}) => item({ status, executionStatus: undefined, ...fields });
    backend.items = [row('UPDATED', { updatedAt: at(3600) })];
    const { provider, badge, button } = await withButtons({ itemsEndpoint: ITEMS, noLink: true }, { itemId: 'new' });
    await shows(badge, 'Up to date');
    const { outcome } = await openReady(button);
    event({ status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS', updatedAt: at(1) });
    await shows(badge, 'Reconnect your account');
    for (const fields of [{ updatedAt: at(3601) }, { updatedAt: at(100) }, { updatedAt: null }]) {
      backend.items = [row('UPDATED', fields)];
      await provider.refresh('new');
      await shows(badge, 'Reconnect your account');
    }
    backend.items = [row('UPDATING', { updatedAt: at(2) })];
    widgetCalls('close');
    await outcome;
    await shows(badge, 'Updating');
  });

  it('reports nothing to the backend with no-link', async () => {
    const { badge, button } = await withButtons({ itemsEndpoint: ITEMS, noLink: true }, {});
    await openReady(button);
    await succeed();
    await shows(badge, 'Up to date');
    expect(backend.sent(`POST ${ITEMS}`)).to.deep.equal([]);
  });

  it('writes to the current store when the provider’s settings change during a session', async () => {
    const { provider, badge, button } = await withButtons({ itemsEndpoint: ITEMS }, {});
    await openReady(button);
    event({ status: 'UPDATING', updatedAt: at(1) });
    await shows(badge, 'Updating');
    Object.assign(provider, { csrfToken: 'two', messages: { status: { labels: { updated: 'Tudo certo' } } } });
    await provider.updateComplete;
    await succeed({ updatedAt: at(2) });
    await shows(badge, 'Tudo certo');
    await until(() => backend.sent(`POST ${ITEMS}`).length, 'it tells');
    expect(backend.sent(`POST ${ITEMS}`).at(-1)!.headers.get('x-csrf-token')).to.equal('two');
  });

  it('shows one widget for two buttons of the same Item, and no second widget', async () => {
    const { badge, button, other } = await withButtons({ itemsEndpoint: ITEMS }, {}, {});
    const { outcome } = await openReady(button);
    const joined = other!.open();
    const third: PluggyConnectElement = Object.assign(document.createElement('pluggy-connect'), { itemId: 'another' });
    button.after(third);
    await third.updateComplete;
    expect((await third.open()).error!.code).to.equal('widget-busy');
    await succeed();
    await shows(badge, 'Up to date');
    theCloseButton().click();
    const [one, same] = await Promise.all([outcome, joined]);
    expect(one.itemId).to.equal('new');
    expect(same).to.equal(one);
  });

  it('forgets a failure that the widget reports after the success of an open', async () => {
    const { provider, button } = await withButtons({}, {});
    const banner = document.createElement('pluggy-error-banner');
    provider.append(banner);
    const { outcome } = await openReady(button);
    widgetCalls('onSuccessProp', { item: item({ updatedAt: at(5) }) });
    const failed = nextEvent('pluggy-error');
    widgetCalls('onErrorProp', { message: 'late' });
    await failed;
    widgetCalls('close');
    expect((await outcome).type).to.equal('success');
    await until(() => banner.hidden || !banner.shadowRoot?.querySelector('[part=banner]'), 'no banner');
  });
});
