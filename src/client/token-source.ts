import { PluggyError } from '../model/errors.js';
import { request, withinBudget, type Attempt } from './http.js';
import { sendTokenRequest, tokenUrl, type TokenEndpoint } from './token-request.js';

/**
 * Gives a Connect Token, for the given Item where there is one. It lives 30 minutes and is used for one open.
 * Source: https://docs.pluggy.ai/en/docs/authentication
 */
export type TokenSource = (request: { itemId?: string; signal: AbortSignal }) => Promise<string>;

/** A token that is there or on its way, for one open. */
export interface HeldToken {
  readonly itemId: string;
  readonly abort: AbortController;
  /** The request that was sent before this module was there. */
  readonly first?: Promise<Response>;
  /** Not to be used after this time. */
  until: number;
}

/** In this order, each at the top and then one level down, before the next. */
const NAMES = ['accessToken', 'connectToken', 'connect_token', 'access_token', 'token'];
const ENVELOPES = ['data', 'result', 'connectToken'];

/** A token that was asked for ahead of its use is dropped so long before it expires, in milliseconds. */
const MARGIN = 60_000;

/** Asks the backend's route, or the page's own function, until there is a token or a reason why not. */
export async function fetchToken(source: TokenEndpoint | TokenSource, held: HeldToken): Promise<string> {
  const [what, ask] = typeof source === 'function' ? pageFunction(source, held) : backendRoute(source, held);
  const token = await withinBudget('token', what, held.abort.signal, async (attempt) => {
    for (let tries = 1; ; tries++) {
      const given = await ask(attempt);
      if (expiry(given) > Date.now()) return given;
      if (tries === 2) {
        const hint = 'Ask Pluggy for a new one on each request and check the clocks.';
        throw new PluggyError('token-expired', `${what} gave two tokens that had already expired. ${hint}`);
      }
    }
  });
  held.until = Math.min(held.until, expiry(token) - MARGIN);
  return token;
}

/** What the developer calls it, and one asking. */
type Asked = [what: string, ask: (attempt: Attempt) => Promise<string>];

function backendRoute(endpoint: TokenEndpoint, { itemId, first }: HeldToken): Asked {
  let url: URL;
  try {
    url = tokenUrl(endpoint, 'POST', itemId);
  } catch {
    const text = `token-endpoint="${endpoint.url}" is not an address.`;
    throw new PluggyError('token-endpoint-missing', text, { retryable: false });
  }
  const what = `The token endpoint ${url.origin === location.origin ? '' : url.origin}${url.pathname}`;
  let sent = first;
  const ask = async (attempt: Attempt) => {
    const send = (method?: 'GET') => () => {
      const response = sent ?? sendTokenRequest(endpoint, itemId, attempt.signal, method);
      sent = undefined;
      return response;
    };
    let answer = await request(send(), attempt, endpoint.method ? [] : [405]);
    if (answer.response.status === 405) answer = await request(send('GET'), attempt);
    return readToken(answer.response, answer.text, what, endpoint.field);
  };
  return [what, ask];
}

/** What the page's function throws or gives by mistake becomes an error that says so. */
function pageFunction(source: TokenSource, { itemId }: HeldToken): Asked {
  const what = 'The function in tokenSource';
  const ask = async ({ signal }: Attempt) => {
    let token: unknown;
    try {
      token = await source({ itemId: itemId || undefined, signal });
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof PluggyError) throw cause;
      throw new PluggyError('token-network', `${what} failed.`, { cause });
    }
    if (isText(token)) return token.trim();
    throw new PluggyError('token-malformed', `${what} must give the Connect Token as a string.`, { retryable: false });
  };
  return [what, ask];
}

function readToken(response: Response, text: string, what: string, field: string | undefined): string {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim() || 'no content type';
  const malformed = (problem: string) =>
    new PluggyError('token-malformed', `${what} answered ${response.status} (${type}) ${problem}`, {
      retryable: false,
    });

  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    if (/html/i.test(type)) {
      if (!response.redirected) throw malformed('with an HTML page instead of a token. Is it the right address?');
      const hint = 'your session has probably ended.';
      throw new PluggyError('token-unauthorized', `${what} was redirected to an HTML page: ${hint}`, {
        retryable: false,
      });
    }
    if (/^(text\/plain|no content type)$/i.test(type) && /^\S{16,}$/.test(text.trim())) return text.trim();
    throw malformed('and no token. Answer with JSON: { "accessToken": "…" }.');
  }

  const token = field ? atPath(body, field) : typeof body === 'string' ? body : findToken(body);
  if (isText(token)) return token.trim();

  const keys = isRecord(body) ? Object.keys(body) : [];
  if (keys.includes('apiKey')) {
    const hint = 'It must never reach a browser: ask Pluggy for a Connect Token (POST /connect_token) and answer that.';
    throw malformed(`with an API key. ${hint}`);
  }
  const missing = field ? `and no string at "${field}"` : `and no token under ${NAMES.join(', ')}`;
  throw malformed(`${missing}. Keys seen: ${keys.slice(0, 20).join(', ') || 'none'}.`);
}

function findToken(body: unknown): unknown {
  if (!isRecord(body)) return undefined;
  const places = [body, ...ENVELOPES.map((name) => body[name])].filter(isRecord);
  return NAMES.flatMap((name) => places.map((place) => place[name])).find(isText);
}

function atPath(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), body);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !!value.trim();
}

/** When a JWT expires, in milliseconds; never, for what is no JWT or has no `exp`. Nothing else is read of it. */
function expiry(token: string): number {
  try {
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : Infinity;
  } catch {
    return Infinity;
  }
}
