import { PluggyConnectElement } from '../elements/connect/connect.js';

// Guarded twice: a server has no registry, and a page may load two copies of this module.
if (globalThis.customElements && !customElements.get('pluggy-connect')) {
  customElements.define('pluggy-connect', PluggyConnectElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-connect': PluggyConnectElement;
  }
}
