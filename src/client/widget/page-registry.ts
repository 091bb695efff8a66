import type { RunningWidget } from './types.js';

/** The state that all elements of a page share. */
interface PageRegistry {
  /** The current open. */
  running?: RunningWidget;
  /** The dialog, perhaps with a widget, that was prepared for the next open. */
  prepared?: { dispose(): void; readonly run?: unknown };
  sdk?: Promise<{ PluggyConnect: unknown }>;
  /** Number of opens so far, which is the `sessionId` of the last one. */
  opens: number;
}

/** Returns the registry of this page: one open widget, one prepared open and one SDK for all copies of this library. */
export function pageRegistry(): PageRegistry {
  const key = Symbol.for('pluggy-elements:widget@1');
  return ((globalThis as Record<symbol, unknown>)[key] ??= { opens: 0 }) as PageRegistry;
}
