import './connect.js';
import { PluggyReauthPromptElement } from '../elements/reauth-prompt.js';

// Guarded twice: a server has no registry, and a page may load two copies of this module.
if (globalThis.customElements && !customElements.get('pluggy-reauth-prompt')) {
  customElements.define('pluggy-reauth-prompt', PluggyReauthPromptElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-reauth-prompt': PluggyReauthPromptElement;
  }
}
