/** Products in collection order, with their key in `statusDetail` and their step. https://docs.pluggy.ai/docs/connections/item-lifecycle */
export const PRODUCT_STEPS = [
  ['ACCOUNTS', 'accounts', 'ACCOUNTS_IN_PROGRESS'],
  ['CREDIT_CARDS', 'creditCards', 'CREDITCARDS_IN_PROGRESS'],
  ['TRANSACTIONS', 'transactions', 'TRANSACTIONS_IN_PROGRESS'],
  ['INVESTMENTS', 'investments', 'INVESTMENTS_IN_PROGRESS'],
  ['INVESTMENTS_TRANSACTIONS', 'investmentsTransactions', 'INVESTMENTS_TRANSACTIONS_IN_PROGRESS'],
  ['IDENTITY', 'identity', 'IDENTITY_IN_PROGRESS'],
  ['PAYMENT_DATA', 'paymentData', 'PAYMENT_DATA_IN_PROGRESS'],
  ['LOANS', 'loans', 'LOANS_IN_PROGRESS'],
  ['ACCOUNT_STATEMENTS', 'accountStatements', 'ACCOUNT_STATEMENTS_IN_PROGRESS'],
] as const;
