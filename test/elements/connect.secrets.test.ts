import { expect } from '@open-wc/testing';
import type { PluggyConnectElement } from '../../src/index.js';
import { watchPage } from '../support/secrets.js';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  nextEvent,
  openReady,
  servers,
  theCloseButton,
  theDialog,
  TOKEN,
  until,
  widgetCalls,
} from '../support/widget.js';

const CPF = '761.092.776-73';
const CNPJ = '08.050.608/0001-32';
const JSON_DATA = '{"account":"private-0001"}';

/** The real SDK writes all secrets into the frame's name, where the library lets it. */
describe('<pluggy-connect> token and personal data', () => {
  beforeEach(expectSdkFailures);
  let page: ReturnType<typeof watchPage>;

  beforeEach(() => (page = watchPage(TOKEN, CPF, CNPJ, 'private-0001')));
  afterEach(async () => {
    page.stop();
    await closeAll();
  });

  const withSecrets = (settings: Partial<PluggyConnectElement> = {}) =>
    connectFixture({
      openFinanceParameters: { cpf: CPF, cnpj: CNPJ },
      moveSecurityData: JSON_DATA,
      allowConnectInBackground: true,
      ...settings,
    });

  it('are nowhere on the page during a session and after it', async () => {
    const element = await withSecrets();
    const ready = nextEvent('pluggy-ready');
    const outcome = element.open();
    page.watchDialog();
    page.collect();
    await ready;
    page.collect();
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1, item: anItem({ status: 'UPDATING' }) });
    await nextEvent('pluggy-progress');
    theCloseButton().click();
    page.collect();
    element.hide();
    page.collect();
    element.show();
    widgetCalls('onSuccessProp', { item: anItem() });
    await nextEvent('pluggy-success');
    page.collect();
    widgetCalls('close');
    const result = await outcome;
    expect(page.record.types()).to.deep.equal(['open', 'ready', 'progress', 'hide', 'success', 'close']);
    expect(page.found(result)).to.deep.equal([]);
  });

  it('are nowhere during a session in the page and after it', async () => {
    const ready = nextEvent('pluggy-ready');
    const element = await withSecrets({ inline: true });
    await ready;
    const box = document.querySelector('[data-pluggy-inline]')!;
    expect(box.querySelector('iframe'), 'the frame is among the searched nodes').not.to.equal(null);
    page.collect();
    const closed = nextEvent('pluggy-close');
    element.close();
    page.collect();
    const { outcome } = await closed;
    expect(page.record.types()).to.deep.equal(['open', 'ready', 'close']);
    expect(page.found(outcome)).to.deep.equal([]);
  });

  it('are nowhere after a preload, a prevented open and an open', async () => {
    const element = await withSecrets({ preload: 'intent' });
    element.dispatchEvent(new PointerEvent('pointerdown'));
    element.addEventListener('pluggy-open', (event) => event.preventDefault(), { once: true });
    await element.open();
    page.collect();
    const { outcome } = await openReady(element);
    page.watchDialog();
    page.collect();
    element.close();
    expect(page.found(await outcome)).to.deep.equal([]);
  });

  it('are nowhere after an open that is cancelled before the widget answers', async () => {
    const element = await withSecrets({ widgetUrl: servers.hanging });
    const outcome = element.open();
    page.watchDialog();
    await until(() => theDialog()!.querySelector('iframe'), 'the frame');
    page.collect();
    theCloseButton().click();
    expect(page.found(await outcome)).to.deep.equal([]);
  });

  it('are nowhere after a widget that timed out', async () => {
    const element = await withSecrets({ widgetUrl: servers.silent, loadTimeout: 600 });
    const result = await element.open();
    expect(result.error!.code).to.equal('widget-timeout');
    expect(page.found(result)).to.deep.equal([]);
  });

  it('are not in the errors of the widget', async () => {
    const element = await withSecrets();
    const { outcome } = await openReady(element);
    for (const [index, secret] of [TOKEN, CPF, CNPJ, JSON_DATA].entries()) {
      const error = nextEvent('pluggy-error');
      widgetCalls(index % 2 ? 'onError' : 'onErrorProp', { message: `Refused: ${secret}, twice: ${secret}.` });
      expect((await error).error.message).to.include('Refused: …, twice: ….');
    }
    element.close();
    const { error } = await outcome;
    page.stop();
    // The SDK prints the widget's message on the console; the library must not.
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.to.include(TOKEN);
    const ours = page.record.events.flatMap((event) => {
      const { error: eventError } = event as Event & { error?: Error };
      return eventError ? [eventError.message, eventError.stack, String(eventError.cause)] : [];
    });
    expect(ours.length).to.be.greaterThan(0);
    for (const secret of [TOKEN, CPF, CNPJ, 'private-0001']) expect(ours.join()).not.to.include(secret);
  });

  it('are removed from a long message of the widget before it is cut to 500 characters', async () => {
    const element = await withSecrets();
    await openReady(element);
    const error = nextEvent('pluggy-error');
    widgetCalls('onErrorProp', { message: `${'x'.repeat(490)}${TOKEN}${'y'.repeat(2000)}` });
    const { message } = (await error).error;
    expect(message).to.include(`${'x'.repeat(490)}…${'y'.repeat(9)}`);
    expect(message).not.to.include('y'.repeat(10));
    expect(message, 'a part of the token').not.to.include(TOKEN.slice(0, 10));
  });

  it('are not in the error of an SDK that throws them', async () => {
    const present = (window as { PluggyConnect?: unknown }).PluggyConnect;
    (window as { PluggyConnect?: unknown }).PluggyConnect = class {
      constructor(private props: { connectToken: string; openFinanceParameters: { cpf: string } }) {}
      init() {
        const { connectToken, openFinanceParameters } = this.props;
        return Promise.reject(new Error(`Wrong: ${connectToken} ${openFinanceParameters.cpf}`));
      }
    };
    try {
      const element = await withSecrets();
      const result = await element.open();
      expect(result.error!.code).to.equal('widget-failed');
      expect(String(result.error!.cause)).to.include('Wrong: … …');
      expect(page.found(result)).to.deep.equal([]);
    } finally {
      (window as { PluggyConnect?: unknown }).PluggyConnect = present;
    }
  });

  describe('would be found', () => {
    for (const [where, leak] of [
      [
        'mutation, before',
        (text) => {
          const div = document.createElement('div');
          document.body.append(div);
          div.setAttribute('data-state', text);
          div.removeAttribute('data-state');
          div.remove();
        },
      ],
      [
        'mutation, text',
        (text) => {
          const node = document.createTextNode('');
          document.body.append(node);
          node.data = text;
          node.remove();
        },
      ],
      [
        'document',
        (text) => {
          const host = document.createElement('div');
          host.attachShadow({ mode: 'open' }).append(Object.assign(document.createElement('input'), { value: text }));
          document.body.append(host);
          page.collect();
          host.remove();
        },
      ],
      [
        'storage',
        (text) => {
          sessionStorage.setItem('state', text);
          page.collect();
          sessionStorage.removeItem('state');
        },
      ],
      [
        'address',
        (text) => {
          history.replaceState({ in: { text } }, '');
          page.collect();
          history.replaceState(null, '');
        },
      ],
      ['console', (text) => console.warn('state', { text })],
      [
        'events',
        (text) =>
          window.dispatchEvent(Object.assign(new Event('pluggy-error'), { error: new Error('', { cause: { text } }) })),
      ],
    ] as [string, (text: string) => void][]) {
      it(`in: ${where}`, () => {
        for (const [index, hidden] of [
          `a ${TOKEN} b`,
          btoa(JSON.stringify({ cpf: CPF })),
          btoa(`1${CNPJ}2`),
          btoa(`12${TOKEN}3`),
          `?cnpj=${encodeURIComponent(CNPJ)}`,
        ].entries()) {
          page.stop();
          page = watchPage(TOKEN, CPF, CNPJ);
          leak(hidden);
          expect(page.found(), `form ${index}`).to.include(where);
        }
      });
    }
  });
});
