import { PluggyItemStatusElement } from '../elements/item-status/item-status.js';

// Guarded twice: a server has no registry, and a page may load two copies of this module.
if (globalThis.customElements && !customElements.get('pluggy-item-status')) {
  customElements.define('pluggy-item-status', PluggyItemStatusElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-item-status': PluggyItemStatusElement;
  }
}
