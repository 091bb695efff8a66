import type { PluggyError } from '../../model/errors.js';
import { applyItemEvent, type EventsPort } from './item-events.js';
import type { ItemLoader } from './item-loader.js';
import { LiveEvents } from './live-events.js';

/** The longest time that the list waits for the stream to open. */
const STREAM_WAIT_MS = 400;

/** The collaborators that events act on. */
export interface LivePort extends EventsPort {
  readonly loader: Pick<ItemLoader, 'readAll' | 'requestChanged'>;
  readonly signal: AbortSignal;
  readonly report: (error: PluggyError, itemId: string) => void;
}

/** Applies live events to the store. The list is read after each opening of the stream, because changes before it are unknown. */
export class LiveItems {
  #events: LiveEvents;
  #timer?: ReturnType<typeof setTimeout>;

  /** Resolves when the stream has opened or failed, and after 400 ms at the latest. */
  readonly ready: Promise<void>;

  constructor(url: string, withCredentials: boolean, port: LivePort) {
    const { loader, signal, report } = port;
    let setReady!: () => void;
    this.ready = new Promise((resolve) => {
      setReady = () => {
        clearTimeout(this.#timer);
        resolve();
      };
      this.#timer = setTimeout(resolve, STREAM_WAIT_MS);
    });
    this.#events = new LiveEvents(url, withCredentials, {
      opened: () => {
        setReady();
        void loader.readAll();
      },
      message: (data, name) => applyItemEvent(port, data, name),
      failed: (error) => {
        setReady();
        report(error, '');
      },
    });
    signal.addEventListener('abort', () => {
      setReady();
      this.#events.close();
    });
  }

  get isOpen(): boolean {
    return this.#events.isOpen;
  }
}
