import { loadChunk } from '../../client/load-chunk.js';
import { logFailure } from '../../client/log-failure.js';
import { PluggyErrorEvent } from '../../events/connect.js';
import { PluggyMfaSubmitEvent } from '../../events/reauth-prompt.js';
import { codeEntry } from '../../model/codes.js';
import type { PluggyError } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import { sentValue } from '../../model/mfa.js';
import type { PromptHost } from './prompt-host.js';
import { failureOf, isSending, screenKey, type Failure } from './reauth-prompt.reducer.js';

type Field = HTMLInputElement | HTMLSelectElement;

/** The value of one parameter that a run waits for. */
interface Code {
  readonly itemId: string;
  readonly name: string;
  readonly value: string;
}

/** Errors after which the value may not have arrived: the field keeps the value for another attempt. */
const UNDELIVERED = new Set(['mfa-network', 'mfa-server', 'widget-unavailable', 'offline']);

/** The field of the form on screen, where there is one. */
export function codeField({ renderRoot }: Pick<PromptHost, 'renderRoot'>): Field | null {
  return renderRoot.querySelector('#value');
}

/** Empties the field, so that a code stays nowhere in the page. */
export function clearCode(host: Pick<PromptHost, 'renderRoot'>): void {
  const field = codeField(host);
  if (field) field.value = '';
}

/**
 * Checks the typed value, asks the page by `pluggy-mfa-submit`, and sends the value once. `removal` is aborted when the
 * element is removed from the page.
 */
export async function submitCode(host: PromptHost, removal: AbortSignal): Promise<void> {
  const { state } = host;
  const field = codeField(host);
  if (state?.screen?.name !== 'form' || !field || isSending(state)) return;
  const { parameter } = state.screen;
  const { itemId } = state.surroundings;
  const value = sentValue(parameter, field.value);
  const failure = failureOf(parameter, value);
  if (failure) {
    host.dispatch({ type: 'value-refused', failure });
    return;
  }
  if (!host.dispatchEvent(new PluggyMfaSubmitEvent(itemId, parameter.name))) return;
  host.dispatch({ type: 'send-started' });
  const sending = host.state?.sending;
  if (!sending) return;
  try {
    const item = await sendCode(host, { itemId, name: parameter.name, value }, removal);
    host.dispatch({ type: 'send-succeeded', sending, item });
  } catch (cause) {
    if (removal.aborted) return;
    const error = cause as PluggyError;
    const isOnScreen = screenKey(host.state?.screen) === sending.key;
    if (isOnScreen && !UNDELIVERED.has(error.code)) clearCode(host);
    const event = new PluggyErrorEvent({ itemId, sessionId: 0 }, error);
    if (host.dispatchEvent(event)) logFailure(host, event);
    host.dispatch({ type: 'send-failed', sending, problem: problemOf(error, navigator.onLine) });
  }
}

/**
 * Sends a code to the prompt's own route where it has one, else through the provider's store. Returns the item, where the
 * prompt's own route answers with one.
 *
 * @throws PluggyError `mfa-…`, `offline` or `widget-unavailable`; the signal's reason after an abort.
 */
async function sendCode(host: PromptHost, code: Code, signal: AbortSignal): Promise<Item | undefined> {
  const { itemId, name, value } = code;
  const { mfaEndpoint, settings, store } = host;
  if (!mfaEndpoint && store) {
    await store.sendCode(itemId, name, value);
    return undefined;
  }
  const { sendCode: sendToRoute } = await loadChunk(() => import('../../client/items/provided-items.js'));
  signal.throwIfAborted();
  try {
    return await sendToRoute(mfaEndpoint, itemId, { name, value }, settings, signal);
  } finally {
    void store?.refresh(itemId);
  }
}

/** Maps an error to a failure beside the field, or to the end of the question. */
function problemOf({ code, cause }: PluggyError, isOnline: boolean): Failure | 'timeout' | 'notWaiting' {
  if (code === 'mfa-expired') return 'timeout';
  if (code === 'mfa-not-waiting') return 'notWaiting';
  if (code === 'mfa-rejected') return { code: codeEntry(String(cause))?.text === 'usedCode' ? 'used' : 'rejected' };
  if (!isOnline) return { code: 'offline' };
  return { code: code === 'mfa-network' ? 'network' : 'server' };
}
