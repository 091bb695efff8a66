import type { FailedAction, LastFailure } from '../../provider-context.js';

/** The last failure inside a provider. Elements read it as a `LastFailure`; only the provider writes it. */
export class FailureRecord implements LastFailure {
  current?: FailedAction;

  #listeners = new Set<() => void>();

  /** Whether an element shows failures. */
  get isObserved(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(failure: FailedAction | undefined): void {
    this.current = failure;
    for (const listener of this.#listeners) listener();
  }
}
