import type { Session } from '../../session.js';

/** Whether a `<pluggy-connect>` under this session has a source of Connect Tokens. */
export function canConnect(session: Pick<Session, 'settings'> | undefined): boolean {
  const { tokenSource, tokenEndpoint } = session?.settings ?? {};
  return !!(tokenSource ?? tokenEndpoint);
}
