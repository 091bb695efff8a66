import type { Locale } from '../../locales/index.js';

/** The format of moments: relative to now in a browser, in full on a server, which has no clock of the reader. */
export interface TimeFormat {
  /** A moment in the past. */
  readonly ago: (time: number, now: number, locale: Locale) => string;
  /** A moment in the future. */
  readonly at: (time: number, now: number, locale: Locale) => string;
  /** Whether moments are relative to the reader's clock, and change as time passes. */
  readonly isLive: boolean;
}

/** The language and the format of times in a rendering: the page's, or those of a server. */
export interface RenderPlace {
  readonly locale: Locale;
  readonly time: TimeFormat;
}

const SECOND = 1000;
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000 * SECOND],
  ['month', 2_592_000 * SECOND],
  ['day', 86_400 * SECOND],
  ['hour', 3600 * SECOND],
  ['minute', 60 * SECOND],
];

/** Formats by language and kind, since formats are expensive to create. */
const formats = new Map<string, Intl.RelativeTimeFormat | Intl.DateTimeFormat>();

/** Returns the format for the key, created on first use. */
export function format<T extends Intl.RelativeTimeFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const known = formats.get(key) as T | undefined;
  const made = known ?? make();
  if (!known) formats.set(key, made);
  return made;
}

/** "3 hours ago"; a moment ahead of the device's clock is "now". */
export function ago(time: number, now: number, locale: Locale): string {
  const past = Math.max(0, now - time);
  const [unit, length] = UNITS.find(([, least]) => past >= least) ?? ['second', Infinity];
  // `auto` writes "yesterday" for 24 hours ago, which may be two days ago by the calendar. "Now" needs `auto`.
  const numeric = unit === 'second' ? 'auto' : 'always';
  const relative = format(locale + numeric, () => new Intl.RelativeTimeFormat(locale, { numeric }));
  return relative.format(-Math.floor(past / length), unit);
}

/** Whether both moments are on the same day of the device's calendar. */
export const isSameDay = (time: number, other: number) =>
  new Date(time).toDateString() === new Date(other).toDateString();

/** "14:30" for a moment of today, "tomorrow, 14:30" and otherwise with the day. */
export function at(time: number, now: number, locale: Locale): string {
  if (isSameDay(time, now)) return timeOf(time, locale);
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  if (isSameDay(time, Number(tomorrow))) {
    const relative = format(`${locale} day`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
    return `${relative.format(1, 'day')}, ${timeOf(time, locale)}`;
  }
  const options = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const;
  return format(`${locale} day and time`, () => new Intl.DateTimeFormat(locale, options)).format(time);
}

function timeOf(time: number, locale: Locale): string {
  const options = { hour: 'numeric', minute: '2-digit' } as const;
  return format(`${locale} time`, () => new Intl.DateTimeFormat(locale, options)).format(time);
}

export const liveTime: TimeFormat = { ago, at, isLive: true };
