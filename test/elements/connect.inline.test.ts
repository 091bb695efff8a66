import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import type { PluggyConnectElement } from '../../src/index.js';
import '../../src/define/provider.js';
import { expectFailures } from '../support/console.js';
import { watchLeftovers } from '../support/leftovers.js';
import {
  anItem,
  closeAll,
  expectSdkFailures,
  nextEvent,
  recordEvents,
  servers,
  theDialog,
  TOKEN,
  until,
} from '../support/widget.js';

const boxes = () => [...document.querySelectorAll<HTMLElement>('[data-pluggy-inline]')];
const theBox = () => boxes()[0]!;
const frameIn = (box: Element) => box.querySelector<HTMLIFrameElement>('iframe:not([inert])');
const panel = () => (theBox().lastElementChild as HTMLElement).shadowRoot!;
const buttonOf = (element: Element) => element.shadowRoot!.querySelector('button')!;

describe('<pluggy-connect inline>', () => {
  beforeEach(expectSdkFailures);
  let record: ReturnType<typeof recordEvents>;

  beforeEach(() => (record = recordEvents()));
  afterEach(async () => {
    record.stop();
    for (const host of document.querySelectorAll('[data-host]')) host.remove();
    await closeAll();
    await until(() => !boxes().length, 'the box is gone');
  });

  /** Gives the element a token at once and a widget page that the test controls. */
  async function setUp(
    element: PluggyConnectElement,
    settings: Partial<PluggyConnectElement> = {},
  ): Promise<PluggyConnectElement> {
    Object.assign(element, { widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN), ...settings });
    await element.updateComplete;
    return element;
  }
  const add = async (settings: Partial<PluggyConnectElement> = {}) =>
    setUp(await fixture<PluggyConnectElement>(html`<pluggy-connect inline></pluggy-connect>`), settings);
  const addReady = async (settings: Partial<PluggyConnectElement> = {}) => {
    const ready = nextEvent('pluggy-ready');
    const element = await add(settings);
    await ready;
    return element;
  };
  const calls = (widget: string, ...args: unknown[]) =>
    frameIn(theBox())!.contentWindow!.postMessage({ widget, args }, '*');

  /** Checks that the frame fills the box, and the box the element. */
  function expectInPlace(element: Element, { scale = 1 } = {}): void {
    const place = element.getBoundingClientRect();
    const frame = frameIn(theBox())!.getBoundingClientRect();
    for (const side of ['left', 'top', 'right', 'bottom'] as const) {
      expect(Math.abs(frame[side] - place[side]), side).to.be.lessThan(1);
    }
    expect(frame.width).to.be.at.least(320 * scale - 1);
    expect(frame.height).to.be.at.least(568 * scale - 1);
  }

  it('opens when it is visible, in its own place, with the page usable and the focus left alone', async () => {
    const field = await fixture<HTMLInputElement>(html`<input />`);
    field.focus();
    const element = await addReady();
    expect(theDialog()).to.equal(null);
    expectInPlace(element);
    expect(element.matches(':state(open)')).to.equal(true);
    expect(buttonOf(element).checkVisibility?.() ?? buttonOf(element).offsetHeight > 0).to.equal(false);
    expect(document.activeElement).to.equal(field);
    expect(getComputedStyle(document.documentElement).overflow).to.equal('visible');
    expect(document.body.className).to.equal('');
    const { x, y } = field.getBoundingClientRect();
    expect(document.elementFromPoint(x + 2, y + 2)).to.equal(field);
    // Escape belongs to the page.
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    await aTimeout(50);
    expect(frameIn(theBox())).not.to.equal(null);
  });

  it('does not open before it is visible', async () => {
    const element = await fixture<PluggyConnectElement>(html`<pluggy-connect inline hidden></pluggy-connect>`);
    await setUp(element);
    await aTimeout(200);
    expect(record.types()).to.deep.equal([]);
    const ready = nextEvent('pluggy-ready');
    element.hidden = false;
    await ready;
    expectInPlace(element);
  });

  it('waits for the settings that a page sets later', async () => {
    const element = await fixture<PluggyConnectElement>(html`<pluggy-connect inline></pluggy-connect>`);
    await aTimeout(200);
    expect(record.types()).to.deep.equal([]);
    const ready = nextEvent('pluggy-ready');
    await setUp(element);
    await ready;
  });

  it('grows with the element', async () => {
    const element = await addReady();
    element.style.cssText = 'inline-size: 600px; block-size: 700px';
    await until(() => frameIn(theBox())!.clientHeight === 700, 'the height');
    expect(frameIn(theBox())!.clientWidth).to.equal(600);
    element.style.cssText = 'min-block-size: 800px';
    await until(() => frameIn(theBox())!.clientHeight === 800, 'the least height');
    element.style.cssText = 'inline-size: 100px';
    await until(() => frameIn(theBox())!.clientWidth === 320, 'the least width');
  });

  for (const [language, label] of [
    ['pt-BR', 'Conectar de novo'],
    ['en', 'Connect again'],
    ['es', 'Conectar de nuevo'],
  ]) {
    it(`reports the same events, and ends with the button “${label}”, which opens the widget again`, async () => {
      const sheets = document.adoptedStyleSheets.length;
      const element = await add({ lang: language! });
      await nextEvent('pluggy-ready');
      const outcome = element.open();
      calls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1, item: anItem({ status: 'UPDATING' }) });
      await nextEvent('pluggy-progress');
      calls('onSuccessProp', { item: anItem() });
      await nextEvent('pluggy-success');
      calls('close');
      expect((await outcome).type).to.equal('success');
      await element.updateComplete;
      expect(record.types()).to.deep.equal(['open', 'ready', 'progress', 'success', 'close']);
      expect(boxes().length).to.equal(0);
      expect(document.adoptedStyleSheets.length).to.equal(sheets);
      expect(element.shadowRoot!.querySelectorAll('slot[name^=pluggy-inline]').length).to.equal(0);
      const button = buttonOf(element);
      expect(button.textContent).to.contain(label);
      expect(button.getBoundingClientRect().height).to.be.greaterThan(0);
      await aTimeout(100);
      expect(boxes().length, 'it stays closed').to.equal(0);
      const ready = nextEvent('pluggy-ready');
      button.focus();
      button.click();
      await ready;
      await until(() => document.activeElement === frameIn(theBox()), 'the focus is in the frame');
      element.close();
      await nextEvent('pluggy-close');
      await until(() => element.shadowRoot!.activeElement === button, 'the focus is on the button');
    });
  }

  it('says that the connection goes on in the background, and shows the widget again', async () => {
    const element = await addReady({ allowConnectInBackground: true });
    const outcome = element.open();
    calls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1, item: anItem({ status: 'UPDATING' }) });
    await nextEvent('pluggy-progress');
    calls('hide');
    await nextEvent('pluggy-hide');
    await element.updateComplete;
    expect(theBox().getBoundingClientRect().height).to.equal(0);
    expect(buttonOf(element).getBoundingClientRect().height).to.be.greaterThan(0);
    buttonOf(element).click();
    await until(() => frameIn(theBox())!.clientHeight >= 568, 'the widget is shown');
    element.close();
    expect((await outcome).type).to.equal('pending');
  });

  for (const [what, settings, code] of [
    ['a widget that does not answer', { widgetUrl: servers.silent, loadTimeout: 600 }, 'widget-timeout'],
    ['a token that does not come', { tokenSource: () => Promise.reject(new Error('no')) }, 'token-network'],
  ] as [string, Partial<PluggyConnectElement>, string][]) {
    it(`ends ${what} with the sentence and the button`, async () => {
      expectFailures(code);
      const close = nextEvent('pluggy-close');
      const element = await add(settings);
      const { outcome } = await close;
      await element.updateComplete;
      expect(outcome.error!.code).to.equal(code);
      expect(boxes().length).to.equal(0);
      await until(() => element.shadowRoot!.querySelector('[role=alert]')!.textContent, 'the sentence');
      expect(buttonOf(element).textContent).to.contain('Connect again');
      expect(record.types()).to.deep.equal(['open', 'error', 'close']);
    });
  }

  describe('keeps the focus of a person who has pressed “Connect again”', () => {
    /** Opens the widget by its button for the second time. The first open has ended. */
    async function again(settings: Partial<PluggyConnectElement>, place?: ParentNode) {
      const element = place
        ? await setUp(place.querySelector('pluggy-connect')!, { tokenSource: () => new Promise<string>(() => {}) })
        : await add({ tokenSource: () => new Promise<string>(() => {}) });
      await nextEvent('pluggy-open');
      element.close();
      await until(() => buttonOf(element).textContent.includes('Connect again'), 'the button');
      expect(document.activeElement === document.body, 'an open without a click').to.equal(true);
      Object.assign(element, settings);
      await element.updateComplete;
      buttonOf(element).focus();
      buttonOf(element).click();
      expect(document.activeElement === theBox(), 'the group has the focus').to.equal(true);
      return element;
    }
    const isOnButton = (element: PluggyConnectElement) =>
      until(() => element.shadowRoot!.activeElement === buttonOf(element), 'the focus is on the button');

    for (const delay of [0, 300]) {
      it(`when the open fails after ${delay} ms`, async () => {
        expectFailures('token-network');
        const element = await again({
          tokenSource: () => aTimeout(delay).then(() => Promise.reject(new Error('no'))),
        });
        await nextEvent('pluggy-close');
        await isOnButton(element);
      });
    }

    it('when the page closes the widget before it is ready', async () => {
      const element = await again({ widgetUrl: servers.hanging, tokenSource: () => Promise.resolve(TOKEN) });
      await until(() => frameIn(theBox()), 'the frame');
      element.close();
      await isOnButton(element);
    });

    it('in a shadow root', async () => {
      const host = document.createElement('div');
      host.dataset.host = '';
      document.body.append(host);
      const root = host.attachShadow({ mode: 'open' });
      root.innerHTML = '<pluggy-connect inline></pluggy-connect>';
      const element = await again({}, root);
      element.close();
      await isOnButton(element);
      expect(root.activeElement).to.equal(element);
    });

    it('unless the person has gone on to another control meanwhile', async () => {
      const field = await fixture<HTMLInputElement>(html`<input />`);
      const element = await again({});
      field.focus();
      const closed = nextEvent('pluggy-close');
      element.close();
      await closed;
      await aTimeout(100);
      expect(document.activeElement).to.equal(field);
    });
  });

  it('has four round corners while the widget is loading', async () => {
    const element = await add({ widgetUrl: servers.hanging });
    await until(() => boxes().length && frameIn(theBox()), 'the frame');
    const style = getComputedStyle(panel().querySelector('.panel')!);
    const corners = [
      style.borderTopLeftRadius,
      style.borderTopRightRadius,
      style.borderBottomRightRadius,
      style.borderBottomLeftRadius,
    ];
    expect([...corners, style.overflowX]).to.deep.equal(['16px', '16px', '16px', '16px', 'clip']);
    element.close();
  });

  it('shows the skeleton, without header, while the widget is loading', async () => {
    const element = await add({ widgetUrl: servers.hanging });
    await until(() => boxes().length && frameIn(theBox()), 'the frame');
    expect(panel().querySelector('.bar')).to.equal(null);
    expect(panel().querySelector('.skeleton')!.getBoundingClientRect().height).to.be.greaterThan(400);
    expect(panel().querySelector('[role=status]')!.textContent).to.equal('Getting things ready…');
    expect(theBox().getAttribute('role')).to.equal('group');
    element.close();
  });

  it('opens nothing when pluggy-open is prevented, and keeps its button', async () => {
    const prevent = (event: Event) => event.preventDefault();
    window.addEventListener('pluggy-open', prevent);
    const element = await add();
    await nextEvent('pluggy-open');
    window.removeEventListener('pluggy-open', prevent);
    await aTimeout(100);
    expect(boxes().length).to.equal(0);
    expect(buttonOf(element).getBoundingClientRect().height).to.be.greaterThan(0);
    expect(record.types()).to.deep.equal(['open']);
  });

  describe('beside another inline element', () => {
    const twoOf = async (around: (pair: TemplateResult) => TemplateResult) => {
      const place = await fixture<HTMLElement>(
        around(html`<pluggy-connect inline id="a"></pluggy-connect><pluggy-connect inline id="b"></pluggy-connect>`),
      );
      const [a, b] = [...place.querySelectorAll('pluggy-connect')];
      return { a: a!, b: b! };
    };
    const settings = () => ({ widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN) });
    const error = (element: Element) => element.shadowRoot!.querySelector('[role=alert]')!.textContent;

    for (const [name, arrange] of [
      [
        'with settings of their own',
        async () => {
          const pair = await twoOf((both) => html`<div>${both}</div>`);
          // The second one is ready first.
          for (const element of [pair.b, pair.a]) Object.assign(element, settings());
          return pair;
        },
      ],
      [
        'with the settings of a provider',
        async () => {
          const pair = await twoOf((both) => html`<pluggy-provider>${both}</pluggy-provider>`);
          Object.assign(pair.a.parentElement!, settings());
          return pair;
        },
      ],
    ] as [string, () => Promise<{ a: PluggyConnectElement; b: PluggyConnectElement }>][]) {
      it(`is the one that opens if it is the first in the document, ${name}`, async () => {
        const ready = nextEvent('pluggy-ready');
        const { a, b } = await arrange();
        expect((await ready).target).to.equal(a);
        await aTimeout(100);
        expect(boxes().map(({ parentElement }) => parentElement)).to.deep.equal([a]);
        expect(buttonOf(b).getBoundingClientRect().height).to.be.greaterThan(0);
        expect(buttonOf(b).textContent).to.contain('Connect your account');
        a.close();
        await nextEvent('pluggy-close');
        b.lang = 'en';
        await aTimeout(150);
        expect(record.types(), 'the other one waits for a click').to.deep.equal(['open', 'ready', 'close']);
      });
    }

    it('opens as the first one that is in the window, or in a shadow root before the other', async () => {
      const place = await fixture<HTMLElement>(html`<div><p style="block-size: 3000px"></p></div>`);
      const [below, above] = ['below', 'above'].map((id) =>
        Object.assign(document.createElement('pluggy-connect'), { id, inline: true, ...settings() }),
      );
      place.append(below!);
      const host = document.createElement('div');
      host.dataset.host = '';
      host.attachShadow({ mode: 'closed' }).append(above!);
      const ready = nextEvent('pluggy-ready');
      const hidden = Object.assign(document.createElement('pluggy-connect'), {
        inline: true,
        hidden: true,
        ...settings(),
      });
      place.prepend(hidden, host);
      await ready;
      expect(above!.matches(':state(open)')).to.equal(true);
    });

    it('says at a click that the other connection goes on, and brings the person there', async () => {
      expectFailures('widget-busy');
      const pair = twoOf((both) => html`<pluggy-provider style="display: block">${both}</pluggy-provider>`);
      const ready = nextEvent('pluggy-ready');
      const { a, b } = await pair;
      Object.assign(a.parentElement!, settings());
      await ready;
      b.scrollIntoView();
      const close = nextEvent('pluggy-close');
      buttonOf(b).click();
      expect((await close).outcome.error!.code).to.equal('widget-busy');
      await until(() => error(b), 'the sentence');
      expect(error(b)).to.equal('Another connection is already in progress. Finish that one first.');
      expect(document.activeElement).to.equal(frameIn(theBox()));
      expect(frameIn(theBox())!.getBoundingClientRect().top).to.be.at.least(-1);
      expect(buttonOf(b).textContent).to.contain('Connect your account');
      a.close();
      await until(() => !error(b), 'the sentence ends with the other connection');
    });

    it('opens at a click when the other one has succeeded and rests on its last page', async () => {
      const { a, b } = await twoOf((both) => html`<pluggy-provider>${both}</pluggy-provider>`);
      const ready = nextEvent('pluggy-ready');
      Object.assign(a.parentElement!, settings());
      await ready;
      const outcome = a.open();
      calls('onSuccessProp', { item: anItem() });
      await nextEvent('pluggy-success');
      const next = nextEvent('pluggy-ready');
      buttonOf(b).click();
      expect((await outcome).type).to.equal('success');
      expect((await next).target).to.equal(b);
      await until(() => boxes().length === 1, 'one box');
      expect(theBox().parentElement).to.equal(b);
      expect(buttonOf(a).textContent).to.contain('Connect again');
    });

    for (const [when, succeeds] of [
      ['goes on', false],
      ['has succeeded', true],
    ] as const) {
      it(`answers the click on a button of a dialog while the inline one ${when}`, async () => {
        if (!succeeds) expectFailures('widget-busy');
        const a = await addReady();
        const b = await fixture<PluggyConnectElement>(html`<pluggy-connect preload="none"></pluggy-connect>`);
        await setUp(b);
        if (succeeds) {
          calls('onSuccessProp', { item: anItem() });
          await nextEvent('pluggy-success');
        }
        const ready = nextEvent('pluggy-ready');
        buttonOf(b).click();
        if (succeeds) {
          expect((await ready).target).to.equal(b);
          expect(theDialog()!.open).to.equal(true);
          await until(() => !boxes().length, 'the box is gone');
          expect(a.matches(':state(open)')).to.equal(false);
        } else {
          await until(() => error(b), 'the sentence');
          expect(document.activeElement).to.equal(frameIn(theBox()));
          expect(theDialog()).to.equal(null);
        }
      });
    }
  });

  it('keeps its place while the widget is open, when the attribute is removed', async () => {
    const element = await addReady();
    const { width, height } = element.getBoundingClientRect();
    element.inline = false;
    await element.updateComplete;
    expectInPlace(element);
    expect(element.getBoundingClientRect()).to.include({ width, height });
    expect(buttonOf(element).getBoundingClientRect().height).to.equal(0);
    element.close();
    await nextEvent('pluggy-close');
    await element.updateComplete;
    expect(element.getBoundingClientRect().height).to.be.lessThan(100);
    expect(buttonOf(element).getBoundingClientRect().height).to.be.greaterThan(0);
    expect(buttonOf(element).textContent).to.contain('Connect your account');
  });

  it('waits for a click after an open in the dialog, when the attribute is set meanwhile', async () => {
    const element = await fixture<PluggyConnectElement>(html`<pluggy-connect preload="none"></pluggy-connect>`);
    await setUp(element);
    const ready = nextEvent('pluggy-ready');
    const outcome = element.open();
    await ready;
    element.inline = true;
    await aTimeout(150);
    expect(theDialog()!.open).to.equal(true);
    expect(buttonOf(element).getBoundingClientRect().height, 'the button is behind the dialog').to.be.greaterThan(0);
    element.close();
    await outcome;
    await aTimeout(200);
    expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
    expect(buttonOf(element).textContent).to.contain('Connect again');
    const again = nextEvent('pluggy-ready');
    buttonOf(element).click();
    await again;
    expectInPlace(element);
  });

  for (const style of ['visibility: hidden', 'opacity: 0']) {
    it(`does not open in a parent with ${style}, before the parent is shown`, async () => {
      let tokens = 0;
      const place = await fixture<HTMLElement>(
        html`<div style=${style}><pluggy-connect inline></pluggy-connect></div>`,
      );
      const tokenSource = () => Promise.resolve(`${TOKEN}${tokens++}`);
      const element = await setUp(place.querySelector('pluggy-connect')!, { tokenSource });
      await aTimeout(400);
      expect([record.types(), tokens]).to.deep.equal([[], 0]);
      const ready = nextEvent('pluggy-ready');
      place.removeAttribute('style');
      await ready;
      expectInPlace(element);
    });
  }

  describe('does not open while no pixel of it can be seen, and opens when it appears', () => {
    const HIDDEN = 'position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden';
    const drawer = (place: string, from: string) =>
      `position: fixed; inline-size: 400px; block-size: 600px; ${place}; transition: transform 300ms linear; ${from}`;
    const SHOWN = 'transform: none';

    for (const [where, outer, inner, shown] of [
      ['in a drawer on the right', '', drawer('inset: 0 0 auto auto', 'transform: translateX(100%)'), SHOWN],
      ['in a drawer on the left', '', drawer('inset: 0 100% auto auto', ''), 'right: auto; left: 0'],
      ['in a sheet at the bottom', '', drawer('inset: auto auto 0 0', 'transform: translateY(100%)'), SHOWN],
      [
        'on the next slide',
        'position: relative; inline-size: 400px; block-size: 600px; overflow: hidden',
        'position: absolute; left: 100%; inline-size: 400px; transition: left 300ms linear',
        'left: 0',
      ],
      [
        'in a closed accordion',
        '',
        'max-block-size: 0; overflow: hidden; transition: max-block-size 300ms linear',
        'max-block-size: 600px',
      ],
      ['in a parent without height', '', 'block-size: 0; overflow: clip', 'block-size: auto'],
      ['in a parent without width', '', 'inline-size: 0; overflow: hidden', 'inline-size: 400px'],
      [
        'in a row without height',
        'display: grid',
        'block-size: 0; min-block-size: 0; overflow: hidden',
        'block-size: auto',
      ],
      ['scaled to nothing', '', 'scale: 0; transition: scale 300ms linear', 'scale: 1'],
      ['turned away', '', 'transform: rotateY(90deg)', SHOWN],
      ['visually hidden', '', HIDDEN, 'position: static; inline-size: auto; block-size: auto'],
      [
        'visually hidden, clipped',
        '',
        `${HIDDEN}; margin: 0; clip-path: inset(50%)`,
        'position: static; inline-size: auto; block-size: auto; clip-path: none',
      ],
    ] as const) {
      it(where, async () => {
        const place = await fixture<HTMLElement>(
          html`<div style=${outer}>
            <div style=${inner}><pluggy-connect inline></pluggy-connect></div>
          </div>`,
        );
        let tokens = 0;
        const tokenSource = () => Promise.resolve(`${TOKEN}${tokens++}`);
        await setUp(place.querySelector('pluggy-connect')!, { tokenSource });
        await aTimeout(400);
        expect([record.types(), tokens]).to.deep.equal([[], 0]);
        const ready = nextEvent('pluggy-ready');
        place.querySelector('div')!.style.cssText += `;${shown}`;
        await ready;
      });
    }

    it('directly below the window', async () => {
      const place = await fixture<HTMLElement>(
        html`<div style="position: absolute; inset: 0 0 auto">
          <div style="block-size: 100vh"></div>
          <pluggy-connect inline></pluggy-connect>
        </div>`,
      );
      const element = await setUp(place.querySelector('pluggy-connect')!);
      expect(element.getBoundingClientRect().top).to.equal(innerHeight);
      await aTimeout(400);
      expect(record.types()).to.deep.equal([]);
      const ready = nextEvent('pluggy-ready');
      // A pixel at a time: each report is about as little as possible.
      while (scrollY < 40) {
        scrollBy(0, 1);
        await new Promise(requestAnimationFrame);
      }
      await ready;
      scrollTo(0, 0);
    });
  });

  it('leaves no timer of a hidden element that is removed', async () => {
    const left = watchLeftovers();
    try {
      const place = await fixture<HTMLElement>(html`<div style="visibility: hidden"></div>`);
      const element = Object.assign(document.createElement('pluggy-connect'), { inline: true });
      place.append(element);
      await setUp(element);
      await until(() => left.timers.some((line) => line.includes('inline-turns')), 'the checks');
      element.remove();
      expect(left.timers).to.deep.equal([]);
    } finally {
      left.restore();
    }
  });

  describe('ends with exactly one close', () => {
    for (const [when, arrange] of [
      ['while it is loading', (): Partial<PluggyConnectElement> => ({ widgetUrl: servers.hanging })],
      ['during the request for the token', () => ({ tokenSource: () => new Promise<string>(() => {}) })],
      ['with the widget ready', () => ({})],
    ] as [string, () => Partial<PluggyConnectElement>][]) {
      const begin = async () => {
        const settings = arrange();
        const element = settings.widgetUrl || settings.tokenSource ? await add(settings) : await addReady(settings);
        await until(() => boxes().length && (settings.tokenSource ?? frameIn(theBox())), 'the box');
        return element;
      };
      const closes = () => record.types().filter((type) => type === 'close').length;

      it(`when it is removed ${when}`, async () => {
        const element = await begin();
        element.remove();
        await until(closes, 'the close');
        await aTimeout(100);
        expect(closes()).to.equal(1);
        expect(boxes().length).to.equal(0);
      });

      it(`when it is moved ${when}, with the button in the new place`, async () => {
        const element = await begin();
        const place = await fixture(html`<section></section>`);
        place.append(element);
        await until(closes, 'the close');
        await aTimeout(150);
        expect(closes()).to.equal(1);
        expect(boxes().length).to.equal(0);
        expect(buttonOf(element).getBoundingClientRect().height).to.be.greaterThan(0);
        const ready = nextEvent('pluggy-ready');
        Object.assign(element, { widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN) });
        buttonOf(element).click();
        await ready;
        expectInPlace(element);
      });

      it(`when the page replaces its content ${when}`, async () => {
        const element = await begin();
        element.textContent = 'Other label';
        await until(closes, 'the close');
        await aTimeout(100);
        expect(closes()).to.equal(1);
        expect(boxes().length).to.equal(0);
      });
    }
  });

  describe('works', () => {
    const into = async (markup: ReturnType<typeof html>) => {
      const place = await fixture<HTMLElement>(markup);
      const ready = nextEvent('pluggy-ready');
      const element = await setUp(place.querySelector('pluggy-connect')!);
      await ready;
      return { place, element };
    };

    it('in a transformed parent', async () => {
      const { element } = await into(
        html`<div style="transform: translate(40px, 20px) scale(0.5); transform-origin: 0 0">
          <pluggy-connect inline></pluggy-connect>
        </div>`,
      );
      expectInPlace(element, { scale: 0.5 });
    });

    it('in a scrolled parent, and scrolls with it', async () => {
      const { place, element } = await into(
        html`<div style="block-size: 300px; overflow: auto">
          <pluggy-connect inline></pluggy-connect>
          <div style="block-size: 900px"></div>
        </div>`,
      );
      const { top } = element.getBoundingClientRect();
      place.scrollTop = 120;
      expectInPlace(element);
      expect(element.getBoundingClientRect().top).to.equal(top - 120);
    });

    it('in a parent that is hidden and shown', async () => {
      const { place, element } = await into(html`<div><pluggy-connect inline></pluggy-connect></div>`);
      const frame = frameIn(theBox());
      place.style.display = 'none';
      await aTimeout(100);
      place.style.display = '';
      expect(frameIn(theBox())).to.equal(frame);
      expectInPlace(element);
      calls('onSuccessProp', { item: anItem() });
      await nextEvent('pluggy-success');
      expect(record.types()).to.deep.equal(['open', 'ready', 'success']);
    });

    it('in a cell of a table', async () => {
      const { element } = await into(
        html`<table>
          <tbody>
            <tr>
              <td><pluggy-connect inline></pluggy-connect></td>
            </tr>
          </tbody>
        </table>`,
      );
      expectInPlace(element);
    });

    it('in a form, which gets the connected Item’s id and is not submitted', async () => {
      const { place, element } = await into(html`<form><pluggy-connect inline name="bank"></pluggy-connect></form>`);
      let submits = 0;
      place.addEventListener('submit', (event) => {
        submits++;
        event.preventDefault();
      });
      calls('onSuccessProp', { item: anItem() });
      await nextEvent('pluggy-success');
      await element.updateComplete;
      expect(new FormData(place as HTMLFormElement).get('bank')).to.equal(anItem().id);
      expect(submits).to.equal(0);
    });

    for (const outerIsManual of [true, false]) {
      it(`in ${outerIsManual ? 'the outer' : 'the inner'} one of two shadow roots whose slots are assigned by hand`, async () => {
        const host = document.createElement('div');
        host.dataset.host = '';
        document.body.append(host);
        const manual: ShadowRootInit = { mode: 'open', slotAssignment: 'manual' };
        const outer = host.attachShadow(outerIsManual ? manual : { mode: 'open' });
        outer.innerHTML = '<main style="padding: 30px"><div></div></main>';
        const inner = outer.querySelector('div')!.attachShadow(outerIsManual ? { mode: 'open' } : manual);
        inner.innerHTML = '<pluggy-connect inline></pluggy-connect>';
        const ready = nextEvent('pluggy-ready');
        const element = await setUp(inner.querySelector('pluggy-connect')!);
        await ready;
        expectInPlace(element);
        element.close();
        await nextEvent('pluggy-close');
        expect(host.childNodes.length + outer.querySelector('div')!.childNodes.length).to.equal(0);
      });
    }

    for (const mode of ['open', 'closed'] as const) {
      it(`in nested shadow roots (${mode})`, async () => {
        const host = document.createElement('div');
        host.dataset.host = '';
        document.body.append(host);
        const outer = host.attachShadow({ mode });
        outer.innerHTML = '<main style="padding: 30px"><div></div></main>';
        const inner = outer.querySelector('div')!.attachShadow({ mode });
        const element = document.createElement('pluggy-connect');
        element.inline = true;
        inner.append(element);
        const ready = nextEvent('pluggy-ready');
        await setUp(element);
        await ready;
        expect(theBox().getRootNode()).to.equal(document);
        expectInPlace(element);
        calls('onSuccessProp', { item: anItem() });
        await nextEvent('pluggy-success');
        calls('close');
        await nextEvent('pluggy-close');
        expect(host.childNodes.length, 'nothing is left in the host').to.equal(0);
        expect(outer.querySelectorAll('slot').length + inner.querySelectorAll('slot').length).to.equal(0);
        expect(outer.querySelector('div')!.childNodes.length).to.equal(0);
      });
    }
  });
});
