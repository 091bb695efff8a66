import type { ProductState } from './types.js';

/** The reason of a warning. Codes of one family ask for the same action, or for none. */
export type WarningFamily =
  'permission' | 'approval' | 'temporary' | 'never' | 'limit' | 'unsupported' | 'part' | 'other';

/** The states of products, by their key in `statusDetail`. */
export type Details = Readonly<Record<string, Omit<ProductState, 'lastUpdatedAt'>>>;

const MESSAGES: Readonly<Record<WarningFamily, string>> = {
  permission: 'The permission for this product was not granted or has expired',
  approval: 'The account waits for the approval of another holder at the institution',
  temporary: 'The product is temporarily unavailable at the institution',
  never: 'The product is permanently unavailable at the institution',
  limit: 'The limit of requests for this product was reached',
  unsupported: 'The institution does not share this kind of investment',
  part: 'The institution returned only a part of the data',
  other: 'The product has a warning',
};

const PRODUCTS: Readonly<Record<string, string>> = {
  ACCT: 'accounts',
  CC: 'creditCards',
  TXN: 'transactions',
  INV: 'investments',
  LOAN: 'loans',
  ID: 'identity',
};

/**
 * The codes of Open Finance connectors, by family. The last two belong to no documented family.
 * https://docs.pluggy.ai/en/docs/connections/warnings-status-codes
 */
const CODES: Readonly<Record<WarningFamily, readonly string[]>> = {
  permission: ['ACCT_001', 'CC_001', 'TXN_001', 'TXN_004', 'INV_001', 'INV_002'],
  approval: ['ACCT_002', 'CC_002'],
  temporary: ['ACCT_003', 'CC_003'],
  never: ['ACCT_004', 'CC_004'],
  limit: ['TXN_003', 'TXN_006', 'INV_004'],
  unsupported: ['INV_003', 'INV_005'],
  part: ['ACCT_005', 'ACCT_006', 'CC_005', 'CC_006', 'CC_007', 'TXN_002', 'TXN_005'],
  other: ['LOAN_001', 'ID_001'],
};

/** A product with a part of its data counts as updated; a product without data does not. */
const isUpdatedIn = (family: WarningFamily) => family === 'part' || family === 'unsupported';

/** Returns the state of the code's product, by its key in `statusDetail`. */
export function warn(family: WarningFamily, code: string, isUpdated = isUpdatedIn(family)): Details {
  const product = PRODUCTS[code.split('_')[0] ?? ''];
  if (!product) throw new Error(`No product has the warning ${code}`);
  return { [product]: { isUpdated, warnings: [{ code, message: MESSAGES[family] }] } };
}

/** The products that wait for the approval of another holder. The run ends without them. */
export const WAITING_FOR_APPROVAL: Details = { ...warn('approval', 'ACCT_002'), ...warn('approval', 'CC_002') };

/** The products after another holder has refused the approval. */
export const APPROVAL_REFUSED: Details = { ...warn('permission', 'ACCT_001'), ...warn('permission', 'CC_001') };

/** Every code with its family. */
export const WARNINGS: readonly { family: WarningFamily; code: string }[] = Object.entries(CODES).flatMap(
  ([family, codes]) => codes.map((code) => ({ family: family as WarningFamily, code })),
);

/** Whether products wait for the approval of another holder. */
export const waitsForApproval = (detail: Readonly<Record<string, ProductState | null>> | null) =>
  Object.values(detail ?? {}).some((state) => state?.warnings?.some(({ code }) => CODES.approval.includes(code)));
