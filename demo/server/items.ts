import pLimit from 'p-limit';
import type { Connector, ConnectorCredential, Item } from 'pluggy-sdk';
import type { Owners } from './owners.js';
import type { Pluggy } from './pluggy.js';
import { Problem } from './problem.js';
import type { ItemRow, ItemStorage } from './storage.js';
import type { TokenStore } from './tokens.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a value is an id of Pluggy. Also guards the request paths that are built from ids. */
export function isItemId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** Whether an institution has delivered data and its connection works, so that the data may serve as proof of income. */
export const isDelivering = ({ status = '', lastUpdatedAt, deletedAt }: ItemView): boolean =>
  !!lastUpdatedAt && !deletedAt && ['UPDATED', 'UPDATING'].includes(status);

/** Returns an id as Pluggy writes it: Pluggy answers 404 to the same id in capitals. */
export function readId(value: unknown): string | undefined {
  return isItemId(value) ? value.toLowerCase() : undefined;
}

export interface ItemsOptions {
  pluggy: Pick<
    Pluggy,
    | 'createConnectToken'
    | 'findItem'
    | 'isItemOfToken'
    | 'setClientUserId'
    | 'updateItem'
    | 'sendMfa'
    | 'deleteItem'
    | 'listConsents'
  >;
  storage: ItemStorage;
  tokens: TokenStore;
  owners: Owners;
  /** Deletes an Item that its user has disconnected, with all of its data. */
  disconnect: (itemId: string) => Promise<void>;
  /** Called with each Item that was read, and its stored state before. */
  onRead?: (item: Item, row: Pick<ItemRow, 'userId' | 'syncedAt' | 'gaps'>) => void;
  log?: (line: string) => void;
}

/** Items in one answer of the list. */
const PAGE_SIZE = 100;
const MAX_PARALLEL = 8;
/** Time for reading the Items of a page at Pluggy. A browser gives up after 15 s. */
const LIST_BUDGET_MS = 8_000;
/** Failures of Pluggy after which the rest of a page is answered from the database. */
const MAX_FAILURES = 3;
/** Failures that concern one Item. Other failures are likely to repeat themselves with the next Item. */
const ITEM_FAILURES = ['pluggy-refused-item', 'pluggy-failed'];

