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
