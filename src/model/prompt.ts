import { consentLeft, itemView, type ItemLabel, type ItemViewOptions } from './item-view.js';
import { isIn, isWaitingElsewhere } from './item-state.js';
import type { Item } from './item-types.js';

/** Why a prompt is there. */
export type PromptReason =
  | 'code'
  | 'qr'
  | 'authorize'
  | 'pending'
  | 'credentials'
  | 'wrongCode'
  | 'timeout'
  | 'notGranted'
  | 'revoked'
  | 'signIn'
  | 'locked'
  | 'password'
  | 'bankAction'
  | 'consent'
  | 'consentEnded';

const REASONS: Record<string, PromptReason> = {
  INVALID_CREDENTIALS: 'credentials',
  INVALID_CREDENTIALS_MFA: 'wrongCode',
  USER_INPUT_TIMEOUT: 'timeout',
  USER_AUTHORIZATION_NOT_GRANTED: 'notGranted',
  USER_AUTHORIZATION_REVOKED: 'revoked',
  ACCOUNT_LOCKED: 'locked',
  ACCOUNT_CREDENTIALS_RESET: 'password',
  ACCOUNT_NEEDS_ACTION: 'bankAction',
};
const LABELS: Partial<Record<ItemLabel, PromptReason>> = {
  code: 'code',
  reconnect: 'signIn',
  bank: 'bankAction',
  consent: 'consent',
  consentEnded: 'consentEnded',
};

/** Why an Item needs its person, as far as a prompt can help; nothing when it does not. */
export function promptReason(item: Item, options: ItemViewOptions): PromptReason | undefined {
  const { label, severity } = itemView(item, options);
  if (isWaitingElsewhere(item) && label === 'authorize') {
    if (!isIn(item, 'WAITING_USER_ACTION') && !isIn(item, 'WAITING_USER_INPUT')) return 'pending';
    return item.userAction?.type === 'qr' ? 'qr' : 'authorize';
  }
  if (label === 'reconnect' || label === 'bank') {
    const code = [item.error?.code, item.executionStatus].find((end) => end && Object.hasOwn(REASONS, end));
    return code ? REASONS[code] : LABELS[label];
  }
  // Its badge has something else to say.
  const left = severity === 'ok' || severity === 'problem' ? consentLeft(item, options) : undefined;
  if (left !== undefined) return left > 0 ? 'consent' : 'consentEnded';
  return LABELS[label];
}
