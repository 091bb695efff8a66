import type { ReactiveElement } from '@lit/reactive-element';
import { printOnce } from '../../client/print-once.js';
import { PluggyRetryEvent } from '../../events/error-banner.js';
import type { Failure } from '../../model/error-view.js';
import type { ProviderContext } from '../../provider-context.js';

/** The failure on screen, and the context of the provider around the banner. */
interface Subject {
  readonly failure?: Failure;
  readonly context?: ProviderContext;
}

/** Runs the action of a banner, unless the page cancels `pluggy-retry`. */
export class Recovery {
  /** Whether the failed request is being repeated. */
  isRetrying = false;
  /** Whether a widget opened from this banner is open. */
  isWidgetOpen = false;

  #host: ReactiveElement;
  #subject: () => Subject;

  constructor(host: ReactiveElement, subject: () => Subject) {
    this.#host = host;
    this.#subject = subject;
  }

  retry = (): void => void this.#retry();

  reconnect = (): void => {
    if (this.#isAllowed('reconnect')) warnWithoutProvider();
  };

  widgetOpens = (event: Event): void => {
    if (this.#isAllowed('reconnect')) this.isWidgetOpen = true;
    else event.preventDefault();
  };

  widgetCloses = (): void => {
    this.isWidgetOpen = false;
    this.#host.requestUpdate();
  };

  async #retry(): Promise<void> {
    const { failure, context } = this.#subject();
    if (this.isRetrying || !failure || !this.#isAllowed('refresh')) return;
    if (!context) {
      warnWithoutProvider();
      return;
    }
    this.isRetrying = true;
    this.#host.requestUpdate();
    await context.retry(failure);
    this.isRetrying = false;
    this.#host.requestUpdate();
  }

  /** Whether the page leaves the action to the banner. */
  #isAllowed(action: 'reconnect' | 'refresh'): boolean {
    return this.#host.dispatchEvent(new PluggyRetryEvent(this.#subject().failure?.itemId ?? '', action));
  }
}

function warnWithoutProvider(): void {
  printOnce(
    '<pluggy-error-banner> has no <pluggy-provider> with a token-endpoint around it: listen to pluggy-retry and try again there.',
  );
}
