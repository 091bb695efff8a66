import { expect } from '@open-wc/testing';
import { ItemStore } from '../../../src/client/items/item-store.js';
import { PluggyError } from '../../../src/model/errors.js';
import type { Item } from '../../../src/model/item-types.js';
import { parseItem } from '../../../src/model/parse-item.js';

const snapshot = (second: number, status = 'UPDATED') =>
  parseItem({ id: 'a', status, updatedAt: `2026-01-01T00:00:0${second}.000Z` });

describe('the cache of items', () => {
  let changes: (Item | undefined)[];
  let written: number;
  let store: ItemStore;
  beforeEach(() => {
    changes = [];
    written = 0;
    store = new ItemStore({ changed: (_, item) => changes.push(item), written: () => written++ });
  });

  it('stores a parsed item as it is, and does not parse it again', () => {
    const item = snapshot(1);
    expect(store.put(item)).to.equal(item);
    expect(store.get('a').item).to.equal(item);
    expect(store.items![0]).to.equal(item);
  });

  it('reports every put to its observer, and changes once', () => {
    const newest = snapshot(2);
    for (const item of [snapshot(1), newest, snapshot(2), snapshot(1)]) store.put(item);
    expect(changes.length).to.equal(2);
    expect(changes.at(-1)).to.equal(newest);
    expect(written).to.equal(4);
  });

  it('knows which items were removed since a request was sent', () => {
    store.put(snapshot(1));
    const before = store.removals;
    expect(store.wasRemovedAfter('a', before)).to.equal(false);
    store.remove('a');
    expect(store.wasRemovedAfter('a', before)).to.equal(true);
    expect(store.wasRemovedAfter('a', store.removals)).to.equal(false);
    expect(store.wasRemovedAfter('b', before)).to.equal(false);
  });

  it('stalls an item in progress after a failure that a retry cannot fix, and no other item', () => {
    const failure = (retryable: boolean) => new PluggyError('items-server', 'Failed.', { retryable });
    store.put(snapshot(1, 'UPDATING'));
    store.fail('a', failure(true));
    expect(store.get('a').stalled).to.equal(undefined);
    store.fail('a', failure(false));
    expect(store.get('a').stalled).to.equal(true);
    store.put(snapshot(2));
    store.fail('a', failure(false));
    expect(store.get('a').stalled).to.equal(undefined);
  });

  it('fails unknown items with the list, until the list is known', () => {
    const error = new PluggyError('items-server', 'Failed.');
    const states: unknown[] = [];
    store.subscribe('b', () => states.push(store.get('b')));
    store.put(snapshot(1));
    store.failList(error);
    expect(states).to.deep.equal([{ error }]);
    expect(store.get('a').error).to.equal(undefined);
    store.setSource('backend');
    expect(store.get('b')).to.deep.equal({});
  });
});
