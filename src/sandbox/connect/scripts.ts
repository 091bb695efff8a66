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
 * | `success-twice`               | `onSuccess` is called twice                                                           |
 * | `no-events`                   | `onEvent` is never called; only `onSuccess` and `onError` report                      |
 * | `close-after-login`           | the page closes itself as soon as the login is accepted                               |
 * | `error-code`                  | errors have their code in `code`, beside a sentence                                   |
 * | `error-text`                  | errors are a text, their code                                                         |
 * | `error-description`           | errors have their code in `data.codeDescription`                                      |
 * | `duplicate-objects`           | a refused duplicate has Items in `data.items`, in place of ids                        |
 * | `duplicate-bare`              | a refused duplicate has no `data.items`                                               |
 * | `token-refused-once`          | the first connect token is refused, a second one is accepted                          |
 * | `token-refused`               | each connect token is refused, as one of another environment is                       |
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
  'success-twice',
  'no-events',
  'close-after-login',
  'error-code',
  'error-text',
  'error-description',
  'duplicate-objects',
  'duplicate-bare',
  'token-refused-once',
  'token-refused',
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

/** An error before it is handed to the host. */
export interface ReportedError {
  code: string;
  /** Pluggy's sentence, where the error comes from a run. */
  message?: string;
  item?: Item;
  /** The ids of the items that exist already. */
  items?: string[];
}

/** Returns the payload of `onError`, in the form of the script. */
export function errorPayload({ code, message = code, item, items }: ReportedError, script: Script): unknown {
  const existing = script === 'duplicate-objects' ? items?.map((id) => ({ id })) : items;
  const data = { ...(item && { item }), ...(existing && script !== 'duplicate-bare' && { items: existing }) };
  const rest = Object.keys(data).length ? { data } : {};
  switch (script) {
    case 'error-code':
      return { message: 'The request failed.', code, ...rest };
    case 'error-text':
      return code;
    case 'error-description':
      return { message: 'The request failed.', data: { ...data, codeDescription: code } };
    default:
      return { message, ...rest };
  }
}

/** Key of the refusal that `token-refused-once` has already played in this tab. */
const REFUSED = 'token-refused';

/** Whether the script refuses the token of this page load. */
export function refusesToken(script: Script): boolean {
  if (script === 'token-refused') return true;
  if (script !== 'token-refused-once') return false;
  const isSecond = sessionStorage.getItem(REFUSED) !== null;
  if (isSecond) sessionStorage.removeItem(REFUSED);
  else sessionStorage.setItem(REFUSED, '');
  return !isSecond;
}
