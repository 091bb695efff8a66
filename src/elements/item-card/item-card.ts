import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import { cardTexts } from '../../locales/card.js';
import { messagesFor } from '../../locales/index.js';
import type { Item } from '../../model/item-types.js';
import { badgeTemplate } from '../item-status/item-status.template.js';
import { PluggyElement } from '../shared/base.js';
import { block } from '../shared/block.styles.js';
import { canConnect } from '../shared/can-connect.js';
import { choiceOf, levelOf } from '../shared/choices.js';
import { institutionName } from '../shared/item-labels.js';
import { ItemSource, warnWithoutProvider } from '../shared/item-source.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { Ticker } from '../shared/ticker.js';
import { liveTime } from '../shared/time.js';
import { viewOptions } from '../shared/view-options.js';
import type { ConsentRequest } from './consent-request.js';
import type { Disconnection } from './disconnection.js';
import type { CardActions } from './item-card.template.js';
import type { Menu } from './menu.js';
import type { UpdateRequest } from './update-request.js';

type Template = typeof import('./item-card.template.js');

/** The layouts of a card: a line of a list, which opens in place, or a box. */
const LAYOUTS = ['card', 'row'] as const;

/**
 * Shows one connection: the institution, its status, and a menu to update or end the connection.
 *
 * The Item comes from the property `item`, or from `item-id` inside a `<pluggy-provider>`. Updates and the disconnection are
 * requests to the provider's `items-endpoint`.
 *
 * @fires {PluggyDisconnectEvent} pluggy-disconnect - Fired when the disconnection is confirmed: `itemId`. Cancel the event to disconnect the Item yourself.
 * @fires {PluggyDisconnectedEvent} pluggy-disconnected - Fired when the connection has ended and its data is erased: `itemId`.
 *
 * @slot name - Replaces the name of the connection.
 *
 * @csspart card - The box around all other parts.
 * @csspart logo - The institution's logo or initials.
 * @csspart name - The heading: the institution's name, or the name that the page has given.
 * @csspart accounts - The names of the accounts.
 * @csspart status - The line about the state: `icon`, `label` and `detail`.
 * @csspart icon - The sign before the line.
 * @csspart label - The state in a few words.
 * @csspart detail - The time of the next update.
 * @csspart details - The state of each product and what the connection shares, opened from the menu.
 * @csspart actions - The place of the one button.
 * @csspart menu-button - The button that opens the menu.
 * @csspart menu - The menu.
 * @csspart prompt - The prompt; its own parts are `prompt__icon`, `prompt__button` and so on.
 * @csspart banner - The banner; its own parts are `banner__title`, `banner__text` and so on.
 * @csspart action__button - The button that opens the widget; also `action__label` and `action__spinner`.
 * @csspart dialog - The question before a disconnection.
 *
 * @cssproperty [--pluggy-color-primary=#1d66db] - Primary buttons, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary=#fff] - Text on the primary colour.
 * @cssproperty [--pluggy-color-text=light-dark(#1f2328, #e6e8eb)] - Text on a surface.
 * @cssproperty [--pluggy-color-text-muted=color-mix(in srgb, currentcolor 74%, transparent)] - Details, hints and times.
 * @cssproperty [--pluggy-color-surface=light-dark(#fff, #1b1d21)] - Background of cards, lists and fields.
 * @cssproperty [--pluggy-color-surface-raised=light-dark(#fff, #1b1d21)] - Background of dialogs and menus; opaque.
 * @cssproperty [--pluggy-color-border=color-mix(in srgb, currentcolor 16%, transparent)] - Lines around and between parts.
 * @cssproperty [--pluggy-color-control=color-mix(in srgb, currentcolor 58%, transparent)] - Outlines of fields and secondary buttons.
 * @cssproperty [--pluggy-color-danger=light-dark(#b42318, #ff9a8f)] - Buttons that erase data.
 * @cssproperty [--pluggy-color-ok=light-dark(#1a7f37, #4ac26b)] - Signs and boxes of the state `ok`.
 * @cssproperty [--pluggy-color-busy=light-dark(#1a5fd0, #79a8ff)] - Signs and boxes of the state `busy`.
 * @cssproperty [--pluggy-color-attention=light-dark(#c4320a, #ff9271)] - Signs and boxes of the state `attention`: the person has to act.
 * @cssproperty [--pluggy-color-problem=light-dark(#b45309, #e3b341)] - Signs and boxes of the state `problem`: something failed for now.
 * @cssproperty [--pluggy-color-neutral=light-dark(#59636e, #a6adb5)] - Signs and boxes of the state `neutral`.
 * @cssproperty [--pluggy-radius=8px] - Corners of buttons, fields and boxes.
 * @cssproperty [--pluggy-radius-dialog=16px] - Corners of dialogs.
 * @cssproperty [--pluggy-shadow=0 1px 2px #1f23280f] - Shadow of cards and lists.
 * @cssproperty [--pluggy-shadow-dialog=0 16px 48px #0005] - Shadow of dialogs and menus.
 * @cssproperty [--pluggy-backdrop=#12181fb3] - Colour over the page behind a dialog.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-control-height=44px] - Height of buttons and fields.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 * @cssproperty [--pluggy-font-size=1em] - Font size, in `px` or `rem`.
 * @cssproperty [--pluggy-font-weight-strong=600] - Weight of titles and buttons.
 */
