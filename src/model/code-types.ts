import type { ElementsErrorCode } from './errors.js';
import type { ExecutionFailure } from './item-types.js';

/**
 * `ok`: up to date; `busy`: a run is under way; `attention`: the person has to act; `problem`: temporary, and not the
 * person's fault; `neutral`: not known.
 */
export type Severity = 'ok' | 'busy' | 'attention' | 'problem' | 'neutral';

/** A code that an Item may carry: the end of a run, or one of the two statuses of failure. */
export type ItemCode = ExecutionFailure | 'LOGIN_ERROR' | 'OUTDATED';

/**
 * A code of an error response of Pluggy's API.
 * Source: https://docs.pluggy.ai/docs/connections/errors-validations and https://docs.pluggy.ai/reference/items
 */
type ResponseCode =
  | 'CLIENT_KEYS_UNAUTHORIZED'
  | 'CLIENT_DISABLED'
  | 'INVALID_CONNECT_TOKEN'
  | 'ITEM_NOT_FOUND'
  | 'CONNECTOR_VALIDATION_ERROR'
  | 'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR'
  | 'ITEM_USER_ALREADY_EXISTS'
  | 'PARAMETERS_NOT_PROVIDED'
  | 'LAST_EXECUTION_HAD_LOGIN_ERROR'
  | 'ITEM_ALREADY_UPDATING'
  | 'ITEM_IS_ALREADY_UPDATING'
  | 'ITEM_IN_ERROR_COOLDOWN'
  | 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY'
  | 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES'
  | 'TOO_MANY_CONSECUTIVE_ERRORS'
  | 'CONNECTOR_NOT_FOUND'
  | 'CONNECTOR_OFFLINE'
  | 'ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT'
  | 'ITEM_CREATION_LIMIT_EXCEEDED'
  | 'CLIENT_HAS_ITEM_UPDATES_DISABLED'
  | 'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED'
  | 'CREATE_ITEMS_API_FREE_DISABLED'
  | 'SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED'
  | 'ITEM_MFA_ALREADY_PROVIDED'
  | 'ITEM_MFA_NOT_FOUND'
  | 'ITEM_MFA_EXPIRED'
  | 'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH'
  | 'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR'
  | 'MFA_PARAMETER_WAS_ALREADY_USED_ERROR'
  | 'INTERNAL_SERVER_ERROR';

/** A code with an entry in `codes.ts`. */
export type KnownCode = ItemCode | ResponseCode | ElementsErrorCode;

/** Key of a failure's title and explanation in the locales' `errors`. */
export type ErrorText =
  | 'credentials'
  | 'wrongCode'
  | 'usedCode'
  | 'timeout'
  | 'locked'
  | 'password'
  | 'bankAction'
  | 'authorize'
  | 'overdue'
  | 'notGranted'
  | 'revoked'
  | 'signIn'
  | 'signInAgain'
  | 'unsupported'
  | 'loggedIn'
  | 'bankDown'
  | 'connection'
  | 'unexpected'
  | 'outdated'
  | 'setup'
  | 'gone'
  | 'invalidData'
  | 'missingData'
  | 'duplicate'
  | 'updating'
  | 'updatingOther'
  | 'cooldown'
  | 'recent'
  | 'tooManyLogins'
  | 'tooManyErrors'
  | 'bankOffline'
  | 'bankUnknown'
  | 'otherAccount'
  | 'limit'
  | 'updatesOff'
  | 'trial'
  | 'codeReceived'
  | 'noCodeWanted'
  | 'offline'
  | 'open'
  | 'session'
  | 'blocked'
  | 'busy'
  | 'items'
  | 'rateLimited'
  | 'codeNotSent'
  | 'live'
  | 'unsaved'
  | 'unsavedSession'
  | 'notAccepted'
  | 'refusedToken';

/** Key of a short sentence for the widget's dialog in the locales' `widget.failed`. */
export type DialogText = 'offline' | 'session' | 'blocked' | 'timeout' | 'busy';

/** Reason of a prompt that follows from a code. */
export type CodePrompt =
  'credentials' | 'wrongCode' | 'timeout' | 'notGranted' | 'revoked' | 'locked' | 'password' | 'bankAction';

/**
 * The step that resolves a failure. `reconnect` renews the Item in the widget, `open` opens the widget once more, `retry`
 * repeats the request, `bank` is an act at the bank before `reconnect`, `support` is for the operator of the page, `wait`
 * and `none` offer no step. `cooldown` is `reconnect` after a pause; `later` waits for the next automatic run.
 */
export type Remedy =
  'none' | 'wait' | 'reconnect' | 'open' | 'retry' | 'bank' | 'new-connection' | 'support' | 'later' | 'cooldown';

/** The reason why the backend or the bank refused an MFA value. */
export type MfaRefusal = 'mfa-rejected' | 'mfa-expired' | 'mfa-not-waiting';

/** The meaning of one code. */
export interface CodeEntry {
  readonly text: ErrorText;
  readonly severity: Severity;
  readonly remedy: Remedy;
  /** Whether the same attempt can succeed later. Default: true. */
  readonly retryable?: false;
  /**
   * Whether the page or its backend has made a mistake. Otherwise people, networks or institutions cause the failure.
   * Default: whether the remedy is `support`.
   */
  readonly isSiteMistake?: boolean;
  /** The reason of the prompt for an Item with this code. */
  readonly prompt?: CodePrompt;
  /** The error of an MFA request that is answered with this code. */
  readonly refusal?: MfaRefusal;
  /** The sentence in the widget's dialog. Default: the general sentence. */
  readonly dialog?: DialogText;
}
