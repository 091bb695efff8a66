import type { Connector, ConnectorCredential, Item } from 'pluggy-sdk';
import type { Pluggy } from './pluggy.js';
import { Problem } from './problem.js';
import type { ItemStorage } from './storage.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a value is an Item's id. Also guards the request paths that are built from ids. */
export function isItemId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** Whether an institution has delivered data and its connection works, so that the data may serve as proof of income. */
export const isDelivering = ({ status, lastUpdatedAt }: Pick<Item, 'status' | 'lastUpdatedAt'>): boolean =>
  lastUpdatedAt !== null && ['UPDATED', 'UPDATING'].includes(status);

type PluggyItems = Pick<Pluggy, 'createConnectToken' | 'findItem' | 'updateItem' | 'sendMfa' | 'deleteItem'>;

/** Creates the operations on the users' Items. No user can read or change another user's Items. */
export function createItems(pluggy: PluggyItems, storage: ItemStorage, forget: (itemId: string) => Promise<unknown>) {
  type Request = (itemId: string) => Promise<Item | undefined>;

  /** Requests an Item from Pluggy, and deletes the stored Item if Pluggy no longer has it. */
  async function fetchOrForget(itemId: string, request: Request): Promise<Item | undefined> {
    const item = await request(itemId);
    if (!item) await forget(itemId);
    return item;
  }

  async function findOwned(itemId: string, userId: string, request: Request): Promise<Item> {
    const isOwner = (await storage.ownerOf(itemId)) === userId;
    const item = isOwner ? await fetchOrForget(itemId, request) : undefined;
    if (!item) throw notFound();
    return item;
  }

  return {
    /** Stores an Item that a browser reports as connected, after Pluggy confirms that it belongs to the user. */
    async add(itemId: string, userId: string): Promise<Item> {
      const item = await pluggy.findItem(itemId);
      // The response is the same for an Item of another user and for an unknown id, so ids cannot be probed.
      if (item?.clientUserId !== userId) throw notYours();
      await storage.save(publicItem(item), userId);
      return item;
    },

    async list(userId: string): Promise<Item[]> {
      const itemIds = await storage.listByUser(userId);
      const items = await Promise.all(itemIds.map((itemId) => fetchOrForget(itemId, pluggy.findItem)));
      return items.filter((item) => item !== undefined);
    },

    get: (itemId: string, userId: string) => findOwned(itemId, userId, pluggy.findItem),

    /** Starts an update. Call only when the user asks for one: Pluggy forbids scheduled updates. */
    update: (itemId: string, userId: string) => findOwned(itemId, userId, pluggy.updateItem),

    sendMfa: (itemId: string, userId: string, parameters: Record<string, string>) =>
      findOwned(itemId, userId, () => pluggy.sendMfa(itemId, parameters)),

    /** Deletes the Item at Pluggy first: an Item that Pluggy still has must stay stored here. */
    async delete(itemId: string, userId: string): Promise<void> {
      if ((await storage.ownerOf(itemId)) !== userId) throw notFound();
      await pluggy.deleteItem(itemId);
      await forget(itemId);
    },

    async connectToken(userId: string, itemId?: string): Promise<string> {
      if (itemId && (await storage.ownerOf(itemId)) !== userId) throw notYours();
      return pluggy.createConnectToken(userId, itemId);
    },

    async firstId(userId: string): Promise<string | undefined> {
      return (await storage.listByUser(userId))[0];
    },

    banks: (userId: string) => storage.banksOf(userId),
  };
}

export type Items = ReturnType<typeof createItems>;

const notFound = () => new Problem(404, 'item-not-found', 'This item does not exist or belongs to another user.');
const notYours = () => new Problem(403, 'item-not-yours', 'This item does not belong to the signed-in user.');

/** Fields that Pluggy sends and `pluggy-sdk` does not declare. */
type SentItem = Item & { products?: string[]; autoSyncDisabledAt?: Date | null };

/**
 * Returns the fields of an Item that a browser may see. An explicit list: the webhook's address (which may contain a
 * secret), the user id and any field that Pluggy adds later stay on the server.
 */
export function publicItem(item: SentItem) {
  return {
    id: item.id,
    connector: publicConnector(item.connector),
    status: item.status,
    executionStatus: item.executionStatus,
    error: item.error,
    statusDetail: item.statusDetail,
    parameter: item.parameter && publicParameter(item.parameter),
    userAction: item.userAction,
    products: item.products,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    lastUpdatedAt: item.lastUpdatedAt,
    nextAutoSyncAt: item.nextAutoSyncAt,
    autoSyncDisabledAt: item.autoSyncDisabledAt,
    consentExpiresAt: item.consentExpiresAt,
    consecutiveFailedLoginAttempts: item.consecutiveFailedLoginAttempts,
  };
}

function publicConnector(connector: Connector) {
  return {
    id: connector.id,
    name: connector.name,
    institutionUrl: connector.institutionUrl,
    imageUrl: connector.imageUrl,
    primaryColor: connector.primaryColor,
    type: connector.type,
    country: connector.country,
    hasMFA: connector.hasMFA,
    oauth: connector.oauth,
    resetPasswordUrl: connector.resetPasswordUrl,
    isOpenFinance: connector.isOpenFinance,
    isSandbox: connector.isSandbox,
    health: connector.health && { status: connector.health.status },
  };
}

function publicParameter(parameter: ConnectorCredential) {
  return {
    name: parameter.name,
    label: parameter.label,
    type: parameter.type,
    mfa: parameter.mfa,
    data: parameter.data,
    options: parameter.options,
    validation: parameter.validation,
    validationMessage: parameter.validationMessage,
    placeholder: parameter.placeholder,
    assistiveText: parameter.assistiveText,
    instructions: parameter.instructions,
    optional: parameter.optional,
    expiresAt: parameter.expiresAt,
  };
}
