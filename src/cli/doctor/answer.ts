import type { Answer } from './transport.js';

/** Returns the media type of an answer, without parameters. */
export const typeOf = ({ headers }: Pick<Answer, 'headers'>) =>
  headers.get('content-type')?.split(';')[0]?.trim() ?? '';

/** Returns an answer's JSON; undefined for any other body. */
export function jsonOf({ text }: Pick<Answer, 'text'>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the code in an error's body; empty for none. */
export function codeOf(answer: Answer): string {
  const body = jsonOf(answer);
  const { code, codeDescription, error } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const found = [codeDescription, code, error].find((value) => typeof value === 'string' || typeof value === 'number');
  return String(found ?? '').slice(0, 80);
}

/** Describes an answer in a few words, without its content. */
export function describe(answer: Answer): string {
  const location = answer.headers.get('location');
  if (location && answer.status >= 300 && answer.status < 400)
    return `${answer.status}, a redirect to ${location.split('?')[0]}`;
  const code = codeOf(answer);
  const type = typeOf(answer);
  return [`${answer.status}`, code && `code ${code}`, !/json/.test(type) && (type || 'no content type')]
    .filter(Boolean)
    .join(', ');
}

export const isSuccess = ({ status }: Answer) => status >= 200 && status < 300;

/** Whether the answer refuses a request that was understood: no success, no redirect, no failure of the server. */
export const isRefusal = ({ status }: Answer) => status >= 400 && status < 500 && status !== 429;

/** Paths of pages with a login, in the languages of the elements. */
export const LOGIN = /log[-_]?[io]n|sign[-_]?in|auth|sso|session|sesion|entrar|acess|ingres/i;

/** Whether an answer sends a person to a page with a login. */
const leadsToLogin = ({ status, headers }: Answer) =>
  [302, 303, 307].includes(status) && LOGIN.test(headers.get('location')?.split('?')[0] ?? '');

/** Whether an answer is for a person without a session, or without the right to be here. */
export const refusesPerson = (answer: Answer) => [401, 403, 419].includes(answer.status) || leadsToLogin(answer);

/** Signs of a stack trace, or of an error page for developers. */
const STACK =
  /(?:\n|\\n)\s*at \S[^\n]{0,300}?:\d+:\d+|Traceback \(most recent call last\)|\bvendor\/[\w/]+\.php|Stack trace:\s*(?:\\n)?#0|goroutine \d+ \[|Whoops! There was|\.java:\d+\)|\.rb:\d+:in ['`]/;

/** Whether an error shows the code of the backend. */
export const hasStackTrace = ({ status, text }: Answer) => status >= 400 && STACK.test(text);

/** Whether two refusals are the same for a reader who compares statuses, types and bodies. */
export function isSameRefusal(a: Answer, b: Answer, ids: readonly string[]): boolean {
  const neutral = ({ status, text, headers }: Answer) =>
    JSON.stringify([status, headers.get('content-type'), ids.reduce((body, id) => body.replaceAll(id, '{id}'), text)]);
  return neutral(a) === neutral(b);
}
