import { fillAddress, send, type Backend } from './backend.js';

/** The backend's route for tokens and how to talk to it, as the attributes of the same names say. */
export interface TokenEndpoint extends Backend {
  /** URL, or URL template with `{itemId}`. */
  url: string;
  /** Without it: POST, and once GET where the route answers 405. */
  method?: 'POST' | 'GET';
  /** Dot path of the token in the JSON answer. */
  field?: string;
}

/** The route's address for this Item. */
export function tokenUrl({ url: template }: TokenEndpoint, method: string, itemId: string): URL {
  const { url, filled } = fillAddress(template, itemId);
  if (!filled && itemId && method === 'GET') url.searchParams.set('itemId', itemId);
  return url;
}

/**
 * One request for a Connect Token, and no more: what its answer means is `token-source.ts`, which comes with the widget.
 * Apart from it so that the request is on its way while that loads.
 */
export async function sendTokenRequest(
  endpoint: TokenEndpoint,
  itemId: string,
  signal: AbortSignal,
  method: 'POST' | 'GET' = endpoint.method ?? 'POST',
): Promise<Response> {
  const url = tokenUrl(endpoint, method, itemId);
  return send(endpoint, url, method, signal, method === 'POST' ? (itemId ? { itemId } : {}) : undefined);
}
