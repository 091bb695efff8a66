import type { MfaRefusal } from '../../model/code-types.js';
import { canRetry, codeEntry } from '../../model/codes.js';
import { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { parseItem } from '../../model/parse-item.js';
import { resolveAddress } from '../http/address.js';
import { send, type Backend } from '../http/backend.js';
import { readRefusal } from '../http/refusal.js';
import { displayUrl, isPage, isRedirect, readText, REDIRECT_HINT, withinBudget, type Answer } from '../http/request.js';
import { retryAfter } from '../http/retry-after.js';

/** Pluggy's code for a value that has arrived before. */
const ALREADY_SENT = 'ITEM_MFA_ALREADY_PROVIDED';

const REFUSAL_TEXTS: Record<MfaRefusal, string> = {
  'mfa-rejected': 'the value was not accepted',
  'mfa-expired': 'the value came too late',
  'mfa-not-waiting': 'the item does not wait for this value',
};

/**
 * Sends the value of a parameter to the backend, once: the bank treats the same value twice as an error. Returns the item
 * when the response contains it.
 *
 * @throws PluggyError `mfa-…`. Its `cause` is Pluggy's own code if the backend passed it on. The value is never part of the
 * error. The signal's reason when the signal is aborted.
 */
export async function sendCode(
  endpoint: string,
  itemId: string,
  { name, value }: { name: string; value: string },
  backend: Backend,
  signal: AbortSignal,
): Promise<Item | undefined> {
  const url = mfaUrl(endpoint, itemId);
  const target = `The mfa endpoint ${displayUrl(url)}`;
  const answer = await withinBudget('mfa', target, signal, async (context): Promise<Answer> => {
    try {
      const response = await send(backend, url, 'POST', context.signal, { [name]: value }, 'manual');
      return { response, text: await readText(response, context) };
    } catch (cause) {
      context.signal.throwIfAborted();
      if (cause instanceof PluggyError) throw cause;
      throw failure('mfa-network', `${target} was not reached. Check its URL and its CORS headers.`, { cause });
    }
  });
  const item = readAnswer(target, answer);
  return item?.id === itemId ? item : undefined;
}

function mfaUrl(endpoint: string, itemId: string): URL {
  try {
    return resolveAddress(endpoint, itemId).url;
  } catch (cause) {
    const text = `mfa-endpoint="${endpoint.split('?')[0]}" is not a valid URL.`;
    throw failure('mfa-network', text, { retryable: false, cause });
  }
}

function readAnswer(target: string, { response, text }: Answer): Item | undefined {
  const { ok, status } = response;
  if (isRedirect(response)) {
    throw failure('mfa-server', `${target} redirects, and a code follows no redirect. ${REDIRECT_HINT}`, {
      retryable: false,
    });
  }
  if (ok && isPage(text)) throw failure('mfa-server', `${target} answered with an HTML page. Has the session ended?`);
  if (ok) return itemIn(text);
  const { code: pluggyCode } = readRefusal(text);
  if (pluggyCode === ALREADY_SENT) return undefined;
  const refusal = codeEntry(pluggyCode)?.refusal;
  const code = refusal ?? (status === 400 || status === 422 ? 'mfa-rejected' : undefined);
  if (code) {
    const retryable = canRetry(code);
    const cause = refusal ? pluggyCode : undefined;
    throw failure(code, `${target} answered ${status}: ${REFUSAL_TEXTS[code]}.`, { retryable, cause });
  }
  throw failure('mfa-server', `${target} answered ${status}.`, { retryAfter: retryAfter(response) });
}

function failure(
  code: 'mfa-network' | 'mfa-server' | MfaRefusal,
  message: string,
  options: { cause?: unknown; retryable?: boolean; retryAfter?: Date } = {},
) {
  return new PluggyError(code, message, { tag: 'pluggy-reauth-prompt', ...options });
}

function itemIn(text: string): Item | undefined {
  try {
    return parseItem(JSON.parse(text));
  } catch {
    return undefined;
  }
}
