import './connect.js';
import './error-banner.js';
import './item-status.js';
import './reauth-prompt.js';
import { PluggyItemCardElement } from '../elements/item-card/item-card.js';

// Guarded twice: a server has no registry, and a page may load two copies of this module.
if (globalThis.customElements && !customElements.get('pluggy-item-card')) {
  customElements.define('pluggy-item-card', PluggyItemCardElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-item-card': PluggyItemCardElement;
  }
}
