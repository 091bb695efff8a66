/** The measurements of `cards.mjs`, which run in the page. */
import '../../src/define/item-list.js';
import '../../src/define/provider.js';
import { styles as cardStyles } from '../../src/elements/item-card/item-card.styles.js';
import { menu as menuStyles } from '../../src/elements/item-card/menu.styles.js';
import { styles as listStyles } from '../../src/elements/item-list/item-list.styles.js';
import { button } from '../../src/elements/shared/button.styles.js';
import { theme } from '../../src/elements/shared/theme.styles.js';
import { createSign, drawSign, signOf, signs } from '../../src/elements/shared/signs.js';
import { ago, at } from '../../src/elements/shared/time.js';
import { card as messages } from '../../src/locales/en/card.js';
import { status as badgeMessages } from '../../src/locales/en/status.js';
import { initialsOf } from '../../src/model/initials.js';
import { itemView } from '../../src/model/item-view.js';
import type { Item } from '../../src/model/item-types.js';
import { collect, painted } from './page.js';

const HOUR = 3_600_000;
const start = Date.now();
const inTime = (ms: number) => new Date(start + ms).toISOString();
const detail = { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [] };

/** Returns connections that are up to date, except for each tenth, which is in progress. */
const anItem = (index: number, status = index % 10 ? 'UPDATED' : 'UPDATING', second = 0): Item => ({
  id: `8d1f2c1e-0000-4000-8000-${String(index).padStart(12, '0')}`,
  status,
  executionStatus: status === 'UPDATED' ? 'SUCCESS' : 'ACCOUNTS_IN_PROGRESS',
  updatedAt: inTime(second * 1000),
  lastUpdatedAt: inTime(-3 * HOUR),
  nextAutoSyncAt: inTime(21 * HOUR),
  connector: { id: 2 + index, name: `Banco Exemplo ${index}` },
  statusDetail: { accounts: detail, creditCards: detail, transactions: detail, investments: detail, identity: null },
});
const itemsOf = (count: number) => Array.from({ length: count }, (_, index) => anItem(index));

/** The elements' style rules, for light DOM: the list by hand has the same look and layout. */
const rules = (...sheets: { cssText: string }[]) =>
  sheets.map(({ cssText }) => cssText.replaceAll(':host', ':scope')).join('\n');
const style = document.createElement('style');
style.textContent = `
  @scope (.by-hand) to (.card) { ${rules(theme, button, listStyles)} }
  @scope (.card) { ${rules(button, signs, cardStyles, menuStyles).replaceAll('.card', ':scope')} }`;
document.head.append(style);

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]!);
  made.append(...children);
  return made;
}

/** Renders the list by hand: the same nodes and words, in one document. */
function handWritten(item: Item, index: number): HTMLElement {
  const now = Date.now();
  const view = itemView(item, { now });
  const { name = '' } = item.connector!;
  const isUpdated = view.label === 'updated';
  const label = isUpdated
    ? badgeMessages.updated(ago(Date.parse(item.lastUpdatedAt!), now, 'en'), true)
    : messages.line.fetching(messages.products.accounts.toLowerCase());
  const next = badgeMessages.next(at(Date.parse(item.nextAutoSyncAt!), now, 'en'), false, true);
  const sign = createSign();
  drawSign(sign, signOf(view));
  const words = element('span', {}, element('span', {}, label));
  if (isUpdated) words.append(element('span', { class: 'detail' }, ` · ${next}`));
  const options = element('button', {
    type: 'button',
    class: 'plain dots',
    'aria-haspopup': 'menu',
    'aria-label': messages.menu(name),
  });
  const dots = createSign();
  dots.setAttribute('class', 'dots');
  options.append(dots);
  return element(
    'li',
    {},
    element(
      'article',
      { class: 'card row', tabindex: '-1', lang: 'en', 'aria-labelledby': `name-${index}` },
      element(
        'div',
        { class: 'head' },
        element('div', { class: 'logo', 'aria-hidden': 'true' }, initialsOf(name)),
        element(
          'div',
          { class: 'title' },
          element('div', { class: 'name', role: 'heading', 'aria-level': '3', id: `name-${index}` }, name),
          element('p', { class: `line is-${signOf(view)}` }, sign, words),
        ),
        element('div', { class: 'options' }, options),
      ),
    ),
  );
}

const provider = document.createElement('pluggy-provider');
const place = document.createElement('div');
provider.append(place);
document.body.append(provider);

async function ready(items: Item[]): Promise<void> {
  provider.items = items;
  await provider.refresh();
  // The template of a card loads with the first card.
  place.replaceChildren(document.createElement('pluggy-item-list'));
  while (!cards().length) await painted();
}
const cards = () => [
  ...(place.querySelector('pluggy-item-list')?.shadowRoot?.querySelectorAll('pluggy-item-card') ?? []),
];

Object.assign(globalThis, {
  bench: {
    /** Measures the milliseconds from the list to its first paint, and to the paint of the last card. */
    async create(kind: 'ours' | 'manual', count: number): Promise<{ first: number; all: number }> {
      const items = itemsOf(count);
      await ready(items);
      place.replaceChildren();
      await painted();
      collect();
      const start = performance.now();
      place.append(
        kind === 'ours'
          ? document.createElement('pluggy-item-list')
          : element('div', { class: 'by-hand' }, element('ul', {}, ...items.map(handWritten))),
      );
      const first = (await painted()) - start;
      if (kind === 'manual') return { first, all: first };
      const isDrawn = () => cards().filter(({ shadowRoot }) => shadowRoot?.querySelector('.line')).length;
      const inSight = cards().filter((card) => card.getBoundingClientRect().top < innerHeight).length;
      const isFull = isDrawn() === count || cards().at(-1)!.getBoundingClientRect().bottom >= innerHeight;
      if (isDrawn() < inSight || !isFull)
        throw new Error(`${isDrawn()} cards were painted, which is not all in sight.`);
      let all = first;
      while (isDrawn() < count) all = (await painted()) - start;
      return { first, all };
    },

    ready: (count: number) => ready(itemsOf(count)),

    /** Scrolls the page down by a little in each frame, and back up, until the caller stops it. */
    scroll(): void {
      let step = 40;
      const move = () => {
        const before = scrollY;
        scrollBy(0, step);
        if (scrollY === before) step = -step;
        requestAnimationFrame(move);
      };
      requestAnimationFrame(move);
    },

    /** Changes one Item. */
    change(turn: number, count: number): void {
      const index = (turn * 7) % count;
      provider.items = provider.items!.map((item, at) =>
        at === index ? anItem(index, turn % 2 ? 'UPDATED' : 'OUTDATED', turn) : item,
      );
    },

    /** Adds a list to the page and removes it. */
    async mount(times: number): Promise<void> {
      for (let time = 0; time < times; time++) {
        place.replaceChildren(document.createElement('pluggy-item-list'));
        await painted();
        place.replaceChildren();
        await painted();
      }
    },
  },
});
