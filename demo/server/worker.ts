import type { Inbox, InboxEvent, Lane } from './inbox.js';
import { Problem } from './problem.js';

export interface WorkerOptions {
  /** Lanes at a time. */
  hands?: number;
  /** How long an idle worker trusts that it was told of everything. */
  pollMs?: number;
  /** Pause after the first failure of an event; it doubles with each. */
  retryMs?: number;
  maxTries?: number;
  log?: (line: string) => void;
}

/** Works on events of one Item. Those of one group stand or fall together. */
export interface Job {
  events: InboxEvent[];
  run: () => Promise<void>;
}

const LONGEST_PAUSE_MS = 15 * 60_000;

export type Worker = ReturnType<typeof createWorker>;

/** Works on the inbox until it is stopped: each event until it is done, or has failed so often that a person has to look. */
export function createWorker(
  inbox: Inbox,
  plan: (itemId: string, events: InboxEvent[]) => Job[],
  { hands = 4, pollMs = 5_000, retryMs = 1_000, maxTries = 20, log = () => undefined }: WorkerOptions = {},
) {
  let stopped = false;
  let running: Promise<unknown> | undefined;
  let wakeAll = () => {};
  let woken = newWake();

  function newWake(): Promise<void> {
    return new Promise((resolve) => (wakeAll = resolve));
  }

  function wake(): void {
    const wakeNow = wakeAll;
    woken = newWake();
    wakeNow();
  }

  async function hand(): Promise<void> {
    let lane: Lane | undefined;
    while (!stopped) {
      const wokenMeanwhile = woken;
      let pause = retryMs;
      try {
        // Still ours where the database went away in the middle: nobody has to wait for the end of the lease.
        if (lane) await inbox.release(lane);
        lane = await inbox.claim();
        if (lane) {
          await work(lane);
          lane = undefined;
          continue;
        }
        pause = Math.min(pollMs, Math.max(1, (await inbox.nextIn()) ?? pollMs));
      } catch (error) {
        log(`events of Pluggy wait: ${describe(error)}`);
      }
      await atMost(pause, wokenMeanwhile);
    }
  }

  async function work(lane: Lane): Promise<void> {
    for (const { events, run } of plan(lane.itemId, await inbox.due(lane))) {
      // Somebody else has taken the lane over, since we were too slow.
      if (stopped || !(await inbox.renew(lane))) break;
      const ids = events.map(({ id }) => id);
      try {
        await run();
        await inbox.done(ids);
      } catch (error) {
        await failed(events, error);
      }
    }
    await inbox.release(lane);
  }

  async function failed(events: InboxEvent[], error: unknown): Promise<void> {
    const reason = describe(error);
    for (const { id, event, tries } of events) {
      if (tries + 1 >= maxTries) {
        log(`event ${id} (${event}) is parked after ${tries + 1} tries: ${reason}`);
        await inbox.park([id], reason);
        continue;
      }
      const pause = Math.max(retryAfterMs(error), Math.min(LONGEST_PAUSE_MS, retryMs * 2 ** tries));
      log(`event ${id} (${event}) is tried again in ${Math.ceil(pause / 1000)} s: ${reason}`);
      await inbox.again([id], pause, reason);
    }
  }

  return {
    wake,

    start(): void {
      stopped = false;
      running = Promise.all(Array.from({ length: hands }, hand));
    },

    /** Finishes what it has begun. */
    async stop(): Promise<void> {
      stopped = true;
      wake();
      await running;
    },
  };
}

/** Pluggy's own failures have been logged where they happened, and hold nothing secret here. */
function describe(error: unknown): string {
  if (error instanceof Problem) return error.code;
  return error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
}

function retryAfterMs(error: unknown): number {
  const seconds = error instanceof Problem ? Number(error.headers['Retry-After']) : 0;
  return Number.isFinite(seconds) ? Math.min(LONGEST_PAUSE_MS, seconds * 1000) : 0;
}

async function atMost(ms: number, until: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([time, until]);
  clearTimeout(timer);
}
