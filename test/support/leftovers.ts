/** The timers and listeners that a page has left. */
export interface Leftovers {
  /** Timers that were started since, and have neither run nor been cleared, each as the line that has started it. */
  readonly timers: string[];
  /** Listeners on `window` and `document` that were added since, and are neither removed nor aborted, each with its type. */
  readonly listeners: string[];
  restore(): void;
}

type Run = () => void;

/** Returns the line of a stack from which a function of this file was called. */
const caller = () =>
  (new Error().stack ?? '')
    .split('\n')
    .find((line) => line.includes('/') && !line.includes('leftovers'))
    ?.trim() ?? '';

const isOurs = (line: string) => line.includes('/src/') && !line.includes('node_modules');

/**
 * Counts timers, and listeners on `window` and `document`, from now on until `restore()`. Those of the test itself and of
 * Pluggy's SDK do not count: the line that starts or adds them is in another folder than `src`.
 */
export function watchLeftovers(): Leftovers {
  const real = { setTimeout, clearTimeout, setInterval, clearInterval };
  const start = window.setTimeout.bind(window) as (run: Run, ms?: number) => number;
  const repeat = window.setInterval.bind(window) as (run: Run, ms?: number) => number;
  const timers = new Map<number, string>();
  const listeners = new Map<string, string>();
  const count = (id: number, line: string) => {
    if (isOurs(line)) timers.set(id, line);
    return id;
  };
  const end = (act: (id?: number) => void) => (id?: number) => {
    timers.delete(Number(id));
    act(id);
  };
  Object.assign(window, {
    setTimeout: (run: Run, ms?: number) => {
      const id = start(() => {
        timers.delete(id);
        run();
      }, ms);
      return count(id, caller());
    },
    setInterval: (run: Run, ms?: number) => count(repeat(run, ms), caller()),
    clearTimeout: end(window.clearTimeout.bind(window)),
    clearInterval: end(window.clearInterval.bind(window)),
  });

  const numbers = new WeakMap<object, number>();
  let known = 0;
  const keyOf = (target: EventTarget, type: string, listener: object, options?: boolean | EventListenerOptions) => {
    if (!numbers.has(listener)) numbers.set(listener, ++known);
    const isCapture = typeof options === 'object' ? options.capture : options;
    return [target === window ? 'window' : 'document', type, numbers.get(listener), !!isCapture].join(' ');
  };
  const targets = [window, document] as EventTarget[];
  for (const target of targets) {
    target.addEventListener = (type: string, listener: EventListener, options?: boolean | AddEventListenerOptions) => {
      const { signal, once } = typeof options === 'object' ? options : {};
      const key = keyOf(target, type, listener, options);
      if (isOurs(caller()) && !signal?.aborted) {
        listeners.set(key, type);
        signal?.addEventListener('abort', () => listeners.delete(key));
        const forget = () => listeners.delete(key);
        if (once) EventTarget.prototype.addEventListener.call(target, type, forget, { once, signal });
      }
      EventTarget.prototype.addEventListener.call(target, type, listener, options);
    };
    target.removeEventListener = (type: string, listener: EventListener, options?: boolean | EventListenerOptions) => {
      listeners.delete(keyOf(target, type, listener, options));
      EventTarget.prototype.removeEventListener.call(target, type, listener, options);
    };
  }
  return {
    get timers() {
      return [...timers.values()];
    },
    get listeners() {
      return [...listeners.values()].sort();
    },
    restore() {
      Object.assign(window, real);
      for (const target of targets) {
        Reflect.deleteProperty(target, 'addEventListener');
        Reflect.deleteProperty(target, 'removeEventListener');
      }
    },
  };
}
