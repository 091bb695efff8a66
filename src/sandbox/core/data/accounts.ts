import { uuidOf } from '../random.js';
import type { AccountJson } from '../types.js';
import { iso, monthly, Source } from './source.js';

/** The fields that a connect token may read. https://docs.pluggy.ai/en/docs/authentication.md */
export type ReducedAccount = Pick<
  AccountJson,
  'id' | 'itemId' | 'type' | 'subtype' | 'number' | 'balance' | 'name' | 'currencyCode'
>;

export function reduced(account: AccountJson): ReducedAccount {
  const { id, itemId, type, subtype, number, balance, name, currencyCode } = account;
  return { id, itemId, type, subtype, number, balance, name, currencyCode };
}

/** The day of the month on which a card's bill closes. */
export const CLOSING_DAY = 10;
/** The day of the month on which a card's bill is due. */
const DUE_DAY = 17;

export interface Holder {
  itemId: string;
  /** The seed of the synthetic data: an institution and a login. */
  loginKey: string;
  owner: string;
  taxNumber: string;
  now: number;
}

export function bankAccount({ itemId, loginKey, owner, taxNumber }: Holder, index: number): AccountJson {
  const source = new Source(`${loginKey} bank ${index}`);
  const balance = source.money(150, 9_000);
  const number = `${source.digits(5)}-${source.digits(1)}`;
  return {
    id: uuidOf(`${itemId} bank ${index}`),
    itemId,
    type: 'BANK',
    subtype: 'CHECKING_ACCOUNT',
    name: index === 0 ? 'Conta Corrente' : `Conta Corrente ${index + 1}`,
    marketingName: 'Conta Fácil',
    number: `0001/${number}`,
    balance,
    currencyCode: 'BRL',
    owner,
    taxNumber,
    bankData: {
      transferNumber: `001/0001/${number}`,
      closingBalance: balance,
      automaticallyInvestedBalance: source.money(0, 500),
      overdraftContractedLimit: 1_000,
      overdraftUsedLimit: 0,
      unarrangedOverdraftAmount: 0,
      hasReservedBalance: false,
      reservedBalances: null,
    },
    creditData: null,
  };
}

const CREDIT_LIMIT = 30_000;

export function creditCard({ itemId, loginKey, owner, taxNumber }: Holder): AccountJson {
  const source = new Source(`${loginKey} card`);
  return {
    id: uuidOf(`${itemId} card`),
    itemId,
    type: 'CREDIT',
    subtype: 'CREDIT_CARD',
    name: 'Cartão Mastercard Black',
    marketingName: 'Pluggy Black',
    number: source.digits(4),
    balance: source.money(80, 2_500),
    currencyCode: 'BRL',
    owner,
    taxNumber,
    bankData: null,
    creditData: {
      level: 'BLACK',
      brand: 'MASTERCARD',
      balanceCloseDate: null,
      balanceDueDate: null,
      availableCreditLimit: null,
      balanceForeignCurrency: 0,
      minimumPayment: null,
      creditLimit: CREDIT_LIMIT,
      isLimitFlexible: false,
      status: 'ACTIVE',
      holderType: 'MAIN',
    },
  };
}

/** Updates the fields that depend on the balance and the date. */
export function settle({ balance, bankData, creditData }: AccountJson, now: number): void {
  if (bankData) bankData.closingBalance = balance;
  if (!creditData) return;
  const closing = monthly(now, new Date(now).getUTCDate() < CLOSING_DAY ? 0 : 1, CLOSING_DAY);
  creditData.balanceCloseDate = iso(closing);
  creditData.balanceDueDate = iso(monthly(closing, 0, DUE_DAY));
  creditData.availableCreditLimit = Math.round((CREDIT_LIMIT - balance) * 100) / 100;
  creditData.minimumPayment = Math.max(0, Math.round(balance * 20) / 100);
}
