import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type {
  PluggyErrorBannerElement,
  PluggyProviderElement,
  PluggyDismissEvent,
  PluggyRetryEvent,
} from '../../src/index.js';
import { PluggyError } from '../../src/index.js';
import type { ErrorsMessages } from '../../src/locales/index.js';
import { errors as en } from '../../src/locales/en/errors.js';
import { errors as es } from '../../src/locales/es/errors.js';
import { errors as pt } from '../../src/locales/pt-BR/errors.js';
import type { KnownCode } from '../../src/model/code-types.js';
import { CODES as ENTRIES } from '../../src/model/codes.js';
import { errorView } from '../../src/model/error-view.js';
import '../../src/define/error-banner.js';
import '../../src/define/provider.js';
import { expectFailures, recordConsole } from '../support/console.js';
import { testClock } from '../support/clock.js';
import { anItem, expectSdkFailures, later, until } from '../support/widget.js';

const LANGUAGES: Record<string, ErrorsMessages> = { 'pt-BR': pt, en, es };
const CODES = [...(Object.keys(ENTRIES) as KnownCode[]), 'A_CODE_OF_TOMORROW', 'constructor', 'mfa-tomorrow'];
const NOW = Date.parse('2026-11-23T12:00:00.000Z');

const part = (banner: Element, name: string) => banner.shadowRoot!.querySelector<HTMLElement>(`[part="${name}"]`);
const textOf = (banner: Element, name: string) => part(banner, name)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const theBanner = (within: Element) => within.querySelector('pluggy-error-banner')!;
const isShown = (banner: Element) => !!part(banner, 'banner');
const shown = (banner: Element) => until(() => isShown(banner), 'the banner is there');
const connectIn = (banner: Element) => banner.shadowRoot!.querySelector('pluggy-connect');
const failed = (code: string, options?: ConstructorParameters<typeof PluggyError>[2]) =>
  new PluggyError(code, 'What happened.', options);

async function bannerFixture(settings: Partial<PluggyErrorBannerElement>): Promise<PluggyErrorBannerElement> {
  const banner = await fixture<PluggyErrorBannerElement>(html`<pluggy-error-banner></pluggy-error-banner>`);
  Object.assign(banner, settings);
  await shown(banner);
  return banner;
}

/** Adds a provider with the test's backend. */
async function providerFixture(content: unknown, settings: Partial<PluggyProviderElement> = {}) {
  const provider = await fixture<PluggyProviderElement>(
    html`<pluggy-provider token-endpoint="/token" preload="none">${content}</pluggy-provider>`,
  );
  Object.assign(provider, settings);
  await provider.updateComplete;
  return provider;
}

