import type { ConnectMessages } from '../../locales/index.js';
import { create } from '../shared/dom.js';
import { styles } from './connect.styles.js';
import { containerStyle, pin } from './dialog.styles.js';
import { FrameHost } from './frame-host.js';

/**
 * Declarations of the box. The element lays the box out as its only grid item; the SDK's greatest z-index stays inside.
 * The custom properties make the panel as large as the box.
 */
const BOX_STYLE =
  'all:initial;unicode-bidi:isolate;position:relative;isolation:isolate;display:var(--_pluggy-display,block);min-inline-size:320px;min-block-size:568px;font-size:var(--pluggy-font-size,medium);--_pluggy-gap:0px;--_pluggy-width:none;--_pluggy-height:none;';

export { openWhenVisible } from './inline-turns.js';

/** The rules of `:host([inline])`, for an element that has lost the attribute. */
const PLACE_RULES = styles.cssText
  .match(/:host\(\[inline\]\)[^}]*\}/g)!
  .join('')
  .replaceAll('([inline])', '');

/** Number of boxes so far, for the names of their slots. */
let boxes = 0;

/**
 * The box of an inline element. The SDK's container must not be inside a shadow tree, where it fails, and an element may
 * be in one: the box is a child of the outermost shadow host, in the document, and a chain of slots lays it out in the
 * element's place. Around an element of the document, the chain is one slot.
 */
export class InlineBox extends FrameHost {
  override readonly isInline = true;

  #slots: HTMLSlotElement[] = [];
  /** Gives the element its place for as long as the box is in it, also if the attribute `inline` is removed. */
  #place: CSSStyleSheet;
  /** Whether the person had the focus on the element when the box was shown. */
  #hadFocus = false;
  /** Whether the focus, which was in the box, has yet to move to the element's button. */
  #owesFocus = false;

  constructor(opener: FrameHost['opener'], lang: string, messages: ConnectMessages) {
    super(create('div', { 'data-pluggy-inline': '', role: 'group', tabindex: '-1' }), opener, lang, messages);
    const { element, container, bar, panel } = this;
    pin(element, `${BOX_STYLE}direction:${element.dir};`);
    pin(container, `${containerStyle}border-block-start-width:0;`);
    bar.remove();
    panel.className = 'panel inline';
    this.#place = new this.view.CSSStyleSheet();
    this.#place.replaceSync(PLACE_RULES);
    // A click inside is no click on the element, which would show the widget again.
    element.addEventListener('click', (event) => event.stopPropagation());
  }

  /** The focus moves to the widget only from the element's own button, which the box has replaced. */
  override takesFocus(): boolean {
    const { activeElement, body } = this.document;
    return this.#hadFocus && (activeElement === body || this.#hasFocus);
  }

  attach(): void {
    const { element, opener } = this;
    const slots = this.#slots;
    if (element.isConnected || !opener.isConnected) return;
    this.adoptRules();
    opener.shadowRoot!.adoptedStyleSheets?.push(this.#place);
    let name = `pluggy-inline-${++boxes}`;
    let parent: HTMLElement = opener;
    this.#addSlot(opener.shadowRoot!, name);
    for (let root = opener.getRootNode(); 'host' in root; root = parent.getRootNode()) {
      const outer = `${name}-out`;
      this.#addSlot(parent, outer).slot = name;
      name = outer;
      parent = root.host as HTMLElement;
    }
    element.slot = name;
    parent.append(element);
    for (const [index, slot] of slots.entries()) {
      // Such a root ignores the names.
      const isManual = (slot.getRootNode() as ShadowRoot).slotAssignment === 'manual';
      if (isManual) slot.assign(slots[index + 1] ?? element);
    }
  }

  show(): void {
    const { element } = this;
    if (element.hasAttribute('open')) {
      element.scrollIntoView({ block: 'nearest' });
      return;
    }
    this.#hadFocus = this.#hasFocus;
    this.attach();
    element.style.removeProperty('--_pluggy-display');
    element.setAttribute('open', '');
    // The button, which is hidden now, would leave the focus to the body.
    if (this.#hadFocus) element.focus({ preventScroll: true });
  }

  hide(): void {
    const { element, document } = this;
    if (!element.hasAttribute('open')) return;
    const { activeElement } = document;
    this.#owesFocus = element.contains(activeElement);
    // Chromium takes the focus from a hidden element only when it draws the page.
    if (this.#owesFocus) (activeElement as HTMLElement).blur();
    element.removeAttribute('open');
    element.style.setProperty('--_pluggy-display', 'none');
    void this.#focusOpener();
  }

  remove(): void {
    this.hide();
    void this.#focusOpener();
    this.element.remove();
    for (const slot of this.#slots.splice(0)) slot.remove();
    this.dropRules();
    const root = this.opener.shadowRoot!;
    root.adoptedStyleSheets = root.adoptedStyleSheets?.filter((sheet) => sheet !== this.#place);
  }

  get #hasFocus(): boolean {
    // Without an active element, jsdom throws at the selector.
    return !!this.document.activeElement && this.opener.matches(':focus-within');
  }

  #addSlot(parent: ParentNode & Node, name: string): HTMLSlotElement {
    const slot = create('slot', { name });
    this.#slots.push(slot);
    parent.append(slot);
    return slot;
  }

  /** Focuses the element's button, which is shown again by the element's next update. */
  async #focusOpener(): Promise<void> {
    await Promise.resolve();
    await (this.opener as { updateComplete?: Promise<unknown> }).updateComplete;
    const { activeElement, body } = this.document;
    if (this.#owesFocus && activeElement === body) this.opener.focus({ preventScroll: true });
    if (this.document.activeElement !== body) this.#owesFocus = false;
  }
}
