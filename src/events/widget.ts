/** The events of one open that report what happens in the widget; loaded with the widget's code. */
import type { Connector, Item } from '../model/item-types.js';
import { PluggyConnectEvent, type OpenIds } from './connect.js';

/** Fired when the widget has loaded and answers. */
export class PluggyReadyEvent extends PluggyConnectEvent {
  constructor(ids: OpenIds) {
    super('pluggy-ready', ids);
  }
}

/** Fired for each step in the widget, and when the widget reads its Item again. */
export class PluggyProgressEvent extends PluggyConnectEvent {
  constructor(
    ids: OpenIds,
    /**
     * Pluggy's name of the step, for example `SUBMITTED_LOGIN`; unknown names are passed on. Source:
     * https://docs.pluggy.ai/docs/connect-widget
     */
    readonly step: string,
    /** The institution that the person picked; `null` when the person went back. */
    readonly connector?: Connector | null,
    readonly item?: Item,
  ) {
    super('pluggy-progress', ids);
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
