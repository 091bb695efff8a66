import { PluggyItemStatusElement } from '../elements/item-status/item-status.js';

// Guarded twice: server code may import this module, and a page may hold two copies of it.
if (globalThis.customElements && !customElements.get('pluggy-item-status')) {
  customElements.define('pluggy-item-status', PluggyItemStatusElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-item-status': PluggyItemStatusElement;
  }
}
