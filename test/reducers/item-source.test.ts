import { describe, expect, it } from 'vitest';
import { ItemSource } from '../../src/elements/shared/item-source.js';

describe('the Item of an element', () => {
  it('is followed while the element is connected, and not after that', () => {
    const subscribed = new Set<() => void>();
    const store = {
      get: (id: string) => ({ item: { id } }),
      subscribe(_: string, listener: () => void) {
        subscribed.add(listener);
        return () => subscribed.delete(listener);
      },
    };
    const host = { itemId: 'item-1', store, isConnected: true, addController() {}, requestUpdate() {} };
    const source = new ItemSource(host as unknown as ConstructorParameters<typeof ItemSource>[0]);
    source.hostUpdate();
    expect(subscribed.size).toBe(1);
    expect(source.item).toEqual({ id: 'item-1' });

    host.itemId = 'item-2';
    source.hostUpdate();
    expect(subscribed.size).toBe(1);
    expect(source.item).toEqual({ id: 'item-2' });

    host.isConnected = false;
    source.hostDisconnected();
    expect(subscribed.size).toBe(0);
    expect(source.item).toBe(undefined);
  });
});
