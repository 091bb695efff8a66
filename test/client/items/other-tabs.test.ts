import { aTimeout, expect } from '@open-wc/testing';
import type { ItemEndpoints } from '../../../src/client/items/items-api.js';
import { Items } from '../../../src/client/items/items.js';
import { parseItem } from '../../../src/model/parse-item.js';
import { FakeBackend, ITEMS } from '../../support/provider.js';
import { anItem, later, until } from '../../support/widget.js';

const SECRET = 'session-0123456789';
const nothing = () => undefined;

/** Two stores of one page have the channels that two tabs have. */
describe('two tabs without a stream', () => {
  let backend: FakeBackend;
  let stores: Items[];
  let messages: unknown[];
  let spy: BroadcastChannel;

  beforeEach(() => {
    backend = new FakeBackend(anItem({ id: 'a' }), anItem({ id: 'b' }));
    stores = [];
    messages = [];
    spy = new BroadcastChannel(`pluggy-elements ${location.origin}${ITEMS}`);
    spy.onmessage = ({ data }) => messages.push(data);
  });
  afterEach(() => {
    spy.close();
    for (const store of stores) store.close();
    backend.restore();
  });

  const open = async (endpoints: ItemEndpoints = { itemsEndpoint: ITEMS }) => {
    const store = new Items(endpoints, { changed: nothing, failed: nothing });
    stores.push(store);
    store.subscribeAll(nothing);
    await until(() => store.items?.length === 2, 'the list');
    return store;
  };
  const ids = (store: Items) => store.items!.map(({ id }) => id);

  it('have the same list after a connection, an update, a code and a disconnection', async () => {
    const [here, there] = [await open(), await open()];
    const added = parseItem(anItem({ id: 'new' }));
    backend.items.push({ ...added });
    here.take(added, 'success');
    await until(() => ids(there).includes('new'), 'the connection');

    backend.items[0] = anItem({ id: 'a', status: 'UPDATING', updatedAt: later(1) });
    await here.update('a');
    await until(() => there.get('a').item?.status === 'UPDATING', 'the update');

    backend.items[0] = anItem({ id: 'a', status: 'OUTDATED', updatedAt: later(2) });
    await here.sendCode('a', 'token', SECRET).catch(nothing);
    await until(() => there.get('a').item?.status === 'OUTDATED', 'the result of the code');

    backend.items = backend.items.filter(({ id }) => id !== 'b');
    await here.delete('b').catch(nothing);
    await until(() => !ids(there).includes('b'), 'the disconnection');
    expect(there.ended, 'a notice about the disconnection').to.deep.equal([]);
    expect(JSON.stringify(messages)).not.to.contain(SECRET);
    expect(messages).to.deep.equal([
      { event: 'item/updated', itemId: 'new' },
      { event: 'item/updated', itemId: 'a' },
      { event: 'item/updated', itemId: 'a' },
      { event: 'item/disconnected', itemId: 'b' },
    ]);
  });

  for (const [what, endpoints] of [
    ['a list', { itemsEndpoint: ITEMS }],
    ['single Items', { itemsEndpoint: '', itemEndpoint: `${ITEMS}/{itemId}` }],
  ] as const) {
    it(`have the same state of ${what} when one of them comes back from the browser's memory`, async () => {
      const store = new Items(endpoints, { changed: nothing, failed: nothing });
      stores.push(store);
      if (endpoints.itemsEndpoint) store.subscribeAll(nothing);
      else store.subscribe('a', nothing);
      await until(() => store.get('a').item, 'the Item');
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      backend.items[0] = anItem({ id: 'a', status: 'OUTDATED', updatedAt: later(1) });
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
      await aTimeout(100);
      expect(store.get('a').item!.status, 'the first time that a page is shown').to.equal('UPDATED');
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      await until(() => store.get('a').item!.status === 'OUTDATED', 'what has changed');
    });
  }

  it('have the same list after a widget whose Items are not reported to the backend', async () => {
    const [here, there] = [await open({ itemsEndpoint: ITEMS, noLink: true }), await open()];
    backend.items.push(anItem({ id: 'new' }));
    here.take(parseItem(anItem({ id: 'new' })), 'success');
    here.widgetClosed('new');
    await until(() => ids(there).includes('new'), 'the connection');
  });

  it('tell each other also where a page shows no Items', async () => {
    const there = await open();
    const here = new Items({ itemsEndpoint: ITEMS }, { changed: nothing, failed: nothing });
    stores.push(here);
    backend.items.push(anItem({ id: 'new' }));
    here.take(parseItem(anItem({ id: 'new' })), 'success');
    await until(() => ids(there).includes('new'), 'the connection');
  });

  it('ask nothing of the backend for messages of other backends and other pages', async () => {
    const there = await open();
    const other = new Items({ itemsEndpoint: '/api/others' }, { changed: nothing, failed: nothing });
    stores.push(other);
    other.widgetClosed('a');
    spy.postMessage({ event: 'item/updated' });
    spy.postMessage({ event: 'item/deleted', itemId: 'a' });
    spy.postMessage({ id: 'a', status: 'OUTDATED', updatedAt: later(9) });
    spy.postMessage(null);
    await aTimeout(200);
    expect(backend.requests.length).to.equal(1);
    expect(there.get('a').item?.status).to.equal('UPDATED');
    // The same channel works.
    spy.postMessage({ event: 'item/updated', itemId: 'a' });
    await until(() => backend.requests.length === 2, 'a read');
  });

  it('hear nothing after the end of a store, and say nothing', async () => {
    const [here, there] = [await open(), await open()];
    there.close();
    here.widgetClosed('a');
    await until(() => messages.length === 1, 'the message');
    here.close();
    here.widgetClosed('b');
    await aTimeout(200);
    expect(messages.length).to.equal(1);
    expect(backend.requests.length, 'the two lists').to.equal(2);
  });

  it('close their channels while the page is left, and open them on its return', async () => {
    const [here, there] = [await open(), await open()];
    window.dispatchEvent(new Event('pagehide'));
    spy.postMessage({ event: 'item/updated', itemId: 'a' });
    await aTimeout(200);
    expect(backend.requests.length, 'the two lists').to.equal(2);
    window.dispatchEvent(new Event('pageshow'));
    here.widgetClosed('a');
    await until(() => backend.requests.length === 3, 'a read');
    expect(there.get('a').item?.id).to.equal('a');
  });

  it('put no query into the name of the channel', async () => {
    const [here] = [await open({ itemsEndpoint: `${ITEMS}?key=${SECRET}` })];
    here.widgetClosed('a');
    await until(() => messages.length === 1, 'the message on the channel without the query');
  });

  for (const [where, replacement] of [
    ['has no BroadcastChannel', undefined],
    [
      'refuses channels',
      class {
        constructor() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        }
      },
    ],
  ] as const) {
    it(`work alone in a browser that ${where}`, async () => {
      const { BroadcastChannel: original } = window;
      if (replacement) Object.assign(window, { BroadcastChannel: replacement });
      else Reflect.deleteProperty(window, 'BroadcastChannel');
      try {
        const here = await open();
        backend.items[0] = anItem({ id: 'a', status: 'UPDATING', updatedAt: later(1) });
        expect(await here.update('a')).to.deep.equal({ state: 'started' });
        expect(here.get('a').item?.status).to.equal('UPDATING');
      } finally {
        Object.assign(window, { BroadcastChannel: original });
      }
    });
  }
});
