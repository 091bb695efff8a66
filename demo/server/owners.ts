import type { Item } from 'pluggy-sdk';

export type Owners = ReturnType<typeof createOwners>;

/** Separates the prefix from the user's id. */
const SEPARATOR = ':';

/** Thrown at the start for a prefix that another environment's `clientUserId` could begin with. */
class BadPrefix extends Error {
  override name = 'BadPrefix';
}

/**
 * Translates between user ids and Pluggy's `clientUserId`, which begins with the environment's prefix and a colon. Environments
 * that share a Pluggy application receive each other's events, and must not adopt each other's Items.
 */
export function createOwners(prefix = '') {
  const name = prefix.endsWith(SEPARATOR) ? prefix.slice(0, -1) : prefix;
  if (name.includes(SEPARATOR)) {
    throw new BadPrefix(
      `The prefix of user ids (USER_ID_PREFIX) may have a colon at its end only, unlike "${prefix}".`,
    );
  }
  const beginning = name && `${name}${SEPARATOR}`;
  return {
    clientUserId: (userId: string) => `${beginning}${userId}`,

    /** Returns the user that Pluggy names, null if Pluggy names none, or undefined for a user of another environment. */
    userOf({ clientUserId }: Pick<Item, 'clientUserId'>): string | null | undefined {
      if (!clientUserId) return null;
      return clientUserId.startsWith(beginning) ? clientUserId.slice(beginning.length) || undefined : undefined;
    },
  };
}
