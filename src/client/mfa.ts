import type { MfaRefusal } from '../model/code-types.js';
import { canRetry, codeEntry } from '../model/codes.js';
import { PluggyError } from '../model/errors.js';
import type { Item } from '../model/item-types.js';
import { parseItem } from '../model/parse-item.js';
import { fillAddress, send, type Backend } from './backend.js';
import { rejected } from './http.js';

/** Until an answer counts as lost, in milliseconds. */
const TIMEOUT = 15_000;

/** Pluggy's code for a value that has arrived before. */
const ALREADY_SENT = 'ITEM_MFA_ALREADY_PROVIDED';

const TEXTS: Record<MfaRefusal, string> = {
  'mfa-rejected': 'the value was not accepted',
  'mfa-expired': 'the time for the value is over',
  'mfa-not-waiting': 'the Item waits for no such value',
};

/**
 * Sends the value of a parameter to the backend, once: the same value twice is an error at the bank. Gives the Item, where
 * the answer is one.
 *
 * @throws PluggyError `mfa-…`. Pluggy's own code, where the backend passed it on, is its `cause`. The value is nowhere in
 * it. The signal's reason, when that was aborted.
 */
export async function sendValue(
  endpoint: string,
  itemId: string,
  { name, value }: { name: string; value: string },
  backend: Backend,
  signal: AbortSignal,
): Promise<Item | undefined> {
  const { url } = fillAddress(endpoint, itemId);
  const what = `The mfa endpoint ${url.origin === location.origin ? '' : url.origin}${url.pathname}`;
  const abort = new AbortController();
  const end = () => abort.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', end);
  const timer = setTimeout(() => abort.abort(failure('network', `${what} did not answer in time.`)), TIMEOUT);
  try {
    const answer = send(backend, url, 'POST', abort.signal, { [name]: value }).then(async (response) => ({
      response,
      text: await response.text(),
    }));
    const { response, text } = await Promise.race([answer, rejected(abort.signal)]);
    return read(what, response, text);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof PluggyError) throw error;
    throw failure('network', `${what} was not reached. Check its address and its CORS headers.`, { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function read(what: string, response: Response, text: string): Item | undefined {
  const { ok, status } = response;
  const body = parse(text);
  const isPage = /html/.test(response.headers.get('content-type') ?? '');
  // A sign-in page in the place of an answer.
  if (ok && isPage) throw failure('server', `${what} answered with a page. Has the session ended?`);
  if (ok) return itemIn(body);
  const written = codeIn(body)?.toUpperCase().replaceAll('-', '_') ?? '';
  if (written === ALREADY_SENT) return undefined;
  const refusal = codeEntry(written)?.refusal;
  const code = refusal ?? (status === 400 || status === 422 ? 'mfa-rejected' : undefined);
  if (code) {
    const cause = refusal ? written : undefined;
    const message = `${what} answered ${status}: ${TEXTS[code]}.`;
    throw new PluggyError(code, message, { tag: 'pluggy-reauth-prompt', retryable: canRetry(code), cause });
  }
  const after = Number(response.headers.get('retry-after'));
  throw failure('server', `${what} answered ${status}.`, {
    retryAfter: after ? new Date(Date.now() + after * 1000) : undefined,
  });
}

function failure(reason: 'network' | 'server', message: string, options: { cause?: unknown; retryAfter?: Date } = {}) {
  return new PluggyError(`mfa-${reason}`, message, { tag: 'pluggy-reauth-prompt', ...options });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Pluggy's own field, or the `code` of a backend, at the top or in what errors are wrapped in. */
function codeIn(body: unknown, depth = 0): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { codeDescription, code, error, data } = body as Record<string, unknown>;
  const own = [codeDescription, code].find((part) => typeof part === 'string' && part.length < 80);
  if (own || depth) return own as string | undefined;
  return typeof error === 'string' ? error : (codeIn(error, 1) ?? codeIn(data, 1));
}

function itemIn(body: unknown): Item | undefined {
  try {
    return parseItem(body);
  } catch {
    // The answer may be anything or nothing.
    return undefined;
  }
}
