/**
 * What we say, grouped by element, so that an element carries only its own texts. Each language implements the same
 * interfaces: a missing key does not compile.
 */
export type Locale = 'pt-BR' | 'en' | 'es';

/** The texts of `<pluggy-connect>`, and of its dialog until the widget's chunk is there. */
export interface ConnectMessages {
  connect: string;
  reconnect: string;
  connected: string;
  required: string;
  preparing: string;
  cancel: string;
  failed: string;
}

/** The texts around the widget, which come with it: `<language>.widget.ts`. */
export interface WidgetMessages {
  frame: string;
  slow: string;
  close: string;
  question: string;
  explanation: string;
  stay: string;
  hide: string;
  leave: string;
  background: string;
  attention: string;
  failed: Record<'offline' | 'session' | 'blocked' | 'timeout' | 'busy', string>;
}

/** The exact language, else another variety of the same one, else English. */
export function resolveLocale(tag: string): Locale {
  const [language] = tag.toLowerCase().split(/[-_]/);
  return language === 'pt' ? 'pt-BR' : language === 'es' ? 'es' : 'en';
}
