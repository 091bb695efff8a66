import type { FailedAction, LastFailure } from '../../session.js';

/** Remembers the last failure inside a provider. Only the provider writes it. */
export class FailureLog implements LastFailure {
  #current?: FailedAction;
  #listeners = new Set<() => void>();

  get current(): FailedAction | undefined {
    return this.#current;
  }

  /** Whether an element shows failures. */
  get isObserved(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(failure: FailedAction | undefined): void {
    this.#current = failure;
    for (const listener of this.#listeners) listener();
  }
}
