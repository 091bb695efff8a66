import type { PluggyError } from '../../model/errors.js';
import { canonicalId } from '../../model/parse-item.js';
import { logFailure } from '../log-failure.js';
import type { ItemEndpoints } from './items-api.js';
import { Items, type ItemsListener } from './items.js';

export { sendCode } from './send-code.js';

/** The Items of a provider: a store for its endpoints, and the Items that the application has set. */
export class ProvidedItems {
  #provider: Element;
  #listener: ItemsListener;
  #store?: Items;
  #endpoints: ItemEndpoints = {};
  /** The last value of the provider's `items` that was stored. */
  #given?: readonly unknown[];

  constructor(provider: Element, listener: ItemsListener) {
    this.#provider = provider;
    this.#listener = listener;
    import('../attribute-names.js').then(
      ({ checkAttributesInside }) => checkAttributesInside(provider),
      // Misspelt attributes are then not warned of; everything else works.
      () => {},
    );
  }

  /** Prints a failure that the page does not handle. */
  logFailure(event: { error: PluggyError; sessionId: number }): void {
    logFailure(this.#provider, event);
  }

  get store(): Items | undefined {
    return this.#store;
  }

  /** Returns the store, or a new one after `close()`. */
  storeFor(settings: Omit<ItemEndpoints, 'noLink'>, noLink: boolean): Items {
    const { itemsEndpoint, itemEndpoint, mfaEndpoint, eventsEndpoint } = settings;
    const { credentials, csrfToken, csrfHeader, headers } = settings;
    // The store reads CSRF token, headers and MFA endpoint at each request, so a new value needs no new store. A framework may
    // set a new `headers` function at each render.
    Object.assign(this.#endpoints, { csrfToken, csrfHeader, headers, mfaEndpoint, noLink });
    if (this.#store) return this.#store;
    this.#endpoints = { ...this.#endpoints, itemsEndpoint, itemEndpoint, eventsEndpoint, credentials };
    return (this.#store = new Items(this.#endpoints, this.#listener));
  }

  /** Replaces the store by one without Items and without a backend, until the next person is there. */
  empty(): void {
    this.close();
    this.#endpoints = {};
    this.#store = new Items(this.#endpoints, this.#listener);
    this.#store.setNone();
  }

  /** Stores the application's Items. Without a value, as before the application has loaded them, the store stays as it is. */
  replaceAll(items: readonly unknown[] | undefined): void {
    if (!this.#store || !items || items === this.#given) return;
    this.#given = items;
    try {
      this.#store.replaceAll(items);
    } catch (error) {
      this.#listener.failed(error as PluggyError, '');
    }
  }

  /** Reads one Item again, or all, and repeats the reports that failed. Never rejects. */
  async refresh(itemId?: string): Promise<void> {
    const store = this.#store;
    const id = itemId && canonicalId(itemId);
    await store?.saveAgain(id);
    await store?.refresh(id);
  }

  /** Ends the store. The store that follows gets the application's Items again. */
  close(): void {
    this.#store?.close();
    this.#store = this.#given = undefined;
  }
}
