/** All events, and their types for `addEventListener`. A module of events loads with the code that fires them. */
import type { PluggyCloseEvent, PluggyErrorEvent, PluggyOpenEvent, PluggyProgressEvent } from './events/connect.js';
import type { PluggyDismissEvent, PluggyRetryEvent } from './events/error-banner.js';
import type { PluggyInstitutionMissingEvent } from './events/institutions.js';
import type { PluggyDisconnectEvent, PluggyDisconnectedEvent } from './events/item-card.js';
import type { PluggyItemChangeEvent } from './events/provider.js';
import type { PluggyMfaSubmitEvent } from './events/reauth-prompt.js';
import type { PluggyHideEvent, PluggyReadyEvent, PluggySuccessEvent } from './events/widget.js';

export * from './events/connect.js';
export * from './events/error-banner.js';
export * from './events/institutions.js';
export * from './events/item-card.js';
export * from './events/provider.js';
export * from './events/reauth-prompt.js';
export * from './events/widget.js';

declare global {
  interface GlobalEventHandlersEventMap {
    'pluggy-open': PluggyOpenEvent;
    'pluggy-ready': PluggyReadyEvent;
    'pluggy-progress': PluggyProgressEvent;
    'pluggy-success': PluggySuccessEvent;
    'pluggy-error': PluggyErrorEvent;
    'pluggy-hide': PluggyHideEvent;
    'pluggy-close': PluggyCloseEvent;
    'pluggy-institution-missing': PluggyInstitutionMissingEvent;
    'pluggy-item-change': PluggyItemChangeEvent;
    'pluggy-mfa-submit': PluggyMfaSubmitEvent;
    'pluggy-retry': PluggyRetryEvent;
    'pluggy-dismiss': PluggyDismissEvent;
    'pluggy-disconnect': PluggyDisconnectEvent;
    'pluggy-disconnected': PluggyDisconnectedEvent;
  }
}
