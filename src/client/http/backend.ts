import { pageOrigin } from './address.js';

/** Options of requests to the application's backend. The attributes of the same names set these fields. */
export interface Backend {
  /** Default: `same-origin`. */
  credentials?: RequestCredentials;
  /** Default: the content of `<meta name="csrf-token">`. */
  csrfToken?: string;
  /** Default: `X-CSRF-Token`. */
  csrfHeader?: string;
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
}

/** Headers whose values are not secret. */
const PLAIN_HEADERS = /^(accept|content)\b|^x-requested-with$/;

/**
 * Sends one request. The caller decides what the response means. A request with a CSRF token, or with any other header that
 * may be a secret, follows no redirect: the browser would repeat the headers at the next address.
 */
export async function send(
  { headers, csrfToken, csrfHeader, credentials }: Backend,
  url: URL,
  method: string,
  signal: AbortSignal,
  body?: Record<string, string>,
  redirect?: RequestRedirect,
): Promise<Response> {
  const sent = new Headers(typeof headers === 'function' ? await headers() : headers);
  const mode = credentials === 'omit' || credentials === 'include' ? credentials : 'same-origin';
  const init: RequestInit = { method, headers: sent, credentials: mode, cache: 'no-store', signal, redirect };
  if (!sent.has('accept')) sent.set('accept', 'application/json, text/plain;q=0.9');
  if (body) {
    sent.set('content-type', 'application/json');
    init.body = JSON.stringify(body);
  }
  if (method !== 'GET') {
    // Keep the page's CSRF token from other origins.
    const csrf = csrfToken || document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    const name = csrfHeader || 'X-CSRF-Token';
    if (csrf && url.origin === pageOrigin() && !sent.has(name)) {
      sent.set(name, csrf);
      init.redirect = 'manual';
    }
  }
  for (const name of sent.keys()) if (!PLAIN_HEADERS.test(name)) init.redirect = 'manual';
  return fetch(url, init);
}
