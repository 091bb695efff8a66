import { CHUNK_RETRY_MS, loadChunk } from '../../client/load-chunk.js';

/** Code that comes when it is needed, and is asked for again when it did not arrive. */
export class Chunk<T> {
  /** What is in it, once it is there. */
  module?: T;

  #load: () => Promise<T>;
  #changed: () => void;
  #isLoading = false;
  #isWanted = false;
  #again?: ReturnType<typeof setTimeout>;

  /** `changed` is called when it is there, and when it may be asked for again. */
  constructor(load: () => Promise<T>, changed: () => void) {
    this.#load = load;
    this.#changed = changed;
  }

  load(): void {
    this.#isWanted = true;
    if (this.module || this.#isLoading) return;
    this.#isLoading = true;
    loadChunk(this.#load).then(
      (module) => {
        this.module = module;
        this.#changed();
      },
      () => {
        this.#isLoading = false;
        if (this.#isWanted) this.#again = setTimeout(this.#changed, CHUNK_RETRY_MS);
      },
    );
  }

  /** Nobody asks again until `load` is called. */
  stop(): void {
    this.#isWanted = false;
    clearTimeout(this.#again);
  }
}

/** The looks of elements that most often have nothing to show. */
export const loadViews = () => import('../views.template.js');
