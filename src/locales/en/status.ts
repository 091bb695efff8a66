import type { StatusMessages } from '../messages.js';

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

export const status: StatusMessages = {
  labels: {
    code: 'Enter the code',
    authorize: 'Approve in your bank’s app',
    updating: 'Updating',
    bank: 'Your bank needs you',
    unsupported: 'Account not supported',
    reconnect: 'Reconnect your account',
    outdated: 'Out of date',
    permission: 'A permission is missing',
    approval: 'Needs approval at your bank',
    partial: 'Partly up to date',
    consentEnded: 'Permission has ended',
    never: 'No data yet',
    updated: 'Up to date',
    unknown: 'Unknown status',
  },
  consent: (left) => `Permission ends ${left ? `in ${days(left)}` : 'within a day'}`,
  checking: 'Checking…',
  unreachable: 'Couldn’t check',
  gone: 'Connection removed',
  unsaved: 'Couldn’t be saved here',
  stalled: 'Taking longer than usual',
  updated: (ago) => `Updated ${ago}`,
  next: (when, isToday, isShort) => `next ${isShort ? '' : 'update '}${isToday ? `at ${when}` : when}`,
};
