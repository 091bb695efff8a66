/** Which Item belongs to which user. Pluggy has no route that lists Items, so whoever forgets an id has lost it. */
export interface ItemStorage {
  add(itemId: string, userId: string): Promise<void>;
  /** Oldest first. */
  listByUser(userId: string): Promise<string[]>;
  ownerOf(itemId: string): Promise<string | undefined>;
  remove(itemId: string): Promise<void>;
}

export function memoryStorage(): ItemStorage {
  const owners = new Map<string, string>();
  return {
    add(itemId, userId) {
      owners.set(itemId, userId);
      return Promise.resolve();
    },
    listByUser(userId) {
      return Promise.resolve([...owners].filter(([, owner]) => owner === userId).map(([itemId]) => itemId));
    },
    ownerOf(itemId) {
      return Promise.resolve(owners.get(itemId));
    },
    remove(itemId) {
      owners.delete(itemId);
      return Promise.resolve();
    },
  };
}
