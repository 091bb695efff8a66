/** The measurements of `lists.mjs`, which run in the page: the same list of connections, implemented in several ways. */
import '../../src/define/item-list.js';
import '../../src/define/provider.js';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { createElement as h, memo, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { styles as cardStyles } from '../../src/elements/item-card/item-card.styles.js';
import { menu as menuStyles } from '../../src/elements/item-card/menu.styles.js';
import { styles as listStyles } from '../../src/elements/item-list/item-list.styles.js';
import { button } from '../../src/elements/shared/button.styles.js';
import { theme } from '../../src/elements/shared/theme.styles.js';
import { createSign, drawSign, SIGN_PATHS, signClass, signOf, signs } from '../../src/elements/shared/signs.js';
import { ago, at } from '../../src/elements/shared/time.js';
import { card as messages } from '../../src/locales/en/card.js';
import { status as badgeMessages } from '../../src/locales/en/status.js';
import { initialsOf } from '../../src/model/initials.js';
import { itemView } from '../../src/model/item-view.js';
import type { PluggyItemListElement } from '../../src/index.js';
import { parseItem } from '../../src/model/parse-item.js';
import type { Item } from '../../src/model/item-types.js';
import { collect, painted } from './page.js';

const HOUR = 3_600_000;
const now = Date.now();
const inTime = (ms: number) => new Date(now + ms).toISOString();
const detail = { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [] };

/** Returns connections that are up to date, except for each tenth, which is in progress. */
const anItem = (index: number, status = index % 10 ? 'UPDATED' : 'UPDATING', changedAtMs = 0): Item => ({
  id: `8d1f2c1e-0000-4000-8000-${String(index).padStart(12, '0')}`,
  status,
  executionStatus: status === 'UPDATED' ? 'SUCCESS' : 'ACCOUNTS_IN_PROGRESS',
  updatedAt: inTime(changedAtMs),
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
  .whole li { content-visibility: visible !important }
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

/** The words of a row. */
function wordsOf(item: Item) {
  const now = Date.now();
  const view = itemView(item, { now });
  const { name = '' } = item.connector!;
  const isUpdated = view.label === 'updated';
  return {
    name,
    sign: signOf(view),
    label: isUpdated
      ? badgeMessages.updated(ago(Date.parse(item.lastUpdatedAt!), now, 'en'), true)
      : messages.line.fetching(messages.products.accounts.toLowerCase()),
    detail: isUpdated && ` · ${badgeMessages.next(at(Date.parse(item.nextAutoSyncAt!), now, 'en'), false, true)}`,
    menu: messages.menu(name),
  };
}

/** Renders a row by hand: the same nodes and words, in one document. */
function handWritten(item: Item, index: number): HTMLElement {
  const { name, sign, label, detail, menu } = wordsOf(item);
  const icon = createSign();
  drawSign(icon, sign);
  const words = element('span', {}, element('span', {}, label));
  if (detail) words.append(element('span', { class: 'detail' }, detail));
  const options = element('button', {
    type: 'button',
    class: 'plain dots',
    'aria-haspopup': 'menu',
    'aria-label': menu,
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
          element('p', { class: `line is-${sign}` }, icon, words),
        ),
        element('div', { class: 'options' }, options),
      ),
    ),
  );
}

/** The Items of the React list; each row subscribes to its own. */
const known = new Map<string, Item>();
const listeners = new Map<string, () => void>();
const icon = (className: string, path?: string) =>
  h('svg', { className, viewBox: '0 0 16 16', 'aria-hidden': true }, h('path', { d: path }));

const Row = memo(({ id, index }: { id: string; index: number }) => {
  const subscribe = (listener: () => void) => {
    listeners.set(id, listener);
    return () => void listeners.delete(id);
  };
  const { name, sign, label, detail, menu } = wordsOf(useSyncExternalStore(subscribe, () => known.get(id)!));
  const line = h('span', null, h('span', null, label), detail && h('span', { className: 'detail' }, detail));
  return h(
    'article',
    { className: 'card row', tabIndex: -1, lang: 'en', 'aria-labelledby': `name-${index}` },
    h(
      'div',
      { className: 'head' },
      h('div', { className: 'logo', 'aria-hidden': true }, initialsOf(name)),
      h(
        'div',
        { className: 'title' },
        h('div', { className: 'name', role: 'heading', 'aria-level': 3, id: `name-${index}` }, name),
        h('p', { className: `line is-${sign}` }, icon(signClass(sign), SIGN_PATHS[sign]), line),
      ),
      h(
        'div',
        { className: 'options' },
        h(
          'button',
          { type: 'button', className: 'plain dots', 'aria-haspopup': 'menu', 'aria-label': menu },
          icon('dots'),
        ),
      ),
    ),
  );
});

/** Draws the rows in sight and a few around them, as its documentation shows. */
function VirtualList({ ids }: { ids: string[] }) {
  const rows = useWindowVirtualizer({ count: ids.length, estimateSize: () => 68, overscan: 5 });
  return h(
    'div',
    { className: 'by-hand whole' },
    h(
      'ul',
      { style: { position: 'relative', height: rows.getTotalSize() } },
      rows.getVirtualItems().map(({ key, index, start }) =>
        h(
          'li',
          {
            key,
            ref: rows.measureElement,
            'data-index': index,
            style: { position: 'absolute', top: 0, insetInline: 0, transform: `translateY(${start}px)` },
          },
          h(Row, { id: ids[index]!, index }),
        ),
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

let root: Root | undefined;

function showReact(items: Item[]): void {
  for (const item of items) known.set(item.id, item);
  root = createRoot(place);
  flushSync(() => root!.render(h(VirtualList, { ids: items.map(({ id }) => id) })));
}

function clear(): void {
  flushSync(() => root?.unmount());
  root = undefined;
  place.replaceChildren();
}

const show = {
  ours: () => place.append(document.createElement('pluggy-item-list')),
  manual: (items: Item[]) => place.append(element('div', { class: 'by-hand' }, listByHand(items))),
  whole: (items: Item[]) => place.append(element('div', { class: 'by-hand whole' }, listByHand(items))),
  react: showReact,
};
export type Kind = keyof typeof show;
const listByHand = (items: Item[]) => element('ul', {}, ...items.map(handWritten));

/** Changes one Item of the list. */
function put(kind: Kind, item: Item): void {
  if (kind === 'ours') return void place.querySelector<PluggyItemListElement>('pluggy-item-list')!.store!.put(item);
  known.set(item.id, item);
  listeners.get(item.id)?.();
}
/** The age of the newest change, in milliseconds after the page's start: an older snapshot is no change. */
let news = 0;
/** The Item that changes at a turn; the rows that change are spread over the list. */
const changed = (turn: number, count: number) => anItem((turn * 7) % count, turn % 2 ? 'UPDATED' : 'UPDATING', ++news);

async function start(kind: Kind, count: number): Promise<void> {
  clear();
  await ready(itemsOf(count));
  if (kind === 'ours') while (cards().length < count) await painted();
  else {
    clear();
    show[kind](itemsOf(count));
  }
  await painted();
}

Object.assign(globalThis, {
  bench: {
    start,

    /** Measures the milliseconds from the list to its first paint, and to the paint of the last row. */
    async create(kind: Kind, count: number): Promise<{ first: number; all: number }> {
      const items = itemsOf(count);
      clear();
      await ready(items);
      place.replaceChildren();
      await painted();
      collect();
      const start = performance.now();
      show[kind](items);
      const first = (await painted()) - start;
      if (kind !== 'ours') return { first, all: first };
      const isDrawn = () => cards().filter(({ shadowRoot }) => shadowRoot?.querySelector('.line')).length;
      const inSight = cards().filter((card) => card.getBoundingClientRect().top < innerHeight).length;
      const isFull = isDrawn() === count || cards().at(-1)!.getBoundingClientRect().bottom >= innerHeight;
      if (isDrawn() < inSight || !isFull)
        throw new Error(`${isDrawn()} cards were painted, which is not all in sight.`);
      let all = first;
      while (isDrawn() < count) all = (await painted()) - start;
      return { first, all };
    },

    /** Scrolls down by a little in each frame, and back up; meanwhile, one Item changes each 100 ms, if wanted. */
    async scroll(kind: Kind, count: number, frames: number, isChanging: boolean): Promise<void> {
      let turn = 0;
      const timer = isChanging ? setInterval(() => put(kind, changed(turn++, count)), 100) : undefined;
      let step = 40;
      for (let frame = 0; frame < frames; frame++) {
        await new Promise(requestAnimationFrame);
        const before = scrollY;
        scrollBy(0, step);
        if (scrollY === before) step = -step;
      }
      clearInterval(timer);
    },

    /** Counts the cards that render when one Item changes, and measures the milliseconds of script for a change. */
    async change(count: number, changes = 200): Promise<{ renders: number; ms: number }> {
      await start('ours', count);
      let renders = 0;
      for (const card of cards()) card.addController({ hostUpdated: () => void renders++ });
      // A card out of sight would render later.
      const index = 1;
      const card = cards()[index]!;
      const answers = Array.from({ length: changes }, (_, turn) =>
        JSON.stringify(anItem(index, turn % 2 ? 'UPDATED' : 'UPDATING', ++news)),
      );
      const { store } = place.querySelector('pluggy-item-list')!;
      collect();
      const begin = performance.now();
      for (const answer of answers) {
        store!.put(parseItem(JSON.parse(answer)));
        await card.updateComplete;
      }
      if (!renders) throw new Error('No card has rendered.');
      return { renders: renders / changes, ms: (performance.now() - begin) / changes };
    },

    /** Shows a list that follows a stream of changes, and measures the clicks on a button of the page. */
    async follow(kind: Kind, count: number, url: string): Promise<void> {
      await start(kind, count);
      const button = element('button', { id: 'press', style: 'position: fixed; inset: 0 auto auto 0' }, 'Press');
      document.body.append(button);
      const seen = { clicksMs: [] as number[], items: 0 };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries()) if (name === 'click') seen.clicksMs.push(duration);
      }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
      if (kind === 'ours') {
        provider.addEventListener('pluggy-item-change', () => seen.items++);
        provider.eventsEndpoint = url;
        return;
      }
      new EventSource(url).onmessage = ({ data }) => {
        seen.items++;
        put(kind, JSON.parse(data as string) as Item);
      };
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
