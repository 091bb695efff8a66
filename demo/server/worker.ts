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
  /** How long work that has begun may take when everything stops. It is begun anew at the next start. */
  patienceMs?: number;
  log?: (line: string) => void;
}

/** Works on events of one Item. Those of one group stand or fall together. */
export interface Job {
  events: InboxEvent[];
  run: () => Promise<void>;
}

const LONGEST_PAUSE_MS = 15 * 60_000;

/** Works on the inbox until it is stopped: each event until it is done, or has failed so often that a person has to look. */
export function createWorker(
  inbox: Inbox,
  plan: (itemId: string, events: InboxEvent[]) => Job[],
  {
    hands = 8,
    pollMs = 5_000,
    retryMs = 1_000,
    maxTries = 20,
    patienceMs = 5_000,
    log = () => undefined,
  }: WorkerOptions = {},
) {
  let stopped = false;
  let running: Promise<unknown> | undefined;
  const resting = new Set<() => void>();
  let isNews = false;
  let abandon = () => {};
  let abandoned = new Promise<void>(() => {});

  /** One hand for one event: all of them would ask the database, and all but one for nothing. */
  function wake(): void {
    const [wakeOne] = resting;
    if (wakeOne) wakeOne();
    else isNews = true;
  }

  /** Not at all where something has come since the last look. */
  async function rest(ms: number): Promise<void> {
    if (isNews || stopped) {
      isNews = false;
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      const wakeUp = () => {
        resting.delete(wakeUp);
        resolve();
      };
      resting.add(wakeUp);
      timer = setTimeout(wakeUp, ms);
    });
    clearTimeout(timer);
  }

  async function hand(): Promise<void> {
    let lane: Lane | undefined;
    while (!stopped) {
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
      await rest(pause);
    }
  }

  async function work(lane: Lane): Promise<void> {
    const jobs = plan(lane.itemId, await inbox.due(lane));
    for (const [index, { events, run }] of jobs.entries()) {
      // Somebody else has taken the lane over, since we were too slow.
      if (stopped || (index > 0 && !(await inbox.renew(lane)))) break;
      const ids = events.map(({ id }) => id);
      try {
        const isDone = await Promise.race([run().then(() => true), abandoned.then(() => false)]);
        if (!isDone) break;
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
      abandoned = new Promise((resolve) => (abandon = resolve));
      running = Promise.all(Array.from({ length: hands }, hand));
    },

    /** Finishes what it has begun, unless Pluggy keeps it waiting. */
    async stop(): Promise<void> {
      stopped = true;
      for (const wakeOne of resting) wakeOne();
      const timer = setTimeout(abandon, patienceMs);
      await running;
      clearTimeout(timer);
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
