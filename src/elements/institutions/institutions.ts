import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { loadChunk } from '../../client/load-chunk.js';
import { PluggyInstitutionMissingEvent } from '../../events/institutions.js';
import { institutionsTexts } from '../../locales/institutions.js';
import { messagesFor } from '../../locales/index.js';
import { MEU_PLUGGY_ID } from '../../model/connector.js';
import type { Institution, InstitutionFilters } from '../../model/institutions.js';
import type { Item } from '../../model/item-types.js';
import { flag, isOn, list } from '../shared/attributes.js';
import { PluggyElement } from '../shared/base.js';
import { block } from '../shared/block.styles.js';
import { LazyModule } from '../shared/lazy-module.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { Subscription } from '../shared/subscription.js';
import type { Choice, ChoicePort } from './choice.js';
import type { InstitutionList } from './institution-list.js';
import type { InstitutionsActions } from './institutions.template.js';

type Template = typeof import('./institutions.template.js');

/** The filters that are lists. */
const LISTS = ['connectorTypes', 'connectorIds', 'countries', 'products'] as const;

/** The keys of the field that wait for the code that uses them. */
const AWAITED_KEYS = /^(Arrow|Page)(Down|Up)$|^Enter$/;

/**
 * Lets people search for their institution and connect it: a choice opens the widget at that institution, or offers to
 * update the connection that is already there. The institutions come from `connectors-endpoint` of the nearest
 * `<pluggy-provider>`, and `token-endpoint` there opens the widget.
 *
 * A filter that is not set is the provider's of the same name.
 *
 * @fires {PluggyInstitutionMissingEvent} pluggy-institution-missing - Fired when the person says that their bank is not in the list: `query`.
 * @fires {PluggyOpenEvent} pluggy-open - Fired by the inner `<pluggy-connect>`. Cancelable.
 * @fires {PluggyReadyEvent} pluggy-ready - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggyProgressEvent} pluggy-progress - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggySuccessEvent} pluggy-success - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggyErrorEvent} pluggy-error - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggyHideEvent} pluggy-hide - Fired by the inner `<pluggy-connect>`.
 * @fires {PluggyCloseEvent} pluggy-close - Fired by the inner `<pluggy-connect>`.
 *
 * @csspart search - The search field.
 * @csspart list - The list of institutions, which scrolls.
 * @csspart institution - An institution.
 * @csspart logo - The institution's logo or initials.
 * @csspart name - The institution's name.
 * @csspart note - The kind of the institution, or its problem at the moment.
 * @csspart offer - The question whether to update an existing connection.
 * @csspart missing - The button for people who do not find their bank.
 *
 * @cssproperty [--pluggy-color-primary=#1d66db] - Primary buttons, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary=#fff] - Text on the primary colour.
 * @cssproperty [--pluggy-color-text=light-dark(#1f2328, #e6e8eb)] - Text on a surface.
 * @cssproperty [--pluggy-color-text-muted=color-mix(in srgb, currentcolor 74%, transparent)] - Details, hints and times.
 * @cssproperty [--pluggy-color-surface=light-dark(#fff, #1b1d21)] - Background of cards, lists and fields.
 * @cssproperty [--pluggy-color-border=color-mix(in srgb, currentcolor 16%, transparent)] - Lines around and between parts.
 * @cssproperty [--pluggy-color-control=color-mix(in srgb, currentcolor 58%, transparent)] - Outlines of fields and secondary buttons.
 * @cssproperty [--pluggy-color-problem=light-dark(#b45309, #e3b341)] - Signs and boxes of the state `problem`: something failed for now.
 * @cssproperty [--pluggy-radius=8px] - Corners of buttons, fields and boxes.
 * @cssproperty [--pluggy-shadow=0 1px 2px #1f23280f] - Shadow of cards and lists.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-control-height=44px] - Height of buttons and fields.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 * @cssproperty [--pluggy-font-size=1em] - Font size, in `px` or `rem`.
 * @cssproperty [--pluggy-font-weight-strong=600] - Weight of titles and buttons.
 */
export class PluggyInstitutionsElement extends PluggyElement {
  static override styles = block;
  static override properties: PropertyDeclarations = {
    connectorTypes: { converter: list },
    connectorIds: { converter: list },
    countries: { converter: list },
    products: { converter: list },
    includeSandbox: { converter: flag },
  };

  /** Offers only institutions of these types, such as `PERSONAL_BANK`. */
  connectorTypes?: string[];

  /** Offers only the institutions with these ids. */
  connectorIds?: (number | string)[];

  /** Offers only institutions of these countries: `AR`, `BR`, `CO`, `MX`. */
  countries?: string[];

  /** Offers only institutions with one of these products, such as `ACCOUNTS`. */
  products?: string[];

  /** Offers Pluggy's sandbox institutions too: the request has `?sandbox=true`. Not for production. */
  includeSandbox = false;

