import type { Item } from 'pluggy-sdk';
import type { Database } from './database/index.js';
import { isInProgress, publicItem } from './items.js';
import type { Live } from './live.js';
import type { Pluggy } from './pluggy.js';
import { createStorage, type ItemRow } from './storage.js';

/** Name of the event that this backend adds to its own queue, to read data whose webhooks have been missed. */
export const CATCH_UP = 'backend/catch-up';

const NO_GAPS = { reads: 0, at: new Date(0) };

/** Pauses between the reads of an Item in progress. The last one repeats itself until the end of the time. */
const PAUSES_MS = [2_000, 3_000, 5_000, 8_000, 10_000];
const MAX_FOLLOWED_MS = 10 * 60_000;
/**
 * Pauses after the first and each further read of an Item's data that left gaps, before a page can cause another one. After the
 * last pause, pages cause no more reads until the Item is updated.
 */
const REREAD_PAUSES_MS = [0, 5_000, 60_000, 10 * 60_000, 60 * 60_000];
/** Maximum number of Items that are followed at the same time. */
const MAX_FOLLOWED = 200;

interface CatchUpOptions {
  pluggy: Pick<Pluggy, 'findItem'>;
  database: Database;
  live: Live;
  /** Adds an event to the queue, once for each id. */
  enqueue: (itemId: string, eventId: string) => Promise<void>;
  log: (line: string) => void;
  pausesMs?: readonly number[];
}

/**
 * Recovers what webhooks did not bring. Each Item that a page reads is compared with the data that is stored for it. Where
 * Pluggy cannot send webhooks, Items in progress are read until they end, for ten minutes at most.
 */
export function createCatchUp({ pluggy, database, live, enqueue, log, pausesMs = PAUSES_MS }: CatchUpOptions) {
  const storage = createStorage(database);
  const followed = new Map<string, NodeJS.Timeout | undefined>();
  let hasWebhooks = true;

  /** Reads the data of an Item whose last update is newer than the stored data, or whose data has gaps. */
  function readData(item: Item, { syncedAt, gaps }: Pick<ItemRow, 'syncedAt' | 'gaps'>): void {
    const { lastUpdatedAt } = item;
    const isBehind = lastUpdatedAt && (!syncedAt || new Date(lastUpdatedAt) > syncedAt);
    if (!isBehind) return;
    // A new state of the Item begins anew.
    const { reads, at } = gaps?.of.getTime() === item.updatedAt.getTime() ? gaps : NO_GAPS;
    const pauseMs = reads === 0 ? 0 : REREAD_PAUSES_MS[reads - 1];
    if (pauseMs === undefined || at.getTime() + pauseMs > Date.now()) return;
    // Pages that read the Item at the same moment cause one event. A later gap in the same state of the Item causes another one.
    enqueue(item.id, `catch-up/${item.id}/${item.updatedAt.getTime()}/${at.getTime()}`).catch((error: unknown) =>
      log(`item ${item.id} could not be queued: ${error instanceof Error ? error.message : 'unknown error'}`),
    );
  }

  function follow(item: Item, userId: string): void {
    if (followed.has(item.id) || followed.size >= MAX_FOLLOWED) return;
    const endsAt = Date.now() + MAX_FOLLOWED_MS;
    let { updatedAt } = item;
    let isMissing = false;
    const plan = (reads: number) => {
      const pauseMs = pausesMs[Math.min(reads, pausesMs.length - 1)]!;
      const timer = setTimeout(() => {
        // A failure of Pluggy may end before the run does.
        const reading = read().catch(() => true);
        void reading.then((isRunning) => {
          if (!followed.has(item.id)) return;
          if (isRunning && Date.now() < endsAt) plan(reads + 1);
          else followed.delete(item.id);
        });
      }, pauseMs);
      followed.set(item.id, timer);
    };
    /** Reads the Item, and notifies its user's pages of a change. Returns whether the run goes on. */
    const read = async () => {
      const current = await pluggy.findItem(item.id);
      if (!current) {
        // The Item can be back with the next read.
        isMissing = true;
        if (await storage.markMissing(item.id)) log(`item ${item.id} is missing at Pluggy; its data is kept`);
        const row = await storage.find(item.id);
        return row !== undefined && !row.deletedAt;
      }
      if (isMissing || current.updatedAt > updatedAt) {
        isMissing = false;
        updatedAt = current.updatedAt;
        const owner = await storage.save(publicItem(current), userId);
        if (owner !== userId) return false;
        await live.publish(database, userId, { event: 'item/updated', itemId: item.id });
      }
      if (isInProgress(current)) return true;
      const row = await storage.find(item.id);
      if (row) readData(current, row);
      return false;
    };
    plan(0);
  }

  return {
    /** Called with each Item that a page has read, and its stored state before. */
    onRead(item: Item, row: Pick<ItemRow, 'userId' | 'syncedAt' | 'gaps'>): void {
      if (!isInProgress(item)) readData(item, row);
      else if (!hasWebhooks) follow(item, row.userId);
    },

    /** Follows Items in progress from now on, because Pluggy sends no webhooks. */
    withoutWebhooks(): void {
      hasWebhooks = false;
      log(
        'PUBLIC_URL is not set, so Pluggy sends no webhooks: an Item in progress is read for up to ten minutes, and later changes at the bank are noticed when a page reads the Item.',
      );
    },

    stop(): void {
      for (const timer of followed.values()) clearTimeout(timer);
      followed.clear();
    },
  };
}
