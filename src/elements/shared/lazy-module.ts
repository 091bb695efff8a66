import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { CHUNK_RETRY_MS } from '../../client/load-chunk.js';

/** Loads a module on demand and then updates its host. A request that fails is repeated while the host is connected. */
export class LazyModule<Module> implements ReactiveController {
  #host: ReactiveControllerHost & { readonly isConnected: boolean };
  #import: () => Promise<Module>;
  #module?: Module;
  #loading?: Promise<void>;
  #retry?: ReturnType<typeof setTimeout>;

  /** `importModule` rejects when the module does not arrive. */
  constructor(host: ReactiveControllerHost & { readonly isConnected: boolean }, importModule: () => Promise<Module>) {
    this.#host = host;
    this.#import = importModule;
    host.addController(this);
  }

  /** The module, once it is loaded. */
  get module(): Module | undefined {
    return this.#module;
  }

  /**
   * Requests the module, if it is not loaded yet. With `canWait`, a request that has failed is left to its planned repetition.
   * Resolves when the request has ended, in success or failure.
   */
  async load(canWait?: boolean): Promise<void> {
    if (this.#module || (canWait && this.#retry)) return;
    await (this.#loading ??= this.#load());
  }

  hostDisconnected(): void {
    this.#retry = void clearTimeout(this.#retry);
  }

  async #load(): Promise<void> {
    const host = this.#host;
    this.hostDisconnected();
    try {
      this.#module = await this.#import();
      host.requestUpdate();
    } catch {
      if (host.isConnected) this.#retry = setTimeout(() => void this.load(), CHUNK_RETRY_MS);
    } finally {
      this.#loading = undefined;
    }
  }
}
