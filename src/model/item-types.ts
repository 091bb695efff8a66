/** A set that Pluggy may extend: known values complete in the editor, unknown values pass. */
type Open<T extends string> = T | (string & {});

/** The status of an Item. Source: https://docs.pluggy.ai/docs/connections/item-lifecycle */
export type ItemStatus = Open<
  | 'CREATED'
  | 'UPDATING'
  | 'WAITING_USER_INPUT'
  | 'WAITING_USER_ACTION'
  | 'MERGING'
  | 'UPDATED'
  | 'LOGIN_ERROR'
  | 'OUTDATED'
>;

/**
 * The progress or the end of the last run. Any other value that ends in `_IN_PROGRESS` also means progress.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
export type ExecutionStatus = Open<
  | 'CREATING'
  | 'CREATED'
  | 'LOGIN_IN_PROGRESS'
  | 'LOGIN_MFA_IN_PROGRESS'
  | 'ACCOUNTS_IN_PROGRESS'
  | 'CREDITCARDS_IN_PROGRESS'
  | 'TRANSACTIONS_IN_PROGRESS'
  | 'INVESTMENTS_IN_PROGRESS'
  | 'INVESTMENTS_TRANSACTIONS_IN_PROGRESS'
  | 'PAYMENT_DATA_IN_PROGRESS'
  | 'IDENTITY_IN_PROGRESS'
  | 'LOANS_IN_PROGRESS'
  | 'ACCOUNT_STATEMENTS_IN_PROGRESS'
  | 'MERGING'
  | 'WAITING_USER_INPUT'
  | 'WAITING_USER_ACTION'
  | 'SUCCESS'
  | 'PARTIAL_SUCCESS'
  | 'FINISHED'
  | ExecutionFailure
>;

/** The ends of a run that need an explanation; each has an entry in `codes.ts`. */
export type ExecutionFailure =
  | 'USER_AUTHORIZATION_PENDING'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_CREDENTIALS_MFA'
  | 'ALREADY_LOGGED_IN'
  | 'UNEXPECTED_ERROR'
  | 'SITE_NOT_AVAILABLE'
  | 'ACCOUNT_LOCKED'
  | 'ACCOUNT_CREDENTIALS_RESET'
  | 'ACCOUNT_NEEDS_ACTION'
  | 'CONNECTION_ERROR'
  | 'USER_NOT_SUPPORTED'
  | 'USER_AUTHORIZATION_NOT_GRANTED'
  | 'USER_AUTHORIZATION_REVOKED'
  | 'USER_INPUT_TIMEOUT'
  | 'ERROR'
  | 'MERGE_ERROR'
  | 'CREATE_ERROR';

/** The integration with an institution that an Item was created through. Source: https://docs.pluggy.ai/reference/connectors */
export interface Connector {
  /** The connector's id; either `id` or `name` may be missing in a backend's own table. */
  readonly id?: number;
  readonly name?: string;
  /** An http(s) or image data URL; anything else is left out. */
  readonly imageUrl?: string;
  /** Hexadecimal digits without `#`. */
  readonly primaryColor?: string;
  readonly institutionUrl?: string;
  /** The institution's page for renewing a password. */
  readonly resetPasswordUrl?: string;
  /** Whether the person signs in on a page of the institution's own. */
  readonly oauth?: boolean;
  /** Whether the institution is connected through Open Finance. */
  readonly isOpenFinance?: boolean;
  /** The kind of the institution, such as `PERSONAL_BANK`. */
  readonly type?: string;
  /** The institution's country, such as `BR`. */
  readonly country?: string;
  /** The products that can be read, such as `ACCOUNTS`. */
  readonly products?: readonly string[];
  /** Whether the institution is one of Pluggy's sandbox. */
  readonly isSandbox?: boolean;
  /** Whether runs at the institution succeed at the moment. */
  readonly health?: { readonly status?: Open<'ONLINE' | 'UNSTABLE' | 'OFFLINE'>; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** The error that ended a run. `message` is English, for developers; `providerMessage` is the bank's own text. */
export interface ItemError {
  readonly code: ExecutionStatus;
  readonly message?: string;
  readonly providerMessage?: string;
  readonly [field: string]: unknown;
}

/** The state of one product of an Item. Source: https://docs.pluggy.ai/docs/connections/item-lifecycle */
export interface ProductDetail {
  readonly isUpdated: boolean;
  readonly lastUpdatedAt?: string | null;
  /** Reasons for missing or incomplete data. Codes of Open Finance begin with the product, such as `CC_001`. */
  readonly warnings: readonly { readonly code: string; readonly message?: string; readonly providerMessage?: string }[];
}

/** The value that a run waits for. Source: https://docs.pluggy.ai/en/reference/items/items-send-mfa */
export interface ItemParameter {
  /** The key of the value in the request. */
  readonly name: string;
  readonly label?: string;
  readonly type?: Open<'number' | 'password' | 'text' | 'image' | 'select' | 'ethaddress' | 'hcaptcha' | 'oauth'>;
  /** Base64 of the picture to show, with or without `data:` prefix. */
  readonly data?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** A regular expression that the value must match. */
  readonly validation?: string;
  readonly validationMessage?: string;
  readonly placeholder?: string;
  readonly assistiveText?: string;
  readonly instructions?: string;
  readonly optional?: boolean;
  /** The deadline for sending the value. */
  readonly expiresAt?: string | null;
  readonly [field: string]: unknown;
}

/** The action outside of this page that a run waits for. */
export interface ItemUserAction {
  readonly type?: Open<'qr' | 'authorize-access'>;
  readonly instructions?: string;
  /** The action's data, with the institution's own keys, for example the content of a QR code. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly expiresAt?: string | null;
  readonly [field: string]: unknown;
}

/**
 * A connection of a person to an institution, as Pluggy describes it. Dates are ISO strings. Unknown fields pass
 * through; `webhookUrl` and `clientUserId` never do, because they may hold an application's secret or its user's id.
 * Source: https://docs.pluggy.ai/reference/items
 */
export interface Item {
  readonly id: string;
  readonly status?: ItemStatus;
  readonly executionStatus?: ExecutionStatus;
  readonly connector?: Connector;
  readonly error?: ItemError | null;
  /** State of each product, such as `creditCards`; `null` for a product that was not requested. */
  readonly statusDetail?: Readonly<Record<string, ProductDetail | null>> | null;
  readonly parameter?: ItemParameter | null;
  readonly userAction?: ItemUserAction | null;
  readonly products?: readonly string[];
  /** The Item's accounts, where the backend adds them: their names tell two Items of one institution apart. */
  readonly accounts?: readonly { readonly name?: string; readonly [field: string]: unknown }[];
  readonly createdAt?: string | null;
  /** Last change of any kind. */
  readonly updatedAt?: string | null;
  /** Last successful read of the institution's data. */
  readonly lastUpdatedAt?: string | null;
  /** Earliest next automatic run; missing when none is planned. */
  readonly nextAutoSyncAt?: string | null;
  /** The time from which Pluggy no longer starts runs by itself. */
  readonly autoSyncDisabledAt?: string | null;
  /** End of the person's consent; missing when the consent does not end. */
  readonly consentExpiresAt?: string | null;
  /**
   * The time at which Pluggy deleted the Item, in the list of a backend that keeps such Items until the person has seen that the
   * connection has ended. The dismissal is a DELETE request.
   */
  readonly deletedAt?: string | null;
  readonly consecutiveFailedLoginAttempts?: number;
  readonly [field: string]: unknown;
}
