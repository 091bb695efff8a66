import { PluggyError } from '../model/errors.js';

/** What all tries of a request may take together, in milliseconds. */
const BUDGET = 15_000;
const TRIES = 3;

/** Which family of codes a failure belongs to: `token` gives `token-network`, `token-server` and so on. */
export type RequestKind = 'token' | 'items' | 'mfa';

/** The tag that a developer set the address on. */
const TAGS: Record<RequestKind, string> = { token: 'pluggy-connect', items: 'pluggy-provider', mfa: 'pluggy-provider' };

/** The frame of one request: what it is called in messages, and until when it may go on. */
export interface Attempt {
  kind: RequestKind;
  /** What the developer calls the other side: "The token endpoint /api/connect-token". */
  what: string;
  /** Ends with the caller's signal and with the budget. */
  signal: AbortSignal;
  deadline: number;
}

/** Runs it with the budget of 15 s, after which it is `token-timeout` and the like. */
export async function withinBudget<T>(
  kind: RequestKind,
  what: string,
  signal: AbortSignal,
  run: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort);
  const timer = setTimeout(() => {
    const text = `${what} did not answer within ${BUDGET / 1000} s.`;
    controller.abort(new PluggyError(`${kind}-timeout`, text, { tag: TAGS[kind] }));
  }, BUDGET);
  try {
    const attempt = { kind, what, signal: controller.signal, deadline: Date.now() + BUDGET };
    return await Promise.race([run(attempt), rejected(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/**
 * An answer with status 2xx, or one in `accept`, and its text. Network failures, 429 and 5xx are tried twice more,
 * after `Retry-After` or a growing and uneven pause, unless that is past the deadline.
 *
 * @throws PluggyError, or the signal's reason when it was aborted.
 */
export async function request(
  send: () => Promise<Response>,
  { kind, what, signal, deadline }: Attempt,
  accept: readonly number[] = [],
): Promise<{ response: Response; text: string }> {
  for (let tries = 1; ; tries++) {
    let failure: PluggyError;
    try {
      const response = await send();
      if (response.ok || accept.includes(response.status)) return { response, text: await response.text() };
      failure = errorFor(kind, what, response);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof PluggyError) throw cause;
      const tag = TAGS[kind];
      if (!navigator.onLine)
        throw new PluggyError('offline', `${what} was not reached: the browser is offline.`, { tag });
      const hint = 'Check its address, its CORS headers and the connect-src of your policy.';
      failure = new PluggyError(`${kind}-network`, `${what} was not reached. ${hint}`, { tag, cause });
    }
    const wait = failure.retryAfter
      ? Math.max(0, failure.retryAfter.getTime() - Date.now())
      : 400 * 3 ** (tries - 1) * (0.75 + Math.random() / 2);
    if (!failure.retryable || tries === TRIES || Date.now() + wait > deadline) throw failure;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise((resolve) => (timer = setTimeout(resolve, wait)));
    await Promise.race([pause, rejected(signal)]).finally(() => clearTimeout(timer));
  }
}

/** Rejects when the signal is aborted: for work that does not listen to it. */
export function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

const REASONS: Record<number, string> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not-found',
  // Laravel's "page expired": the session or its CSRF token ended.
  419: 'unauthorized',
  429: 'rate-limited',
};

function errorFor(kind: RequestKind, what: string, { status, headers }: Response): PluggyError {
  const after = headers.get('retry-after') ?? '';
  const time = /^\d+$/.test(after) ? Date.now() + +after * 1000 : Date.parse(after);
  return new PluggyError(`${kind}-${REASONS[status] ?? 'server'}`, `${what} answered ${status}.`, {
    tag: TAGS[kind],
    retryable: status === 429 || status >= 500,
    retryAfter: isNaN(time) ? undefined : new Date(time),
  });
}
