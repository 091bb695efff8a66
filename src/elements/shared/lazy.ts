import type { CSSResultGroup, PropertyDeclarations } from '@lit/reactive-element';
import type { Item } from '../../model/item-types.js';
import { PluggyElement } from './base.js';
import { Chunk, loadViews } from './chunk.js';
import { ItemSource } from './item-source.js';
import { block } from './block.styles.js';

/** An element whose look is loaded when it has something to show. */
export abstract class PluggyViewElement extends PluggyElement {
  static override styles: CSSResultGroup = block;

  /** Wanted while there is something to show. */
  protected readonly views = new Chunk(loadViews, () => this.requestUpdate());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.views.stop();
  }
}

/** One about one Item. */
export abstract class PluggyLazyElement extends PluggyViewElement {
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: { attribute: 'item-id' },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; what it is like comes from the nearest provider. */
  itemId = '';

  protected readonly source = new ItemSource(this);
}
