import type { ReactiveElement } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import type { Consent } from '../../model/consents.js';
import { isWorking } from '../../model/item-state.js';
import type { Item } from '../../model/item-types.js';

type Host = ReactiveElement & { readonly store: Items | undefined };

/**
 * Reads the consents behind the card's Item when its details are opened, and again after a change of the Item while they are
 * open. Not every backend has the route.
 */
export class ConsentRequest {
  /** The consents; `undefined` while they are not known. */
  consents?: readonly Consent[];

  #host: Host;
  #reading?: Promise<unknown>;
  /** The dates of the Item at the last request. */
  #dates?: readonly unknown[];

  constructor(host: Host) {
    this.#host = host;
  }

  /** Forgets the consents of the previous Item, and an answer that is on its way. */
  reset(): void {
    this.#reading = this.#dates = this.consents = undefined;
  }

  /** Reads the consents again if the Item has changed since the last request. A run in progress changes no consent. */
  follow(item: Item): void {
    const dates = datesOf(item);
    const [end] = this.#dates ?? [];
    if (!this.#dates || isWorking(item) || dates.every((date, index) => date === this.#dates![index])) return;
    // The consents so far may be those of before a renewal.
    if (dates[0] !== end) this.consents = undefined;
    void this.read(item.id, item);
  }

  async read(itemId: string, item: Item | undefined): Promise<void> {
    const { store } = this.#host;
    this.#dates = item && datesOf(item);
    if (!store?.hasBackend) return;
    // The Item alone says enough where the request fails.
    const reading = (this.#reading = store.consents(itemId).catch(() => undefined));
    const consents = await reading;
    if (this.#reading !== reading) return;
    this.consents = consents;
    this.#host.requestUpdate();
  }
}

const datesOf = ({ consentExpiresAt, lastUpdatedAt, updatedAt }: Item) => [consentExpiresAt, lastUpdatedAt, updatedAt];
