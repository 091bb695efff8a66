import { resolveAddress } from '../http/address.js';
import { send, type Backend } from '../http/backend.js';

/** The backend's route for Connect Tokens and how requests to it are sent. The attributes of the same names set these fields. */
export interface TokenEndpoint extends Backend {
  /** A URL, or a URL template with `{itemId}`. */
  url: string;
  /** Default: POST, and once GET when the route answers 405. */
  method?: 'POST' | 'GET';
  /** Dot path of the token in the JSON response. */
  field?: string;
}

/** Returns the route's URL for an item. */
export function tokenUrl({ url: template }: TokenEndpoint, method: string, itemId: string): URL {
  const { url, hasPlaceholder } = resolveAddress(template, itemId);
  if (!hasPlaceholder && itemId && method === 'GET') url.searchParams.set('itemId', itemId);
  return url;
}

/**
 * Sends one request for a Connect Token. The response is read by `token-source.ts`, which loads with the widget: the two are
 * separate so that the request is under way while that code loads.
 */
export async function sendTokenRequest(
  endpoint: TokenEndpoint,
  itemId: string,
  signal: AbortSignal,
  method: 'POST' | 'GET' = endpoint.method ?? 'POST',
  redirect?: RequestRedirect,
): Promise<Response> {
  const url = tokenUrl(endpoint, method, itemId);
  return send(endpoint, url, method, signal, method === 'POST' ? (itemId ? { itemId } : {}) : undefined, redirect);
}
