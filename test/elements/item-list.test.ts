import { expect, fixture, html } from '@open-wc/testing';
import type {
  ConnectOutcome,
  PluggyItemCardElement,
  PluggyItemListElement,
  PluggyProviderElement,
} from '../../src/index.js';
import '../../src/define/item-list.js';
import '../../src/define/item-status.js';
import '../../src/define/provider.js';
import { PluggyCloseEvent } from '../../src/index.js';
import { testClock } from '../support/clock.js';
import { expectFailures, recordConsole } from '../support/console.js';
import { EVENTS, FakeBackend, ITEMS, TOKENS } from '../support/provider.js';
import { anItem, expectSdkFailures, later, nextEvent, until } from '../support/widget.js';

const inList = <T extends Element = HTMLElement>(list: Element, selector: string) =>
  list.shadowRoot!.querySelector<T>(selector);
const cardsIn = (list: Element) => [...list.shadowRoot!.querySelectorAll('pluggy-item-card')];
const idsIn = (list: Element) => cardsIn(list).map(({ itemId }) => itemId);
const announcement = (list: Element) => inList(list, '[role=status]')?.textContent.trim() ?? '';
const bank = (id: string, fields: Record<string, unknown> = {}) =>
  anItem({ id, connector: { id: 2, name: `Banco ${id.toUpperCase()}` }, ...fields });
const isReady = (list: Element) =>
  until(() => cardsIn(list).every(({ shadowRoot }) => shadowRoot?.querySelector('#options')), 'the cards are there');
/** Disconnects by the card's menu and the question. */
async function disconnect(card: PluggyItemCardElement) {
  const press = async (selector: string) => {
    card.shadowRoot!.querySelector<HTMLElement>(selector)!.click();
    await card.updateComplete;
  };
  await press('#options');
  await press('#disconnect');
  await press('.danger');
}

