import type { Connector } from './item-types.js';
import { listIn } from './parse-items.js';
import { readConnector } from './parse-item.js';

/** An institution of a list, which the widget can be opened at. */
export interface Institution extends Connector {
  readonly id: number;
  readonly name: string;
}

/** The institutions that a page offers, by the widget's options of the same names. Values may be text, as in an attribute. */
export interface InstitutionFilters {
  readonly connectorTypes?: string[];
  readonly connectorIds?: (number | string)[];
  readonly countries?: string[];
  readonly products?: string[];
  readonly includeSandbox?: boolean;
}

/**
 * Reads the list in a response: Pluggy's own JSON, or a backend's selection of it. Entries without an id or a name, and
 * entries whose id comes a second time, are left out.
 *
 * @throws PluggyError `items-malformed` when there is no list.
 */
export function parseInstitutions(value: unknown): Institution[] {
  const found = new Map<number, Institution>();
  for (const part of listIn(value, 'institutions')) {
    const connector = readConnector(part);
    const { id, name } = connector ?? {};
    if (id !== undefined && name && !found.has(id)) found.set(id, connector as Institution);
  }
  return [...found.values()];
}

/** Returns the words of an option, in capitals: a list, or a text with commas or spaces. */
function wordsOf(option: unknown): string[] {
  const parts: unknown[] = Array.isArray(option) ? option : [option ?? []].flat();
  const texts = parts.map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : ''));
  return texts.flatMap((text) => text.toUpperCase().split(/[\s,]+/)).filter(Boolean);
}

/**
 * Returns the institutions that the widget would offer with the same options. An institution of which the backend does not
 * say its type, country or products is kept: the widget decides.
 */
export function offeredInstitutions(all: readonly Institution[], filters: InstitutionFilters): Institution[] {
  const { connectorTypes, connectorIds, countries, products } = filters;
  const tests = [
    [wordsOf(connectorTypes), ({ type }: Institution) => type],
    [wordsOf(connectorIds), ({ id }: Institution) => id],
    [wordsOf(countries), ({ country }: Institution) => country],
    [wordsOf(products), (institution: Institution) => institution.products],
  ] as const;
  return all.filter(
    (institution) =>
      (filters.includeSandbox || !institution.isSandbox) &&
      tests.every(([allowed, valueOf]) => {
        const values = wordsOf(valueOf(institution));
        return !allowed.length || !values.length || values.some((value) => allowed.includes(value));
      }),
  );
}

/** Returns a text without accents and capitals, as people type it. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Returns a test for names that contain every word of a query, in any order. */
export function nameTest(query: string): (name: string) => boolean {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return (name) => {
    const text = plain(name);
    return words.every((word) => text.includes(word));
  };
}
