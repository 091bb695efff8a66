import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import type { PluggyCloseEvent, PluggyErrorEvent } from '../../events/connect.js';
import { PluggyInstitutionMissingEvent } from '../../events/institutions.js';
import { institutionsTexts } from '../../locales/institutions.js';
import { messagesFor } from '../../locales/index.js';
import { MEU_PLUGGY_ID } from '../../model/connector.js';
import type { PluggyError } from '../../model/errors.js';
import type { Institution, InstitutionFilters } from '../../model/institutions.js';
import type { Item } from '../../model/item-types.js';
import type { PluggyConnectElement } from '../connect/connect.js';
import { flag, isOn, list } from '../shared/attributes.js';
import { PluggyElement } from '../shared/base.js';
import { block } from '../shared/block.styles.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { Subscription } from '../shared/subscription.js';
import type { InstitutionList } from './institution-list.js';
import type { InstitutionsActions } from './institutions.template.js';

/** The id of an institution's element, for `aria-activedescendant`. */
const optionId = (id: number | undefined) => `institution-${id}`;

type Template = typeof import('./institutions.template.js');

/** The filters that are lists. */
const LISTS = ['connectorTypes', 'connectorIds', 'countries', 'products'] as const;

/** The keys that move the highlight in the list, and where to. */
const MOVES = new Map<string, (index: number, last: number) => number>([
  ['ArrowDown', (index, last) => (index < last ? index + 1 : 0)],
  ['ArrowUp', (index, last) => (index > 0 ? index - 1 : last)],
]);

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
  #query = '';
  /** The id of the highlighted institution. */
  #activeId?: number;
  /** The chosen institution, to which a connection exists. */
  #chosen?: Institution;
  /** URLs of logos that did not load. */
  #brokenLogos = new Set<string>();
  #isReady = false;
  #isInBackground = false;
  /** The failure of a widget that did not open. */
  #failure?: PluggyError;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store.follow(undefined);
    this.#list?.stop();
  }

  protected override update(changed: PropertyValues): void {
    const { module } = this.#template;
    if (this.isConnected && module) {
      const { context } = this;
      if (!context) module.warnWithoutProvider(this);
      else {
        this.#store.follow(this.store);
        this.#list ??= new module.InstitutionList(() => this.requestUpdate());
        const { settings } = context;
        const includeSandbox = !!this.#filters.includeSandbox;
        this.#list.follow({ endpoint: context.connectorsEndpoint ?? '', includeSandbox, backend: settings });
      }
    }
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
    const institutions = all && template.offeredInstitutions(all, filters);
    return template.institutionsTemplate(
      {
        locale,
        messages: messagesFor(institutionsTexts.table, locale, this.context?.messages.institutions),
        institutions,
        query: this.#query,
        activeId: this.#activeId,
        error: this.#list?.error,
        offer: this.#chosen && { institution: this.#chosen, count: this.#itemsAt(this.#chosen).length },
        filters,
        brokenLogos: this.#brokenLogos,
        failure: this.#failure,
        isInBackground: this.#isInBackground,
      },
      this.#actions,
    );
  }

  /** The person's connections to an institution. Each bank that MeuPluggy shares is a connection of its own. */
  #itemsAt({ id }: Institution): Item[] {
    if (id === MEU_PLUGGY_ID) return [];
    return this.store?.items?.filter(({ connector }) => connector?.id === id) ?? [];
  }

  #choose(institution: Institution | undefined): void {
    if (!institution) return;
    this.#activeId = institution.id;
    if (this.#itemsAt(institution).length) {
      this.#chosen = institution;
      void this.#focus('.offer');
    } else this.#open(institution.id, '');
  }

  #open(connectorId: number | undefined, itemId: string): void {
    const connect = this.#inner<PluggyConnectElement>('pluggy-connect');
    if (!connect) return;
    connect.selectedConnectorId = connectorId;
    connect.itemId = itemId;
    this.#isReady = false;
    this.#failure = undefined;
    this.#chosen = undefined;
    this.requestUpdate();
    void connect.open();
  }

  /** Moves the highlight, or chooses the highlighted institution, or the only one. The field keeps the focus. */
  #press(event: KeyboardEvent): void {
    // Buttons have keys of their own.
    const isOfSearch = (event.target as Element).matches('input, [role=listbox]');
    if (!isOfSearch || event.isComposing || this.#chosen) return;
    const shown = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=option]:not([hidden])')];
    const index = shown.findIndex((option) => option.id === optionId(this.#activeId));
    const move = MOVES.get(event.key);
    if (move && !event.altKey && shown.length) {
      event.preventDefault();
      const next = shown[move(index, shown.length - 1)]!;
      this.#activeId = this.#list?.all?.find(({ id }) => optionId(id) === next.id)?.id;
      next.scrollIntoView({ block: 'nearest' });
      this.requestUpdate();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      (shown[index] ?? (this.#query && shown.length === 1 ? shown[0] : undefined))?.click();
    } else if (event.key === 'Escape' && (this.#query || this.#activeId !== undefined)) {
      // The page's own dialog around this element stays open.
      event.preventDefault();
      event.stopPropagation();
      this.#search('');
    }
  }

  #search(query: string): void {
    this.#query = query;
    this.#activeId = undefined;
    this.#chosen = undefined;
    this.#inner('[role=listbox]')?.scrollTo({ top: 0 });
    this.requestUpdate();
  }

  async #focus(selector: string): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    this.#inner(selector)?.focus();
  }

  #inner<T extends HTMLElement>(selector: string): T | null {
    return this.renderRoot.querySelector<T>(selector);
  }

  #actions: InstitutionsActions = {
    search: (query) => this.#search(query),
    press: (event) => this.#press(event),
    click: ({ target }) => {
      const option = (target as Element).closest('[role=option]');
      if (option) this.#choose(this.#list?.all?.find(({ id }) => optionId(id) === option.id));
    },
    update: () => {
      const [item] = this.#chosen ? this.#itemsAt(this.#chosen) : [];
      if (item) this.#open(undefined, item.id);
    },
    another: () => this.#open(this.#chosen?.id, ''),
    back: () => {
      this.#chosen = undefined;
      void this.#focus('input');
    },
    retry: () => {
      this.#list?.retry();
      void this.#focus('input');
    },
    missing: () => {
      this.emit(new PluggyInstitutionMissingEvent(this.#query));
    },
    logoFailed: (url) => {
      this.#brokenLogos = new Set([...this.#brokenLogos, url]);
      this.requestUpdate();
    },
    widgetReady: () => (this.#isReady = true),
    // The inner button is not shown, and this element shows the failure itself.
    widgetFails: (event: PluggyErrorEvent) => (event.isShown = true),
    widgetHides: () => {
      this.#isInBackground = true;
      this.requestUpdate();
    },
    widgetCloses: ({ outcome }: PluggyCloseEvent) => {
      this.#isInBackground = false;
      // A widget that was ready has shown its failures itself.
      this.#failure = this.#isReady ? undefined : outcome.error;
      this.requestUpdate();
    },
    openAgain: (event) => {
      event.preventDefault();
      const { selectedConnectorId, itemId } = this.#inner<PluggyConnectElement>('pluggy-connect')!;
      this.#open(selectedConnectorId as number | undefined, itemId);
    },
  };
}
