/**
 * The steps of an open that this library reports beside Pluggy's: the funnel from the click to the connection. The list is
 * closed: no other name occurs.
 */
export const CONNECT_MILESTONES = [
  'opened',
  'institution-chosen',
  'credentials-sent',
  'code-asked',
  'code-sent',
  'left-for-bank',
  'returned',
  'connected',
  'failed',
  'abandoned',
] as const;

/** A step of an open, as `pluggy-progress` reports it in `milestone`. */
export type ConnectMilestone = (typeof CONNECT_MILESTONES)[number];
