import { ContextProvider } from '@lit/context';
import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { ProvidedItems } from '../../client/items/provided-items.js';
import { loadChunk } from '../../client/load-chunk.js';
import { printOnce } from '../../client/print-once.js';
import { PluggyCloseEvent, PluggyErrorEvent, type PluggyConnectEvent } from '../../events/connect.js';
import { PluggyItemChangeEvent } from '../../events/provider.js';
import type { Messages } from '../../locales/index.js';
import { CONSENT_WARNING_DAYS, STALE_AFTER_DAYS } from '../../model/item-view.js';
import type { PluggyError } from '../../model/errors.js';
import { providerContext, type ProviderContext } from '../../provider-context.js';
import { attributeOf, flag, isOn } from '../shared/attributes.js';
import { create } from '../shared/dom.js';
import { LazyModule } from '../shared/lazy-module.js';
import { isWritten, PluggySettingsElement, SETTINGS } from '../shared/settings.js';
import { FailureRecord } from './failure-record.js';

/**
 * Provides settings and data for all elements inside; renders nothing of its own. Only the nearest provider counts: its
 * missing settings are not inherited from an outer provider.
 *
 * `<pluggy-provider token-endpoint="/api/connect-token" items-endpoint="/api/items">…</pluggy-provider>`
 *
 * @slot - The page's content.
 *
 * @fires {PluggyItemChangeEvent} pluggy-item-change - Fired when an Item is added, changes or is removed: `item`, `previous`.
 * @fires {PluggyErrorEvent} pluggy-error - Fired when a request for Items fails: `error`. The request is repeated later.
 */
export class PluggyProviderElement extends PluggySettingsElement {
  // The provider has no box of its own.
  static override styles = css`
    :host {
      display: contents;
    }
    :host([hidden]) {
      display: none;
    }
  `;
  static override properties: PropertyDeclarations = {
    itemsEndpoint: {},
    itemEndpoint: {},
    mfaEndpoint: {},
    eventsEndpoint: {},
    connectorsEndpoint: {},
    consentWarningDays: {},
    staleAfterDays: {},
    noLink: { converter: flag },
    messages: { attribute: false },
    items: { attribute: false },
  };

  /**
   * URL of the backend's route for Items: `GET` lists them, `POST` takes a connected one.
   *
   * With an Item's id appended to the URL, `GET` reads, `PATCH` updates and `DELETE` disconnects that Item.
   */
  itemsEndpoint = '';

  /** URL template with `{itemId}` of one Item. Default: `items-endpoint` and the id. */
  itemEndpoint = '';

  /** URL template with `{itemId}` of the route that takes MFA codes, which people then enter without the widget. */
  mfaEndpoint = '';

  /** URL of the backend's server-sent events. The request carries cookies, but no `headers`. */
  eventsEndpoint = '';

  /** URL of the backend's route that lists institutions, for `<pluggy-institutions>`. */
  connectorsEndpoint = '';

  /** Days before the end of a consent at which elements start to warn. */
  consentWarningDays = CONSENT_WARNING_DAYS;

  /** Days after which data without a planned update counts as old. Badges then say how old the data is. */
  staleAfterDays = STALE_AFTER_DAYS;

  /** Keeps connected Items from being sent to `items-endpoint`. */
  noLink = false;

  /** Texts that replace ours, grouped by element; each text is optional. */
  messages?: Messages;

  /** All Items as the backend sends them, for applications that load Items themselves. */
  items?: readonly unknown[];

  #itemsLoader = new LazyModule(this, () => this.#importItems());
  #context = new ContextProvider(this, { context: providerContext });
  #failure = new FailureRecord();
  #signedOut = new AbortController();
  /** The settings that are another person's or application's when they change, as they were at the last update. */
  #endpoints?: string;
  /** The value of `items` at the last update: the last person's, if the endpoints change alone. */
  #lastItems?: readonly unknown[];
  /** Whether nothing has asked for Items since `reset()`. */
  #isReset = false;
  /** The number of calls of `refresh()` for everything. */
  #refreshes = 0;

  constructor() {
    super();
    for (const type of ['pluggy-open', 'pluggy-success', 'pluggy-error', 'pluggy-close'] as const) {
      this.addEventListener(type, (event) => this.#note(event));
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#itemsLoader.load();
    if (this.hasUpdated && !this.#items?.store) this.#provide();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move is a removal and an insertion in one task.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#items?.close();
      this.#isReset = false;
    });
  }

  /**
   * Reads one Item again, or all Items. Never rejects: failures are reported by `pluggy-error`.
   *
   * Without an id, a list of institutions that could not be read is read again, too.
   */
  async refresh(itemId?: string): Promise<void> {
    // A disconnected element has no update to wait for.
    if (!this.isConnected) return;
    this.#resume();
    if (!itemId) {
      this.#refreshes++;
      if (this.hasUpdated) this.#provide();
    }
    await this.#itemsLoader.load();
    await this.updateComplete;
    await this.#items?.refresh(itemId);
  }

  /**
   * Signs the person out: closes an open widget with one `pluggy-close`, ends every request and the stream, forgets all Items.
   *
   * Nothing is read until the next person is there: call `refresh()` then. A click on a button of the widget, new `items` and
   * a changed endpoint begin again, too. A change of an endpoint, of `credentials` or of fixed `headers` resets by itself, and
   * then reads at once. `items` are forgotten then, unless they are set together with the change.
   */
  reset(): void {
    this.items = undefined;
    this.#isReset = true;
    this.#forgetPerson();
    if (this.isConnected && this.hasUpdated) this.#provide();
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    root.append(create('slot'));
    return root;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const isSetting = (name: PropertyKey) => name !== 'locale' && name !== 'context' && name !== 'items';
    if (changed.has('items') && this.items) this.#resume();
    const isLoadedNow = !!this.#items && !this.#items.store;
    if (isLoadedNow || [...changed.keys()].some(isSetting)) this.#provide();
    this.#items?.replaceAll(this.items);
    this.#lastItems = this.items;
  }

  #fail(error: PluggyError, itemId = ''): void {
    const event = new PluggyErrorEvent({ itemId, sessionId: 0 }, error);
    if (!this.emit(event)) return;
    if (this.#items) this.#items.logFailure(event);
    else printOnce(error.message, globalThis, 'chunk');
  }

  /** Ends everything that belongs to the person so far. */
  #forgetPerson(): void {
    this.#signedOut.abort(new DOMException('The person has signed out.', 'AbortError'));
    this.#signedOut = new AbortController();
    this.#items?.close();
    this.#failure.set(undefined);
  }