describe('<pluggy-item-list>', () => {
  beforeEach(expectSdkFailures);
  let backend: FakeBackend | undefined;

  afterEach(() => {
    backend?.restore();
    backend = undefined;
  });

  async function listFixture(content: unknown = html`<pluggy-item-list></pluggy-item-list>`) {
    const provider = await fixture<PluggyProviderElement>(html`
      <pluggy-provider items-endpoint=${ITEMS} events-endpoint=${EVENTS} token-endpoint=${TOKENS} preload="none" no-link
        >${content}</pluggy-provider
      >
    `);
    const list: PluggyItemListElement = provider.querySelector('pluggy-item-list')!;
    return { provider, list };
  }

  /** An Item as the backend sends it. */
  const respondWith = (...items: Record<string, unknown>[]) => {
    for (const item of items) backend!.openStreams[0]!.send(item);
  };

  it('loads a list of 10,000 Items that comes in pages, and shows more cards in each frame', async () => {
    backend = new FakeBackend(...Array.from({ length: 10_000 }, (_, index) => bank(`i${index}`)));
    backend.pageSize = 500;
    const badge = html`<pluggy-item-status item-id="i9999"></pluggy-item-status>`;
    const { provider, list } = await listFixture(html`<pluggy-item-list></pluggy-item-list>${badge}`);
    await until(() => cardsIn(list).length > 100, 'cards');
    const ids = idsIn(list).filter((id) => id !== 'i9999');
    expect(ids.slice(0, 99)).to.deep.equal(backend.items.slice(0, 99).map(({ id }) => id));
    const status = provider.querySelector('pluggy-item-status')!;
    await until(() => status.shadowRoot?.querySelector('[part=label]')?.textContent?.trim(), 'the badge');
    // The badge's Item is on the last page.
    expect(backend.sent(`GET ${ITEMS}/i9999`)).to.deep.equal([]);
    expect(backend.sent(`GET ${ITEMS}`).length).to.be.greaterThan(19);
  });

  it("shows a placeholder while loading, then a card for each Item in the backend's order", async () => {
    backend = new FakeBackend(bank('c'), bank('a'), bank('b'));
    const originalFetch = window.fetch.bind(window);
    let answer!: () => void;
    const released = new Promise<void>((resolve) => (answer = resolve));
    window.fetch = (...request) => released.then(() => originalFetch(...request));
    const { list } = await listFixture();
    await until(() => inList(list, '.grey'), 'grey cards');
    answer();
    await until(() => cardsIn(list).length === 3, 'cards');
    expect(inList(list, '.grey')).to.equal(null);
    expect(idsIn(list)).to.deep.equal(['c', 'a', 'b']);
    await isReady(list);
    expect(backend.sent(`GET ${ITEMS}`).length, 'one request for all').to.be.lessThan(3);
    const [first] = cardsIn(list);
    await until(() => backend!.openStreams.length, 'the stream');
    respondWith(
      bank('a', { executionStatus: 'PARTIAL_SUCCESS', updatedAt: later(1) }),
      bank('d', { updatedAt: later(1) }),
    );
    await until(() => cardsIn(list).length === 4, 'one more');
    expect(idsIn(list)).to.deep.equal(['c', 'a', 'b', 'd']);
    expect(cardsIn(list)[0], 'the same element').to.equal(first);
  });

  it('invites to connect when there are no Items', async () => {
    backend = new FakeBackend();
    const { list, provider } = await listFixture();
    await until(() => inList(list, '.empty pluggy-connect'), 'the invitation');
    expect(inList(list, '.heading')!.textContent).to.equal('No connections yet');
    provider.lang = 'pt-BR';
    await until(() => inList(list, '.heading')!.textContent === 'Nenhuma conexão ainda', 'in Portuguese');
  });

  it('keeps the invitation while the widget that it opened is open', async () => {
    backend = new FakeBackend();
    const { list } = await listFixture();
    await until(() => inList(list, '.empty pluggy-connect'), 'the invitation');
    const connect = inList<HTMLElementTagNameMap['pluggy-connect']>(list, '.empty pluggy-connect')!;
    const closed = nextEvent('pluggy-close');
    void connect.open();
    await until(() => backend!.openStreams.length, 'the stream');
    respondWith(bank('a'));
    await until(() => cardsIn(list).length === 1, 'the new card');
    expect(connect.isConnected && !connect.checkVisibility(), 'there and not seen').to.equal(true);
    connect.close();
    await closed;
    await until(() => !inList(list, '.empty'), 'gone with the widget');
  });

  it('shows the page’s content in its slots', async () => {
    backend = new FakeBackend();
    const { list } = await listFixture(html`
      <pluggy-item-list><b slot="loading">Wait</b><b slot="empty">Nothing</b></pluggy-item-list>
    `);
    await until(() => list.querySelector<HTMLElement>('[slot=empty]')!.checkVisibility(), 'its own');
    expect(inList(list, '.heading')!.checkVisibility()).to.equal(false);
  });

  it('shows an error when the list cannot be read, and reads again on demand', async () => {
    expectFailures('items-unauthorized');
    backend = new FakeBackend(bank('a'));
    backend.status = 403;
    const { provider, list } = await listFixture();
    await until(() => inList(list, 'pluggy-error-banner')?.shadowRoot?.querySelector('[part=banner]'), 'the banner');
    expect(inList(list, '.empty')).to.equal(null);
    backend.status = 200;
    await provider.refresh();
    await until(() => cardsIn(list).length === 1 && !inList(list, 'pluggy-error-banner'), 'it is read');
  });

  it('keeps its cards while reading again, also when that fails', async () => {
    expectFailures('items-unauthorized');
    backend = new FakeBackend(bank('a'), bank('b'));
    const { provider, list } = await listFixture();
    await until(() => cardsIn(list).length === 2, 'cards');
    const before = cardsIn(list);
    backend.status = 403;
    await provider.refresh();
    await until(() => inList(list, 'pluggy-error-banner'), 'it says so');
    expect(cardsIn(list)).to.deep.equal(before);
    expect(inList(list, '.grey')).to.equal(null);
  });

  it('announces changes together, but not the first Items', async () => {
    backend = new FakeBackend(bank('a'), bank('b'), bank('c'), bank('d'));
    const { list } = await listFixture();
    await until(() => cardsIn(list).length === 4 && backend!.openStreams.length, 'cards');
    expect(announcement(list)).to.equal('');
    const clock = testClock();
    /** Waits for the frame in which the list renders a change. */
    const rendered = async () => {
      await clock.settle();
      await new Promise(requestAnimationFrame);
      await clock.settle();
    };
    try {
      const failed = { status: 'OUTDATED', error: { code: 'SITE_NOT_AVAILABLE' } };
      respondWith(
        bank('a', { ...failed, updatedAt: later(1) }),
        bank('b', { status: 'UPDATING', updatedAt: later(1) }),
      );
      await rendered();
      expect(announcement(list), 'not yet').to.equal('');
      await clock.pass(1000);
      await rendered();
      expect(announcement(list)).to.equal('Banco A: Out of date. Banco B: Updating.');
      respondWith(bank('a', { ...failed, lastUpdatedAt: later(1), updatedAt: later(2) }));
      await rendered();
      await clock.pass(1000);
      expect(announcement(list), 'it says the same').to.equal('Banco A: Out of date. Banco B: Updating.');
      respondWith(...['a', 'b', 'c', 'd'].map((id) => bank(id, { status: 'WAITING_USER_INPUT', updatedAt: later(3) })));
      await rendered();
      await clock.pass(1000);
      await rendered();
      expect(announcement(list)).to.equal('4 connections have changed.');
      expect(list.shadowRoot!.querySelectorAll('[role=status]').length).to.equal(1);
    } finally {
      clock.restore();
    }
  });

  it('moves the focus to the next card, the previous card, and at last the invitation as Items are disconnected', async () => {
    backend = new FakeBackend(bank('a'), bank('b'), bank('c'));
    const { list } = await listFixture();
    await until(() => cardsIn(list).length === 3, 'cards');
    await isReady(list);
    const events: string[] = [];
    list.addEventListener('pluggy-disconnected', ({ itemId }) => events.push(itemId));
    const disconnectId = async (id: string) => {
      await disconnect(cardsIn(list).find(({ itemId }) => itemId === id)!);
      await until(() => !idsIn(list).includes(id), 'it is gone');
    };
    const focused = () => (list.shadowRoot!.activeElement as HTMLElementTagNameMap['pluggy-item-card'] | null)?.itemId;
    await disconnectId('b');
    expect(focused()).to.equal('c');
    await disconnectId('c');
    expect(focused()).to.equal('a');
    await disconnectId('a');
    await until(() => list.shadowRoot!.activeElement?.localName === 'pluggy-connect', 'the invitation has it');
    expect(events, 'each told by the list').to.deep.equal(['b', 'c', 'a']);
  });

  describe('leaves a row for a connection that has ended without the person', () => {
    const ended = (list: Element) => [...list.shadowRoot!.querySelectorAll<HTMLElement>('[part=ended]')];
    const textOf = (element: Element) => element.querySelector('p')!.textContent.trim();
    const TEXT = 'The old connection to Banco A has ended. To keep your data up to date, connect again.';

    async function endedFixture() {
      backend = new FakeBackend(bank('a'), bank('b'));
      const { provider, list } = await listFixture();
      await until(() => cardsIn(list).length === 2 && backend!.openStreams.length, 'cards');
      backend.items = [bank('b')];
      return { provider, list };
    }

    it('after an event, until the person dismisses the row', async () => {
      const { list } = await endedFixture();
      backend!.openStreams[0]!.send({ event: 'item/deleted', itemId: 'a' });
      await until(() => ended(list).length, 'the row');
      expect(ended(list).map(textOf)).to.deep.equal([TEXT]);
      expect(idsIn(list)).to.deep.equal(['b']);
      const connect = ended(list)[0]!.querySelector('pluggy-connect')!;
      expect([connect.textContent, connect.itemId]).to.deep.equal(['Connect again', '']);
      await isReady(list);
      ended(list)[0]!.querySelector('button')!.click();
      await until(() => !ended(list).length, 'no row');
      expect((list.shadowRoot!.activeElement as HTMLElementTagNameMap['pluggy-item-card']).itemId).to.equal('b');
    });

    it('after a read of the list, until the Item is back', async () => {
      const { provider, list } = await endedFixture();
      await provider.refresh();
      await until(() => ended(list).length, 'the row');
      backend!.items = [bank('a', { updatedAt: later(1) }), bank('b')];
      await provider.refresh();
      await until(() => !ended(list).length && cardsIn(list).length === 2, 'no row');
    });

    it('in each list of the page, and takes note of it once', async () => {
      backend = new FakeBackend(bank('a'), bank('b'));
      const two = html`<pluggy-item-list></pluggy-item-list><pluggy-item-list></pluggy-item-list>`;
      const { provider } = await listFixture(two);
      const lists = [...provider.querySelectorAll('pluggy-item-list')];
      await until(() => lists.every((list) => cardsIn(list).length === 2) && backend!.openStreams.length, 'cards');
      backend.items = [bank('b')];
      for (let times = 0; times < 2; times++) backend.openStreams[0]!.send({ event: 'item/deleted', itemId: 'a' });
      await until(() => lists.every((list) => ended(list).length === 1), 'a row in each');
      await Promise.all(lists.map(isReady));
      ended(lists[0]!)[0]!.querySelector('button')!.click();
      await until(() => lists.every((list) => !ended(list).length), 'no row in each');
    });

    it('that has the focus after the last card, in a page that cannot connect', async () => {
      backend = new FakeBackend(bank('a'));
      const { provider, list } = await listFixture();
      provider.tokenEndpoint = '';
      await isReady(list);
      await until(() => cardsIn(list).length && backend!.openStreams.length, 'the card');
      const card = () => cardsIn(list)[0]!.shadowRoot!.querySelector<HTMLElement>('.card');
      await until(card, 'the content of the card');
      card()!.focus();
      backend.items = [];
      backend.openStreams[0]!.send({ event: 'item/deleted', itemId: 'a' });
      await until(() => ended(list).length, 'the row');
      await until(() => list.shadowRoot!.activeElement === ended(list)[0], 'the focus');
      expect(ended(list)[0]!.querySelector('pluggy-connect')).to.equal(null);
      const labelId = ended(list)[0]!.getAttribute('aria-labelledby')!;
      expect(list.shadowRoot!.getElementById(labelId)!.textContent).to.equal(TEXT);
    });

    it('until the person has connected again', async () => {
      const { list } = await endedFixture();
      backend!.openStreams[0]!.send({ event: 'item/deleted', itemId: 'a' });
      await until(() => ended(list).length, 'the row');
      const connect = ended(list)[0]!.querySelector('pluggy-connect')!;
      const close = (outcome: ConnectOutcome) =>
        connect.dispatchEvent(new PluggyCloseEvent({ itemId: '', sessionId: 1 }, outcome));
      close({ type: 'cancelled' });
      await list.updateComplete;
      expect(ended(list).length).to.equal(1);
      close({ type: 'success', item: bank('new'), itemId: 'new' });
      await until(() => !ended(list).length, 'no row');
    });

    it('and after a reload, where the backend keeps the Item, until the dismissal is a DELETE', async () => {
      backend = new FakeBackend(bank('a', { deletedAt: later(-1) }), bank('b'));
      const { list } = await listFixture();
      await until(() => ended(list).length, 'the row');
      expect(ended(list).map(textOf)).to.deep.equal([TEXT]);
      expect(idsIn(list)).to.deep.equal(['b']);
      ended(list)[0]!.querySelector('button')!.click();
      await until(() => backend!.sent(`DELETE ${ITEMS}/a`).length, 'the request');
      await until(() => !ended(list).length, 'no row');
    });

    it('in a page that sets its own Items, which keep the ended one, until the person dismisses the row', async () => {
      const items = [bank('a', { deletedAt: later(-1) }), bank('b')];
      const list = await fixture<PluggyItemListElement>(html`
        <pluggy-provider .items=${items}><pluggy-item-list></pluggy-item-list></pluggy-provider>
      `).then((provider) => provider.querySelector('pluggy-item-list')!);
      await until(() => ended(list).length, 'the row');
      ended(list)[0]!.querySelector('button')!.click();
      await until(() => !ended(list).length, 'no row');
      (list.parentElement as PluggyProviderElement).items = [...items, bank('c')];
      await until(() => idsIn(list).join() === 'b,c', 'another Item');
      expect(ended(list)).to.deep.equal([]);
    });

    it('and none for a disconnection by the person, whose event may come before the response', async () => {
      const { list } = await endedFixture();
      backend!.items = [bank('a'), bank('b')];
      await isReady(list);
      const realFetch = window.fetch.bind(window);
      window.fetch = async (input, init) => {
        if (init?.method === 'DELETE') backend!.openStreams[0]!.send({ event: 'item/deleted', itemId: 'a' });
        return realFetch(input, init);
      };
      await disconnect(cardsIn(list)[0]!);
      await until(() => idsIn(list).join() === 'b', 'it is disconnected');
      await list.updateComplete;
      expect(ended(list)).to.deep.equal([]);
    });

    it('and none where the page sets its own Items', async () => {
      const { provider, list } = await endedFixture();
      provider.items = [bank('a'), bank('b')];
      await provider.updateComplete;
      provider.items = [bank('b')];
      await until(() => idsIn(list).join() === 'b', 'one Item');
      expect(ended(list)).to.deep.equal([]);
    });
  });

  describe('sorts connections', () => {
    const groups = (list: Element) =>
      [...list.shadowRoot!.querySelectorAll('[part=group]')].map((group) => [
        group.querySelector('[part=group-title]')?.textContent.replace(/\s+/g, ' ').trim(),
        ...[...group.querySelectorAll('pluggy-item-card')].map(({ itemId }) => itemId),
      ]);
    const HOUR = 3_600_000;
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const asked = { status: 'WAITING_USER_INPUT', parameter: { name: 'token', expiresAt: at(HOUR) } };

    it('into two groups, by the next deadline and then the newest', async () => {
      backend = new FakeBackend(
        bank('a', { createdAt: at(-3 * HOUR) }),
        bank('b', { createdAt: at(-HOUR) }),
        bank('c', { consentExpiresAt: at(48 * HOUR) }),
        bank('d', asked),
        bank('e', { status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } }),
        bank('f', { status: 'OUTDATED', error: { code: 'SITE_NOT_AVAILABLE' }, nextAutoSyncAt: at(HOUR) }),
        bank('g', { lastUpdatedAt: at(-9 * 24 * HOUR) }),
        // Nothing happens without the person: no run is planned, or a run is stuck.
        bank('h', { status: 'OUTDATED', error: { code: 'SITE_NOT_AVAILABLE' } }),
        bank('i', { status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS', updatedAt: at(-HOUR) }),
        // The consent ends, and the last run has failed.
        bank('j', { status: 'OUTDATED', nextAutoSyncAt: at(HOUR), consentExpiresAt: at(72 * HOUR) }),
      );
      const { list } = await listFixture();
      await until(() => cardsIn(list).length === 10, 'cards');
      expect(groups(list)).to.deep.equal([
        ['Need your attention 7', 'd', 'c', 'j', 'e', 'g', 'h', 'i'],
        ['All good 3', 'b', 'a', 'f'],
      ]);
      list.sort = 'none';
      await list.updateComplete;
      expect(groups(list)).to.deep.equal([[undefined, ...'abcdefghij']]);
    });

    /** A list whose first card needs the person, and has the focus on the button of its menu. */
    async function withFocusInCard() {
      backend = new FakeBackend(bank('a', asked), bank('b'));
      const { list } = await listFixture();
      await until(() => cardsIn(list).length === 2 && backend!.openStreams.length, 'cards');
      await isReady(list);
      const card = cardsIn(list)[0]!;
      const button = card.shadowRoot!.querySelector<HTMLElement>('#options')!;
      button.focus();
      return { list, card, button };
    }

    it('and keeps the element, and the focus in it, when a connection goes to the other group', async () => {
      const { list, card, button } = await withFocusInCard();
      respondWith(bank('a', { updatedAt: later(1) }));
      await until(() => groups(list).length === 1, 'one group');
      expect(cardsIn(list)).to.include(card);
      expect(card.shadowRoot!.activeElement).to.equal(button);
    });

    it('but not while the person has a menu open', async () => {
      const { list, card, button } = await withFocusInCard();
      button.click();
      await card.updateComplete;
      respondWith(bank('a', { updatedAt: later(1) }));
      await until(
        () => card.shadowRoot!.textContent.includes('Updat') || /Up to date/.test(card.shadowRoot!.textContent),
        'the change',
      );
      expect(groups(list).length).to.equal(2);
      button.click();
      await card.updateComplete;
      button.blur();
      await until(() => groups(list).length === 1, 'afterwards');
    });

    it('and highlights a new one for two seconds, and announces it once', async () => {
      backend = new FakeBackend(bank('a'));
      const { list } = await listFixture();
      await until(() => cardsIn(list).length === 1 && backend!.openStreams.length, 'cards');
      expect(inList(list, 'li.new')).to.equal(null);
      respondWith(bank('b', { status: 'UPDATING', updatedAt: later(1) }));
      await until(() => inList(list, 'li.new'), 'the highlight');
      const start = performance.now();
      await until(() => announcement(list) === 'Banco B connected. Getting your data…', 'the announcement');
      await until(() => !inList(list, 'li.new'), 'no highlight');
      expect(performance.now() - start).to.be.within(1000, 6000);
    });

    it('with the layout and the heading level of its attributes, and a warning for other values', async () => {
      const warnings = recordConsole('warn');
      backend = new FakeBackend(bank('a'));
      const { list } = await listFixture(html`<pluggy-item-list layout="cards" heading-level="4"></pluggy-item-list>`);
      await until(() => cardsIn(list).length === 1, 'cards');
      const attributes = () => ['layout', 'heading-level'].map((name) => cardsIn(list)[0]!.getAttribute(name));
      expect(attributes()).to.deep.equal(['card', '4']);
      expect(warnings.printed).to.deep.equal([]);
      list.setAttribute('layout', 'grid');
      list.setAttribute('heading-level', '9');
      await list.updateComplete;
      expect(attributes()).to.deep.equal(['row', '3']);
      expect(warnings.texts()).to.deep.equal([
        '<pluggy-item-list> layout="grid" is ignored. Expected "rows" or "cards".',
        '<pluggy-item-list> heading-level="9" is ignored. Expected a number from 1 to 6.',
      ]);
      warnings.restore();
    });
  });

  it('renders one card for one change among 200, and leaves nothing behind', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `i${index}`);
    backend = new FakeBackend(...ids.map((id) => bank(id)));
    const { list } = await listFixture();
    const counts: number[] = [];
    const observer = new MutationObserver(() => counts.push(cardsIn(list).length));
    observer.observe(list.shadowRoot!, { childList: true, subtree: true });
    await until(() => cardsIn(list).length === 200 && backend!.openStreams.length, 'cards');
    observer.disconnect();
    expect(counts.find(Boolean), 'the rest does not keep the first waiting').to.equal(20);
    await isReady(list);
    let updates = 0;
    for (const card of cardsIn(list)) {
      card.addController({ hostUpdated: () => updates++ });
    }
    await until(() => !cardsIn(list).some((card) => card.isUpdatePending), 'quiet');
    updates = 0;
    respondWith(bank('i7', { status: 'UPDATING', updatedAt: later(1) }));
    const card = cardsIn(list).find(({ itemId }) => itemId === 'i7')!;
    await until(() => card.shadowRoot!.textContent.includes('Updating'), 'the change is seen');
    expect(updates).to.equal(1);
  });

  describe('when a person returns from the institution’s page', () => {
    const originalAddress = location.href;
    afterEach(() => history.replaceState(null, '', originalAddress));

    /** Adds a list to a page with the given address, in a provider that may report Items to the backend. */
    async function returnFixture(query: string, ...items: Record<string, unknown>[]) {
      history.replaceState({ kept: true }, '', `?${query}#here`);
      backend = new FakeBackend(...items);
      const { provider, list } = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
      provider.noLink = false;
      return { list, provider };
    }
    const returnNotice = (list: Element) => inList(list, '[part=returned] p')?.textContent.trim() ?? '';
    const cleaned = () => location.search + location.hash;

    it('finds the Item, shows its state, and removes the parameters from the address', async () => {
      const { list, provider } = await returnFixture('a=1&itemId=b', bank('a'), bank('b', { status: 'UPDATING' }));
      await until(() => /still finishing the connection to Banco B/.test(returnNotice(list)), 'under way');
      expect(cleaned()).to.equal('?a=1#here');
      expect(history.state).to.deep.equal({ kept: true });
      expect(backend!.sent(`GET ${ITEMS}/b`).length, 'read once more').to.equal(1);
      expect(backend!.sent(`POST ${ITEMS}`).length, 'the backend knows it').to.equal(0);
      await until(() => announcement(list).startsWith('Welcome back. We’re still finishing'), 'read aloud');

      await until(() => backend!.openStreams.length, 'the stream');
      respondWith(bank('b', { updatedAt: later(1) }));
      await until(() => /to Banco B is ready/.test(returnNotice(list)), 'done');
      await until(() => announcement(list) === 'Welcome back. The connection to Banco B is ready.', 'and said once');

      provider.lang = 'es';
      await until(() => /está lista/.test(returnNotice(list)), 'in other words');
      expect(announcement(list), 'which is no news').to.equal('Welcome back. The connection to Banco B is ready.');

      inList(list, '[part=returned] button')!.click();
      await list.updateComplete;
      expect(returnNotice(list)).to.equal('');
      const focused = list.shadowRoot!.activeElement as HTMLElementTagNameMap['pluggy-item-card'];
      expect(focused.itemId, 'the focus is not lost').to.equal('a');
    });

    it('reports a connection that is not complete yet', async () => {
      const { list } = await returnFixture('itemId=a', bank('a', { status: 'LOGIN_ERROR' }));
      await until(() => /to Banco A isn’t complete yet/.test(returnNotice(list)), 'it says so');
    });

    it('reports an unknown Item to the backend once, and goes on reporting others', async () => {
      const { list } = await returnFixture('itemId=of-somebody', bank('a'));
      await until(() => returnNotice(list).startsWith('Your authorisation arrived.'), 'it is not there');
      expect(backend!.sent(`POST ${ITEMS}`).map(({ body }) => body)).to.deep.equal([{ itemId: 'of-somebody' }]);
      expect(idsIn(list)).to.deep.equal(['a']);
    });

    it("shows a refusal in the library's words, and reads all Items again", async () => {
      const { list } = await returnFixture('message=Call+0800+666', bank('a'));
      await until(() => /wasn’t confirmed at your bank/.test(returnNotice(list)), 'it says so');
      expect(list.shadowRoot!.textContent).not.to.contain('0800');
      expect(cleaned()).to.equal('#here');
      await until(() => backend!.sent(`GET ${ITEMS}`).length === 2, 'read again');
    });

    for (const [what, query, hash, rest] of [
      ['in snake_case', 'a=1&item_id=b', '#here', '?a=1#here'],
      ['in the hash of a router', 'a=1', '#/accounts?tab=2&itemId=b', '?a=1#/accounts?tab=2'],
      ['alone in the hash of a router', '', '#/accounts?item_id=b', '#/accounts'],
      ['as the hash', '', '#itemId=b', ''],
      ['beside an error', 'itemId=b&error=x&error_description=y', '', ''],
    ] as const) {
      it(`finds the id ${what}, and removes it from the address`, async () => {
        const { list } = await returnFixture(query, bank('a'), bank('b'));
        await until(() => idsIn(list).length === 2, 'the list');
        list.remove();
        history.replaceState(null, '', `${location.pathname}?${query}${hash}`);
        const other = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
        await until(() => /to Banco B is ready/.test(returnNotice(other.list)), 'found');
        expect(cleaned()).to.equal(rest);
      });
    }

    for (const query of ['error=access_denied', 'error=', 'error=access_denied&error_description=x']) {
      it(`shows the refusal of ?${query}, and removes it from the address`, async () => {
        const { list } = await returnFixture(`a=1&${query}`, bank('a'));
        await until(() => /wasn’t confirmed at your bank/.test(returnNotice(list)), 'it says so');
        expect(cleaned()).to.equal('?a=1#here');
      });
    }

    it('sends a person without a session back to where they began, and finds the Item after a sign-in', async () => {
      expectFailures('items-unauthorized');
      history.replaceState(null, '', '?itemId=a');
      backend = new FakeBackend(bank('a'));
      backend.status = 401;
      const { provider, list } = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
      await until(() => returnNotice(list).startsWith('Your authorisation arrived.'), 'the notice');
      expect(cleaned(), 'a reload after the sign-in finds it').to.equal('?itemId=a');
      backend.status = 200;
      await provider.refresh();
      await until(() => /to Banco A is ready/.test(returnNotice(list)), 'found');
      expect(cleaned()).to.equal('');
    });

    it('does the same where the backend answers with its page for signing in', async () => {
      expectFailures('items-malformed');
      history.replaceState(null, '', '?itemId=a');
      backend = new FakeBackend(bank('a'));
      const fetch = window.fetch.bind(window);
      window.fetch = () =>
        Promise.resolve(new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }));
      const { provider, list } = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
      await until(() => returnNotice(list).startsWith('Your authorisation arrived.'), 'the notice');
      window.fetch = fetch;
      await provider.refresh();
      await until(() => /to Banco A is ready/.test(returnNotice(list)), 'found');
    });

    it('makes another connection the second choice while the first one may be elsewhere', async () => {
      const { list } = await returnFixture('itemId=of-somebody');
      await until(() => returnNotice(list).startsWith('Your authorisation arrived.'), 'the notice');
      const connect = () => inList<HTMLElementTagNameMap['pluggy-connect']>(list, '.empty pluggy-connect')!;
      expect(connect().variant).to.equal('outline');
      expect(inList(list, '.heading')).to.equal(null);
      inList(list, '[part=returned] button')!.click();
      await until(() => inList(list, '.heading'), 'the invitation');
    });

    it('finds an Item that reaches the backend a few seconds later, without a stream', async () => {
      history.replaceState(null, '', '?itemId=b');
      backend = new FakeBackend(bank('a'));
      const { provider, list } = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
      provider.eventsEndpoint = '';
      await until(() => returnNotice(list).startsWith('Your authorisation arrived.'), 'it is not there yet');
      backend.items = [bank('a'), bank('b')];
      await until(() => /to Banco B is ready/.test(returnNotice(list)), 'found');
      expect(idsIn(list)).to.deep.equal(['a', 'b']);
    });

    it('sends a person back to where they began when the backend refuses the Item', async () => {
      const { list } = await returnFixture('itemId=of-somebody', bank('a'));
      backend!.onPost = () => new Response('', { status: 403 });
      await until(() => returnNotice(list).startsWith('Your authorisation arrived.'), 'the notice');
      expect(list.shadowRoot!.querySelector('pluggy-error-banner')).to.equal(null);
    });

    it('says that the Item could not be read where the backend fails, and reads it again', async () => {
      expectFailures('items-server');
      history.replaceState(null, '', '?itemId=b');
      backend = new FakeBackend(bank('a'));
      const original = window.fetch.bind(window);
      let status = 500;
      window.fetch = (input, init) => {
        const { pathname } = new URL(input as URL, location.href);
        const isFailing = status && (pathname === `${ITEMS}/b` || init?.method === 'POST');
        return isFailing ? Promise.resolve(new Response('', { status })) : original(input, init);
      };
      const { provider, list } = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
      provider.noLink = false;
      const banner = () => inList(list, 'pluggy-error-banner');
      await until(() => banner()?.shadowRoot?.querySelector('button'), 'the failure');
      expect(returnNotice(list)).to.match(/^Welcome back\. Just a moment/);
      status = 0;
      backend.items = [bank('a'), bank('b')];
      banner()!.shadowRoot!.querySelector('button')!.click();
      await until(() => /to Banco B is ready/.test(returnNotice(list)), 'found');
      expect(banner()).to.equal(null);
      window.fetch = original;
    });

    it('sends a person back to where they began when an Item that could not be read is not there', async () => {
      expectFailures('items-server');
      history.replaceState(null, '', '?itemId=b');
      backend = new FakeBackend(bank('a'));
      const original = window.fetch.bind(window);
      let status = 500;
      window.fetch = (input, init) =>
        new URL(input as URL, location.href).pathname === `${ITEMS}/b`
          ? Promise.resolve(new Response('', { status }))
          : original(input, init);
      const { provider, list } = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
      await until(() => inList(list, 'pluggy-error-banner'), 'the failure');
      status = 404;
      await provider.refresh();
      await until(() => returnNotice(list).startsWith('Your authorisation arrived.'), 'the notice');
      expect(inList(list, 'pluggy-error-banner')).to.equal(null);
      window.fetch = original;
    });

    it('says nothing of a connection that the person has disconnected', async () => {
      const { list } = await returnFixture('itemId=b', bank('a'), bank('b'));
      await until(() => /to Banco B is ready/.test(returnNotice(list)), 'the result');
      backend!.items = [bank('a')];
      await list.store!.delete('b');
      await until(() => idsIn(list).length === 1, 'it is gone');
      expect(returnNotice(list)).to.equal('');
    });

    it('shows one result in a page with two lists', async () => {
      history.replaceState(null, '', '?itemId=a');
      backend = new FakeBackend(bank('a'));
      const { list } = await listFixture(
        html`<pluggy-item-list oauth-return></pluggy-item-list><pluggy-item-list oauth-return></pluggy-item-list>`,
      );
      const lists = [list, list.nextElementSibling!];
      await until(() => lists.some((each) => /is ready/.test(returnNotice(each))), 'the result');
      expect(lists.filter((each) => returnNotice(each)).length).to.equal(1);
    });

    it('requests nothing for a malformed id', async () => {
      const { list } = await returnFixture('itemId=..', bank('a'));
      await until(() => /wasn’t confirmed at your bank/.test(returnNotice(list)), 'it says so');
      expect(backend!.requests.map(({ path }) => path).filter((path) => path !== ITEMS)).to.deep.equal([]);
    });

    it('leaves the address alone without oauth-return, and until the list has been read', async () => {
      expectFailures('items-server');
      history.replaceState(null, '', '?itemId=a&message=x');
      backend = new FakeBackend(bank('a'));
      const { list } = await listFixture();
      await isReady(list);
      expect(cleaned()).to.equal('?itemId=a&message=x');
      backend.status = 400;
      const other = await listFixture(html`<pluggy-item-list oauth-return></pluggy-item-list>`);
      await until(() => inList(other.list, 'pluggy-error-banner'), 'it cannot be read');
      expect(cleaned()).to.equal('?itemId=a&message=x');
      expect(returnNotice(other.list)).to.equal('');
    });
  });

  it('keeps its cards when it is moved, and goes on with those that are not rendered yet', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `i${index}`);
    backend = new FakeBackend(...ids.map((id) => bank(id)));
    const { list, provider } = await listFixture();
    const observer = new MutationObserver(() => {
      if (!cardsIn(list).length) return;
      observer.disconnect();
      provider.append(list);
    });
    observer.observe(list.shadowRoot!, { childList: true, subtree: true });
    await until(() => cardsIn(list).length === 50, 'all of them');
    const before = cardsIn(list);
    provider.append(list);
    await until(() => backend!.openStreams.length, 'the stream');
    respondWith(bank('i3', { status: 'UPDATING', updatedAt: later(1) }));
    await until(() => announcement(list), 'another drawing');
    expect(cardsIn(list), 'the same elements').to.deep.equal(before);
  });

  it('tells the developer that it needs a provider', async () => {
    const errors = recordConsole('error');
    const list = await fixture<PluggyItemListElement>(html`<pluggy-item-list></pluggy-item-list>`);
    await until(() => errors.printed.length, 'the error');
    expect(errors.printed.join()).to.contain('<pluggy-provider items-endpoint');
    list.remove();
    errors.restore();
  });
});
