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
