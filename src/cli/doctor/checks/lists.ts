import { parsePage } from '../../../client/items/item-pages.js';
import { describe, isSuccess, jsonOf } from '../answer.js';
import type { Backend, BackendCheck } from '../backend.js';
import { failed, passed, skipped } from '../check.js';
import type { Person } from '../person.js';
import type { Answer } from '../transport.js';
import { ofItems } from './shared.js';

/** Pages that are read; a person has fewer. */
const MAX_PAGES = 50;

const FIX = 'Begin the answer after the Item that after names, and leave next out of the last page.';

/** Returns the ids and the cursor of a page as the elements read them; undefined for an answer without a list. */
function pageIn(answer: Answer): { ids: string[]; next?: string } | undefined {
  if (!isSuccess(answer)) return undefined;
  try {
    const { items, next } = parsePage(jsonOf(answer), () => {});
    return { ids: items.map(({ id }) => id), next };
  } catch {
    return undefined;
  }
}

/** Returns the ids of all Items in a person's list, which may have pages. */
export async function allIdsOf(backend: Backend, person: Person): Promise<string[]> {
  const { items } = backend.options.routes;
  const ids = new Set<string>();
  let page = pageIn(await backend.ask(person, 'GET', items));
  for (let count = 1; page && count < MAX_PAGES; count++) {
    const before = ids.size;
    for (const id of page.ids) ids.add(id);
    if (!page.next || ids.size === before) break;
    page = pageIn(await backend.ask(person, 'GET', items, { query: { after: page.next } }));
  }
  return [...ids];
}

export const ITEMS_PAGES: BackendCheck = ofItems({
  id: 'items-pages',
  tried: (backend) => `${backend.name('GET', backend.options.routes.items)}?after={next}, up to the last page`,
  expected: 'new Items on each page, and no next on the last one',
  docs: 'backend.md#items',
  async run(backend) {
    const { me, routes } = backend.options;
    const first = pageIn(await backend.list());
    if (!first) return skipped('the route answers without a list');
    const ids = new Set(first.ids);
    let { next } = first;
    for (let count = 1; count < MAX_PAGES; count++) {
      if (!next) return passed(count === 1 ? 'one page' : `${count} pages`);
      const answer = await backend.ask(me, 'GET', routes.items, { query: { after: next } });
      const page = pageIn(answer);
      if (!page) return failed(`page ${count + 1}: ${describe(answer)}`, FIX);
      const hasNews = page.ids.some((id) => !ids.has(id));
      if (page.next && !hasNews) return failed(`page ${count + 1} has a next, and no Item that is new`, FIX);
      for (const id of page.ids) ids.add(id);
      next = page.next;
    }
    return passed(`more than ${MAX_PAGES} pages`);
  },
});
