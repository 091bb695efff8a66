import type { Items } from '../../client/items/items.js';
import type { ReactiveController, ReactiveElement } from '@lit/reactive-element';
import type { Item } from '../../model/item-types.js';
import type { ItemViewOptions } from '../../model/item-view.js';
import { ItemOrder, type ItemGroup } from '../../model/order.js';
import type { PluggyItemCardElement } from '../item-card/item-card.js';
import { CARD_PARTS } from '../item-card/parts.js';

/** Cards rendered in one frame, so that the first ones appear without waiting for the rest. */
const CARDS_PER_FRAME = 20;
/** A frame that comes later than this belongs to a busy page, to which no further cards are added in this frame. */
const BUSY_FRAME_MS = 30;
/** Time for which a new connection is highlighted. */
const HIGHLIGHT_MS = 2000;

/** The cards of one group, in their order. */
export interface CardGroup {
  /** The group's name; `undefined` for a list in the backend's order. */
  readonly name?: ItemGroup;
  readonly ids: readonly string[];
  /** The number of Items, which are more than `ids` while a long list is being rendered. */
  readonly count: number;
}

/** The attributes that the list gives to its cards. */
interface CardSettings {
  readonly isSorted: boolean;
  readonly layout: 'row' | 'card';
  readonly headingLevel: number;
}

/**
 * Chooses the cards that a list renders and their groups, a few more cards in each frame. A card is one element for as long
 * as its Item is in the list, and keeps its state and the focus when it goes to the other group.
 */
export class ListCards implements ReactiveController {
  #host: ReactiveElement;
  #items?: readonly Item[];
  #order = new ItemOrder();
  #groups?: readonly CardGroup[];
  #elements = new Map<string, PluggyItemCardElement>();
  #renderedIds: readonly string[] = [];
  #limit = CARDS_PER_FRAME;
  /** Set until the next frame, in which the list may be rendered again. */
  #frame?: number;
  /** Whether a change waits for the next frame. */
  #isChanged = false;
  /** Whether the cards stay in their places although the order has changed. */
  #isHeld = false;
  /** The element that had the focus last, in any shadow root. */
  #lastFocused?: HTMLElement;
  #highlighted = new Set<string>();
  /** The highlighted ids as they are rendered; `undefined` after a change. */
  #newIds?: ReadonlySet<string>;
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
    const root = host.renderRoot;
    root.addEventListener('focusin', (event) => {
      this.#lastFocused = event.composedPath()[0] as HTMLElement;
    });
    root.addEventListener('focusout', () => {
      if (this.#isHeld) this.change();
    });
  }

