/** Replaces timers, `Date.now()` and `performance.now()` of the page until `restore()`: time passes only when the test advances it. */
export interface TestClock {
  readonly now: number;
  /** The number of running timers. */
  readonly waiting: number;
  /** The number of timers that were started so far. */
  readonly started: number;
  /** Lets pending promises continue, without advancing the time. */
  settle(): Promise<void>;
  /** Advances the time, and runs the timers that are due. */
  pass(ms: number): Promise<void>;
  /** Advances the time from timer to timer until the promise is settled. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Changes the clock of the device, while the time goes on. */
  setDevice(ms: number): void;
  restore(): void;
}

export function testClock(): TestClock {
  const real = { setTimeout, clearTimeout };
  const realNow = Object.getOwnPropertyDescriptor(Date, 'now')!;
  const realPerformanceNow = Object.getOwnPropertyDescriptor(performance, 'now');
  const timers = new Map<number, { due: number; run: () => void }>();
  const start = Date.now();
  let now = start;
  let ids = 0;
  let skew = 0;

  window.setTimeout = ((run: () => void, ms = 0) => {
    // Browsers run a timer at once when its delay exceeds 32 bits.
    timers.set(++ids, { due: now + (ms < 2 ** 31 ? ms : 1), run });
    return ids;
  }) as typeof window.setTimeout;
  window.clearTimeout = (id) => void timers.delete(Number(id));
  Date.now = () => now + skew;
  performance.now = () => now;

  const next = () => [...timers].sort(([, one], [, other]) => one.due - other.due)[0];
  const runNext = () => {
    const [id, { due, run }] = next()!;
    timers.delete(id);
    now = Math.max(now, due);
    run();
  };
  // Pending promises continue before the next task.
  const settle = () =>
    new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  return {
    get now() {
      return now;
    },
    get waiting() {
      return timers.size;
    },
    get started() {
      return ids;
    },
    settle,
    setDevice: (ms) => (skew = ms),
    async pass(ms) {
      const end = now + ms;
      await settle();
      for (let timer = next(); timer && timer[1].due <= end; timer = next()) {
        runNext();
        await settle();
      }
      now = end;
    },
    async until(promise) {
      let over = false;
      const end = () => (over = true);
      promise.then(end, end);
      for (await settle(); !over; await settle()) if (next()) runNext();
      return promise;
    },
    restore() {
      Object.assign(window, real);
      Object.defineProperty(Date, 'now', realNow);
      if (realPerformanceNow) Object.defineProperty(performance, 'now', realPerformanceNow);
      else delete (performance as Partial<Performance>).now;
    },
  };
}
