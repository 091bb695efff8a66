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

  it('does not let a date in the future win over later snapshots', () => {
    const at = (ms: number, status: string) =>
      parseItem({ id: 'a', status, updatedAt: new Date(Date.now() + ms).toISOString() });
    store.put(at(-60_000, 'UPDATED'));
    store.put(at(3 * 3_600_000, 'UPDATING'));
    expect(store.put(at(-1000, 'LOGIN_ERROR')).status).to.equal('LOGIN_ERROR');
    expect(store.put(at(-2000, 'UPDATING')).status, 'an older one').to.equal('LOGIN_ERROR');
    expect(store.put(at(30_000, 'OUTDATED')).status, 'a clock that is a little ahead').to.equal('OUTDATED');
    expect(store.put(at(0, 'UPDATED')).status).to.equal('OUTDATED');
  });

  it('judges dates by the clock of the backend', () => {
    const other = new ItemStore({ changed: () => {}, written: () => {} }, () => Date.now() + 3_600_000);
    const at = (ms: number) => parseItem({ id: 'a', updatedAt: new Date(Date.now() + ms).toISOString() });
    const newest = other.put(at(3_590_000));
    expect(other.put(at(0))).to.equal(newest);
  });

  it('prefers the widget until it closes, whatever the dates are', () => {
    const put = (status: string, second: number, fromWidget = false) =>
      store.put(snapshot(second, status), { fromWidget }).status;
    put('UPDATED', 5);
    expect(put('LOGIN_ERROR', 1, true)).to.equal('LOGIN_ERROR');
    expect(put('UPDATED', 9)).to.equal('LOGIN_ERROR');
    expect(store.put(parseItem({ id: 'a', status: 'UPDATED' })).status).to.equal('LOGIN_ERROR');
    expect(put('UPDATING', 1, true)).to.equal('UPDATING');
    store.widgetClosed('a');
    expect(put('UPDATED', 2)).to.equal('UPDATED');
    expect(put('UPDATING', 1)).to.equal('UPDATED');
  });

  it('takes a row without a usable date that it has seen before the widget for no news, for a minute', () => {
    let now = Date.now();
    store = new ItemStore({ changed: () => {}, written: () => {} }, () => now);
    const tooLate = new Date(now + 3 * 3_600_000).toISOString();
    for (const updatedAt of [tooLate, undefined]) {
      const row = (status: string) => parseItem({ id: 'a', status, ...(updatedAt && { updatedAt }) });
      store.put(row('UPDATED'));
      store.put(snapshot(1, 'LOGIN_ERROR'), { fromWidget: true });
      store.widgetClosed('a');
      expect(store.put(row('UPDATED')).status).to.equal('LOGIN_ERROR');
      expect(store.put(row('UPDATING')).status, 'news').to.equal('UPDATING');
      store.put(snapshot(2, 'LOGIN_ERROR'), { fromWidget: true });
      store.widgetClosed('a');
      now += 61_000;
      expect(store.put(row('UPDATING')).status, 'the backend knows by now').to.equal('UPDATING');
    }
  });

  it('counts an item of the widget as one of the backend as soon as the backend has it', () => {
    store.put(snapshot(1), { fromWidget: true });
    store.put(snapshot(2));
    store.keepOnly(new Set(), true);
    expect(store.get('a').gone).to.equal(true);
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
