import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { PluggyDismissEvent } from '../../events.js';
import { errorsTexts } from '../../locales/errors.js';
import { messagesFor } from '../../locales/index.js';
import type { ErrorView, Failure } from '../../model/error-view.js';
import type { PluggyError } from '../../model/errors.js';
import { isFailing, type Severity } from '../../model/item-view.js';
import type { Item } from '../../model/item-types.js';
import type { FailedAction, LastFailure } from '../../session.js';
import { flag, isOn } from '../shared/attributes.js';
import { PluggyElement } from '../shared/base.js';
import { canConnect } from '../shared/can-connect.js';
import { ItemSource } from '../shared/item-source.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { attachInternals, setState } from '../shared/internals.js';
import { Subscription } from '../shared/subscription.js';
import { liveTime, type TimeFormat } from '../shared/time.js';
import type { BannerActions } from './error-banner.template.js';
import type { Recovery } from './recovery.js';

const SEVERITIES: Severity[] = ['ok', 'busy', 'attention', 'problem', 'neutral'];

/** The longest delay of a timer. */
const MAX_DELAY_MS = 2 ** 31 - 1;

interface BannerFailure extends Failure {
  /** Two failures with the same key are the same to the person. */
  readonly key: unknown;
  /** The session of the last failure in the provider; 0 for the provider's own requests. */
  readonly sessionId?: number;
}

