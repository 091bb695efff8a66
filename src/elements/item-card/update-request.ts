import type { ReactiveElement } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { logFailure } from '../../client/log-failure.js';
import type { CardMessages } from '../../locales/index.js';
import type { PluggyError } from '../../model/errors.js';
import { isWorking } from '../../model/item-state.js';
import type { Item } from '../../model/item-types.js';
import type { PluggyConnectElement } from '../connect/connect.js';

/** The answer to a request, as a person reads it. */
export type Answer = keyof CardMessages['asked'];

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
  #lastAnswer?: { readonly item: Item; readonly answer: Answer };

  constructor(host: Host, subject: () => Subject) {
    this.#host = host;
    this.#subject = subject;
  }

  get answer(): Answer | undefined {
    return this.#lastAnswer?.answer;
  }

  /** Forgets everything about the previous Item. */
  reset(): void {
    this.#lastAnswer = undefined;
    this.isForWidget = false;
  }

  /** Forgets an answer that belongs to an older snapshot of the Item. */
  dropStaleAnswer(): void {
    const { item } = this.#subject();
    if (item && item !== this.#lastAnswer?.item && this.answer !== 'asking') this.#lastAnswer = undefined;
  }

  update = (): void => {
    void this.#send(async (store, item) => {
      const answer = await store.update(item.id).catch((error: PluggyError) => {
        logFailure(this.#host, { error, sessionId: 0 });
        return 'failed' as const;
      });
      if (answer === 'widget' && this.#subject().canConnect) return answer;
      return answer === 'started' ? undefined : answer === 'recent' ? answer : 'failed';
    });
  };

  /** Reads a run in progress at once, for a person who does not want to wait for the next poll. */
  check = (): void => {
    void this.#send(async (store, item) => {
      await store.refresh(item.id);
      const { item: current, error } = store.get(item.id);
      if (error) return 'failed';
      return current && isWorking(current) ? 'going' : undefined;
    });
  };

  async #send(request: (store: Items, item: Item) => Promise<Answer | 'widget' | undefined>): Promise<void> {
    const host = this.#host;
    const { item } = this.#subject();
    if (this.answer === 'asking' || !host.store || !item) return;
    const pending = (this.#lastAnswer = { item, answer: 'asking' });
    host.requestUpdate();
    const answer = await request(host.store, item);
    // The card may show another Item by now.
    if (this.#lastAnswer !== pending) return;
    const isForWidget = answer === 'widget';
    this.isForWidget ||= isForWidget;
    this.#lastAnswer = answer && !isForWidget ? { item: this.#subject().item ?? item, answer } : undefined;
    host.requestUpdate();
    if (!isForWidget || !host.isConnected) return;
    await host.updateComplete;
    void host.renderRoot.querySelector<PluggyConnectElement>('pluggy-connect')?.open();
  }
}
