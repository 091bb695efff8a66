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
  readonly type?: Open<'number' | 'password' | 'text' | 'image' | 'select' | 'ethaddress' | 'hcaptcha' | 'oauth'>;
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
const MAX_TEXT = 2000;
const MAX_DEPTH = 12;

type ReadText = (value: string) => string | undefined;

/** How a text is read, by its key. */
const TEXTS: [RegExp, ReadText][] = [
  [/At$|Date$/, (value) => isoDate(new Date(value))],
  [/^imageUrl$/, (value) => addressOf(value, /^(https?:\/\/\S+$|data:image\/)/i)],
  [/Url$/, (value) => addressOf(value, /^https?:\/\/\S+$/i)],
  [/Color$/, (value) => (/^#?([\da-f]{3}){1,2}$/i.test(value) ? value.replace('#', '') : undefined)],
  // What is shown: nobody reads more of it.
  [
    /^(name|label|message|providerMessage|instructions|placeholder|assistiveText|validationMessage)$/,
    (value) => (value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value),
  ],
];
interface Key {
  /** Empty for what is private. */
  readonly name: string;
  readonly read?: ReadText;
}

function keyNamed(name: string): Key {
  return { name: PRIVATE.test(name) ? '' : name, read: TEXTS.find(([keys]) => keys.test(name))?.[1] };
}

/** A page has few different keys and reads them again and again. More than that is nobody's Item. */
const keys = new Map<string, Key>();
const MAX_KEYS = 500;

/** In camelCase. */
function keyOf(written: string): Key {
  let key = keys.get(written);
  if (!key) {
    key = keyNamed(written.replace(/(?!^)_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase()));
    if (keys.size < MAX_KEYS) keys.set(written, key);
  }
  return key;
}

/**
 * Plain frozen data of our own: nothing that a listener does to it reaches the next one. Keys are camelCase, dates ISO
 * strings; addresses and colours that cannot be used, and what is private, are left out.
 */
export function plainCopy(value: unknown): unknown {
  return frozen(copyOf(value));
}

function copyOf(value: unknown, key?: Key, inside: unknown[] = []): unknown {
  if (typeof value === 'string') return key?.read ? key.read(value) : value;
  if (typeof value !== 'object') return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  if (value === null) return null;
  if (value instanceof Date) return isoDate(value);
  if (inside.length > MAX_DEPTH || inside.includes(value)) return undefined;
  inside.push(value);
  let copy: Fields | unknown[];
  if (Array.isArray(value)) copy = value.map((part) => copyOf(part, undefined, inside) ?? null);
  else {
    copy = {};
    for (const written of Object.keys(value)) {
      // The institution's own keys stay as they are.
      const own = key?.name === 'attributes' ? keyNamed(written) : keyOf(written);
      const { name } = own;
      const field = name ? copyOf((value as Fields)[written], own, inside) : undefined;
      if (field !== undefined && (name === written || copy[name] === undefined)) copy[name] = field;
    }
  }
  inside.pop();
  return copy;
}

const isoDate = (date: Date) => (isNaN(date.getTime()) ? undefined : date.toISOString());

function addressOf(value: string, scheme: RegExp): string | undefined {
  try {
    return scheme.test(value) && new URL(value) ? value : undefined;
  } catch {
    return undefined;
  }
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
    fields = copyOf(value);
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
  fields.id = id;
  const { connector, connectorId, connectorName: name, connectorImageUrl: imageUrl } = fields;
  if (!isRecord(connector) && (name ?? connectorId)) fields.connector = copyOf({ id: connectorId, name, imageUrl });
  return frozen(amended(fields, ITEM)) as unknown as Item;
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

type Readers = Record<string, (value: unknown) => unknown>;

/** The fields that we read, as we read them; without what they cannot be. It is a copy of ours, and not frozen yet. */
function amended(fields: Fields, readers: Readers): Fields {
  for (const name in readers) {
    const value = fields[name];
    if (value === undefined) continue;
    const read = readers[name]!(value);
    if (read === undefined) delete fields[name];
    else if (read !== value) fields[name] = read;
  }
  return fields;
}

const stringOf = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
/** Never `String()` of an object: one with a field named `toString` makes it throw. */
const scalarOf = (value: unknown) => (typeof value === 'number' ? String(value) : stringOf(value));
const nothing = (value: unknown) => (value === null ? null : undefined);
/** Dates have become ISO strings or nothing by now. */
const dateOf = (value: unknown) => stringOf(value) ?? nothing(value);
/** A column of a table may be text. */
const idNumber = (value: unknown) => (/^\d+$/.test(scalarOf(value) ?? '') ? Number(value) : undefined);

const CONNECTOR: Readers = {
  id: idNumber,
  name: stringOf,
  imageUrl: stringOf,
  primaryColor: stringOf,
  resetPasswordUrl: stringOf,
};
const ERROR: Readers = { code: stringOf, message: stringOf, providerMessage: stringOf };
const WARNING: Readers = { message: stringOf, providerMessage: stringOf };
const PRODUCT: Readers = { lastUpdatedAt: dateOf };
const PARAMETER: Readers = {
  label: stringOf,
  type: stringOf,
  data: stringOf,
  validation: stringOf,
  validationMessage: stringOf,
  placeholder: stringOf,
  assistiveText: stringOf,
  instructions: stringOf,
  expiresAt: dateOf,
  options: (options) =>
    Array.isArray(options)
      ? options.filter(isRecord).flatMap((option) => {
          const value = scalarOf(option.value);
          return value === undefined ? [] : { value, label: stringOf(option.label) ?? value };
        })
      : undefined,
  optional: (optional) => optional === true || undefined,
};
const USER_ACTION: Readers = {
  type: stringOf,
  instructions: stringOf,
  expiresAt: dateOf,
  attributes: (attributes) =>
    isRecord(attributes)
      ? Object.fromEntries(Object.entries(attributes).filter(([, part]) => typeof part === 'string'))
      : undefined,
};
const ITEM: Readers = {
  status: stringOf,
  executionStatus: stringOf,
  connector: (connector) => (isRecord(connector) ? connectorOf(connector) : undefined),
  error: (error) => (stringOf(error) ? { code: error } : isRecord(error) ? errorOf(error) : nothing(error)),
  statusDetail: (detail) => (isRecord(detail) ? detailOf(detail) : nothing(detail)),
  parameter: (parameter) =>
    isRecord(parameter) && stringOf(parameter.name) ? amended(parameter, PARAMETER) : nothing(parameter),
  userAction: (action) => (isRecord(action) ? amended(action, USER_ACTION) : nothing(action)),
  products: (products) =>
    Array.isArray(products) ? products.filter((product) => typeof product === 'string') : undefined,
  consecutiveFailedLoginAttempts: (attempts) => (typeof attempts === 'number' ? attempts : undefined),
  createdAt: dateOf,
  updatedAt: dateOf,
  lastUpdatedAt: dateOf,
  nextAutoSyncAt: dateOf,
  consentExpiresAt: dateOf,
};

function connectorOf(fields: Fields): Fields | undefined {
  const { id, name } = amended(fields, CONNECTOR);
  return id === undefined && name === undefined ? undefined : fields;
}

/** One that says nothing at all is none: columns of a table that are empty. */
function errorOf(fields: Fields): Fields | null {
  amended(fields, ERROR);
  if (!Object.keys(ERROR).some((name) => fields[name])) return null;
  // Pluggy's own name for an error that it does not name.
  fields.code ??= 'ERROR';
  return fields;
}

/** Docs and types spell one product differently. */
function detailOf(fields: Fields): Fields {
  const detail: Fields = {};
  for (const [product, value] of Object.entries(fields)) {
    const name = product === 'investmentsTransactions' ? 'investmentTransactions' : product;
    detail[name] = isRecord(value) ? productOf(value) : null;
  }
  return detail;
}

function productOf(fields: Fields): Fields {
  const { isUpdated, warnings } = fields;
  fields.isUpdated = isUpdated === true;
  fields.warnings = (Array.isArray(warnings) ? warnings : [])
    .filter(isRecord)
    .map((warning) => amended({ ...warning, code: scalarOf(warning.code) ?? '' }, WARNING));
  return amended(fields, PRODUCT);
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) if (typeof part === 'object') frozen(part);
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

/** As its status or as that of its run. */
export const isIn = ({ status, executionStatus }: Item, state: string) => status === state || executionStatus === state;

/** What it waits for is asked for on the institution's own page. */
export const isOnTheirPage = ({ parameter }: Item) => parameter?.type === 'oauth';

/** The run waits for a value from the person here, such as a code. */
export function isWaitingForInput(item: Item): boolean {
  return isIn(item, 'WAITING_USER_INPUT') && !isOnTheirPage(item);
}

/** The run waits for the person somewhere else: in the bank's app or page, at a QR code, for another approver. */
export function isWaitingElsewhere(item: Item): boolean {
  return (
    isIn(item, 'WAITING_USER_ACTION') ||
    (isIn(item, 'WAITING_USER_INPUT') && isOnTheirPage(item)) ||
    [item.executionStatus, item.error?.code].includes('USER_AUTHORIZATION_PENDING')
  );
}
