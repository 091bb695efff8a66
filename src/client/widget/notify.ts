import type { WidgetObserver } from './types.js';

/** Calls each observer. An observer that throws stops neither the others nor the open. */
export function notify(observers: readonly WidgetObserver[], report: (observer: WidgetObserver) => void): void {
  for (const observer of observers) safely(() => report(observer));
}

/** Runs a step of an end. A step that throws is reported to `window.onerror`, and the next step follows. */
export function safely(run: () => void): void {
  try {
    run();
  } catch (error) {
    reportError(error);
  }
}
