import { TextsOnDemand } from './texts-on-demand.js';

export const widgetTexts = new TextsOnDemand('widget', {
  'pt-BR': () => import('./pt-BR/widget.js'),
  en: () => import('./en/widget.js'),
  es: () => import('./es/widget.js'),
});
