import { canRetry, codeEntry } from '../../model/codes.js';
import { PluggyError } from '../../model/errors.js';
import { itemRemedy } from '../../model/item-codes.js';
import type { Connector, Item } from '../../model/item-types.js';
import { hasFailed, hasSucceeded, isWorking } from '../../model/item-state.js';
import { reportedIds, widgetItem } from '../../model/parse-item.js';
import { isRecord } from '../../model/sanitize.js';
import type { WidgetSettings } from './types.js';

/** Maximum length of the widget's own text in an error message, in characters. */
const TEXT_LENGTH = 500;
/** Maximum length of a code, in characters: an Item's code comes from a server. */
const CODE_LENGTH = 100;

const REFUSED_TOKEN =
  'The widget refused the Connect Token. Request a new one from Pluggy (POST /connect_token) ' +
  'for each request of the page, with the keys of the environment to which widget-url belongs: Pluggy refuses a token ' +
  'of the sandbox, and the sandbox refuses a token of Pluggy.';

/** The code of a login that Pluggy refuses because an Item with the same login exists. */
const DUPLICATE = 'ITEM_USER_ALREADY_EXISTS';

/** Fields in which a report names its code. An earlier field takes precedence. */
const CODE_FIELDS = ['codeDescription', 'code', 'error', 'message'];

/** Returns the text of an error without the values that were passed into the widget. */
export function withoutSecrets(text: string, secrets: readonly unknown[]): string {
  return secrets.reduce<string>(
    (shown, secret) => (secret && typeof secret === 'string' ? shown.replaceAll(secret, '…') : shown),
    text,
  );
}

/** A failure as the widget reports it. */
export interface Report {
  /** Pluggy's code, in capitals; empty where the report names none. */
  readonly code: string;
  /** The widget's own sentence, without secrets. */
  readonly message: string;
  readonly item?: Item;
  /** The institution that the person has chosen, for a failure without an Item. */
  readonly connector?: Connector;
  /** The ids of the Items that exist already. */
  readonly itemIds?: readonly string[];
}

/**
 * Reads the payload of `onError`, which has several forms: an object with `message`, `code` or `data`, or a text alone.
 * Source: https://docs.pluggy.ai/docs/connect-widget and the reports of integrators
 */
export function readReport(payload: unknown, secrets: readonly unknown[]): Report {
  const places = placesIn(payload);
  const valuesOf = (name: string) => places.map((place) => place[name]);
  const values = CODE_FIELDS.flatMap(valuesOf)
    .filter((value) => typeof value === 'string')
    .map((value) => withoutSecrets(value, secrets));
  const item = valuesOf('item').find(isRecord);
  const code = values.map(codeIn).find(Boolean) ?? '';
  const isDuplicate = code === DUPLICATE;
  return {
    code,
    message: (values.map(sentenceIn).find(Boolean) ?? '').slice(0, TEXT_LENGTH),
    // The Item of a refused duplicate exists already, perhaps for another person: this open has none.
    item: isDuplicate ? undefined : widgetItem(item),
    itemIds: reportedIds(['items', 'itemIds', ...(isDuplicate ? ['item'] : [])].flatMap(valuesOf)),
  };
}

/** Returns the objects of a report in which its fields may be: the report, `error` and `data`, and those inside them. */
function placesIn(payload: unknown): Record<string, unknown>[] {
  const report = isRecord(payload) ? payload : { message: payload };
  const inside = ({ error, data }: Record<string, unknown>) => [error, data].filter(isRecord);
  const parts = inside(report);
  return [report, ...parts, ...parts.flatMap(inside)];
}

/** Returns the code that a value is, or that it begins with: `A_CODE`, or `a_code` as the widget writes some of them. */
function codeIn(value: string): string {
  const [code = ''] = /^[A-Z][A-Z0-9_]{3,}$|^[A-Za-z]\w*_\w+(?=$|: )/.exec(value.trim()) ?? [];
  return code.toUpperCase().slice(0, CODE_LENGTH);
}

/** Returns the text of a value without the code that it is, or that it begins with. */
const sentenceIn = (value: string) => value.trim().slice(codeIn(value).length).replace(/^: /, '');

/** Returns the error for a failure that the widget itself reports, or that the last Item of the session shows. */
export function reportedError({ code: named, message, item, connector, itemIds }: Report): PluggyError {
  // A refused request says more than the last run of the Item that the request was about.
  const isRefusal = !!codeEntry(named) && !itemRemedy(named);
  const code = ((isRefusal && named) || itemCode(item) || named || 'widget-failed').slice(0, CODE_LENGTH);
  const text = code === 'INVALID_CONNECT_TOKEN' ? REFUSED_TOKEN : `The widget reported an error. ${message || named}`;
  return new PluggyError(code, text.trim(), { item, connector, itemIds, retryable: canRetry(code) });
}

/**
 * Returns the code of the Item's last run; empty for a run that continues or has succeeded.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
function itemCode(item: Item | undefined): string {
  if (!item) return '';
  const { executionStatus = '', status = '', error } = item;
  const execution = isWorking(item) || hasSucceeded(item) ? '' : executionStatus;
  return error?.code || execution || (hasFailed(item) ? status : '');
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
function loadingError(reason: unknown): unknown {
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

/** Replaces the reason of a failed load by the error for it. */
export function rethrowLoading(reason: unknown): never {
  throw loadingError(reason);
}
