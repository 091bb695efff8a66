import { expect } from '@open-wc/testing';
import type { PluggyCloseEvent, PluggyConnectElement, PluggyErrorEvent } from '../../src/index.js';
import { expectConsole, expectFailures } from '../support/console.js';
import {
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
} from '../support/widget.js';

const global = window as { PluggyConnect?: unknown };
const LOAD_TIMEOUT_MS = 300;

/** A copy of the SDK that the page has loaded, which behaves as `init` and `instance` say. */
function adoptSdk(init: (container: HTMLElement) => unknown, instance: object = {}): void {
  global.PluggyConnect = class {
    init = init;
    constructor() {
      Object.assign(this, instance);
    }
  };
}

/** Adds the frame in which the SDK shows its widget. */
function render(container: HTMLElement): void {
  const frame = document.createElement('iframe');
  frame.setAttribute('name', '__zoid__x__');
  const root = document.createElement('div');
  root.append(frame);
  container.append(root);
  // The SDK reads the window to navigate the frame, which gives the window its name.
  void frame.contentWindow;
}

/** Errors that scripts of the page have thrown and the browser reports. */
function recordPageErrors(): { texts: string[]; stop: () => void } {
  const texts: string[] = [];
  const record = (event: ErrorEvent) => {
    texts.push(event.message);
    event.preventDefault();
  };
  // The test runner counts an error of the page as a failure.
  const { onerror } = window;
  window.onerror = null;
  window.addEventListener('error', record);
  return {
    texts,
    stop() {
      window.removeEventListener('error', record);
      window.onerror = onerror;
    },
  };
}

/** A promise of the SDK's kind, rejected with a reason that need not be an error. */
const rejectedWith = (reason: unknown) => ({
  then: (_: unknown, reject: (reason: unknown) => void) => reject(reason),
});

