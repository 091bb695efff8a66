import type { CodePrompt } from './code-types.js';
import { itemCode } from './item-codes.js';
import { isIn, isWaitingElsewhere } from './item-state.js';
import type { Item } from './item-types.js';
import { consentLeft, itemView, type ItemLabel, type ItemViewOptions } from './item-view.js';

/** The reason why an Item needs the person. */
export type PromptReason = CodePrompt | 'code' | 'qr' | 'authorize' | 'pending' | 'signIn' | 'consent' | 'consentEnded';

/** Reasons that follow from an Item's label alone. */
const LABEL_REASONS: Partial<Record<ItemLabel, PromptReason>> = {
  code: 'code',
  reconnect: 'signIn',
  bank: 'bankAction',
  consent: 'consent',
  consentEnded: 'consentEnded',
};

/** Returns the reason why an Item needs the person; undefined when a prompt cannot help. */
export function promptReason(item: Item, options: ItemViewOptions): PromptReason | undefined {
  const { label, severity } = itemView(item, options);
  if (isWaitingElsewhere(item) && label === 'authorize') {
    if (!isIn(item, 'WAITING_USER_ACTION') && !isIn(item, 'WAITING_USER_INPUT')) return 'pending';
    return item.userAction?.type === 'qr' ? 'qr' : 'authorize';
  }
  if (label === 'reconnect' || label === 'bank') {
    return itemCode(item.error?.code)?.prompt ?? itemCode(item.executionStatus)?.prompt ?? LABEL_REASONS[label];
  }
  // A badge of these severities shows another label than the consent's, although the consent ends soon.
  const left = severity === 'ok' || severity === 'problem' ? consentLeft(item, options) : undefined;
  if (left !== undefined) return left > 0 ? 'consent' : 'consentEnded';
  return LABEL_REASONS[label];
}
