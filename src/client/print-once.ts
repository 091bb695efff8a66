/** The keys of the messages that have been printed about each object. */
const printed = new WeakMap<object, Set<string>>();

/**
 * Prints a message to the console, once for each object that the messages are about; by default, once in the page. Messages
 * with the same key count as the same message.
 */
export function printOnce(message: string, about: object = globalThis, key = message, print = console.warn): void {
  const keys = printed.get(about) ?? new Set();
  if (keys.has(key)) return;
  printed.set(about, keys.add(key));
  print(message);
}
