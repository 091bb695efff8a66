import type { ReactiveController, ReactiveElement } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { logFailure } from '../../client/log-failure.js';
import { printOnce } from '../../client/print-once.js';
import { PluggyDisconnectedEvent, PluggyDisconnectEvent } from '../../events/item-card.js';
import type { PluggyError } from '../../model/errors.js';
import type { DisconnectStep } from './disconnect-dialog.template.js';

type Host = ReactiveElement & { readonly store: Items | undefined };

/** Time in which a second tap belongs to the first one: iOS does not count the taps of a double tap. */
const DOUBLE_TAP_MS = 500;

/** Asks the person for confirmation in a dialog, and then the backend to end the connection of the card's Item. */
export class Disconnection implements ReactiveController {
  /** The step of the dialog; `undefined` while the dialog is closed. */
  step?: DisconnectStep;
  /** Whether the connection has ended. */
  isDone = false;

  #host: Host;
  #itemId: () => string;
  #askedAt = 0;

  constructor(host: Host, itemId: () => string) {
    this.#host = host;
    this.#itemId = itemId;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#show();
  }

  hostDisconnected(): void {
    this.#close();
  }

  /** Forgets everything about the previous Item. */
  reset(): void {
    this.isDone = false;
    this.#close();
  }

  open = (): void => {
    this.#askedAt = performance.now();
    this.#go(this.step ?? 'asking');
  };

  keep = (event: Event): void => {
    if (this.step !== 'working' && !this.#isDoubleTap(event)) this.#dialog?.close();
  };

  confirm = (event: Event): void => {
    if (this.step === 'working' || this.#isDoubleTap(event)) return;
    if (!this.#disconnect()) this.#dialog?.close();
  };

  dialogClosed = (): void => {
    // Chromium closes a dialog on the second Escape even when `cancel` is prevented.
    if (this.step === 'working') {
      this.#show();
      return;
    }
    this.#go(undefined);
    // Safari does not focus a clicked button, so the dialog has no focus to return.
    this.#focus('#options');
  };

  /** Returns whether the backend is now deleting the Item. */
  #disconnect(): boolean {
    const host = this.#host;
    const { store } = host;
    const itemId = this.#itemId();
    if (!host.dispatchEvent(new PluggyDisconnectEvent(itemId))) return false;
    if (!store?.hasBackend) {
      printOnce(
        '<pluggy-item-card> has no <pluggy-provider> with items-endpoint around it: listen to pluggy-disconnect, prevent it and disconnect there.',
      );
      return false;
    }
    this.#go('working');
    let isDone = false;
    const done = () => {
      if (isDone) return;
      isDone = true;
      endSubscription?.();
      this.#finish(itemId);
    };
    // A list removes the card as soon as the store has deleted the Item: the event comes before that.
    const isKnown = store.get(itemId).item;
    const endSubscription = isKnown && store.subscribe(itemId, () => void (store.get(itemId).gone && done()));
    store.delete(itemId).then(done, (error: PluggyError) => {
      logFailure(host, { error, sessionId: 0 });
      endSubscription?.();
      if (!isDone && itemId === this.#itemId() && this.step === 'working') this.#go('failed');
    });
    return true;
  }

  #finish(itemId: string): void {
    const host = this.#host;
    if (itemId === this.#itemId()) {
      this.isDone = true;
      this.#close();
      host.requestUpdate();
      if (host.isConnected) this.#focus('.card');
    }
    (host.isConnected ? host : document).dispatchEvent(new PluggyDisconnectedEvent(itemId));
  }

  /** Whether a tap belongs to the gesture that opened the dialog. */
  #isDoubleTap(event: Event): boolean {
    const { pointerType } = event as PointerEvent;
    const isTap = pointerType === 'touch' || pointerType === 'pen';
    return isTap && performance.now() - this.#askedAt < DOUBLE_TAP_MS;
  }

  #go(step: DisconnectStep | undefined): void {
    this.step = step;
    this.#host.requestUpdate();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector('dialog');
  }

  #show(): void {
    const dialog = this.#dialog;
    if (this.step && dialog?.isConnected && !dialog.open) dialog.showModal();
  }

  #close(): void {
    this.step = undefined;
    this.#dialog?.close();
  }

  #focus(selector: string): void {
    this.#host.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }
}
