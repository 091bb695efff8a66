/**
 * The measurements of `badges.mjs`, which run in the page: the same list of connections, implemented in several ways.
 */
import '../../src/define/item-status.js';
import '../../src/define/provider.js';
import '@shoelace-style/shoelace/dist/components/badge/badge.js';
import { ContextConsumer } from '@lit/context';
import { ReactiveElement, type PropertyValues } from '@lit/reactive-element';
import { createElement, memo, useSyncExternalStore } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { styles } from '../../src/elements/item-status/item-status.styles.js';
import { createSign, drawSign, SIGN_PATHS, signClass, signOf } from '../../src/elements/shared/signs.js';
import { statusLabel } from '../../src/elements/shared/item-labels.js';
import type { PluggyItemStatusElement } from '../../src/index.js';
import { anItem, byHand, fill, messages, STATUSES } from './badge-by-hand.js';
import { itemView } from '../../src/model/item-view.js';
import type { Item } from '../../src/model/item-types.js';
import { parseItem } from '../../src/model/parse-item.js';
import { providerContext } from '../../src/provider-context.js';
import { collect, painted } from './page.js';

/** An implementation of a list of Items. */
interface Implementation {
  /** Data that has been read before the list is shown. */
  load?(items: Item[]): unknown;
  create(items: Item[]): void;
  /** Resolves when the DOM shows the change. */
  update(items: Item[]): unknown;
  /** Reads the backend's answer about one Item as the implementation does; without it, the answer is trusted. */
  read?: (this: void, answer: string) => Item | undefined;
  remove(): void;
}

const place = document.createElement('div');
const textOf = (item: Item) => statusLabel(itemView(item), messages, String);

function ours(): Implementation {
  const provider = document.createElement('pluggy-provider');
  place.append(provider);
  const badges = new Map<string, PluggyItemStatusElement>();
  return {
    async load(items) {
      provider.items = items;
      await provider.refresh();
    },
    create(items) {
      const all = document.createDocumentFragment();
      for (const { id } of items) {
        const badge = document.createElement('pluggy-item-status');
        badge.itemId = id;
        badges.set(id, badge);
        all.append(badge, ' ');
      }
      provider.append(all);
    },
    update(items) {
      for (const item of items) badges.get(item.id)!.store!.put(item);
      return badges.get(items.at(-1)!.id)!.updateComplete;
    },
    read: (answer) => parseItem(JSON.parse(answer)),
    remove() {
      badges.clear();
      provider.replaceChildren();
    },
  };
}

/** An icon and a text. */
function twoParts(): [icon: SVGSVGElement, label: HTMLElement] {
  const label = document.createElement('span');
  label.setAttribute('part', 'label');
  return [createSign(), label];
}

function draw([icon, label]: [SVGSVGElement, HTMLElement], states: CustomStateSet, item: Item): void {
  const view = itemView(item);
  const { severity } = view;
  drawSign(icon, signOf(view));
  label.textContent = textOf(item);
  states.clear();
  states.add(severity);
}

/** A minimal element with the same look: a shadow root, a style sheet and custom states. */
class BareBadge extends HTMLElement {
  #states = this.attachInternals().states;
  #parts = twoParts();

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styles.styleSheet!];
    root.append(...this.#parts);
  }

  show(item: Item): void {
    draw(this.#parts, this.#states, item);
  }
}
customElements.define('bare-badge', BareBadge);

/** A minimal element on Lit that requests the page's context, as the library's elements do. */
class LitBadge extends ReactiveElement {
  static override styles = styles;
  static override properties = { item: { attribute: false } };
  declare item?: Item;
  #states = this.attachInternals().states;
  #parts?: [SVGSVGElement, HTMLElement];

