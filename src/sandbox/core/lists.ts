import type { Context } from 'hono';
import { badRequest, notFound } from './errors.js';

/** The largest page size of a list. */
export const MAX_PAGE_SIZE = 500;

export const queryOf = (context: Context) => new URL(context.req.url).searchParams;

export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw badRequest(`${name} is required`);
  return value;
}

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
