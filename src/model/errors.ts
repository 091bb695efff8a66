import type { Connector, Item } from './item-types.js';

/**
 * The page with a section for each code, in the installed package. A public address goes here and nowhere else.
 */
export const DOCS_URL = 'pluggy-elements/docs/errors.md';

/** The codes of this library: a closed list, part of the API. Pluggy's codes keep Pluggy's spelling. */
export type ElementsErrorCode =
  | 'offline'
  | 'token-endpoint-missing'
  | 'token-network'
  | 'token-timeout'
  | 'token-expired'
  | 'token-unauthorized'
  | 'token-not-found'
  | 'token-rate-limited'
  | 'token-server'
  | 'token-malformed'
  | 'widget-unavailable'
  | 'widget-blocked'
  | 'widget-timeout'
  | 'widget-duplicate'
  | 'widget-busy'
  | 'widget-failed'
  | 'items-network'
  | 'items-timeout'
  | 'items-unauthorized'
  | 'items-not-found'
  | 'items-rate-limited'
  | 'items-server'
  | 'items-malformed'
  | 'mfa-rejected'
  | 'mfa-expired'
  | 'mfa-not-waiting'
  | 'mfa-network'
  | 'mfa-server'
  | 'live-failed';

/** A code of this library, or any of Pluggy's (execution status or `codeDescription`), known or unknown. */
export type PluggyErrorCode = ElementsErrorCode | (string & {});

export interface PluggyErrorOptions {
  /** The tag of the element, for the message. Default: `pluggy-connect`. */
  tag?: string;
  /** Whether the same attempt can succeed later. Default: true. */
  retryable?: boolean;
  retryAfter?: Date;
  item?: Item;
  connector?: Connector;
  itemIds?: readonly string[];
  cause?: unknown;
}

/**
 * The error class of this library. `code` is for programs and selects the text that people read; `message` is English, for
 * developers, and never contains a token, an MFA code or a response's body.
 */
export class PluggyError extends Error {
  override readonly name = 'PluggyError';
  /** A stable code: kebab-case for this library's, capitals for Pluggy's. */
  readonly code: PluggyErrorCode;
  /** Whether the same attempt can succeed later. */
  readonly retryable: boolean;
  /** The earliest time for another attempt, when the server named one. */
  readonly retryAfter?: Date;
  /** The Item that the error is about, if any. */
  readonly item?: Item;
  /** The institution that the person has chosen in the widget, for an error without an Item. */
  readonly connector?: Connector;
  /** The ids of the Items that exist already, for `ITEM_USER_ALREADY_EXISTS`; empty where Pluggy names none. */
  readonly itemIds: readonly string[];

  constructor(code: PluggyErrorCode, message: string, options: PluggyErrorOptions = {}) {
    const { tag = 'pluggy-connect', cause, retryable = true, retryAfter, item, connector, itemIds = [] } = options;
    super(`<${tag}> ${message} See ${DOCS_URL}#${code.toLowerCase()}`, { cause });
    this.code = code;
    this.retryable = retryable;
    this.retryAfter = retryAfter;
    this.item = item;
    this.connector = connector;
    this.itemIds = itemIds;
  }
}
