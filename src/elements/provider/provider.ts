import { ContextProvider } from '@lit/context';
import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { ItemEndpoints } from '../../client/items/items-api.js';
import type { Items } from '../../client/items/items.js';
import { CHUNK_RETRY_MS, loadChunk } from '../../client/load-chunk.js';
import { PluggyErrorEvent, PluggyItemChangeEvent, type PluggyConnectEvent } from '../../events.js';
import type { Messages } from '../../locales/index.js';
import { CONSENT_WARNING_DAYS } from '../../model/item-view.js';
import type { PluggyError } from '../../model/errors.js';
import { sessionContext, type Session } from '../../session.js';
import { flag, isOn, warnIfOff } from '../shared/attributes.js';
import { create } from '../shared/dom.js';
import { FailureLog } from './failure-log.js';
import { isWritten, PluggySettingsElement, SETTINGS } from '../shared/settings.js';

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
    itemsEndpoint: { attribute: 'items-endpoint' },
    itemEndpoint: { attribute: 'item-endpoint' },
    mfaEndpoint: { attribute: 'mfa-endpoint' },
    eventsEndpoint: { attribute: 'events-endpoint' },
    consentWarningDays: { attribute: 'consent-warning-days' },
    noLink: { attribute: 'no-link', converter: flag },
    messages: { attribute: false },
    items: { attribute: false },
  };

  /** The backend's route that lists Items (GET), accepts connected Items (POST), and reads or deletes an Item by its id. */
  itemsEndpoint = '';

  /** URL template with `{itemId}` of one Item. Default: `items-endpoint` and the id. */
  itemEndpoint = '';

  /** URL template with `{itemId}` of the route that accepts MFA codes, which people then enter without the widget. */
  mfaEndpoint = '';

  /** URL of the backend's server-sent events. The browser sends cookies with the request, but cannot send `headers`. */
  eventsEndpoint = '';

  /** Days before the end of a consent at which elements start to warn. */
  consentWarningDays = CONSENT_WARNING_DAYS;

  /** Keeps connected Items from being sent to `items-endpoint`. */
  noLink = false;

  /** Texts that replace ours, grouped by element; each text is optional. */
  messages?: Messages;

  /** All Items as the backend sends them, for applications that load Items themselves. */
  items?: readonly unknown[];

  #store?: Items;
  #Items?: typeof Items;
  #loading?: Promise<void>;
  #again?: ReturnType<typeof setTimeout>;
  #endpoints: ItemEndpoints = {};
  /** The settings that the store was created for. */
  #key = '';
  /** The invalid value that the developer has been warned of. */
  #refused = '';
  /** The value of `items` that the store has. */
  #given?: readonly unknown[];
  #context = new ContextProvider(this, { context: sessionContext });
  #failure = new FailureLog();

  constructor() {
    super();
    for (const type of ['pluggy-open', 'pluggy-success', 'pluggy-error'] as const) {
      this.addEventListener(type, (event) => this.#note(event));
    }
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    warnIfOff(this, name, value);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadStore();
    if (this.hasUpdated && !this.#store) this.#provide();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move is a removal and an insertion in one task.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  /** Reads one Item again, or all Items. Never rejects: failures are reported by `pluggy-error`. */
  async refresh(itemId?: string): Promise<void> {
    // A disconnected element has no update to wait for.
    if (!this.isConnected) return;
    await this.updateComplete;
    await this.#loadStore();
    await this.#store?.refresh(itemId);
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    root.append(create('slot'));
    return root;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const isSetting = (name: PropertyKey) => name !== 'locale' && name !== 'session' && name !== 'items';
    if (!this.isConnected) return;
    if ([...changed.keys()].some(isSetting)) this.#provide();
    this.#storeGivenItems();
  }

  /** Stores the application's Items. Without a value, as before the application has loaded them, the store stays as it is. */
  #storeGivenItems(): void {
    const { items } = this;
    if (!this.#store || !items || items === this.#given) return;
    this.#given = items;
    try {
      this.#store.replaceAll(items);
    } catch (error) {
      this.#fail(error as PluggyError);
    }
  }

  #fail(error: PluggyError, itemId = ''): void {
    this.emit(new PluggyErrorEvent({ itemId, sessionId: 0 }, error));
  }

  #provide(): void {
    const store = this.#currentStore();
    const settings: Record<string, unknown> = {};
    for (const name of SETTINGS) {
      if (isWritten(this, name)) settings[name] = this[name];
    }
    const session: Session = {
      settings,
      items: store,
      messages: this.messages ?? {},
      consentWarningDays: this.#days(),
      failure: this.#failure,
      refresh: (itemId) => this.refresh(itemId),
      retry: ({ error, itemId }) => this.#retry(error, itemId),
    };
    this.#context.setValue(session);
    this.#storeGivenItems();
  }

  /** Remembers the last failure inside this provider until the next attempt. A banner that shows failures takes them over. */
  #note(event: PluggyConnectEvent): void {
    const isNearest = event.composedPath().find((node) => node instanceof PluggyProviderElement) === this;
    if (event.defaultPrevented || !isNearest) return;
    const isFailure = event instanceof PluggyErrorEvent;
    if (isFailure && this.#failure.isObserved) event.preventDefault();
    this.#failure.set(isFailure ? event : undefined);
  }

  async #retry(error: PluggyError | undefined, itemId: string | undefined): Promise<void> {
    await this.refresh(itemId || undefined);
    // Reading again cannot undo a failure of the widget, such as an offline browser; the attempt itself ends it.
    const { current } = this.#failure;
    if (current?.sessionId && current.error === error) this.#failure.set(undefined);
  }

  /** Loads the store's code. */
  #loadStore(): Promise<void> {
    clearTimeout(this.#again);
    this.#loading ??= loadChunk(() => import('../../client/items/items.js'), 'pluggy-provider').then(
      (module) => {
        this.#Items = module.Items;
        if (this.isConnected) this.#provide();
      },
      (error: PluggyError) => {
        this.#loading = undefined;
        if (!this.isConnected) return;
        this.#again = setTimeout(() => void this.#loadStore(), CHUNK_RETRY_MS);
        this.#fail(error);
      },
    );
    return this.#loading;
  }

  /** Returns the store, or a new one where a setting that it depends on has changed. */
  #currentStore(): Items | undefined {
    const { itemsEndpoint, itemEndpoint, mfaEndpoint, eventsEndpoint } = this;
    const { credentials, csrfToken, csrfHeader, headers } = this;
    // Changes of these settings apply to the next request. A framework may set another function at each render.
    Object.assign(this.#endpoints, { csrfToken, csrfHeader, headers, mfaEndpoint, noLink: isOn(this.noLink) });
    // Changes of these settings may mean another person, whose Items are others.
    const sent = typeof headers === 'function' ? 1 : headers instanceof Headers ? [...headers] : headers;
    const key = JSON.stringify([itemsEndpoint, itemEndpoint, eventsEndpoint, credentials, sent]);
    if (this.#store && key === this.#key) return this.#store;
    this.#store?.close();
    this.#key = key;
    this.#given = undefined;
    if (!this.#Items) return undefined;
    this.#endpoints = { ...this.#endpoints, itemsEndpoint, itemEndpoint, eventsEndpoint, credentials };
    return (this.#store = new this.#Items(this.#endpoints, {
      changed: (itemId, item, previous) => this.emit(new PluggyItemChangeEvent(itemId, item, previous)),
      failed: (error, itemId) => this.#fail(error, itemId),
    }));
  }

  #days(): number {
    const written = String(this.consentWarningDays ?? '').trim();
    if (written && Number(written) >= 0) return Number(written);
    if (written && written !== this.#refused) {
      console.warn(`<pluggy-provider> consent-warning-days="${written}" is ignored. Expected a number of days.`);
    }
    this.#refused = written;
    return CONSENT_WARNING_DAYS;
  }

  #end(): void {
    clearTimeout(this.#again);
    this.#store?.close();
    this.#store = undefined;
    this.#key = '';
  }
}
