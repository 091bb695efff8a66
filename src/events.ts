import type { ConnectOutcome } from './client/widget/types.js';
import type { PluggyError } from './model/errors.js';
import type { Connector, Item } from './model/item-types.js';

/** Base of the events of one open. All bubble and cross shadow roots. */
export abstract class PluggyConnectEvent extends Event {
  /** The Item's id; empty for a connection that has no Item yet. */
  readonly itemId: string;
  /**
   * The number of the open, equal for all of its events; counts up within the page. 0 for events outside of an open.
   */
  readonly sessionId: number;

  constructor(type: string, { itemId, sessionId }: { itemId: string; sessionId: number }, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
    this.itemId = itemId;
    this.sessionId = sessionId;
  }
}

type Session = ConstructorParameters<typeof PluggyConnectEvent>[1];

/** Fired before an open sends any request. Cancelable: nothing is sent, and `open()` resolves to `cancelled`. */
export class PluggyOpenEvent extends PluggyConnectEvent {
  constructor(session: Session) {
    super('pluggy-open', session, true);
  }
}

/** Fired when the widget has loaded and answers. */
export class PluggyReadyEvent extends PluggyConnectEvent {
  constructor(session: Session) {
    super('pluggy-ready', session);
  }
}

/** Fired for each step in the widget, and when the widget reads its Item again. */
export class PluggyProgressEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    /**
     * Pluggy's name of the step, for example `SUBMITTED_LOGIN`; unknown names are passed on. Source:
     * https://docs.pluggy.ai/docs/connect-widget
     */
    readonly step: string,
    /** The institution that the person picked; `null` when the person went back. */
    readonly connector?: Connector | null,
    readonly item?: Item,
  ) {
    super('pluggy-progress', session);
  }
}

/**
 * Fired when the Item is connected or updated. A visible widget stays open for its last screen; `pluggy-close` follows
 * later.
 */
export class PluggySuccessEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    readonly item: Item,
  ) {
    super('pluggy-success', session);
  }
}

/**
 * Fired when something failed. A failure that ends the session before the widget is ready is also shown in one sentence
 * below the button; cancel the event to show your own message instead.
 */
export class PluggyErrorEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    readonly error: PluggyError,
  ) {
    super('pluggy-error', session, true);
  }
}

/** Fired when the widget was hidden and its connection goes on in the background. */
export class PluggyHideEvent extends PluggyConnectEvent {
  constructor(session: Session) {
    super('pluggy-hide', session);
  }
}

/**
 * Fired when the open is over, exactly once for each `pluggy-open` that was not canceled; on `document` if the element
 * is gone.
 */
export class PluggyCloseEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    /** The result of the open: the same object that `open()` resolves to. */
    readonly outcome: ConnectOutcome,
  ) {
    super('pluggy-close', session);
  }
}

/** Fired when an Item in a provider's store was added, changed or removed. */
export class PluggyItemChangeEvent extends Event {
  readonly itemId: string;

  constructor(
    itemId: string,
    /** The Item's new state; `undefined` when the Item was removed. */
    readonly item: Item | undefined,
    /** The Item's previous state; `undefined` when the Item was added. */
    readonly previous: Item | undefined,
  ) {
    super('pluggy-item-change', { bubbles: true, composed: true });
    this.itemId = itemId;
  }
}

/** Fired before the banner's action runs. Cancel the event to run the action yourself. */
export class PluggyRetryEvent extends Event {
  constructor(
    /** The Item's id; empty for a failure that belongs to no Item. */
    readonly itemId: string,
    /** `reconnect` opens the widget; `refresh` reads again. */
    readonly action: 'reconnect' | 'refresh',
  ) {
    super('pluggy-retry', { bubbles: true, composed: true, cancelable: true });
  }
}

/** Fired when the person closes the banner. */
export class PluggyDismissEvent extends Event {
  constructor(
    /** The Item's id; empty for a failure that belongs to no Item. */
    readonly itemId: string,
  ) {
    super('pluggy-dismiss', { bubbles: true, composed: true });
  }
}

/** Fired before an MFA value is sent. The value is never exposed. Cancel the event to send the value yourself. */
export class PluggyMfaSubmitEvent extends Event {
  constructor(
    readonly itemId: string,
    /** The name of the parameter that the value answers. */
    readonly parameterName: string,
  ) {
    super('pluggy-mfa-submit', { bubbles: true, composed: true, cancelable: true });
  }
}

/** Fired when the person has confirmed the disconnection. Cancel the event to disconnect the Item yourself. */
export class PluggyDisconnectEvent extends Event {
  constructor(readonly itemId: string) {
    super('pluggy-disconnect', { bubbles: true, composed: true, cancelable: true });
  }
}

/** Fired when the connection has ended and the backend has erased its data; on `document` if the element is gone. */
export class PluggyDisconnectedEvent extends Event {
  constructor(readonly itemId: string) {
    super('pluggy-disconnected', { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'pluggy-open': PluggyOpenEvent;
    'pluggy-ready': PluggyReadyEvent;
    'pluggy-progress': PluggyProgressEvent;
    'pluggy-success': PluggySuccessEvent;
    'pluggy-error': PluggyErrorEvent;
    'pluggy-hide': PluggyHideEvent;
    'pluggy-close': PluggyCloseEvent;
    'pluggy-item-change': PluggyItemChangeEvent;
    'pluggy-mfa-submit': PluggyMfaSubmitEvent;
    'pluggy-retry': PluggyRetryEvent;
    'pluggy-dismiss': PluggyDismissEvent;
    'pluggy-disconnect': PluggyDisconnectEvent;
    'pluggy-disconnected': PluggyDisconnectedEvent;
  }
}
