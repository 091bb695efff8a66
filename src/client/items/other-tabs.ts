import { isRecord } from '../../model/sanitize.js';

/** A change by the person in this page. The names are those of live events. */
export type TabEvent = 'item/updated' | 'item/disconnected';

/**
 * Tells the pages of the same origin and backend which item the person has changed here, so that they read it again. A
 * message is an event's name and an item's id, and has no data of the item.
 */
export class OtherTabs {
  #name: string;
  #changed: (event: TabEvent, itemId: string) => void;
  #missed: () => void;
  #signal: AbortSignal;
  #channel?: BroadcastChannel;

  /**
   * @param endpoint - The route of the items, which the other pages have, too.
   * @param missed - Called when the page is back from the browser's memory, and has missed the messages of that time.
   */
  constructor(
    endpoint: string,
    changed: (event: TabEvent, itemId: string) => void,
    missed: () => void,
    signal: AbortSignal,
  ) {
    this.#name = endpoint && channelName(endpoint);
    this.#changed = changed;
    this.#missed = missed;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#close());
  }

  /** Receives the messages of other pages from now on. */
  listen(): void {
    const signal = this.#signal;
    this.#open();
    // A page with an open channel is not kept for the way back in all browsers.
    window.addEventListener('pagehide', () => this.#close(), { signal });
    const comeBack = ({ persisted }: PageTransitionEvent) => {
      this.#open();
      if (persisted) this.#missed();
    };
    window.addEventListener('pageshow', comeBack, { signal });
  }

  tell(event: TabEvent, itemId: string): void {
    this.#open();
    this.#channel?.postMessage({ event, itemId });
  }

  #open(): void {
    // jsdom and happy-dom have no BroadcastChannel.
    if (this.#channel || !this.#name || this.#signal.aborted || !('BroadcastChannel' in window)) return;
    try {
      this.#channel = new BroadcastChannel(this.#name);
    } catch {
      // Firefox refuses channels where it refuses storage, as in a frame of another site.
      return;
    }
    this.#channel.onmessage = ({ data }) => {
      if (!isRecord(data) || typeof data.itemId !== 'string') return;
      if (data.event === 'item/updated' || data.event === 'item/disconnected') this.#changed(data.event, data.itemId);
    };
    // In unit tests, the channel is Node's own, which would keep the process running.
    (this.#channel as { unref?(): void }).unref?.();
  }

  #close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }
}

/** Returns a name for all pages with this route. The query is left out, because a secret may be in it. */
function channelName(endpoint: string): string {
  try {
    const { origin, pathname } = new URL(endpoint, document.baseURI);
    return `pluggy-elements ${origin}${pathname}`;
  } catch {
    return '';
  }
}
