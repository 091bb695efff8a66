interface Run {
  done: Promise<void>;
  /** Whether the task has begun, so that its response may be older than a call from now on. */
  hasBegun: boolean;
  isRepeated: boolean;
}

/**
 * Runs a task for each key, at most once at a time for a key and at most `limit` tasks in total. A call for a key whose task
 * has not begun joins it. A call for a key whose task has begun is followed by one more run.
 */
export class ReadQueue {
  #limit: number;
  #signal: AbortSignal;
  #task: (key: string) => Promise<void>;
  #runs = new Map<string, Run>();
  #running = 0;
  #waiting: (() => void)[] = [];

  /** The task must not reject. */
  constructor(limit: number, signal: AbortSignal, task: (key: string) => Promise<void>) {
    this.#limit = limit;
    this.#signal = signal;
    this.#task = task;
    signal.addEventListener('abort', () => this.#waiting.splice(0).forEach((proceed) => proceed()));
  }

  /** Runs the task, after a promise if there is one. Resolves when the last run that the call demands has ended. */
  run(key: string, after?: Promise<void>): Promise<void> {
    const current = this.#runs.get(key);
    if (current) {
      if (!current.hasBegun) return current.done;
      current.isRepeated = true;
      return current.done.then(() => this.#runs.get(key)?.done);
    }
    const run: Run = { done: Promise.resolve(), hasBegun: false, isRepeated: false };
    this.#runs.set(key, run);
    run.done = this.#start(key, run, after).finally(() => {
      this.#runs.delete(key);
      if (run.isRepeated && !this.#signal.aborted) void this.run(key);
    });
    return run.done;
  }

  /** Returns how far the run for a key is; `repeated`: the task has begun and another run follows. */
  progressOf(key: string): 'idle' | 'waiting' | 'begun' | 'repeated' {
    const run = this.#runs.get(key);
    if (!run) return 'idle';
    return run.isRepeated ? 'repeated' : run.hasBegun ? 'begun' : 'waiting';
  }

  async #start(key: string, run: Run, after: Promise<void> | undefined): Promise<void> {
    if (after) await after;
    if (this.#signal.aborted) return;
    if (this.#running < this.#limit) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#signal.aborted) {
      run.hasBegun = true;
      await this.#task(key);
    }
    // Start the next waiting task, if any.
    const proceed = this.#waiting.shift();
    if (proceed) proceed();
    else this.#running--;
  }
}
