import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { cardTexts } from '../../locales/card.js';
import type { PluggyItemCardElement } from '../item-card/item-card.js';
import { flag, isOn } from '../shared/attributes.js';
import { PluggyElement } from '../shared/base.js';
import { block } from '../shared/block.styles.js';
import { choiceOf, levelOf } from '../shared/choices.js';
import { canConnect } from '../shared/can-connect.js';
import { institutionName } from '../shared/item-labels.js';
import { LazyTemplate } from '../shared/lazy-template.js';
import { Subscription } from '../shared/subscription.js';
import { Ticker } from '../shared/ticker.js';
import { viewOptions } from '../shared/view-options.js';
import type { ListActions } from './item-list.template.js';
import type { ListCards } from './list-cards.js';
import type { ListNews } from './list-news.js';

type Template = typeof import('./item-list.template.js');

/** Requests the template of the cards beside that of the list, so that the cards appear together with their list. */
function importTemplate(): Promise<Template> {
  // A failure needs no handling here: the cards request the template again.
  import('../item-card/item-card.template.js').catch(() => {});
  return import('./item-list.template.js');
}

const LAYOUTS = ['rows', 'cards'] as const;
const SORTS = ['attention', 'none'] as const;

/**
 * Lists all connections of the nearest `<pluggy-provider>`, a row or a card for each: first those that need the person. The
 * list has a state for loading, for no connections and for a failed request, and announces changes to screen readers.
 *
 * @slot empty - Replaces the invitation to connect.
 * @slot loading - Replaces the placeholders while the list loads.
 *
 * @fires {PluggyDisconnectEvent} pluggy-disconnect - See `<pluggy-item-card>`. Cancelable.
 * @fires {PluggyDisconnectedEvent} pluggy-disconnected - See `<pluggy-item-card>`.
 *
 * @csspart group - A group of connections, with its title.
 * @csspart group-title - The title of a group.
 * @csspart count - The number of connections in a group.
 * @csspart list - The rows or cards of a group.
 * @csspart empty - The invitation to connect.
 * @csspart ended - A connection that has ended without the person's doing.
 * @csspart returned - The result of a connection, for a person who returns from the institution's page.
 *
 * @cssproperty [--pluggy-color-primary=#1d66db] - Primary buttons, links and focus rings.
 * @cssproperty [--pluggy-color-on-primary=#fff] - Text on the primary colour.
 * @cssproperty [--pluggy-color-text=light-dark(#1f2328, #e6e8eb)] - Text on a surface.
 * @cssproperty [--pluggy-color-text-muted=color-mix(in srgb, currentcolor 74%, transparent)] - Details, hints and times.
 * @cssproperty [--pluggy-color-surface=light-dark(#fff, #1b1d21)] - Background of cards, lists and fields.
 * @cssproperty [--pluggy-color-border=color-mix(in srgb, currentcolor 16%, transparent)] - Lines around and between parts.
 * @cssproperty [--pluggy-color-control=color-mix(in srgb, currentcolor 58%, transparent)] - Outlines of fields and secondary buttons.
 * @cssproperty [--pluggy-color-ok=light-dark(#1a7f37, #4ac26b)] - Signs and boxes of the state `ok`.
 * @cssproperty [--pluggy-color-attention=light-dark(#c4320a, #ff9271)] - Signs and boxes of the state `attention`: the person has to act.
 * @cssproperty [--pluggy-radius=8px] - Corners of buttons, fields and boxes.
 * @cssproperty [--pluggy-shadow=0 1px 2px #1f23280f] - Shadow of cards and lists.
 * @cssproperty [--pluggy-space=8px] - The unit of distances.
 * @cssproperty [--pluggy-control-height=44px] - Height of buttons and fields.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 * @cssproperty [--pluggy-font-size=1em] - Font size, in `px` or `rem`.
 * @cssproperty [--pluggy-font-weight-strong=600] - Weight of titles and buttons.
 */
export class PluggyItemListElement extends PluggyElement {
  static override styles = block;
  static override properties: PropertyDeclarations = {
    oauthReturn: { converter: flag },
    layout: {},
    sort: {},
    headingLevel: {},
  };