  /** Reads Items again after `reset()`. */
  #resume(): void {
    if (!this.#isReset) return;
    this.#isReset = false;
    this.#items?.close();
    if (this.hasUpdated) this.#provide();
  }

  #checkEndpoints(): void {
    const { tokenEndpoint, itemsEndpoint, itemEndpoint, eventsEndpoint, mfaEndpoint, connectorsEndpoint } = this;
    const { credentials, headers } = this;
    // A framework may set a new `headers` function at each render.
    const sent = typeof headers === 'function' ? 1 : headers instanceof Headers ? [...headers] : headers;
    const before = this.#endpoints;
    const endpoints = [tokenEndpoint, itemsEndpoint, itemEndpoint, eventsEndpoint, mfaEndpoint, connectorsEndpoint];
    this.#endpoints = JSON.stringify([endpoints, credentials, sent]);
    if (!before || before === this.#endpoints) return;
    this.#isReset = false;
    if (this.items === this.#lastItems) this.items = undefined;
    this.#forgetPerson();
  }

  #provide(): void {
    this.#checkEndpoints();
    const settings: Record<string, unknown> = {};
    for (const name of SETTINGS) {
      if (isWritten(this, name)) settings[name] = this[name];
    }
    if (this.#isReset && !this.#items?.store) this.#items?.empty();
    const context: ProviderContext = {
      settings,
      items: this.#items?.storeFor(this, isOn(this.noLink)),
      connectorsEndpoint: this.#isReset ? undefined : this.connectorsEndpoint,
      refreshes: this.#refreshes,
      messages: this.messages ?? {},
      consentWarningDays: this.#days('consentWarningDays', CONSENT_WARNING_DAYS),
      staleAfterDays: this.#days('staleAfterDays', STALE_AFTER_DAYS),
      failure: this.#failure,
      signedOut: this.#signedOut.signal,
      isSignedOut: this.#isReset,
      refresh: (itemId) => this.refresh(itemId),
      retry: ({ error, itemId }) => this.#retry(error, itemId),
    };
    this.#context.setValue(context);
    this.#items?.replaceAll(this.items);
  }

  /**
   * Remembers the last failure inside this provider until the next attempt. Where a banner shows failures, the button
   * does not.
   */
  #note(event: PluggyConnectEvent): void {
    const isNearest = event.composedPath().find((node) => node instanceof PluggyProviderElement) === this;
    if (event.defaultPrevented || !isNearest) return;
    // An open that ends with success is one, whatever the widget has reported since.
    if (event instanceof PluggyCloseEvent && event.outcome.type !== 'success') return;
    if (event.type === 'pluggy-open') this.#resume();
    const isFailure = event instanceof PluggyErrorEvent;
    if (isFailure && this.#failure.isObserved) event.isShown = true;
    // A failed request of the provider is over when the store says so, and not when a widget opens or succeeds.
    if (isFailure || this.#failure.current?.sessionId) this.#failure.set(isFailure ? event : undefined);
  }

  async #retry(error: PluggyError | undefined, itemId: string | undefined): Promise<void> {
    await this.refresh(itemId || undefined);
    // Reading again does not undo a failure of the widget, such as an offline browser: forget the failure here.
    const { current } = this.#failure;
    if (current?.sessionId && current.error === error) this.#failure.set(undefined);
  }

  /** Imports the code of the store. A failure is reported; the request is repeated later. */
  async #importItems(): Promise<ProvidedItems> {
    try {
      const module = await loadChunk(() => import('../../client/items/provided-items.js'), 'pluggy-provider');
      return new module.ProvidedItems(this, {
        changed: (itemId, item, previous) => this.emit(new PluggyItemChangeEvent(itemId, item, previous)),
        failed: (error, itemId) => this.#fail(error, itemId),
      });
    } catch (error) {
      if (this.isConnected) this.#fail(error as PluggyError);
      throw error;
    }
  }

  /** The Items, once their code is loaded. */
  get #items(): ProvidedItems | undefined {
    return this.#itemsLoader.module;
  }

  #days(name: 'consentWarningDays' | 'staleAfterDays', fallback: number): number {
    const written = String(this[name] ?? '').trim();
    if (written && Number(written) >= 0) return Number(written);
    const warning = `<pluggy-provider> ${attributeOf(name)}="${written}" is ignored. Expected a number of days.`;
    if (written) printOnce(warning, this);
    return fallback;
  }
}
