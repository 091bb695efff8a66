/** The events of one open that need no widget. */
import type { ConnectOutcome } from '../client/widget/types.js';
import type { PluggyError } from '../model/errors.js';
import type { Connector, Item } from '../model/item-types.js';
import type { ConnectMilestone } from '../model/milestones.js';

/** The ids that all events of one open have. */
export interface OpenIds {
  readonly itemId: string;
  readonly sessionId: number;
}

/** Base of the events of one open. All bubble and cross shadow roots. */
export abstract class PluggyConnectEvent extends Event {
  /** The Item's id; empty for a connection that has no Item yet. */
  readonly itemId: string;
  /**
   * The number of the open, equal for all of its events; counts up within the page. 0 for events outside of an open.
   */
  readonly sessionId: number;

  constructor(type: string, { itemId, sessionId }: OpenIds, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
    this.itemId = itemId;
    this.sessionId = sessionId;
  }
}

/** Fired before an open sends any request. Cancelable: nothing is sent, and `open()` resolves to `cancelled`. */
export class PluggyOpenEvent extends PluggyConnectEvent {
  constructor(ids: OpenIds) {
    super('pluggy-open', ids, true);
  }
}

/** The fields of a `PluggyProgressEvent` beside those of every event of an open. */
export interface ProgressDetails {
  readonly step?: string;
  readonly milestone?: ConnectMilestone;
  readonly elapsedMs: number;
  readonly connector?: Connector | null;
  readonly item?: Item;
}

/**
 * Fired for each step in the widget, when the widget reads its Item again, and for each milestone of the open. One event is
 * either a step of Pluggy's or a milestone.
 */
export class PluggyProgressEvent extends PluggyConnectEvent {
  /**
   * Pluggy's name of the step, for example `SUBMITTED_LOGIN`; unknown names are passed on. Empty for a milestone. Source:
   * https://docs.pluggy.ai/docs/connect-widget
   */
  readonly step: string;
  /** The step of this library's own, closed list, for example `credentials-sent`; undefined for a step of Pluggy's. */
  readonly milestone?: ConnectMilestone;
  /** Whole milliseconds since the open. */
  readonly elapsedMs: number;
  /** The institution that the person picked; `null` when the person went back. */
  readonly connector?: Connector | null;
  /** The Item that the widget has read. A milestone has none. */
  readonly item?: Item;

  constructor(ids: OpenIds, { step = '', milestone, elapsedMs, connector, item }: ProgressDetails) {
    super('pluggy-progress', ids);
    this.step = step;
    this.milestone = milestone;
    this.elapsedMs = elapsedMs;
    this.connector = connector;
    this.item = item;
  }
}

/**
 * Fired when something failed. A failure that ends the open before the widget is ready is also shown in one sentence
 * below the button, and in the console for developers; cancel the event to show your own message instead.
 */
export class PluggyErrorEvent extends PluggyConnectEvent {
  /**
   * Whether a banner shows the failure, so that the button does not repeat the sentence.
   *
   * @internal
   */
  isShown = false;

  constructor(
    ids: OpenIds,
    readonly error: PluggyError,
  ) {
    super('pluggy-error', ids, true);
  }
}

/**
 * Fired when the open is over, exactly once for each `pluggy-open` that was not canceled; on `document` if the element
 * is gone.
 */
export class PluggyCloseEvent extends PluggyConnectEvent {
  constructor(
    ids: OpenIds,
    /** The result of the open: the same object that `open()` resolves to. */
    readonly outcome: ConnectOutcome,
  ) {
    super('pluggy-close', ids);
  }
}
