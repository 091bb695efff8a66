import './connect.js';
import './error-banner.js';
import { PluggyInstitutionsElement } from '../elements/institutions/institutions.js';

if (globalThis.customElements && !customElements.get('pluggy-institutions')) {
  customElements.define('pluggy-institutions', PluggyInstitutionsElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'pluggy-institutions': PluggyInstitutionsElement;
  }
}
