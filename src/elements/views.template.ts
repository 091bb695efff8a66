export { PromptView } from './reauth-prompt-view.js';
