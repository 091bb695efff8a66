import { hash, random, uuidFrom } from './random.js';
import type { AccountJson } from './types.js';

/** Fields a connect token may read. https://docs.pluggy.ai/en/docs/authentication.md */
export type ReducedAccount = Pick<
  AccountJson,
  'id' | 'itemId' | 'type' | 'subtype' | 'number' | 'balance' | 'name' | 'currencyCode'
>;

export function reduced(account: AccountJson): ReducedAccount {
  const { id, itemId, type, subtype, number, balance, name, currencyCode } = account;
  return { id, itemId, type, subtype, number, balance, name, currencyCode };
}

interface Collection {
  itemId: string;
  /** The same login at the same institution has the same accounts. */
  loginKey: string;
  checkingAccounts: number;
  now: number;
}

/** Synthetic accounts: the checking accounts and one credit card, as Pluggy's sandbox has. */
export function collectAccounts({ itemId, loginKey, checkingAccounts, now }: Collection): {
  bank: AccountJson[];
  credit: AccountJson[];
} {
  const money = random(hash(loginKey));
  const id = random(hash(itemId));
  const cents = (from: number, to: number) => Math.round((from + money() * (to - from)) * 100) / 100;
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(money() * 10)).join('');
  const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();
  const common = { itemId, currencyCode: 'BRL', owner: 'Joana Exemplo', taxNumber: '416.799.495-00' } as const;

  const bank = Array.from({ length: checkingAccounts }, (_, index): AccountJson => {
    const balance = cents(150, 9_000);
    const number = `${digits(5)}-${digits(1)}`;
    return {
      ...common,
      id: uuidFrom(id),
      type: 'BANK',
      subtype: 'CHECKING_ACCOUNT',
      name: index === 0 ? 'Conta Corrente' : `Conta Corrente ${index + 1}`,
      marketingName: 'Conta Fácil',
      number: `0001/${number}`,
      balance,
      bankData: {
        transferNumber: `001/0001/${number}`,
        closingBalance: balance,
        automaticallyInvestedBalance: cents(0, 500),
        overdraftContractedLimit: 1_000,
        overdraftUsedLimit: 0,
        unarrangedOverdraftAmount: 0,
        hasReservedBalance: false,
        reservedBalances: null,
      },
      creditData: null,
    };
  });

  const bill = cents(80, 2_500);
  const card: AccountJson = {
    ...common,
    id: uuidFrom(id),
    type: 'CREDIT',
    subtype: 'CREDIT_CARD',
    name: 'Cartão Mastercard Black',
    marketingName: 'Pluggy Black',
    number: digits(4),
    balance: bill,
    bankData: null,
    creditData: {
      level: 'BLACK',
      brand: 'MASTERCARD',
      balanceCloseDate: inDays(10),
      balanceDueDate: inDays(17),
      availableCreditLimit: 30_000 - bill,
      balanceForeignCurrency: 0,
      minimumPayment: Math.round(bill * 20) / 100,
      creditLimit: 30_000,
      isLimitFlexible: false,
      status: 'ACTIVE',
      holderType: 'MAIN',
    },
  };
  return { bank, credit: [card] };
}
