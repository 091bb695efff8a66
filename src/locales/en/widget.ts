import type { WidgetMessages } from '../messages.js';

export const widget: WidgetMessages = {
  frame: 'Pluggy: connect your account',
  slow: 'This is taking longer than usual. You can wait or cancel.',
  loading: 'Preparing the update…',
  close: 'Close',
  question: 'Leave now?',
  explanation: 'Your bank login is still under way. If you leave, you may have to start again.',
  stay: 'Keep going',
  hide: 'Continue in the background',
  leave: 'Leave',
  background: 'Still connecting. Show',
  attention: 'The connection needs you. Show',
  already: (bank) => `You already have a connection with ${bank || 'this bank'}.`,
  update: 'Update that one',
  another: 'Connect another account',
  failed: {
    offline: 'You seem to be offline. Check your internet and try again.',
    session: 'Your session here has ended. Sign in again and come back.',
    blocked: 'This page could not open the connection. Please tell whoever runs this site.',
    timeout: 'No answer came. A firewall or an ad blocker may be in the way. Turn it off for this page and try again.',
    busy: 'Another connection is already under way. Finish it first.',
  },
};
