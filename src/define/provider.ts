import { PluggyProviderElement } from '../elements/provider/provider.js';

// Guarded twice: server code may import this module, and a page may hold two copies of it.
if (globalThis.customElements && !customElements.get('pluggy-provider')) {
  customElements.define('pluggy-provider', PluggyProviderElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-provider': PluggyProviderElement;
  }
}
