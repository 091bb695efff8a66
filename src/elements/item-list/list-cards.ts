import type { ReactiveController, ReactiveElement } from '@lit/reactive-element';
import type { Item } from '../../model/item-types.js';

/** Cards rendered in one frame, so that the first ones appear without waiting for the rest. */
const CARDS_PER_FRAME = 20;

/**
 * Chooses the cards that a list renders, a few more in each frame, and moves the focus when a focused card is removed.
 */
export class ListCards implements ReactiveController {
  #host: ReactiveElement;
  #items?: readonly Item[];
  #ids?: readonly string[];
  #renderedIds: readonly string[] = [];
  #limit = CARDS_PER_FRAME;
  #frame?: number;

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

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    this.#renderedIds = this.#ids ?? [];
    if ((this.#items?.length ?? 0) <= this.#limit) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#limit += CARDS_PER_FRAME;
      this.#host.requestUpdate();
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

  /** Focuses the card at a place of the list, or the last card, or the invitation to connect. */
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
      root.querySelector<HTMLElement>('.empty')?.focus();
      return;
    }
    void connect.updateComplete.then(() => {
      // WebKit decides what can be focused before it lays out new content.
      connect.getBoundingClientRect();
      connect.focus();
    });
  }
}
