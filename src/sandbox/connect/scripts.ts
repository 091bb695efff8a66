import type { Item } from './api.js';

/**
 * Variants of widget behaviour that Pluggy does not document. A host must handle every variant.
 * Chosen by `?script=` in this page's address, or for the whole sandbox by `POST /sandbox/settings { script }`.
 *
 * | value                         | what differs                                                                          |
 * | ----------------------------- | ------------------------------------------------------------------------------------- |
 * | `success-before-last-button`  | default: `onSuccess` as soon as the run has ended, then the last screen and its button |
 * | `success-after-last-button`   | `onSuccess` only when that button is pressed (at once while the widget is hidden)      |
 * | `no-success`                  | `onSuccess` is never called; only the events report the success                       |
 * | `success-late`                | `onSuccess` 55 s after the end of the run, as measured with Open Finance               |
 * | `success-empty`               | `onSuccess` without a value                                                            |
 * | `success-bare-item`           | `onSuccess` with the Item itself in place of `{ item }`                                |
 * | `error-then-success`          | a good run first reports an error, then success                                       |
 * | `close-twice`                 | the host receives `onClose` twice when the widget closes                              |
 * | `pending-as-error`            | an authorisation pending at the bank is an `onError` whose `message` is the bare code |
 * | `pending-silent`              | an authorisation pending at the bank calls nothing                                    |
 * | `dates-as-date`               | Items handed to the host hold `Date` objects instead of ISO strings                   |
 *
 * Pluggy does not document the following behaviour either, and no value changes it: a pending authorisation is an
 * `onError` with the Item and Pluggy's English text; a refused connect token is an `onError` with the message
 * `invalid_connect_token`; a hidden widget calls the same callbacks as a visible one.
 */
export const SCRIPTS = [
  'success-before-last-button',
  'success-after-last-button',
  'no-success',
  'success-late',
  'success-empty',
  'success-bare-item',
  'error-then-success',
  'close-twice',
  'pending-as-error',
  'pending-silent',
  'dates-as-date',
] as const;

export type Script = (typeof SCRIPTS)[number];

export function isScript(value: unknown): value is Script {
  return SCRIPTS.includes(value as Script);
}

/** Time from the end of the run to `onSuccess` with `success-late`. */
export const LATE_SUCCESS_MS = 55_000;

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Returns a copy with each ISO date as a `Date`, which `postMessage` preserves. */
export function withDates<T>(value: T): T {
  if (typeof value === 'string') return (ISO.test(value) ? new Date(value) : value) as T;
  if (Array.isArray(value)) return value.map(withDates) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withDates<unknown>(entry)])) as T;
}

/** Returns the Item with the error that `error-then-success` reports before the success. */
export function passingError(item: Item): Item {
  return {
    ...item,
    status: 'OUTDATED',
    executionStatus: 'CONNECTION_ERROR',
    error: { code: 'CONNECTION_ERROR', message: 'The connection to the institution was lost.' },
  };
}
