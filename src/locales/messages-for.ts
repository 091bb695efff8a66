import type { Locale } from './locale.js';

/** The texts of one group by language: all languages, or those that are loaded. */
export type TextTable<T> = Readonly<Partial<Record<Locale, T>>>;

/** Returns the texts of a group in a language, with the page's own texts in the place of ours. */
export function messagesFor<T extends object>(texts: TextTable<T>, locale: Locale, overrides?: object): T {
  const messages = texts[locale];
  if (!messages) throw new Error(`The texts for ${locale} are not loaded.`);
  return overrides ? merge(messages, overrides) : messages;
}

/** Copies `overrides` over `messages`, key by key. A value of another type is ignored. */
function merge<T extends object>(messages: T, overrides: object): T {
  const merged = { ...messages } as Record<string, unknown>;
  for (const [key, value] of Object.entries(overrides)) {
    const original = merged[key];
    if (typeof original === 'object' && typeof value === 'object' && value) {
      merged[key] = merge(original as object, value as object);
    } else if (typeof value === typeof original) merged[key] = value;
  }
  return merged as T;
}