  constructor() {
    super();
    new ContextConsumer(this, { context: providerContext, subscribe: true });
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.item) return;
    if (!this.#parts) this.renderRoot.append(...(this.#parts = twoParts()));
    draw(this.#parts, this.#states, this.item);
  }
}
customElements.define('lit-badge', LitBadge);

/** Nodes that are created one by one, filled, and stored by Item; `into` is their place in the page. */
function each<T extends HTMLElement>(
  make: () => T,
  write: (badge: T, item: Item) => unknown,
  into: HTMLElement = place,
): Implementation {
  const badges = new Map<string, T>();
  return {
    create(items) {
      const all = document.createDocumentFragment();
      for (const item of items) {
        const badge = make();
        write(badge, item);
        badges.set(item.id, badge);
        all.append(badge, ' ');
      }
      into.append(all);
    },
    update(items) {
      for (const item of items) write(badges.get(item.id)!, item);
      return (badges.get(items.at(-1)!.id) as { updateComplete?: Promise<unknown> }).updateComplete;
    },
    remove() {
      badges.clear();
      into.replaceChildren();
    },
  };
}

const bare = () =>
  each(
    () => new BareBadge(),
    (badge, item) => badge.show(item),
  );

function onLit(): Implementation {
  const provider = document.createElement('pluggy-provider');
  place.append(provider);
  return each(
    () => document.createElement('lit-badge') as LitBadge,
    (badge, item) => (badge.item = item),
    provider,
  );
}

function handWritten(): Implementation {
  const badges = new Map<string, HTMLElement>();
  const newest = new Map<string, number>();
  return {
    create(items) {
      place.append(byHand(items));
      for (const [index, { id }] of items.entries()) badges.set(id, place.children[index] as HTMLElement);
    },
    update(items) {
      for (const item of items) {
        const badge = badges.get(item.id)!;
        fill(badge, badge.lastElementChild as HTMLElement, item);
      }
    },
    // The newest snapshot wins, as in the library.
    read: (answer) => {
      const item = parseItem(JSON.parse(answer));
      const updatedAt = Date.parse(item.updatedAt!);
      if (updatedAt <= (newest.get(item.id) ?? 0)) return undefined;
      newest.set(item.id, updatedAt);
      return item;
    },
    remove() {
      badges.clear();
      place.replaceChildren();
    },
  };
}

const VARIANTS = {
  ok: 'success',
  busy: 'primary',
  attention: 'danger',
  problem: 'warning',
  neutral: 'neutral',
} as const;

const shoelace = () =>
  each(
    () => Object.assign(document.createElement('sl-badge'), { pill: true }),
    (badge, item) => {
      badge.variant = VARIANTS[itemView(item).severity];
      badge.textContent = textOf(item);
    },
  );

/** Shoelace's badge with the sign of the other implementations, so that colour is not the only sign. */
const shoelaceSign = () =>
  each(
    () => {
      const badge = Object.assign(document.createElement('sl-badge'), { pill: true });
      badge.append(createSign(), document.createElement('span'));
      return badge;
    },
    (badge, item) => {
      const view = itemView(item);
      const { severity } = view;
      badge.variant = VARIANTS[severity];
      // The sign uses the style rules of the list by hand.
      badge.className = `shoelace ${severity}`;
      drawSign(badge.firstElementChild as SVGSVGElement, signOf(view));
      badge.lastElementChild!.textContent = textOf(item);
    },
  );

/** A React list with a component for each Item, which subscribes to that Item alone. */
function react(): Implementation {
  const known = new Map<string, Item>();
  const listeners = new Map<string, () => void>();
  const Badge = memo(({ id }: { id: string }) => {
    const subscribe = (listener: () => void) => {
      listeners.set(id, listener);
      return () => void listeners.delete(id);
    };
    const item = useSyncExternalStore(subscribe, () => known.get(id)!);
    const view = itemView(item);
    const sign = signOf(view);
    return createElement(
      'span',
      { className: `badge ${view.severity}` },
      createElement(
        'svg',
        { className: signClass(sign), viewBox: '0 0 16 16', 'aria-hidden': true },
        createElement('path', { d: SIGN_PATHS[sign] }),
      ),
      createElement('span', null, textOf(item)),
    );
  });
  let root: Root;
  const put = (items: Item[]) => {
    for (const item of items) known.set(item.id, item);
  };
  return {
    create(items) {
      put(items);
      root = createRoot(place);
      flushSync(() => root.render(items.flatMap(({ id }) => [createElement(Badge, { id, key: id }), ' '])));
    },
    update(items) {
      put(items);
      flushSync(() => {
        for (const { id } of items) listeners.get(id)!();
      });
    },
    remove() {
      flushSync(() => root.unmount());
      known.clear();
      listeners.clear();
    },
  };
}

const implementations = { ours, bare, onLit, manual: handWritten, shoelace, shoelaceSign, react };
export type Kind = keyof typeof implementations;

const items = (count: number, turn = 0) =>
  Array.from({ length: count }, (_, index) => anItem(index, STATUSES[(index + turn) % STATUSES.length], turn));

async function timed(act: () => unknown): Promise<number> {
  collect();
  await painted();
  const start = performance.now();
  await act();
  return (await painted()) - start;
}

let implementation: Implementation;
Object.assign(globalThis, {
  bench: {
    /** Starts again with a list to show. */
    begin(kind: Kind) {
      place.remove();
      place.replaceChildren();
      document.body.append(place);
      implementation = implementations[kind]();
    },
    /** Measures the milliseconds until all are painted. */
    async create(count: number) {
      const all = items(count);
      await implementation.load?.(all);
      return timed(() => implementation.create(all));
    },
    updateAll: (count: number) => {
      const all = items(count, 1);
      return timed(() => implementation.update(all));
    },
    /**
     * Measures the milliseconds of script for one change, from the text of the backend's answer to the DOM. A clock is
     * coarser than a change, so many are made in a row.
     */
    async updateOne(count: number, changes = 100) {
      const answers = Array.from({ length: changes }, (_, turn) =>
        JSON.stringify(anItem(count >> 1, STATUSES[turn % 2 ? 0 : 2], turn + 2)),
      );
      const read = implementation.read ?? ((answer: string) => JSON.parse(answer) as Item);
      collect();
      const start = performance.now();
      for (const answer of answers) {
        const item = read(answer);
        if (item) await implementation.update([item]);
      }
      return (performance.now() - start) / changes;
    },
    remove: () => timed(() => implementation.remove()),
  },
});
