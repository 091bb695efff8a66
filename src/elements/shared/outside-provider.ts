import { closest } from './language.js';

/** Whether the element has no provider around it, and no ancestor that may still be defined as a provider. */
export function isOutsideProvider(element: Element): boolean {
  return element.isConnected && !closest(element, 'pluggy-provider, :not(:defined)');
}
