import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';

/** How often a relative time can change. */
const TICK_MS = 30_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

const tick = () => {
  if (document.visibilityState !== 'hidden') listeners.forEach((listener) => listener());
};

/** Calls `listener` at every tick and when the page becomes visible. All listeners share one timer. */
function onTick(listener: () => void): () => void {
  if (!listeners.size) {
    timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
  }
  listeners.add(listener);
  return () => {
    if (!listeners.delete(listener) || listeners.size) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}

/** Updates its host at every tick, while the host is connected and shows something that changes with time. */
export class Ticker implements ReactiveController {
  #host: ReactiveControllerHost & { readonly isConnected: boolean };
  #end?: () => void;

  constructor(host: ReactiveControllerHost & { readonly isConnected: boolean }) {
    this.#host = host;
    host.addController(this);
  }

  /** Starts or stops the ticks. */
  run(isNeeded: boolean): void {
    if (isNeeded && this.#host.isConnected) this.#end ??= onTick(() => this.#host.requestUpdate());
    else this.hostDisconnected();
  }

  hostDisconnected(): void {
    this.#end?.();
    this.#end = undefined;
  }
}
