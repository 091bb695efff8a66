/** Returns the value of `exportparts` for an element's parts: each with the element's name before its own. */
const prefixed = (prefix: string, names: string): string =>
  names
    .split(' ')
    .map((name) => (name === prefix ? name : `${name}: ${prefix}__${name}`))
    .join(', ');

/** The parts of `<pluggy-reauth-prompt>`, as parts of the card. */
export const PROMPT_PARTS = prefixed('prompt', 'prompt icon title text quote form input button time');
/** The parts of `<pluggy-error-banner>`, as parts of the card. */
export const BANNER_PARTS = prefixed('banner', 'banner icon title text quote actions dismiss');
/** The parts of the card's `<pluggy-connect>`, as parts of the card. */
export const CONNECT_PARTS = prefixed('action', 'button label spinner');

/** The card's own parts, and those that the card exports, as parts of a list. */
export const CARD_PARTS = [
  'card, logo, name, accounts, status, icon, label, detail, details, actions, menu-button, menu, dialog',
  ...[PROMPT_PARTS, BANNER_PARTS, CONNECT_PARTS].map((parts) => parts.replace(/[\w-]+: /g, '')),
].join(', ');
