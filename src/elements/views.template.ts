export { CardView } from './item-card/item-card-view.js';
export { ListView } from './item-list/item-list-view.js';
export { PromptView } from './reauth-prompt-view.js';
