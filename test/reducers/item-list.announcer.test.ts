import type { ReactiveControllerHost } from '@lit/reactive-element';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer } from '../../src/elements/item-list/announcer.js';

const host = { addController() {} } as unknown as ReactiveControllerHost;

describe('the live region of the list', () => {
  let announcer: Announcer;
  const changed = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers();
    changed.mockClear();
    announcer = new Announcer(host, changed, (count) => `${count} changes`);
  });
  afterEach(() => vi.useRealTimers());

  it('announces the latest sentence about an Item, together with the others', () => {
    announcer.announce('a', 'Banco A is updating.');
    announcer.announce('b', 'Banco B is up to date.');
    announcer.announce('a', 'Banco A is up to date.');
    expect(announcer.text).toBe('');
    vi.advanceTimersByTime(1000);
    expect(announcer.text).toBe('Banco B is up to date. Banco A is up to date.');
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('counts more than three sentences instead of reading them', () => {
    for (const name of ['a', 'b', 'c', 'd']) announcer.announce(name, `${name} changed.`);
    vi.advanceTimersByTime(1000);
    expect(announcer.text).toBe('4 changes');
  });

  it('announces nothing after its list has been removed', () => {
    announcer.announce('a', 'Banco A is updating.');
    announcer.hostDisconnected();
    vi.advanceTimersByTime(1000);
    expect(announcer.text).toBe('');
    expect(vi.getTimerCount()).toBe(0);
  });
});
