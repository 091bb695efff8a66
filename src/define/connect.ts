import { PluggyConnectElement } from '../elements/connect.js';

// Guarded twice: server code may import this module, and a page may hold two copies of it.
if (globalThis.customElements && !customElements.get('pluggy-connect')) {
  customElements.define('pluggy-connect', PluggyConnectElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-connect': PluggyConnectElement;
  }
}
