import { isSiteMistake } from '../model/codes.js';
import type { PluggyError } from '../model/errors.js';
import { printOnce } from './print-once.js';

/**
 * Prints a failure that the page does not handle: as an error for a mistake of the page or of its backend, as a warning for
 * all that people, networks and institutions cause. The same failure of one open, or of a provider's requests, is printed
 * once.
 */
export function logFailure(element: object, { error, sessionId }: { error: PluggyError; sessionId: number }): void {
  const { code, message, name } = error;
  // The request was ended, as by a provider that has been reset.
  if ((name as string) === 'AbortError') return;
  printOnce(message, element, `${sessionId} ${message}`, isSiteMistake(code) ? console.error : console.warn);
}
