import { Alarm, steadyNow } from './alarm.js';
import { isInProgress, type ItemState } from './item-entry.js';

/** Delays before an item in progress is read again. The last delay repeats. */
const DELAYS_MS = [2000, 3000, 5000, 8000, 10_000];
const STALLED_AFTER_MS = 600_000;

/** The functions that the schedule needs. */
export interface PollPort {
  readonly state: (itemId: string) => ItemState;
  /** Whether polling is of use now: there is a backend, and no open stream that reports changes. */
  readonly isNeeded: () => boolean;
  /** Reads an item again. `update()` is called when the read has ended. */
  readonly read: (itemId: string) => void;
  /** Called when an item has been in progress for ten minutes. */
  readonly stall: (itemId: string) => void;
}

interface Poll {
  /** The time at which the item was first seen in progress, without the time in which the page was hidden. */
  since: number;
  reads: number;
  /** The time of the next read; undefined while a read is under way and when the item is stalled. */
  due?: number;
  isStalled?: boolean;
}

/**
 * Decides when items in progress are read again: after 2, 3, 5, 8, 10, 10… s, for ten minutes, not counting the time in which
 * the page is hidden. Settled items are never read again.
 */
export class PollSchedule {
  #port: PollPort;
  #polls = new Map<string, Poll>();
  #alarm = new Alarm(() => this.#readDue());
  #signal?: AbortSignal;
  #hiddenAt?: number;

  constructor(port: PollPort) {
    this.#port = port;
  }

  /** Starts polling. Items that were in progress before are included. */
  start(signal: AbortSignal): void {
    this.#signal = signal;
    document.addEventListener('visibilitychange', () => this.#pageChanged(), { signal });
    signal.addEventListener('abort', () => this.#alarm.set(Infinity));
    this.#pageChanged();
  }

  /** Starts, continues or ends the polling of an item, as its state demands. */
  update(itemId: string): void {
    const state = this.#port.state(itemId);
    if (!isInProgress(state)) {
      this.#polls.delete(itemId);
      return;
    }
    const now = steadyNow();
    let poll = this.#polls.get(itemId);
    // A stalled item changed: restart polling from the first interval.
    if (!poll || (poll.isStalled && !state.stalled)) this.#polls.set(itemId, (poll = { since: now, reads: 0 }));
    if (state.stalled || now - poll.since >= STALLED_AFTER_MS) {
      poll.due = undefined;
      poll.isStalled = true;
      if (!state.stalled) this.#port.stall(itemId);
      return;
    }
    poll.due ??= now + DELAYS_MS[Math.min(poll.reads++, DELAYS_MS.length - 1)]!;
    this.#wakeBy(poll.due);
  }

  #readDue(): void {
    // The timers start again when the page becomes visible.
    if (document.visibilityState === 'hidden') return;
    const now = steadyNow();
    for (const [itemId, poll] of this.#polls) {
      if (poll.due === undefined || poll.due > now) continue;
      poll.due = undefined;
      if (this.#port.isNeeded()) this.#port.read(itemId);
      else this.update(itemId);
    }
    this.#wakeForNext();
  }

  #pageChanged(): void {
    const now = steadyNow();
    if (document.visibilityState === 'hidden') {
      this.#hiddenAt ??= now;
      return;
    }
    const hiddenMs = now - (this.#hiddenAt ?? now);
    this.#hiddenAt = undefined;
    for (const poll of this.#polls.values()) poll.since += hiddenMs;
    this.#wakeForNext();
  }

  #wakeForNext(): void {
    for (const { due = Infinity } of this.#polls.values()) this.#wakeBy(due);
  }

  #wakeBy(time: number): void {
    if (this.#signal && !this.#signal.aborted && time < this.#alarm.at) this.#alarm.set(time);
  }
}
