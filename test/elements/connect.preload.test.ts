import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import '../../src/define/provider.js';
import type { PluggyConnectElement } from '../../src/index.js';
import { testClock, type TestClock } from '../support/clock.js';
import {
  closeAll,
  expectSdkFailures,
  nextEvent,
  openReady,
  recordEvents,
  servers,
  theBar,
  theDialog,
  theFrame,
  TOKEN,
  until,
  widgetCalls,
  widgetProps,
} from '../support/widget.js';
import { expectFailures } from '../support/console.js';

describe('<pluggy-connect>, preload', () => {
  beforeEach(expectSdkFailures);
  let record: ReturnType<typeof recordEvents>;
  let clock: TestClock | undefined;
  /** Number of token requests. */
  let tokenRequests = 0;

  beforeEach(() => {
    record = recordEvents();
    tokenRequests = 0;
  });
  afterEach(async () => {
    clock?.restore();
    clock = undefined;
    record.stop();
    await closeAll();
    await sendMouse({ type: 'move', position: [1, 1] });
  });

  const tokenSource = () => Promise.resolve(`${TOKEN}${++tokenRequests}`);
  async function preloading(settings: Partial<PluggyConnectElement> = {}) {
    const parent = await fixture<HTMLElement>(html`
      <div style="padding: 40px">
        <button>before</button>
        <pluggy-connect></pluggy-connect>
        <button>after</button>
      </div>
    `);
    const element = parent.querySelector('pluggy-connect')!;
    Object.assign(element, { widgetUrl: servers.child, tokenSource, ...settings });
    await element.updateComplete;
    return { parent, element, button: element.shadowRoot!.querySelector('button')! };
  }
  const press = (element: Element) => element.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  const enter = (element: Element) => element.dispatchEvent(new PointerEvent('pointerenter'));
  const leave = (element: Element) => element.dispatchEvent(new PointerEvent('pointerleave'));
  /** Waits for pending work: the work needs this import too, and then only promises. */
  const quiet = async () => {
    await import('../../src/elements/connect/connect-widget.js');
    const { port1, port2 } = new MessageChannel();
    for (let turns = 0; turns < 3; turns++) {
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    }
    port1.close();
  };
  /** Preloads once, so that the code is loaded and later preloads take no time. */
  before(async () => {
    const { element } = await preloading();
    press(element);
    await until(() => tokenRequests, 'the code is there');
    element.remove();
  });

  describe('by default ("intent")', () => {
    it('does nothing before a sign of intent', async () => {
      await preloading();
      await quiet();
      expect(tokenRequests).to.equal(0);
    });

    it('requests a token at a press, before the click, and opens with that token', async () => {
      const { element } = await preloading();
      press(element);
      await quiet();
      expect(tokenRequests).to.equal(1);
      await openReady(element);
      expect(tokenRequests).to.equal(1);
      expect((await widgetProps()).connectToken).to.equal(`${TOKEN}1`);
    });

    it('requests a token once a pointer has rested on the button for 65 ms, and not before', async () => {
      const { element } = await preloading();
      clock = testClock();
      enter(element);
      await clock.pass(64);
      expect(tokenRequests).to.equal(0);
      await clock.pass(1);
      await quiet();
      expect(tokenRequests).to.equal(1);
    });

    it('does not request a token for a passing pointer', async () => {
      const { element } = await preloading();
      clock = testClock();
      enter(element);
      await clock.pass(40);
      leave(element);
      await clock.pass(1000);
      await quiet();
      expect(tokenRequests).to.equal(0);
    });

    it('does not request a token for a pointer that left with the element', async () => {
      const { parent, element } = await preloading();
      clock = testClock();
      enter(element);
      element.remove();
      await clock.pass(1000);
      await quiet();
      expect(tokenRequests).to.equal(0);
      parent.append(element);
    });

    it('does not request a token for a pointer where the dialog was, until the pointer moves', async () => {
      const { element } = await preloading();
      const { outcome } = await openReady(element);
      element.close();
      await outcome;
      expect(tokenRequests).to.equal(1);
      clock = testClock();
      enter(element);
      await clock.pass(100);
      await quiet();
      expect(tokenRequests).to.equal(1);
      element.dispatchEvent(new PointerEvent('pointermove'));
      enter(element);
      await clock.pass(100);
      await quiet();
      expect(tokenRequests).to.equal(2);
    });

    /** Focuses as Tab does; in WebKit, Tab depends on a setting of the system. */
    const focusByKey = async (parent: HTMLElement, element: HTMLElement) => {
      parent.querySelector('button')!.focus();
      await sendKeys({ press: 'Tab' });
      if (document.activeElement !== element) element.focus();
    };
    const blur = (parent: HTMLElement) => parent.querySelectorAll('button')[1]!.focus();

    it('requests a token once the keyboard focus has stayed for 300 ms, and not before', async () => {
      const { parent, element } = await preloading();
      clock = testClock();
      await focusByKey(parent, element);
      await clock.pass(299);
      await quiet();
      expect(tokenRequests).to.equal(0);
      await clock.pass(1);
      await quiet();
      expect(tokenRequests).to.equal(1);
    });

    for (const [what, leave] of [
      ['moves on', (parent) => blur(parent)],
      ['leaves with the element', (_, element) => element.remove()],
      ['is on a button that is disabled meanwhile', (_, element) => (element.disabled = true)],
    ] as [string, (parent: HTMLElement, element: PluggyConnectElement) => void][]) {
      it(`requests no token for a focus that ${what}`, async () => {
        const { parent, element } = await preloading();
        clock = testClock();
        await focusByKey(parent, element);
        await clock.pass(200);
        leave(parent, element);
        await clock.pass(1000);
        await quiet();
        expect(tokenRequests).to.equal(0);
        parent.append(element);
      });
    }

    it('has one timer at most, for a pointer or for the focus', async () => {
      const { parent, element } = await preloading();
      await focusByKey(parent, element);
      blur(parent);
      const running = new Set<unknown>();
      const [set, clear] = [window.setTimeout.bind(window), window.clearTimeout.bind(window)];
      window.setTimeout = ((act: () => void, ms: number) => {
        const timer = set(act, ms);
        if (ms === 65 || ms === 300) running.add(timer);
        return timer;
      }) as typeof setTimeout;
      window.clearTimeout = (timer) => {
        running.delete(timer);
        clear(timer);
      };
      try {
        for (let times = 0; times < 3; times++) {
          element.focus();
          enter(element);
          enter(element);
          expect(running.size).to.be.at.most(1);
          blur(parent);
          expect(running.size).to.equal(0);
          enter(element);
        }
        element.remove();
        expect(running.size).to.equal(0);
      } finally {
        Object.assign(window, { setTimeout: set, clearTimeout: clear });
      }
    });

    it('does not request a token when the dialog returns the focus', async () => {
      const { element } = await preloading();
      await sendKeys({ press: 'Tab' });
      element.focus();
      await until(() => tokenRequests, 'the token is asked for');
      const { outcome } = await openReady(element);
      element.close();
      await outcome;
      expect(document.activeElement).to.equal(element);
      await quiet();
      expect(tokenRequests).to.equal(1);
    });

    it('does not request a token when a cancelled preparation returns the focus', async () => {
      const { element } = await preloading();
      await sendKeys({ press: 'Tab' });
      element.focus();
      await until(() => tokenRequests, 'the token is asked for');
      const outcome = element.open();
      element.close();
      await outcome;
      await quiet();
      expect(tokenRequests).to.equal(1);
    });

    it('does not request a second token for further signs of intent before the click', async () => {
      const { element } = await preloading();
      clock = testClock();
      for (let times = 0; times < 3; times++) {
        enter(element);
        await clock.pass(100);
        press(element);
        leave(element);
        await quiet();
      }
      expect(tokenRequests).to.equal(1);
    });

    it('does not request a second token while the first request is pending, nor at the click', async () => {
      let resolveToken!: (token: string) => void;
      const { element } = await preloading({
        tokenSource: () => {
          tokenRequests++;
          return new Promise((resolve) => (resolveToken = resolve));
        },
      });
      press(element);
      await quiet();
      press(element);
      await quiet();
      const ready = nextEvent('pluggy-ready');
      void element.open();
      await quiet();
      expect(tokenRequests).to.equal(1);
      resolveToken(TOKEN);
      await ready;
      expect((await widgetProps()).connectToken).to.equal(TOKEN);
    });

    it('sends the request in the task of the press', async () => {
      const realFetch = fetch;
      const sent: string[] = [];
      window.fetch = (url, init) => {
        sent.push(`${init!.method} ${new URL(url as URL).pathname}`);
        return Promise.resolve(Response.json({ accessToken: TOKEN }));
      };
      try {
        const { element } = await preloading({ tokenSource: undefined, tokenEndpoint: '/api/connect-token' });
        press(element);
        expect(sent).to.deep.equal(['POST /api/connect-token']);
        await openReady(element);
        expect(sent.length).to.equal(1);
        expect((await widgetProps()).connectToken).to.equal(TOKEN);
      } finally {
        window.fetch = realFetch;
      }
    });

    it('does nothing while disabled, or while another widget is open', async () => {
      const { element } = await preloading({ disabled: true });
      press(element);
      await quiet();
      expect(tokenRequests).to.equal(0);
      const other = await preloading();
      await openReady(other.element);
      expect(tokenRequests).to.equal(1);
      element.disabled = false;
      press(element);
      await quiet();
      expect(tokenRequests).to.equal(1);
    });

    it('warns of wrong attributes', async () => {
      const { element } = await preloading();
      element.setAttribute('theme', 'auto');
      const warn = console.warn.bind(console);
      const texts: string[] = [];
      console.warn = (text: string) => void texts.push(text);
      try {
        press(element);
        await until(() => texts.length, 'the warning');
      } finally {
        console.warn = warn;
      }
      expect(texts[0]).to.include('theme="auto"');
    });
  });

  it('requests a token when a real mouse rests on the button', async () => {
    const { button } = await preloading();
    const { x, y, width, height } = button.getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
    await until(() => tokenRequests, 'the token is asked for');
    expect(tokenRequests).to.equal(1);
  });

  it('requests nothing when a script moves the focus of a person with a mouse', async () => {
    const { parent, element, button } = await preloading();
    const after = parent.querySelectorAll('button')[1]!;
    const { x, y, width, height } = after.getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
    // Chromium 141 shows the focus that a host delegates, also after a mouse.
    button.focus();
    expect(element.shadowRoot!.activeElement).to.equal(button);
    expect(button.matches(':focus-visible'), 'the engine’s own opinion').to.equal(false);
    await quiet();
    expect(tokenRequests).to.equal(0);
  });

  describe('"none"', () => {
    it('requests nothing before the click', async () => {
      const { element } = await preloading({ preload: 'none' });
      clock = testClock();
      enter(element);
      press(element);
      await sendKeys({ press: 'Tab' });
      element.focus();
      await clock.pass(1000);
      await quiet();
      expect(tokenRequests).to.equal(0);
      clock.restore();
      await openReady(element);
      expect(tokenRequests).to.equal(1);
    });
  });

  describe('"visible"', () => {
    it('requests a token once the button is visible, and not before', async () => {
      const { parent, element } = await preloading();
      parent.style.marginTop = '300vh';
      element.preload = 'visible';
      await element.updateComplete;
      press(element);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      await quiet();
      expect(tokenRequests, 'neither unseen nor at a press').to.equal(0);
      element.scrollIntoView();
      await until(() => tokenRequests, 'the token is asked for');
      element.scrollIntoView({ block: 'end' });
      await openReady(element);
      expect(tokenRequests).to.equal(1);
      scrollTo(0, 0);
    });

    for (const [where, style] of [
      ['in a closed accordion', 'block-size: 0; overflow: hidden'],
      ['directly below the window', 'position: absolute; inset-block-start: 100vh'],
    ] as const) {
      it(`requests no token for a button ${where}, before a pixel is shown`, async () => {
        const { parent, element } = await preloading();
        parent.style.cssText = style;
        element.preload = 'visible';
        await element.updateComplete;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        await quiet();
        expect(tokenRequests).to.equal(0);
        parent.style.cssText = '';
        await until(() => tokenRequests === 1, 'the token is asked for');
      });
    }

    for (const preload of ['visible', 'prerender'] as const) {
      it(`waits for an intent, and loads no widget, where the person saves data: ${preload}`, async () => {
        const original = Object.getOwnPropertyDescriptor(navigator, 'connection');
        Object.defineProperty(navigator, 'connection', { configurable: true, value: { saveData: true } });
        try {
          const { element } = await preloading({ preload });
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          await quiet();
          expect(tokenRequests, 'visible').to.equal(0);
          press(element);
          await until(() => tokenRequests, 'the token is asked for');
          await quiet();
          expect(theFrame()).to.equal(null);
          await openReady(element);
          expect(tokenRequests).to.equal(1);
        } finally {
          if (original) Object.defineProperty(navigator, 'connection', original);
          else Reflect.deleteProperty(navigator, 'connection');
        }
      });
    }

    it('requests a token again when the button is put back after a removal', async () => {
      const { parent, element } = await preloading({ preload: 'visible' });
      await until(() => tokenRequests === 1, 'the token is asked for');
      element.remove();
      await quiet();
      parent.append(element);
      await until(() => tokenRequests === 2, 'the token is asked for again');
    });

    it('follows a provider whose setting changes', async () => {
      const provider = document.createElement('pluggy-provider');
      Object.assign(provider, { widgetUrl: servers.child, tokenSource, preload: 'none' });
      const element = document.createElement('pluggy-connect');
      provider.append(element);
      (await fixture<HTMLElement>(html`<div></div>`)).append(provider);
      await until(() => element['context'], 'the provider is there');
      await element.updateComplete;
      await quiet();
      expect(tokenRequests).to.equal(0);
      provider.preload = 'visible';
      await until(() => tokenRequests, 'the token is asked for');
      provider.remove();
    });

    it('requests no second token for a move in the page', async () => {
      const { parent, element } = await preloading({ preload: 'visible' });
      await until(() => tokenRequests === 1, 'the token is asked for');
      parent.append(element);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      await quiet();
      expect(tokenRequests).to.equal(1);
    });
  });

  const trace = () => ({
    focus: document.activeElement === document.body,
    scroll: document.documentElement.getAttribute('style') ?? '',
    body: document.body.className,
    shown: theDialog()!.open,
  });
  const UNTOUCHED = { focus: true, scroll: '', body: '', shown: false };
  /** Checks that the dialog cannot be focused and does not cover the page. */
  const expectOutOfReach = async () => {
    await sendKeys({ press: 'Tab' });
    expect(theDialog()!.contains(document.activeElement), 'focus').to.equal(false);
    const atCentre = document.elementFromPoint(innerWidth / 2, innerHeight / 2)!;
    expect(atCentre.closest('dialog') === null, 'the page has the pointer').to.equal(true);
    const atTop = document.elementFromPoint(innerWidth / 2, 2)!;
    expect(atTop.closest('dialog') === null, 'above, too').to.equal(true);
  };

  describe('prepares the dialog', () => {
    const ready = async (settings: Partial<PluggyConnectElement> = {}) => {
      const all = await preloading(settings);
      press(all.element);
      await until(theDialog, 'it is laid out');
      return { ...all, dialog: theDialog()! };
    };

    it('invisible and inert, without a widget', async () => {
      const { dialog } = await ready();
      expect(trace()).to.deep.equal(UNTOUCHED);
      expect(getComputedStyle(dialog).visibility).to.equal('hidden');
      expect(dialog.clientWidth, 'its size').to.equal(innerWidth);
      expect(!!theFrame(), 'a widget').to.equal(false);
      expect(record.types()).to.deep.equal([]);
      await expectOutOfReach();
    });

    it('which the click shows and the end of the open removes', async () => {
      const { element, dialog } = await ready();
      const outcome = element.open();
      expect(dialog.open, 'in the click’s own task').to.equal(true);
      await nextEvent('pluggy-ready');
      expect(theDialog() === dialog, 'the same dialog').to.equal(true);
      expect(document.activeElement === theFrame(), 'the focus is in the widget').to.equal(true);
      expect(getComputedStyle(theFrame()!).visibility).to.equal('visible');
      element.close();
      await outcome;
      expect(document.querySelectorAll('dialog').length).to.equal(0);
      expect(document.adoptedStyleSheets.length).to.equal(0);
    });

    for (const [name, change] of [
      ['the language', (element) => (element.lang = 'es')],
      ['the direction', (element) => (element.dir = 'rtl')],
      ['the colour scheme', (element) => (element.style.colorScheme = 'dark')],
    ] as [string, (element: PluggyConnectElement) => void][]) {
      it(`and replaces the dialog when ${name} has changed, with the same token`, async () => {
        const { element, dialog } = await ready();
        change(element);
        await element.updateComplete;
        await openReady(element);
        expect(theDialog() === dialog, 'the same dialog').to.equal(false);
        expect(document.querySelectorAll('dialog').length).to.equal(1);
        expect(tokenRequests).to.equal(1);
      });
    }

    it('with the texts of the page at the click', async () => {
      const provider = document.createElement('pluggy-provider');
      const { parent, element, dialog } = await ready();
      provider.messages = { connect: { close: 'Not now' } };
      parent.append(provider);
      provider.append(element);
      await until(() => element['context'], 'the provider is there');
      const outcome = element.open();
      expect(theDialog() === dialog, 'the same dialog').to.equal(false);
      expect(theBar().querySelector('button')!.textContent).to.equal('Not now');
      element.close();
      await outcome;
    });

    it('for one element at a time: the last with a sign of intent', async () => {
      const first = await ready();
      const second = await preloading();
      press(second.element);
      await until(() => theDialog() && theDialog() !== first.dialog, 'the second one is there');
      expect(document.querySelectorAll('dialog').length).to.equal(1);
      await openReady(first.element);
      expect(tokenRequests, 'each has its token still').to.equal(2);
      expect(document.querySelectorAll('dialog').length).to.equal(1);
      expect((await widgetProps()).connectToken).to.equal(`${TOKEN}1`);
    });

    for (const [name, end] of [
      ['the element is removed', (element) => element.remove()],
      ['the page is left', () => dispatchEvent(new PageTransitionEvent('pagehide'))],
      ['the token is for another Item', (element) => (element.itemId = 'item-2')],
    ] as [string, (element: PluggyConnectElement) => void][]) {
      it(`and removes the dialog when ${name}`, async () => {
        const { element } = await ready();
        end(element);
        await until(() => !theDialog(), 'the dialog is gone');
        expect(document.adoptedStyleSheets.length).to.equal(0);
        expect(record.types()).to.deep.equal([]);
      });
    }

    it('and removes the dialog when the token request fails', async () => {
      let fail!: (error: Error) => void;
      await ready({ tokenSource: () => new Promise((_, reject) => (fail = reject)) });
      fail(new Error('down'));
      await until(() => !theDialog(), 'the dialog is gone');
      expect(record.types()).to.deep.equal([]);
    });

    it('and removes dialog and token after 5 minutes', async () => {
      clock = testClock();
      const { element } = await preloading();
      press(element);
      await quiet();
      await clock.pass(299_999);
      expect(!!theDialog(), 'it is there').to.equal(true);
      await clock.pass(1);
      expect(!!theDialog(), 'it is there').to.equal(false);
      expect(clock.waiting).to.equal(0);
    });
  });

  describe('"prerender"', () => {
    const isLaidOut = () => theFrame() && !theBar().querySelector('.skeleton');
    const laidOut = () => until(isLaidOut, 'the widget answers');
    /** Waits until the widget is laid out and answers. */
    const prerendered = async (settings: Partial<PluggyConnectElement> = {}) => {
      const all = await preloading({ preload: 'prerender', ...settings });
      press(all.element);
      await laidOut();
      return all;
    };

    it('loads the widget at its full size, invisible and inert, without events', async () => {
      const { element } = await prerendered();
      const frame = theFrame()!;
      const size = () => JSON.stringify(frame.getBoundingClientRect());
      const before = size();
      const { visibility } = getComputedStyle(frame);
      expect(visibility).to.equal('hidden');
      expect(frame.closest('[inert]')).to.not.equal(null);
      expect(trace()).to.deep.equal(UNTOUCHED);
      expect(record.types()).to.deep.equal([]);
      frame.focus();
      await expectOutOfReach();
      const { _parentContainerContext } = await widgetProps();
      expect(_parentContainerContext, 'what the widget may lay out by').to.include({
        containerWidth: (theDialog()!.firstElementChild as HTMLElement).offsetWidth,
        containerHeight: (theDialog()!.firstElementChild as HTMLElement).offsetHeight,
      });
      await openReady(element);
      expect(frame.clientWidth).to.be.above(300);
      expect(size()).to.equal(before);
    });

    it('is shown by the click, with the same token and frame, and is ready at once', async () => {
      const { element } = await prerendered();
      const frame = theFrame();
      const outcome = element.open();
      expect(theDialog()!.open, 'in the click’s own task').to.equal(true);
      await quiet();
      expect(record.types()).to.deep.equal(['open', 'ready']);
      expect(theFrame() === frame, 'the same frame').to.equal(true);
      expect(getComputedStyle(frame!).visibility).to.equal('visible');
      expect(document.activeElement === frame, 'the focus is in the widget').to.equal(true);
      expect(getComputedStyle(document.documentElement).overflowY).to.equal('hidden');
      expect(tokenRequests).to.equal(1);
      expect((await widgetProps()).connectToken).to.equal(`${TOKEN}1`);
      element.close();
      expect((await outcome).type).to.equal('cancelled');
      expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
      await until(() => !theDialog(), 'the dialog is gone');
      expect(document.querySelectorAll('iframe').length).to.equal(0);
      expect(document.adoptedStyleSheets.length).to.equal(0);
    });

    it('continues loading after an early click', async () => {
      const { element } = await preloading({ preload: 'prerender' });
      press(element);
      await until(theFrame, 'the frame is there');
      const frame = theFrame();
      await openReady(element);
      expect(theFrame() === frame, 'the same frame').to.equal(true);
      expect(tokenRequests).to.equal(1);
      expect(record.types()).to.deep.equal(['open', 'ready']);
    });

    it("reports the widget's earlier steps at the open", async () => {
      const { element } = await prerendered();
      widgetCalls('onEventProp', { event: 'PAGE_LOADED', timestamp: 1 });
      await widgetProps();
      await quiet();
      expect(record.types()).to.deep.equal([]);
      await openReady(element);
      expect(record.types()).to.deep.equal(['open', 'progress', 'ready']);
      widgetCalls('onEventProp', { event: 'SELECTED_INSTITUTION', timestamp: 2 });
      const { step } = await nextEvent('pluggy-progress');
      expect(step).to.equal('SELECTED_INSTITUTION');
    });

    it('is limited to one widget per page: the first element has it, the next one a token only', async () => {
      await prerendered();
      const frame = theFrame();
      const other = await preloading({ preload: 'prerender' });
      press(other.element);
      await quiet();
      expect(tokenRequests).to.equal(2);
      expect(document.querySelectorAll('dialog').length).to.equal(1);
      await openReady(other.element);
      expect(theFrame() === frame, 'the same frame').to.equal(false);
      await until(() => document.querySelectorAll('dialog').length === 1, 'the first one is gone');
      expect((await widgetProps()).connectToken).to.equal(`${TOKEN}2`);
    });

    it('is kept after a prevented open, for the next click', async () => {
      const { element } = await prerendered();
      const frame = theFrame();
      element.addEventListener('pluggy-open', (event) => event.preventDefault(), { once: true });
      expect(await element.open()).to.deep.equal({ type: 'cancelled' });
      expect(trace()).to.deep.equal(UNTOUCHED);
      await openReady(element);
      expect(theFrame() === frame, 'the same frame').to.equal(true);
    });

    for (const [name, change] of [
      ['an option', (element) => (element.connectorIds = [2])],
      ['the item', (element) => (element.itemId = 'item-2')],
      ['the language', (element) => (element.lang = 'es')],
      ['the direction', (element) => (element.dir = 'rtl')],
      ['the colour scheme', (element) => (element.style.colorScheme = 'dark')],
    ] as [string, (element: PluggyConnectElement) => void][]) {
      it(`is replaced when ${name} has changed`, async () => {
        const { element } = await prerendered();
        const frame = theFrame();
        change(element);
        await element.updateComplete;
        await openReady(element);
        expect(theFrame() === frame, 'the same frame').to.equal(false);
        expect(tokenRequests).to.equal(2);
        await until(() => document.querySelectorAll('dialog').length === 1, 'the first one is gone');
        expect(record.types()).to.deep.equal(['open', 'ready']);
      });
    }

    for (const [name, end] of [
      ['the element is removed', (element) => element.remove()],
      ['the page is left', () => dispatchEvent(new PageTransitionEvent('pagehide'))],
      ['the widget closes', () => widgetCalls('close')],
      ['the widget fails', () => widgetCalls('onErrorProp', { message: 'INTERNAL_ERROR' })],
      ['its frame is taken out', () => theFrame()!.remove()],
    ] as [string, (element: PluggyConnectElement) => void][]) {
      it(`is removed when ${name}, without events`, async () => {
        const { element } = await prerendered();
        end(element);
        await until(() => !theDialog(), 'the dialog is gone');
        expect(record.types()).to.deep.equal([]);
        expect(document.activeElement === document.body, 'the focus stays where it was').to.equal(true);
        expect(document.querySelectorAll('iframe').length).to.equal(0);
        expect(document.adoptedStyleSheets.length).to.equal(0);
        if (!element.isConnected) return;
        await openReady(element);
        expect(tokenRequests).to.equal(2);
      });
    }

    it('is removed at once when the page is left, because the browser may cache the page', async () => {
      await prerendered();
      dispatchEvent(new PageTransitionEvent('pagehide'));
      expect(!!theDialog(), 'it is there').to.equal(false);
    });

    it('leaves no timer when its token arrives after the removal', async () => {
      let resolveToken!: (token: string) => void;
      const { element } = await preloading({
        preload: 'prerender',
        tokenSource: () => new Promise((resolve) => (resolveToken = resolve)),
      });
      clock = testClock();
      press(element);
      await quiet();
      dispatchEvent(new PageTransitionEvent('pagehide'));
      resolveToken(TOKEN);
      await quiet();
      expect(!!theDialog(), 'it is there').to.equal(false);
      expect(clock.waiting).to.equal(0);
    });

    it('is removed with its token after 5 minutes', async () => {
      const { element } = await preloading({ preload: 'prerender' });
      clock = testClock();
      const start = clock.now;
      press(element);
      for (let turns = 0; turns < 10_000 && !isLaidOut(); turns++) await clock.pass(1);
      await clock.pass(start + 299_999 - clock.now);
      expect(!!theDialog(), 'it is there').to.equal(true);
      await clock.pass(1);
      clock.restore();
      await until(() => !theDialog(), 'the dialog is gone');
    });

    it('that fails to load is tried once, and the click starts again', async () => {
      const { element } = await preloading({ preload: 'prerender', widgetUrl: servers.silent, loadTimeout: 300 });
      press(element);
      await until(theDialog, 'it is laid out');
      await until(() => !theDialog(), 'it is given up');
      expect(tokenRequests).to.equal(1);
      for (let times = 0; times < 2; times++) {
        press(element);
        await quiet();
      }
      expect(tokenRequests, 'a token as by default').to.equal(2);
      expect(!!theFrame(), 'no widget').to.equal(false);
      expect(record.types()).to.deep.equal([]);
      element.widgetUrl = servers.child;
      element.loadTimeout = 20_000;
      await openReady(element);
      expect(tokenRequests).to.equal(2);
    });

    it('whose token request fails is silent, and the next sign of intent tries again', async () => {
      const { element } = await preloading({
        preload: 'prerender',
        tokenSource: () => (++tokenRequests === 1 ? Promise.reject(new Error('down')) : Promise.resolve(TOKEN)),
      });
      press(element);
      await until(() => tokenRequests && !theDialog(), 'it is given up');
      expect(record.types()).to.deep.equal([]);
      press(element);
      await laidOut();
      await openReady(element);
      expect(tokenRequests).to.equal(2);
    });
  });

  describe('that failed', () => {
    it('is silent, and the click requests a new token', async () => {
      const { element } = await preloading({
        tokenSource: () => (++tokenRequests === 1 ? Promise.reject(new Error('down')) : Promise.resolve(TOKEN)),
      });
      const unhandled: unknown[] = [];
      const note = (event: Event) => unhandled.push(event);
      addEventListener('unhandledrejection', note);
      press(element);
      await quiet();
      expect(tokenRequests).to.equal(1);
      expect(record.types()).to.deep.equal([]);
      expect(element.shadowRoot!.querySelector('[role=alert]')!.textContent).to.equal('');
      await openReady(element);
      removeEventListener('unhandledrejection', note);
      expect(tokenRequests).to.equal(2);
      expect(record.types()).to.deep.equal(['open', 'ready']);
      expect(unhandled).to.deep.equal([]);
    });

    it('is a failure of the open when it ends after the click', async () => {
      expectFailures('token-network');
      let fail!: (error: Error) => void;
      const { element } = await preloading({ tokenSource: () => new Promise((_, reject) => (fail = reject)) });
      press(element);
      await until(() => fail, 'the token is asked for');
      const outcome = element.open();
      fail(new Error('down'));
      expect((await outcome).error!.code).to.equal('token-network');
      expect(record.types()).to.deep.equal(['open', 'error', 'close']);
    });
  });

  describe('drops its token', () => {
    it('when the element is removed, and aborts the request', async () => {
      let signal!: AbortSignal;
      const { parent, element } = await preloading({
        tokenSource: (request) => {
          signal = request.signal;
          return new Promise(() => {});
        },
      });
      press(element);
      await until(() => signal, 'the token is asked for');
      parent.prepend(element);
      await quiet();
      expect(signal.aborted, 'not by a move').to.equal(false);
      element.remove();
      await quiet();
      expect(signal.aborted).to.equal(true);
      Object.assign(element, { tokenSource });
      parent.append(element);
      await openReady(element);
      expect(tokenRequests).to.equal(1);
    });

    for (const [name, change] of [
      ['the function', (element) => (element.tokenSource = () => Promise.resolve(`other-${++tokenRequests}`))],
      ['the item', (element) => (element.itemId = 'item-2')],
    ] as [string, (element: PluggyConnectElement) => void][]) {
      it(`when ${name} changes, even in the task of the click`, async () => {
        const { element } = await preloading();
        press(element);
        await quiet();
        expect(tokenRequests).to.equal(1);
        change(element);
        await openReady(element);
        expect(tokenRequests).to.equal(2);
        expect((await widgetProps()).connectToken).to.match(/2$/);
      });
    }

    for (const [name, wait] of [
      ['', true],
      [', even in the task of the click', false],
    ] as const) {
      it(`when the endpoint changes${name}`, async () => {
        const realFetch = fetch;
        const sent: { path: string; signal: AbortSignal }[] = [];
        window.fetch = (url, init) => {
          const path = new URL(url as URL).pathname;
          sent.push({ path, signal: init!.signal! });
          return path === '/first' ? new Promise(() => {}) : Promise.resolve(Response.json({ accessToken: TOKEN }));
        };
        try {
          const { element } = await preloading({ tokenSource: undefined, tokenEndpoint: '/first' });
          press(element);
          element.tokenEndpoint = '/second';
          if (wait) await element.updateComplete;
          await openReady(element);
          expect(sent.map(({ path }) => path)).to.deep.equal(['/first', '/second']);
          await element.updateComplete;
          expect(sent[0]!.signal.aborted, 'the first is called off').to.equal(true);
        } finally {
          window.fetch = realFetch;
        }
      });
    }

    it('after its use: the next open requests a new token', async () => {
      const { element } = await preloading();
      press(element);
      await quiet();
      for (const expected of [1, 2]) {
        const { outcome } = await openReady(element);
        expect((await widgetProps()).connectToken).to.equal(`${TOKEN}${expected}`);
        element.close();
        await outcome;
      }
      expect(tokenRequests).to.equal(2);
    });

    it('not when the open is prevented', async () => {
      const { element } = await preloading();
      press(element);
      await quiet();
      element.addEventListener('pluggy-open', (event) => event.preventDefault(), { once: true });
      expect(await element.open()).to.deep.equal({ type: 'cancelled' });
      press(element);
      await quiet();
      expect(tokenRequests).to.equal(1);
      await openReady(element);
      expect((await widgetProps()).connectToken).to.equal(`${TOKEN}1`);
    });

    const jwt = (seconds: number) => `h.${btoa(JSON.stringify({ exp: seconds }))}.s`;
    for (const [name, lives, kept] of [
      ['after 5 minutes', 3_600_000, 300_000],
      ['60 s before it expires', 180_000, 120_000],
    ] as const) {
      it(name, async () => {
        clock = testClock();
        const { element } = await preloading({
          tokenSource: () => {
            tokenRequests++;
            return Promise.resolve(jwt((clock!.now + lives) / 1000));
          },
        });
        press(element);
        await quiet();
        expect(tokenRequests).to.equal(1);
        await clock.pass(kept - 1);
        press(element);
        await quiet();
        expect(tokenRequests, 'still there').to.equal(1);
        await clock.pass(1);
        press(element);
        await quiet();
        expect(tokenRequests, 'too old').to.equal(2);
      });
    }
  });
});
