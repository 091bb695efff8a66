/** A subscription to one source at a time: following another source ends the previous subscription. */
export class Subscription<Source extends object> {
  #subscribe: (source: Source) => () => void;
  #source?: Source;
  #end?: () => void;

  constructor(subscribe: (source: Source) => () => void) {
    this.#subscribe = subscribe;
  }

  /** Subscribes to `source`; `undefined` ends the subscription. */
  follow(source: Source | undefined): void {
    if (source === this.#source) return;
    this.#end?.();
    this.#source = source;
    this.#end = source && this.#subscribe(source);
  }
}
