import './connect.js';
import { PluggyReauthPromptElement } from '../elements/reauth-prompt/reauth-prompt.js';

// Guarded twice: server code may import this module, and a page may hold two copies of it.
if (globalThis.customElements && !customElements.get('pluggy-reauth-prompt')) {
  customElements.define('pluggy-reauth-prompt', PluggyReauthPromptElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-reauth-prompt': PluggyReauthPromptElement;
  }
}
