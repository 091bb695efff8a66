import { readInstitutions, type InstitutionsRoute } from '../../client/connectors/read-institutions.js';
import { printOnce } from '../../client/print-once.js';
import type { PluggyError } from '../../model/errors.js';
import type { Institution } from '../../model/institutions.js';
import { isOutsideProvider } from '../shared/outside-provider.js';

/** The list of one route: requested once, and again after a failure when the person or the page asks for it. */
export class InstitutionList {
  /** The institutions; `undefined` before the list is read. */
  all?: readonly Institution[];
  /** The reason why the list could not be read. */
  error?: PluggyError;

  readonly #changed: () => void;
  #route?: InstitutionsRoute;
  /** The route of the last request. */
  #key? = '';
  #refreshes?: number;
  #controller?: AbortController;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /**
   * Requests the list of a route, unless it is the route of the last request. A list that could not be read is requested
   * again when `refreshes` changes. Without a route, the list is empty.
   */
  follow(route: InstitutionsRoute | undefined, refreshes?: number): void {
    const key = route && JSON.stringify([route.endpoint, route.includeSandbox]);
    const isKnown = key === this.#key && !(this.error && refreshes !== this.#refreshes);
    this.#route = route;
    this.#refreshes = refreshes;
    if (isKnown) return;
    this.forget();
    this.#key = key;
    if (route) void this.#request();
    else this.all = [];
  }

  /** Ends the request, and drops the list: it may be another person's. */
  forget(): void {
    this.#controller?.abort();
    this.all = this.error = undefined;
    this.#key = '';
  }

  /** Requests the list again. */
  retry(): void {
    void this.#request();
    this.#changed();
  }

  /** Ends the request. The next route is requested again, unless the list was read. */
  stop(): void {
    this.#controller?.abort();
    if (!this.all) this.#key = '';
  }

  async #request(): Promise<void> {
    this.#controller?.abort();
    const { signal } = (this.#controller = new AbortController());
    this.error = undefined;
    try {
      const all = await readInstitutions(this.#route!, signal);
      if (signal.aborted) return;
      this.all = all;
    } catch (error) {
      if (signal.aborted) return;
      this.error = error as PluggyError;
      const { message } = this.error;
      printOnce(message, this, message, console.warn);
    }
    this.#changed();
  }
}

/** Prints, once per page, that a search without a provider has no institutions. */
export function warnWithoutProvider(element: Element): void {
  if (!isOutsideProvider(element)) return;
  const text = '<pluggy-institutions> stays empty. Expected a <pluggy-provider> around it.';
  printOnce(text, globalThis, text, console.error);
}
