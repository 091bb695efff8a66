import { TextsOnDemand } from './texts-on-demand.js';

export const institutionsTexts = new TextsOnDemand('institutions', {
  'pt-BR': () => import('./pt-BR/institutions.js'),
  en: () => import('./en/institutions.js'),
  es: () => import('./es/institutions.js'),
});
