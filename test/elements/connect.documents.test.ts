import { expect } from '@open-wc/testing';
import type { PluggyConnectElement } from '../../src/index.js';
import '../../src/define.js';
import { expectSdkFailures, nextEvent, servers, theDialog, TOKEN, until } from '../support/widget.js';

const TAGS = [
  'pluggy-connect',
  'pluggy-item-status',
  'pluggy-error-banner',
  'pluggy-reauth-prompt',
  'pluggy-item-card',
  'pluggy-item-list',
];

describe('elements in another document of the same origin', () => {
  beforeEach(expectSdkFailures);

  let frame: HTMLIFrameElement;
  let other: Document;
  beforeEach(() => {
    frame = document.createElement('iframe');
    frame.style.cssText = 'width: 700px; height: 500px';
    document.body.append(frame);
    other = frame.contentDocument!;
    other.documentElement.lang = 'en';
  });
  afterEach(() => frame.remove());

  const sheets = (element: Element) => element.shadowRoot!.adoptedStyleSheets.length;

  for (const tag of TAGS) {
    it(`<${tag}> has its styles where it was created for, moved to and moved back`, async () => {
      const element = document.createElement(tag) as PluggyConnectElement;
      other.body.append(element);
      await element.updateComplete;
      const count = sheets(element);
      expect(count, 'created for it').to.be.above(0);
      document.body.append(element);
      expect(sheets(element), 'in the page').to.equal(count);
      other.body.append(element);
      expect(sheets(element), 'back').to.equal(count);
      expect(getComputedStyle(element).display).to.not.equal('inline');
      element.remove();
    });
  }

  it('may be created for a document without a window', async () => {
    const inert = document.implementation.createHTMLDocument();
    const element = document.createElement('pluggy-connect');
    inert.adoptNode(element);
    inert.body.append(element);
    await element.updateComplete;
    other.body.append(element);
    await element.updateComplete;
    expect(sheets(element)).to.be.above(0);
    element.remove();
  });

  const open = async () => {
    const element = document.createElement('pluggy-connect');
    Object.assign(element, {
      preload: 'none',
      widgetUrl: servers.child,
      tokenSource: () => Promise.resolve(TOKEN),
    });
    other.body.append(element);
    await element.updateComplete;
    const dialog = () => other.querySelector<HTMLDialogElement>('dialog[data-pluggy-connect]');
    return { element, dialog };
  };

  it('open the dialog in their own document, with the widget in it, and leave nothing there', async () => {
    const { element, dialog } = await open();
    element.focus();
    const ready = nextEvent('pluggy-ready', other);
    const outcome = element.open();
    expect(dialog()!.matches(':modal')).to.equal(true);
    expect(theDialog()).to.equal(null);
    const { y, height } = dialog()!.getBoundingClientRect();
    expect([y, height]).to.deep.equal([0, frame.contentWindow!.innerHeight]);
    expect(frame.contentWindow!.getComputedStyle(other.documentElement).overflowY).to.equal('hidden');
    expect(getComputedStyle(document.documentElement).overflowY).to.equal('visible');
    const bar = (dialog()!.lastElementChild as HTMLElement).shadowRoot!;
    expect(bar.querySelector('.bar')!.getBoundingClientRect().width).to.equal(400);
    expect(bar.querySelector('.skeleton')!.getBoundingClientRect().width).to.equal(400);
    await ready;
    const widget = dialog()!.querySelector('iframe:not([inert])')!;
    expect(widget.getBoundingClientRect().width).to.equal(400);
    bar.querySelector('button')!.click();
    expect((await outcome).type).to.equal('cancelled');
    expect(dialog()).to.equal(null);
    expect(other.adoptedStyleSheets.length).to.equal(0);
    expect(other.activeElement === element, 'the focus returns').to.equal(true);
    expect(other.body.className + document.body.className).to.equal('');
  });

  it('keep the bar and the widget in the visible part of a frame that is taller than the window', async () => {
    frame.style.cssText = 'display: block; border: 0; width: 700px; height: 4000px';
    const { element, dialog } = await open();
    scrollTo(0, 1500);
    const ready = nextEvent('pluggy-ready', other);
    const outcome = element.open();
    await ready;
    const part = (selector: string) => {
      const bar = (dialog()!.lastElementChild as HTMLElement).shadowRoot!;
      return bar.querySelector(selector) ?? dialog()!.querySelector(selector)!;
    };
    const isSeen = (selector: string) => {
      const { top, bottom } = part(selector).getBoundingClientRect();
      const offset = frame.getBoundingClientRect().top;
      return bottom > top && top + offset >= 0 && bottom + offset <= innerHeight;
    };
    for (const position of [1500, 2600]) {
      scrollTo(0, position);
      for (const selector of ['.bar', 'iframe:not([inert])']) {
        await until(() => isSeen(selector), `${selector} is seen at ${position}`);
      }
    }
    element.close();
    await outcome;
    scrollTo(0, 0);
  });

  it('say that the policy of their document blocks the widget', async () => {
    const { element } = await open();
    const policy = other.createElement('meta');
    Object.assign(policy, { httpEquiv: 'Content-Security-Policy', content: "frame-src 'none'" });
    other.head.append(policy);
    element.addEventListener('pluggy-error', (event) => event.preventDefault());
    const outcome = await element.open();
    expect(outcome.error?.code).to.equal('widget-blocked');
    expect(outcome.error?.message).to.contain(`frame-src ${servers.child}`);
  });

  it('end their open when their document is replaced, or the window is left or removed', async () => {
    for (const leave of [
      (view: Window) => view.document.documentElement.replaceChildren(),
      (view: Window) => view.dispatchEvent(new Event('pagehide')),
      (view: Window) => (view.document.open(), view.document.close()),
      () => frame.remove(),
    ]) {
      const { element, dialog } = await open();
      const outcome = element.open();
      expect(!!dialog()).to.equal(true);
      const keep = other.body;
      leave(frame.contentWindow!);
      expect((await outcome).type).to.equal('cancelled');
      await until(() => !dialog(), 'the dialog is gone');
      element.remove();
      if (!other.body) other.documentElement.append(keep);
    }
  });
});

describe('a page in a frame of another origin, as tall as its content', () => {
  it('keeps the bar and the widget in the visible part of its frame', async () => {
    const frame = document.createElement('iframe');
    frame.style.cssText = 'display: block; border: 0; width: 700px; height: 4000px';
    const host = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    frame.src = `//${host}:${location.port}/test/support/framed.html`;
    document.body.append(frame);
    let parts: (DOMRect | undefined)[] = [];
    const listen = ({ source, data }: MessageEvent<{ parts?: DOMRect[] }>) => {
      if (source === frame.contentWindow && data.parts) parts = data.parts;
    };
    addEventListener('message', listen);
    await until(() => parts.length, 'the frame answers');
    expect(frame.contentDocument, 'the frame has another origin').to.equal(null);
    scrollTo(0, 1500);
    frame.contentWindow!.postMessage({ widgetUrl: servers.child }, '*');
    for (const position of [1500, 2600]) {
      scrollTo(0, position);
      const isSeen = ({ top, bottom }: DOMRect) => {
        const offset = frame.getBoundingClientRect().top;
        return bottom > top && top + offset >= 0 && bottom + offset <= innerHeight;
      };
      await until(() => parts.every((part) => part && isSeen(part)), `bar and widget are seen at ${position}`);
    }
    removeEventListener('message', listen);
    frame.remove();
    scrollTo(0, 0);
  });
});
