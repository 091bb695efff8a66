import './connect.js';
import './error-banner.js';
import './item-status.js';
import './reauth-prompt.js';
import { PluggyItemCardElement } from '../elements/item-card/item-card.js';

// Guarded twice: server code may import this module, and a page may hold two copies of it.
if (globalThis.customElements && !customElements.get('pluggy-item-card')) {
  customElements.define('pluggy-item-card', PluggyItemCardElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-item-card': PluggyItemCardElement;
  }
}
