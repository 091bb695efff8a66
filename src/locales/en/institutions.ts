import type { InstitutionsMessages } from '../messages.js';

export const institutions: InstitutionsMessages = {
  search: 'Search for your bank',
  list: 'Banks',
  loading: 'Loading the list of banks…',
  failed: 'We couldn’t load the list of banks just now.',
  session: 'Your session on this site has ended. To continue, sign in again and come back here.',
  retry: 'Try again',
  stuck: 'We couldn’t continue just now.',
  empty: 'There are no banks to connect here yet.',
  none: (query) => `We didn’t find a bank with “${query}”.`,
  found: (count) => (count === 1 ? '1 bank found' : `${count} banks found`),
  missing: 'My bank isn’t here',
  kinds: { PERSONAL_BANK: 'Personal account', BUSINESS_BANK: 'Business account', INVESTMENT: 'Investments' },
  sandbox: 'Test bank',
  health: { offline: 'Not available right now', unstable: 'Having problems right now' },
  busy: 'Another connection is in progress. Finish that one before you start another.',
  already: (bank) => `${bank} is already connected. Update it, or connect another account?`,
  several: (bank, count) =>
    `You already have ${count} connections to ${bank}. To update one of them, choose it in your list.`,
  update: 'Update',
  another: 'Another account',
  back: 'Back to the list',
};
