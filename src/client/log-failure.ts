import { isSiteMistake } from '../model/codes.js';
import type { PluggyError } from '../model/errors.js';

/** The messages that each element has printed. */
const printed = new WeakMap<object, Set<string>>();

/**
 * Prints a failure that the page does not handle: as an error for a mistake of the page or of its backend, as a warning for
 * all that people, networks and institutions cause. The same failure of one open, or of a provider's requests, is printed
 * once.
 */
export function logFailure(element: object, { error, sessionId }: { error: PluggyError; sessionId: number }): void {
  const messages = printed.get(element) ?? new Set();
  printed.set(element, messages);
  const { code, message } = error;
  const key = `${sessionId} ${message}`;
  if (messages.has(key)) return;
  messages.add(key);
  if (isSiteMistake(code)) console.error(message);
  else console.warn(message);
}
