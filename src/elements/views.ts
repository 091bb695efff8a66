/**
 * The looks of elements that most often have nothing to show, and what these say: one chunk for all of them, fetched when
 * the first has something. It carries lit-html and the long texts, which is why no module may import it but through
 * `import()`.
 */
export { BannerView } from './error-banner/error-banner-view.js';
export { CardView } from './item-card/item-card-view.js';
export { ListView } from './item-list/item-list-view.js';
export { PromptView } from './reauth-prompt-view.js';
