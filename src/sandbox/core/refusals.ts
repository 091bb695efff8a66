import { ApiError } from './errors.js';

export type Operation = 'auth' | 'connect_token' | 'create' | 'update' | 'mfa';

interface Refusal {
  operations: readonly Operation[];
  status: number;
  message: string;
  data?: Record<string, unknown>;
}

const LATER_MS = 15 * 60_000;

/**
 * API errors that the `refuse` setting can force, whatever the request. The sandbox also sends most of these errors
 * without the setting. https://docs.pluggy.ai/en/docs/connections/errors-validations.md
 */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  CLIENT_KEYS_UNAUTHORIZED: { operations: ['auth'], status: 401, message: 'Client keys are invalid' },
  CLIENT_DISABLED: { operations: ['auth'], status: 401, message: 'Client is disabled' },
  ITEM_NOT_FOUND: { operations: ['connect_token', 'update', 'mfa'], status: 404, message: 'Item not found' },
  CONNECTOR_VALIDATION_ERROR: {
    operations: ['create', 'update', 'mfa'],
    status: 400,
    message: 'Invalid connector parameters',
  },
  CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR: {
    operations: ['update'],
    status: 400,
    message: 'A new MFA parameter is required',
  },
  CONNECTOR_OFFLINE: { operations: ['create', 'update'], status: 409, message: 'Connector is offline' },
  ITEM_USER_ALREADY_EXISTS: { operations: ['create'], status: 400, message: 'There is already an item for this user' },
  ITEM_CREATION_LIMIT_EXCEEDED: {
    operations: ['create'],
    status: 409,
    message: 'The limit of items was reached',
    data: { itemsLimit: 20 },
  },
  TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED: {
    operations: ['create'],
    status: 403,
    message: 'Trial clients can only create items of sandbox connectors',
  },
  CREATE_ITEMS_API_FREE_DISABLED: {
    operations: ['create'],
    status: 400,
    message: 'Free clients must use Pluggy Connect',
  },
  PARAMETERS_NOT_PROVIDED: { operations: ['update'], status: 400, message: 'The item has no stored credentials' },
  LAST_EXECUTION_HAD_LOGIN_ERROR: {
    operations: ['update'],
    status: 400,
    message: 'The last execution had a login error: new credentials are needed',
  },
  ITEM_ALREADY_UPDATING: { operations: ['update'], status: 409, message: 'Item is already being updated' },
  ITEM_IS_ALREADY_UPDATING: {
    operations: ['create', 'update'],
    status: 409,
    message: 'Another item with the same credentials is being updated',
  },
  ITEM_IN_ERROR_COOLDOWN: { operations: ['update'], status: 409, message: 'Item is in error cooldown' },
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: {
    operations: ['update'],
    status: 409,
    message: 'The item was updated less than the allowed frequency ago',
    data: { minUpdateFrequencyAllowedInHours: 24 },
  },
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: {
    operations: ['update'],
    status: 400,
    message: 'Too many consecutive login failures',
    data: { readableBackoffTime: '15 minutes' },
  },
  TOO_MANY_CONSECUTIVE_ERRORS: { operations: ['update'], status: 400, message: 'Too many consecutive errors' },
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: {
    operations: ['update'],
    status: 409,
    message: 'The item was connected with a different account',
  },
  CLIENT_HAS_ITEM_UPDATES_DISABLED: {
    operations: ['update'],
    status: 409,
    message: 'Client has item updates disabled',
  },
  SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED: {
    operations: ['update'],
    status: 400,
    message: 'Only sandbox items can be updated',
  },
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: {
    operations: ['update', 'mfa'],
    status: 400,
    message: 'The MFA parameter was already used',
  },
  ITEM_MFA_ALREADY_PROVIDED: { operations: ['mfa'], status: 400, message: 'The MFA parameter was already provided' },
  ITEM_MFA_NOT_FOUND: { operations: ['mfa'], status: 404, message: 'Item is not waiting for MFA' },
  ITEM_MFA_EXPIRED: { operations: ['mfa'], status: 400, message: 'The MFA parameter had expired' },
  ITEM_MFA_PARAMETER_EXPECTED_MISMATCH: {
    operations: ['mfa'],
    status: 400,
    message: 'Another MFA parameter is expected',
  },
  INTERNAL_SERVER_ERROR: {
    operations: ['auth', 'connect_token', 'create', 'update', 'mfa'],
    status: 500,
    message: 'Internal server error',
  },
};

export const REFUSAL_CODES: readonly string[] = Object.keys(REFUSALS);

/** Throws the first of the `forced` errors that applies to the operation. */
export function throwForcedRefusal(forced: readonly string[], operation: Operation, now: number): void {
  for (const code of forced) {
    const refusal = REFUSALS[code];
    if (!refusal?.operations.includes(operation)) continue;
    const { status, message, data } = refusal;
    const waits = code === 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES';
    const until = waits && { canRetryAfterDate: new Date(now + LATER_MS).toISOString() };
    throw new ApiError(status, code, message, data || until ? { data: { ...data, ...until } } : {});
  }
}