export class PluggyItemCardElement extends PluggyElement {
  static override styles = block;
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: {},
    name: {},
    layout: {},
    headingLevel: {},
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; the nearest provider has its state. */
  itemId = '';

  /** A name for the connection, in place of the institution's: people may have two connections to one institution. */
  name = '';

  /** `card` or `row`: a box, or a line of a list that opens in place. */
  layout = 'card';

  /** The level of the heading with the institution's name, 1 to 6. */
  headingLevel: number | string = 3;

  #source = new ItemSource(this);
  #template = new LazyTemplate<Template>(this, () => import('./item-card.template.js'), cardTexts);
  #ticker = new Ticker(this);

  // Loaded together with the template.
  #updateRequest?: UpdateRequest;
  #disconnection?: Disconnection;
  #menu?: Menu;
  #consents?: ConsentRequest;

  #shownId = '';
  /** The institution's last known name, for an Item that is gone. */
  #institution = '';
  /** Whether the prompt was rendered. Prompt and banner then stay, to announce when their reason ends. */
  #hasPrompt = false;
  #hasBanner = false;
  #brokenLogo?: string;
  #isDetailsOpen = false;
  #isTimed = false;

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    const { given, item, state } = this.#source;
    const itemId = given?.id ?? (this.itemId || '');
    if (!this.context && this.#source.storeItemId) warnWithoutProvider(this);
    if (itemId !== this.#shownId) this.#reset(itemId);
    if (state?.item && this.#disconnection) this.#disconnection.isDone = false;
    this.#updateRequest?.dropStaleNote(this.store?.now() ?? Date.now());
    this.#institution = institutionName(item) || this.#institution;
    if (this.#isDetailsOpen && item && !given) this.#consents?.follow(item);
  }

  protected override forgetPerson(): void {
    this.#reset(this.#shownId);
  }

  protected override updated(): void {
    this.#ticker.run(this.#isTimed);
  }

  /** @internal */
  get hasContent(): boolean {
    return true;
  }

  /** @internal */
  render(template: Template): unknown {
    const { context, store } = this;
    const { locale } = this.#template;
    const { given, item, state } = this.#source;
    const options = viewOptions(context);
    const isRow = choiceOf(this, 'layout', LAYOUTS) === 'row';
    const consents = (this.#consents ??= new template.ConsentRequest(this));
    const facts = template.cardFacts(item, state, options, consents.consents);
    this.#hasPrompt ||= facts.needsPrompt;
    this.#hasBanner ||= facts.needsBanner || (this.#isDetailsOpen && !!facts.failure);
    const updates = (this.#updateRequest ??= new template.UpdateRequest(this, () => ({
      item: this.#source.item,
      canConnect: canConnect(this.context),
    })));
    const disconnection = (this.#disconnection ??= new template.Disconnection(this, () => this.#shownId));
    const menu = (this.#menu ??= new template.Menu(this));
    const messages = messagesFor(cardTexts.table, locale, context?.messages.card);
    const badge = badgeTemplate({
      item,
      state,
      view: facts.view,
      options,
      locale,
      overrides: context?.messages.status,
      hasDetail: true,
      time: liveTime,
    });
    const isTimed = this.#isDetailsOpen || facts.isTimed || !!badge.isTimed || !!updates.note?.until;
    this.#isTimed = !disconnection.isDone && isTimed;
    if (!this.#shownId || (!item && context?.isSignedOut)) return undefined;
    const imageUrl = item?.connector?.imageUrl;
    return template.cardTemplate(
      {
        locale,
        messages,
        now: options.now,
        itemId: this.#shownId,
        isRow,
        headingLevel: levelOf(this),
        given,
        item,
        facts,
        line: template.statusLine(badge, { item, facts, name: this.#shownName, now: options.now, locale }, messages),
        name: this.#shownName,
        logoUrl: imageUrl && imageUrl !== this.#brokenLogo ? imageUrl : undefined,
        hasPrompt: this.#hasPrompt,
        hasBanner: this.#hasBanner,
        isDetailsOpen: this.#isDetailsOpen,
        isMenuOpen: menu.isOpen,
        note: updates.note,
        isForWidget: updates.isForWidget,
        canConnect: canConnect(context),
        hasBackend: !!store?.hasBackend,
        disconnectStep: disconnection.step,
        isDisconnected: disconnection.isDone,
      },
      this.#actions(updates, disconnection, menu),
    );
  }

  /** The name that the page has given, or the institution's name. A framework may set any value. */
  get #shownName(): string {
    return (typeof this.name === 'string' && this.name.trim()) || this.#institution;
  }

  #actions(
    { update, check, openWidget }: UpdateRequest,
    { open, keep, confirm, dialogClosed }: Disconnection,
    menu: Menu,
  ): CardActions {
    return {
      update,
      openWidget,
      check,
      disconnect: open,
      keep,
      confirm,
      dialogClosed,
      toggleMenu: menu.toggle,
      buttonKey: menu.buttonKey,
      menuKey: menu.menuKey,
      menuLeft: menu.left,
      closeMenu: menu.close,
      toggleDetails: () => void this.#toggleDetails(menu),
      logoFailed: () => {
        this.#brokenLogo = this.#source.item?.connector?.imageUrl;
        this.requestUpdate();
      },
    };
  }

  /** Opens or closes the products, and moves the focus to them or back to the menu's button. */
  async #toggleDetails(menu: Menu): Promise<void> {
    this.#isDetailsOpen = !this.#isDetailsOpen;
    if (!this.#isDetailsOpen) menu.focusButton();
    else if (!this.#source.given) void this.#consents?.read(this.#shownId, this.#source.item);
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#products')?.focus({ preventScroll: true });
  }

  /**
   * Whether the person is typing, or has the menu or the question open: a list leaves its rows in their places meanwhile.
   *
   * @internal
   */
  get isInUse(): boolean {
    let focused = this.shadowRoot?.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return !!this.#menu?.isOpen || !!this.#disconnection?.step || !!focused?.matches('input, select');
  }

  /** Forgets everything about the Item that the card has shown so far. */
  #reset(itemId: string): void {
    this.#shownId = itemId;
    this.#institution = '';
    this.#brokenLogo = undefined;
    this.#hasPrompt = this.#hasBanner = this.#isDetailsOpen = false;
    this.#menu?.close();
    this.#updateRequest?.reset();
    this.#disconnection?.reset();
    this.#consents?.reset();
  }
}
