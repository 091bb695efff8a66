import type { CodePrompt } from './code-types.js';
import { codeEntry } from './codes.js';
import { signsInElsewhere } from './connector.js';
import { isPending, isWaiting } from './item-state.js';
import type { Item } from './item-types.js';
import { consentLeft, itemView, type ItemLabel, type ItemViewOptions } from './item-view.js';

/** The reason why an Item needs the person. */
export type PromptReason =
  | CodePrompt
  | 'code'
  | 'qr'
  | 'authorize'
  | 'pending'
  | 'overdue'
  | 'signIn'
  | 'permission'
  | 'approval'
  | 'consent'
  | 'consentEnded';

/** Reasons that follow from an Item's label alone. */
const LABEL_REASONS: Partial<Record<ItemLabel, PromptReason>> = {
  code: 'code',
  reconnect: 'signIn',
  bank: 'bankAction',
  permission: 'permission',
  approval: 'approval',
  consent: 'consent',
  consentEnded: 'consentEnded',
};

/** Returns the reason why an Item needs the person; undefined when a prompt cannot help. */
export function promptReason(item: Item, options: ItemViewOptions): PromptReason | undefined {
  const { label, severity, action } = itemView(item, options);
  if (label === 'authorize') {
    if (isPending(item)) return 'pending';
    return item.userAction?.type === 'qr' ? 'qr' : 'authorize';
  }
  if (label === 'stalled' && action === 'reconnect') return 'overdue';
  if (label === 'reconnect' && isWaiting(item)) return 'timeout';
  if (label === 'reconnect' || label === 'bank') {
    const [first, second] = [item.error?.code, item.executionStatus].map((code) => codeEntry(code ?? '')?.prompt);
    const reason = first ?? second ?? LABEL_REASONS[label];
    const isPassword = reason === 'credentials' || reason === 'password';
    return isPassword && signsInElsewhere(item) ? 'signIn' : reason;
  }
  // A badge of these states shows another label than the consent's, although the consent ends soon.
  const hidesConsent = severity === 'ok' || severity === 'problem' || label === 'approval';
  const left = hidesConsent ? consentLeft(item, options) : undefined;
  if (left !== undefined) return left > 0 ? 'consent' : 'consentEnded';
  return LABEL_REASONS[label];
}
