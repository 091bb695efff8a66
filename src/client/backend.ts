/** How to talk to the application's own backend, as the attributes of the same names say. */
export interface Backend {
  /** Default: `same-origin`. */
  credentials?: RequestCredentials;
  /** Default: the content of `<meta name="csrf-token">`. */
  csrfToken?: string;
  /** Default: `X-CSRF-Token`. */
  csrfHeader?: string;
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
}

/** `{itemId}` as it stands in a parsed URL. */
const PLACE = '%7BitemId%7D';

/** The template's address for this Item; with none, the path segment or query pair that holds its place goes. */
export function fillAddress(template: string, itemId: string): { url: URL; filled: boolean } {
  const url = new URL(template.replaceAll('{itemId}', PLACE), document.baseURI);
  const filled = url.href.includes(PLACE);
  if (filled && itemId) return { url: new URL(url.href.replaceAll(PLACE, encodeURIComponent(itemId))), filled };
  if (filled) {
    const keep = (part: string) => !part.includes(PLACE);
    url.pathname = url.pathname.split('/').filter(keep).join('/');
    url.search = url.search.slice(1).split('&').filter(keep).join('&');
  }
  return { url, filled };
}

/** One request. What its answer means is the caller's. */
export async function send(
  { headers, csrfToken, csrfHeader, credentials }: Backend,
  url: URL,
  method: string,
  signal: AbortSignal,
  body?: Record<string, string>,
): Promise<Response> {
  const sent = new Headers(typeof headers === 'function' ? await headers() : headers);
  const mode = /^(omit|include)$/.test(credentials ?? '') ? credentials! : 'same-origin';
  const init: RequestInit = { method, headers: sent, credentials: mode, cache: 'no-store', signal };
  if (!sent.has('accept')) sent.set('accept', 'application/json, text/plain;q=0.9');
  if (body) {
    sent.set('content-type', 'application/json');
    init.body = JSON.stringify(body);
  }
  if (method !== 'GET') {
    // It belongs to our own origin and to requests that change something, and to nobody else.
    const csrf = csrfToken || document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    const name = csrfHeader || 'X-CSRF-Token';
    if (csrf && url.origin === location.origin && !sent.has(name)) sent.set(name, csrf);
  }
  return fetch(url, init);
}
