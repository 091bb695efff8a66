import type { Connector, Item } from 'pluggy-sdk';
import { MalformedResponse } from './pluggy-client.js';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks that a response is the Item that was requested. */
export function readItem(answer: unknown, itemId: string): Item {
  if (!isRecord(answer)) throw new MalformedResponse('no item');
  const { id, status, connector, clientUserId } = answer;
  if (id !== itemId) throw new MalformedResponse('another item than the requested one');
  if (typeof status !== 'string') throw new MalformedResponse('an item without a status');
  if (!isRecord(connector) || typeof connector.id !== 'number')
    throw new MalformedResponse('an item without a connector');
  if (clientUserId !== undefined && clientUserId !== null && typeof clientUserId !== 'string') {
    throw new MalformedResponse('an item whose clientUserId is not a string');
  }
  const updatedAt = new Date(answer.updatedAt as string | Date);
  if (Number.isNaN(updatedAt.getTime())) throw new MalformedResponse('an item without updatedAt');
  return { ...answer, updatedAt } as unknown as Item;
}

/** Returns the entries of a page that have ids, and the number of the others. Throws for a page without any usable entry. */
export function readEntries<T extends { id: string }>(answer: unknown): { entries: T[]; rejected: number } {
  const { results } = isRecord(answer) ? answer : {};
  const isEntry = (entry: unknown) => isRecord(entry) && typeof entry.id === 'string' && entry.id !== '';
  const entries = Array.isArray(results) ? results.filter(isEntry) : [];
  if (!Array.isArray(results) || (results.length > 0 && entries.length === 0)) {
    throw new MalformedResponse('a list without entries that have ids');
  }
  return { entries: entries as T[], rejected: results.length - entries.length };
}

/** Checks that a response is a list of institutions. */
export function readConnectors(answer: unknown): Connector[] {
  const { results } = isRecord(answer) ? answer : {};
  const isList = Array.isArray(results) && results.every((entry) => isRecord(entry) && typeof entry.id === 'number');
  if (!isList) throw new MalformedResponse('a list without institutions that have ids');
  return results as Connector[];
}

/** Returns the cursor of the next page, from a query, a path or an absolute URL. The URL itself is not requested. */
export function readCursor(answer: unknown): string | undefined {
  const { next } = isRecord(answer) ? answer : {};
  if (next === undefined || next === null || next === '') return undefined;
  if (typeof next !== 'string' || !URL.canParse(next, 'https://api.pluggy.ai')) {
    throw new MalformedResponse('a list whose next page has no address');
  }
  const after = new URL(next, 'https://api.pluggy.ai').searchParams.get('after');
  if (!after) throw new MalformedResponse('a list whose next page has no cursor');
  return after;
}
