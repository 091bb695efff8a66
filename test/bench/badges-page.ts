/** What `badges.mjs` measures, in the page. */
import '../../src/define/item-status.js';
import '../../src/define/provider.js';
import { status as messages } from '../../src/locales/en.status.js';
import { itemView, type ItemLabel } from '../../src/model/item-view.js';
import { parseItem, type Item } from '../../src/model/item.js';
import type { PluggyItemStatusElement } from '../../src/index.js';
import { collect, painted } from './page.js';

const STATUSES = ['UPDATED', 'UPDATING', 'LOGIN_ERROR', 'OUTDATED', 'WAITING_USER_INPUT'];
const idOf = (index: number) => `8d1f2c1e-0000-4000-8000-${String(index).padStart(12, '0')}`;
const anItem = (index: number, status = STATUSES[index % STATUSES.length]!, second = 0) => ({
  id: idOf(index),
  status,
  executionStatus: 'SUCCESS',
  updatedAt: new Date(Date.UTC(2026, 10, 23, 10, 0, second)).toISOString(),
  connector: { id: 2, name: 'Pluggy Bank' },
});

/** The look of the element, for light DOM. */
const SHEET = `
  .badge { display: inline-block; box-sizing: border-box; max-inline-size: 100%; padding: 0.1em 0.7em 0.1em 2em;
    text-indent: -1.4em; border: 1px solid color-mix(in srgb, var(--tone) 35%, transparent); border-radius: 1.2em;
    background: color-mix(in srgb, var(--tone) 10%, transparent); font-size: 0.875em; line-height: 1.4 }
  .badge.ok { --tone: light-dark(#1a7f37, #4ac26b) } .badge.busy { --tone: light-dark(#1a5fd0, #79a8ff) }
  .badge.attention { --tone: light-dark(#c4320a, #ff9271) } .badge.problem { --tone: light-dark(#b45309, #e3b341) }
  .badge.neutral { --tone: light-dark(#59636e, #a6adb5) }
  .badge > .icon { display: inline-block; color: var(--tone); inline-size: 1em; margin-inline-end: 0.4em;
    text-align: center; text-indent: 0; font-weight: 700 }
  .ok > .icon::before { content: '✓' } .attention > .icon::before { content: '!' } .problem > .icon::before { content: '↻' }
  .neutral > .icon::before { content: '?' }
  .busy > .icon { vertical-align: -0.125em; box-sizing: border-box; block-size: 1em; border: 2px solid; border-inline-end-color: transparent;
    border-radius: 50%; animation: turn 1s linear infinite }
  @keyframes turn { to { rotate: 1turn } }`;
const style = document.createElement('style');
style.textContent = SHEET;
document.head.append(style);

/** What the person who writes it by hand writes: one function, three elements, the same words. */
function handWritten(item: Item): HTMLElement {
  const badge = document.createElement('span');
  const icon = document.createElement('span');
  icon.className = 'icon';
  icon.setAttribute('aria-hidden', 'true');
  const label = document.createElement('span');
  badge.append(icon, label);
  fill(badge, label, item);
  return badge;
}
function fill(badge: HTMLElement, label: HTMLElement, item: Item): void {
  const view = itemView(item);
  badge.className = `badge ${view.severity}`;
  label.textContent = messages.labels[view.label as Exclude<ItemLabel, 'consent'>];
}

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
function byHand(items: Item[]): Node {
  const all = document.createDocumentFragment();
  for (const item of items) all.append(handWritten(item), ' ');
  return all;
}

async function ready(items: Item[]): Promise<void> {
  provider.items = items;
  await provider.refresh();
}

Object.assign(globalThis, {
  bench: {
    /** Milliseconds from the first element to the paint of all. */
    async create(kind: 'ours' | 'hand', count: number): Promise<number> {
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
     * Script of one change, from the text of the backend's answer to the DOM, and the newest wins in all. By hand, once
     * with an answer that is read and checked as ours is, and once with one that is believed as it comes (`bare`). In
     * rounds of many, one after the other, since the clock is coarser than a change; milliseconds of one change, by round.
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
      const hand = document.createElement('div');
      hand.append(byHand(items));
      const byId = new Map(items.map((item, index) => [item.id, hand.children[index] as HTMLElement]));
      const newest = new Map<string, Item>();
      document.body.append(hand);
      await painted();
      renders = 0;

      let turn = 0;
      const answers = () =>
        Array.from({ length: changes }, () => JSON.stringify(anItem(index, STATUSES[++turn % 2 ? 0 : 2], turn)));
      const times: Record<'ours' | 'hand' | 'bare', number[]> = { ours: [], hand: [], bare: [] };
      const time = async (kind: 'ours' | 'hand' | 'bare', change: (answer: string) => unknown) => {
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
          store.put(JSON.parse(answer));
          return badge.updateComplete;
        });
        await time('hand', (answer) => keep(parseItem(JSON.parse(answer))));
        await time('bare', (answer) => keep(JSON.parse(answer) as Item));
      }
      hand.remove();
      return { ...times, renders: renders / (rounds * changes) };
    },
  },
});
