/** Fired when the person says that their bank is not in the list. Offer another way, or note which banks people miss. */
export class PluggyInstitutionMissingEvent extends Event {
  constructor(
    /** The text in the search field; empty when the person has searched for nothing. */
    readonly query: string,
  ) {
    super('pluggy-institution-missing', { bubbles: true, composed: true });
  }
}
