import { PluggyError, type ElementsErrorCode } from '../../model/errors.js';
import { rejected } from './abort.js';
import { pageOrigin } from './address.js';
import { retryAfter } from './retry-after.js';

/** The time that all attempts of one request may take together. */
const BUDGET_MS = 15_000;
const MAX_ATTEMPTS = 3;
/** The pause before the second attempt; the pause before the third is three times as long. */
const FIRST_PAUSE_MS = 400;

/** The kind of a request, which decides the codes of its errors. A code for the bank (`mfa`) is never sent twice. */
export type RequestKind = 'token' | 'items' | 'mfa';
type RetriedKind = Exclude<RequestKind, 'mfa'>;

interface KindEntry {
  /** The tag on which a developer sets the endpoint. */
  readonly tag: string;
  /** The code for a request that takes too long. */
  readonly timeout: ElementsErrorCode;
  /** The code for a response that is too large. */
  readonly malformed: ElementsErrorCode;
  /** The upper size of a response, in megabytes. */
  readonly maxSizeMb: number;
}

const KINDS: Record<RequestKind, KindEntry> = {
  token: { tag: 'pluggy-connect', timeout: 'token-timeout', malformed: 'token-malformed', maxSizeMb: 1 },
  items: { tag: 'pluggy-provider', timeout: 'items-timeout', malformed: 'items-malformed', maxSizeMb: 8 },
  mfa: { tag: 'pluggy-reauth-prompt', timeout: 'mfa-network', malformed: 'mfa-server', maxSizeMb: 1 },
};

const BYTES_PER_MB = 1_000_000;
/** Ids in a URL come from servers and have no upper length. */
const MAX_SHOWN_URL_LENGTH = 200;

/** A request and its budget. */
export interface RequestContext<Kind extends RequestKind = RequestKind> {
  readonly kind: Kind;
  /** The endpoint as messages name it: "The token endpoint /api/connect-token". */
  readonly target: string;
  /** The signal that is aborted by the caller or at the end of the budget. */
  readonly signal: AbortSignal;
  /** The end of the budget, by `performance.now()`: the device's clock may be changed meanwhile. */
  readonly deadline: number;
}

/** Returns a URL as messages show it: without the query, which may contain secrets. */
export function displayUrl(url: URL): string {
  return `${url.origin === pageOrigin() ? '' : url.origin}${url.pathname}`.slice(0, MAX_SHOWN_URL_LENGTH);
}

/** A response with its text, which has been read within the budget. */
export interface Answer {
  readonly response: Response;
  readonly text: string;
}

/**
 * Runs a request with a budget of 15 s.
 *
 * @throws PluggyError `token-timeout`, `items-timeout` or `mfa-network` at the end of the budget; the signal's reason when
 * the caller aborts.
 */
