import type { Account, Transaction } from 'pluggy-sdk';
import type { Records } from './records.js';

/** Transactions per account in the overview. */
const NEWEST_TRANSACTIONS = 10;

/** A type as the database returns it: JSON, with dates as ISO strings. */
type Stored<T> = { [Key in keyof T]: T[Key] extends Date ? string : T[Key] };

/** Returns a user's balances and newest transactions from the database, reduced to the fields that a page may see. */
export async function listAccounts(records: Records, userId: string) {
  const accounts = await records.accountsOf(userId, NEWEST_TRANSACTIONS);
  return accounts.map(({ account, missingSince, transactions }) => ({
    ...publicAccount(account as Stored<Account>),
    // Time from which Pluggy no longer returns the account: balance and transactions are the last known ones.
    missingSince: missingSince ?? undefined,
    transactions: (transactions as Stored<Transaction>[]).map(publicTransaction),
  }));
}

function publicAccount(account: Stored<Account>) {
  return {
    id: account.id,
    itemId: account.itemId,
    type: account.type,
    subtype: account.subtype,
    name: account.name,
    marketingName: account.marketingName,
    number: account.number,
    balance: account.balance,
    currencyCode: account.currencyCode,
    creditLimit: account.creditData?.creditLimit,
    availableCreditLimit: account.creditData?.availableCreditLimit,
    balanceDueDate: account.creditData?.balanceDueDate,
  };
}

function publicTransaction(transaction: Stored<Transaction>) {
  return {
    id: transaction.id,
    date: transaction.date,
    description: transaction.description,
    amount: transaction.amount,
    currencyCode: transaction.currencyCode,
    type: transaction.type,
    status: transaction.status,
    category: transaction.category,
  };
}
