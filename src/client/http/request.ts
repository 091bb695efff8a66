import { PluggyError, type ElementsErrorCode } from '../../model/errors.js';
import { rejected } from './abort.js';
import { retryAfter } from './retry-after.js';

/** The time that all attempts of one request may take together. */
const BUDGET_MS = 15_000;
const MAX_ATTEMPTS = 3;
/** The pause before the second attempt; the pause before the third is three times as long. */
const FIRST_PAUSE_MS = 400;

/** The kind of a request, which decides the codes of its errors. A code for the bank (`mfa`) is never sent twice. */
export type RequestKind = 'token' | 'items' | 'mfa';
type RetriedKind = Exclude<RequestKind, 'mfa'>;

/** The tag on which a developer sets the endpoint, and the code for a request that takes too long. */
const KINDS: Record<RequestKind, { readonly tag: string; readonly timeout: ElementsErrorCode }> = {
  token: { tag: 'pluggy-connect', timeout: 'token-timeout' },
  items: { tag: 'pluggy-provider', timeout: 'items-timeout' },
  mfa: { tag: 'pluggy-reauth-prompt', timeout: 'mfa-network' },
};

/** A request and its budget. */
export interface RequestContext<Kind extends RequestKind = RequestKind> {
  readonly kind: Kind;
  /** The endpoint as messages name it: "The token endpoint /api/connect-token". */
  readonly target: string;
  /** Aborted by the caller, and at the end of the budget. */
  readonly signal: AbortSignal;
  /** The end of the budget, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Returns a URL as messages show it: without the query, which may contain secrets. */
export function displayUrl({ origin, pathname }: URL): string {
  return `${origin === location.origin ? '' : origin}${pathname}`;
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
    const context = { kind, target, signal: controller.signal, deadline: Date.now() + BUDGET_MS };
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
 * @throws PluggyError, or the signal's reason when the signal is aborted.
 */
export async function sendWithRetries(
  send: () => Promise<Response>,
  context: RequestContext<RetriedKind>,
  accept: readonly number[] = [],
): Promise<Answer> {
  const { signal, deadline } = context;
  for (let attempt = 1; ; attempt++) {
    let failure: PluggyError;
    try {
      const response = await send();
      if (response.ok || accept.includes(response.status)) return { response, text: await response.text() };
      failure = statusError(context, response);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof PluggyError) throw cause;
      failure = networkError(context, cause);
      if (failure.code === 'offline') throw failure;
    }
    const pauseMs = failure.retryAfter
      ? Math.max(0, failure.retryAfter.getTime() - Date.now())
      : FIRST_PAUSE_MS * 3 ** (attempt - 1) * (0.75 + Math.random() / 2);
    if (!failure.retryable || attempt === MAX_ATTEMPTS || Date.now() + pauseMs > deadline) throw failure;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise((resolve) => (timer = setTimeout(resolve, pauseMs)));
    await Promise.race([pause, rejected(signal)]).finally(() => clearTimeout(timer));
  }
}

function networkError({ kind, target }: RequestContext<RetriedKind>, cause: unknown): PluggyError {
  const { tag } = KINDS[kind];
  if (!navigator.onLine)
    return new PluggyError('offline', `The browser is offline. ${target} was not reached.`, { tag });
  const hint = "Check its URL, its CORS headers and the connect-src directive of the page's Content-Security-Policy.";
  return new PluggyError(`${kind}-network`, `${target} was not reached. ${hint}`, { tag, cause });
}

const REASONS: Record<number, 'unauthorized' | 'not-found' | 'rate-limited'> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not-found',
  // Laravel's "page expired": the session or its CSRF token has ended.
  419: 'unauthorized',
  429: 'rate-limited',
};

function statusError({ kind, target }: RequestContext<RetriedKind>, response: Response): PluggyError {
  const { status } = response;
  return new PluggyError(`${kind}-${REASONS[status] ?? 'server'}`, `${target} answered ${status}.`, {
    tag: KINDS[kind].tag,
    retryable: status === 429 || status >= 500,
    retryAfter: retryAfter(response),
  });
}