  #template = new LazyTemplate<Template>(this, () => import('./institutions.template.js'), institutionsTexts);
  #list?: InstitutionList;
  /** Keeps the provider's list of connections up to date, for the offer to update one of them. */
  #store = new Subscription<Items>((store) =>
    store.hasBackend ? store.subscribeChanges(() => this.requestUpdate()) : () => {},
  );
  /** The text in the field, and the id of the highlighted institution. */
  #state: ChoicePort['state'] & { query: string } = { query: '' };
  /** URLs of logos that did not load. */
  #brokenLogos = new Set<string>();
  /** The code of keys and choices, which loads when a person begins to use the search. */
  #use = new LazyModule(this, () => loadChunk(() => import('./choice.js'), this.localName));
  #choice?: Choice;
  /** The last key or choice for which that code did not arrive. */
  #missed?: (choice: Choice) => void;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store.follow(undefined);
    this.#list?.stop();
  }

  protected override forgetPerson(): void {
    this.#brokenLogos = new Set();
    this.#list?.forget();
    this.#choice?.forget();
    this.#search('');
  }

  protected override update(changed: PropertyValues): void {
    const { module } = this.#template;
    if (this.isConnected && module) {
      const { context } = this;
      if (!context) module.warnWithoutProvider(this);
      else {
        this.#store.follow(this.store);
        this.#list ??= new module.InstitutionList(() => this.requestUpdate());
        const { settings: backend, connectorsEndpoint: endpoint, refreshes } = context;
        const includeSandbox = !!this.#filters.includeSandbox;
        this.#list.follow(endpoint === undefined ? endpoint : { endpoint, includeSandbox, backend }, refreshes);
      }
    }
    this.#choice?.checkOffer();
    super.update(changed);
  }

  /** The filters in effect: those of this element, otherwise of the provider. */
  get #filters(): InstitutionFilters {
    const settings = this.context?.settings ?? {};
    const lists = LISTS.map((name) => [name, this[name]?.length ? this[name] : settings[name]]);
    const includeSandbox = isOn(this.includeSandbox) || isOn(settings.includeSandbox);
    return { ...(Object.fromEntries(lists) as InstitutionFilters), includeSandbox };
  }

  /** @internal */
  get hasContent(): boolean {
    return true;
  }

  /** @internal */
  render(template: Template): unknown {
    const filters = this.#filters;
    const { locale } = this.#template;
    const all = this.#list?.all;
    const choice = this.#choice;
    const offered = choice?.offered;
    const institutions = all && template.offeredInstitutions(all, filters);
    return template.institutionsTemplate(
      {
        locale,
        messages: messagesFor(institutionsTexts.table, locale, this.context?.messages.institutions),
        institutions,
        ...this.#state,
        error: this.#list?.error,
        isStuck: !!this.#missed && !this.#use.module,
        offer: offered && { institution: offered, count: this.#itemsAt(offered).length },
        filters,
        brokenLogos: this.#brokenLogos,
        choice,
      },
      this.#actions,
    );
  }

  /** The person's connections to an institution. Each bank that MeuPluggy shares is a connection of its own. */
  #itemsAt({ id }: Institution): Item[] {
    if (id === MEU_PLUGGY_ID) return [];
    return this.store?.items?.filter(({ connector }) => connector?.id === id) ?? [];
  }

  /**
   * Calls the function with the code of choices, at once if that is loaded. If the code does not arrive for a key or a choice,
   * the search says so, and the person can try again.
   */
  async #withChoice(use: (choice: Choice) => void, canWait?: boolean): Promise<void> {
    const signedOut = this.context?.signedOut;
    if (!this.#choice) {
      await this.#use.load(canWait);
      const { module } = this.#use;
      if (!module) {
        if (!canWait && !signedOut?.aborted) this.#missed = use;
        this.requestUpdate();
        return;
      }
      this.#missed = undefined;
      const [state, clear] = [this.#state, () => this.#search('')];
      this.#choice ??= new module.Choice({ host: this, state, clear, itemsAt: (bank) => this.#itemsAt(bank) });
      // The template gives its handlers to the inner button.
      this.requestUpdate();
      await this.updateComplete;
    }
    if (!signedOut?.aborted) use(this.#choice);
  }

  #press(event: KeyboardEvent): void {
    const { key } = event;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Buttons have keys of their own.
    const isInField = (event.target as Element).matches('input, [role=listbox]');
    let isUsed = !this.#choice && isInField && AWAITED_KEYS.test(key);
    void this.#withChoice((choice) => (isUsed = choice.press(key, isInField)), !isUsed);
    if (!isUsed) return;
    event.preventDefault();
    // The page's own dialog around this element stays open.
    if (key === 'Escape') event.stopPropagation();
  }

  #search(query: string): void {
    this.#state.query = query;
    this.#state.activeId = this.#missed = undefined;
    this.#choice?.leave();
    this.#inner('[role=listbox]')?.scrollTo({ top: 0 });
    this.requestUpdate();
  }

  #inner<T extends HTMLElement>(selector: string): T | null {
    return this.renderRoot.querySelector<T>(selector);
  }

  #actions: InstitutionsActions = {
    search: (query) => this.#search(query),
    press: (event) => this.#press(event),
    click: ({ target }) => {
      const id = (target as Element).closest('[role=option]')?.id;
      const institution = this.#list?.all?.find((each) => `institution-${each.id}` === id);
      if (institution) void this.#withChoice((choice) => choice.choose(institution));
    },
    begin: () => void this.#withChoice(() => {}, true),
    point: ({ pointerType }) => {
      // On a touch screen, the focus would open the keyboard.
      if (pointerType === 'mouse') this.#inner('input')?.focus({ preventScroll: true });
    },
    retry: () => {
      if (this.#list?.error) this.#list.retry();
      const missed = this.#missed;
      if (missed) void this.#withChoice(missed);
      this.#missed = undefined;
      this.requestUpdate();
      this.#inner('input')?.focus();
    },
    missing: () => {
      this.emit(new PluggyInstitutionMissingEvent(this.#state.query));
    },
    logoFailed: (url) => {
      this.#brokenLogos = new Set([...this.#brokenLogos, url]);
      this.requestUpdate();
    },
  };
}
