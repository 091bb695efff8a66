import type { ConnectMessages } from '../messages.js';

export const connect: ConnectMessages = {
  connect: 'Connect your account',
  reconnect: 'Reconnect your account',
  connected: 'connected',
  required: 'Connect an account to go on.',
  preparing: 'Getting things ready…',
  cancel: 'Cancel',
  failed: 'That did not work. Please try again in a moment.',
};
