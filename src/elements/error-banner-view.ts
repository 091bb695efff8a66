import { adoptStyles, type CSSResult } from '@lit/reactive-element';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { ItemState } from '../client/items/item-entry.js';
import type { Items } from '../client/items/items.js';
import { PluggyDismissEvent, PluggyRetryEvent } from '../events.js';
import { withOverrides, type ErrorsMessages, type Locale } from '../locales/index.js';
import { errors as en } from '../locales/en.errors.js';
import { errors as es } from '../locales/es.errors.js';
import { errors as pt } from '../locales/pt-BR.errors.js';
import { errorView, type ErrorAction, type ErrorView, type Failure } from '../model/error-view.js';
import type { PluggyError } from '../model/errors.js';
import { isFailing, type Severity } from '../model/item-view.js';
import type { Item } from '../model/item-types.js';
import type { LastFailure, Session } from '../session.js';
import { isOn } from './attributes.js';
import { styles } from './error-banner.styles.js';
import { PluggyErrorBannerElement } from './error-banner.js';
import { holdFocus } from './focus.js';
import { hidden, panel } from './panel.styles.js';
import { setState } from './states.js';
import { block } from './block.styles.js';
import { button, tones } from './theme.styles.js';
import { at, left } from './time.js';

const MESSAGES: Record<Locale, ErrorsMessages> = { 'pt-BR': pt, en, es };
const SEVERITIES: Severity[] = ['ok', 'busy', 'attention', 'problem', 'neutral'];
export const SHOWN: CSSResult[] = [block, hidden, tones, button, panel, styles];

/** Further ahead no timer can be set, in milliseconds. */
const FURTHEST = 2 ** 31 - 1;

/** A failure, and what makes it another one than the last. */
interface BannerFailure extends Failure {
  readonly key: unknown;
  /** Of the provider's failures: 0 for one of its own. */
  readonly sessionId?: number;
}

/** What the element knows beside what the page has set on it. */
export interface BannerContext {
  readonly locale: Locale;
  readonly session?: Session;
  readonly store?: Items;
  /** The Item of the property. */
  readonly given?: Item;
  /** The Item of the provider. */
  readonly state?: ItemState;
  /** The provider's last failure, where nothing else is asked for. */
  readonly last?: LastFailure['current'];
  /** There has been a time without a failure. */
  readonly isLate: boolean;
  /** How a server writes a moment. It knows neither the person's clock nor the place, and counts nothing down. */
  readonly at?: typeof at;
}

let hasWarned = false;

/** What a banner looks like, and what its buttons do. */
export class BannerView {
  #host: PluggyErrorBannerElement;
  #root: ShadowRoot;
  #context!: BannerContext;
  #failure?: BannerFailure;
  #dismissed: unknown;
  #isAlert = false;
  /** The widget was opened from here: what it was opened with stays until it is over. */
  #isOpen = false;
  #isTrying = false;
  #timer?: ReturnType<typeof setTimeout>;
  #store?: Items;
  #unfollow?: () => void;

  constructor(host: PluggyErrorBannerElement) {
    this.#host = host;
    this.#root = host.renderRoot as ShadowRoot;
    // What a server has drawn; a server itself has no root.
    this.#root?.replaceChildren();
  }

  /** What a server draws. */
  static draw(host: PluggyErrorBannerElement, context: BannerContext): TemplateResult | undefined {
    const view = new BannerView(host);
    view.#context = context;
    const failure = view.#find(context);
    return failure && view.#template(failure, errorView(failure, Date.now()));
  }

