import type { Item, ProductDetail } from './item-types.js';

/**
 * The reason that a warning gives for a product:
 *
 * - `permission`: the consent does not include the product, or has ended.
 * - `approval`: other people of the account have not approved the access.
 * - `temporary` and `never`: the institution does not offer the product at the moment, or at all.
 * - `quota`: the institution's limit of requests has been reached.
 * - `part`: the data is incomplete.
 * - `other`: the code is unknown.
 */
export type WarningReason = 'permission' | 'approval' | 'temporary' | 'never' | 'quota' | 'part' | 'other';

/**
 * The reasons of Open Finance's codes by product: `ACCT_001`, `ACCT_002` and so on.
 * Source: https://docs.pluggy.ai/en/docs/connections/warnings-status-codes
 */
const REASONS: Readonly<Record<string, string>> = {
  ACCT: 'permission approval temporary never part part',
  CC: 'permission approval temporary never part part part',
  TXN: 'permission part quota permission part quota',
  INV: 'permission permission never quota never',
};

/**
 * Returns the reason that a warning's code stands for. Codes without a prefix belong to direct connectors, and each connector
 * has its own meaning for a code. Only 423 means the same everywhere.
 */
export function warningReason(code: string): WarningReason {
  const [, product = '', number] = /^([A-Z]+)_00(\d)$/.exec(code) ?? [];
  const reason = code === '423' ? 'quota' : REASONS[product]?.split(' ')[Number(number) - 1];
  return (reason ?? 'other') as WarningReason;
}

/** Whether the product has a warning with the reason. */
function hasReason({ warnings }: ProductDetail, reason: WarningReason): boolean {
  return warnings.some(({ code }) => warningReason(code) === reason);
}

/** Returns the details of the requested products. */
const detailsOf = ({ statusDetail }: Item) => Object.values(statusDetail ?? {}).filter((detail) => !!detail);

/** Whether any product has a warning with the reason. */
export function hasWarning(item: Item, reason: WarningReason): boolean {
  return detailsOf(item).some((detail) => hasReason(detail, reason));
}

/** Whether any product was read in the last run. */
export const hasNewData = (item: Item) => detailsOf(item).some(({ isUpdated }) => isUpdated);

/** Whether the product's data is missing or old, although the institution offers the product to this person. */
export function isLate({ isUpdated, warnings }: ProductDetail): boolean {
  return !isUpdated && !(warnings.length && warnings.every(({ code }) => warningReason(code) === 'never'));
}

/** Whether the last successful run brought only a part of the data that the institution offers. */
export function isPartial(item: Item): boolean {
  // Pluggy also calls a run partial when the institution never offers a product.
  const isExplained = item.executionStatus !== 'PARTIAL_SUCCESS' || hasWarning(item, 'never');
  return !isExplained || hasWarning(item, 'part') || detailsOf(item).some(isLate);
}
