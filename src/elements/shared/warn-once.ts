import { closest } from './language.js';

const warned = new Set<string>();

/** Warns the developer, once per page for each `topic`. */
export function warnOnce(topic: string, message: string): void {
  if (warned.has(topic)) return;
  warned.add(topic);
  console.warn(message);
}

/** Whether no provider is around the element, and no undefined element that may still become a provider. */
export function isOutsideProvider(element: Element): boolean {
  return element.isConnected && !closest(element, 'pluggy-provider, :not(:defined)');
}
