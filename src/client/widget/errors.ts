import { canRetry } from '../../model/codes.js';
import { PluggyError } from '../../model/errors.js';
import { hasSucceeded, isWorking } from '../../model/item-state.js';
import type { Item } from '../../model/item-types.js';
import type { WidgetSettings } from './types.js';

/** Maximum length of the widget's own text in an error message, in characters. */
const TEXT_LENGTH = 500;
/** Maximum length of a code, in characters: an Item's code comes from a server. */
const CODE_LENGTH = 100;

const REFUSED_TOKEN =
  'The widget refused the Connect Token. Request a new one from Pluggy (POST /connect_token) for each request of the ' +
  'page, with the keys of the environment to which widget-url belongs.';

/** Statuses of an Item whose last run has failed. */
const FAILED_STATUSES = new Set(['LOGIN_ERROR', 'OUTDATED']);

/** Returns the text of an error without the values that were passed into the widget. */
export function withoutSecrets(text: string, secrets: readonly unknown[]): string {
  return secrets.reduce<string>(
    (shown, secret) => (secret && typeof secret === 'string' ? shown.replaceAll(secret, '…') : shown),
    text,
  );
}

/** Returns the message of the widget as it may be shown: no secrets, and no page-long text. */
export function shownMessage(message: unknown, secrets: readonly unknown[]): string {
  return typeof message === 'string' ? withoutSecrets(message, secrets).slice(0, TEXT_LENGTH) : '';
}

/** Returns the error for a failure that the widget itself reports. */
export function reportedError(message: string, item: Item | undefined): PluggyError {
  const code = reportedCode(message, item);
  const text = code === 'INVALID_CONNECT_TOKEN' ? REFUSED_TOKEN : `The widget reported an error. ${message}`;
  return new PluggyError(code, text, { item, retryable: canRetry(code) });
}

/**
 * Returns the code of a reported failure. The execution's own code comes first: `message` may be a code or prose.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
function reportedCode(message: string, item: Item | undefined): string {
  const { executionStatus = '', status = '', error } = item ?? {};
  const execution = item && (isWorking(item) || hasSucceeded(item)) ? '' : executionStatus;
  const ended = FAILED_STATUSES.has(status) ? status : '';
  const text = /^(?:[A-Z][A-Z0-9_]{3,}|[A-Za-z]\w*_\w+)$/.test(message) ? message.toUpperCase() : '';
  return (error?.code || execution || ended || text || 'widget-failed').slice(0, CODE_LENGTH);
}

/** Whether the SDK's loading failed only because the widget was closed meanwhile. */
export function isClosing(text: string): boolean {
  return /component closed|removed from DOM|navigated away|destroyed all|Detected .*close/i.test(text);
}

/** Returns the error for a file or a widget that does not arrive in time. `url`: the page's own `widget-url`. */
export function timeoutError(name: string, timeoutMs: number, url?: string): PluggyError {
  const place = url ? ` at ${url.split(/[?#]/)[0]}` : '';
  const check = url ? 'Check widget-url. ' : '';
  const hint = `${check}An ad blocker, a DNS filter or a firewall may be in the way, or the widget is down.`;
  return new PluggyError('widget-timeout', `${name}${place} did not answer within ${timeoutMs} ms. ${hint}`);
}

/**
 * Whether the document has an origin, without which the widget's answers do not reach the document: a sandbox without
 * `allow-same-origin` and an HTML string in a WebView have none. The SDK supports `file:` pages by other means, but
 * not `blob:` URLs, which have no host.
 */
export function hasOrigin(): boolean {
  // happy-dom has no such property.
  const { origin = 'null' } = window as Partial<Window>;
  const { protocol } = location;
  return (origin !== 'null' && protocol !== 'blob:') || protocol === 'file:';
}

/** Returns the error for a document without an origin. */
export function noOriginError(): PluggyError {
  const remedy =
    'Add allow-same-origin to the sandbox (of the frame or of the Content-Security-Policy), or load the page from an ' +
    'https address instead of a string, a data: URL or a blob: URL.';
  const text = `The document has no origin or no host, so the widget cannot answer. ${remedy}`;
  return new PluggyError('widget-blocked', text, { retryable: false });
}

/**
 * Whether the window has no page of its own, so that the SDK cannot tell the window's origin. A frame with an `about:` URL
 * belongs to the page around the frame.
 */
export function isBlank(view: Window): boolean {
  let outer = view;
  while (outer.location.protocol === 'about:' && outer.parent !== outer) outer = outer.parent;
  return outer.location.protocol === 'about:';
}

/** Returns the error for an element in a pop-up window: the widget answers the window around it, and the SDK listens in ours. */
export function otherWindowError(): PluggyError {
  const text =
    'The element is in a different window from its script, or in a window without a page. The widget cannot answer there.';
  const remedy =
    'Open a page in that window that loads pluggy-elements itself. In a picture-in-picture window, use a frame for the page.';
  return new PluggyError('widget-blocked', `${text} ${remedy}`, { retryable: false });
}

/** Returns the error for a widget that the SDK could not open. */
export function openingError(
  text: string,
  { timeout, url }: Pick<WidgetSettings, 'timeout' | 'url'>,
  cause: unknown,
): PluggyError {
  if (/timed out/i.test(text)) return timeoutError('The widget', timeout, url);
  if (/listener already exists|multiple components/i.test(text)) {
    const hint = 'Load one copy, or make it window.PluggyConnect before the first open.';
    const text = `Another copy of pluggy-connect-sdk is on the page. ${hint}`;
    return new PluggyError('widget-duplicate', text, { retryable: false });
  }
  return new PluggyError('widget-failed', `The SDK could not open the widget. ${pollutionHint()}`.trim(), { cause });
}

/** Messages of a module that did not arrive, in the words of browsers and bundlers. */
const NOT_LOADED = /modul|chunk|import|fetch|load/i;

/** Returns the error for an SDK whose file did not load, or arrived and threw; any other reason unchanged. */
export function loadingError(reason: unknown): unknown {
  // WebKit resolves the second import of a module that threw: using the result throws an error that is not a
  // PluggyError.
  const cause = reason instanceof PluggyError ? reason.cause : reason;
  const { message = '' } = (cause ?? {}) as Partial<Error>;
  const isOther = reason instanceof PluggyError && reason.code !== 'widget-unavailable';
  if (isOther) return reason;
  // A server may answer with an HTML page in place of a file.
  if (cause !== reason && (NOT_LOADED.test(message) || cause instanceof SyntaxError)) {
    const hint = 'Check that the file is deployed beside the entry, and that script-src and ad blockers allow it.';
    const text = `The file of pluggy-connect-sdk did not load: ${message}. ${hint}`;
    return new PluggyError('widget-unavailable', text, { cause });
  }
  const text = `pluggy-connect-sdk threw an error while it started. ${pollutionHint()}`.trim();
  return new PluggyError('widget-failed', text, { retryable: false, cause });
}

/**
 * Names a key that a script of the page has added to `Object.prototype`, which the SDK's `for…in` loops do not expect.
 */
function pollutionHint(): string {
  for (const key in {}) {
    const name = key.slice(0, CODE_LENGTH);
    return `A script of this page has added "${name}" to Object.prototype, which breaks the SDK: define it as not enumerable.`;
  }
  return '';
}
