import type { ConnectOutcome } from './client/widget/types.js';
import type { PluggyError } from './model/errors.js';
import type { Connector, Item } from './model/item-types.js';

/** What every event of one open has in common. All bubble and cross shadow roots. */
export abstract class PluggyConnectEvent extends Event {
  /** The Item it is about; empty for a connection that has none yet. */
  readonly itemId: string;
  /** The same for all events of one open; counts up within the page. 0 for what belongs to no open. */
  readonly sessionId: number;

  constructor(type: string, { itemId, sessionId }: { itemId: string; sessionId: number }, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
    this.itemId = itemId;
    this.sessionId = sessionId;
  }
}

type Session = ConstructorParameters<typeof PluggyConnectEvent>[1];

/** Before this open fetches anything. Prevent it and nothing follows: `open()` gives `cancelled`. */
export class PluggyOpenEvent extends PluggyConnectEvent {
  constructor(session: Session) {
    super('pluggy-open', session, true);
  }
}

/** The widget is loaded and answers. */
export class PluggyReadyEvent extends PluggyConnectEvent {
  constructor(session: Session) {
    super('pluggy-ready', session);
  }
}

/** The person went a step further in the widget, or the widget read its Item again. */
export class PluggyProgressEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    /** Pluggy's own name, for example `SUBMITTED_LOGIN`; unknown ones are passed on. Source: https://docs.pluggy.ai/docs/connect-widget */
    readonly step: string,
    /** The institution that was picked; `null` when the person went back. */
    readonly connector?: Connector | null,
    readonly item?: Item,
  ) {
    super('pluggy-progress', session);
  }
}

/** The Item is connected or updated. A visible widget stays open for its last screen; `pluggy-close` follows later. */
export class PluggySuccessEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    readonly item: Item,
  ) {
    super('pluggy-success', session);
  }
}

/**
 * Something failed. What ends the session before the widget is ready is also said in one sentence below the button;
 * prevent the event to say it yourself.
 */
export class PluggyErrorEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    readonly error: PluggyError,
  ) {
    super('pluggy-error', session, true);
  }
}

/** The widget was hidden and its connection goes on in the background. */
export class PluggyHideEvent extends PluggyConnectEvent {
  constructor(session: Session) {
    super('pluggy-hide', session);
  }
}

/** It is over. Exactly one for each `pluggy-open` that was not prevented; on `document` if the element is gone. */
export class PluggyCloseEvent extends PluggyConnectEvent {
  constructor(
    session: Session,
    /** How it ended: the same object that `open()` gives. */
    readonly outcome: ConnectOutcome,
  ) {
    super('pluggy-close', session);
  }
}

/** What a provider knows of an Item has changed. */
export class PluggyItemChangeEvent extends Event {
  readonly itemId: string;

  constructor(
    itemId: string,
    /** As it is now; nothing when it is gone. */
    readonly item: Item | undefined,
    /** As it was; nothing for one that is new here. */
    readonly previous: Item | undefined,
  ) {
    super('pluggy-item-change', { bubbles: true, composed: true });
    this.itemId = itemId;
  }
}

/** The person wants to try again what failed. Prevent it and do it yourself. */
export class PluggyRetryEvent extends Event {
  constructor(
    /** The Item it is about; empty where it is about none. */
    readonly itemId: string,
    /** `reconnect`: in the widget; `refresh`: by reading again. */
    readonly action: 'reconnect' | 'refresh',
  ) {
    super('pluggy-retry', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The person does not want to see it any more. */
export class PluggyDismissEvent extends Event {
  constructor(
    /** The Item it was about; empty where it was about none. */
    readonly itemId: string,
  ) {
    super('pluggy-dismiss', { bubbles: true, composed: true });
  }
}

/** A value that the bank waits for is about to be sent; what it is, is told to nobody. Prevent it and nothing is sent. */
export class PluggyMfaSubmitEvent extends Event {
  constructor(
    readonly itemId: string,
    /** Under which name it goes. */
    readonly parameterName: string,
  ) {
    super('pluggy-mfa-submit', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The person has confirmed that the connection shall end. Prevent it and nothing is sent: end it yourself. */
export class PluggyDisconnectEvent extends Event {
  constructor(readonly itemId: string) {
    super('pluggy-disconnect', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The connection has ended and the backend has erased it; on `document` if the element is gone. */
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
