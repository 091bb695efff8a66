import type { Item } from '../../model/item-types.js';
import { parseItem } from '../../model/parse-item.js';
import { isRecord } from '../../model/sanitize.js';
import type { ItemLoader } from './item-loader.js';
import type { ItemStore } from './item-store.js';
import type { ItemsApi } from './items-api.js';

/** Pluggy's event about the health of an institution, which names a connector and no item. */
const HEALTH_EVENT = 'connector/status_updated';

/** The collaborators that events act on. */
export interface EventsPort {
  readonly api: Pick<ItemsApi, 'hasListRoute'>;
  readonly store: Pick<ItemStore, 'source' | 'entry' | 'items' | 'put' | 'remove'>;
  readonly loader: Pick<ItemLoader, 'requestChanged'>;
  /** Ends the reports of an item to the backend. */
  readonly forget: (itemId: string) => void;
  /** Removes an item that the person has disconnected elsewhere. */
  readonly disconnected: (itemId: string) => void;
}

/**
 * Applies an event to the store: an item is stored, an event that only names an item reads it, and `item/deleted` and
 * `item/disconnected` remove it.
 */
export function applyItemEvent(port: EventsPort, data: unknown, name: string): void {
  const item = itemIn(data);
  // A backend may name the kind only in the event's own field.
  const event = fieldIn(data, 'event') ?? item?.event ?? name;
  if (!item || (event === HEALTH_EVENT && !item.itemId)) {
    readItemsOf(port, connectorIn(data));
    return;
  }
  const { api, store, loader, forget, disconnected } = port;
  const entry = store.entry(item.id);
  // A webhook payload names an item in the field `itemId`, and its kind in `event`.
  const isReference = item.itemId || !item.status;
  if (event === 'item/deleted') {
    forget(item.id);
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
function readItemsOf({ store, loader }: EventsPort, connectorId: number | undefined): void {
  if (connectorId === undefined) return;
  for (const { id, connector } of store.items ?? []) if (connector?.id === connectorId) loader.requestChanged(id);
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
