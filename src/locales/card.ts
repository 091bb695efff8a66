import { TextsOnDemand } from './texts-on-demand.js';

export const cardTexts = new TextsOnDemand('card', {
  'pt-BR': () => import('./pt-BR/card.js'),
  en: () => import('./en/card.js'),
  es: () => import('./es/card.js'),
});
