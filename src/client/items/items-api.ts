import { parseConsents, type Consent } from '../../model/consents.js';
import { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { parseItem } from '../../model/parse-item.js';
import { resolveAddress } from '../http/address.js';
import { send, type Backend } from '../http/backend.js';
import { displayUrl, sendWithRetries, withinBudget, type Answer } from '../http/request.js';
import { ServerClock } from '../http/server-clock.js';
import { acknowledgement, LINK_STATUSES, UNSUPPORTED, type Acknowledgement } from './acknowledgement.js';
import { failure, itemIn, readBody } from './item-answer.js';
import { parsePage, readPages, type ItemPage } from './item-pages.js';
import { sendCode } from './send-code.js';
import { readUpdateAnswer, UPDATE_STATUSES, type UpdateAnswer } from './update-answer.js';

/** The backend's routes for items. Each is optional. */
export interface ItemEndpoints extends Backend {
  /** Lists items (GET), takes connected items (POST), and with an item's id appended reads (GET), updates (PATCH) and disconnects (DELETE) one. */
  itemsEndpoint?: string;
  /** URL template with `{itemId}` for one item. Default: the item's id appended to `itemsEndpoint`. */
  itemEndpoint?: string;
  /** URL template with `{itemId}` that takes the value that a run waits for. */
  mfaEndpoint?: string;
  /** URL of the server-sent events. */
  eventsEndpoint?: string;
  /** Whether connected items are not reported to the backend. */
  noLink?: boolean;
}

/** The backend's routes for items: builds URLs, sends requests and returns parsed items. Methods reject with a PluggyError. */
export class ItemsApi {
  #endpoints: ItemEndpoints;
  #signal: AbortSignal;
  #clock = new ServerClock();
  #pages = 1;

  /** Options other than the URLs may change between requests. */
  constructor(endpoints: ItemEndpoints, signal: AbortSignal) {
    this.#endpoints = endpoints;
    this.#signal = signal;
  }

  /** The time by the backend's clock, in milliseconds: the device's clock may be wrong. */
  now(): number {
    return this.#clock.now();
  }

  /** The number of requests that the list takes. */
  get pages(): number {
    return this.#pages;
  }

  get hasListRoute(): boolean {
    return !!this.#endpoints.itemsEndpoint;
  }

  /** Whether a single item can be read, updated and disconnected. */
  get hasItemRoute(): boolean {
    return !!this.#endpoints.itemEndpoint || this.hasListRoute;
  }

  get takesCodes(): boolean {
    return !!this.#endpoints.mfaEndpoint;
  }

  get takesConnectedItems(): boolean {
    return this.hasListRoute && !this.#endpoints.noLink;
  }

  /**
   * Returns all items, read page by page, or the error that says why the backend has no list. `onMalformed` is called for each
   * entry that is not an item.
   */
  async list(onMalformed: (error: PluggyError) => void): Promise<Item[] | PluggyError> {
    try {
      const { items, pages } = await readPages((after) => this.#readPage(after, onMalformed));
      this.#pages = pages;
      return items;
    } catch (error) {
      if (error instanceof PluggyError && error.code === 'items-not-found') return error;
      throw error;
    }
  }

  /**
   * Returns an item, undefined when the backend does not have the item, or that the person has disconnected the item. `absent`
   * lists further statuses that say that there is no item: the backend may refuse an item that belongs to another person.
   */
  async read(itemId: string, absent: readonly number[] = [404]): Promise<Item | 'disconnected' | undefined> {
    const answer = await this.#send('GET', () => this.#itemUrl(itemId), [...absent, 410]);
    if (answer.response.status === 410) return 'disconnected';
    if (!answer.response.ok) return undefined;
    const target = targetOf(this.#itemUrl(itemId));
    const { itemEndpoint } = this.#endpoints;
    const hint = itemEndpoint && !itemEndpoint.includes('{itemId}') ? ' item-endpoint has no {itemId} in it.' : '';
    const item = readBody(answer, target, parseItem, hint);
    if (item.id === itemId) return item;
    throw failure('items-malformed', `${target} returned an Item with another id than the requested one.${hint}`);
  }

  /** Returns the consents behind an item; `undefined` where the backend has no such route. */
  async consents(itemId: string): Promise<readonly Consent[] | undefined> {
    const address = () => this.#itemUrl(itemId, '/consents');
    const answer = await this.#send('GET', address, [404, 405, 410]);
    return answer.response.ok ? readBody(answer, targetOf(address()), parseConsents) : undefined;
  }

  /** Reports an item as connected. */
  async link(itemId: string, signal: AbortSignal): Promise<Acknowledgement> {
    const answer = await this.#send('POST', () => this.#listUrl(), LINK_STATUSES, { itemId }, signal);
    return acknowledgement(answer, itemId, `${targetOf(this.#listUrl())} (POST)`);
  }

  /** Requests another run. */
  async update(itemId: string): Promise<UpdateAnswer> {
    const answer = await this.#send('PATCH', () => this.#itemUrl(itemId), UPDATE_STATUSES);
    return readUpdateAnswer(answer, itemIn(answer.text, itemId));
  }

  /** Disconnects an item for good. An item that the backend does not have counts as disconnected. */
  async delete(itemId: string): Promise<void> {
    await this.#send('DELETE', () => this.#itemUrl(itemId), [404, 410]);
  }

  /** Sends the value of a parameter. Returns the item if the response contains it. */
  async sendCode(itemId: string, name: string, value: string): Promise<Item | undefined> {
    const { mfaEndpoint = '' } = this.#endpoints;
    return sendCode(mfaEndpoint, itemId, { name, value }, this.#endpoints, this.#signal);
  }

  async #readPage(after: string | undefined, onMalformed: (error: PluggyError) => void): Promise<ItemPage> {
    const answer = await this.#send('GET', () => this.#listUrl(after), after ? [] : UNSUPPORTED);
    const { response } = answer;
    const target = targetOf(this.#listUrl());
    if (response.ok) return readBody(answer, target, (body) => parsePage(body, onMalformed));
    const hint = 'Correct items-endpoint. A person without items has an empty list, [].';
    throw failure('items-not-found', `${target} answered ${response.status}: there is no list. ${hint}`);
  }

  #listUrl(after?: string): URL {
    const { itemsEndpoint } = this.#endpoints;
    if (itemsEndpoint) {
      const url = addressOf('items-endpoint', itemsEndpoint, '');
      if (after) url.searchParams.set('after', after);
      return url;
    }
    throw failure('items-not-found', "Set items-endpoint to the backend's route that lists items.");
  }

  #itemUrl(itemId: string, below = ''): URL {
    const { itemEndpoint } = this.#endpoints;
    const url = itemEndpoint ? addressOf('item-endpoint', itemEndpoint, itemId) : this.#listUrl();
    if (!itemEndpoint) url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(itemId)}`;
    url.pathname += below;
    return url;
  }

  async #send(
    method: string,
    address: () => URL,
    accept: readonly number[],
    body?: Record<string, string>,
    signal = this.#signal,
  ): Promise<Answer> {
    try {
      const url = address();
      const target = `${targetOf(url)} (${method})`;
      const answer = await withinBudget('items', target, signal, (context) =>
        sendWithRetries(
          (redirect) => send(this.#endpoints, url, method, context.signal, body, redirect),
          context,
          accept,
        ),
      );
      this.#clock.read(answer.response);
      return answer;
    } catch (error) {
      if (error instanceof PluggyError) throw error;
      throw failure('items-network', 'A request for items was aborted.', { retryable: true, cause: error });
    }
  }
}

/** Returns the error of a provider that has no route for what its elements show. */
export function missingRoute(isList: boolean): PluggyError {
  const user = isList ? 'a list' : 'an element with item-id';
  const hint = "Set it to your backend's route for Items, or load the Items yourself into the property items.";
  return failure('items-not-found', `items-endpoint is not set, and ${user} inside needs it. ${hint}`);
}

const targetOf = (url: URL) => `The items endpoint ${displayUrl(url)}`;

function addressOf(attribute: string, template: string, itemId: string): URL {
  try {
    return resolveAddress(template, itemId).url;
  } catch (cause) {
    throw failure('items-not-found', `${attribute}="${template.split('?')[0]}" is not a valid URL.`, { cause });
  }
}
