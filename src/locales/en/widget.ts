import type { WidgetMessages } from '../messages.js';

export const widget: WidgetMessages = {
  frame: 'Pluggy: connect your account',
  slow: 'This is taking longer than usual. You can wait or close.',
  loading: 'Preparing the update…',
  question: 'Leave now?',
  explanation: 'You haven’t finished signing in to your bank. If you leave, you may have to start again.',
  stay: 'Keep going',
  hide: 'Continue in the background',
  leave: 'Leave',
  background: 'Still connecting. Show',
  attention: 'The connection needs you. Show',
  already: (bank) => `${bank || 'This bank'} is already connected. Update it, or connect another account?`,
  update: 'Update',
  another: 'Another account',
  waiting: 'Your bank is waiting for you. Show',
  several: (bank, count) =>
    `You already have ${count} connections to ${bank || 'this bank'}. To update one of them, choose it in your list.`,
  elsewhere: (bank) =>
    `This account${bank && ` at ${bank}`} is already connected to another login on this site. To update it, sign in with that login.`,
  failed: {
    offline: 'You seem to be offline. Check your internet connection and try again.',
    session: 'Your session here has ended. Sign in again and come back.',
    blocked: 'This page couldn’t open the connection. Please let this site’s support know.',
    timeout:
      'We didn’t get an answer. A firewall or an ad blocker may be getting in the way. Turn it off for this page and try again.',
    busy: 'Another connection is already in progress. Finish that one first.',
  },
};
