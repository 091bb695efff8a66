import type { Items } from '../../client/items/items.js';

/**
 * The person's return from an institution's page, which adds `itemId` or `message` to the page's address.
 * Source: https://docs.pluggy.ai/docs/connect-widget/oauth-support
 */
export class ReturnVisit {
  /** The Item that was connected there; empty where the institution refused; `undefined` where there was no return. */
  itemId?: string;

  /** Reads the address, removes the parameters from it and reads the Item. */
  begin(store: Items): void {
    const url = new URL(location.href);
    const itemId = url.searchParams.get('itemId') ?? '';
    if (!itemId && !url.searchParams.has('message')) return;
    url.searchParams.delete('itemId');
    url.searchParams.delete('message');
    history.replaceState(history.state, '', url);
    // Anyone can write an address: the message is never shown, and a malformed id is never requested.
    this.itemId = /^[\w-]+$/.test(itemId) ? itemId : '';
    if (this.itemId) void find(itemId, store);
    else void store.refresh();
  }

  end(): void {
    this.itemId = undefined;
  }
}

/** Reads the Item, and reports the Item to a backend that does not know it yet: the person may have left too early. */
async function find(itemId: string, store: Items): Promise<void> {
  await store.refresh(itemId);
  if (!store.get(itemId).gone) return;
  await store.link(itemId, 'returned');
  await store.refresh(itemId);
}
