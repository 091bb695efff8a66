import { PluggyError } from './errors.js';
import type { Connector, Item } from './item-types.js';
import { deepFreeze, isRecord, mutableCopy, type Fields } from './sanitize.js';

/** Keys under which a response may hold the Item. */
export const ENVELOPES = ['data', 'item', 'result'];

/**
 * Reads the Item in a backend's response: Pluggy's own JSON, camelCase or snake_case, dates as text or `Date`, in an
 * envelope (`data`, `item`, `result`) or as a row of a table (`item_id`, `connector_name`, …). Fields may be missing or
 * unknown.
 *
 * @throws PluggyError `items-malformed` for any other value; the message describes the value.
 */
export function parseItem(value: unknown): Item {
  return readItem(value, (problem, cause) => {
    throw notAnItem(problem, cause);
  })!;
}

/** Reads an Item. For any other value, `refuse` receives a description of the value. */
export function readItem(value: unknown, refuse: (problem: string, cause?: unknown) => undefined): Item | undefined {
  let fields: unknown;
  try {
    fields = mutableCopy(value);
  } catch (cause) {
    // A getter of the page's own object threw, or the object belongs to a removed frame.
    return refuse('cannot be read', cause);
  }
  for (let inside = 0; inside < 2 && isRecord(fields); inside++) {
    const envelope: Fields = fields;
    const parts = ENVELOPES.map((name) => envelope[name]).filter(isRecord);
    fields = parts.find(idOf) ?? (idOf(envelope) ? envelope : parts[0]) ?? envelope;
  }
  if (!isRecord(fields)) {
    return refuse(`is ${Array.isArray(fields) ? 'a list' : value === null ? value : typeof value}`);
  }
  const id = idOf(fields);
  if (!id) {
    const keys = Object.keys(fields).slice(0, 20).join(', ');
    return refuse(`has no text under "id". Keys seen: ${keys.slice(0, 300) || 'none'}`);
  }
  fields.id = id;
  for (const name of ['connector', 'error']) {
    const value = fields[name] ?? columnsOf(fields, name);
    if (value) fields[name] = value;
  }
  return deepFreeze(normalize(fields, ITEM)) as unknown as Item;
}

/** Returns the object whose fields a row has in columns: `connector_name`, `error_code`. */
function columnsOf(row: Fields, prefix: string): Fields | undefined {
  const columns = Object.entries(row).flatMap(([name, value]) => {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return /^[A-Z]/.test(rest) && value !== null ? [[rest.charAt(0).toLowerCase() + rest.slice(1), value]] : [];
  });
  return columns.length ? (mutableCopy(Object.fromEntries(columns)) as Fields) : undefined;
}

