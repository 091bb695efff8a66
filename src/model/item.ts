import { PluggyError } from './errors.js';

/** One of a set that Pluggy may extend: known values complete in the editor, unknown ones pass. */
type Open<T extends string> = T | (string & {});

/** Source: https://docs.pluggy.ai/docs/connections/item-lifecycle */
export type ItemStatus = Open<
  'UPDATING' | 'WAITING_USER_INPUT' | 'WAITING_USER_ACTION' | 'MERGING' | 'UPDATED' | 'LOGIN_ERROR' | 'OUTDATED'
>;

/**
 * How far the last run has come, or how it ended; any other `…_IN_PROGRESS` is progress too.
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
  | 'USER_AUTHORIZATION_PENDING'
  | 'SUCCESS'
  | 'PARTIAL_SUCCESS'
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
  | 'CREATE_ERROR'
>;

/** The institution's integration that an Item was made through. Source: https://docs.pluggy.ai/reference/connectors */
export interface Connector {
  /** Either may be missing in a backend's own table. */
  readonly id?: number;
  readonly name?: string;
  /** An http(s) or image data URL; anything else is left out. */
  readonly imageUrl?: string;
  /** Hexadecimal digits without `#`. */
  readonly primaryColor?: string;
  /** Where people renew their password at the institution. */
  readonly resetPasswordUrl?: string;
  readonly [field: string]: unknown;
}

/** What ended a run. `message` is English, for developers; `providerMessage` is the bank's own text. */
export interface ItemError {
  readonly code: ExecutionStatus;
  readonly message?: string;
  readonly providerMessage?: string;
  readonly [field: string]: unknown;
}

/** How one product of an Item is doing. Source: https://docs.pluggy.ai/docs/connections/item-lifecycle */
export interface ProductDetail {
  readonly isUpdated: boolean;
  readonly lastUpdatedAt?: string | null;
  /** `001`: not available to this person; `002`: other approvers are missing; `423`: the month's quota is used up. */
  readonly warnings: readonly { readonly code: string; readonly message?: string; readonly providerMessage?: string }[];
}

/** What the person is asked for in the middle of a run. Source: https://docs.pluggy.ai/en/reference/items/items-send-mfa */
export interface ItemParameter {
  /** The key of the value in the request. */
  readonly name: string;
  readonly label?: string;
  readonly type?: Open<'number' | 'password' | 'text' | 'image' | 'select' | 'ethaddress' | 'hcaptcha'>;
  /** Base64 of the picture to show, with or without `data:` prefix. */
  readonly data?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** A regular expression. */
  readonly validation?: string;
  readonly validationMessage?: string;
  readonly placeholder?: string;
  readonly assistiveText?: string;
  readonly instructions?: string;
  readonly optional?: boolean;
  /** To be sent before this. */
  readonly expiresAt?: string | null;
  readonly [field: string]: unknown;
}

