import { messagesFor, type CardMessages, type Locale, type Messages } from '../../locales/index.js';
import { card as en } from '../../locales/en/card.js';
import { card as es } from '../../locales/es/card.js';
import { card as pt } from '../../locales/pt-BR/card.js';

const MESSAGES: Record<Locale, CardMessages> = { 'pt-BR': pt, en, es };

/** The texts of cards and lists. Only templates import the tables, which are large. */
export function cardMessages(locale: Locale, overrides: Messages['card']): CardMessages {
  return messagesFor(MESSAGES, locale, overrides);
}
