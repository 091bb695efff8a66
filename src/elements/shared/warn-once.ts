import { closest } from './language.js';

const warned = new Set<string>();

/** Warns the developer, once per page for each `topic`. */
export function warnOnce(topic: string, message: string): void {
  if (warned.has(topic)) return;
  warned.add(topic);
  console.warn(message);
}

/** Whether the element has no provider around it, and no ancestor that may still be defined as a provider. */
export function isOutsideProvider(element: Element): boolean {
  return element.isConnected && !closest(element, 'pluggy-provider, :not(:defined)');
}