  update(context: BannerContext): void {
    const failure = this.#find(context);
    const before = this.#failure;
    this.#context = context;
    if (!this.#isOpen) this.#failure = failure;
    if (!this.#failure) this.#dismissed = undefined;
    else if (this.#failure.key !== before?.key) this.#isAlert = context.isLate && !isInCard(this.#host);
    this.#follow(failure?.sessionId === 0 ? context.store : undefined);
    this.#draw();
  }

  /** Ends what would go on without the element. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#follow(undefined);
    this.#isOpen = false;
  }

  /** What the page says counts before what is known of an Item, and that before what failed around. */
  #find({ store, given, state, last }: BannerContext): BannerFailure | undefined {
    const { error, code, providerMessage } = this.#host;
    const item = given ?? state?.item;
    const itemId = this.#host.itemId || item?.id || '';
    if (error) return ofError(error, { item, itemId: itemId || error.item?.id, providerMessage });
    if (code) return { key: code, code, item, itemId, providerMessage };
    if (item) {
      const ending = item.error?.code ?? item.executionStatus ?? item.status;
      return isFailing(item) ? { key: `${itemId} ${ending}`, item, itemId, providerMessage } : undefined;
    }
    if (state?.gone) return { key: 'gone', code: 'ITEM_NOT_FOUND', itemId };
    if (state?.error) return ofError(state.error, { itemId });
    if (!last || !isCurrent(last, store)) return undefined;
    return ofError(last.error, { itemId: last.itemId || last.error.item?.id, sessionId: last.sessionId });
  }

  #draw(): void {
    clearTimeout(this.#timer);
    const failure = this.#failure;
    const isShown = !!failure && failure.key !== this.#dismissed;
    const focused = this.#root.activeElement;
    const view = isShown ? errorView(failure, this.#now(failure)) : undefined;
    if (view) this.#waitFor(view, this.#now(failure!));
    adoptStyles(this.#root, view ? SHOWN : [PluggyErrorBannerElement.styles]);
    render(view ? this.#template(failure!, view) : nothing, this.#root);
    if (focused && !focused.isConnected) this.#keepFocus();
    for (const severity of SEVERITIES) setState(this.#host.internals, severity, severity === view?.severity);
  }

  #waitFor({ until, next }: ErrorView, now: number): void {
    const wait = until ? 1000 : next ? Math.min(next - now, FURTHEST) : undefined;
    if (wait !== undefined) this.#timer = setTimeout(() => this.#draw(), wait);
  }

  /** `retryAfter` was counted by this clock, other moments by the backend's. */
  #now({ error }: Failure): number {
    return (!error?.retryAfter && this.#context.store?.now()) || Date.now();
  }

  #template(failure: BannerFailure, view: ErrorView): TemplateResult {
    const { locale, session } = this.#context;
    const messages = withOverrides(MESSAGES[locale], session?.messages.errors);
    const { title, text } = messages.texts[view.text];
    const { bank, providerMessage } = view;
    return html`<div part="banner" class="banner" role="group" aria-labelledby="title" tabindex="-1" lang=${locale}>
      <span part="icon" class="icon ${view.severity}" aria-hidden="true"></span>
      <div class="body">
        ${keyed(
          failure.key,
          html`<div role=${this.#isAlert ? 'alert' : nothing}>
            <p part="title" class="title" id="title">${title}</p>
            <p part="text">${text(bank)}</p>
            ${
              providerMessage
                ? html`<p part="quote" class="quote">
                    ${messages.quote(bank)} <q lang="pt" dir="auto">${providerMessage}</q>
                  </p>`
                : nothing
            }
          </div>`,
        )}
        ${this.#actions(failure, view, messages)}
      </div>
      ${
        isOn(this.#host.noDismiss)
          ? nothing
          : html`<button
              part="dismiss"
              class="dismiss"
              type="button"
              aria-label=${messages.dismiss}
              @click=${this.#dismiss}
            >
              <span aria-hidden="true">×</span>
            </button>`
      }
    </div>`;
  }

  #actions(failure: BannerFailure, view: ErrorView, messages: ErrorsMessages): TemplateResult | typeof nothing {
    const { action, until, next, url } = view;
    const { locale, at: atServer } = this.#context;
    if (until && atServer) return nothing;
    const now = this.#now(failure);
    const line = until
      ? messages.until(left(until - now), at(until, now, locale))
      : next
        ? messages.next((atServer ?? at)(next, now, locale))
        : undefined;
    if (line) return html`<p part="actions" class="wait" role=${until ? 'timer' : nothing}>${line}</p>`;
    const act = this.#button(action, failure, messages);
    if (!act) return nothing;
    return html`<div part="actions" class="actions">
      ${
        url
          ? html`<a href=${url} target="_blank" rel="noopener noreferrer"
              >${messages.actions.bank}<span class="hidden"> ${messages.newTab}</span></a
            >`
          : nothing
      }
      ${act}
    </div>`;
  }

  #button(action: ErrorAction, failure: BannerFailure, messages: ErrorsMessages): TemplateResult | undefined {
    const { actions } = messages;
    if (action === 'retry') {
      return html`<button type="button" aria-disabled=${this.#isTrying} @click=${this.#retry}>
        ${this.#isTrying ? html`<span class="spinner"></span> ${messages.trying}` : actions.again}
      </button>`;
    }
    const labels = {
      reconnect: actions.reconnect,
      bank: actions.reconnect,
      open: actions.again,
      'new-connection': actions.connect,
    };
    if (!(action in labels)) return undefined;
    const label = labels[action as keyof typeof labels];
    const itemId = (action !== 'new-connection' && failure.itemId) || nothing;
    const { tokenSource, tokenEndpoint } = this.#context.session?.settings ?? {};
    if (!tokenSource && !tokenEndpoint) {
      return html`<button type="button" @click=${() => this.#ask('reconnect') && warn()}>${label}</button>`;
    }
    return html`<pluggy-connect item-id=${itemId} @pluggy-open=${this.#opens} @pluggy-close=${this.#closes}
      >${label}</pluggy-connect
    >`;
  }

  #opens = (event: Event): void => {
    if (this.#ask('reconnect')) this.#isOpen = true;
    else event.preventDefault();
  };

  #closes = (): void => {
    this.#isOpen = false;
    this.#host.requestUpdate();
  };

  #retry = (): void => {
    const { session } = this.#context;
    const failure = this.#failure;
    if (this.#isTrying || !this.#ask('refresh')) return;
    if (!session) {
      warn();
      return;
    }
    this.#isTrying = true;
    this.#draw();
    void session.refresh(failure?.itemId || undefined).then(() => {
      this.#isTrying = false;
      // What no reading can bring back, such as a browser that was offline, has been tried again all the same.
      if (failure?.sessionId && failure.error === session.failure.current?.error) session.failure.current = undefined;
      this.#host.requestUpdate();
    });
  };

  /** False when the page does it itself. */
  #ask(action: 'reconnect' | 'refresh'): boolean {
    return this.#host.dispatchEvent(new PluggyRetryEvent(this.#failure?.itemId ?? '', action));
  }

  #dismiss = (): void => {
    this.#dismissed = this.#failure?.key;
    const itemId = this.#failure?.itemId ?? '';
    this.#draw();
    this.#host.dispatchEvent(new PluggyDismissEvent(itemId));
  };

  /** Where the focus was is gone: it stays at this place of the page. */
  #keepFocus(): void {
    const banner = this.#root.querySelector<HTMLElement>('.banner');
    if (banner) {
      banner.focus({ preventScroll: true });
      return;
    }
    holdFocus(this.#host);
  }

  /** What the provider could not read may become readable without another word. */
  #follow(store: Items | undefined): void {
    if (store === this.#store) return;
    this.#unfollow?.();
    this.#store = store;
    this.#unfollow = store?.subscribeAll(() => this.#host.requestUpdate());
  }
}

/** What the provider could not read is over when it can. */
function isCurrent({ error, itemId, sessionId }: NonNullable<LastFailure['current']>, store?: Items): boolean {
  return !!sessionId || !store || error === store.error || error === store.get(itemId).error;
}

function ofError<T extends Partial<BannerFailure>>(error: PluggyError, more: T) {
  return { key: error, code: String(error.code), error, ...more };
}

/** Cards do not talk all at once: their list does, for them. */
function isInCard(host: Element): boolean {
  const { host: outer } = host.getRootNode() as Partial<ShadowRoot>;
  return !!(host.closest('pluggy-item-card') ?? outer?.closest('pluggy-item-card'));
}

function warn(): void {
  if (hasWarned) return;
  hasWarned = true;
  console.warn(
    '<pluggy-error-banner> has no <pluggy-provider> with a token-endpoint around it: listen to pluggy-retry and try again there.',
  );
}
