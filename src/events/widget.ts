/** The events of one open that report what happens in the widget; loaded with the widget's code. */
import type { Item } from '../model/item-types.js';
import { PluggyConnectEvent, type OpenIds } from './connect.js';

/** Fired when the widget has loaded and answers. */
export class PluggyReadyEvent extends PluggyConnectEvent {
  constructor(ids: OpenIds) {
    super('pluggy-ready', ids);
  }
}

/**
 * Fired when the Item is connected or updated. A visible widget stays open for its last screen; `pluggy-close` follows
 * later.
 */
export class PluggySuccessEvent extends PluggyConnectEvent {
  constructor(
    ids: OpenIds,
    readonly item: Item,
  ) {
    super('pluggy-success', ids);
  }
}

/** Fired when the widget was hidden and its connection goes on in the background. */
export class PluggyHideEvent extends PluggyConnectEvent {
  constructor(ids: OpenIds) {
    super('pluggy-hide', ids);
  }
}
