/**
 * The public API. Registers nothing: import `pluggy-elements/define`, or one of `pluggy-elements/define/*`, to register
 * the elements.
 */
export { PluggyConnectElement } from './elements/connect/connect.js';
export { PluggyErrorBannerElement } from './elements/error-banner/error-banner.js';
export { PluggyInstitutionsElement } from './elements/institutions/institutions.js';
export { PluggyItemCardElement } from './elements/item-card/item-card.js';
export { PluggyItemListElement } from './elements/item-list/item-list.js';
export { PluggyItemStatusElement } from './elements/item-status/item-status.js';
export { PluggyProviderElement } from './elements/provider/provider.js';
export { PluggyReauthPromptElement } from './elements/reauth-prompt/reauth-prompt.js';
export * from './events.js';
export { DOCS_URL, PluggyError, type ElementsErrorCode, type PluggyErrorCode } from './model/errors.js';
export type {
  Connector,
  ExecutionStatus,
  Item,
  ItemError,
  ItemParameter,
  ItemStatus,
  ItemUserAction,
  ProductDetail,
} from './model/item-types.js';
export { CONNECT_MILESTONES, type ConnectMilestone } from './model/milestones.js';
export { parseItem } from './model/parse-item.js';
export {
  itemView,
  type ItemAction,
  type ItemLabel,
  type ItemView,
  type ItemViewOptions,
  type Severity,
} from './model/item-view.js';
export type { Messages } from './locales/index.js';
export type { TokenSource } from './client/token/token-source.js';
export type { ConnectOutcome } from './client/widget/types.js';
