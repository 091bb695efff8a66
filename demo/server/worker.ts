import type { Inbox, InboxEvent, ItemClaim } from './inbox.js';
import { Problem } from './problem.js';

export interface WorkerOptions {
  /** Number of Items that the worker handles at the same time. */
  concurrency?: number;
  /** Longest pause of an idle worker before it checks the database for events. */
  pollMs?: number;
  /** Pause after the first failure of an event. Doubles with each further failure. */
  retryMs?: number;
  maxTries?: number;
  /** How long `stop()` waits for work in progress. Unfinished work is repeated after the next start. */
  stopTimeoutMs?: number;
  log?: (line: string) => void;
}

/** A unit of work for one or more events of an Item. All of its events succeed or fail together. */
export interface Job {
  events: InboxEvent[];
  run: () => Promise<void>;
}

const MAX_PAUSE_MS = 15 * 60_000;

/** Creates the worker that handles the inbox. Failed events are retried, and parked after `maxTries` failures. */
export function createWorker(
  inbox: Inbox,
  plan: (itemId: string, events: InboxEvent[]) => Job[],
  {
    concurrency = 8,
    pollMs = 5_000,
    retryMs = 1_000,
    maxTries = 20,
    stopTimeoutMs = 5_000,
    log = () => undefined,
  }: WorkerOptions = {},
) {
  let stopped = false;
  let running: Promise<unknown> | undefined;
  const idleLoops = new Set<() => void>();
  let hasNewEvents = false;
  let abandon = () => {};
  let abandoned = new Promise<void>(() => {});

  /** Wakes one idle loop. Waking all of them would query the database once per loop for a single event. */
  function wake(): void {
    const [wakeLoop] = idleLoops;
    if (wakeLoop) wakeLoop();
    else hasNewEvents = true;
  }

  /** Waits until woken, at most `ms`. Returns at once if an event arrived since the last query. */
  async function waitForEvents(ms: number): Promise<void> {
    if (hasNewEvents || stopped) {
      hasNewEvents = false;
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      const wakeUp = () => {
        idleLoops.delete(wakeUp);
        resolve();
      };
      idleLoops.add(wakeUp);
      timer = setTimeout(wakeUp, ms);
    });
    clearTimeout(timer);
  }

  async function runLoop(): Promise<void> {
    let claim: ItemClaim | undefined;
    while (!stopped) {
      let pauseMs = retryMs;
      try {
        // After a failure of the database, release the previous claim instead of letting its lease expire.
        if (claim) await inbox.release(claim);
        claim = await inbox.claim();
        if (claim) {
          await handleItem(claim);
          claim = undefined;
          continue;
        }
        pauseMs = Math.min(pollMs, Math.max(1, (await inbox.msUntilNextClaim()) ?? pollMs));
      } catch (error) {
        log(`reading pending events failed: ${describe(error)}`);
      }
      await waitForEvents(pauseMs);
    }
  }

  async function handleItem(claim: ItemClaim): Promise<void> {
    const lease = keepLease(claim);
    try {
      const jobs = plan(claim.itemId, await inbox.dueEvents(claim));
      for (const { events, run } of jobs) {
        if (stopped || lease.isLost) break;
        const ids = events.map(({ id }) => id);
        try {
          const isDone = await Promise.race([run().then(() => true), abandoned.then(() => false), lease.lost]);
          if (!isDone || lease.isLost) break;
          await inbox.markDone(ids);
        } catch (error) {
          // The worker that has the Item counts its own tries.
          if (lease.isLost) break;
          await retryOrPark(events, error);
        }
      }
    } finally {
      lease.end();
    }
    await inbox.release(claim);
  }

  /** Renews the claim until the end, also during a long job. `lost` resolves to false when another worker has the Item. */
  function keepLease(claim: ItemClaim) {
    let lose = (_isDone: false) => {};
    const lease = {
      isLost: false,
      lost: new Promise<false>((resolve) => (lose = resolve)),
      end: () => clearInterval(timer),
    };
    const renew = async () => {
      // After a failure of the database, the next renewal says whether the claim has expired meanwhile.
      const isHeld = await inbox.renew(claim).catch(() => true);
      if (isHeld) return;
      lease.end();
      lease.isLost = true;
      lose(false);
    };
    const timer = setInterval(() => void renew(), inbox.leaseMs / 3);
    return lease;
  }

  async function retryOrPark(events: InboxEvent[], error: unknown): Promise<void> {
    const reason = describe(error);
    for (const { id, event, tries } of events) {
      if (tries + 1 >= maxTries) {
        log(`event ${id} (${event}) is parked after ${tries + 1} tries: ${reason}`);
        await inbox.park([id], reason);
        continue;
      }
      const pauseMs = Math.max(retryAfterMs(error), Math.min(MAX_PAUSE_MS, retryMs * 2 ** tries));
      log(`event ${id} (${event}) is retried in ${Math.ceil(pauseMs / 1000)} s: ${reason}`);
      await inbox.retry([id], pauseMs, reason);
    }
  }

  return {
    wake,

    start(): void {
      stopped = false;
      abandoned = new Promise((resolve) => (abandon = resolve));
      running = Promise.all(Array.from({ length: concurrency }, runLoop));
    },

    /** Stops after the work in progress, or after `stopTimeoutMs`. */
    async stop(): Promise<void> {
      stopped = true;
      for (const wakeLoop of idleLoops) wakeLoop();
      const timer = setTimeout(abandon, stopTimeoutMs);
      await running;
      clearTimeout(timer);
    },
  };
}

/** Describes an error for the log. A failure of Pluggy appears as its code only: `pluggy.ts` has logged the details. */
function describe(error: unknown): string {
  if (error instanceof Problem) return error.code;
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}

function retryAfterMs(error: unknown): number {
  const seconds = error instanceof Problem ? Number(error.headers['Retry-After']) : 0;
  return Number.isFinite(seconds) ? Math.min(MAX_PAUSE_MS, seconds * 1000) : 0;
}
