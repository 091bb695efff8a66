/** One of a set that Pluggy may extend: known values complete in the editor, unknown ones pass. */
type Open<T extends string> = T | (string & {});

/** Source: https://docs.pluggy.ai/docs/connections/item-lifecycle */
export type ItemStatus = Open<
  'UPDATING' | 'WAITING_USER_INPUT' | 'WAITING_USER_ACTION' | 'MERGING' | 'UPDATED' | 'LOGIN_ERROR' | 'OUTDATED'
>;

/** The institution's integration that an Item was made through. Source: https://docs.pluggy.ai/reference/connectors */
export interface Connector {
  readonly id: number;
  readonly name: string;
  readonly imageUrl?: string | null;
  /** Six hexadecimal digits without `#`. */
  readonly primaryColor?: string | null;
  readonly [field: string]: unknown;
}

/** What ended a run. `message` is English, for developers; `providerMessage` is the bank's own text. */
export interface ItemError {
  readonly code: string;
  readonly message?: string;
  readonly providerMessage?: string;
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
  readonly executionStatus?: string;
  readonly connector?: Connector;
  readonly error?: ItemError | null;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  /** Last time that the institution's data was read with success. */
  readonly lastUpdatedAt?: string | null;
  readonly [field: string]: unknown;
}

const PRIVATE = new Set(['webhookUrl', 'clientUserId', 'webhook_url', 'client_user_id']);

/**
 * What the widget hands over, as plain data of our own: the frame's objects may hold `Date`s and functions, and an
 * event's listeners must not be able to change what the next listener sees.
 */
export function plainCopy<T>(value: T): T | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return JSON.parse(JSON.stringify(value, (key, field: unknown) => (PRIVATE.has(key) ? undefined : field))) as T;
}

/** The Item in a widget's callback, or nothing where there is none with an id. */
export function widgetItem(value: unknown): Item | undefined {
  const item = plainCopy(value) as Item | undefined;
  return typeof item?.id === 'string' && item.id ? item : undefined;
}

/** A run is under way and nobody has to do anything in the widget. */
export function isWorking({ status, executionStatus }: Item): boolean {
  return (
    /^(UPDATING|MERGING)$/.test(status ?? '') || /^(CREAT(ING|ED)|MERGING|.+_IN_PROGRESS)$/.test(executionStatus ?? '')
  );
}

/** The run waits for the person somewhere else: in the bank's app, at a QR code, for another approver. */
export function isWaitingElsewhere({ status, executionStatus, error }: Item): boolean {
  return (
    [status, executionStatus].includes('WAITING_USER_ACTION') ||
    [executionStatus, error?.code].includes('USER_AUTHORIZATION_PENDING')
  );
}
