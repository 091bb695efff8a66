/** The measurements of `badges.mjs`, which run in the page. */
import '../../src/define/item-status.js';
import '../../src/define/provider.js';
import type { Item } from '../../src/model/item-types.js';
import { parseItem } from '../../src/model/parse-item.js';
import type { PluggyItemStatusElement } from '../../src/index.js';
import { anItem, byHand, fill, idOf, STATUSES } from './badge-by-hand.js';
import { collect, painted } from './page.js';

const provider = document.createElement('pluggy-provider');
const place = document.createElement('div');
provider.append(place);
document.body.append(provider);

function ours(count: number): Node {
  const all = document.createDocumentFragment();
  for (let index = 0; index < count; index++) {
    const badge = document.createElement('pluggy-item-status');
    badge.itemId = idOf(index);
    all.append(badge, ' ');
  }
  return all;
}
async function ready(items: Item[]): Promise<void> {
  provider.items = items;
  await provider.refresh();
}

Object.assign(globalThis, {
  bench: {
    /** Measures the milliseconds from the first element to the paint of all elements. */
    async create(kind: 'ours' | 'manual', count: number): Promise<number> {
      const items = Array.from({ length: count }, (_, index) => anItem(index));
      if (kind === 'ours') await ready(items);
      place.replaceChildren();
      await painted();
      collect();
      const start = performance.now();
      place.append(kind === 'ours' ? ours(count) : byHand(items));
      const end = await painted();
      return end - start;
    },

    /**
     * Measures the script time of one change, from the text of the backend's response to the DOM; the newest snapshot
     * wins in each variant. Two variants are written by hand: one reads and checks the response as the library does,
     * the other trusts the response (`bare`). A clock is coarser than a change, so each round makes many changes one
     * after the other. Returns the milliseconds of one change, by round.
     */
    async change(count: number, rounds: number, changes: number) {
      const items = Array.from({ length: count }, (_, index) => anItem(index));
      await ready(items);
      place.replaceChildren(ours(count));
      const index = count >> 1;
      const badge = place.children[index] as PluggyItemStatusElement;
      await painted();
      let renders = 0;
      for (const element of place.children as Iterable<PluggyItemStatusElement>) {
        element.addController({ hostUpdated: () => void renders++ });
      }
      const store = badge.store!;
      const handWritten = document.createElement('div');
      handWritten.append(byHand(items));
      const byId = new Map(items.map((item, index) => [item.id, handWritten.children[index] as HTMLElement]));
      const newest = new Map<string, Item>();
      document.body.append(handWritten);
      await painted();
      renders = 0;

      let turn = 0;
      const answers = () =>
        Array.from({ length: changes }, () => JSON.stringify(anItem(index, STATUSES[++turn % 2 ? 0 : 2], turn)));
      const times: Record<'ours' | 'manual' | 'bare', number[]> = { ours: [], manual: [], bare: [] };
      const time = async (kind: 'ours' | 'manual' | 'bare', change: (answer: string) => unknown) => {
        const given = answers();
        collect();
        const start = performance.now();
        for (const answer of given) await change(answer);
        times[kind].push((performance.now() - start) / changes);
        await painted();
      };
      const keep = (item: Item) => {
        const known = newest.get(item.id);
        if (known && Date.parse(item.updatedAt!) <= Date.parse(known.updatedAt!)) return;
        newest.set(item.id, item);
        const element = byId.get(item.id)!;
        fill(element, element.lastElementChild as HTMLElement, item);
      };
      for (let round = 0; round < rounds; round++) {
        await time('ours', (answer) => {
          store.put(parseItem(JSON.parse(answer)));
          return badge.updateComplete;
        });
        await time('manual', (answer) => keep(parseItem(JSON.parse(answer))));
        await time('bare', (answer) => keep(JSON.parse(answer) as Item));
      }
      handWritten.remove();
      return { ...times, renders: renders / (rounds * changes) };
    },
  },
});
