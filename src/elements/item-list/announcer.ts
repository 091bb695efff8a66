import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';

/** Sentences are collected for this long before they are announced together. */
const COLLECT_MS = 1000;
/** More sentences than this are counted instead of read. */
const MAX_SENTENCES = 3;

/** Collects sentences for a live region, so that several changes at once are announced together. */
export class Announcer implements ReactiveController {
  /** The content of the live region. */
  text = '';

  #changed: () => void;
  #summarize: (count: number) => string;
  #sentences = new Map<string, string>();
  #timer?: ReturnType<typeof setTimeout>;

  /** @param changed - Called when the text has changed between two updates of the host. */
  constructor(host: ReactiveControllerHost, changed: () => void, summarize: (count: number) => string) {
    this.#changed = changed;
    this.#summarize = summarize;
    host.addController(this);
  }

  /**
   * Adds a sentence; a later sentence about the same subject replaces an earlier one. To be called while the host updates, since
   * the text changes without a request for a render.
   */
  announce(subject: string, sentence: string): void {
    this.#sentences.delete(subject);
    this.#sentences.set(subject, sentence);
    if (this.#sentences.size > 1) return;
    clearTimeout(this.#timer);
    // A screen reader reads a text again only after the region was empty.
    this.text = '';
    this.#timer = setTimeout(() => {
      const sentences = [...this.#sentences.values()];
      this.#sentences.clear();
      this.text = sentences.length > MAX_SENTENCES ? this.#summarize(sentences.length) : sentences.join(' ');
      this.#changed();
    }, COLLECT_MS);
  }

  /** Empties the live region, and drops the sentences that wait. */
  clear(): void {
    this.hostDisconnected();
    this.text = '';
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#sentences.clear();
  }
}
