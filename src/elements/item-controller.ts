import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import type { ItemState } from '../client/items/item-entry.js';
import type { Items } from '../client/items/items.js';
import type { Item } from '../model/item-types.js';
import { parseItem } from '../model/parse-item.js';
import { closest } from './language.js';

interface ItemHost extends ReactiveControllerHost {
  readonly isConnected: boolean;
  /** Where the Item comes from: nothing without a provider. */
  readonly store: Items | undefined;
  /** Empty where the Item is given in another way. */
  readonly storeItemId: string;
}

/** Follows one Item of the nearest provider: a change of it updates its host and no other element. */
export class ItemController implements ReactiveController {
  #host: ItemHost;
  #store?: Items;
  #itemId = '';
  #end?: () => void;

  constructor(host: ItemHost) {
    this.#host = host;
    host.addController(this);
  }

  get state(): ItemState | undefined {
    return this.#end && this.#store?.get(this.#itemId);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { store, storeItemId, isConnected } = this.#host;
    if (!isConnected || (this.#end && store === this.#store && storeItemId === this.#itemId)) return;
    this.hostDisconnected();
    this.#store = store;
    this.#itemId = storeItemId;
    if (store && storeItemId) this.#end = store.subscribe(storeItemId, () => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#end?.();
    this.#end = undefined;
  }
}

/** The Item of a property, as we read it; what is none is left out, with a warning. */
export function readItem(element: Element, item: Item | undefined): Item | undefined {
  try {
    return item && parseItem(item);
  } catch (error) {
    // Without the tag of those who have endpoints.
    const reason = (error as Error).message.replace(/^<.+?> /, '');
    console.warn(`<${element.localName}> item is ignored. ${reason}`);
    return undefined;
  }
}

let warned = false;

/** An Item's id says nothing without a provider. Said once, and not while an element around may still become one. */
export function warnWithoutProvider(element: Element): void {
  if (warned || !element.isConnected || closest(element, 'pluggy-provider, :not(:defined)')) return;
  warned = true;
  const tag = element.localName;
  const written = element.getAttribute('item-id') ?? '…';
  console.warn(
    `<${tag}> item-id="${written}" is ignored. Expected a <pluggy-provider> around it, or the Item in the property item.`,
  );
}
