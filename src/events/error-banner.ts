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