/**
 * Explains an error in plain words, with the one action that can help.
 *
 * The error is the first of: the property `error`; the attribute `code`; the property `item`; `item-id` inside a
 * `<pluggy-provider>`; the last failure inside the nearest provider. The banner is hidden while there is no error.
 *
 * @fires {PluggyRetryEvent} pluggy-retry - Fired when the action is used: `itemId`, `action`. Cancel the event to prevent that the widget opens or the provider reads again.
 * @fires {PluggyDismissEvent} pluggy-dismiss - Fired when the banner is closed: `itemId`. A new failure shows the banner again.
 *
 * @csspart banner - The box around all other parts.
 * @csspart icon - The sign before the title; each severity has its own shape.
 * @csspart title - The error in a few words.
 * @csspart text - The explanation.
 * @csspart quote - The bank's own message.
 * @csspart actions - The action, or the time of the next attempt.
 * @csspart dismiss - The button that closes the banner.
 *
 * @cssstate ok - The item has recovered.
 * @cssstate busy - A run is in progress.
 * @cssstate attention - The person has to act.
 * @cssstate problem - The problem is temporary, or only others can solve it.
 * @cssstate neutral - The message is information.
 *
 * @cssproperty [--pluggy-color-primary] - The button, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary] - Text on the primary colour.
 * @cssproperty [--pluggy-color-attention] - Colour of errors that need the person.
 * @cssproperty [--pluggy-color-problem] - Colour of other errors.
 * @cssproperty [--pluggy-radius=8px] - Corner radius.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyErrorBannerElement extends PluggyElement {
  // An empty banner with a tabindex holds the focus that its content had.
  static override styles = css`
    :host(:not([tabindex])) {
      display: none;
    }
  `;
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: { attribute: 'item-id' },
    error: { attribute: false },
    code: {},
    providerMessage: { attribute: 'provider-message' },
    noDismiss: { attribute: 'no-dismiss', converter: flag },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; the nearest provider has its state. */
  itemId = '';

  /** The error of an event or of an outcome. */
  error?: PluggyError;

  /** A code of ours or of Pluggy's, for pages that the server renders. */
  code = '';

  /** The bank's own message, shown as a quotation. */
  providerMessage = '';

  /** Removes the button that closes the banner. */
  noDismiss = false;

  /**
   * How a server writes moments.
   *
   * @internal
   */
  timeFormat?: TimeFormat;

  #internals = attachInternals(this);
  #source = new ItemSource(this);
  protected readonly template = new LazyTemplate(this, () => import('./error-banner.template.js'), errorsTexts);
  #lastFailure = new Subscription<LastFailure>((last) => last.subscribe(() => this.requestUpdate()));
  #store = new Subscription<Items>((store) => store.subscribeAll(() => this.requestUpdate()));

  /** The failure on screen. */
  #failure?: BannerFailure;
  /** Key of the failure that the person has closed. */
  #dismissedKey: unknown;
  /** An error that is there from the beginning is not announced. */
  #canAnnounce = false;
  #isAlert = false;
  /** Loaded together with the template. */
  #recovery?: Recovery;
  #timer?: ReturnType<typeof setTimeout>;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#lastFailure.follow(undefined);
    this.#store.follow(undefined);
    if (this.#recovery) this.#recovery.isWidgetOpen = false;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (this.isConnected) this.#chooseFailure();
  }

  protected override updated(): void {
    clearTimeout(this.#timer);
    if (!this.isConnected) return;
    const view = this.#view();
    for (const severity of SEVERITIES) setState(this.#internals, severity, severity === view?.severity);
    const delay = view && this.#msToNextChange(view);
    if (delay !== undefined) this.#timer = setTimeout(() => this.requestUpdate(), delay);
    const { state, item, storeItemId } = this.#source;
    const isKnown = item ?? state?.gone ?? state?.error ?? !storeItemId;
    this.#canAnnounce ||= !!isKnown && (!this.#failure || !!this.template.module);
  }

  /** @internal */
  get hasContent(): boolean {
    return !!this.#failure;
  }

  /** @internal */
  render(template: typeof import('./error-banner.template.js')): unknown {
    // A server renders without an update.
    if (!this.hasUpdated) this.#chooseFailure();
    const view = this.#view(template.errorView);
    if (!view) return undefined;
    const { session } = this;
    const { locale } = this.template;
    const recovery = (this.#recovery ??= new template.Recovery(this, () => ({
      failure: this.#failure,
      session: this.session,
    })));
    return template.bannerTemplate(
      {
        failure: this.#failure!,
        view,
        now: this.#now,
        locale,
        messages: messagesFor(errorsTexts.table, locale, session?.messages.errors),
        time: this.timeFormat ?? liveTime,
        isAlert: this.#isAlert,
        isDismissible: !isOn(this.noDismiss),
        canConnect: canConnect(session),
        isRetrying: recovery.isRetrying,
      },
      this.#actions(recovery),
    );
  }

  /** The page's `error` and `code` precede an Item, and an Item precedes the last failure inside the provider. */
  #findFailure(): BannerFailure | undefined {
    const { error, code, providerMessage, session, store } = this;
    const { given, item, state } = this.#source;
    const last = error || code || given || this.itemId ? undefined : session?.failure;
    this.#lastFailure.follow(last);
    const itemId = this.itemId || item?.id || '';
    if (error) return fromError(error, { item, itemId: itemId || error.item?.id, providerMessage });
    if (code) return { key: code, code, item, itemId, providerMessage };
    if (item) {
      const ending = item.error?.code ?? item.executionStatus ?? item.status;
      return isFailing(item) ? { key: `${itemId} ${ending}`, item, itemId, providerMessage } : undefined;
    }
    if (state?.gone) return { key: 'gone', code: 'ITEM_NOT_FOUND', itemId };
    if (state?.error) return fromError(state.error, { itemId });
    const current = last?.current;
    if (!current || !isCurrent(current, store)) return undefined;
    return fromError(current.error, {
      itemId: current.itemId || current.error.item?.id,
      sessionId: current.sessionId,
    });
  }

  #chooseFailure(): void {
    const found = this.#findFailure();
    const previousKey = this.#failure?.key;
    // A widget that was opened from this banner needs its button until the widget is closed.
    if (!this.#recovery?.isWidgetOpen) this.#failure = found;
    if (!this.#failure) this.#dismissedKey = undefined;
    else if (this.#failure.key !== previousKey) this.#isAlert = this.#canAnnounce && !isInCard(this);
    // A failed request of the provider is over as soon as the store has read again.
    this.#store.follow(found?.sessionId === 0 ? this.store : undefined);
  }

  /** Returns `undefined` without a failure, after the failure was closed, and before the template is loaded. */
  #view(errorView = this.template.module?.errorView): ErrorView | undefined {
    const failure = this.#failure;
    return failure && failure.key !== this.#dismissedKey ? errorView?.(failure, this.#now) : undefined;
  }

  #msToNextChange({ until, next }: ErrorView): number | undefined {
    if (until) return 1000;
    return next ? Math.min(next - this.#now, MAX_DELAY_MS) : undefined;
  }

  /** `retryAfter` is counted by the device's clock, other moments by the backend's. */
  get #now(): number {
    return (!this.#failure?.error?.retryAfter && this.store?.now()) || Date.now();
  }

  #actions({ retry, reconnect, widgetOpens, widgetCloses }: Recovery): BannerActions {
    return {
      retry: () => void retry(),
      reconnect,
      widgetOpens,
      widgetCloses,
      dismiss: () => {
        this.#dismissedKey = this.#failure?.key;
        this.requestUpdate();
        this.emit(new PluggyDismissEvent(this.#failure?.itemId ?? ''));
      },
    };
  }
}

/** Whether the provider still cannot read the item. A failure of the widget stays until it is tried again. */
function isCurrent({ error, itemId, sessionId }: FailedAction, store?: Items): boolean {
  return !!sessionId || !store || error === store.error || error === store.get(itemId).error;
}

function fromError<T extends Partial<BannerFailure>>(error: PluggyError, more: T) {
  return { key: error, code: String(error.code), error, ...more };
}

/** The banners of a list's cards are silent: the list announces changes. */
function isInCard(host: Element): boolean {
  const { host: outer } = host.getRootNode() as Partial<ShadowRoot>;
  return !!(host.closest('pluggy-item-card') ?? outer?.closest('pluggy-item-card'));
}
