import { ContextProvider } from '@lit/context';
import { css, type PropertyDeclarations, type PropertyValues } from '@lit/reactive-element';
import type { ItemEndpoints } from '../client/items/items-api.js';
import type { Items } from '../client/items/items.js';
import { AGAIN, loadChunk } from '../client/widget.js';
import { PluggyErrorEvent, PluggyItemChangeEvent, type PluggyConnectEvent } from '../events.js';
import type { Messages } from '../locales/index.js';
import { CONSENT_WARNING_DAYS } from '../model/item-view.js';
import type { PluggyError } from '../model/errors.js';
import { sessionContext, type LastFailure, type Session } from '../session.js';
import { flag, isOn, warnIfOff } from './attributes.js';
import { create } from './dom.js';
import { isWritten, PluggySettingsElement, SETTINGS } from './settings.js';

/**
 * Shared settings and data for everything inside it; has no look of its own. The nearest provider counts, alone: what it
 * does not set is not taken from one further out.
 *
 * `<pluggy-provider token-endpoint="/api/connect-token" items-endpoint="/api/items">…</pluggy-provider>`
 *
 * @slot - The page's content.
 *
 * @fires {PluggyItemChangeEvent} pluggy-item-change - An Item came, changed or went: `item`, `previous`.
 * @fires {PluggyErrorEvent} pluggy-error - Items could not be read or told to the backend: `error`. Nothing is lost: it is tried again.
 */
export class PluggyProviderElement extends PluggySettingsElement {
  // Its content lies in the page as if it were not there.
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

  /** The backend's route that lists Items (GET), takes connected ones (POST), and reads and disconnects one by its id. */
  itemsEndpoint = '';

  /** URL template with `{itemId}` of one Item, where it is not behind `items-endpoint`. */
  itemEndpoint = '';

  /** URL template with `{itemId}` of the route that takes a code. With it, codes can be given without the widget. */
  mfaEndpoint = '';

  /** The backend's server-sent events. They carry cookies, never `headers`: the browser has no way to send them. */
  eventsEndpoint = '';

  /** From how many days before its end a consent is spoken of. */
  consentWarningDays = CONSENT_WARNING_DAYS;

  /** Connected Items are not sent to `items-endpoint`. */
  noLink = false;

  /** Texts of the page's own in place of ours, grouped by element: any part of them. */
  messages?: Messages;

  /** The Items, for applications that load them themselves: as the backend sends them, all of them. */
  items?: readonly unknown[];

  #store?: Items;
  #Items?: typeof Items;
  #loading?: Promise<void>;
  #again?: ReturnType<typeof setTimeout>;
  #endpoints: ItemEndpoints = {};
  #key = '';
  #refused = '';
  /** What the store was given of the page. */
  #given?: readonly unknown[];
  #context = new ContextProvider(this, { context: sessionContext });
  #failure: LastFailure = { listeners: new Set() };

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
    void this.#load();
    if (this.hasUpdated && !this.#store) this.#provide();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move is a removal and an insertion in one task.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  /** Reads one Item again, or all of them. Never rejects: what fails is said by `pluggy-error` and stays visible. */
  async refresh(itemId?: string): Promise<void> {
    // One that is not in the page has no updates to wait for.
    if (!this.isConnected) return;
    await this.updateComplete;
    await this.#load();
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
    this.#give();
  }

  /** The application's own Items. While it has none to give, as before it has loaded them, what is known stays. */
  #give(): void {
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
    };
    this.#context.setValue(session);
    this.#give();
  }

  /** What fails in here is a banner's to say, where there is one, and until it is tried again. */
  #note(event: PluggyConnectEvent): void {
    const isMine = event.composedPath().find((node) => node instanceof PluggyProviderElement) === this;
    if (event.defaultPrevented || !isMine) return;
    const { listeners } = this.#failure;
    this.#failure.current = event instanceof PluggyErrorEvent ? event : undefined;
    if (this.#failure.current && listeners.size) event.preventDefault();
    for (const listener of listeners) listener();
  }

  /** The store's code comes when there is a provider for it. */
  #load(): Promise<void> {
    clearTimeout(this.#again);
    this.#loading ??= loadChunk(() => import('../client/items/items.js'), 'pluggy-provider').then(
      (module) => {
        this.#Items = module.Items;
        if (this.isConnected) this.#provide();
      },
      (error: PluggyError) => {
        this.#loading = undefined;
        if (!this.isConnected) return;
        this.#again = setTimeout(() => void this.#load(), AGAIN);
        this.#fail(error);
      },
    );
    return this.#loading;
  }

  /** The store lasts as long as what it was made for. */
  #currentStore(): Items | undefined {
    const { itemsEndpoint, itemEndpoint, mfaEndpoint, eventsEndpoint } = this;
    const { credentials, csrfToken, csrfHeader, headers } = this;
    // These count for the next request, and the Items stay. A framework may give another function at each render.
    Object.assign(this.#endpoints, { csrfToken, csrfHeader, headers, mfaEndpoint, noLink: isOn(this.noLink) });
    // These may be somebody else's Items.
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
