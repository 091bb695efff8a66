import type { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { parseItem } from '../../model/parse-item.js';
import { isRecord } from '../../model/sanitize.js';
import type { ItemLoader } from './item-loader.js';
import type { ItemStore } from './item-store.js';
import type { ItemsApi } from './items-api.js';
import { LiveEvents } from './live-events.js';

/** Pluggy's event about the health of an institution, which names a connector and no item. */
const HEALTH_EVENT = 'connector/status_updated';

/** The longest time that the list waits for the stream to open. */
const STREAM_WAIT_MS = 400;

/** The collaborators that events act on. */
export interface LivePort {
  readonly api: Pick<ItemsApi, 'hasListRoute'>;
  readonly store: Pick<ItemStore, 'source' | 'entry' | 'items' | 'put' | 'remove'>;
  readonly loader: Pick<ItemLoader, 'readAll' | 'requestChanged'>;
  readonly signal: AbortSignal;
  readonly report: (error: PluggyError, itemId: string) => void;
  /** Removes an item that the person has disconnected elsewhere. */
  readonly disconnected: (itemId: string) => void;
}

/**
 * Applies live events to the store: an item is stored, an event that only names an item reads it, and `item/deleted` and
 * `item/disconnected` remove it. The list is read after each opening of the stream, because changes before it are unknown.
 */
export class LiveItems {
  #port: LivePort;
  #events: LiveEvents;
  #timer?: ReturnType<typeof setTimeout>;

  /** Resolves when the stream has opened or failed, and after 400 ms at the latest. */
  readonly ready: Promise<void>;

  constructor(url: string, withCredentials: boolean, port: LivePort) {
    this.#port = port;
    const { loader, signal, report } = port;
    let setReady!: () => void;
    this.ready = new Promise((resolve) => {
      setReady = () => {
        clearTimeout(this.#timer);
        resolve();
      };
      this.#timer = setTimeout(resolve, STREAM_WAIT_MS);
    });
    this.#events = new LiveEvents(url, withCredentials, {
      opened: () => {
        setReady();
        void loader.readAll();
      },
      message: (data, name) => this.#apply(data, name),
      failed: (error) => {
        setReady();
        report(error, '');
      },
    });
    signal.addEventListener('abort', () => {
      setReady();
      this.#events.close();
    });
  }

  get isOpen(): boolean {
    return this.#events.isOpen;
  }

  #apply(data: unknown, name: string): void {
    const item = itemIn(data);
    // A backend may name the kind only in the event's own field.
    const event = fieldIn(data, 'event') ?? item?.event ?? name;
    if (!item || (event === HEALTH_EVENT && !item.itemId)) {
      this.#readItemsOf(connectorIn(data));
      return;
    }
    const { api, store, loader, disconnected } = this.#port;
    const entry = store.entry(item.id);
    // A webhook payload names an item in the field `itemId`, and its kind in `event`.
    const isReference = item.itemId || !item.status;
    if (event === 'item/deleted') {
      if (entry) store.remove(item.id);
    } else if (event === 'item/disconnected') {
      if (entry) disconnected(item.id);
    } else if (isReference || entry?.state.gone) {
      // Events about unknown items count only where the list comes from the backend.
      const isListed = store.source === 'backend' || (store.source === 'unread' && api.hasListRoute);
      if (entry || isListed) loader.requestChanged(item.id);
    } else {
      store.put(item);
    }
  }

  /** Reads the items of a connector, whose health is part of each item. */
  #readItemsOf(connectorId: number | undefined): void {
    if (connectorId === undefined) return;
    const { store, loader } = this.#port;
    for (const { id, connector } of store.items ?? []) if (connector?.id === connectorId) loader.requestChanged(id);
  }
}

function fieldIn(data: unknown, name: string): unknown {
  return isRecord(data) ? data[name] : undefined;
}

/** Returns the id of the connector that an event is about, at the top or inside `data`. */
function connectorIn(data: unknown): number | undefined {
  const places = [data, fieldIn(data, 'data')];
  const ids = places.flatMap((place) => [
    fieldIn(place, 'connectorId'),
    fieldIn(place, 'connector_id'),
    fieldIn(fieldIn(place, 'connector'), 'id'),
  ]);
  const id = ids.find((each) => typeof each === 'number' || (typeof each === 'string' && !!each));
  return id === undefined ? undefined : Number(id);
}

/** Returns the item in an event's data, which may be about something else. */
function itemIn(data: unknown): Item | undefined {
  try {
    return parseItem(data);
  } catch {
    return undefined;
  }
}
