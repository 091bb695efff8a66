import type { ReactiveElement } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { logFailure } from '../../client/log-failure.js';
import { printOnce } from '../../client/print-once.js';
import type { CardMessages } from '../../locales/index.js';
import type { PluggyError } from '../../model/errors.js';
import { isWorking } from '../../model/item-state.js';
import type { Item } from '../../model/item-types.js';
import { lastUpdateOf } from '../../model/item-view.js';
import type { PluggyConnectElement } from '../connect/connect.js';

/** Data of this age is not called recent, whatever Pluggy's answer says: one day. */
const RECENT_MS = 86_400_000;

/** The answer to a request, as a person reads it. */
export interface UpdateNote {
  /** `refused`: the error explains the refusal. */
  readonly answer: keyof CardMessages['asked'] | 'refused';
  readonly error?: PluggyError;
  /** The earliest time of another update, in milliseconds since the epoch. */
  readonly until?: number;
}

type Host = ReactiveElement & { readonly store: Items | undefined };

/** The Item that a card shows, and whether the widget can update it. */
interface Subject {
  readonly item?: Item;
  readonly canConnect: boolean;
}

/** Requests an update of the card's Item, or the state of a run, and keeps the result until the Item changes. */
export class UpdateRequest {
  /** Whether the backend leaves updates of this Item to the widget. */
  isForWidget = false;

  #host: Host;
  #subject: () => Subject;
  #note?: UpdateNote & { readonly item: Item };

  constructor(host: Host, subject: () => Subject) {
    this.#host = host;
    this.#subject = subject;
  }

  get note(): UpdateNote | undefined {
    return this.#note;
  }

  /** Forgets everything about the previous Item. */
  reset(): void {
    this.#note = undefined;
    this.isForWidget = false;
  }

  /** Forgets a note about an older snapshot of the Item. A note with a time stays until that time or the Item's next update. */
  dropStaleNote(now: number): void {
    const { item } = this.#subject();
    const note = this.#note;
    if (!item || !note || note.answer === 'asking') return;
    const { until } = note;
    const isStale = until ? now >= until || item.lastUpdatedAt !== note.item.lastUpdatedAt : item !== note.item;
    if (isStale) this.#note = undefined;
  }

  update = (): void => {
    void this.#send(async (store, item) => {
      try {
        const result = await store.update(item.id);
        switch (result.state) {
          case 'started':
            return undefined;
          case 'accepted':
            return { answer: 'going' };
          case 'recent': {
            // Pluggy counts failed runs, too: the data may be older than the interval.
            const isRecent = store.now() - lastUpdateOf(item, store.now()) < RECENT_MS;
            return { answer: isRecent ? 'recent' : 'later', until: result.until };
          }
          case 'for-widget':
            if (this.#subject().canConnect) return 'widget';
            printOnce(
              '<pluggy-item-card> items-endpoint takes no PATCH, and the widget needs a token: set token-endpoint on <pluggy-provider>.',
            );
            return { answer: 'impossible' };
          case 'refused':
            logFailure(this.#host, { error: result.error, sessionId: 0 });
            return { answer: 'refused', error: result.error, until: result.error.retryAfter?.getTime() };
        }
      } catch (error) {
        logFailure(this.#host, { error: error as PluggyError, sessionId: 0 });
        return { answer: 'failed' };
      }
    });
  };

  /** Reads a run in progress at once, for a person who does not want to wait for the next poll. */
  check = (): void => {
    void this.#send(async (store, item) => {
      await store.refresh(item.id);
      const { item: current, error } = store.get(item.id);
      if (error) return { answer: 'failed' };
      return current && isWorking(current) ? { answer: 'going' } : undefined;
    });
  };

  async #send(request: (store: Items, item: Item) => Promise<UpdateNote | 'widget' | undefined>): Promise<void> {
    const host = this.#host;
    const { item } = this.#subject();
    if (this.#note?.answer === 'asking' || !host.store || !item) return;
    const pending = { item, answer: 'asking' } as const;
    this.#note = pending;
    host.requestUpdate();
    const result = await request(host.store, item);
    // The card may show another Item by now.
    if (this.#note !== pending) return;
    const opensWidget = result === 'widget';
    this.isForWidget ||= opensWidget || result?.answer === 'impossible';
    this.#note = result && !opensWidget ? { item: this.#subject().item ?? item, ...result } : undefined;
    host.requestUpdate();
    if (!opensWidget || !host.isConnected) return;
    await host.updateComplete;
    this.openWidget();
  }

  /** Opens the widget that updates the Item. */
  openWidget = (): void => {
    void this.#host.renderRoot.querySelector<PluggyConnectElement>('#widget')?.open();
  };
}
