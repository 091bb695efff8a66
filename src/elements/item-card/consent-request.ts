import type { ReactiveElement } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import type { Consent } from '../../model/consents.js';

type Host = ReactiveElement & { readonly store: Items | undefined };

/** Reads the consents behind the card's Item when its details are opened. Not every backend has the route. */
export class ConsentRequest {
  /** The consents; `undefined` while they are not known. */
  consents?: readonly Consent[];

  #host: Host;
  #reading?: Promise<unknown>;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Forgets the consents of the previous Item, and an answer that is on its way. */
  reset(): void {
    this.#reading = undefined;
    this.consents = undefined;
  }

  async read(itemId: string): Promise<void> {
    const { store } = this.#host;
    if (!store?.hasBackend) return;
    // The Item alone says enough where the request fails.
    const reading = (this.#reading = store.consents(itemId).catch(() => undefined));
    const consents = await reading;
    if (this.#reading !== reading) return;
    this.consents = consents;
    this.#host.requestUpdate();
  }
}
