import type { ReactiveController, ReactiveElement } from '@lit/reactive-element';
import { PluggyDismissEvent } from '../../events/error-banner.js';
import { delayUntil } from '../../model/delay.js';
import { errorView, type ErrorView, type Failure } from '../../model/error-view.js';
import type { Severity } from '../../model/item-view.js';
import type { ProviderContext } from '../../provider-context.js';
import { setState } from '../shared/internals.js';

const SEVERITIES: Severity[] = ['ok', 'busy', 'attention', 'problem', 'neutral'];

export interface BannerFailure extends Failure {
  /** Identity of the failure: two failures with the same key are the same to the person. */
  readonly key: unknown;
  /** The number of the open of the last failure in the provider; 0 for the provider's own requests. */
  readonly sessionId?: number;
}

interface DisplayHost extends ReactiveElement {
  readonly store: ProviderContext['items'];
}

/** A failure on screen: its view as time passes, the custom state of its severity, and its closing by the person. */
export class FailureDisplay implements ReactiveController {
  #host: DisplayHost;
  #internals: ElementInternals;
  #failure?: BannerFailure;
  #view?: ErrorView;
  /** Key of the failure that the person has closed. */
  #dismissedKey: unknown;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(host: DisplayHost, internals: ElementInternals) {
    this.#host = host;
    this.#internals = internals;
    host.addController(this);
  }

  /** Returns the view of a failure; `undefined` without a failure, and after the person has closed it. */
  show(failure: BannerFailure | undefined): ErrorView | undefined {
    this.#failure = failure;
    if (!failure) this.#dismissedKey = undefined;
    this.#view = failure && failure.key !== this.#dismissedKey ? errorView(failure, this.now) : undefined;
    return this.#view;
  }

  /** The time for the failure: `retryAfter` is counted by the device's clock, other moments by the backend's. */
  get now(): number {
    return (!this.#failure?.error?.retryAfter && this.#host.store?.now()) || Date.now();
  }

  dismiss = (): void => {
    this.#dismissedKey = this.#failure?.key;
    this.#host.requestUpdate();
    this.#host.dispatchEvent(new PluggyDismissEvent(this.#failure?.itemId ?? ''));
  };

  hostUpdated(): void {
    clearTimeout(this.#timer);
    if (!this.#host.isConnected) return;
    const view = this.#view;
    for (const severity of SEVERITIES) setState(this.#internals, severity, severity === view?.severity);
    const delay = view && this.#msToNextChange(view);
    if (delay !== undefined) this.#timer = setTimeout(() => this.#host.requestUpdate(), delay);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  #msToNextChange({ until, next, text }: ErrorView): number | undefined {
    if (until) return 1000;
    // An approval that does not come becomes overdue, and has another text then.
    if (text === 'authorize') return 60_000;
    return next ? delayUntil(next, this.now) : undefined;
  }
}

/** Whether the banner is in a card. These banners are silent: the list announces changes. */
export function isInCard(host: Element): boolean {
  const { host: outer } = host.getRootNode() as Partial<ShadowRoot>;
  return !!(host.closest('pluggy-item-card') ?? outer?.closest('pluggy-item-card'));
}
