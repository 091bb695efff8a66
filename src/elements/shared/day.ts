import type { Locale } from '../../locales/index.js';
import { at, format } from './time.js';

/** A day, with the year unless it is the current one; for today, the time. */
export function day(time: number, now: number, locale: Locale): { text: string; isToday: boolean } {
  const [then, today] = [new Date(time), new Date(now)];
  const isToday = then.toDateString() === today.toDateString();
  if (isToday) return { text: at(time, now, locale), isToday };
  const year = then.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  const options = { day: 'numeric', month: 'long', year } as const;
  return {
    text: format(`${locale} day ${year}`, () => new Intl.DateTimeFormat(locale, options)).format(time),
    isToday,
  };
}
