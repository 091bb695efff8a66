import type { Item } from './item-types.js';

/**
 * The page with a section for each code, in the installed package. A public address goes here and nowhere else.
 */
export const DOCS_URL = 'pluggy-elements/docs/errors.md';

/** Our own codes: a closed list, part of the API. Pluggy's codes stay as Pluggy writes them. */
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

/** A code of ours, or one of Pluggy's (execution status or `codeDescription`), known to us or not. */
export type PluggyErrorCode = ElementsErrorCode | (string & {});

export interface PluggyErrorOptions {
  /** The tag that the developer wrote, for the message. Default: `pluggy-connect`. */
  tag?: string;
  /** Whether the same attempt can succeed later. Default: true. */
  retryable?: boolean;
  retryAfter?: Date;
  item?: Item;
  cause?: unknown;
}

/**
 * The one error of this library. `code` is for programs and for the texts that people read (`locales`); `message` is
 * English, for developers, and never holds a token, a code or an answer's body.
 */
export class PluggyError extends Error {
  override readonly name = 'PluggyError';
  /** What went wrong, stable: one of ours in kebab-case, or Pluggy's own in capitals. */
  readonly code: PluggyErrorCode;
  /** Whether trying again can help. */
  readonly retryable: boolean;
  /** Not before this moment, where the server said so. */
  readonly retryAfter?: Date;
  /** The Item it is about, where there is one. */
  readonly item?: Item;

  constructor(code: PluggyErrorCode, message: string, options: PluggyErrorOptions = {}) {
    const { tag = 'pluggy-connect', cause, retryable = true, retryAfter, item } = options;
    super(`<${tag}> ${message} See ${DOCS_URL}#${code.toLowerCase()}`, { cause });
    this.code = code;
    this.retryable = retryable;
    this.retryAfter = retryAfter;
    this.item = item;
  }
}
