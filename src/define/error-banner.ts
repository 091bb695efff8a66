import './connect.js';
import { PluggyErrorBannerElement } from '../elements/error-banner/error-banner.js';

// Guarded twice: a server has no registry, and a page may load two copies of this module.
if (globalThis.customElements && !customElements.get('pluggy-error-banner')) {
  customElements.define('pluggy-error-banner', PluggyErrorBannerElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-error-banner': PluggyErrorBannerElement;
  }
}
