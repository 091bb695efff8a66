import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import { withOverrides, type Locale, type StatusMessages } from '../../locales/index.js';
import { status as en } from '../../locales/en.status.js';
import { status as es } from '../../locales/es.status.js';
import { status as pt } from '../../locales/pt-BR.status.js';
import { consentLeft, itemView, wholeDays, type ItemView, type Severity } from '../../model/item-view.js';
import type { Item } from '../../model/item-types.js';
import { parseItem } from '../../model/parse-item.js';
import { attributeOf, flag, isOn, warnIfOff } from '../shared/attributes.js';
import { onTick } from '../shared/clock.js';
import { PluggyElement } from '../shared/base.js';
import { create } from '../shared/dom.js';
import { ItemController, readItem, warnWithoutProvider } from '../shared/item-controller.js';
import { styles } from './item-status.styles.js';
import { setState } from '../shared/states.js';
import { ago, at } from '../shared/time.js';

const MESSAGES: Record<Locale, StatusMessages> = { 'pt-BR': pt, en, es };

/**
 * What is shown: how serious it is, the text and the detail; `still` for what is under way and no longer followed,
 * `moves` where it changes with the time.
 */
type Shown = Pick<ItemView, 'severity'> & { text: string; detail?: string; still?: boolean; moves?: boolean };

/** A text that stays is left alone, with what a person has selected of it. */
function write(element: HTMLElement, text: string): HTMLElement {
  const { firstChild } = element;
  if (!firstChild) element.append(text);
  else if (firstChild.nodeValue !== text) firstChild.nodeValue = text;
  return element;
}

/**
 * A badge that says in a few words how a connection is doing.
 *
 * The Item is given in one of three ways, of which the first counts: the property `item`; attributes, for pages that the
 * server renders; or `item-id` inside a `<pluggy-provider>`, which keeps it up to date.
 *
 * @csspart icon - The sign before the text; each severity has another shape.
 * @csspart label - The text.
 * @csspart detail - When it was updated and when it will be.
 *
 * @cssstate ok - Up to date.
 * @cssstate busy - A run is under way.
 * @cssstate attention - Needs the person.
 * @cssstate problem - A temporary problem that nobody here can help.
 * @cssstate neutral - Not known.
 *
 * @cssproperty [--pluggy-color-ok] - What is up to date.
 * @cssproperty [--pluggy-color-busy] - What is under way.
 * @cssproperty [--pluggy-color-attention] - What needs the person.
 * @cssproperty [--pluggy-color-problem] - What went wrong.
 * @cssproperty [--pluggy-color-neutral] - What is not known.
 * @cssproperty [--pluggy-font=inherit] - Font family.
 */
export class PluggyItemStatusElement extends PluggyElement {
  static override styles = styles;
  static override properties: PropertyDeclarations = {
    item: { attribute: false },
    itemId: { attribute: 'item-id' },
    status: {},
    executionStatus: { attribute: 'execution-status' },
    errorCode: { attribute: 'error-code' },
    lastUpdatedAt: { attribute: 'last-updated-at' },
    nextAutoSyncAt: { attribute: 'next-auto-sync-at' },
    consentExpiresAt: { attribute: 'consent-expires-at' },
    detail: { converter: flag },
  };

  /** The Item, as the backend sends it. */
  item?: Item;

  /** The Item's id; what it is like comes from the nearest provider. */
  itemId = '';

  /** Pluggy's `status` of the Item, for pages without script. */
  status = '';

  /** Pluggy's `executionStatus` of the Item. */
  executionStatus = '';

  /** The code of the Item's `error`. */
  errorCode = '';

  /** When the institution's data was last read, as an ISO date. */
  lastUpdatedAt = '';

  /** When it will be read next, as an ISO date. */
  nextAutoSyncAt = '';

  /** When the person's consent ends, as an ISO date. */
  consentExpiresAt = '';

  /** Adds when it was updated and when it will be. */
  detail = false;

  #internals = this.attachInternals();
  // Not before there is something to show: a server has none of these.
  #icon?: HTMLElement;
  #label?: HTMLElement;
  #more?: HTMLElement;
  #look?: string;
  /** How many parts of ours are in the shadow root, which may hold those of a server. */
  #drawn?: number;
  #severity?: Severity;
  #controller = new ItemController(this);
  #given?: Item;
  #endTick?: () => void;

