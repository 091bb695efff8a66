/** Everything public; registers nothing. Import `pluggy-elements/define`, or one of `pluggy-elements/define/*`, for that. */
export { PluggyConnectElement } from './elements/connect.js';
export * from './events.js';
export { DOCS_URL, PluggyError, type ElementsErrorCode, type PluggyErrorCode } from './model/errors.js';
export type { Connector, Item, ItemError, ItemStatus } from './model/item.js';
export type { TokenSource } from './client/token-source.js';
export type { ConnectOutcome } from './client/widget.js';
