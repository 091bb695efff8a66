import type { ErrorsMessages } from '../messages.js';

const account = (bank: string) => (bank ? `your ${bank} account` : 'your account');

export const errors: ErrorsMessages = {
  texts: {
    credentials: {
      title: 'The username or password didn’t match',
      text: (bank) => `Reconnect and check the sign-in details for ${account(bank)}.`,
    },
    wrongCode: {
      title: 'The code wasn’t accepted',
      text: () => 'It may have expired. Reconnect and use a new code.',
    },
    usedCode: {
      title: 'This code has already been used',
      text: () => 'Each code works only once. Reconnect to get a new one.',
    },
    timeout: {
      title: 'Time ran out',
      text: (bank) => `There wasn’t enough time to confirm access to ${account(bank)}. No problem: just reconnect.`,
    },
    locked: {
      title: 'Your bank has locked your account',
      text: (bank) => `Unlock ${account(bank)} in your bank’s app or on its website. Then reconnect here.`,
    },
    password: {
      title: 'Your bank asks for a new password',
      text: (bank) =>
        `Change the password for ${account(bank)} in your bank’s app or on its website. Then reconnect here.`,
    },
    bankAction: {
      title: 'One more step at your bank',
      text: (bank) =>
        `There’s a step waiting for you in ${account(bank)}. Complete it in your bank’s app or on its website. Then reconnect here.`,
    },
    authorize: {
      title: 'Your approval is needed',
      text: (bank) =>
        `Approve access to ${account(bank)} in your bank’s app. The connection then continues on its own. This can take up to 30 minutes.`,
    },
    overdue: {
      title: 'Your bank hasn’t confirmed yet',
      text: (bank) =>
        `The approval for ${account(bank)} is taking longer than usual. If you’ve already approved it, or can’t find the request in your bank’s app, reconnect.`,
    },
    notGranted: {
      title: 'Access wasn’t granted',
      text: (bank) => `To continue, reconnect and allow access to ${account(bank)}.`,
    },
    revoked: {
      title: 'Your permission was cancelled',
      text: (bank) => `Access to ${account(bank)} was cancelled at the bank. To get it back, reconnect.`,
    },
    signIn: {
      title: 'We couldn’t sign in to your bank',
      text: (bank) => `Reconnect and check the sign-in details for ${account(bank)}.`,
    },
    signInAgain: {
      title: 'The sign-in didn’t work',
      text: (bank) => `Reconnect and sign in to ${account(bank)} once more.`,
    },
    unsupported: {
      title: 'This account isn’t supported yet',
      text: (bank) =>
        `This type of ${bank ? `${bank} account` : 'account'} can’t be connected for now. If you have another account, connect that one.`,
    },
    loggedIn: {
      title: 'Your account is open somewhere else',
      text: (bank) =>
        `Sign out of ${account(bank)} in your bank’s app and on its website. Your bank allows one session at a time.`,
    },
    bankDown: {
      title: 'Your bank isn’t available right now',
      text: (bank) => `We couldn’t reach ${bank || 'your bank'}. Data we already received is safe.`,
    },
    connection: {
      title: 'We lost the connection to your bank',
      text: (bank) => `The connection to ${bank || 'your bank'} dropped. Data we already received is safe.`,
    },
    unexpected: {
      title: 'Something went wrong',
      text: () => 'This isn’t your fault. Data we already received is safe.',
    },
    outdated: {
      title: 'Not updated yet',
      text: (bank) => `The data from ${account(bank)} may not be the latest.`,
    },
    setup: {
      title: 'This part of the site isn’t working',
      text: () => 'This isn’t your fault. Please let this site’s support know.',
    },
    gone: {
      title: 'This connection no longer exists',
      text: (bank) => `To see the data from ${account(bank)} again, make a new connection.`,
    },
    invalidData: {
      title: 'Some details weren’t accepted',
      text: (bank) => `Reconnect ${account(bank)} and check the details your bank asks for.`,
    },
    missingData: {
      title: 'Your bank needs one more detail',
      text: (bank) => `Reconnect ${account(bank)} to add the missing details.`,
    },
    duplicate: {
      title: 'This account is already connected',
      text: () =>
        'You don’t need to connect it again. If you don’t see it here, it’s connected to another login on this site.',
    },
    updating: {
      title: 'The update has already started',
      text: (bank) => `Just a moment: we’re getting new data from ${account(bank)}.`,
    },
    updatingOther: {
      title: 'Another update is in progress',
      text: () => 'Your bank allows one session at a time. Wait for the other update to finish, then start this one.',
    },
    cooldown: {
      title: 'A short pause',
      text: (bank) => `We need to wait a little before we try ${account(bank)} again.`,
    },
    recent: {
      title: 'Your data is recent',
      text: (bank) => `We updated ${account(bank)} not long ago. You don’t need to do anything.`,
    },
    tooManyLogins: {
      title: 'A pause to protect your account',
      text: () => 'There were several tries in a row. Before the next one, check your password in your bank’s app.',
    },
    tooManyErrors: {
      title: 'Updates have stopped',
      text: (bank) =>
        `We tried several times and couldn’t update ${account(bank)}. Please contact this site’s support.`,
    },
    bankUnknown: {
      title: 'We couldn’t find this bank',
      text: (bank) =>
        `${bank || 'This bank'} isn’t among the banks that can be connected here. Look for it in the list: it may have another name there.`,
    },
    bankOffline: {
      title: 'Bank not available for now',
      text: (bank) => `${bank || 'This bank'} isn’t accepting connections right now. Please come back later.`,
    },
    otherAccount: {
      title: 'This data is from another account',
      text: (bank) =>
        `To update this connection, sign in to ${account(bank)} with the same username as the first time.`,
    },
    limit: {
      title: 'No more accounts can be connected for now',
      text: () => 'This site has reached its connection limit. Please let the site’s support know.',
    },
    updatesOff: {
      title: 'Updates are turned off',
      text: () => 'This site isn’t updating its connections right now. Please let the site’s support know.',
    },
    trial: {
      title: 'This bank isn’t available here yet',
      text: () => 'This site is still being tested and doesn’t connect real accounts yet.',
    },
    codeReceived: {
      title: 'Code received',
      text: () => 'We’re continuing with the connection. This may take a moment.',
    },
    noCodeWanted: {
      title: 'This code is no longer needed',
      text: () => 'The connection may have moved on or ended. Try again to see how it’s going.',
    },
    offline: {
      title: 'You seem to be offline',
      text: () => 'Check your internet connection and try again.',
    },
    open: {
      title: 'We couldn’t open the connection',
      text: () => 'This isn’t your fault. Please try again in a moment.',
    },
    session: {
      title: 'Your session on this site has ended',
      text: () => 'To continue, sign in again and come back here.',
    },
    blocked: {
      title: 'The bank connection didn’t open',
      text: () => 'A firewall or an ad blocker may be getting in the way. Turn it off for this page and try again.',
    },
    busy: {
      title: 'Another connection is in progress',
      text: () => 'Finish that one before you start another.',
    },
    items: {
      title: 'We couldn’t load your connections',
      text: () => 'We’ll try again automatically. You can also try now.',
    },
    rateLimited: {
      title: 'Please wait a moment',
      text: () => 'There were too many requests in a short time. Try again in a moment.',
    },
    codeNotSent: {
      title: 'We couldn’t send the code',
      text: () => 'Please try again in a moment.',
    },
    live: {
      title: 'Updates may take a little longer',
      text: () => 'Changes to your connections may show up here later than usual.',
    },
    unsaved: {
      title: 'This connection couldn’t be saved here',
      text: (bank) =>
        `Pluggy has your connection to ${bank || 'your bank'}, but this site didn’t save it. You don’t need to make another one. If it doesn’t show up here soon, let this site’s support know.`,
    },
    unsavedSession: {
      title: 'This connection couldn’t be saved here',
      text: (bank) =>
        `Pluggy has your connection to ${bank || 'your bank'}, but your session on this site has ended. Sign in again and we’ll save it.`,
    },
    notAccepted: {
      title: 'This connection couldn’t be saved here',
      text: (bank) =>
        `Pluggy has your connection to ${bank || 'your bank'}, but this site didn’t accept it for your login. Please let this site’s support know.`,
    },
    refusedToken: {
      title: 'We couldn’t start the connection',
      text: () => 'This isn’t your fault. Please try again. If it happens again, let this site’s support know.',
    },
  },
  actions: {
    reconnect: 'Reconnect',
    connect: 'Connect an account',
    again: 'Try again',
    solved: 'I’ve done it, reconnect',
    bank: 'Go to your bank’s website',
  },
  trying: 'Trying again…',
  until: (left, time) => `Next try: ${time} · ${left} left`,
  next: (time) => `Next automatic try: ${time}. You don’t need to do anything.`,
  health: {
    offline: (bank) => `${bank || 'Your bank'} isn’t available right now. That may be the reason.`,
    unstable: (bank) => `${bank || 'Your bank'} is having problems right now. That may be the reason.`,
  },
  quote: (bank) => `${bank || 'Your bank'} says:`,
  newTab: '(opens in a new tab)',
  dismiss: 'Close notice',
};
