import type { Locale } from '../../locales/index.js';

const SECOND_MS = 1000;

/** "12:34" for milliseconds that are left, or "1:12:34". */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const two = (count: number) => String(Math.floor(count) % 60).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${two(seconds / 60)}:${two(seconds)}` : `${Math.floor(seconds / 60)}:${two(seconds)}`;
}

/** "5 minutes", "10 seconds" or "1 minute, 57 seconds", for screen readers: the same time as that of `left`. */
export function spoken(ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const units = { minute: Math.floor(seconds / 60), second: seconds % 60 };
  const parts = Object.entries(units)
    .filter(([unit, count]) => count || (unit === 'second' && !seconds))
    .map(([unit, count]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
  return new Intl.ListFormat(locale, { type: 'unit' }).format(parts);
}
