export { resolveLocale, type Locale } from './locale.js';
export { messagesFor } from './messages-for.js';
export type * from './messages.js';
export { TextsOnDemand, type LoadableTexts } from './texts-on-demand.js';
