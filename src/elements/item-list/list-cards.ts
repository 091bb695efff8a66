import type { ReactiveController, ReactiveElement } from '@lit/reactive-element';
import type { Item } from '../../model/item-types.js';

/** Cards rendered in one frame, so that the first ones appear without waiting for the rest. */
const CARDS_PER_FRAME = 20;
/** A frame that comes later than this belongs to a busy page, to which no further cards are added in this frame. */
const BUSY_FRAME_MS = 30;

/**
 * Chooses the cards that a list renders, a few more in each frame, and moves the focus when a focused card is removed.
 */
export class ListCards implements ReactiveController {
  #host: ReactiveElement;
  #items?: readonly Item[];
  #ids?: readonly string[];
  #renderedIds: readonly string[] = [];
  #limit = CARDS_PER_FRAME;
  /** Set until the next frame, in which the list may be rendered again. */
  #frame?: number;
  /** Whether a change waits for the next frame. */
  #isChanged = false;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Returns the ids of the cards to render: the same array while the ids are the same, so that the cards are left alone. */
  idsFor(items: readonly Item[] | undefined): readonly string[] | undefined {
    this.#items = items;
    const ids = items?.slice(0, this.#limit).map(({ id }) => id);
    const previous = this.#ids;
    const isSame = ids?.length === previous?.length && ids?.every((id, index) => id === previous![index]);
    if (!isSame) this.#ids = ids;
    return this.#ids;
  }

  /** Renders a change at once, or in the next frame where the list has been rendered in this one: a stream may be fast. */
  change(): void {
    if (this.#frame === undefined) this.#host.requestUpdate();
    else this.#isChanged = true;
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    this.#renderedIds = this.#ids ?? [];
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
  }

  /** Focuses the card that has taken the place of the removed card. */
  restoreFocus(removedId: string): void {
    const place = this.#renderedIds.indexOf(removedId);
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
    const card = cards[Math.min(place, cards.length - 1)]?.shadowRoot?.querySelector<HTMLElement>('.card');
    if (card) {
      card.focus();
      return;
    }
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
}
