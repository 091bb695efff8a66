import type { MfaMessages } from '../messages.js';

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const mfa: MfaMessages = {
  bank: 'your bank',
  texts: {
    code: { title: 'Your bank needs a code', text: (bank) => `To continue, ${bank} needs to know that it’s you.` },
    qr: { title: 'Scan the QR code', text: (bank) => `To continue, scan the code with the app: ${bank}.` },
    qrOnPhone: {
      title: 'Confirm in your bank’s app',
      text: (bank) =>
        `Your phone can’t scan a QR code on its own screen. Choose another way to confirm in the app: ${bank}.`,
    },
    authorize: {
      title: 'Your approval is needed',
      text: (bank) => `To continue, ${bank} needs your approval in its app.`,
    },
    pending: {
      title: 'Waiting for your approval',
      text: (bank) =>
        `Once ${bank} has your approval in its app, the connection continues on its own. This can take up to 30 minutes.`,
    },
    overdue: {
      title: 'Your bank hasn’t confirmed yet',
      text: (bank) =>
        `The approval at ${bank} is taking longer than usual. If you’ve already approved it, or can’t find the request in the app, start again.`,
    },
    credentials: {
      title: 'Username or password didn’t match',
      text: (bank) => `To keep your account at ${bank} up to date, please confirm your sign-in details.`,
    },
    wrongCode: {
      title: 'The code wasn’t accepted',
      text: (bank) => `Start again to get a new code from ${bank}.`,
    },
    timeout: {
      title: 'Time ran out',
      text: (bank) => `There wasn’t enough time to confirm at ${bank}. No problem: just start again.`,
    },
    notGranted: {
      title: 'Access wasn’t allowed',
      text: (bank) => `To continue, you still need to allow access at ${bank}.`,
    },
    revoked: {
      title: 'Your permission was cancelled',
      text: (bank) => `To use your account at ${bank} here again, just renew it.`,
    },
    signIn: {
      title: 'We couldn’t sign in to your bank',
      text: (bank) => `To keep your account at ${bank} up to date, please reconnect it.`,
    },
    permission: {
      title: 'Your permission is missing',
      text: (bank) =>
        `Some of your data at ${bank} needs your permission. To see everything here, reconnect and allow access.`,
    },
    approval: {
      title: 'Others still need to approve',
      text: (bank) =>
        `The other people on your account at ${bank} still need to approve. Let them know: the request is in the bank’s app. After that, your data arrives with the next update.`,
    },
    locked: {
      title: 'Access locked at your bank',
      text: (bank) => `Unlock your account at ${bank} in the bank’s app or on its website, then reconnect here.`,
    },
    password: {
      title: 'Your bank asks for a new password',
      text: (bank) =>
        `Change the password of your account at ${bank} in the bank’s app or on its website, then reconnect here.`,
    },
    bankAction: {
      title: 'One more step at your bank',
      text: (bank) =>
        `There’s one more step at ${bank}. Complete it in the bank’s app or on its website, then reconnect here.`,
    },
    notWaiting: {
      title: 'This code isn’t needed any more',
      text: (bank) => `${capitalize(bank)} no longer waits for it. If the connection has stopped, just start again.`,
    },
    consent: {
      title: 'Your permission is about to end',
      text: (bank, day) => `Your permission at ${bank} ends on ${day}. Renew it to keep everything up to date.`,
    },
    consentToday: {
      title: 'Your permission ends today',
      text: (bank, time) => `Your permission at ${bank} ends at ${time}. Renew it to keep everything up to date.`,
    },
    consentEnded: {
      title: 'Your permission has ended',
      text: (bank, day) => `Your permission at ${bank} ended on ${day}. Renew it to get updates again.`,
    },
    checking: { title: 'Got it', text: (bank) => `We’re checking with ${bank}…` },
    codeAccepted: {
      title: 'Code accepted',
      text: (bank) => `We’re getting your data from ${bank}. This may take a few minutes.`,
    },
    approved: {
      title: 'Approved',
      text: (bank) => `We’re getting your data from ${bank}. This may take a few minutes.`,
    },
    fine: { title: 'You’re all set', text: (bank) => `Your account at ${bank} doesn’t need anything else.` },
  },
  actions: {
    continue: 'Continue',
    reconnect: 'Reconnect',
    renew: 'Renew permission',
    restart: 'Start again',
    send: 'Send',
    check: 'I’ve done it, check now',
    solved: 'I’ve done it, reconnect',
    bank: 'Go to your bank’s website',
  },
  notYet: (bank) => `We haven’t heard from ${bank} yet. It may take a moment.`,
  unread: 'We couldn’t check just now. Please try again in a moment.',
  asks: (bank) => `${capitalize(bank)} asks:`,
  quote: (bank) => `${capitalize(bank)} says:`,
  newTab: '(opens in a new tab)',
  wait: 'Just a moment…',
  value: 'Code',
  optional: 'optional',
  choose: 'Choose an option',
  picture: 'Picture from your bank',
  qr: (bank) => `QR code to scan with the app: ${bank}`,
  onPhone: {
    copy: 'Copy code',
    open: 'Open on another device',
    show: 'Show QR code',
    copied: (bank) => `Code copied. Now paste it in the app: ${bank}.`,
    linkCopied: 'Link copied. Open it on a computer or another phone, and scan the code there with this phone.',
    byHand: 'Press and hold the text to copy it.',
    code: 'Code',
    link: 'Link to this page',
  },
  left: (time) => `Time left: ${time}`,
  leftSpoken: (time) => `You still have ${time}.`,
  failed: {
    required: 'Please fill this in to continue.',
    invalid: 'This doesn’t look like what your bank expects. Please check it.',
    rejected: 'This wasn’t accepted. Please check it and try again.',
    used: 'This code has already been used. Wait for a new one and enter it here.',
    changed: 'Your bank has changed its question. See what it needs now.',
    offline: 'You seem to be offline. Check your internet connection and send it again.',
    network: 'We couldn’t send it. Please try again in a moment.',
    server: 'We couldn’t send it just now. Please try again in a moment.',
  },
};
