import type { CardMessages } from '../messages.js';

export const card: CardMessages = {
  bank: { name: 'Your bank', inText: 'your bank' },
  update: 'Update now',
  check: 'Check now',
  asked: {
    asking: (bank) => `Checking ${bank} for new data…`,
    recent: (_, time) =>
      `Your data is recent. ${time ? `Next possible update: ${time}.` : 'You can update it again later.'}`,
    later: (_, time) =>
      `We can’t start an update just yet. ${time ? `Next possible update: ${time}.` : 'Please try again later.'}`,
    failed: () => 'We couldn’t start the update just now. Please try again in a moment.',
    going: () => 'Still in progress. You’ll see it here as soon as it’s done.',
  },
  health: {
    offline: (bank) => `${bank} isn’t available right now. Updates may not work.`,
    unstable: (bank) => `${bank} is having problems right now. Updates may take longer.`,
  },
  line: {
    partial: (products) => `Partly up to date: ${products} missing`,
    fetching: (product) => `Updating: getting ${product}…`,
    down: 'Bank isn’t available',
    failed: 'Couldn’t update',
    retry: (when, isToday) => `we’ll try again ${isToday ? `at ${when}` : when}`,
    credentials: 'Username or password didn’t match',
    wrongCode: 'Your bank didn’t accept the code',
    timeout: 'The time to confirm ran out',
    notGranted: 'Access still needs your permission',
    revoked: 'Permission cancelled at your bank',
    locked: 'Access locked at your bank',
    password: 'Your bank asks for a new password',
    bankAction: 'One more step at your bank',
  },
  action: { reconnect: 'Reconnect', renew: 'Renew' },
  menu: (bank) => `Options for ${bank}`,
  details: 'What was updated',
  hideDetails: 'Hide',
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
  productLate: (ago) => `Not updated this time. Last update: ${ago}`,
  productFine: 'Up to date',
  productNever: 'Not received yet',
  warnings: {
    permission: 'Your permission doesn’t include this, or has ended. To receive it, reconnect and allow access.',
    approval:
      'Other people on this account still need to approve it. Please let them know: the request is in the bank’s app.',
    temporary: 'Your bank isn’t sending this at the moment. You don’t need to do anything.',
    never: 'This isn’t available for your account.',
    quota: 'Your bank’s limit for this has been reached. Updates continue automatically, usually next month.',
    part: 'Your bank sent only part of it.',
  },
  quote: 'Your bank says:',
  disconnect: 'Disconnect',
  question: {
    title: (bank) => `Disconnect ${bank}?`,
    erased: (bank) =>
      `We’ll stop receiving your data from ${bank} and delete the data from this connection. Your account at the bank stays as it is.`,
    rights: 'It’s your right under Brazil’s data protection law (LGPD). You can connect again whenever you like.',
    keep: 'Keep connected',
    confirm: 'Disconnect and delete',
    working: 'Disconnecting…',
    failed: 'We couldn’t disconnect just now. Please try again in a moment.',
  },
  disconnected: (bank) => `Done: we disconnected ${bank} and deleted its data.`,
  list: {
    label: 'Your connections',
    groups: { attention: 'Need your attention', fine: 'All good' },
    loading: 'Loading your connections…',
    emptyTitle: 'No connections yet',
    emptyText: 'Connect your first account to see everything here.',
    change: (bank, label) => `${bank}: ${label}.`,
    changes: (count) => (count === 1 ? '1 connection has changed.' : `${count} connections have changed.`),
    added: (bank, isFetching) => `${bank} connected.${isFetching ? ' Getting your data…' : ''}`,
    returned: {
      checking: () => 'Welcome back. Just a moment: we’re checking your connection.',
      going: (bank) =>
        `Welcome back. We’re still finishing the connection to ${bank}. You’ll see it here when it’s done.`,
      done: (bank) => `Welcome back. The connection to ${bank} is ready.`,
      open: (bank) => `Welcome back. The connection to ${bank} isn’t complete yet. You can see what’s missing below.`,
      refused: () => 'Welcome back. The connection wasn’t confirmed at your bank. You can try again whenever you like.',
      unknown: () =>
        'Your authorisation arrived. If you began in another app or browser, go back there: the connection continues there. Only if you don’t find it there, connect again.',
    },
    ended: {
      text: (bank) =>
        `The old connection${bank && ` to ${bank}`} has ended. To keep your data up to date, connect again.`,
      connect: 'Connect again',
      notAccepted: (bank) =>
        `The new connection${bank && ` to ${bank}`} couldn’t be saved here: this site didn’t accept it for your login. Please let this site’s support know.`,
    },
    dismiss: 'Got it',
  },
};