/** Creates the operations on the users' Items. No user can read or change another user's Items. */
export function createItems({
  pluggy,
  storage,
  tokens,
  owners,
  disconnect,
  onRead = () => undefined,
  log = () => undefined,
}: ItemsOptions) {
  async function findRow(itemId: string, userId: string): Promise<ItemRow> {
    const row = await storage.find(itemId);
    if (row?.userId === userId) return row;
    throw (await storage.isDisconnected(itemId, userId)) ? disconnected() : notFound();
  }

  /** Returns the row of an Item that Pluggy has not deleted. */
  async function findConnected(itemId: string, userId: string): Promise<ItemRow> {
    const row = await findRow(itemId, userId);
    if (row.deletedAt) throw notFound();
    return row;
  }

  /** Stores a response of Pluggy: an Item, or that Pluggy does not have the Item. */
  async function keep(item: Item | undefined, row: ItemRow): Promise<void> {
    if (item) {
      const isNew = item.updatedAt > row.updatedAt || row.missingSince !== null;
      if (isNew) await storage.save(publicItem(item), row.userId);
      onRead(item, row);
    } else if (await storage.markMissing(row.id)) {
      log(`item ${row.id} is missing at Pluggy; its data is kept`);
    }
  }

  /** Sends a request for an Item, and stores the Item that Pluggy returns. */
  async function act(
    itemId: string,
    userId: string,
    request: (itemId: string) => Promise<Item | undefined>,
  ): Promise<ItemView> {
    const row = await findConnected(itemId, userId);
    const item = await request(itemId);
    await keep(item, row);
    if (!item) throw notFound();
    return viewOf(item, row);
  }

  /** Reads an Item of the list. Pluggy's failures leave the stored Item, with a mark. */
  async function readListed(row: ItemRow, failures: string[], deadline: Promise<undefined>): Promise<ItemView> {
    if (row.deletedAt) return endedView(row);
    const [failed] = failures.slice(MAX_FAILURES - 1);
    if (failed) return staleView(row, failed);
    try {
      const reading = pluggy.findItem(row.id).then((item) => ({ item }));
      const answer = await Promise.race([reading, deadline]);
      // A late failure is already part of the answer.
      reading.catch(() => undefined);
      if (!answer) {
        failures.push(...Array.from({ length: MAX_FAILURES }, () => 'pluggy-unavailable'));
        return staleView(row, 'pluggy-unavailable');
      }
      await keep(answer.item, row);
      return answer.item ? viewOf(answer.item, row) : staleView(row, 'item-missing');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!ITEM_FAILURES.includes(error.code)) failures.push(error.code);
      return staleView(row, error.code);
    }
  }

  /** Returns whether one of the user's connect tokens shows the Item, which proves that the user has connected it. */
  async function isProved(itemId: string, userId: string): Promise<boolean> {
    const all = await tokens.list(userId);
    for (let start = 0; start < all.length; start += MAX_PARALLEL) {
      const some = all.slice(start, start + MAX_PARALLEL);
      const answers = await Promise.all(some.map((token) => pluggy.isItemOfToken(itemId, token)));
      if (answers.includes(true)) return true;
    }
    return false;
  }

  /** Throws unless the Item belongs to the user, by our own table first, then by Pluggy's `clientUserId`. */
  async function checkOwner(item: Item, row: ItemRow | undefined, userId: string): Promise<void> {
    const named = owners.userOf(item);
    if (row) {
      if (row.userId === userId) return;
      // The response is the same for an Item of another user and for an unknown id, so ids cannot be probed. Only the user
      // who has connected the Item, by Pluggy's word or by a connect token, hears that it is stored for another one.
      const isConnected = named === userId || (named === null && (await isProved(item.id, userId)));
      throw isConnected ? ownedByAnother() : notYours();
    }
    if (named === userId) return;
    if (named !== null) throw notYours();
    if (await isProved(item.id, userId)) return;
    log(
      `item ${item.id} is refused (item-owner-unknown): it has no clientUserId, and no connect token of the last 30 minutes shows it. Set clientUserId in the options of POST /connect_token; for this item, PATCH /items/${item.id} with { "clientUserId" }.`,
    );
    throw new Problem(403, 'item-owner-unknown', 'Pluggy does not say who connected this item.');
  }

  async function claim(item: Item, userId: string): Promise<void> {
    try {
      await pluggy.setClientUserId(item.id, owners.clientUserId(userId));
    } catch (error) {
      // Pluggy refuses while the Item is in progress. Our own table knows the owner.
      log(`item ${item.id} stays without a clientUserId: ${error instanceof Problem ? error.code : 'unknown error'}`);
    }
  }

  async function remove(row: ItemRow): Promise<void> {
    if (!row.deletedAt) {
      await storage.markDisconnecting(row.id);
      // At Pluggy first: an Item that Pluggy still has must stay stored here.
      await pluggy.deleteItem(row.id);
    }
    await disconnect(row.id);
  }

  return {
    /** Stores an Item that a browser reports as connected, after it is known to belong to the user. */
    async add(itemId: string, userId: string): Promise<ItemView> {
      const known = await storage.find(itemId);
      const item = await pluggy.findItem(itemId);
      if (!item) {
        if (known?.userId !== userId)
          throw (await storage.isDisconnected(itemId, userId)) ? disconnected() : notYours();
        if (known.deletedAt) return endedView(known);
        await keep(item, known);
        return staleView(known, 'item-missing');
      }
      await checkOwner(item, known, userId);
      const owner = await storage.save(publicItem(item), userId, known?.deletedAt);
      if (owner === undefined) return endedView(await findRow(itemId, userId));
      // A request of another user has stored the Item meanwhile.
      if (owner !== userId) throw ownedByAnother();
      if (owners.userOf(item) === null && !isInProgress(item)) await claim(item, userId);
      const row = (await storage.find(itemId)) ?? raise(disconnected());
      onRead(item, row);
      return viewOf(item, row);
    },

    /** Returns a page of the user's Items, oldest first, and the cursor of the next page. */
    async list(userId: string, after = '0'): Promise<{ results: ItemView[]; next: string | null }> {
      const rows = await storage.page(userId, after, PAGE_SIZE + 1);
      const page = rows.slice(0, PAGE_SIZE);
      const limit = pLimit(MAX_PARALLEL);
      const failures: string[] = [];
      let timer: ReturnType<typeof setTimeout> | undefined;
      const deadline = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), LIST_BUDGET_MS);
      });
      try {
        const results = await Promise.all(page.map((row) => limit(() => readListed(row, failures, deadline))));
        return { results, next: rows.length > PAGE_SIZE ? (page.at(-1)?.position ?? null) : null };
      } finally {
        clearTimeout(timer);
      }
    },

    async get(itemId: string, userId: string): Promise<ItemView> {
      const row = await findRow(itemId, userId);
      if (row.deletedAt) return endedView(row);
      const item = await pluggy.findItem(itemId);
      await keep(item, row);
      return item ? viewOf(item, row) : staleView(row, 'item-missing');
    },

    /** Returns the consents behind an Item, in the fields that a page shows. */
    async consents(itemId: string, userId: string) {
      const { id } = await findConnected(itemId, userId);
      const consents = await pluggy.listConsents(id);
      return consents.map(({ id, products, createdAt, expiresAt, revokedAt }) => ({
        ...{ id, products, createdAt },
        expiresAt: expiresAt ?? null,
        revokedAt: revokedAt ?? null,
      }));
    },

    /** Starts an update. Call only when the user asks for one: Pluggy forbids scheduled updates. */
    update: (itemId: string, userId: string) => act(itemId, userId, pluggy.updateItem),

    sendMfa: (itemId: string, userId: string, parameters: Record<string, string>) =>
      act(itemId, userId, () => pluggy.sendMfa(itemId, parameters)),

    /** Disconnects an Item, or dismisses one that Pluggy has deleted. */
    async delete(itemId: string, userId: string): Promise<void> {
      const row = await storage.find(itemId);
      if (row?.userId !== userId) throw notFound();
      await remove(row);
    },

    /**
     * Disconnects all Items of a user. Items that Pluggy does not delete stay, and the first failure is thrown at the end. After
     * three failures of Pluggy as a whole, the other Items are not tried.
     */
    async deleteAll(userId: string): Promise<void> {
      const limit = pLimit(MAX_PARALLEL);
      const failures: Error[] = [];
      let outages = 0;
      const removeOne = async (row: ItemRow) => {
        try {
          if (outages >= MAX_FAILURES && !row.deletedAt) throw failures[0]!;
          await remove(row);
        } catch (error) {
          failures.push(error as Error);
          if (error instanceof Problem && !ITEM_FAILURES.includes(error.code)) outages++;
        }
      };
      for (let after = '0', rows = await storage.page(userId, after, PAGE_SIZE); rows.length > 0;) {
        await Promise.all(rows.map((row) => limit(() => removeOne(row))));
        after = rows.at(-1)!.position;
        rows = await storage.page(userId, after, PAGE_SIZE);
      }
      const [failure] = failures;
      if (failure === undefined) return;
      if (!(failure instanceof Problem)) throw failure;
      const message = `${failures.length} of the items could not be deleted. Send the request again.`;
      throw new Problem(failure.status, failure.code, message, failure.headers, { remaining: failures.length });
    },

    async connectToken(userId: string, itemId?: string): Promise<string> {
      if (itemId) {
        const row = await storage.find(itemId);
        if (row?.userId !== userId) throw notYours();
        if (row.deletedAt) throw notFound();
      }
      const token = await pluggy.createConnectToken(owners.clientUserId(userId), itemId);
      await tokens.keep(userId, token).catch(() => log('a connect token could not be stored'));
      return token;
    },

    async firstId(userId: string): Promise<string | undefined> {
      const rows = await storage.page(userId, '0', PAGE_SIZE);
      return rows.find(({ deletedAt }) => !deletedAt)?.id;
    },

    banks: (userId: string) => storage.banksOf(userId),
  };
}