/** What the person has to do elsewhere in the middle of a run. */
export interface ItemUserAction {
  readonly type?: Open<'qr' | 'authorize-access'>;
  readonly instructions?: string;
  /** As the institution gives them, for example a QR code's content. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly expiresAt?: string | null;
  readonly [field: string]: unknown;
}

/**
 * One connection of a person to an institution, as Pluggy describes it. Dates are ISO strings. Fields that we do not
 * know pass through; `webhookUrl` and `clientUserId` never do, since an application's secret or its user's id may be
 * in them. Source: https://docs.pluggy.ai/reference/items
 */
export interface Item {
  readonly id: string;
  readonly status?: ItemStatus;
  readonly executionStatus?: ExecutionStatus;
  readonly connector?: Connector;
  readonly error?: ItemError | null;
  /** By product, such as `creditCards`; `null` where it was not asked for. */
  readonly statusDetail?: Readonly<Record<string, ProductDetail | null>> | null;
  readonly parameter?: ItemParameter | null;
  readonly userAction?: ItemUserAction | null;
  readonly products?: readonly string[];
  readonly createdAt?: string | null;
  /** Last change of any kind. */
  readonly updatedAt?: string | null;
  /** Last time that the institution's data was read with success. */
  readonly lastUpdatedAt?: string | null;
  /** Earliest next automatic run; nothing where none is planned. */
  readonly nextAutoSyncAt?: string | null;
  /** End of the person's consent; nothing where it does not end. */
  readonly consentExpiresAt?: string | null;
  readonly consecutiveFailedLoginAttempts?: number;
  readonly [field: string]: unknown;
}

type Fields = Record<string, unknown>;

/** What belongs to the application, and what would reach into an object's prototype. */
const PRIVATE = /^(_*(webhook[-_]*url|client[-_]*user[-_]*id)|_+proto_+|constructor|prototype)$/i;
/** Texts that are shown; nobody reads more of them. */
const SHOWN = /^(name|label|message|providerMessage|instructions|placeholder|assistiveText|validationMessage)$/;
const MAX_TEXT = 2000;
const MAX_DEPTH = 12;

/**
 * Plain frozen data of our own: nothing that a listener does to it reaches the next one. Keys are camelCase, dates ISO
 * strings; addresses and colours that cannot be used, and what is private, are left out.
 */
export function plainCopy(value: unknown, key = '', inside: readonly unknown[] = []): unknown {
  if (value instanceof Date || (typeof value === 'string' && /At$|Date$/.test(key))) {
    const time = new Date(value);
    return isNaN(time.getTime()) ? undefined : time.toISOString();
  }
  if (typeof value === 'string') return text(value, key);
  if (typeof value !== 'object' || value === null) {
    return /^(function|symbol|bigint|undefined)$/.test(typeof value) ? undefined : value;
  }
  if (inside.length > MAX_DEPTH || inside.includes(value)) return undefined;
  const path = [...inside, value];
  if (Array.isArray(value)) return Object.freeze(value.map((part) => plainCopy(part, '', path) ?? null));
  const copy: Fields = {};
  for (const written of Object.keys(value)) {
    // The institution's own keys stay as they are.
    const name = key === 'attributes' ? written : nameOf(written);
    const field = !name || PRIVATE.test(name) ? undefined : plainCopy((value as Fields)[written], name, path);
    if (field !== undefined && (name === written || copy[name] === undefined)) copy[name] = field;
  }
  return Object.freeze(copy);
}

function text(value: string, key: string): string | undefined {
  if (/Url$/.test(key)) {
    const scheme = /^https?:\/\/\S+$/i.test(value) || (key === 'imageUrl' && /^data:image\//i.test(value));
    return scheme && isAddress(value) ? value : undefined;
  }
  if (/Color$/.test(key)) return /^#?([\da-f]{3}){1,2}$/i.test(value) ? value.replace('#', '') : undefined;
  return SHOWN.test(key) && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
}

function isAddress(value: string): boolean {
  try {
    return !!new URL(value);
  } catch {
    return false;
  }
}

/** A page has few different keys and reads them again and again. More than that is nobody's Item. */
const names = new Map<string, string>();
const MAX_NAMES = 500;

/** In camelCase; empty for what is private. */
function nameOf(key: string): string {
  let name = names.get(key);
  if (name === undefined) {
    name = key.replace(/(?!^)_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
    if (PRIVATE.test(name)) name = '';
    if (names.size < MAX_NAMES) names.set(key, name);
  }
  return name;
}

/** Inside of which an answer may hold the Item. */
export const ENVELOPES = ['data', 'item', 'result'];

/**
 * The Item in what a backend sends: Pluggy's own JSON, camelCase or snake_case, dates as text or `Date`, in an envelope
 * (`data`, `item`, `result`) or as a row of a table (`item_id`, `connector_name`, …). Missing and unknown fields are fine.
 *
 * @throws PluggyError `items-malformed` for what is not an Item; the message says what it is instead.
 */
export function parseItem(value: unknown): Item {
  let fields: unknown;
  try {
    fields = plainCopy(value);
  } catch (cause) {
    // A getter of the page's own object, or one of a frame that is gone.
    throw notAnItem('cannot be read', cause);
  }
  for (let inside = 0; inside < 2 && isRecord(fields); inside++) {
    const envelope: Fields = fields;
    const parts = ENVELOPES.map((name) => envelope[name]).filter(isRecord);
    fields = parts.find(idOf) ?? (idOf(envelope) ? envelope : parts[0]) ?? envelope;
  }
  if (!isRecord(fields))
    throw notAnItem(`is ${Array.isArray(fields) ? 'a list' : value === null ? value : typeof value}`);
  const id = idOf(fields);
  if (!id) {
    const keys = Object.keys(fields).slice(0, 20).join(', ');
    throw notAnItem(`has no text under "id". Keys seen: ${keys.slice(0, 300) || 'none'}`);
  }
  return frozen(dropEmpty({ ...fields, ...knownFields(fields), id })) as unknown as Item;
}

/** The Item in a widget's callback, or nothing where there is none. */
export function widgetItem(value: unknown): Item | undefined {
  try {
    return isRecord(value) && idOf(value) ? parseItem(value) : undefined;
  } catch {
    return undefined;
  }
}

/** A row of a table has an id of its own. One of dots would lead out of the path that it is put into. */
function idOf({ itemId, item_id: snake, id }: Fields): string | undefined {
  return [itemId, snake, id].find((part): part is string => typeof part === 'string' && /[^\s.]/.test(part));
}

/** The fields that we read, as we read them, or nothing in place of what they cannot be. */
function knownFields(fields: Fields): Fields {
  const { status, executionStatus, connectorId, connectorName, connectorImageUrl, products } = fields;
  const { connector, error, statusDetail, parameter, userAction, consecutiveFailedLoginAttempts: attempts } = fields;
  const row = { id: connectorId, name: connectorName, imageUrl: connectorImageUrl };
  return {
    status: stringOf(status),
    executionStatus: stringOf(executionStatus),
    connector: connectorOf(isRecord(connector) ? connector : row),
    error: stringOf(error) ? { code: error } : isRecord(error) ? errorOf(error) : nothing(error),
    statusDetail: isRecord(statusDetail) ? detailOf(statusDetail) : nothing(statusDetail),
    parameter: isRecord(parameter) && stringOf(parameter.name) ? parameterOf(parameter) : nothing(parameter),
    userAction: isRecord(userAction) ? userActionOf(userAction) : nothing(userAction),
    products: Array.isArray(products) ? products.filter((product) => typeof product === 'string') : undefined,
    consecutiveFailedLoginAttempts: typeof attempts === 'number' ? attempts : undefined,
    ...datesOf(fields, ['createdAt', 'updatedAt', 'lastUpdatedAt', 'nextAutoSyncAt', 'consentExpiresAt']),
  };
}

function connectorOf(fields: Fields): Fields | undefined {
  // A column of a table may be text.
  const id = /^\d+$/.test(scalarOf(fields.id) ?? '') ? Number(fields.id) : undefined;
  const name = stringOf(fields.name);
  if (!name && id === undefined) return undefined;
  return dropEmpty({ ...fields, ...stringsOf(fields, ['imageUrl', 'primaryColor', 'resetPasswordUrl']), id, name });
}

/** One that says nothing at all is none: columns of a table that are empty. */
function errorOf(fields: Fields): Fields | null {
  const shown = stringsOf(fields, ['code', 'message', 'providerMessage']);
  if (!Object.values(shown).some(Boolean)) return null;
  // Pluggy's own name for an error that it does not name.
  return dropEmpty({ ...fields, ...shown, code: shown.code ?? 'ERROR' });
}

/** Docs and types spell one product differently. */
function detailOf(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([product, detail]) => [
      product === 'investmentsTransactions' ? 'investmentTransactions' : product,
      isRecord(detail) ? productOf(detail) : null,
    ]),
  );
}

function productOf(fields: Fields): Fields {
  const warnings = (Array.isArray(fields.warnings) ? fields.warnings : []).filter(isRecord);
  return dropEmpty({
    ...fields,
    ...datesOf(fields, ['lastUpdatedAt']),
    isUpdated: fields.isUpdated === true,
    warnings: warnings.map((warning) =>
      dropEmpty({ ...stringsOf(warning, ['message', 'providerMessage']), code: scalarOf(warning.code) ?? '' }),
    ),
  });
}

const PARAMETER_TEXTS = ['label', 'type', 'data', 'validation', 'validationMessage', 'placeholder', 'assistiveText'];

function parameterOf(fields: Fields): Fields {
  const { options } = fields;
  return dropEmpty({
    ...fields,
    ...stringsOf(fields, [...PARAMETER_TEXTS, 'instructions']),
    ...datesOf(fields, ['expiresAt']),
    options: Array.isArray(options)
      ? options.filter(isRecord).flatMap((option) => {
          const value = scalarOf(option.value);
          return value === undefined ? [] : { value, label: stringOf(option.label) ?? value };
        })
      : undefined,
    optional: fields.optional === true || undefined,
  });
}

function userActionOf(fields: Fields): Fields {
  const { attributes } = fields;
  return dropEmpty({
    ...fields,
    ...stringsOf(fields, ['type', 'instructions']),
    ...datesOf(fields, ['expiresAt']),
    attributes: isRecord(attributes)
      ? Object.fromEntries(Object.entries(attributes).filter(([, part]) => typeof part === 'string'))
      : undefined,
  });
}

const stringOf = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
/** Never `String()` of an object: one with a field named `toString` makes it throw. */
const scalarOf = (value: unknown) => (typeof value === 'number' ? String(value) : stringOf(value));
const nothing = (value: unknown) => (value === null ? null : undefined);

/** Dates have become ISO strings or nothing by now. */
function datesOf(fields: Fields, names: string[]): Fields {
  return pick(fields, names, (value) => stringOf(value) ?? nothing(value));
}

function stringsOf(fields: Fields, names: string[]): Fields {
  return pick(fields, names, stringOf);
}

function dropEmpty(fields: Fields): Fields {
  return pick(fields, Object.keys(fields), (value) => value);
}

function pick(fields: Fields, names: string[], read: (value: unknown) => unknown): Fields {
  const picked: Fields = {};
  for (const name of names) if (fields[name] !== undefined) picked[name] = read(fields[name]);
  return picked;
}

/** What has been put together of frozen parts and new ones. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notAnItem(problem: string, cause?: unknown): PluggyError {
  return new PluggyError('items-malformed', `Expected an Item with at least an id, but what came ${problem}.`, {
    tag: 'pluggy-provider',
    retryable: false,
    cause,
  });
}

/** A run is under way and nobody has to do anything in the widget. */
export function isWorking({ status, executionStatus }: Item): boolean {
  return (
    /^(UPDATING|MERGING)$/.test(status ?? '') || /^(CREAT(ING|ED)|MERGING|.+_IN_PROGRESS)$/.test(executionStatus ?? '')
  );
}

/** The run waits for a value from the person, such as a code. */
export function isWaitingForInput({ status, executionStatus }: Item): boolean {
  return [status, executionStatus].includes('WAITING_USER_INPUT');
}

/** The run waits for the person somewhere else: in the bank's app, at a QR code, for another approver. */
export function isWaitingElsewhere({ status, executionStatus, error }: Item): boolean {
  return (
    [status, executionStatus].includes('WAITING_USER_ACTION') ||
    [executionStatus, error?.code].includes('USER_AUTHORIZATION_PENDING')
  );
}
