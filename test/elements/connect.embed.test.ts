import { expect, fixture, html } from '@open-wc/testing';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  nextEvent,
  openReady,
  recordEvents,
  servers,
  theDialog,
  TOKEN,
  until,
  widgetCalls,
  widgetProps,
} from '../support/widget.js';
import { expectFailures } from '../support/console.js';

/** The SDK as a page loads it. */
interface HostWidget {
  init(container?: Element): Promise<void>;
  destroy(): Promise<void>;
}
type HostSdk = new (props: Record<string, unknown>) => HostWidget;

const SDK = '/__sdk__/pluggy-connect-sdk.js';
const global = window as { PluggyConnect?: HostSdk };

/** Loads a further copy of the SDK, as another bundle would. */
async function hostSdk(copy: string): Promise<HostSdk> {
  const { PluggyConnect } = (await import(`${SDK}?copy=${copy}`)) as { PluggyConnect: HostSdk };
  return PluggyConnect;
}
const hostProps = { connectToken: 'of-the-host', url: servers.child };

describe('<pluggy-connect> in a foreign page', () => {
  beforeEach(expectSdkFailures);
  let record: ReturnType<typeof recordEvents>;

  beforeEach(() => (record = recordEvents()));
  afterEach(async () => {
    record.stop();
    delete global.PluggyConnect;
    await closeAll();
  });

  describe('whose SDK does not arrive', () => {
    // First in this file: once the SDK is loaded, the SDK stays.
    afterEach(() => (document.cookie = 'no-sdk=; max-age=0'));

    it('reports widget-unavailable, leaves nothing behind, and opens once the SDK arrives', async () => {
      expectFailures('widget-unavailable');
      document.cookie = 'no-sdk=1';
      let tokens = 0;
      const element = await connectFixture({ tokenSource: () => Promise.resolve(`${TOKEN}${++tokens}`) });
      for (let times = 0; times < 2; times++) {
        const { type, error } = await element.open();
        expect(type).to.equal('error');
        expect(error!.code).to.equal('widget-unavailable');
        expect(error!.retryable).to.equal(true);
        expect(theDialog()).to.equal(null);
      }
      expect(record.types()).to.deep.equal(['open', 'error', 'close', 'open', 'error', 'close']);
      await until(() => element.shadowRoot!.querySelector('[role=alert]')!.textContent, 'the sentence');

      document.cookie = 'no-sdk=; max-age=0';
      await openReady(element);
      expect((await widgetProps()).connectToken).to.equal(`${TOKEN}3`);
      expect(element.shadowRoot!.querySelector('[role=alert]')!.textContent).to.equal('');
    });
  });

  describe('with the SDK already loaded', () => {
    it("uses window.PluggyConnect, and does not destroy the page's widgets", async () => {
      const Sdk = await hostSdk('global');
      let made = 0;
      let destroyed = 0;
      global.PluggyConnect = class extends Sdk {
        constructor(props: Record<string, unknown>) {
          super(props);
          made++;
        }
        override destroy() {
          destroyed++;
          return super.destroy();
        }
      };
      const element = await connectFixture();
      for (let times = 1; times <= 2; times++) {
        const { outcome } = await openReady(element);
        expect(made).to.equal(times);
        expect((await widgetProps()).connectToken).to.equal(TOKEN);
        widgetCalls('onSuccessProp', { item: anItem() });
        await nextEvent('pluggy-success');
        widgetCalls('close');
        expect((await outcome).type).to.equal('success');
        expect(document.querySelectorAll('iframe[title*=Pluggy]').length).to.equal(0);
      }
      expect(destroyed).to.equal(0);

      const pageWidget = new Sdk(hostProps);
      const place = await fixture<HTMLDivElement>(html`<div></div>`);
      await pageWidget.init(place);
      expect(place.querySelectorAll('iframe').length, 'the page’s own widget').to.be.greaterThan(0);
      await pageWidget.destroy();
    });

    it('keeps the page’s widget while another one opens and closes beside it', async () => {
      const Sdk = await hostSdk('beside');
      global.PluggyConnect = Sdk;
      const place = await fixture<HTMLDivElement>(html`<div></div>`);
      const pageWidget = new Sdk(hostProps);
      await pageWidget.init(place);
      const frames = place.querySelectorAll('iframe').length;
      expect(frames).to.be.greaterThan(0);
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      element.close();
      await outcome;
      expect(place.querySelectorAll('iframe').length).to.equal(frames);
      await pageWidget.destroy();
    });

    it('reports widget-duplicate after another copy of the SDK loaded first, and opens when that copy is gone', async () => {
      expectFailures('widget-duplicate');
      const Sdk = await hostSdk('first');
      const place = await fixture<HTMLDivElement>(html`<div></div>`);
      const pageWidget = new Sdk(hostProps);
      await pageWidget.init(place);
      const frames = place.querySelectorAll('iframe').length;
      const element = await connectFixture();
      // Open again: the SDK's message differs from the first time.
      for (let times = 0; times < 2; times++) {
        const { error } = await element.open();
        expect(error!.code).to.equal('widget-duplicate');
        expect(error!.retryable).to.equal(false);
        expect(error!.message).to.include('window.PluggyConnect');
      }
      expect(record.types()).to.deep.equal(['open', 'error', 'close', 'open', 'error', 'close']);
      expect(theDialog()).to.equal(null);
      expect(place.querySelectorAll('iframe').length, 'theirs stays').to.equal(frames);
      await pageWidget.destroy();
      await openReady(element);
    });

    it('reports widget-duplicate for the other message of the SDK too', async () => {
      expectFailures('widget-duplicate');
      // The error that a second copy of the SDK throws while the first one is open: see below.
      global.PluggyConnect = class {
        constructor() {
          throw new Error('Can not register multiple components with the same tag: pluggy-connect-widget');
        }
      } as unknown as HostSdk;
      const element = await connectFixture();
      expect((await element.open()).error!.code).to.equal('widget-duplicate');
    });

    it('allows another copy of the SDK after its own', async () => {
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      const Sdk = await hostSdk('second');
      expect(() => new Sdk(hostProps), 'while ours is open').to.throw(/already exists|multiple components/);
      element.close();
      await outcome;
      const place = await fixture<HTMLDivElement>(html`<div></div>`);
      const pageWidget = new Sdk(hostProps);
      await pageWidget.init(place);
      expect(place.querySelectorAll('iframe').length).to.be.greaterThan(0);
      await pageWidget.destroy();
    });
  });

  describe('that changes during a session', () => {
    const login = async () => {
      widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
      await nextEvent('pluggy-progress');
    };
    const replaceBody = (body: HTMLElement) => {
      const old = document.body;
      document.documentElement.replaceChild(body, old);
      return old;
    };

    it('keeps a login when the body is replaced, as by Turbo, and dispatches the outcome on the document', async () => {
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      await login();
      const before = theDialog();
      const old = replaceBody(document.createElement('body'));
      try {
        await Promise.resolve();
        expect(theDialog()).to.equal(before);
        expect(before!.open).to.equal(true);
        const successes = nextEvent('pluggy-success');
        widgetCalls('onSuccessProp', { item: anItem() });
        expect((await successes).target).to.equal(document);
        widgetCalls('close');
        expect((await outcome).type).to.equal('success');
        expect(record.types()).to.deep.equal(['open', 'ready', 'progress', 'success', 'close']);
        expect(document.documentElement.getAttribute('style')).to.equal(null);
      } finally {
        replaceBody(old);
      }
    });

    it('closes when the body is replaced before a login began', async () => {
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      const old = replaceBody(document.createElement('body'));
      try {
        expect((await outcome).type).to.equal('cancelled');
        expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
        expect(theDialog()).to.equal(null);
      } finally {
        replaceBody(old);
      }
    });

    it('continues in the element of a new body that contains the element', async () => {
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      await login();
      const body = document.createElement('body');
      const old = document.body;
      body.append(...old.childNodes);
      replaceBody(body);
      try {
        widgetCalls('onSuccessProp', { item: anItem() });
        expect((await nextEvent('pluggy-success')).target).to.equal(element);
        expect(element.value).to.equal(anItem().id);
        widgetCalls('close');
        await outcome;
      } finally {
        old.append(...body.childNodes);
        replaceBody(old);
      }
    });

    it('continues when moved into a shadow root and back, and dispatches events from the new place', async () => {
      const element = await connectFixture();
      const home = element.parentElement!;
      const host = await fixture<HTMLElement>(html`<div></div>`);
      const root = host.attachShadow({ mode: 'open' });
      const { outcome } = await openReady(element);
      root.append(element);
      await Promise.resolve();
      expect(theDialog()!.open).to.equal(true);
      await login();
      expect(record.types()).to.deep.equal(['open', 'ready', 'progress']);
      const hidden = nextEvent('pluggy-hide', host);
      element.hide();
      expect((await hidden).target, 'as seen from outside').to.equal(host);
      home.append(element);
      await Promise.resolve();
      element.show();
      expect(theDialog()!.open).to.equal(true);
      element.close();
      await outcome;
      expect(record.types().filter((type) => type === 'close').length).to.equal(1);
    });
  });
});
