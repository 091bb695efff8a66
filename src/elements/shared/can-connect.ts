import type { ProviderContext } from '../../provider-context.js';

/** Whether a `<pluggy-connect>` under this context has a source of Connect Tokens. */
export function canConnect(context: Pick<ProviderContext, 'settings'> | undefined): boolean {
  const { tokenSource, tokenEndpoint } = context?.settings ?? {};
  return !!(tokenSource ?? tokenEndpoint);
}
