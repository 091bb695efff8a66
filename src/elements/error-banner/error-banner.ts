import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { errorsTexts } from '../../locales/errors.js';
import { messagesFor } from '../../locales/index.js';
import type { PluggyError } from '../../model/errors.js';
import { isFailing } from '../../model/item-view.js';
import type { Item } from '../../model/item-types.js';
import type { FailedAction, LastFailure } from '../../provider-context.js';
import { flag, isOn } from '../shared/attributes.js';
import { PluggyElement } from '../shared/base.js';
import { canConnect } from '../shared/can-connect.js';
import { ItemSource } from '../shared/item-source.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { attachInternals } from '../shared/internals.js';
import { Subscription } from '../shared/subscription.js';
import { liveTime, type RenderPlace } from '../shared/time.js';
import type { BannerFailure, FailureDisplay } from './failure-display.js';
import type { Recovery } from './recovery.js';

/**
 * Explains an error in plain words, with the one action that can help.
 *
 * The error is the first of: the property `error`; the attribute `code`; the property `item`; `item-id` inside a
 * `<pluggy-provider>`; the last failure inside the nearest provider. The banner is hidden while there is no error.
 *
 * @fires {PluggyRetryEvent} pluggy-retry - Fired before the action runs: `itemId`, `action`. Cancel the event to run the action yourself.
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
 * @cssproperty [--pluggy-color-primary=#1d66db] - Primary buttons, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary=#fff] - Text on the primary colour.
 * @cssproperty [--pluggy-color-control=color-mix(in srgb, currentcolor 58%, transparent)] - Outlines of fields and secondary buttons.
 * @cssproperty [--pluggy-color-ok=light-dark(#1a7f37, #4ac26b)] - Signs and boxes of the state `ok`.
 * @cssproperty [--pluggy-color-busy=light-dark(#1a5fd0, #79a8ff)] - Signs and boxes of the state `busy`.
 * @cssproperty [--pluggy-color-attention=light-dark(#c4320a, #ff9271)] - Signs and boxes of the state `attention`: the person has to act.
 * @cssproperty [--pluggy-color-problem=light-dark(#b45309, #e3b341)] - Signs and boxes of the state `problem`: something failed for now.
 * @cssproperty [--pluggy-color-neutral=light-dark(#59636e, #a6adb5)] - Signs and boxes of the state `neutral`.
 * @cssproperty [--pluggy-radius=8px] - Corners of buttons, fields and boxes.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-control-height=44px] - Height of buttons and fields.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 * @cssproperty [--pluggy-font-size=1em] - Font size, in `px` or `rem`.
 * @cssproperty [--pluggy-font-weight-strong=600] - Weight of titles and buttons.
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
    itemId: {},
    error: { attribute: false },
    code: {},
    providerMessage: {},
    noDismiss: { converter: flag },
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

  #internals = attachInternals(this);
  #source = new ItemSource(this);
  #template = new LazyTemplate(this, () => import('./error-banner.template.js'), errorsTexts);
  #lastFailure = new Subscription<LastFailure>((last) => last.subscribe(() => this.requestUpdate()));
  #store = new Subscription<Items>((store) => store.subscribeChanges(() => this.requestUpdate()));

  /** The failure on screen. */
  #failure?: BannerFailure;
  /** Whether failures are announced. An error that is there from the beginning is not. */
  #canAnnounce = false;
  #isNews = false;

  // Loaded together with the template.
  #display?: FailureDisplay;
  #recovery?: Recovery;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#lastFailure.follow(undefined);
    this.#store.follow(undefined);
    if (this.#recovery) this.#recovery.isWidgetOpen = false;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (this.isConnected) this.#chooseFailure();
  }

  protected override updated(): void {
    if (!this.isConnected) return;
    const { state, item, storeItemId } = this.#source;
    const isKnown = item ?? state?.gone ?? state?.error ?? !storeItemId;
    this.#canAnnounce ||= !!isKnown && (!this.#failure || !!this.#template.module);
  }

  /** @internal */
  get hasContent(): boolean {
    return !!this.#failure;
  }

  /** @internal */
  render(
    template: typeof import('./error-banner.template.js'),
    { locale, time }: RenderPlace = { locale: this.#template.locale, time: liveTime },
  ): unknown {
    // A server renders without an update.
    if (!this.hasUpdated) this.#chooseFailure();
    const failure = this.#failure;
    const display = (this.#display ??= new template.FailureDisplay(this, this.#internals));
    const view = display.show(failure);
    if (!failure || !view) return undefined;
    const { context } = this;
    const recovery = (this.#recovery ??= new template.Recovery(this, () => ({
      failure: this.#failure,
      context: this.context,
    })));
    const { dismiss } = display;
    const { retry, reconnect, widgetOpens, widgetCloses } = recovery;
    return template.bannerTemplate(
      {
        failure,
        view,
        now: display.now,
        locale,
        messages: messagesFor(errorsTexts.table, locale, context?.messages.errors),
        time,
        isAlert: this.#isNews && !template.isInCard(this),
        isDismissible: !isOn(this.noDismiss),
        canConnect: canConnect(context),
        isRetrying: recovery.isRetrying,
      },
      { dismiss, retry, reconnect, widgetOpens, widgetCloses },
    );
  }

  /** The page's `error` and `code` precede an Item, and an Item precedes the last failure inside the provider. */
  #findFailure(): BannerFailure | undefined {
    const { error, code, providerMessage, context, store } = this;
    const { given, item, state } = this.#source;
    const last = error || code || given || this.itemId ? undefined : context?.failure;
    this.#lastFailure.follow(last);
    const itemId = this.itemId || item?.id || '';
    if (error) return fromError(error, { item, itemId: itemId || error.item?.id, providerMessage });
    if (code) return { key: code, code: String(code), item, itemId, providerMessage };
    if (state?.unsaved) return fromUnsaved(state.unsaved, store, { item, itemId, providerMessage });
    if (item) {
      const ending = item.error?.code ?? item.executionStatus ?? item.status;
      return isFailing(item, { now: store?.now() })
        ? { key: `${itemId} ${ending}`, item, itemId, providerMessage }
        : undefined;
    }
    if (state?.gone) return { key: 'gone', code: 'ITEM_NOT_FOUND', itemId };
    if (state?.error) return fromError(state.error, { itemId });
    const current = last?.current;
    if (!current || !isCurrent(current, store)) return undefined;
    const { error: failure, sessionId } = current;
    const failed = { itemId: current.itemId || failure.item?.id, sessionId };
    const failedState = store?.get(current.itemId);
    return failure === failedState?.unsaved
      ? fromUnsaved(failure, store, { ...failed, item: failedState.item ?? endedItem(store, failed.itemId) })
      : fromError(failure, failed);
  }

  #chooseFailure(): void {
    const found = this.#findFailure();
    const previousKey = this.#failure?.key;
    // A widget that was opened from this banner needs its button until the widget is closed.
    if (!this.#recovery?.isWidgetOpen) this.#failure = found;
    if (this.#failure?.key !== previousKey) this.#isNews = this.#canAnnounce;
    // A failed request of the provider is over as soon as the store has read again.
    this.#store.follow(found?.sessionId === 0 ? this.store : undefined);
  }
}

/** Whether the provider still cannot read the item. A failure of the widget stays until it is tried again. */
function isCurrent({ error, itemId, sessionId }: FailedAction, store?: Items): boolean {
  if (sessionId || !store || error === store.error) return true;
  const { error: unread, unsaved } = store.get(itemId);
  return error === unread || error === unsaved;
}

/** Returns the last snapshot of an Item that is gone. */
const endedItem = (store: Items | undefined, itemId: string | undefined) =>
  store?.ended.find(({ id }) => id === itemId);

/** Returns the failure of a connection that the backend has not saved, or has refused to save. */
function fromUnsaved<T extends Partial<BannerFailure>>(error: PluggyError, store: Items | undefined, more: T) {
  const isRefused = store?.isRefused(more.itemId ?? '');
  return { ...fromError(error, more), unsaved: isRefused ? ('refused' as const) : ('failed' as const) };
}

function fromError<T extends Partial<BannerFailure>>(error: PluggyError, more: T) {
  return { key: error, code: String(error.code), error, ...more };
}
