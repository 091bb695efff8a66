/**
 * Reason why the entries of a list are not all of Pluggy's entries. Another read can fill a gap, except in a list that is too
 * long: each read ends at the same page.
 */
export type Gap = 'not found' | 'incomplete' | 'too long';

/** The entries of a list, as far as Pluggy returned them. */
export interface Listing<T> {
  entries: T[];
  gap?: Gap;
}

interface Page<T> {
  results: T[];
  /** Whether every entry of the page has an id. */
  isWhole: boolean;
}

export interface NumberedPage<T> extends Page<T> {
  totalPages: unknown;
}

export interface CursorPage<T> extends Page<T> {
  next: string | undefined;
}

/** Maximum page size of Pluggy's lists. */
export const MAX_PAGE_SIZE = 500;
/** Maximum pages of one list, 50,000 entries: no person has as many investments, and an endless list blocks the other products. */
export const MAX_PAGES = 100;
/** Maximum pages of transactions, 250,000 entries: Pluggy's largest test account has fewer, and each page is stored as it comes. */
export const MAX_TRANSACTION_PAGES = 500;
/** Pages without a new entry, one after the other, after which a cursor leads nowhere. An empty page can be followed by a full one. */
export const MAX_IDLE_PAGES = 10;

/**
 * Reads a list with numbered pages. A page is undefined if Pluggy answers 404. A later page without a new entry, or after the
 * maximum, ends the list before its end.
 */
export async function readNumbered<T extends { id: string }>(
  readPage: (page: number) => Promise<NumberedPage<T> | undefined>,
  log: (problem: string) => void,
): Promise<Listing<T>> {
  const all = new Map<string, T>();
  const end = (gap?: Gap): Listing<T> => ({ entries: [...all.values()], gap });
  const endEarly = (problem: string) => {
    log(problem);
    return end('incomplete');
  };
  let isWhole = true;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await readPage(page);
    if (!answer) return page === 1 ? end('not found') : endEarly(`page ${page} was not found`);
    isWhole &&= answer.isWhole;
    const count = all.size;
    for (const entry of answer.results) all.set(entry.id, entry);
    const totalPages = Number(answer.totalPages ?? 1);
    if (Number.isNaN(totalPages)) return endEarly(`page ${page} does not say how many pages there are`);
    const isLast = page >= totalPages;
    const isIdle = all.size === count;
    if (isLast && (page === 1 || !isIdle)) return end(isWhole ? undefined : 'incomplete');
    if (isIdle) return endEarly(`page ${page} has no new entry`);
  }
  log(`the list has more than ${MAX_PAGES} pages`);
  return end('too long');
}

/**
 * Reads a list by cursors, and passes on each page. Resolves to the reason why the end was not reached: only a page without
 * a cursor ends the list.
 */
export async function followCursors<T extends { id: string }>(
  readPage: (after: string | undefined) => Promise<CursorPage<T> | undefined>,
  onPage: (entries: T[]) => Promise<void>,
  log: (problem: string) => void,
): Promise<Gap | undefined> {
  const cursors = new Set<string | undefined>();
  const ids = new Set<string>();
  const endEarly = (problem: string): Gap => {
    log(problem);
    return 'incomplete';
  };
  let isWhole = true;
  let after: string | undefined;
  for (let idlePages = 0; ;) {
    if (cursors.has(after)) return endEarly('Pluggy sent the same cursor twice');
    if (cursors.size === MAX_TRANSACTION_PAGES) {
      log(`the list has more than ${MAX_TRANSACTION_PAGES} pages`);
      return 'too long';
    }
    cursors.add(after);
    const answer = await readPage(after);
    if (!answer) return after === undefined ? 'not found' : endEarly('a page was not found');
    isWhole &&= answer.isWhole;
    const count = ids.size;
    for (const { id } of answer.results) ids.add(id);
    idlePages = ids.size === count ? idlePages + 1 : 0;
    if (answer.results.length > 0) await onPage(answer.results);
    if (answer.next === undefined) return isWhole ? undefined : 'incomplete';
    if (idlePages === MAX_IDLE_PAGES) return endEarly(`${MAX_IDLE_PAGES} pages have no new entry`);
    after = answer.next;
  }
}