  /**
   * Whether this page is the `oauthRedirectUri` of your Connect Tokens, to which banks send people back.
   *
   * The list reads the Item of `?itemId=` or `?item_id=` and shows the result, or that of `?error=` or `?message=`, and removes
   * these parameters from the address, also from the hash of a router.
   * Source: https://docs.pluggy.ai/docs/connect-widget/oauth-support
   */
  oauthReturn = false;

  /** `rows` or `cards`: a line for each connection, or a box. */
  layout = 'rows';

  /** `attention` for two groups, with the connections that need the person first; `none` for the backend's order. */
  sort = 'attention';

  /** The level of the headings with the institutions' names, 1 to 6. */
  headingLevel: number | string = 3;

  #template = new LazyTemplate<Template>(this, importTemplate, cardTexts);
  #store = new Subscription<Items>((store) => {
    this.#news?.forgetItems();
    return store.subscribeAll(() => this.#change());
  });

  // Loaded together with the template.
  #news?: ListNews;
  #cards?: ListCards;
  #isWidgetOpen = false;
  /** Deadlines and the age of data decide about the groups. */
  #ticker = new Ticker(this);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store.follow(undefined);
    this.#news?.forgetItems();
    this.#isWidgetOpen = false;
  }

  protected override forgetPerson(): void {
    this.#news?.forgetPerson();
  }

  protected override update(changed: PropertyValues): void {
    if (this.isConnected) this.#follow();
    super.update(changed);
  }

  /** Follows the provider's Items, and prepares what this update renders. */
  #follow(): void {
    this.#store.follow(this.store);
    const { module, locale } = this.#template;
    if (!module) return;
    const { context } = this;
    if (!context) module.warnWithoutProvider(this);
    this.#cards ??= new module.ListCards(this);
    this.#news ??= new module.ListNews(this, {
      changed: this.#change,
      added: (itemId) => this.#cards!.highlight(itemId),
    });
    this.#news.update({ context, locale, isReturnPage: isOn(this.oauthReturn) });
  }

  protected override updated(): void {
    this.#ticker.run(!!this.store?.items?.length);
  }

  #change = (): void => {
    if (this.#cards) this.#cards.change();
    else this.requestUpdate();
  };

  /** @internal */
  get hasContent(): boolean {
    return true;
  }

  /** @internal */
  render(template: Template): unknown {
    const { context, store } = this;
    const news = this.#news!;
    const cards = this.#cards!;
    const settings = {
      isSorted: choiceOf(this, 'sort', SORTS) === 'attention',
      layout: choiceOf(this, 'layout', LAYOUTS) === 'rows' ? 'row' : 'card',
      headingLevel: levelOf(this),
    } as const;
    return template.listTemplate(
      {
        locale: this.#template.locale,
        messages: news.messages.list,
        groups: cards.groupsFor(store, viewOptions(context), settings),
        newIds: cards.newIds,
        isRows: settings.layout === 'row',
        headingLevel: settings.headingLevel,
        cardFor: (id) => cards.elementFor(id, settings),
        error: news.error,
        ended: (store?.ended ?? []).map((item) => ({
          itemId: item.id,
          name: institutionName(item),
          isNotAccepted: !!store?.isRefused(item.id),
        })),
        returnNotice: news.returnNotice,
        announcement: news.announcement,
        canConnect: canConnect(context),
        isWidgetOpen: this.#isWidgetOpen,
      },
      this.#actions,
    );
  }

  /** @internal */
  restoreFocus(removed: Element): void {
    this.#cards!.restoreFocus(removed as PluggyItemCardElement);
  }

  #actions: ListActions = {
    dismissNotice: () => {
      this.#news!.dismissNotice();
      this.requestUpdate();
      void this.#cards!.focusFirst();
    },
    dismissEnded: (itemId) => {
      this.store?.dismissEnded(itemId);
      void this.#cards!.focusFirst();
    },
    widgetOpens: () => {
      this.#isWidgetOpen = true;
    },
    widgetCloses: () => {
      this.#isWidgetOpen = false;
      this.requestUpdate();
      void this.#cards!.replaceOpener();
    },
  };
}
