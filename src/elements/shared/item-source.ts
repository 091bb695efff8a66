import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import type { ItemState } from '../../client/items/item-entry.js';
import type { Items } from '../../client/items/items.js';
import { printOnce } from '../../client/print-once.js';
import type { Item } from '../../model/item-types.js';
import { canonicalId, parseItem } from '../../model/parse-item.js';
import { isOutsideProvider } from './outside-provider.js';

/** An element about one Item. */
interface ItemHost extends ReactiveControllerHost, Element {
  /** The Item that the page has set. */
  readonly item?: Item;
  /** An Item that the page describes in another way than by the property `item`. */
  readonly described?: Item;
  /** The id of an Item of the nearest provider. */
  readonly itemId: string;
  readonly store: Items | undefined;
}

/**
 * The Item of an element: set by the page, or found by its id in the nearest provider's store. A change of a
 * store's Item updates the host and no other element.
 */
export class ItemSource implements ReactiveController {
  #host: ItemHost;
  #property?: Item;
  #parsed?: Item;
  #store?: Items;
  #storeItemId = '';
  #end?: () => void;

  constructor(host: ItemHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The Item that the page has set, parsed. A value that is not an Item is left out, with a warning. */
  get given(): Item | undefined {
    const { item } = this.#host;
    if (item !== this.#property) {
      this.#property = item;
      this.#parsed = parseProperty(this.#host, item);
    }
    return this.#parsed ?? this.#host.described;
  }

  /** The store's state of the Item, where the page has set an id only. */
  get state(): ItemState | undefined {
    return this.#end && this.#store?.get(this.#storeItemId);
  }

  get item(): Item | undefined {
    return this.given ?? this.state?.item;
  }

  /** The id to look up in the store; empty where the page has set the Item itself. */
  get storeItemId(): string {
    return this.given ? '' : canonicalId(this.#host.itemId || '');
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { store, isConnected } = this.#host;
    const { storeItemId } = this;
    if (!isConnected || (this.#end && store === this.#store && storeItemId === this.#storeItemId)) return;
    this.hostDisconnected();
    this.#store = store;
    this.#storeItemId = storeItemId;
    if (store && storeItemId) this.#end = store.subscribe(storeItemId, () => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#end?.();
    this.#end = undefined;
  }
}

function parseProperty(element: Element, item: Item | undefined): Item | undefined {
  try {
    return item && parseItem(item);
  } catch (error) {
    // The message begins with the tag of the provider or its list; here, this element's tag is right.
    const reason = (error as Error).message.replace(/^<.+?> /, '');
    console.warn(`<${element.localName}> item is ignored. ${reason}`);
    return undefined;
  }
}

/** Warns that an Item's id says nothing without a provider. */
export function warnWithoutProvider(element: Element): void {
  if (!isOutsideProvider(element)) return;
  const written = element.getAttribute('item-id') ?? '…';
  const expected = 'Expected a <pluggy-provider> around it, or the Item in the property item.';
  printOnce(`<${element.localName}> item-id="${written}" is ignored. ${expected}`, globalThis, 'item-id');
}
