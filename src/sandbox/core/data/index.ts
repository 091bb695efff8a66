import type { AccountJson, BillJson, IdentityJson, ItemJson, LoanJson } from '../types.js';
import { bankAccount, creditCard, type Holder, settle } from './accounts.js';
import { collectBills } from './bills.js';
import { collectIdentity, personOf } from './identity.js';
import { collectInvestments, type Position } from './investments.js';
import { collectLoans } from './loans.js';
import { collectTransactions, type Ledger, type LedgerChanges } from './transactions.js';

/** The data collected for an item. */
export interface ItemData {
  accounts: AccountJson[];
  /** Transactions by account id. */
  ledgers: Map<string, Ledger>;
  /** Bills by account id. */
  bills: Map<string, BillJson[]>;
  positions: Position[];
  loans: LoanJson[];
  identity?: IdentityJson;
}

export const noData = (): ItemData => ({
  accounts: [],
  ledgers: new Map(),
  bills: new Map(),
  positions: [],
  loans: [],
});

/** Returns the data that the API shows: none after the user has revoked the consent at the institution. */
export const dataOf = ({ data, isRevoked }: { data: ItemData; isRevoked?: boolean }): ItemData =>
  isRevoked ? noData() : data;

/** The changes to an account's transactions. */
export interface AccountChanges extends LedgerChanges {
  accountId: string;
}

interface Collection {
  data: ItemData;
  json: ItemJson;
  /** The user name, CPF or CNPJ. The same login always has the same data. */
  login: string;
  checkingAccounts: number;
  /** Products that the institution does not return. */
  missing: readonly string[];
  /** The number of additional transactions of the first account. */
  bulk: number;
  now: number;
}

/** Updates the data of an item's products and returns the changes to its transactions. */
export function collect({ data, json, login, checkingAccounts, missing, bulk, now }: Collection): AccountChanges[] {
  const wants = (product: string) => json.products.includes(product) && !missing.includes(product);
  const loginKey = `${json.connector.id} ${login}`;
  const person = personOf(loginKey, json.connector);
  const { name: owner, cnpj: taxNumber } = person.company ?? { name: person.name, cnpj: person.cpf };
  const holder: Holder = { itemId: json.id, loginKey, owner, taxNumber, now };

  const found = [
    ...(wants('ACCOUNTS') ? Array.from({ length: checkingAccounts }, (_, index) => bankAccount(holder, index)) : []),
    ...(wants('CREDIT_CARDS') ? [creditCard(holder)] : []),
  ];
  for (const account of found) {
    if (!data.accounts.some(({ id }) => id === account.id)) data.accounts.push(account);
  }
  data.accounts.sort((a, b) => a.type.localeCompare(b.type));

  const changes: AccountChanges[] = [];
  data.accounts.forEach((account, index) => {
    if (wants('TRANSACTIONS') && found.some(({ id }) => id === account.id)) {
      const ledger = data.ledgers.get(account.id) ?? { transactions: [], syncs: 0 };
      data.ledgers.set(account.id, ledger);
      const changed = collectTransactions({
        account,
        ledger,
        key: `${loginKey} ${account.type} ${account.number}`,
        now,
        bulk: index === 0 ? bulk : 0,
        withPaymentData: wants('PAYMENT_DATA'),
      });
      changes.push({ accountId: account.id, ...changed });
      if (account.type === 'CREDIT') {
        data.bills.set(account.id, collectBills(account, ledger.transactions, data.bills.get(account.id) ?? [], now));
      }
    }
    settle(account, now);
  });

  if (wants('INVESTMENTS')) {
    const withTransactions = wants('INVESTMENTS_TRANSACTIONS');
    data.positions = collectInvestments(holder).map((position) =>
      withTransactions ? position : { ...position, transactions: [] },
    );
  }
  if (wants('LOANS')) data.loans = collectLoans(holder);
  if (wants('IDENTITY')) data.identity = collectIdentity(json.id, loginKey, person, data.identity, now);
  return changes;
}
