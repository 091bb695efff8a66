import type { MfaMessages } from '../messages.js';

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const mfa: MfaMessages = {
  bank: 'your bank',
  why: {
    code: (bank) => `To continue, ${bank} needs you to confirm something.`,
    qr: (bank) => `To continue, ${bank} asks you to scan a QR code with its app.`,
    authorize: (bank) => `To continue, ${bank} needs your approval in its app.`,
    pending: (bank) =>
      `Once ${bank} has your approval in its app, the connection continues on its own. This can take up to 30 minutes.`,
    overdue: (bank) =>
      `The approval at ${bank} is taking longer than usual. If you’ve already approved it, or can’t find the request in the app, start again.`,
    credentials: (bank) => `To keep your account at ${bank} up to date, please confirm your sign-in details.`,
    wrongCode: (bank) => `${capitalize(bank)} didn’t accept the code. Start again to get a new one.`,
    timeout: (bank) => `The time to confirm at ${bank} ran out. No problem: just start again.`,
    notGranted: (bank) => `To continue, you still need to allow access at ${bank}.`,
    revoked: (bank) => `Your permission at ${bank} was cancelled. To get it back, just renew it.`,
    signIn: (bank) => `To keep your account at ${bank} up to date, please reconnect it.`,
    permission: (bank) =>
      `Some of your data at ${bank} needs your permission. To see everything here, reconnect and allow access.`,
    approval: (bank) =>
      `The other people on your account at ${bank} still need to approve. Let them know: the request is in the bank’s app. After that, your data arrives with the next update.`,
    locked: (bank) =>
      `Your account at ${bank} is locked. Unlock it in your bank’s app or on its website, then reconnect here.`,
    password: (bank) =>
      `${capitalize(bank)} asks for a new password. Change it in your bank’s app or on its website, then reconnect here.`,
    bankAction: (bank) =>
      `There’s one more step at ${bank}. Complete it in your bank’s app or on its website, then reconnect here.`,
    notWaiting: (bank) =>
      `${capitalize(bank)} no longer needs this code. If the connection has stopped, just start again.`,
    consent: (bank, day) => `Your permission at ${bank} ends on ${day}. Renew it to keep everything up to date.`,
    consentToday: (bank, time) =>
      `Your permission at ${bank} ends today at ${time}. Renew it to keep everything up to date.`,
    consentEnded: (bank, day) => `Your permission at ${bank} ended on ${day}. Renew it to get updates again.`,
  },
  actions: {
    continue: 'Continue',
    reconnect: 'Reconnect',
    renew: 'Renew permission',
    restart: 'Start again',
    send: 'Send',
    check: 'I’ve done it, check now',
  },
  checking: (bank) => `Got it. We’re checking with ${bank}…`,
  fetching: {
    code: (bank) => `Code accepted. We’re getting your data from ${bank}. This may take a few minutes.`,
    approval: (bank) => `Approved. We’re getting your data from ${bank}. This may take a few minutes.`,
  },
  fine: (bank) => `You’re all set with ${bank}.`,
  notYet: (bank) => `We haven’t heard from ${bank} yet. It may take a moment.`,
  unread: 'We couldn’t check just now. Please try again in a moment.',
  quote: (bank) => `${capitalize(bank)} says:`,
  wait: 'Just a moment…',
  value: 'Code',
  optional: 'optional',
  choose: 'Choose an option',
  picture: 'Picture from your bank',
  qr: (bank) => `QR code to scan with the app: ${bank}`,
  onPhone: {
    hint: 'Your phone can’t scan a code on its own screen:',
    copy: 'Copy code',
    open: 'Open on another device',
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
