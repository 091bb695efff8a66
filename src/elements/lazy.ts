import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { ItemStore } from '../client/item-store.js';
import { loadChunk } from '../client/widget.js';
import { parseItem, type Item } from '../model/item.js';
import { PluggyElement } from './base.js';
import { ItemController } from './item-controller.js';

/** Until a chunk that did not arrive is asked for again, in milliseconds. */
const AGAIN = 5000;

/** An element about one Item that most often has nothing to show: its look is loaded when it has. */
export abstract class PluggyLazyElement extends PluggyElement {
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: { attribute: 'item-id' },
    views: { state: true },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; what it is like comes from the nearest provider. */
  itemId = '';

  protected views?: typeof import('./views.js');
  /** The Item of the property, as we read it. */
  protected given?: Item;
  protected readonly controller = new ItemController(this);

  #loading = false;
  #again?: ReturnType<typeof setTimeout>;

  /** @internal */
  get store(): ItemStore | undefined {
    return this.session?.items;
  }

  /** @internal */
  get storeItemId(): string {
    return this.given ? '' : this.itemId || '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('item')) return;
    this.given = undefined;
    try {
      if (this.item) this.given = parseItem(this.item);
    } catch (error) {
      console.warn(`<${this.localName}> item is ignored. ${(error as Error).message}`);
    }
  }

  /** Called while there is something to show, until `views` is there. */
  protected load(): void {
    if (this.views || this.#loading) return;
    this.#loading = true;
    loadChunk(() => import('./views.js')).then(
      (views) => (this.views = views),
      () => {
        this.#loading = false;
        if (this.isConnected) this.#again = setTimeout(() => this.requestUpdate(), AGAIN);
      },
    );
  }
}