  /** @internal */
  get storeItemId(): string {
    return this.#given ? '' : this.itemId || '';
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    warnIfOff(this, name, value);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endTick?.();
    this.#endTick = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    for (const name of changed.keys()) {
      if (name === 'locale' || name === 'session' || name === 'detail') continue;
      this.#given = this.#readGiven(changed);
      break;
    }
  }

  /** By hand and not from a template: pages have thousands of badges. */
  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const now = this.store?.now() ?? Date.now();
    const shown = this.shownAt(now);
    const parts: Node[] = [];
    if (shown) {
      const { severity, text, detail, still } = shown;
      const look = `icon ${severity}${still ? ' still' : ''}`;
      const icon = (this.#icon ??= create('span', { part: 'icon', 'aria-hidden': 'true' }));
      if (look !== this.#look) icon.className = this.#look = look;
      parts.push(icon, write((this.#label ??= create('span', { part: 'label' })), text));
      if (detail) parts.push(write((this.#more ??= create('span', { part: 'detail', class: 'detail' })), detail));
    }
    this.#tick(shown?.moves);
    if (parts.length !== this.#drawn) {
      this.#drawn = parts.length;
      this.renderRoot.replaceChildren(...parts);
    }
    this.#setState(shown?.severity);
  }

  /**
   * What it shows at a moment, with other moments in words.
   *
   * @internal
   */
  shownAt(now: number, past = ago, ahead = at): Shown | undefined {
    const item = this.#given ?? this.#controller.state?.item;
    const messages = withOverrides(MESSAGES[this.locale], this.session?.messages.status);
    if (!item) return this.#unread(messages);
    const options = { now, consentWarningDays: this.session?.consentWarningDays };
    const view = itemView(item, options);
    const shown = this.#shown(view, messages);
    if (isOn(this.detail)) {
      const { locale } = this;
      const updated = Date.parse(item.lastUpdatedAt ?? '');
      const next = Date.parse(item.nextAutoSyncAt ?? '');
      const left = consentLeft(item, options) ?? 0;
      const isSaid = view.label.startsWith('consent');
      const parts: string[] = [];
      if (!isNaN(updated)) parts.push(messages.updated(past(updated, now, locale)));
      if (next > now) parts.push(messages.next(ahead(next, now, locale)));
      if (!isSaid && left > 0) parts.push(messages.consent(wholeDays(left)));
      shown.detail = parts.join(' · ');
    }
    shown.moves = !!(shown.detail || (item.consentExpiresAt && shown.severity !== 'busy'));
    return shown;
  }

  #setState(severity: Severity | undefined): void {
    const before = this.#severity;
    if (severity === before) return;
    this.#severity = severity;
    if (before) setState(this.#internals, before, false);
    if (severity) setState(this.#internals, severity, true);
  }

  /** The Item of the property or of the attributes. */
  #readGiven(changed: PropertyValues): Item | undefined {
    const { item, status, executionStatus, errorCode } = this;
    const read = readItem(this, item);
    if (read) return read;
    if (!status && !executionStatus && !errorCode) return undefined;
    const [lastUpdatedAt, nextAutoSyncAt, consentExpiresAt] = (
      ['lastUpdatedAt', 'nextAutoSyncAt', 'consentExpiresAt'] as const
    ).map((name) => {
      const value = this[name];
      if (!value || !isNaN(Date.parse(value))) return value;
      if (changed.has(name)) {
        console.warn(`<pluggy-item-status> ${attributeOf(name)}="${value}" is ignored. Expected an ISO date.`);
      }
      return undefined;
    });
    const error = errorCode ? { code: errorCode } : null;
    const id = this.itemId || 'attributes';
    return parseItem({ id, status, executionStatus, error, lastUpdatedAt, nextAutoSyncAt, consentExpiresAt });
  }

  #shown({ severity, label, days }: ItemView, messages: StatusMessages): Shown {
    if (!this.#given && this.#controller.state?.stalled) return { severity, text: messages.stalled, still: true };
    return { severity, text: label === 'consent' ? messages.consent(days!) : messages.labels[label] };
  }

  /** Where there is no Item, and there should be one. */
  #unread(messages: StatusMessages): Shown | undefined {
    if (!this.storeItemId) return undefined;
    if (!this.session) {
      warnWithoutProvider(this);
      return undefined;
    }
    const { gone, error } = this.#controller.state ?? {};
    return { severity: 'neutral', text: gone ? messages.gone : error ? messages.unreachable : messages.checking };
  }

  #tick(isNeeded: boolean | undefined): void {
    if (isNeeded && this.isConnected) this.#endTick ??= onTick(() => this.requestUpdate());
    else {
      this.#endTick?.();
      this.#endTick = undefined;
    }
  }
}
