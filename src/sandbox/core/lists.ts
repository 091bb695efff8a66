import type { Context } from 'hono';
import { badRequest, notFound } from './errors.js';

/** The largest page size of a list, and the default of the lists that can be long. */
export const MAX_PAGE_SIZE = 500;

export const queryOf = (context: Context) => new URL(context.req.url).searchParams;

export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw badRequest(`${name} should not be null or undefined, ${name} must be a UUID`);
  return value;
}

/** Throws when the query has parameters other than the allowed ones, as `/v2` routes do. */
export function onlyAllow(query: URLSearchParams, allowed: readonly string[]): void {
  const unknown = [...new Set(query.keys())].filter((name) => !allowed.includes(name));
  if (unknown.length > 0) throw badRequest(unknown.map((name) => `property ${name} should not exist`).join(', '));
}

/** Returns a page of a list with a cursor, and the query of the next page. `cursorOf` names the last entry of a page. */
export function cursorPage<T>(rest: readonly T[], query: URLSearchParams, size: number, cursorOf: (last: T) => string) {
  const results = rest.slice(0, size);
  const last = results.at(-1);
  if (last === undefined || rest.length <= size) return { results, next: null };
  query.set('after', toCursor(cursorOf(last)));
  return { results, next: `?${query.toString()}` };
}

/** Returns a text in URL-safe base64. */
const toCursor = (text: string) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** Returns the words of the text in the cursor of `cursorPage`, or `undefined` without a cursor. */
export function readCursor(query: URLSearchParams): string[] | undefined {
  const after = query.get('after');
  if (after === null) return undefined;
  try {
    return atob(after.replaceAll('-', '+').replaceAll('_', '/')).split(' ');
  } catch {
    throw invalidCursor();
  }
}

export const invalidCursor = () => badRequest('Invalid cursor');

export function byId<T extends { id: string }>(list: T[], id: string, what: string): T {
  const found = list.find((entry) => entry.id === id);
  if (!found) throw notFound(what);
  return found;
}

/** Returns the page of a list that the query's `page` and `pageSize` select. */
export function paged<T>(all: readonly T[], query: URLSearchParams, defaultSize: number) {
  const number = (name: string, otherwise: number) => Math.max(1, Math.trunc(Number(query.get(name))) || otherwise);
  const page = number('page', 1);
  const size = Math.min(number('pageSize', defaultSize), MAX_PAGE_SIZE);
  return {
    results: all.slice((page - 1) * size, page * size),
    page,
    total: all.length,
    totalPages: Math.ceil(all.length / size),
  };
}
