import { expect } from '@open-wc/testing';
import type { PluggyConnectElement } from '../../src/index.js';
import { FakeBackend, ITEMS, providerFixture, shown, TOKENS } from '../support/provider.js';
import {
  anItem,
  closeAll,
  expectSdkFailures,
  nextEvent,
  openReady,
  recordEvents,
  servers,
  theBar,
  theCloseButton,
  theDialog,
  theFrame,
  TOKEN,
  until,
  widgetCalls,
  widgetProps,
} from '../support/widget.js';
import { expectFailures } from '../support/console.js';

const BANK = { id: 2, name: 'Pluggy Bank' };
const theOffer = () => theBar().querySelector<HTMLElement>('.offer');
const idsInStore = () => document.querySelector('pluggy-item-status')!.store!.items!.map(({ id }) => id);
const choice = (text: string) =>
  [...theOffer()!.querySelectorAll('button')].find(({ textContent }) => textContent === text)!;

describe('<pluggy-connect> and a bank that is already connected', () => {
  beforeEach(expectSdkFailures);
  let backend: FakeBackend;
  let events: ReturnType<typeof recordEvents>;

  beforeEach(() => {
    backend = new FakeBackend(
      anItem({ id: 'first', connector: BANK }),
      anItem({ id: 'other', connector: { id: 3, name: 'Other' } }),
    );
    events = recordEvents();
  });
  afterEach(async () => {
    await closeAll();
    events.stop();
    backend.restore();
  });

  async function opened(settings: Partial<PluggyConnectElement> = {}) {
    const common = { widgetUrl: servers.child, tokenEndpoint: TOKENS, preload: 'none', itemsEndpoint: ITEMS };
    const { provider } = await providerFixture(common, 'first');
    const button = Object.assign(document.createElement('pluggy-connect'), settings);
    provider.append(button);
    await button.updateComplete;
    await provider.refresh();
    return { button, ...(await openReady(button)) };
  }

  async function select(connector: { id: number; name: string }) {
    const progress = nextEvent('pluggy-progress');
    widgetCalls('onEventProp', { event: 'SELECTED_INSTITUTION', timestamp: 1, connector });
    await progress;
  }

  it('cuts a long name of the bank, so that the widget stays in view', async () => {
    const name = 'Banco '.repeat(300);
    backend.items = [anItem({ id: 'first', connector: { id: 2, name } })];
    const { button, outcome } = await opened();
    await select({ id: 2, name });
    expect(theOffer()!.getBoundingClientRect().height).to.be.lessThan(innerHeight / 3);
    expect(theBar().querySelector('[role=status]')!.textContent).to.include('Banco Banco');
    button.close();
    await outcome;
  });

  it('offers an update, which continues in the same open', async () => {
    const { button, outcome } = await opened();
    await select(BANK);
    expect(theOffer()!.textContent).to.equal(
      'PBPluggy Bank is already connected. Update it, or connect another account?UpdateAnother account',
    );
    expect(theBar().querySelector('[role=status]')!.textContent).to.equal(
      'Pluggy Bank is already connected. Update it, or connect another account?',
    );
    const frame = theFrame();
    const focused = () => theBar().activeElement;
    choice('Update').focus();
    choice('Update').click();
    expect(theOffer()).to.equal(null);
    expect(focused()).to.equal(theCloseButton());
    await until(() => theFrame() && theFrame() !== frame, 'another frame');
    await until(() => !theBar().querySelector('.skeleton'), 'it answers');
    expect(await widgetProps()).to.deep.include({ updateItem: 'first' });
    expect(backend.sent(`POST ${TOKENS}`).map(({ body }) => body)).to.deep.equal([{}, { itemId: 'first' }]);
    expect(document.querySelectorAll('iframe[name^="__zoid__"], [data-pluggy-connect]').length).to.equal(1);

    const success = nextEvent('pluggy-success');
    widgetCalls('onSuccessProp', {
      item: anItem({ id: 'first', connector: BANK, updatedAt: new Date().toISOString() }),
    });
    expect((await success).itemId).to.equal('first');
    widgetCalls('close');
    expect(await outcome).to.include({ type: 'success', itemId: 'first' });
    expect(events.types().filter((type) => type !== 'progress')).to.deep.equal(['open', 'ready', 'success', 'close']);
    expect(new Set(events.events.map((event) => (event as unknown as { sessionId: number }).sessionId)).size).to.equal(
      1,
    );
    expect(button.matches(':state(open)')).to.equal(false);
  });

  for (const [ending, submit] of [
    ['does not begin', false],
    ['does not end', true],
  ] as const) {
    it(`keeps an earlier success of the open when the update ${ending}`, async () => {
      const { button, outcome } = await opened();
      const success = nextEvent('pluggy-success');
      const connector = { id: 9, name: 'New bank' };
      widgetCalls('onSuccessProp', { item: anItem({ id: 'new', connector, updatedAt: new Date().toISOString() }) });
      await success;
      await select(BANK);
      const frame = theFrame();
      choice('Update').click();
      await until(() => theFrame() && theFrame() !== frame, 'another frame');
      await until(() => !theBar().querySelector('.skeleton'), 'it answers');
      if (submit) {
        const progress = nextEvent('pluggy-progress');
        widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
        await progress;
      }
      widgetCalls('close');
      expect(await outcome).to.include({ type: 'success', itemId: 'new' });
      expect(button.value).to.equal('new');
    });
  }

  it('keeps one row for an Item whose id the backend and the page write in capitals', async () => {
    const id = 'c6ed8a1e-4c8b-4d7e-9d3e-0a1b2c3d4e5f';
    const row = anItem({ id: id.toUpperCase(), connector: BANK });
    backend.items = [row];
    const { button, outcome } = await opened({ itemId: id.toUpperCase() });
    expect((await widgetProps()).updateItem).to.equal(id);
    const lower = Object.assign(document.createElement('pluggy-connect'), { itemId: id });
    button.after(lower);
    await lower.updateComplete;
    expect(lower.open()).to.equal(button.open());
    const success = nextEvent('pluggy-success');
    widgetCalls('onSuccessProp', { item: anItem({ id, connector: BANK, updatedAt: new Date().toISOString() }) });
    expect((await success).itemId).to.equal(id);
    button.close();
    await outcome;
    await document.querySelector('pluggy-provider')!.refresh(id.toUpperCase());
    expect(idsInStore()).to.deep.equal([id]);
    const badge = document.querySelector('pluggy-item-status')!;
    badge.itemId = id.toUpperCase();
    await badge.updateComplete;
    expect(shown(badge)).to.equal('Up to date');
  });

  it('shortens the frame by the offer, which covers nothing, and in a low window by one line of 44 px', async () => {
    const { button, outcome } = await opened();
    const box = (element: Element) => element.getBoundingClientRect();
    const before = box(theFrame()!);
    await select(BANK);
    await until(() => box(theFrame()!).height < before.height, 'the frame is shorter');
    const offer = box(theOffer()!);
    expect(offer.height).to.be.above(80);
    // Engines round parts of a pixel in different ways.
    expect(box(theFrame()!).bottom).to.be.closeTo(offer.top, 0.1);
    expect(offer.bottom).to.be.closeTo(before.bottom, 0.1);
    expect(box(theFrame()!).top).to.be.closeTo(box(theBar().querySelector('.bar')!).bottom, 0.1);

    // As `followVisiblePart` does for a frame of which only a part can be seen.
    theDialog()!.style.setProperty('--_pluggy-bottom', `${innerHeight - 400}px`);
    await until(() => Math.round(box(theOffer()!).height) === 44, 'the offer is one line');
    await until(() => Math.abs(box(theFrame()!).bottom - box(theOffer()!).top) < 0.1, 'the frame ends there');
    for (const control of theOffer()!.querySelectorAll('button')) expect(box(control).height).to.equal(44);

    choice('Another account').click();
    await until(() => box(theFrame()!).bottom === box(theDialog()!.firstElementChild!).bottom, 'the frame is back');
    button.close();
    await outcome;
  });

  it('offers nothing for MeuPluggy, where each bank is a connection of its own', async () => {
    const shared = { id: 200, name: 'MeuPluggy' };
    backend.items = [anItem({ id: 'first', connector: shared })];
    const { button, outcome } = await opened();
    await select(shared);
    await until(() => events.types().includes('progress'), 'the step');
    expect(!!theOffer()).to.equal(false);
    button.close();
    await outcome;
  });

  it('names the chosen bank in an error without an Item', async () => {
    expectFailures('invalid_credentials');
    const { button, outcome } = await opened();
    await select({ id: 200, name: 'MeuPluggy' });
    const failed = nextEvent('pluggy-error');
    widgetCalls('onErrorProp', { code: 'INVALID_CREDENTIALS' });
    const { error } = await failed;
    expect(error.connector).to.deep.equal({ id: 200, name: 'MeuPluggy' });
    expect(error.item).to.equal(undefined);
    button.close();
    await outcome;
  });

  it('can connect the bank again, as another account', async () => {
    await opened();
    await select(BANK);
    const frame = theFrame();
    choice('Another account').click();
    expect(theOffer()).to.equal(null);
    expect(theBar().querySelector('[role=status]')!.textContent).to.equal('');
    expect(theFrame()).to.equal(frame);
  });

  it('offers nothing for another bank, after the login is sent, or in an update', async () => {
    const { button, outcome } = await opened();
    await select(BANK);
    await select({ id: 4, name: 'New' });
    expect(theOffer()).to.equal(null);
    await select(BANK);
    const progress = nextEvent('pluggy-progress');
    widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
    await progress;
    expect(theOffer()).to.equal(null);
    button.close();
    await outcome;

    button.itemId = 'first';
    await openReady(button);
    await select(BANK);
    expect(theOffer()).to.equal(null);
  });

  it('offers the update when Pluggy refuses the duplicate', async () => {
    expectFailures('item_user_already_exists');
    await opened();
    await select(BANK);
    choice('Another account').click();
    const failed = nextEvent('pluggy-error');
    widgetCalls('onErrorProp', { message: 'ITEM_USER_ALREADY_EXISTS', data: {} });
    await failed;
    expect(choice('Update')).to.be.instanceOf(HTMLButtonElement);
  });

  describe('that Pluggy refuses to connect again', () => {
    beforeEach(() => expectFailures('item_user_already_exists'));
    const status = () => theBar().querySelector('[role=status]')!.textContent;
    const ELSEWHERE = /^This account at Pluggy Bank is already connected to another login on this site\./;

    /** Connects at the bank, and gets the refusal. */
    async function refuse(data: unknown) {
      await select(BANK);
      const failed = nextEvent('pluggy-error');
      widgetCalls('onErrorProp', { message: 'ITEM_USER_ALREADY_EXISTS', ...(data ? { data } : {}) });
      await failed;
    }

    beforeEach(() => backend.items.push(anItem({ id: 'second', connector: BANK })));

    const OFFERED: [what: string, data: unknown, id: string][] = [
      ['the first of two logins', { items: ['first'] }, 'first'],
      ['the second of two logins', { items: ['second'] }, 'second'],
      ['an Item in place of the id', { items: [{ id: 'first', status: 'UPDATED' }] }, 'first'],
      ['an id in capitals', { items: ['FIRST'] }, 'first'],
      ['the person’s own among several', { items: ['of-another', 'second'] }, 'second'],
      ['an id alone', { items: 'second' }, 'second'],
      ['a connection at another bank', { items: ['other'] }, 'other'],
      ['an Item under the name of the type', { item: anItem({ id: 'second', connector: BANK }) }, 'second'],
      ['an empty list beside the Item', { items: [], item: { id: 'second' } }, 'second'],
    ];
    for (const [what, data, id] of OFFERED) {
      it(`offers the connection that Pluggy names: ${what}`, async () => {
        const { button, outcome } = await opened();
        await refuse(data);
        choice('Update').click();
        await until(() => backend.sent(`POST ${TOKENS}`).length === 2, 'the token');
        expect(backend.sent(`POST ${TOKENS}`)[1]!.body).to.deep.equal({ itemId: id });
        button.close();
        await outcome;
      });
    }

    it('asks the backend for a connection that is not in the list', async () => {
      const { button, outcome } = await opened();
      backend.items.push(anItem({ id: 'on-page-2', connector: BANK }));
      await refuse({ items: ['on-page-2'] });
      await until(() => theOffer()?.textContent.includes('Update'), 'the offer');
      choice('Update').click();
      await until(() => backend.sent(`POST ${TOKENS}`).length === 2, 'the token');
      expect(backend.sent(`POST ${TOKENS}`)[1]!.body).to.deep.equal({ itemId: 'on-page-2' });
      button.close();
      await outcome;
    });

    for (const answer of [404, 403, 405]) {
      it(`offers no update of a connection that the backend answers with ${answer}`, async () => {
        await opened();
        const original = window.fetch.bind(window);
        window.fetch = (input, init) =>
          new URL(input as URL, location.href).pathname.endsWith('/of-another')
            ? Promise.resolve(new Response('', { status: answer }))
            : original(input, init);
        await refuse({ items: ['of-another'] });
        await until(() => ELSEWHERE.test(status()), 'the explanation');
        expect(theOffer()!.querySelectorAll('button').length).to.equal(0);
        expect(events.types()).to.deep.equal(['open', 'ready', 'progress', 'error'], 'no failure of a request');
        window.fetch = original;
      });
    }

    it('keeps an Item of another login out of the list and of the backend', async () => {
      const { button, outcome } = await opened();
      await refuse({ item: anItem({ id: 'of-another', connector: BANK }) });
      await until(() => ELSEWHERE.test(status()), 'the explanation');
      expect(backend.sent(`POST ${ITEMS}`).map(({ body }) => body)).to.deep.equal([]);
      expect(idsInStore()).to.deep.equal(['first', 'other', 'second']);
      button.close();
      expect(await outcome).to.include({ type: 'error', itemId: undefined });
    });

    it('says nothing where the backend does not answer', async () => {
      await opened();
      const original = window.fetch.bind(window);
      window.fetch = () => Promise.reject(new TypeError('offline'));
      await refuse({ items: ['of-another'] });
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect([status(), theOffer()]).to.deep.equal(['', null]);
      window.fetch = original;
    });

    it('says nothing about a connection that has ended', async () => {
      const [first] = backend.items;
      backend.items = [anItem({ id: 'gone', connector: BANK, deletedAt: new Date().toISOString() }), first!];
      await opened();
      await refuse({ items: ['gone'] });
      await until(() => backend.requests.length > 2, 'requests');
      expect([status(), theOffer()]).to.deep.equal(['', null]);
    });

    it('says nothing about a connection that the person has disconnected, in another tab or in this one', async () => {
      const { button } = await opened();
      const original = window.fetch.bind(window);
      window.fetch = (input, init) =>
        new URL(input as URL, location.href).pathname.endsWith('/of-another-tab')
          ? Promise.resolve(new Response('', { status: 410 }))
          : original(input, init);
      backend.items = backend.items.filter(({ id }) => id !== 'second');
      await document.querySelector('pluggy-item-status')!.store!.delete('second');
      for (const itemId of ['of-another-tab', 'second']) {
        const requests = () => backend.sent(`GET ${ITEMS}/${itemId}`).length;
        const before = requests();
        await refuse({ items: [itemId] });
        await until(() => itemId === 'of-another-tab' || requests() > before, 'the request');
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect([status(), theOffer()]).to.deep.equal(['', null]);
      }
      window.fetch = original;
      button.close();
    });

    it('offers none of two connections without an id', async () => {
      await opened();
      await refuse(undefined);
      expect(status()).to.equal(
        'You already have 2 connections to Pluggy Bank. To update one of them, choose it in your list.',
      );
      expect([...theOffer()!.querySelectorAll('button')].map((each) => each.textContent)).to.deep.equal([
        'Another account',
      ]);
    });

    it('forgets the answer for a bank that the person has left', async () => {
      await opened();
      let answer!: (response: Response) => void;
      const original = window.fetch.bind(window);
      window.fetch = () => new Promise((resolve) => (answer = resolve));
      await refuse({ items: ['of-another'] });
      await until(() => answer, 'the request');
      await select({ id: 9, name: 'Bank 9' });
      answer(new Response('', { status: 404 }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(status()).to.equal('');
      window.fetch = original;
    });
  });

  it('leaves nothing behind when closed while the update is prepared', async () => {
    const { outcome } = await opened();
    await select(BANK);
    choice('Update').click();
    theCloseButton().click();
    expect(await outcome).to.deep.equal({ type: 'cancelled', itemId: 'first' });
    await until(() => !theDialog(), 'the dialog is gone');
    expect(document.querySelector('iframe[name^="__zoid__"]')).to.equal(null);
    expect(events.types().filter((type) => type === 'close').length).to.equal(1);
  });

  it('ends with the reason when the token for the update fails', async () => {
    expectFailures('token-network');
    const tokenSource = ({ itemId }: { itemId?: string }) =>
      itemId ? Promise.reject(new Error('No.')) : Promise.resolve(TOKEN);
    const { outcome } = await opened({ tokenSource });
    await select(BANK);
    choice('Update').click();
    const { type, error, itemId } = await outcome;
    expect([type, error?.code, itemId]).to.deep.equal(['error', 'token-network', 'first']);
  });
});