/** Reads the Item in a widget's callback, if there is one. */
export function widgetItem(value: unknown): Item | undefined {
  try {
    return isRecord(value) && idOf(value) ? parseItem(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The largest number of Items that a report of the widget names. */
const MAX_REPORTED = 50;

/** Returns the ids in a report of the widget, which has a list of ids or of Items, or one of them alone. */
export function reportedIds(value: unknown): string[] {
  const ids = [value]
    .flat(2)
    .slice(0, MAX_REPORTED)
    .map((part) => idOf(isRecord(part) ? part : { id: part }));
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/**
 * Returns the Item's id, from `itemId` first: a row of a table has another `id`. An id of dots only would change the
 * path of a request.
 */
function idOf({ itemId, item_id: snake, id }: Fields): string | undefined {
  const found = [itemId, snake, id].find((part) => typeof part === 'string' && /[^\s.]/.test(part));
  return found === undefined ? found : canonicalId(found as string);
}

/** Returns an id as Pluggy writes it: some databases write the letters of a UUID in capitals. */
export function canonicalId(id: string): string {
  return /^\s*[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\s*$/i.test(id) ? id.trim().toLowerCase() : id;
}

/** The largest number of options, of products and of a product's warnings that are read. */
const MAX_PARTS = 1000;

type Readers = Record<string, (value: unknown) => unknown>;

/** Normalizes the known fields in place and deletes those with an unusable value. Unknown fields stay. */
function normalize(fields: Fields, readers: Readers): Fields {
  // `for…in` also visits keys that a script has added to `Object.prototype`.
  for (const name of Object.keys(readers)) {
    const value = fields[name];
    if (value === undefined) continue;
    const read = readers[name]!(value);
    if (read === undefined) delete fields[name];
    else if (read !== value) fields[name] = read;
  }
  return fields;
}

const stringOf = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
/** Returns a text, also for a number. `String()` would throw for an object with a field named `toString`. */
const scalarOf = (value: unknown) => (typeof value === 'number' ? String(value) : stringOf(value));
const nullOrNone = (value: unknown) => (value === null ? null : undefined);
/** Accepts ISO strings; `mutableCopy` has converted dates already. */
const dateOf = (value: unknown) => stringOf(value) ?? nullOrNone(value);
/** Accepts the numbers and texts of a database without booleans. */
const flagOf = (value: unknown) => /^(true|t|1)$/i.test(String(scalarOf(value) ?? value === true)) || undefined;
/** Accepts digits in a string, as in a column of a table. */
const idNumber = (value: unknown) => (/^\d+$/.test(scalarOf(value) ?? '') ? Number(value) : undefined);

function textsOf(values: unknown): string[] | undefined {
  return Array.isArray(values) ? values.slice(0, MAX_PARTS).filter((value) => typeof value === 'string') : undefined;
}

const HEALTH: Readers = { status: stringOf };
const CONNECTOR: Readers = {
  id: idNumber,
  name: stringOf,
  imageUrl: stringOf,
  primaryColor: stringOf,
  institutionUrl: stringOf,
  resetPasswordUrl: stringOf,
  oauth: flagOf,
  isOpenFinance: flagOf,
  isSandbox: flagOf,
  type: stringOf,
  country: stringOf,
  products: textsOf,
  health: (health) =>
    stringOf(health) ? { status: health } : isRecord(health) ? normalize(health, HEALTH) : undefined,
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
      ? options.slice(0, MAX_PARTS).flatMap((option: unknown) => {
          if (!isRecord(option)) return [];
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
const ACCOUNT: Readers = { name: stringOf };
const ITEM: Readers = {
  status: stringOf,
  executionStatus: stringOf,
  connector: (connector) => (isRecord(connector) ? connectorOf(connector) : undefined),
  error: (error) => (stringOf(error) ? { code: error } : isRecord(error) ? errorOf(error) : nullOrNone(error)),
  statusDetail: (detail) => (isRecord(detail) ? detailOf(detail) : nullOrNone(detail)),
  parameter: (parameter) =>
    isRecord(parameter) && stringOf(parameter.name) ? normalize(parameter, PARAMETER) : nullOrNone(parameter),
  userAction: (action) => (isRecord(action) ? normalize(action, USER_ACTION) : nullOrNone(action)),
  products: textsOf,
  consecutiveFailedLoginAttempts: (attempts) => (typeof attempts === 'number' ? attempts : undefined),
  accounts: (accounts) =>
    Array.isArray(accounts)
      ? accounts
          .map((account: unknown) => (stringOf(account) ? { name: account } : account))
          .filter(isRecord)
          .map((account) => normalize(account, ACCOUNT))
      : undefined,
  createdAt: dateOf,
  updatedAt: dateOf,
  lastUpdatedAt: dateOf,
  nextAutoSyncAt: dateOf,
  autoSyncDisabledAt: dateOf,
  consentExpiresAt: dateOf,
  deletedAt: dateOf,
};

/** Reads an institution: an object with an id or a name. */
export function readConnector(value: unknown): Connector | undefined {
  const fields = mutableCopy(value);
  const connector = isRecord(fields) ? connectorOf(fields) : undefined;
  return deepFreeze(connector);
}

function connectorOf(fields: Fields): Fields | undefined {
  const { id, name } = normalize(fields, CONNECTOR);
  return id === undefined && name === undefined ? undefined : fields;
}

/** Returns null for an error without any text: empty columns of a table. */
function errorOf(fields: Fields): Fields | null {
  normalize(fields, ERROR);
  if (!Object.keys(ERROR).some((name) => fields[name])) return null;
  // `ERROR` is Pluggy's name for an unnamed error.
  fields.code ??= 'ERROR';
  return fields;
}

/** Reads the state of each product. Pluggy's documentation and types spell one product differently. */
function detailOf(fields: Fields): Fields {
  const detail: Fields = {};
  for (const [product, value] of Object.entries(fields).slice(0, MAX_PARTS)) {
    const name = product === 'investmentsTransactions' ? 'investmentTransactions' : product;
    detail[name] = isRecord(value) ? productOf(value) : null;
  }
  return detail;
}

function productOf(fields: Fields): Fields {
  const { isUpdated, warnings } = fields;
  fields.isUpdated = !!flagOf(isUpdated);
  fields.warnings = (Array.isArray(warnings) ? warnings.slice(0, MAX_PARTS) : [])
    .map((warning: unknown) => (stringOf(warning) ? { code: warning } : warning))
    .filter(isRecord)
    .map((warning) => normalize({ ...warning, code: scalarOf(warning.code) ?? '' }, WARNING));
  return normalize(fields, PRODUCT);
}

export function notAnItem(problem: string, cause?: unknown): PluggyError {
  return new PluggyError('items-malformed', `Expected an Item with at least an id, but the value ${problem}.`, {
    tag: 'pluggy-provider',
    retryable: false,
    cause,
  });
}
