import { PluggyProviderElement } from '../elements/provider/provider.js';

// Guarded twice: a server has no registry, and a page may load two copies of this module.
if (globalThis.customElements && !customElements.get('pluggy-provider')) {
  customElements.define('pluggy-provider', PluggyProviderElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-provider': PluggyProviderElement;
  }
}
