import type { Connector, Item } from './api.js';

/** The state of an item's run: in progress, waiting for the user, or ended. */
export type Phase = 'running' | 'input' | 'action' | 'pending' | 'ok' | 'failed';

export function phase({ status, executionStatus, error }: Item): Phase {
  if (executionStatus === 'USER_AUTHORIZATION_PENDING' || error?.code === 'USER_AUTHORIZATION_PENDING')
    return 'pending';
  if (status === 'WAITING_USER_INPUT') return 'input';
  if (status === 'WAITING_USER_ACTION') return 'action';
  if (status === 'UPDATING' || status === 'MERGING' || executionStatus.endsWith('_IN_PROGRESS')) return 'running';
  return status === 'UPDATED' ? 'ok' : 'failed';
}

/** Whether the login succeeded: data collection has begun or ended. */
export function loggedIn(item: Item): boolean {
  const now = phase(item);
  if (now === 'ok') return true;
  const { executionStatus: step } = item;
  return now === 'running' && (step === 'MERGING' || (step.endsWith('_IN_PROGRESS') && !step.includes('LOGIN')));
}

export function failureCode(item: Item): string {
  return item.error?.code ?? item.executionStatus;
}

/** Returns the address of the institution's authorisation page, if the item waits for an authorisation there. */
export function authorizeUrl({ parameter, userAction }: Item): string | undefined {
  const candidates = [
    ...(parameter && parameter.type !== 'image' ? [parameter.data] : []),
    ...(userAction && userAction.type !== 'qr' ? Object.values(userAction.attributes ?? {}) : []),
  ];
  return candidates.find((value) => value !== undefined && /^https?:/.test(value) && URL.canParse(value));
}

/**
 * The effect of a retry: show the form again, run the stored credentials again, or none when a retry cannot help.
 * Unknown codes count as temporary failures.
 */
export type Remedy = 'form' | 'update' | 'none';

const FORM = new Set([
  'INVALID_CREDENTIALS',
  'INVALID_CREDENTIALS_MFA',
  'USER_INPUT_TIMEOUT',
  'ACCOUNT_LOCKED',
  'ACCOUNT_CREDENTIALS_RESET',
  'ACCOUNT_NEEDS_ACTION',
  'USER_AUTHORIZATION_NOT_GRANTED',
  'USER_AUTHORIZATION_REVOKED',
  'LAST_EXECUTION_HAD_LOGIN_ERROR',
  'PARAMETERS_NOT_PROVIDED',
  'CONNECTOR_VALIDATION_ERROR',
  'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR',
  'ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT',
  'ITEM_MFA_EXPIRED',
]);

const HOPELESS = new Set([
  'SITE_NOT_AVAILABLE',
  'USER_NOT_SUPPORTED',
  'CONNECTOR_OFFLINE',
  'ITEM_NOT_FOUND',
  'ITEM_USER_ALREADY_EXISTS',
  'ITEM_CREATION_LIMIT_EXCEEDED',
  'ITEM_IN_ERROR_COOLDOWN',
  'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES',
  'TOO_MANY_CONSECUTIVE_ERRORS',
  'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED',
  'SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED',
  'CREATE_ITEMS_API_FREE_DISABLED',
]);

export function remedy(code: string): Remedy {
  if (FORM.has(code)) return 'form';
  return HOPELESS.has(code) || code.startsWith('CLIENT_') ? 'none' : 'update';
}

/** Returns the institution's address when the user must resolve the failure there. */
export function helpUrl(code: string, connector?: Connector): string | undefined {
  if (code === 'ACCOUNT_CREDENTIALS_RESET') return connector?.resetPasswordUrl ?? connector?.institutionUrl;
  return code === 'ACCOUNT_LOCKED' || code === 'ACCOUNT_NEEDS_ACTION' ? connector?.institutionUrl : undefined;
}
