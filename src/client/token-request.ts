/** The backend's route and how to talk to it, as the attributes of the same names say. */
export interface TokenEndpoint {
  /** URL, or URL template with `{itemId}`. */
  url: string;
  /** Without it: POST, and once GET where the route answers 405. */
  method?: 'POST' | 'GET';
  /** Dot path of the token in the JSON answer. */
  field?: string;
  credentials?: RequestCredentials;
  csrfToken?: string;
  csrfHeader: string;
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
}

/** `{itemId}` as it stands in a parsed URL. */
const PLACE = '%7BitemId%7D';

/** The address for this Item; with none, the path segment or query pair that holds its place goes. */
export function tokenUrl({ url }: TokenEndpoint, method: string, itemId: string): URL {
  const target = new URL(url.replaceAll('{itemId}', PLACE), document.baseURI);
  if (!target.href.includes(PLACE)) {
    if (itemId && method === 'GET') target.searchParams.set('itemId', itemId);
  } else if (itemId) {
    return new URL(target.href.replaceAll(PLACE, encodeURIComponent(itemId)));
  } else {
    const keep = (part: string) => !part.includes(PLACE);
    target.pathname = target.pathname.split('/').filter(keep).join('/');
    target.search = target.search.slice(1).split('&').filter(keep).join('&');
  }
  return target;
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
  const { headers, csrfHeader, credentials = 'same-origin' } = endpoint;
  const url = tokenUrl(endpoint, method, itemId);
  const sent = new Headers(typeof headers === 'function' ? await headers() : headers);
  const init: RequestInit = { method, headers: sent, credentials, cache: 'no-store', signal };
  if (!sent.has('accept')) sent.set('accept', 'application/json, text/plain;q=0.9');
  if (method === 'POST') {
    sent.set('content-type', 'application/json');
    init.body = JSON.stringify(itemId ? { itemId } : {});
    // It belongs to our own origin and to requests that change something, and to nobody else.
    const csrf = endpoint.csrfToken ?? document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (csrf && url.origin === location.origin && !sent.has(csrfHeader)) sent.set(csrfHeader, csrf);
  }
  return fetch(url, init);
}