  /** Returns the cards to render by group: the same array while nothing has changed, so that the cards are left alone. */
  groupsFor(
    store: Items | undefined,
    options: ItemViewOptions & { now: number },
    { isSorted }: CardSettings,
  ): readonly CardGroup[] | undefined {
    const items = (this.#items = store?.items);
    const isUnsaved = (id: string) => !!store?.get(id).unsaved;
    const wanted = items && this.#limited(isSorted ? this.#sorted(items, options, isUnsaved) : [{ items }]);
    if (!isSame(wanted, this.#groups)) this.#groups = wanted;
    return this.#groups;
  }

  /** Returns the element of a card. */
  elementFor(id: string, { layout, headingLevel }: CardSettings): PluggyItemCardElement {
    let card = this.#elements.get(id);
    if (!card) {
      card = this.#host.ownerDocument.createElement('pluggy-item-card');
      card.setAttribute('item-id', id);
      card.setAttribute('exportparts', CARD_PARTS);
      this.#elements.set(id, card);
    }
    card.setAttribute('layout', layout);
    card.setAttribute('heading-level', String(headingLevel));
    return card;
  }

  /** The ids of connections that are highlighted, because they are new: the same set while nothing has changed. */
  get newIds(): ReadonlySet<string> {
    return (this.#newIds ??= new Set(this.#highlighted));
  }

  /** Highlights a new connection for a while. */
  highlight(id: string): void {
    this.#highlighted.add(id);
    this.#newIds = undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#highlighted.delete(id);
      this.#newIds = undefined;
      this.change();
    }, HIGHLIGHT_MS);
    this.#timers.add(timer);
  }

  /** Sorts the Items. While the person uses a card, all cards keep their places, and new ones are added. */
  #sorted(
    items: readonly Item[],
    options: ItemViewOptions & { now: number },
    isUnsaved: (itemId: string) => boolean,
  ): { name: ItemGroup; items: Item[] }[] {
    const sorted = this.#order.group(items, options, isUnsaved);
    const groups = (['attention', 'fine'] as const).map((name) => ({ name, items: sorted[name] }));
    const focused = (this.#host.renderRoot as ShadowRoot).activeElement;
    const previous = this.#groups;
    this.#isHeld = !!previous?.[0]?.name && !!(focused as Partial<PluggyItemCardElement> | null)?.isInUse;
    if (!this.#isHeld) return groups;
    const byId = new Map(items.map((item) => [item.id, item]));
    const placed = new Set(previous!.flatMap(({ ids }) => ids));
    return groups.map(({ name, items: wanted }) => {
      const kept = previous!.find((group) => group.name === name)?.ids ?? [];
      const stayed = kept.flatMap((id) => byId.get(id) ?? []);
      return { name, items: [...stayed, ...wanted.filter(({ id }) => !placed.has(id))] };
    });
  }

  /** Takes the first cards, up to the number that this frame renders. Groups without Items are left out. */
  #limited(groups: readonly { name?: ItemGroup; items: readonly Item[] }[]): CardGroup[] {
    let rest = this.#limit;
    return groups.flatMap(({ name, items }) => {
      const ids = items.slice(0, rest).map(({ id }) => id);
      rest -= ids.length;
      return items.length ? [{ name, ids, count: items.length }] : [];
    });
  }

  /** Renders a change at once, or in the next frame where the list has been rendered in this one: a stream may be fast. */
  change(): void {
    if (this.#frame === undefined) this.#host.requestUpdate();
    else this.#isChanged = true;
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    this.#renderedIds = this.#groups?.flatMap(({ ids }) => ids) ?? [];
    const known = new Set(this.#items?.map(({ id }) => id));
    for (const id of this.#elements.keys()) if (!known.has(id)) this.#elements.delete(id);
    const requestedAt = performance.now();
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      const hasMore = (this.#items?.length ?? 0) > this.#limit;
      if (hasMore && performance.now() - requestedAt < BUSY_FRAME_MS) this.#limit += CARDS_PER_FRAME;
      if (hasMore || this.#isChanged) this.#host.requestUpdate();
      this.#isChanged = false;
    });
  }

  hostDisconnected(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#highlighted.clear();
    this.#newIds = undefined;
  }

  /** Focuses the card that has taken the place of a removed card, or the same element in a card that has moved. */
  restoreFocus(removed: PluggyItemCardElement): void {
    if (removed.isConnected) {
      const inside = this.#lastFocused;
      inside?.focus({ preventScroll: true });
      if (!removed.matches(':focus-within')) this.#focusCard(removed);
      return;
    }
    const place = this.#renderedIds.indexOf(removed.itemId);
    if (place >= 0) this.#focus(place);
  }

  /** Focuses the first card after the next update. */
  async focusFirst(): Promise<void> {
    await this.#host.updateComplete;
    this.#focus(0);
  }

  /** Focuses the first card if the button that opened a widget is gone after the next update. */
  async replaceOpener(): Promise<void> {
    await this.#host.updateComplete;
    if (this.#items?.length && document.activeElement === document.body) this.#focus(0);
  }

  /** Focuses the card at a place of the list, or the last card, or the invitation to connect, or the end of a connection. */
  #focus(place: number): void {
    const root = this.#host.renderRoot;
    const cards = root.querySelectorAll('pluggy-item-card');
    const card = cards[Math.min(place, cards.length - 1)];
    if (card && this.#focusCard(card)) return;
    const connect = root.querySelector('pluggy-connect');
    const slot = root.querySelector<HTMLSlotElement>('slot[name=empty]');
    if (!connect || slot?.assignedNodes().length) {
      root.querySelector<HTMLElement>('.empty, [part=ended]')?.focus();
      return;
    }
    void connect.updateComplete.then(() => {
      // WebKit decides what can be focused before it lays out new content.
      connect.getBoundingClientRect();
      connect.focus();
    });
  }

  /** Focuses a card as a whole. Returns whether the card has content. */
  #focusCard(card: PluggyItemCardElement): boolean {
    const article = card.shadowRoot?.querySelector<HTMLElement>('.card');
    article?.focus();
    return !!article;
  }
}

/** Whether both lists have the same groups with the same cards. */
function isSame(groups: readonly CardGroup[] | undefined, others: readonly CardGroup[] | undefined): boolean {
  return (
    groups?.length === others?.length &&
    !!groups?.every(({ name, count, ids }, index) => {
      const other = others![index]!;
      const hasSameIds = ids.length === other.ids.length && ids.every((id, place) => id === other.ids[place]);
      return name === other.name && count === other.count && hasSameIds;
    })
  );
}
