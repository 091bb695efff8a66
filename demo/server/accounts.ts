import type { Account, Transaction } from 'pluggy-sdk';
import type { Records } from './records.js';

/** For a glance: who wants more asks for one account. */
const NEWEST = 10;

/** What is kept has been through JSON: dates are ISO strings. */
type Kept<T> = { [Key in keyof T]: T[Key] extends Date ? string : T[Key] };

/** Balances and newest transactions of a user, from our own copy, with named fields. */
export async function listAccounts(records: Records, userId: string) {
  const accounts = await records.accountsOf(userId, NEWEST);
  return accounts.map(({ account, transactions }) => ({
    ...publicAccount(account as Kept<Account>),
    transactions: (transactions as Kept<Transaction>[]).map(publicTransaction),
  }));
}

function publicAccount(account: Kept<Account>) {
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

function publicTransaction(transaction: Kept<Transaction>) {
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
