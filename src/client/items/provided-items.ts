import type { PluggyError } from '../../model/errors.js';
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
  /** The settings that the store was created for. */
  #key = '';
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

  /** Returns the store, or a new one where a setting that it depends on has changed. */
  storeFor(settings: Omit<ItemEndpoints, 'noLink'>, noLink: boolean): Items {
    const { itemsEndpoint, itemEndpoint, mfaEndpoint, eventsEndpoint } = settings;
    const { credentials, csrfToken, csrfHeader, headers } = settings;
    // The store reads CSRF token, headers and MFA endpoint at each request, so a new value needs no new store. A framework may
    // set a new `headers` function at each render.
    Object.assign(this.#endpoints, { csrfToken, csrfHeader, headers, mfaEndpoint, noLink });
    // A change of these settings may mean another user with other Items, and creates a new store.
    const sent = typeof headers === 'function' ? 1 : headers instanceof Headers ? [...headers] : headers;
    const key = JSON.stringify([itemsEndpoint, itemEndpoint, eventsEndpoint, credentials, sent]);
    if (this.#store && key === this.#key) return this.#store;
    this.close();
    this.#key = key;
    this.#endpoints = { ...this.#endpoints, itemsEndpoint, itemEndpoint, eventsEndpoint, credentials };
    return (this.#store = new Items(this.#endpoints, this.#listener));
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

  close(): void {
    this.#store?.close();
    this.#store = this.#given = undefined;
  }
}
