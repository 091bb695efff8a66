import { loadChunk } from '../load-chunk.js';
import { pageRegistry } from './page-registry.js';

/** The used part of the SDK's class. The SDK's own types need an optional package and are `any` without it. */
export type Sdk = new (props: SdkProps) => SdkInstance;

export type SdkProps = Record<string, unknown>;

interface SdkInstance {
  init(container: HTMLElement): PromiseLike<void>;
  show(): PromiseLike<void>;
  destroy?(): unknown;
  /**
   * The widget's instance, private in the SDK's types: the only way to close one widget, and to learn of a child's
   * fatal error.
   */
  componentInstance?: { close?(): PromiseLike<void> };
  componentPropsExtendedAdapted?: SdkProps;
}

interface LoadedSdk {
  sdk: Sdk;
  /** Whether this library loaded the copy; false for `window.PluggyConnect`. */
  isOwn: boolean;
}

/** Loads the SDK: the copy that is on the page already, otherwise the bundled one, once for all opens. */
export async function loadSdk(): Promise<LoadedSdk> {
  const present = (window as { PluggyConnect?: unknown }).PluggyConnect;
  if (typeof present === 'function') return { sdk: present as Sdk, isOwn: false };
  const page = pageRegistry();
  page.sdk ??= loadChunk(() => import('pluggy-connect-sdk'));
  // The next open tries again after a failure.
  page.sdk.catch(() => (page.sdk = undefined));
  const module = await page.sdk;
  // A bundler may wrap the exports of the chunk and unwrap them in the `import()` above, but not in the retry.
  const exports = [module, ...Object.values(module)].find((part) => !!(part as Partial<typeof module>).PluggyConnect);
  return { sdk: (exports as typeof module).PluggyConnect as Sdk, isOwn: true };
}
