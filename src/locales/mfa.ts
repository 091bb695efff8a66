import { TextsOnDemand } from './texts-on-demand.js';

export const mfaTexts = new TextsOnDemand('mfa', {
  'pt-BR': () => import('./pt-BR/mfa.js'),
  en: () => import('./en/mfa.js'),
  es: () => import('./es/mfa.js'),
});