export type Items = ReturnType<typeof createItems>;

const notFound = () => new Problem(404, 'item-not-found', 'This item does not exist or belongs to another user.');
const disconnected = () => new Problem(410, 'item-disconnected', 'The user has disconnected this item.');
const notYours = () => new Problem(403, 'item-not-yours', 'This item does not belong to the signed-in user.');
const ownedByAnother = () => new Problem(409, 'item-of-another-user', 'This item is stored for another user.');

function raise(error: Error): never {
  throw error;
}

const IN_PROGRESS = ['UPDATING', 'MERGING', 'CREATED', 'WAITING_USER_INPUT', 'WAITING_USER_ACTION'];

/** Whether a run of the Item has begun and not ended. */
export const isInProgress = ({ status }: { status: string }) => IN_PROGRESS.includes(status);

/** An Item as browsers see it. Of an Item that Pluggy has deleted, only the connector is kept. */
export interface ItemView {
  id: string;
  connector: Pick<Connector, 'id' | 'name'>;
  status?: string;
  executionStatus?: string;
  accounts?: { name: string }[];
  /** Reason why the Item's current state is unknown: `item-missing`, or the code of Pluggy's failure. */
  stale?: { code: string };
  /** Time at which Pluggy deleted the Item. */
  deletedAt?: Date | null;
  [field: string]: unknown;
}

function viewOf(item: Item, row: ItemRow): ItemView {
  return { ...publicItem(item), ...accountsOf(row) };
}

/** Returns the stored Item, with the reason why its current state is unknown. */
function staleView(row: ItemRow, code: string): ItemView {
  return { ...(row.data as ItemView), ...accountsOf(row), stale: { code } };
}

/** Returns what is kept of an Item that Pluggy has deleted. Its date is newer than every earlier state. */
function endedView({ data, deletedAt }: ItemRow): ItemView {
  return { ...(data as ItemView), updatedAt: deletedAt, deletedAt };
}

/** Returns the names of the Item's accounts, which tell two connections to one institution apart. */
function accountsOf({ accounts }: ItemRow): { accounts?: { name: string }[] } {
  const names = accounts.flatMap(({ name, number }) => {
    const digits = number?.replace(/\D/g, '').slice(-4);
    return name ? [{ name: digits ? `${name} …${digits}` : name }] : [];
  });
  return names.length > 0 ? { accounts: names } : {};
}

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
