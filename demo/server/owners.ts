import type { Item } from 'pluggy-sdk';

export type Owners = ReturnType<typeof createOwners>;

/**
 * Translates between user ids and Pluggy's `clientUserId`, which begins with the environment's prefix. Environments that
 * share a Pluggy application receive each other's events, and must not adopt each other's Items.
 */
export function createOwners(prefix = '') {
  return {
    clientUserId: (userId: string) => `${prefix}${userId}`,

    /** Returns the user that Pluggy names, null if Pluggy names none, or undefined for a user of another environment. */
    userOf({ clientUserId }: Pick<Item, 'clientUserId'>): string | null | undefined {
      if (!clientUserId) return null;
      return clientUserId.startsWith(prefix) ? clientUserId.slice(prefix.length) || undefined : undefined;
    },
  };
}
