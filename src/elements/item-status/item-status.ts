import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { Severity } from '../../model/item-view.js';
import type { Item } from '../../model/item-types.js';
import { parseItem } from '../../model/parse-item.js';
import { readDate } from '../../model/sanitize.js';
import { attributeOf, flag, isOn } from '../shared/attributes.js';
import { PluggyElement } from '../shared/base.js';
import { create } from '../shared/dom.js';
import { ItemSource, warnWithoutProvider } from '../shared/item-source.js';
import { attachInternals, setState } from '../shared/internals.js';
import { Ticker } from '../shared/ticker.js';
import { viewOptions } from '../shared/view-options.js';
import { createSign, drawSign, type Sign } from '../shared/signs.js';
import { liveTime, type RenderPlace } from '../shared/time.js';
import { styles } from './item-status.styles.js';
import { badgeTemplate, type Badge } from './item-status.template.js';

const DATES = ['lastUpdatedAt', 'nextAutoSyncAt', 'consentExpiresAt'] as const;
const ATTRIBUTES = ['itemId', 'status', 'executionStatus', 'errorCode', ...DATES] as const;

/**
 * A status badge for one connection.
 *
 * The Item comes from the first of: the property `item`; attributes, for pages that the server renders; `item-id` inside a
 * `<pluggy-provider>`, which keeps the Item up to date.
 *
 * @csspart icon - The sign before the label, a drawing of its own for each kind of state.
 * @csspart label - The status in a few words.
 * @csspart detail - The times of the last and of the next update.
 *
 * @cssstate ok - The data is up to date.
 * @cssstate busy - A run is in progress.
 * @cssstate attention - The person has to act.
 * @cssstate problem - A temporary problem, which the person cannot solve.
 * @cssstate neutral - The status is unknown.
 *
 * @cssproperty [--pluggy-color-ok=light-dark(#1a7f37, #4ac26b)] - Signs and boxes of the state `ok`.
 * @cssproperty [--pluggy-color-busy=light-dark(#1a5fd0, #79a8ff)] - Signs and boxes of the state `busy`.
 * @cssproperty [--pluggy-color-attention=light-dark(#c4320a, #ff9271)] - Signs and boxes of the state `attention`: the person has to act.
 * @cssproperty [--pluggy-color-problem=light-dark(#b45309, #e3b341)] - Signs and boxes of the state `problem`: something failed for now.
 * @cssproperty [--pluggy-color-neutral=light-dark(#59636e, #a6adb5)] - Signs and boxes of the state `neutral`.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyItemStatusElement extends PluggyElement {
  static override styles = styles;
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: {},
    status: {},
    executionStatus: {},
    errorCode: {},
    lastUpdatedAt: {},
    nextAutoSyncAt: {},
    consentExpiresAt: {},
    detail: { converter: flag },
    size: { reflect: true },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; the nearest provider has its state. */
  itemId = '';

  /** Pluggy's `status` of the Item, for pages without script. */
  status = '';

  /** Pluggy's `executionStatus` of the Item. */
  executionStatus = '';

  /** The code of the Item's `error`. */
  errorCode = '';

  /** The time of the last update, as an ISO date. */
  lastUpdatedAt = '';

  /** The time of the next automatic update, as an ISO date. */
  nextAutoSyncAt = '';

  /** The end of the person's consent, as an ISO date. */
  consentExpiresAt = '';

  /** Adds the times of the last and of the next update. */
  detail = false;

  /** `compact` for a badge that stays on one line, for tables. */
  size?: string;

  #internals = attachInternals(this);
  #source = new ItemSource(this);
  /** The Item that the attributes describe; `null` while an attribute has changed and the Item has not been read anew. */
  #fromAttributes: Item | undefined | null = null;
  #ticker?: Ticker;

  // Created in the browser: a server has no nodes.
  #icon?: SVGSVGElement;
  #label?: HTMLElement;
  #detail?: HTMLElement;
  #sign?: Sign;
  #isStill?: boolean;
  /** The number of our nodes in the shadow root, which at first may hold those of a server. */
  #count?: number;
  #severity?: Severity;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (ATTRIBUTES.some((name) => changed.has(name))) this.#fromAttributes = null;
    for (const name of DATES) {
      if (!changed.has(name) || isDate(this[name])) continue;
      console.warn(`<pluggy-item-status> ${attributeOf(name)}="${this[name]}" is ignored. Expected an ISO date.`);
    }
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const badge = this.render();
    this.#write(badge);
    this.#setState(badge?.severity);
    if (badge?.isTimed) this.#ticker ??= new Ticker(this);
    this.#ticker?.run(!!badge?.isTimed);
  }

  /** @internal */
  render({ locale, time }: RenderPlace = { locale: this.locale, time: liveTime }): Badge | undefined {
    const { context } = this;
    const { item, state, storeItemId } = this.#source;
    if (!item && !context) {
      if (storeItemId) warnWithoutProvider(this);
      return undefined;
    }
    if (!item && (!storeItemId || context?.isSignedOut)) return undefined;
    return badgeTemplate({
      item,
      state,
      options: viewOptions(context),
      locale,
      overrides: context?.messages.status,
      hasDetail: isOn(this.detail),
      time,
    });
  }

  #write(badge: Badge | undefined): void {
    const nodes: Node[] = [];
    if (badge) {
      const { sign, label, detail, isStill } = badge;
      const icon = (this.#icon ??= createSign());
      if (sign !== this.#sign || isStill !== this.#isStill) drawSign(icon, sign, isStill);
      this.#sign = sign;
      this.#isStill = isStill;
      nodes.push(icon, setText((this.#label ??= create('span', { part: 'label' })), label));
      if (detail) nodes.push(setText((this.#detail ??= create('span', { part: 'detail', class: 'detail' })), detail));
    }
    if (nodes.length === this.#count) return;
    this.#count = nodes.length;
    this.renderRoot.replaceChildren(...nodes);
  }

  #setState(severity: Severity | undefined): void {
    const previous = this.#severity;
    if (severity === previous) return;
    this.#severity = severity;
    if (previous) setState(this.#internals, previous, false);
    if (severity) setState(this.#internals, severity, true);
  }

  /**
   * The Item of the attributes.
   *
   * @internal
   */
  get described(): Item | undefined {
    if (this.#fromAttributes === null) this.#fromAttributes = this.#readAttributes();
    return this.#fromAttributes;
  }

  #readAttributes(): Item | undefined {
    const { status, executionStatus, errorCode } = this;
    if (!status && !executionStatus && !errorCode) return undefined;
    const [lastUpdatedAt, nextAutoSyncAt, consentExpiresAt] = DATES.map((name) =>
      isDate(this[name]) ? this[name] : undefined,
    );
    const error = errorCode ? { code: errorCode } : null;
    // A framework may set any value, and an Item needs an id with more than dots.
    const itemId = String(this.itemId ?? '');
    const id = /[^\s.]/.test(itemId) ? itemId : 'attributes';
    return parseItem({ id, status, executionStatus, error, lastUpdatedAt, nextAutoSyncAt, consentExpiresAt });
  }
}

/** Whether the value is empty or a date. */
const isDate = (value: string) => !value || !!readDate(String(value));

/** Sets the text of an element. An unchanged text is left alone, because a person may have selected it. */
function setText(element: HTMLElement, text: string): HTMLElement {
  const { firstChild } = element;
  if (!firstChild) element.append(text);
  else if (firstChild.nodeValue !== text) firstChild.nodeValue = text;
  return element;
}