describe('<pluggy-connect>, the end of an open', () => {
  beforeEach(expectSdkFailures);
  beforeEach(() => expectFailures('widget-timeout', 'widget-failed', 'widget-blocked', 'widget-unavailable'));
  let record: ReturnType<typeof recordEvents>;

  beforeEach(() => (record = recordEvents()));
  afterEach(async () => {
    record.stop();
    delete global.PluggyConnect;
    await closeAll();
  });

  /** Opens, and expects an error and one close, with nothing left on the page. */
  async function expectError(element: PluggyConnectElement, code: string): Promise<string> {
    const { type, error } = await element.open();
    expect([type, error!.code]).to.deep.equal(['error', code]);
    expect(record.types()).to.deep.equal(['open', 'error', 'close']);
    const [, failed, closed] = record.events as [Event, PluggyErrorEvent, PluggyCloseEvent];
    expect(closed.sessionId).to.equal(failed.sessionId);
    expect(theDialog()).to.equal(null);
    await element.updateComplete;
    expect(element.matches(':state(preparing)')).to.equal(false);
    return error!.message;
  }

  /** Opens with the real SDK, which proves that the page has recovered. */
  async function opensAgain(element: PluggyConnectElement): Promise<void> {
    delete global.PluggyConnect;
    Object.assign(element, { loadTimeout: 20_000 });
    const { outcome } = await openReady(element);
    element.close();
    await outcome;
  }

  describe("with the page's own SDK", () => {
    const warns = () => expectConsole(/Unknown version of pluggy-connect-sdk/);

    const CASES: [what: string, init: (container: HTMLElement) => unknown, code: string][] = [
      ['never settles', () => new Promise(() => {}), 'widget-timeout'],
      [
        'never settles after rendering',
        (container) => {
          render(container);
          return new Promise(() => {});
        },
        'widget-timeout',
      ],
      ['is a thenable that ignores its handlers', () => ({ then() {} }), 'widget-timeout'],
      ['rejects with undefined', () => rejectedWith(undefined), 'widget-failed'],
      ['rejects with null', () => rejectedWith(null), 'widget-failed'],
      ['rejects with a number as message', () => rejectedWith({ message: 5 }), 'widget-failed'],
      [
        'throws',
        () => {
          throw new Error('boom');
        },
        'widget-failed',
      ],
      ['returns nothing', () => undefined, 'widget-failed'],
    ];
    for (const [what, init, code] of CASES) {
      it(`ends when init() ${what}`, async () => {
        warns();
        adoptSdk(init);
        const element = await connectFixture({ loadTimeout: LOAD_TIMEOUT_MS });
        await expectError(element, code);
        await opensAgain(element);
      });
    }

    it('ends when the constructor throws undefined', async () => {
      const reason: unknown = undefined;
      global.PluggyConnect = function Broken() {
        throw reason;
      };
      await expectError(await connectFixture(), 'widget-failed');
    });

    it('ends when window.PluggyConnect throws', async () => {
      Object.defineProperty(global, 'PluggyConnect', {
        configurable: true,
        get() {
          throw new Error('not here');
        },
      });
      await expectError(await connectFixture(), 'widget-failed');
    });

    it('ignores an init() that settles after the end', async () => {
      warns();
      const settle: (() => void)[] = [];
      adoptSdk(() => new Promise<void>((resolve) => settle.push(resolve)));
      const element = await connectFixture({ loadTimeout: LOAD_TIMEOUT_MS });
      await expectError(element, 'widget-timeout');
      settle[0]!();
      adoptSdk(() => new Promise<void>((_, reject) => settle.push(() => reject(new Error('late')))));
      const cancelled = element.open();
      await until(() => settle[1], 'init() is called');
      element.close();
      expect((await cancelled).type).to.equal('cancelled');
      settle[1]!();
      await Promise.resolve();
      expect(record.types()).to.deep.equal(['open', 'error', 'close', 'open', 'close']);
    });

    it('ends when the widget cannot be closed', async () => {
      warns();
      for (const close of [() => new Promise(() => {}), () => Promise.reject(new Error('no'))]) {
        adoptSdk(() => Promise.resolve(), { componentInstance: { close } });
        const element = await connectFixture();
        const { outcome } = await openReady(element);
        element.close();
        expect((await outcome).type).to.equal('cancelled');
      }
      expect(record.types()).to.deep.equal(['open', 'ready', 'close', 'open', 'ready', 'close']);
    });

    it('hides the error of the SDK when it contains the token', async () => {
      warns();
      for (const reason of [`bad ${TOKEN}`, { token: TOKEN }, new Error(`bad ${TOKEN}`)]) {
        adoptSdk(() => rejectedWith(reason));
        const { error } = await (await connectFixture()).open();
        const cause = error!.cause as Error;
        expect([error!.message, cause.message, JSON.stringify(cause), String(cause.stack)].join()).not.to.include(
          TOKEN,
        );
      }
    });

    it('leaves no listener of an init() that throws', async () => {
      let received = 0;
      adoptSdk(() => {
        window.addEventListener('message', () => received++);
        throw new Error('boom');
      });
      await expectError(await connectFixture(), 'widget-failed');
      window.postMessage('after the end');
      await nextEvent('message' as never);
      expect(received).to.equal(0);
    });
  });

  describe('with a dialog that does not open', () => {
    const { prototype } = HTMLDialogElement;
    const original = Object.getOwnPropertyDescriptor(prototype, 'showModal')!;
    afterEach(() => Object.defineProperty(prototype, 'showModal', original));

    const SHOW_MODAL: [what: string, value: unknown][] = [
      ['is missing', undefined],
      [
        'throws',
        () => {
          throw new DOMException('The dialog is refused.', 'InvalidStateError');
        },
      ],
      ['does nothing', () => {}],
    ];
    for (const [what, value] of SHOW_MODAL) {
      it(`ends when showModal ${what}`, async () => {
        Object.defineProperty(prototype, 'showModal', { ...original, value });
        const element = await connectFixture();
        await expectError(element, 'widget-failed');
        expect(document.documentElement.getAttribute('style')).to.equal(null);
        Object.defineProperty(prototype, 'showModal', original);
        await opensAgain(element);
      });
    }

    it('names the reason', async () => {
      Object.defineProperty(prototype, 'showModal', { ...original, value: SHOW_MODAL[1]![1] });
      expect(await expectError(await connectFixture(), 'widget-failed')).to.include('The dialog is refused.');
    });
  });

  describe('whose dialog a script of the page removes or closes', () => {
    const WAYS: [what: string, act: (dialog: HTMLDialogElement) => void][] = [
      ['removes', (dialog) => dialog.remove()],
      ['closes', (dialog) => dialog.close()],
      ['hides by attribute', (dialog) => dialog.removeAttribute('open')],
      ['moves into a fragment', (dialog) => new DocumentFragment().append(dialog)],
    ];
    for (const [what, act] of WAYS) {
      it(`ends as cancelled in the task of the click: ${what}`, async () => {
        const element = await connectFixture();
        const outcome = element.open();
        act(theDialog()!);
        expect((await outcome).type).not.to.equal('success');
        expect(record.types().filter((type) => type === 'close')).to.have.lengthOf(1);
        await opensAgain(element);
      });

      it(`ends as cancelled before the widget answers: ${what}`, async () => {
        const element = await connectFixture({ widgetUrl: servers.hanging });
        const outcome = element.open();
        await until(() => theDialog()!.querySelector('iframe'), 'the frame');
        act(theDialog()!);
        expect((await outcome).type).to.equal('cancelled');
        expect(record.types()).to.deep.equal(['open', 'close']);
      });

      it(`ends as cancelled once the widget is there: ${what}`, async () => {
        const element = await connectFixture();
        const { outcome } = await openReady(element);
        act(theDialog()!);
        expect((await outcome).type).to.equal('cancelled');
        expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
      });
    }
  });

  describe('with scripts that throw', () => {
    let page: ReturnType<typeof recordPageErrors>;
    beforeEach(() => {
      page = recordPageErrors();
      expectConsole(/of the page/);
    });
    afterEach(() => page.stop());
    const fail = () => {
      throw new Error('of the page');
    };

    it('goes on when listeners of the page throw', async () => {
      const element = await connectFixture();
      for (const name of ['open', 'ready', 'error', 'close']) element.addEventListener(`pluggy-${name}`, fail);
      const { outcome } = await openReady(element);
      element.close();
      expect((await outcome).type).to.equal('cancelled');
      expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
      element.widgetUrl = servers.silent;
      element.loadTimeout = LOAD_TIMEOUT_MS;
      expect((await element.open()).type).to.equal('error');
      expect(page.texts).to.have.lengthOf(6);
    });

    it('goes on when an event cannot be dispatched', async () => {
      const element = await connectFixture();
      const dispatch = element.dispatchEvent.bind(element);
      element.dispatchEvent = (event) => (event.type === 'pluggy-ready' ? fail() : dispatch(event));
      const outcome = element.open();
      await until(() => page.texts.length, 'the error is reported');
      element.close();
      expect((await outcome).type).to.equal('cancelled');
      expect(record.types()).to.deep.equal(['open', 'close']);
    });

    it('reports one close when a listener of the error closes the element', async () => {
      const element = await connectFixture({ widgetUrl: servers.silent, loadTimeout: LOAD_TIMEOUT_MS });
      element.addEventListener('pluggy-error', () => element.close());
      await expectError(element, 'widget-timeout');
      record.events.length = 0;
      const original = Object.getOwnPropertyDescriptor(HTMLDialogElement.prototype, 'showModal')!;
      Object.defineProperty(HTMLDialogElement.prototype, 'showModal', { ...original, value: undefined });
      try {
        await expectError(element, 'widget-failed');
      } finally {
        Object.defineProperty(HTMLDialogElement.prototype, 'showModal', original);
      }
    });

    it('opens again from a listener of the error', async () => {
      const element = await connectFixture();
      const { prototype } = HTMLDialogElement;
      const original = Object.getOwnPropertyDescriptor(prototype, 'showModal')!;
      Object.defineProperty(prototype, 'showModal', { ...original, value: undefined });
      let second: Promise<unknown> | undefined;
      element.addEventListener(
        'pluggy-error',
        () => {
          Object.defineProperty(prototype, 'showModal', original);
          second = element.open();
        },
        { once: true },
      );
      const ready = nextEvent('pluggy-ready');
      await element.open();
      await ready;
      element.close();
      await second;
      expect(record.types()).to.deep.equal(['open', 'error', 'open', 'close', 'ready', 'close']);
    });

    it('ends when the page has broken the dialog’s close()', async () => {
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      theDialog()!.close = fail;
      element.close();
      expect((await outcome).type).to.equal('cancelled');
      expect(record.types()).to.deep.equal(['open', 'ready', 'close']);
    });
  });
});