export async function withinBudget<Kind extends RequestKind, T>(
  kind: Kind,
  target: string,
  signal: AbortSignal,
  run: (context: RequestContext<Kind>) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort);
  const timer = setTimeout(() => {
    const { tag, timeout } = KINDS[kind];
    controller.abort(new PluggyError(timeout, `${target} did not answer within ${BUDGET_MS / 1000} s.`, { tag }));
  }, BUDGET_MS);
  try {
    const context = { kind, target, signal: controller.signal, deadline: performance.now() + BUDGET_MS };
    return await Promise.race([run(context), rejected(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Sends a request until the response has status 2xx or a status in `accept`. Network failures, 429 and 5xx are tried twice
 * more, after `Retry-After` or after a growing, random pause, unless the pause ends past the deadline.
 *
 * A redirect to a page that refuses scripts, such as a sign-in page of another origin, is a network failure like any other.
 * The attempt after the first failure follows no redirect, and so tells the two apart.
 *
 * @throws PluggyError, or the signal's reason when the signal is aborted.
 */
export async function sendWithRetries(
  send: (redirect?: RequestRedirect) => Promise<Response>,
  context: RequestContext<RetriedKind>,
  accept: readonly number[] = [],
): Promise<Answer> {
  const { signal, deadline } = context;
  let redirect: RequestRedirect | undefined;
  let mayBeRedirect = true;
  for (let attempt = 1; ; attempt++) {
    let failure: PluggyError;
    try {
      const response = await send(redirect);
      mayBeRedirect = false;
      redirect = undefined;
      if (isRedirect(response)) throw redirectError(context);
      if (response.ok || accept.includes(response.status)) {
        const text = await readText(response, context);
        if (response.ok && isPage(text)) throw pageError(context, response);
        return { response, text };
      }
      failure = statusError(context, response);
      // The body is not read: end its transfer.
      response.body?.cancel().catch(() => {});
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof PluggyError) throw cause;
      failure = networkError(context, cause);
      if (failure.code === 'offline') throw failure;
      redirect = mayBeRedirect ? 'manual' : undefined;
      mayBeRedirect = false;
    }
    const pauseMs = failure.retryAfter
      ? Math.max(0, failure.retryAfter.getTime() - Date.now())
      : FIRST_PAUSE_MS * 3 ** (attempt - 1) * (0.75 + Math.random() / 2);
    if (!failure.retryable || attempt === MAX_ATTEMPTS || performance.now() + pauseMs > deadline) throw failure;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise((resolve) => (timer = setTimeout(resolve, pauseMs)));
    await Promise.race([pause, rejected(signal)]).finally(() => clearTimeout(timer));
  }
}

/** Whether the response stands for a redirect that the request did not follow. */
export function isRedirect({ type }: Response): boolean {
  return type === 'opaqueredirect';
}

/**
 * Returns the text of a response, whose size is counted while the text arrives: `Content-Length` may be absent or wrong.
 *
 * @throws PluggyError when the response is too large; the reason of the network otherwise.
 */
export async function readText(response: Response, context: RequestContext): Promise<string> {
  const { malformed, maxSizeMb } = KINDS[context.kind];
  const reader = response.body?.getReader();
  // A response without a stream, such as 204.
  let text = reader ? '' : await response.text();
  let bytes = text.length;
  const decoder = new TextDecoder();
  while (bytes <= maxSizeMb * BYTES_PER_MB) {
    const value = (await reader?.read())?.value;
    if (!value) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  reader?.cancel().catch(() => {});
  throw lasting(context, malformed, `answered with more than ${maxSizeMb} MB.`);
}

/**
 * Whether a body is an HTML page, such as a sign-in page in place of an answer. The header does not tell: frameworks send
 * `text/html` where a route sets no type, also with an empty body.
 */
export const isPage = (text: string) => /^\s*<(!|html)/i.test(text);

/** Returns the error of a page in place of data. A page behind a redirect is where people sign in. */
function pageError(context: RequestContext<RetriedKind>, { redirected, status }: Response): PluggyError {
  if (redirected) return redirectError(context);
  const problem = `answered ${status} with an HTML page. Check its URL.`;
  return lasting(context, KINDS[context.kind].malformed, problem);
}

/** Hint in messages about a redirect, whose most likely cause is a session that has ended. */
export const REDIRECT_HINT =
  'The session has probably ended: let the person sign in again, or set the endpoint to the final address.';

function redirectError(context: RequestContext<RetriedKind>): PluggyError {
  return lasting(context, `${context.kind}-unauthorized`, `redirects to a page without the data. ${REDIRECT_HINT}`);
}

/** Returns an error that is not retryable, because the same request would fail again. */
function lasting({ kind, target }: RequestContext, code: ElementsErrorCode, problem: string): PluggyError {
  return new PluggyError(code, `${target} ${problem}`, { tag: KINDS[kind].tag, retryable: false });
}

function networkError({ kind, target }: RequestContext<RetriedKind>, cause: unknown): PluggyError {
  const { tag } = KINDS[kind];
  if (!navigator.onLine)
    return new PluggyError('offline', `The browser is offline. ${target} was not reached.`, { tag });
  const hint = "Check its URL, its CORS headers and the connect-src directive of the page's Content-Security-Policy.";
  return new PluggyError(`${kind}-network`, `${target} was not reached. ${hint}`, { tag, cause });
}

const REASONS = new Map<number, 'unauthorized' | 'not-found' | 'rate-limited'>([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [404, 'not-found'],
  // Laravel's "page expired": the session or its CSRF token has ended.
  [419, 'unauthorized'],
  [429, 'rate-limited'],
]);

function statusError({ kind, target }: RequestContext<RetriedKind>, response: Response): PluggyError {
  const { status } = response;
  const reason = REASONS.get(status) ?? 'server';
  const hint = reason === 'unauthorized' ? 'Let the person sign in again.' : 'Check its URL and the server log.';
  return new PluggyError(`${kind}-${reason}`, `${target} answered ${status}. ${hint}`, {
    tag: KINDS[kind].tag,
    retryable: status === 429 || status >= 500,
    retryAfter: retryAfter(response),
  });
}