describe('<pluggy-error-banner>', () => {
  beforeEach(expectSdkFailures);
  describe('every code in every language', () => {
    for (const [lang, messages] of Object.entries(LANGUAGES)) {
      it(`has a title, an explanation and its action: ${lang}`, async () => {
        const page = await fixture(html`
          <div lang=${lang}>
            <pluggy-provider token-endpoint="/token" preload="none">
              ${CODES.map((code) => html`<pluggy-error-banner code=${code}></pluggy-error-banner>`)}
            </pluggy-provider>
          </div>
        `);
        const banners = [...page.querySelectorAll('pluggy-error-banner')];
        await until(() => banners.every(isShown), 'all are there');
        const english = new Set(Object.values(en.texts).flatMap(({ title, text }) => [title, text('')]));
        for (const [index, banner] of banners.entries()) {
          const code = CODES[index]!;
          const { action, text } = errorView({ code }, NOW);
          const all = banner.shadowRoot!.textContent;
          expect(textOf(banner, 'title'), code).to.equal(messages.texts[text].title);
          expect(textOf(banner, 'text'), code).to.equal(messages.texts[text].text(''));
          if (/[-_]/.test(code)) expect(all.toLowerCase(), code).not.to.contain(code.toLowerCase());
          expect(all, code).not.to.match(/undefined|null|\[object|=>/);
          if (lang !== 'en') {
            for (const name of ['title', 'text'])
              expect(english.has(textOf(banner, name)), `${code} ${name}`).to.equal(false);
          }
          const isWidget = ['reconnect', 'bank', 'open', 'new-connection'].includes(action);
          expect(!!connectIn(banner), `${code}: ${action}`).to.equal(isWidget);
          expect(!!part(banner, 'actions')?.querySelector('button'), `${code}: ${action}`).to.equal(action === 'retry');
          expect(part(banner, 'dismiss')!.getAttribute('aria-label'), code).to.equal(messages.dismiss);
        }
      });
    }
  });

  describe('the failure', () => {
    it('is empty while there is no error, and takes no room', async () => {
      const page = await fixture(html`
        <div style="display: flow-root">
          <pluggy-error-banner></pluggy-error-banner>
          <pluggy-error-banner .item=${anItem()}></pluggy-error-banner>
          <pluggy-error-banner
            .item=${anItem({ status: 'UPDATING', executionStatus: 'CREATED' })}
          ></pluggy-error-banner>
          <pluggy-error-banner
            .item=${anItem({ status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' })}
          ></pluggy-error-banner>
        </div>
      `);
      const banners = [...page.querySelectorAll('pluggy-error-banner')];
      await Promise.all(banners.map((banner) => banner.updateComplete));
      expect(banners.map(isShown)).to.deep.equal([false, false, false, false]);
      expect(page.getBoundingClientRect().height).to.equal(0);
    });

    it('is that of the error, then the code, then the Item', async () => {
      const banner = await bannerFixture({
        error: failed('offline'),
        code: 'ACCOUNT_LOCKED',
        item: anItem({ status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } }),
      });
      expect(textOf(banner, 'title')).to.equal(en.texts.offline.title);
      banner.error = undefined;
      await banner.updateComplete;
      expect(textOf(banner, 'title')).to.equal(en.texts.locked.title);
      expect(textOf(banner, 'text')).to.contain('Pluggy Bank');
      banner.code = '';
      await banner.updateComplete;
      expect(textOf(banner, 'title')).to.equal(en.texts.credentials.title);
      banner.item = anItem();
      await banner.updateComplete;
      expect(isShown(banner)).to.equal(false);
    });

    it('follows the Item of the provider', async () => {
      const broken = anItem({ status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } });
      const provider = await providerFixture(html`<pluggy-error-banner item-id=${broken.id}></pluggy-error-banner>`, {
        items: [broken],
      });
      const banner = theBanner(provider);
      await shown(banner);
      expect(connectIn(banner)!.itemId).to.equal(broken.id);
      provider.items = [anItem({ updatedAt: later(2) })];
      await until(() => !isShown(banner), 'it goes');
      provider.items = [];
      await until(() => textOf(banner, 'title') === en.texts.gone.title, 'the connection is gone');
    });

    it('is the last failure in the provider, until it is retried', async () => {
      expectFailures('token-server');
      const provider = await providerFixture(
        html`<pluggy-error-banner></pluggy-error-banner><pluggy-connect></pluggy-connect>`,
        { tokenSource: () => Promise.reject(failed('token-server')), preload: 'none' },
      );
      const [banner, connect] = [theBanner(provider), provider.querySelector('pluggy-connect')!];
      await connect.open();
      await shown(banner);
      expect(textOf(banner, 'title')).to.equal(en.texts.open.title);
      // The failure is announced once.
      expect(connect.shadowRoot!.querySelector('[role=alert]')!.textContent).to.equal('');
      provider.tokenSource = () => new Promise(() => {});
      await provider.updateComplete;
      const open = connect.open();
      await until(() => !isShown(banner), 'it goes');
      connect.close();
      expect((await open).type).to.equal('cancelled');
    });

    it('is gone after its request was repeated, where reading again cannot undo the failure', async () => {
      expectFailures('items-network');
      const provider = await providerFixture(
        html`<pluggy-error-banner></pluggy-error-banner><pluggy-connect></pluggy-connect>`,
        { tokenSource: () => Promise.reject(failed('items-network')), preload: 'none' },
      );
      const banner = theBanner(provider);
      await provider.querySelector('pluggy-connect')!.open();
      await shown(banner);
      // A method ignores assignments.
      Object.defineProperty(provider, 'refresh', { value: () => Promise.resolve() });
      part(banner, 'actions')!.querySelector('button')!.click();
      await until(() => !isShown(banner), 'the failure is forgotten');
    });

    it('is the nearest provider’s, unless the page has prevented the event', async () => {
      expectFailures('token-server');
      const outer = await providerFixture(html`
        <pluggy-error-banner id="outer"></pluggy-error-banner>
        <pluggy-provider token-endpoint="/token">
          <pluggy-error-banner id="inner"></pluggy-error-banner>
          <pluggy-connect preload="none" .tokenSource=${() => Promise.reject(failed('token-server'))}></pluggy-connect>
        </pluggy-provider>
      `);
      const connect = outer.querySelector('pluggy-connect')!;
      connect.addEventListener('pluggy-error', (event) => event.preventDefault(), { once: true });
      await connect.open();
      const [first, second] = [...outer.querySelectorAll('pluggy-error-banner')];
      await second!.updateComplete;
      expect(isShown(second!)).to.equal(false);
      await connect.open();
      await shown(second!);
      await first!.updateComplete;
      expect(isShown(first!)).to.equal(false);
    });

    it('ignores a value that is not an Item, with a warning', async () => {
      const console = recordConsole('warn');
      try {
        const banner = await fixture<PluggyErrorBannerElement>(
          html`<pluggy-error-banner .item=${{ status: 'LOGIN_ERROR' }}></pluggy-error-banner>`,
        );
        expect(isShown(banner)).to.equal(false);
        expect(console.texts()[0]).to.contain('<pluggy-error-banner> item is ignored.');
      } finally {
        console.restore();
      }
    });
  });

  describe('the action', () => {
    const locked = anItem({
      status: 'LOGIN_ERROR',
      error: { code: 'ACCOUNT_LOCKED' },
      connector: { id: 2, name: 'Pluggy Bank', resetPasswordUrl: 'https://bank.example/reset' },
    });

    it('links to the bank first, in another tab without access to the page', async () => {
      const banner = await bannerFixture({ item: locked });
      const link = part(banner, 'actions')!.querySelector('a')!;
      expect(link.href).to.equal('https://bank.example/reset');
      expect(link.target).to.equal('_blank');
      expect(link.rel).to.equal('noopener noreferrer');
      expect(link.textContent).to.contain(en.newTab);
    });

    it('opens the widget for the Item with the provider’s settings, unless the page prevents it', async () => {
      const requestedItems: (string | undefined)[] = [];
      const provider = await providerFixture(html`<pluggy-error-banner .item=${locked}></pluggy-error-banner>`, {
        tokenSource: ({ itemId }) => {
          requestedItems.push(itemId);
          return new Promise(() => {});
        },
      });
      const banner = theBanner(provider);
      await shown(banner);
      const connect = connectIn(banner)!;
      const events: PluggyRetryEvent[] = [];
      banner.addEventListener(
        'pluggy-retry',
        (event) => {
          events.push(event);
          event.preventDefault();
        },
        { once: true },
      );
      expect(await connect.open()).to.deep.equal({ type: 'cancelled' });
      expect(requestedItems).to.deep.equal([]);
      expect(events.map(({ itemId, action }) => [itemId, action])).to.deep.equal([[locked.id, 'reconnect']]);
      const open = connect.open();
      await until(() => requestedItems.length, 'a token is asked for');
      expect(requestedItems).to.deep.equal([locked.id]);
      // The opener stays while the widget is open, whatever the Item's state.
      banner.item = anItem({ status: 'UPDATING', executionStatus: 'CREATED' });
      await banner.updateComplete;
      expect(connectIn(banner) === connect).to.equal(true);
      connect.close();
      await open;
      await until(() => !isShown(banner), 'it goes when the widget has');
      expect(document.activeElement === banner, 'focus').to.equal(true);
    });

    it('reads again by default, once at a time, unless the page prevents it', async () => {
      let reads = 0;
      let answer: () => void = () => {};
      const provider = await providerFixture(html`<pluggy-error-banner code="items-network"></pluggy-error-banner>`);
      const refresh = () => {
        reads++;
        return new Promise<void>((resolve) => (answer = resolve));
      };
      // A method ignores assignments.
      Object.defineProperty(provider, 'refresh', { value: refresh });
      const banner = theBanner(provider);
      await shown(banner);
      const button = () => part(banner, 'actions')!.querySelector('button')!;
      provider.addEventListener('pluggy-retry', (event) => event.preventDefault(), { once: true });
      button().click();
      expect(reads).to.equal(0);
      button().focus();
      button().click();
      button().click();
      expect(reads).to.equal(1);
      await banner.updateComplete;
      expect(button().textContent.trim()).to.equal(en.trying);
      expect(button().getAttribute('aria-disabled')).to.equal('true');
      answer();
      await until(() => button().textContent.trim() === en.actions.again, 'it can be tried again');
      expect(banner.shadowRoot!.activeElement === button()).to.equal(true);
    });

    it('is an event and one warning per page without a provider', async () => {
      const console = recordConsole('warn');
      try {
        const banner = await bannerFixture({ code: 'items-network', itemId: 'item-1' });
        const events: PluggyRetryEvent[] = [];
        banner.addEventListener('pluggy-retry', (event) => events.push(event));
        const button = () => part(banner, 'actions')!.querySelector('button')!;
        button().click();
        banner.code = 'INVALID_CREDENTIALS';
        await banner.updateComplete;
        expect(!!connectIn(banner)).to.equal(false);
        button().click();
        expect(events.map(({ itemId, action }) => [itemId, action])).to.deep.equal([
          ['item-1', 'refresh'],
          ['item-1', 'reconnect'],
        ]);
        expect(console.texts().filter((text) => text.includes('pluggy-retry'))).to.have.length(1);
      } finally {
        console.restore();
      }
    });

    it('waits until the moment that the server named, and then appears', async () => {
      const banner = await bannerFixture({ code: 'ERROR' });
      const clock = testClock();
      try {
        banner.error = failed('items-rate-limited', { retryAfter: new Date(clock.now + 3_605_000) });
        await banner.updateComplete;
        const line = () => part(banner, 'actions')!;
        expect(line().textContent).to.contain('1:00:05');
        expect(line().getAttribute('role')).to.equal('timer');
        banner.error = failed('items-rate-limited', { retryAfter: new Date(clock.now + 65_000) });
        await banner.updateComplete;
        await clock.pass(5000);
        expect(line().textContent).to.contain('1:00 left');
        expect(!!line().querySelector('button')).to.equal(false);
        await clock.pass(60_000);
        expect(line().querySelector('button')!.textContent.trim()).to.equal(en.actions.again);
      } finally {
        clock.restore();
      }
    });

    it('says after an hour that an approval at the bank is overdue', async () => {
      const banner = await bannerFixture({ code: 'ERROR' });
      const clock = testClock();
      try {
        banner.code = '';
        const updatedAt = new Date(clock.now - 59 * 60_000).toISOString();
        banner.item = anItem({ status: 'OUTDATED', error: { code: 'USER_AUTHORIZATION_PENDING' }, updatedAt });
        await banner.updateComplete;
        expect(textOf(banner, 'text')).to.contain('up to 30 minutes');
        await clock.pass(60_000);
        expect(textOf(banner, 'text')).to.contain('taking longer than usual').and.not.to.contain('30 minutes');
        expect(textOf(banner, 'actions')).to.equal('Reconnect');
      } finally {
        clock.restore();
      }
    });

    it('stops the countdown while disconnected', async () => {
      const banner = await bannerFixture({ code: 'ERROR' });
      const clock = testClock();
      try {
        banner.error = failed('items-rate-limited', { retryAfter: new Date(clock.now + 60_000) });
        await banner.updateComplete;
        const { parentElement } = banner;
        banner.remove();
        await clock.pass(30_000);
        expect(textOf(banner, 'actions')).to.contain('1:00 left');
        parentElement!.append(banner);
        await banner.updateComplete;
        expect(textOf(banner, 'actions')).to.contain('0:30 left');
      } finally {
        clock.restore();
      }
    });

    it('is hidden while an automatic run is planned', async () => {
      const nextAutoSyncAt = new Date(Date.now() + 3_600_000).toISOString();
      const item = anItem({ status: 'OUTDATED', error: { code: 'SITE_NOT_AVAILABLE' }, nextAutoSyncAt });
      const provider = await providerFixture(html`<pluggy-error-banner .item=${item}></pluggy-error-banner>`);
      const banner = theBanner(provider);
      await shown(banner);
      expect(!!connectIn(banner)).to.equal(false);
      expect(textOf(banner, 'actions')).to.match(/^Next automatic try: .*\d:\d\d/);
    });
  });

  describe('for screen readers and the keyboard', () => {
    it('is not an alert from the beginning, and is one when it appears later', async () => {
      const banner = await fixture<PluggyErrorBannerElement>(
        html`<pluggy-error-banner code="ACCOUNT_LOCKED"></pluggy-error-banner>`,
      );
      await shown(banner);
      const alert = () => banner.shadowRoot!.querySelector('[role=alert]');
      expect(!!alert()).to.equal(false);
      banner.code = 'SITE_NOT_AVAILABLE';
      await banner.updateComplete;
      expect(alert()!.textContent).to.contain(en.texts.bankDown.title);
      // The announcement does not contain buttons and the countdown.
      expect(!!alert()!.querySelector('button, [role=timer]')).to.equal(false);
      banner.code = '';
      await banner.updateComplete;
      expect(!!alert()).to.equal(false);
    });

    it("is not an alert for an Item's first state, and is one when the Item fails", async () => {
      const broken = anItem({ status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } });
      const fine = anItem({ id: 'item-2' });
      const provider = await providerFixture(html`
        <pluggy-error-banner item-id=${broken.id}></pluggy-error-banner>
        <pluggy-error-banner item-id="item-2"></pluggy-error-banner>
      `);
      const [first, second] = [...provider.querySelectorAll('pluggy-error-banner')];
      await Promise.all([first!.updateComplete, second!.updateComplete]);
      provider.items = [broken, fine];
      await shown(first!);
      expect(!!first!.shadowRoot!.querySelector('[role=alert]')).to.equal(false);
      provider.items = [broken, { ...broken, id: 'item-2', updatedAt: later(2) }];
      await shown(second!);
      expect(!!second!.shadowRoot!.querySelector('[role=alert]')).to.equal(true);
    });

    it('is never an alert inside a card', async () => {
      const card = await fixture(html`<pluggy-item-card></pluggy-item-card>`);
      const inside = (card.shadowRoot ?? card.attachShadow({ mode: 'open' })).appendChild(
        document.createElement('pluggy-error-banner'),
      );
      await inside.updateComplete;
      inside.code = 'ACCOUNT_LOCKED';
      await shown(inside);
      expect(!!inside.shadowRoot!.querySelector('[role=alert]')).to.equal(false);
    });

    it('announces the same failure again when it happens again', async () => {
      const banner = await bannerFixture({ error: failed('items-network') });
      const alert = () => banner.shadowRoot!.querySelector('[role=alert]');
      banner.error = failed('items-network');
      await banner.updateComplete;
      const before = alert();
      banner.error = failed('items-network');
      await banner.updateComplete;
      expect(!!before).to.equal(true);
      expect(alert() !== before).to.equal(true);
    });

    it('closes for one failure and reappears for the next, and keeps the focus in place', async () => {
      const page = await fixture(html`
        <div>
          <pluggy-error-banner .error=${failed('items-network')}></pluggy-error-banner>
          <button id="after">After</button>
        </div>
      `);
      const banner = theBanner(page);
      await shown(banner);
      const events: PluggyDismissEvent[] = [];
      banner.addEventListener('pluggy-dismiss', (event) => events.push(event));
      part(banner, 'dismiss')!.focus();
      await sendKeys({ press: 'Enter' });
      expect(isShown(banner)).to.equal(false);
      expect(events).to.have.length(1);
      expect(events[0]!.itemId).to.equal('');
      expect(document.activeElement === banner, 'focus').to.equal(true);
      banner.requestUpdate();
      await banner.updateComplete;
      expect(isShown(banner)).to.equal(false);
      page.querySelector<HTMLElement>('#after')!.focus();
      expect(banner.hasAttribute('tabindex')).to.equal(false);
      banner.error = failed('items-network');
      await shown(banner);
      // The banner does not take the focus from another element.
      expect(document.activeElement!.id).to.equal('after');
    });

    it('reappears for an Item that failed, recovered and failed again', async () => {
      const broken = anItem({ status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } });
      const banner = await bannerFixture({ item: broken });
      part(banner, 'dismiss')!.click();
      banner.item = anItem({ ...broken, updatedAt: later(1) });
      await banner.updateComplete;
      expect(isShown(banner)).to.equal(false);
      banner.item = anItem({ status: 'UPDATING', executionStatus: 'CREATED' });
      await banner.updateComplete;
      banner.item = broken;
      await shown(banner);
    });

    it('keeps the focus when its action disappears', async () => {
      const banner = await bannerFixture({ code: 'items-network' });
      part(banner, 'actions')!.querySelector('button')!.focus();
      banner.code = 'CONNECTOR_OFFLINE';
      await banner.updateComplete;
      expect(banner.shadowRoot!.activeElement === part(banner, 'banner')).to.equal(true);
    });

    it('has no close button with no-dismiss', async () => {
      const banner = await bannerFixture({ code: 'ERROR', noDismiss: true });
      expect(!!part(banner, 'dismiss')).to.equal(false);
    });
  });

  describe('texts of others', () => {
    const hostile = '<img src=x onerror="alert(1)"> javascript:alert(1) \u202Egnirts';

    it('are rendered as text, and quoted unchanged', async () => {
      const banner = await bannerFixture({
        item: anItem({
          status: 'OUTDATED',
          error: { code: 'ACCOUNT_NEEDS_ACTION', providerMessage: hostile },
          connector: { id: 2, name: hostile, resetPasswordUrl: 'javascript:alert(1)' },
        }),
      });
      const quote = banner.shadowRoot!.querySelector('q')!;
      expect(quote.textContent).to.equal(hostile);
      expect(quote.lang).to.equal('pt-BR');
      expect(getComputedStyle(quote).unicodeBidi).to.match(/isolate/);
      expect(!!banner.shadowRoot!.querySelector('img, a')).to.equal(false);
    });

    it('do not overflow a narrow page', async () => {
      const narrow = await fixture(html`
        <div style="inline-size: 272px">
          <pluggy-error-banner code="ACCOUNT_LOCKED" provider-message=${'M'.repeat(10_000)}></pluggy-error-banner>
        </div>
      `);
      const banner = theBanner(narrow);
      await shown(banner);
      expect(narrow.scrollWidth).to.be.at.most(272);
      expect(textOf(banner, 'quote').length).to.be.lessThan(400);
    });

    it('use the whole width at a large text size on a narrow page', async () => {
      const narrow = await fixture(html`
        <div style="inline-size: 320px; font-size: 32px">
          <pluggy-error-banner code="ACCOUNT_LOCKED"></pluggy-error-banner>
        </div>
      `);
      const banner = theBanner(narrow);
      await shown(banner);
      expect(part(banner, 'text')!.offsetWidth).to.be.greaterThan(270);
      expect(narrow.scrollWidth).to.be.at.most(320);
      expect(part(banner, 'text')!.getBoundingClientRect().top).to.be.greaterThan(
        part(banner, 'icon')!.getBoundingClientRect().bottom,
      );
    });

    it('may come from an error that is not a PluggyError, and the banner is not empty', async () => {
      const banner = await bannerFixture({ error: new Error('boom') as PluggyError });
      expect(textOf(banner, 'title')).to.equal(en.texts.unexpected.title);
      expect(banner.shadowRoot!.textContent).not.to.contain('boom');
    });
  });

  it('shows the texts of the page in place of ours', async () => {
    const provider = await providerFixture(html`<pluggy-error-banner code="ACCOUNT_LOCKED"></pluggy-error-banner>`, {
      messages: { errors: { texts: { locked: { title: 'Locked, sorry' } }, dismiss: 'Hide' } },
    });
    const banner = theBanner(provider);
    await shown(banner);
    expect(textOf(banner, 'title')).to.equal('Locked, sorry');
    expect(textOf(banner, 'text')).to.equal(en.texts.locked.text(''));
    expect(part(banner, 'dismiss')!.getAttribute('aria-label')).to.equal('Hide');
  });

  it("follows the page's language", async () => {
    const page = await fixture(html`<div lang="en"><pluggy-error-banner code="offline"></pluggy-error-banner></div>`);
    const banner = theBanner(page);
    await shown(banner);
    page.setAttribute('lang', 'es-MX');
    await until(() => textOf(banner, 'title') === es.texts.offline.title, 'it is in Spanish');
    expect(part(banner, 'banner')!.lang).to.equal('es');
  });

  it('appears when it was removed while its template loaded, and is put back', async () => {
    const page = await fixture(html`<div></div>`);
    const banner = document.createElement('pluggy-error-banner');
    banner.code = 'offline';
    page.append(banner);
    await banner.updateComplete;
    banner.remove();
    await banner.updateComplete;
    expect(isShown(banner)).to.equal(false);
    page.append(banner);
    await shown(banner);
  });
});
