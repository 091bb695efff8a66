import type { Connector, ConnectorCredential, Item } from 'pluggy-sdk';
import type { Pluggy } from './pluggy.js';
import { Problem } from './problem.js';
import type { ItemStorage } from './storage.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Also keeps what is not an id out of the paths that are built with it. */
export function isItemId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

type PluggyItems = Pick<Pluggy, 'createConnectToken' | 'findItem' | 'updateItem' | 'sendMfa' | 'deleteItem'>;

/** The Items of our users: nobody reads or touches another user's. */
export function createItems(pluggy: PluggyItems, storage: ItemStorage, forget: (itemId: string) => Promise<unknown>) {
  type Request = (itemId: string) => Promise<Item | undefined>;

  /** Forgets an Item that Pluggy has deleted. */
  async function ask(itemId: string, request: Request): Promise<Item | undefined> {
    const item = await request(itemId);
    if (!item) await forget(itemId);
    return item;
  }

  async function own(itemId: string, userId: string, request: Request): Promise<Item> {
    const isOwn = (await storage.ownerOf(itemId)) === userId;
    const item = isOwn ? await ask(itemId, request) : undefined;
    if (!item) throw notFound();
    return item;
  }

  return {
    /** Stores an Item that a browser says was connected, once Pluggy says whose it is. */
    async take(itemId: string, userId: string): Promise<Item> {
      const item = await pluggy.findItem(itemId);
      // The same answer for an Item of somebody else and for none at all: ids cannot be probed.
      if (item?.clientUserId !== userId) throw notYours();
      await storage.save(publicItem(item), userId);
      return item;
    },

    async list(userId: string): Promise<Item[]> {
      const itemIds = await storage.listByUser(userId);
      const items = await Promise.all(itemIds.map((itemId) => ask(itemId, pluggy.findItem)));
      return items.filter((item) => item !== undefined);
    },

    get: (itemId: string, userId: string) => own(itemId, userId, pluggy.findItem),

    /** Reads the bank again. Only because its person has asked for it: Pluggy forbids updates by schedule. */
    update: (itemId: string, userId: string) => own(itemId, userId, pluggy.updateItem),

    sendMfa: (itemId: string, userId: string, parameters: Record<string, string>) =>
      own(itemId, userId, () => pluggy.sendMfa(itemId, parameters)),

    /** Pluggy first: what it still has must not be forgotten here. */
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
  };
}

export type Items = ReturnType<typeof createItems>;

const notFound = () => new Problem(404, 'item-not-found', 'You have no such item.');
const notYours = () => new Problem(403, 'item-not-yours', 'This item does not belong to the signed-in user.');

/** Fields that Pluggy sends and `pluggy-sdk` does not declare. */
type SentItem = Item & { products?: string[] };

/**
 * What a browser gets of an Item: named fields, so that neither the webhook's address (it may hold a secret) nor our
 * own user id, nor anything that Pluggy adds tomorrow, ends in a page.
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
