import { PluggyError } from '../model/errors.js';
import type { Item } from '../model/item-types.js';
import type { Sdk } from './frame.js';

/**
 * How an open ended. `pending`: closed while the bank, or the person at the bank, was still at it: keep the Item and read
 * it again.
 */
export interface ConnectOutcome {
  type: 'success' | 'pending' | 'error' | 'cancelled';
  item?: Item;
  itemId?: string;
  error?: PluggyError;
}

/** One open of the widget, for all who may ask about it or act on it. */
export interface RunningWidget {
  /** Empty for a new connection. */
  readonly itemId: string;
  /** What `open()` gave, to the opener and to all who join. Never rejects. */
  readonly done: Promise<ConnectOutcome>;
  /** A login is under way: not to be dropped because an element went away. */
  readonly busy?: boolean;
  /** Success or error has come and nothing is under way. */
  readonly settled?: boolean;
  show(): void;
  hide(): void;
  close(): void;
}

export type Phase = 'preparing' | 'open' | 'background' | undefined;

/** How the person asked to leave; `forced`: the browser has closed the dialog already. */
export type Leave = 'escape' | 'button' | 'forced' | 'confirmed' | 'hide';

export interface LoadedSdk {
  sdk: Sdk;
  /** Not one that the page brought. */
  ours: boolean;
}

interface Page {
  session?: RunningWidget;
  /** What is laid out before anybody has opened it: a dialog, and where it is asked for the widget in it. */
  ahead?: { drop(): void; readonly run?: unknown };
  sdk?: Promise<{ PluggyConnect: unknown }>;
  sessions: number;
}

/** One open widget, one dialog laid out ahead and one SDK for the page, whatever number of copies of this library it has. */
export function page(): Page {
  const key = Symbol.for('pluggy-elements:widget@1');
  return ((globalThis as Record<symbol, unknown>)[key] ??= { sessions: 0 }) as Page;
}

/** The SDK: the copy that the page has already, else ours, once for all opens. */
export async function loadSdk(): Promise<LoadedSdk> {
  const present = (window as { PluggyConnect?: unknown }).PluggyConnect;
  if (typeof present === 'function') return { sdk: present as Sdk, ours: false };
  const own = page();
  own.sdk ??= loadChunk(() => import('pluggy-connect-sdk'));
  // A failure is forgotten, so that the next open tries again.
  own.sdk.catch(() => (own.sdk = undefined));
  const module = await own.sdk;
  // A bundler may wrap what the chunk exports and take it out again in the `import()` above, which another try goes past.
  const found = [module, ...Object.values(module)].find((part) => !!(part as Partial<typeof module>).PluggyConnect);
  // The SDK's own types need an optional package.
  return { sdk: (found as typeof module).PluggyConnect as Sdk, ours: true };
}

/** Until a chunk that did not arrive is asked for again, in milliseconds. */
export const AGAIN = 5000;

/**
 * A part that loads on demand. Chromium remembers a failure by the address, so another try must have another one: not
 * where an import map has hashes, which would not hold for that.
 */
export function loadChunk<T>(load: () => Promise<T>, tag?: string): Promise<T> {
  return load()
    .catch((cause: Error) => {
      const url = /http\S+$/.exec(cause.message);
      if (!url || [...document.scripts].some(({ type, text }) => type === 'importmap' && text.includes('"integrity"')))
        throw cause;
      return import(/* @vite-ignore */ /* webpackIgnore: true */ `${url[0]}?again=${Date.now()}`) as Promise<T>;
    })
    .catch((cause: unknown) => {
      const code = navigator.onLine ? 'widget-unavailable' : 'offline';
      throw new PluggyError(code, 'A chunk that loads on demand did not arrive.', { tag, cause });
    });
}
