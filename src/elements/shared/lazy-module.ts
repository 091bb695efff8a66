import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { CHUNK_RETRY_MS } from '../../client/load-chunk.js';

/** Loads a module on demand and then updates its host. A request that fails is repeated while the host is connected. */
export class LazyModule<Module> implements ReactiveController {
  #host: ReactiveControllerHost & { readonly isConnected: boolean };
  #import: () => Promise<Module>;
  #module?: Module;
  #isLoading = false;
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

  /** Requests the module, if it is not loaded yet. The host calls this method again in the update after a failure. */
  load(): void {
    if (!this.#module && !this.#isLoading) void this.#load();
  }

  hostDisconnected(): void {
    clearTimeout(this.#retry);
  }

  async #load(): Promise<void> {
    const host = this.#host;
    this.#isLoading = true;
    clearTimeout(this.#retry);
    try {
      this.#module = await this.#import();
      host.requestUpdate();
    } catch {
      if (host.isConnected) this.#retry = setTimeout(() => host.requestUpdate(), CHUNK_RETRY_MS);
    } finally {
      this.#isLoading = false;
    }
  }
}
