import type { CardMessages } from '../messages.js';

export const card: CardMessages = {
  bank: { name: 'Your bank', inText: 'your bank' },
  update: 'Update now',
  check: 'Check now',
  asked: {
    asking: (bank) => `Asking ${bank} for news…`,
    recent: () => 'All set: your data is recent, so there is nothing new to fetch yet.',
    failed: () => 'We could not ask for an update just now. Please try again in a moment.',
    going: () => 'Still under way. You will see it here as soon as it is done.',
  },
  partial: (products) => `Not everything could be updated this time: ${products}. The rest is up to date.`,
  details: 'What is up to date',
  products: {
    accounts: 'Accounts',
    creditCards: 'Credit cards',
    transactions: 'Transactions',
    investments: 'Investments',
    investmentTransactions: 'Investment transactions',
    identity: 'Personal details',
    paymentData: 'Payment details',
    loans: 'Loans',
    accountStatements: 'Account statements',
  },
  productUpdated: (ago) => `Updated ${ago}`,
  productLate: (ago) => `Not updated this time; what you see is from ${ago}`,
  productFine: 'Up to date',
  productNever: 'Not received yet',
  warnings: {
    '001': 'The bank does not offer this for your account. Nothing is wrong.',
    '002': 'It waits for the other people who have to approve it. Please let them know: the bank asks them in its app.',
    '423': 'The bank’s limit for this month has been reached. It is updated again next month, by itself.',
    other: 'The bank sent only part of it.',
  },
  quote: 'The bank says:',
  disconnect: 'Disconnect',
  question: {
    title: (bank) => `Disconnect ${bank}?`,
    erased: (bank) =>
      `We stop receiving your data from ${bank}, and the data received through this connection is erased. Your account at the bank stays as it is.`,
    rights: 'This is your right under the data protection law (LGPD). You can connect again whenever you like.',
    keep: 'Keep it',
    confirm: 'Disconnect and erase',
    working: 'Disconnecting…',
    failed: 'We could not disconnect it just now, and it is still connected. Please try again in a moment.',
  },
  disconnected: (bank) => `Done: ${bank} is disconnected and its data is erased.`,
  list: {
    label: 'Your connections',
    loading: 'Loading your connections…',
    emptyTitle: 'No connections yet',
    emptyText: 'Connect your first account, and see here how it is doing.',
    change: (bank, label) => `${bank}: ${label}.`,
    changes: (count) => `${count} connections have changed.`,
    returned: {
      checking: () => 'Welcome back. One moment: we are checking your connection.',
      going: (bank) => `Welcome back. ${bank} is still finishing the connection; you will see it here when it is done.`,
      done: (bank) => `Welcome back. The connection with ${bank} is ready.`,
      open: (bank) => `Welcome back. The connection with ${bank} is not complete yet; below you see what is missing.`,
      refused: () =>
        'Welcome back. The connection was not confirmed there. Nothing is lost, and you can try again whenever you like.',
      unknown: () =>
        'We do not know the connection that you are coming back from. If it is missing here, please connect again.',
    },
    dismiss: 'Got it',
  },
};
