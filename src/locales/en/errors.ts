import type { ErrorsMessages } from '../messages.js';

const account = (bank: string) => (bank ? `your ${bank} account` : 'your account');

export const errors: ErrorsMessages = {
  texts: {
    credentials: {
      title: 'The username or password did not match',
      text: (bank) => `Connect again and check the sign-in details of ${account(bank)}.`,
    },
    wrongCode: {
      title: 'The code was not accepted',
      text: () => 'It may have expired. Connect again and use the new code that you will get.',
    },
    usedCode: {
      title: 'This code has been used before',
      text: () => 'Each code works once. Connect again to get another.',
    },
    timeout: {
      title: 'Time ran out',
      text: (bank) => `There was not enough time to confirm ${account(bank)}. No harm done: just start again.`,
    },
    locked: {
      title: 'Your bank has locked the access',
      text: (bank) => `Unlock ${account(bank)} in the bank’s app or on its site. Then connect again here.`,
    },
    password: {
      title: 'Your bank wants a new password',
      text: (bank) =>
        `Change the password of ${account(bank)} in the bank’s app or on its site. Then connect again here.`,
    },
    bankAction: {
      title: 'One more step at your bank',
      text: (bank) =>
        `Something is waiting for you in ${account(bank)}. See to it in the bank’s app or on its site, then connect again here.`,
    },
    authorize: {
      title: 'Your approval is missing',
      text: (bank) =>
        `Approve the access to ${account(bank)} in the bank’s app. The connection goes on by itself and can take up to 30 minutes.`,
    },
    notGranted: {
      title: 'Access was not granted',
      text: (bank) => `To go on, connect again and allow access to ${account(bank)}.`,
    },
    revoked: {
      title: 'The permission was withdrawn',
      text: (bank) => `Access to ${account(bank)} was cancelled at the bank. If you want it back, connect again.`,
    },
    signIn: {
      title: 'Signing in to the bank did not work',
      text: (bank) => `Connect again to confirm the sign-in details of ${account(bank)}.`,
    },
    unsupported: {
      title: 'This account is not supported yet',
      text: (bank) =>
        `This kind of ${bank ? `${bank} account` : 'account'} cannot be connected for now. If you have another one, connect that.`,
    },
    loggedIn: {
      title: 'Your account is open somewhere else',
      text: (bank) => `Sign out of ${account(bank)} in the bank’s app and on its site: it allows one visit at a time.`,
    },
    bankDown: {
      title: 'The bank cannot be reached right now',
      text: (bank) => `${bank || 'Your bank'} is not answering. What was received before is still here.`,
    },
    connection: {
      title: 'The line to the bank was lost',
      text: (bank) =>
        `The connection with ${bank || 'the bank'} broke off on the way. What was received before is still here.`,
    },
    unexpected: {
      title: 'Something did not go as expected',
      text: () => 'It was nothing that you did, and it usually sorts itself out soon.',
    },
    outdated: {
      title: 'Not updated yet',
      text: (bank) => `The data of ${account(bank)} may not be the latest.`,
    },
    setup: {
      title: 'This part of the site is not working',
      text: () => 'It is not your doing. Please tell the people who run this site.',
    },
    gone: {
      title: 'This connection is no longer there',
      text: (bank) => `To see the data of ${account(bank)} again, connect once more.`,
    },
    invalidData: {
      title: 'Something you entered was not accepted',
      text: (bank) => `Connect again and check what the bank asks for ${account(bank)}.`,
    },
    missingData: {
      title: 'The bank asks for one more thing',
      text: (bank) => `Connect again to add what is missing for ${account(bank)}.`,
    },
    duplicate: {
      title: 'This account is already connected',
      text: () => 'You will find it among your connections. There is no need to connect it again.',
    },
    updating: {
      title: 'The update has already begun',
      text: (bank) => `Just a moment: the new data of ${account(bank)} is on its way.`,
    },
    updatingOther: {
      title: 'Another update is under way',
      text: () => 'The bank allows one visit at a time. This one can start when the other is done.',
    },
    cooldown: {
      title: 'A short pause',
      text: (bank) => `There has to be some time between one try and the next with ${account(bank)}.`,
    },
    recent: {
      title: 'Your data is already up to date',
      text: (bank) => `It is not long since ${account(bank)} was updated. There is nothing to do.`,
    },
    tooManyLogins: {
      title: 'A pause to protect your account',
      text: () => 'There were several tries in a row. Before the next one, check your password in the bank’s app.',
    },
    tooManyErrors: {
      title: 'Updates have stopped',
      text: (bank) => `After several tries ${account(bank)} could not be updated. Please contact this site’s support.`,
    },
    bankOffline: {
      title: 'Bank not available for now',
      text: (bank) => `${bank || 'This bank'} is not taking connections at the moment. Please come back later.`,
    },
    otherAccount: {
      title: 'This is the data of another account',
      text: (bank) =>
        `To update this connection, sign in to ${account(bank)} with the same username as the first time.`,
    },
    limit: {
      title: 'No more accounts can be connected for now',
      text: () => 'This site has reached its limit of connections. Please tell the people who run it.',
    },
    updatesOff: {
      title: 'Updates are switched off',
      text: () => 'This site is not updating its connections at the moment. Please tell the people who run it.',
    },
    trial: {
      title: 'This bank is not available here yet',
      text: () => 'This site is being tried out and does not connect real accounts yet.',
    },
    codeReceived: {
      title: 'Code received',
      text: () => 'The connection goes on. It will only take a moment.',
    },
    noCodeWanted: {
      title: 'The code is no longer waited for',
      text: () => 'The connection may have moved on or ended. Try again to see how it is.',
    },
    offline: {
      title: 'You seem to be offline',
      text: () => 'Check your network and try again.',
    },
    open: {
      title: 'The connection could not be opened',
      text: () => 'This should pass soon. Please try again in a moment.',
    },
    session: {
      title: 'Your session on this site has ended',
      text: () => 'Sign in again and come back here to go on.',
    },
    blocked: {
      title: 'The bank connection did not open',
      text: () => 'A firewall or an ad blocker may be in the way. Turn it off for this page and try again.',
    },
    busy: {
      title: 'Another connection is under way',
      text: () => 'Finish the one that is open before you start another.',
    },
    items: {
      title: 'Your connections could not be loaded',
      text: () => 'They are safe. We will try again automatically, and you can try now as well.',
    },
    rateLimited: {
      title: 'Too many requests at once',
      text: () => 'Please wait a little before you try again.',
    },
    codeNotSent: {
      title: 'The code was not sent',
      text: () => 'Something failed on the way. Please try again in a moment.',
    },
    live: {
      title: 'News may take a little longer',
      text: () => 'Changes to your connections show up here later than usual, but nothing is lost.',
    },
  },
  actions: {
    reconnect: 'Connect again',
    connect: 'Connect an account',
    again: 'Try again',
    bank: 'Go to the bank’s site',
  },
  trying: 'Trying again…',
  until: (left, time) => `Next try: ${time} · ${left} left`,
  next: (time) => `Next automatic try: ${time}. There is nothing for you to do.`,
  quote: (bank) => `Message from ${bank || 'your bank'}:`,
  newTab: '(opens in a new tab)',
  dismiss: 'Close notice',
};
