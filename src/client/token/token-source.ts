import { PluggyError } from '../../model/errors.js';
import { displayUrl, sendWithRetries, withinBudget, type Answer, type RequestContext } from '../http/request.js';
import { ServerClock } from '../http/server-clock.js';
import { isText, lifeOf, readToken } from './read-token.js';
import { sendTokenRequest, tokenUrl, type TokenEndpoint } from './token-request.js';

/**
 * A function that returns a Connect Token, for the given item if there is one. A token is valid for 30 minutes and is used
 * for one open. Source: https://docs.pluggy.ai/en/docs/authentication
 */
export type TokenSource = (request: { itemId?: string; signal: AbortSignal }) => Promise<string>;

/** The input of a request for a token. */
export interface TokenQuery {
  readonly itemId: string;
  readonly signal: AbortSignal;
  /** The request that was sent before this module had loaded. */
  readonly first?: Promise<Response>;
  /** Receives the time until which the token may be kept for a later open, in milliseconds since the epoch. */
  readonly keepUntil?: (time: number) => void;
}

/** A token that was requested before the click is dropped this long before it expires. */
const EXPIRY_MARGIN_MS = 60_000;

/** The pause before the second request. Pluggy's tokens differ only if they were issued in different seconds. */
const NEXT_SECOND_MS = 1100;

/**
 * Returns a token from the backend's route or the page's function. An expired token is requested once more. If only the
 * device's clock says that two different tokens have expired, the clock is wrong, and the second token is returned.
 *
 * @throws PluggyError `token-…`, or the reason of `query.signal`.
 */
export async function fetchToken(source: TokenEndpoint | TokenSource, query: TokenQuery): Promise<string> {
  const { target, clock, ask } =
    typeof source === 'function' ? pageFunction(source, query) : backendRoute(source, query);
  return withinBudget('token', target, query.signal, async (context) => {
    let previous: string | undefined;
    for (;;) {
      const received = await ask(context);
      const { ms, isGuess } = lifeOf(received, clock);
      if (ms > 0) {
        query.keepUntil?.(Date.now() + ms - EXPIRY_MARGIN_MS);
        return received;
      }
      if (previous !== undefined) {
        if (isGuess && received !== previous) return received;
        const hint = "Request a new token from Pluggy each time, and check the backend's clocks.";
        throw new PluggyError('token-expired', `${target} returned two tokens that had already expired. ${hint}`);
      }
      previous = received;
      if (isGuess) await new Promise((resolve) => setTimeout(resolve, NEXT_SECOND_MS));
    }
  });
}

/** A source of tokens: the backend's route or the page's function. */
interface TokenOrigin {
  /** The source's name in messages. */
  readonly target: string;
  /** The backend's clock. */
  readonly clock?: ServerClock;
  readonly ask: (context: RequestContext<'token'>) => Promise<string>;
}

function backendRoute(endpoint: TokenEndpoint, { itemId, first }: TokenQuery): TokenOrigin {
  let url: URL;
  try {
    url = tokenUrl(endpoint, 'POST', itemId);
  } catch {
    const text = `token-endpoint="${endpoint.url}" is not a valid URL.`;
    throw new PluggyError('token-endpoint-missing', text, { retryable: false });
  }
  const target = `The token endpoint ${displayUrl(url)}`;
  const clock = new ServerClock();
  let earlyResponse = first;
  const ask = async (context: RequestContext<'token'>) => {
    const send = (method?: 'GET') => (redirect?: RequestRedirect) => {
      const response = earlyResponse ?? sendTokenRequest(endpoint, itemId, context.signal, method, redirect);
      earlyResponse = undefined;
      return response;
    };
    let answer = await sendWithRetries(send(), context, endpoint.method ? [] : [405]);
    if (answer.response.status === 405) answer = await sendWithRetries(send('GET'), context);
    clock.read(answer.response);
    if (endpoint.credentials !== 'include') refuseOtherOrigin(answer, url, target);
    return readToken(answer, target, endpoint.field);
  };
  return { target, clock, ask };
}

/** Refuses a token to which a redirect has led: another origin could send people to its own connections. */
function refuseOtherOrigin({ response }: Answer, { origin }: URL, target: string): void {
  const actual = response.url ? new URL(response.url).origin : origin;
  if (actual === origin) return;
  const hint = 'Set token-endpoint to the final address, or set credentials="include".';
  const text = `${target} redirects to another origin, ${actual}, whose token is not used. ${hint}`;
  throw new PluggyError('token-unauthorized', text, { retryable: false });
}

function pageFunction(source: TokenSource, { itemId }: TokenQuery): TokenOrigin {
  const target = 'The function in tokenSource';
  const ask = async ({ signal }: RequestContext) => {
    let token: unknown;
    try {
      token = await source({ itemId: itemId || undefined, signal });
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof PluggyError) throw cause;
      throw new PluggyError('token-network', `${target} failed.`, { cause });
    }
    if (isText(token)) return token.trim();
    throw new PluggyError('token-malformed', `${target} must return the Connect Token as a string.`, {
      retryable: false,
    });
  };
  return { target, ask };
}
