/** The languages that this library speaks. */
export type Locale = 'pt-BR' | 'en' | 'es';

/** Returns the locale for a language tag: the same language in any variety, else English. */
export function resolveLocale(tag: string): Locale {
  const [language] = tag.toLowerCase().split(/[-_]/);
  return language === 'pt' ? 'pt-BR' : language === 'es' ? 'es' : 'en';
}
