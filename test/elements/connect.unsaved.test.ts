import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import type { PluggyConnectElement, PluggyErrorEvent, PluggyProviderElement } from '../../src/index.js';
import '../../src/define.js';
import { expectConsole, expectFailures } from '../support/console.js';
import { EVENTS, FakeBackend, ITEMS, shown, TOKENS } from '../support/provider.js';
import {
  anItem,
  closeAll,
  expectSdkFailures,
  later,
  nextEvent,
  openReady,
  recordEvents,
  servers,
  until,
  widgetCalls,
} from '../support/widget.js';

const BANK = { id: 2, name: 'Banco A' };
const connected = (fields: Record<string, unknown> = {}) => anItem({ id: 'new', connector: BANK, ...fields });
const working = { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' };
const page = () => new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } });
const TITLE = 'This connection couldn’t be saved here';

describe('a connection that the backend does not save', () => {
  beforeEach(expectSdkFailures);
  beforeEach(() => expectConsole(/^<pluggy-provider> .* See \S+#items-/s));
  let backend: FakeBackend;
  let record: ReturnType<typeof recordEvents>;

  beforeEach(() => {
    backend = new FakeBackend();
    record = recordEvents();
  });
  afterEach(async () => {
    await closeAll();
    record.stop();
    backend.restore();
  });

  async function pageFixture(settings: Record<string, unknown> = {}, sign = '.empty') {
    const form = await fixture<HTMLFormElement>(html`
      <form>
        <pluggy-provider items-endpoint=${ITEMS} token-endpoint=${TOKENS} preload="none" widget-url=${servers.child}>
          <pluggy-error-banner></pluggy-error-banner>
          <pluggy-connect name="bank"></pluggy-connect>
          <pluggy-item-list></pluggy-item-list>
        </pluggy-provider>
      </form>
    `);
    const provider = form.querySelector<PluggyProviderElement>('pluggy-provider')!;
    Object.assign(provider, settings);
    const button = form.querySelector<PluggyConnectElement>('pluggy-connect')!;
    const list = form.querySelector('pluggy-item-list')!;
    await until(() => list.shadowRoot!.querySelector(sign), 'the list');
    return { form, provider, button, list, banner: form.querySelector('pluggy-error-banner')! };
  }
  const endedNotice = (list: Element) => list.shadowRoot!.querySelector('[part=ended]')?.textContent;
  const card = (list: Element) => list.shadowRoot!.querySelector('pluggy-item-card');
  const badgeText = (list: Element) => shown(card(list) ?? list);
  const bannerOf = (host: Element) => host.shadowRoot!.textContent.replace(/\s+/g, ' ').trim();
  const cardBanner = (list: Element) => {
    const banner = card(list)!.shadowRoot!.querySelector('pluggy-error-banner');
    return banner && !banner.hidden ? bannerOf(banner) : '';
  };
  const posts = () => backend.sent(`POST ${ITEMS}`).length;
  const errors = () =>
    record.events.filter(({ type }) => type === 'pluggy-error').map((event) => (event as PluggyErrorEvent).error.code);

  /** Connects with thirty reads of the Item. */
  async function connect(button: PluggyConnectElement) {
    const { outcome } = await openReady(button);
    for (let step = 0; step < 30; step++) {
      const item = connected({ ...working, updatedAt: later(step) });
      widgetCalls('onEventProp', { event: 'ITEM_RESPONSE', timestamp: 1, item });
    }
    await until(() => record.types().filter((type) => type === 'progress').length === 30, 'thirty reads');
    await until(() => posts(), 'the report');
    const success = nextEvent('pluggy-success');
    widgetCalls('onSuccessProp', { item: connected({ updatedAt: later(40) }) });
    await success;
    widgetCalls('close');
    return outcome;
  }

  const FAILURES: [what: string, answer: () => Response, code: string, text: string, button: string][] = [
    ['401', () => new Response('', { status: 401 }), 'items-unauthorized', 'Sign in again and we’ll save it.', ''],
    ['419', () => new Response('', { status: 419 }), 'items-unauthorized', 'Sign in again and we’ll save it.', ''],
    [
      '429',
      () => new Response('', { status: 429, headers: { 'retry-after': '60' } }),
      'items-rate-limited',
      'Next try',
      '',
    ],
    [
      '500',
      () => new Response('', { status: 500 }),
      'items-server',
      'You don’t need to make another one.',
      'Try again',
    ],
    ['422', () => new Response('', { status: 422 }), 'items-server', 'let this site’s support know', ''],
    ['an HTML page', page, 'items-malformed', 'let this site’s support know', ''],
    ['no answer', () => Response.error(), 'items-network', 'You don’t need to make another one.', 'Try again'],
  ];
  for (const [what, answer, code, text, action] of FAILURES) {
    for (const eventsEndpoint of ['', EVENTS]) {
      it(`says so in row and banner after ${what}${eventsEndpoint && ', with a stream'}`, async () => {
        let attempts = 0;
        backend.onPost = () => {
          attempts++;
          const response = answer();
          if (response.type === 'error') throw new TypeError('Failed to fetch');
          return response;
        };
        const { form, button, list, banner } = await pageFixture({ eventsEndpoint });
        const outcome = await connect(button);
        expect(outcome.type).to.equal('success');
        expect(new FormData(form).get('bank')).to.equal('new');
        await until(() => errors().length, 'the failure');
        await until(() => badgeText(list) === 'Couldn’t be saved here', 'the badge');
        await until(() => cardBanner(list).includes(TITLE), 'the banner of the card');
        expect(cardBanner(list)).to.include(text).and.include('Pluggy has your connection to Banco A');
        await until(() => bannerOf(banner).includes(TITLE), 'the banner of the page');
        const retry = card(list)!.shadowRoot!.querySelector('pluggy-error-banner')!.shadowRoot!.querySelector('button');
        expect(retry?.textContent.trim() ?? '').to.equal(action);
        const codes = errors().filter((each) => each === code);
        expect(codes.length, 'one event for all reports').to.equal(1);
        // A report that may succeed later is sent three times; the occasions are the first read and the success.
        expect(attempts).to.be.at.most(/50|no/.test(what) ? 6 : 2);
        expect(record.types().filter((type) => type === 'close').length).to.equal(1);
      });
    }
  }

  it('comes before the failure of the run, among the connections that need the person', async () => {
    expectFailures('invalid_credentials');
    backend.onPost = () => new Response('', { status: 401 });
    const { button, list } = await pageFixture();
    const { outcome } = await openReady(button);
    const failed = connected({ status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS', updatedAt: later(1) });
    widgetCalls('onEventProp', { event: 'ITEM_RESPONSE', timestamp: 1, item: failed });
    await until(() => errors().length, 'the failure');
    widgetCalls('close');
    await outcome;
    await until(() => cardBanner(list).includes(TITLE), 'the banner');
    const line = card(list)!.shadowRoot!.querySelector('[part=status]')!.textContent.trim();
    expect(line).to.equal('Couldn’t be saved here');
    expect(card(list)!.shadowRoot!.querySelector('.sign')!.classList.contains('attention')).to.equal(true);
    expect(list.shadowRoot!.querySelector('[part=group-title]')!.textContent).to.contain('Need your attention');
  });

  for (const status of [404, 405, 409, 200, 204]) {
    it(`is not one after ${status}`, async () => {
      backend.onPost = () => new Response(status === 204 ? null : '', { status });
      const { button, list } = await pageFixture();
      await connect(button);
      await until(() => badgeText(list) === 'Up to date', 'the badge');
      expect(errors()).to.deep.equal([]);
      expect(posts()).to.be.at.most(2);
    });
  }

  const REFUSALS: [what: string, answer: () => Response][] = [
    ['a 403', () => new Response('', { status: 403 })],
    ['a 409 for an Item of another user', () => Response.json({ code: 'item-of-another-user' }, { status: 409 })],
  ];
  for (const [what, answer] of REFUSALS) {
    it(`loses its row after ${what}, with a notice that says why`, async () => {
      backend.onPost = answer;
      const { form, button, list, banner } = await pageFixture();
      const outcome = await connect(button);
      expect(outcome.type).to.equal('success');
      await until(() => list.shadowRoot!.querySelector('[part=ended]'), 'the notice');
      const notice = list.shadowRoot!.querySelector('[part=ended]')!;
      expect(notice.textContent).to.include('The new connection to Banco A couldn’t be saved here');
      expect(notice.querySelector('pluggy-connect')).to.equal(null);
      expect(card(list)).to.equal(null);
      await until(() => bannerOf(banner).includes('didn’t accept it for your login'), 'the banner of the page');
      expect(bannerOf(banner)).to.include('Pluggy has your connection to Banco A');
      await until(() => errors().length === 2, 'the refusal of each report');
      expect([posts(), errors()]).to.deep.equal([2, ['items-unauthorized', 'items-unauthorized']]);
      expect(backend.sent(`GET ${ITEMS}/new`).length, 'no read of another person’s Item').to.equal(0);
      expect(new FormData(form).get('bank')).to.equal('new');
      const lists = backend.sent(`GET ${ITEMS}`).length;
      await until(() => backend.sent(`GET ${ITEMS}`).length > lists, 'the list is read again');
      await aTimeout(50);
      expect(bannerOf(banner), 'still the refusal').to.include('didn’t accept it for your login');
      notice.querySelector('button')!.click();
      await until(() => !list.shadowRoot!.querySelector('[part=ended]'), 'the dismissal');
    });
  }

  it('is not read while the answer to a second report is on its way', async () => {
    let answer = () => {};
    backend.onPost = () => new Promise((resolve) => (answer = () => resolve(new Response('', { status: 403 }))));
    const { button, list } = await pageFixture();
    const { outcome } = await openReady(button);
    widgetCalls('onEventProp', { event: 'ITEM_RESPONSE', timestamp: 1, item: connected(working) });
    await until(() => posts() === 1, 'the first report');
    answer();
    await until(() => errors().length === 1, 'the refusal');
    widgetCalls('onSuccessProp', { item: connected() });
    await until(() => posts() === 2, 'the second report');
    widgetCalls('close');
    expect((await outcome).type).to.equal('success');
    expect(card(list)).to.equal(null);
    expect(backend.sent(`GET ${ITEMS}/new`)).to.deep.equal([]);
    answer();
    await until(() => errors().length === 2, 'the second refusal');
  });

  it('is back after a 403 that was only for the first report', async () => {
    let reports = 0;
    backend.onPost = () => {
      if (!reports++) return new Response('', { status: 403 });
      backend.items = [connected({ updatedAt: later(50) })];
      return new Response(null, { status: 204 });
    };
    const { button, list } = await pageFixture();
    await connect(button);
    await until(() => badgeText(list) === 'Up to date', 'the row');
    expect(list.shadowRoot!.querySelector('[part=ended]')).to.equal(null);
  });

  for (const [what, comeBack] of [
    ['soon after the session is back', () => {}],
    ['when the page reads again', ({ provider }: { provider: PluggyProviderElement }) => void provider.refresh()],
    ['when the page is visible again', () => document.dispatchEvent(new Event('visibilitychange'))],
  ] as const) {
    it(`is saved ${what}`, async () => {
      backend.onPost = () => new Response('', { status: 401 });
      const { button, list, provider } = await pageFixture();
      await connect(button);
      await until(() => badgeText(list) === 'Couldn’t be saved here', 'the badge');
      backend.onPost = () => {
        backend.items = [connected({ updatedAt: later(50) })];
        return Response.json(backend.items[0]);
      };
      comeBack({ provider });
      await until(() => badgeText(list) === 'Up to date', 'it is saved');
      expect(cardBanner(list)).to.equal('');
    });
  }

  it('is saved by the button of the banner', async () => {
    backend.onPost = () => new Response('', { status: 500 });
    const { button, list } = await pageFixture();
    await connect(button);
    await until(() => cardBanner(list).includes('Try again'), 'the button');
    backend.onPost = () => {
      backend.items = [connected({ updatedAt: later(50) })];
      return new Response(null, { status: 204 });
    };
    card(list)!.shadowRoot!.querySelector('pluggy-error-banner')!.shadowRoot!.querySelector('button')!.click();
    await until(() => badgeText(list) === 'Up to date', 'it is saved');
  });

  for (const status of [403, 422]) {
    it(`is saved within a minute where a webhook saves it after a ${status}`, async () => {
      backend.onPost = () => new Response('', { status });
      const { button, list } = await pageFixture();
      await connect(button);
      const notice = () => list.shadowRoot!.querySelector('[part=ended]');
      await until(() => notice() ?? badgeText(list) === 'Couldn’t be saved here', 'the refusal');
      backend.items = [connected({ updatedAt: later(50) })];
      await until(() => badgeText(list) === 'Up to date', 'the list is read again');
      expect(notice()).to.equal(null);
    });
  }

  it('shows an Item whose success came with the id alone, as soon as the backend has it', async () => {
    const { button, list } = await pageFixture();
    const { outcome } = await openReady(button);
    widgetCalls('onSuccessProp', { item: { id: 'new' } });
    widgetCalls('close');
    expect(await outcome).to.include({ type: 'success', itemId: 'new' });
    await until(() => backend.sent(`GET ${ITEMS}/new`).length, 'the read');
    backend.items = [connected()];
    await until(() => card(list) && badgeText(list) === 'Up to date', 'the row');
  });

  it('clears the notice of the page once the session is back', async () => {
    const { button, list, banner } = await pageFixture();
    const { outcome } = await openReady(button);
    backend.status = 401;
    widgetCalls('onSuccessProp', { item: connected() });
    widgetCalls('close');
    await outcome;
    await until(() => bannerOf(banner).includes('sign in again'), 'the banner');
    backend.items = [connected()];
    backend.status = 200;
    await until(() => badgeText(list) === 'Up to date', 'the row');
    await until(() => !bannerOf(banner), 'the banner goes');
  });

  for (const status of [401, 500]) {
    it(`does not come back after the person has disconnected it, after ${status}`, async () => {
      backend.onPost = () => new Response('', { status });
      const { provider, button, list, banner } = await pageFixture();
      await connect(button);
      await until(() => badgeText(list) === 'Couldn’t be saved here', 'the badge');
      await until(() => bannerOf(banner).includes(TITLE), 'the banner of the page');
      backend.onPost = () => {
        backend.items = [connected({ updatedAt: later(50) })];
        return Response.json(backend.items[0]);
      };
      const before = posts();
      await list.store!.delete('new');
      await until(() => !card(list) && !bannerOf(banner), 'it is gone');
      await provider.refresh();
      document.dispatchEvent(new Event('visibilitychange'));
      await aTimeout(100);
      expect([posts(), card(list), bannerOf(banner), endedNotice(list)]).to.deep.equal([before, null, '', undefined]);
    });
  }

  it('is not reported by another attempt after the disconnection', async () => {
    backend.onPost = () => new Response('', { status: 500 });
    const { button, list } = await pageFixture();
    await connect(button);
    await until(() => badgeText(list) === 'Couldn’t be saved here', 'the badge');
    const before = posts();
    const again = list.store!.saveAgain('new');
    await until(() => posts() === before + 1, 'the first of several attempts');
    await list.store!.delete('new');
    await again;
    await aTimeout(2000);
    expect(posts()).to.equal(before + 1);
  });

  for (const status of [403, 422]) {
    it(`is reported once for each moment of another open after ${status}`, async () => {
      backend.onPost = () => new Response('', { status });
      const { button, list } = await pageFixture();
      await connect(button);
      await until(() => endedNotice(list) ?? badgeText(list) === 'Couldn’t be saved here', 'the failure');
      expect(posts()).to.equal(2);
      backend.onPost = () => {
        backend.items = [connected({ updatedAt: later(70) })];
        return new Response(null, { status: 204 });
      };
      const { outcome } = await openReady(button);
      for (let report = 0; report < 2; report++) {
        widgetCalls('onSuccessProp', { item: connected({ updatedAt: later(60) }) });
      }
      widgetCalls('close');
      await outcome;
      await until(() => badgeText(list) === 'Up to date', 'the row');
      expect([posts(), endedNotice(list), cardBanner(list)]).to.deep.equal([3, undefined, '']);
    });
  }

  it('is refused again in another open, which says so again', async () => {
    backend.onPost = () => new Response('', { status: 403 });
    const { button, list, banner } = await pageFixture();
    await connect(button);
    await until(() => bannerOf(banner).includes('didn’t accept it for your login'), 'the banner of the page');
    await until(() => errors().length === 2, 'both refusals');
    list.shadowRoot!.querySelector<HTMLElement>('[part=ended] button')!.click();
    await until(() => !endedNotice(list) && !bannerOf(banner), 'the dismissal ends notice and banner');
    const { outcome } = await openReady(button);
    widgetCalls('onSuccessProp', { item: connected({ updatedAt: later(60) }) });
    widgetCalls('close');
    await outcome;
    await until(() => endedNotice(list)?.includes('to Banco A couldn’t be saved here'), 'the notice');
    await until(() => bannerOf(banner).includes('Pluggy has your connection to Banco A'), 'the banner');
  });

  const BY_ID: [what: string, answer: () => Response, text: string][] = [
    ...REFUSALS.map(
      ([what, answer]) => [what, answer, 'didn’t accept it for your login'] as [string, () => Response, string],
    ),
    ...FAILURES.filter(([what]) => ['401', '422', '500'].includes(what)).map(
      ([what, answer, , text]) => [`a ${what}`, answer, text] as [string, () => Response, string],
    ),
  ];
  for (const [what, answer, text] of BY_ID) {
    it(`says so after ${what}, where the success came with the id alone`, async () => {
      backend.onPost = answer;
      const { provider, button, list, banner } = await pageFixture();
      const { outcome } = await openReady(button);
      widgetCalls('onEventProp', { event: 'SELECTED_INSTITUTION', timestamp: 1, connector: BANK });
      widgetCalls('onSuccessProp', { item: { id: 'new' } });
      widgetCalls('close');
      expect((await outcome).type).to.equal('success');
      await until(() => bannerOf(banner).includes(TITLE), 'the banner of the page');
      expect(bannerOf(banner)).to.include(text);
      if (text.includes('accept')) {
        const notice = 'The new connection to Banco A couldn’t be saved here';
        await until(() => endedNotice(list)?.includes(notice), 'the notice');
        expect(bannerOf(banner)).to.include('Pluggy has your connection to Banco A');
      }
      backend.onPost = () => {
        backend.items = [connected({ updatedAt: later(50) })];
        return new Response(null, { status: 204 });
      };
      if (text.includes('accept')) backend.items = [connected()];
      await provider.refresh();
      await until(() => card(list) && badgeText(list) === 'Up to date', 'the row');
      await until(() => !bannerOf(banner) && !endedNotice(list), 'banner and notice go');
    });
  }

  it('is not what a 403 says about an update of a saved Item, whose row follows the widget', async () => {
    backend.items = [connected()];
    backend.onPost = () => new Response('', { status: 403 });
    const { provider, button, list, banner } = await pageFixture({}, 'pluggy-item-card');
    button.itemId = 'new';
    const { outcome } = await openReady(button);
    const report = (fields: object) =>
      widgetCalls('onEventProp', { event: 'ITEM_RESPONSE', timestamp: 1, item: connected({ ...fields }) });
    report({ ...working, updatedAt: later(1) });
    await until(() => errors().length, 'the refusal');
    await until(() => badgeText(list).startsWith('Updating'), 'the run');
    const waiting = {
      status: 'WAITING_USER_INPUT',
      executionStatus: 'WAITING_USER_INPUT',
      parameter: { name: 'token' },
    };
    report({ ...waiting, updatedAt: later(2) });
    await until(() => badgeText(list).startsWith('Enter'), 'the wait');
    widgetCalls('onSuccessProp', { item: connected({ updatedAt: later(40) }) });
    await until(() => badgeText(list) === 'Up to date', 'the success');
    widgetCalls('close');
    await outcome;
    await until(() => backend.sent(`GET ${ITEMS}/new`).length, 'the read');
    expect([endedNotice(list), bannerOf(banner)]).to.deep.equal([undefined, '']);
    backend.items = [];
    await provider.refresh();
    await until(() => endedNotice(list), 'the Item is gone');
    expect(endedNotice(list)).to.include('The old connection to Banco A has ended');
  });

  it('is refused no longer once the backend has had it', async () => {
    backend.onPost = () => new Response('', { status: 403 });
    const { provider, button, list } = await pageFixture();
    await connect(button);
    await until(() => endedNotice(list), 'the refusal');
    backend.items = [connected({ updatedAt: later(50) })];
    await provider.refresh();
    await until(() => badgeText(list) === 'Up to date', 'the row');
    backend.items = [];
    await provider.refresh();
    await until(() => endedNotice(list), 'the Item is gone');
    expect(endedNotice(list)).to.include('The old connection to Banco A has ended');
  });

  it('keeps the refusal while the next report gets no answer', async () => {
    let reports = 0;
    backend.onPost = () => new Response('', { status: reports++ ? 422 : 403 });
    const { button, list, banner } = await pageFixture();
    await connect(button);
    await until(() => posts() === 2, 'the second report');
    await aTimeout(100);
    expect(endedNotice(list)).to.include('The new connection to Banco A couldn’t be saved here');
    expect(bannerOf(banner)).to.include('didn’t accept it for your login');
  });

  it('is saved as soon as the backend has it from elsewhere', async () => {
    backend.onPost = () => new Response('', { status: 422 });
    const { button, list, provider } = await pageFixture();
    await connect(button);
    await until(() => badgeText(list) === 'Couldn’t be saved here', 'the badge');
    backend.items = [connected({ updatedAt: later(50) })];
    await provider.refresh();
    expect(badgeText(list)).to.equal('Up to date');
  });

  it('says nothing about saving for an update of a saved Item', async () => {
    backend.items = [connected()];
    backend.onPost = () => new Response('', { status: 401 });
    const form = await fixture(html`
      <pluggy-provider items-endpoint=${ITEMS} token-endpoint=${TOKENS} preload="none" widget-url=${servers.child}>
        <pluggy-item-list></pluggy-item-list>
        <pluggy-connect item-id="new"></pluggy-connect>
      </pluggy-provider>
    `);
    const list = form.querySelector('pluggy-item-list')!;
    await until(() => badgeText(list) === 'Up to date', 'the row');
    await connect(form.querySelector('pluggy-connect')!);
    await until(() => errors().length, 'the failure');
    expect(badgeText(list)).not.to.equal('Couldn’t be saved here');
  });

  it('is announced', async () => {
    backend.onPost = () => new Response('', { status: 401 });
    const { button, list } = await pageFixture();
    await connect(button);
    const region = () => list.shadowRoot!.querySelector('[role=status]')!.textContent;
    await until(() => region().includes('Banco A: Couldn’t be saved here.'), 'read aloud');
  });
});

describe('a connection that is still on its way when the widget closes', () => {
  beforeEach(expectSdkFailures);
  let backend: FakeBackend;

  beforeEach(() => (backend = new FakeBackend()));
  afterEach(async () => {
    await closeAll();
    backend.restore();
  });

  /** Adds a button and a list, and closes the widget after a login. */
  async function closedAfterLogin(...calls: [name: string, value: unknown][]) {
    const provider = await fixture<PluggyProviderElement>(html`
      <pluggy-provider items-endpoint=${ITEMS} token-endpoint=${TOKENS} preload="none" widget-url=${servers.child}>
        <pluggy-connect></pluggy-connect>
        <pluggy-item-list></pluggy-item-list>
      </pluggy-provider>
    `);
    const button = provider.querySelector('pluggy-connect')!;
    const list = provider.querySelector('pluggy-item-list')!;
    await until(() => list.shadowRoot!.querySelector('.empty'), 'the list');
    const reads = () => backend.sent(`GET ${ITEMS}`).length;
    const { outcome } = await openReady(button);
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
    await nextEvent('pluggy-progress');
    const before = reads();
    for (const call of calls) widgetCalls(...call);
    widgetCalls('close');
    const end = await outcome;
    await until(() => reads() === before + 1, 'a read at once');
    backend.items = [anItem({ id: 'of-the-webhook', connector: BANK })];
    await until(() => list.shadowRoot!.querySelector('pluggy-item-card'), 'a read after five seconds');
    expect(reads()).to.equal(before + 2);
    provider.remove();
    return end;
  }

  it('appears in the list within a minute, without a reload', async () => {
    expect(await closedAfterLogin()).to.deep.equal({ type: 'pending', itemId: undefined });
  });

  it('appears in the list after an error that does not say which Item failed, too', async () => {
    expectFailures('connection_error');
    const { type, itemId } = await closedAfterLogin(['onErrorProp', { message: 'CONNECTION_ERROR' }]);
    expect([type, itemId]).to.deep.equal(['error', undefined]);
  });
});
