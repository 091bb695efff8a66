import './item-card.js';
import { PluggyItemListElement } from '../elements/item-list/item-list.js';

// Guarded twice: a server has no registry, and a page may load two copies of this module.
if (globalThis.customElements && !customElements.get('pluggy-item-list')) {
  customElements.define('pluggy-item-list', PluggyItemListElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-item-list': PluggyItemListElement;
  }
}
