import './item-card.js';
import { PluggyItemListElement } from '../elements/item-list/item-list.js';

// Guarded twice: server code may import this module, and a page may hold two copies of it.
if (globalThis.customElements && !customElements.get('pluggy-item-list')) {
  customElements.define('pluggy-item-list', PluggyItemListElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-item-list': PluggyItemListElement;
  }
}
