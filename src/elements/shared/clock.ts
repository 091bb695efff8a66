const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** How often a relative time can change, in milliseconds. */
const TICK = 30_000;

const tick = () => {
  if (document.visibilityState !== 'hidden') listeners.forEach((listener) => listener());
};

/** Calls back now and then, and when the page is looked at again: one timer for all, which ends with the last of them. */
export function onTick(listener: () => void): () => void {
  if (!listeners.size) {
    timer = setInterval(tick, TICK);
    document.addEventListener('visibilitychange', tick);
  }
  listeners.add(listener);
  return () => {
    if (!listeners.delete(listener) || listeners.size) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}
