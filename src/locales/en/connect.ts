import type { ConnectMessages } from '../messages.js';

export const connect: ConnectMessages = {
  connect: 'Connect your account',
  reconnect: 'Reconnect your account',
  again: 'Connect again',
  connected: 'account connected',
  required: 'Connect an account to continue.',
  preparing: 'Getting things ready…',
  title: 'Secure connection with Pluggy',
  close: 'Close',
  failed: 'That didn’t work. Please try again in a moment.',
};
