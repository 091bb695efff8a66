import type { Locale } from '../../locales/index.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** "12:34" for milliseconds that are left, or "1:12:34". */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const two = (count: number) => String(Math.floor(count) % 60).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${two(seconds / 60)}:${two(seconds)}` : `${Math.floor(seconds / 60)}:${two(seconds)}`;
}

/** "5 minutes" or "10 seconds", for screen readers. */
export function spoken(ms: number, locale: Locale): string {
  const unit = ms < MINUTE_MS ? 'second' : 'minute';
  const count = Math.max(0, unit === 'minute' ? Math.floor(ms / MINUTE_MS) : Math.ceil(ms / SECOND_MS));
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
