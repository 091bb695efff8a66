import './connect.js';
import { PluggyErrorBannerElement } from '../elements/error-banner/error-banner.js';

// Guarded twice: server code may import this module, and a page may hold two copies of it.
if (globalThis.customElements && !customElements.get('pluggy-error-banner')) {
  customElements.define('pluggy-error-banner', PluggyErrorBannerElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-error-banner': PluggyErrorBannerElement;
  }
}
