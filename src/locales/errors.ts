import { TextsOnDemand } from './texts-on-demand.js';

export const errorsTexts = new TextsOnDemand('errors', {
  'pt-BR': () => import('./pt-BR/errors.js'),
  en: () => import('./en/errors.js'),
  es: () => import('./es/errors.js'),
});
