import type { LeaveRequest } from '../../client/widget/types.js';
import type { ConnectMessages } from '../../locales/index.js';
import { adoptStyles } from '../shared/adopt-styles.js';
import { isOn } from '../shared/attributes.js';
import { create } from '../shared/dom.js';
import { ignoreHeldKey, ignoreRepeats } from '../shared/repeated-input.js';
import { button } from '../shared/button.styles.js';
import { theme } from '../shared/theme.styles.js';
import { containerStyle, dialogRules, dialogStyle, hostStyle, pin, styles } from './dialog.styles.js';

/** Attribute of the dialog, and of the root in browsers without `:has()`: the parts of the scroll lock that the page needs. */
const LOCK = 'data-pluggy-lock';

/** Events by which page scripts notice a key, a press or a focus outside of their own modal. */
const OUTSIDE_EVENTS = 'pointerdown mousedown touchstart touchend click focusin focusout keydown keyup'.split(' ');

/** The element that opens the dialog, with its settings. */
type Opener = HTMLElement & { readonly settings: { readonly noFullscreen?: boolean } };

/**
 * The modal around the widget: a native dialog, which gives the top layer, an inert page, Escape and the return of the
 * focus. The dialog is a sibling of `body`, so that replacing the body cannot end a login. This class is the part that
 * the click shows at once; `WidgetDialog` adds the rest.
 */
export class ConnectDialog {
  /** The element that the SDK fills. */
  readonly container = create('div');
  readonly root = create('div').attachShadow({ mode: 'open' });
  readonly dialog = create('dialog', { 'data-pluggy-connect': '' }, this.container, this.root.host);
  readonly title = create('p');
  readonly button = create('button', { class: 'plain' });
  /** The shapes of the widget's first page: a heading, a search field and a list of institutions. */
  readonly skeleton = create('div', { class: 'skeleton' }, ...[...'iibbbbb'].map((tag) => create(tag as 'i' | 'b')));
  readonly status = create('p', { role: 'status' });
  readonly foot = create('div', { class: 'foot' }, this.status);
  readonly panel = create(
    'div',
    { class: 'panel new' },
    create('div', { class: 'bar' }, this.title, this.button),
    this.skeleton,
    this.foot,
  );

  /**
   * The element that gets the focus back. The dialog belongs to the element's document, perhaps that of a frame or of
   * another window.
   */
  readonly opener: Opener;
  readonly document: Document;
  readonly view: Window & typeof globalThis;

  /** Handles input in the bar before its controls do. Returns false for a click that the controls must ignore. */
  onInput?: (event: Event, target: EventTarget) => boolean;

  #leave?: (how: LeaveRequest) => void;
  #sheets: CSSStyleSheet[] = [];
  #shown = false;

  constructor(opener: Opener, lang: string, messages: ConnectMessages) {
    this.opener = opener;
    this.document = opener.ownerDocument;
    this.view = this.document.defaultView ?? window;
    const { dialog, root } = this;
    this.document.adoptNode(dialog);
    dialog.setAttribute('aria-label', messages.connect);
    dialog.lang = lang;
    const { colorScheme, direction } = getComputedStyle(opener);
    dialog.dir = direction;
    // `all` resets neither `direction` nor `unicode-bidi`.
    pin(dialog, `${dialogStyle}direction:${direction};`);
    pin(this.container, containerStyle);
    pin(root.host as HTMLElement, `${hostStyle}color-scheme:${colorScheme};`);
    adoptStyles(root, [theme, button, styles]);
    this.title.textContent = messages.title;
    this.status.textContent = messages.preparing;
    this.button.textContent = messages.close;
    this.button.onclick = () => this.leave('button');
    root.append(this.panel);
    ignoreRepeats(root);
    dialog.oncancel = (event) => {
      event.preventDefault();
      ignoreHeldKey(this.view);
      this.leave('escape');
    };
    // Chromium closes the dialog on a repeated Escape even if `cancel` was prevented.
    dialog.onclose = () => this.#shown && !dialog.open && this.leave('forced');
    this.addRules(dialogRules);
  }

  /** Sets the handler of the person's wish to leave. The dialog has one open, and so one handler. */
  onLeave(handle: (how: LeaveRequest) => void): void {
    this.#leave = handle;
  }

  /** Tells the open that the person wants to leave. */
  leave(how: LeaveRequest): void {
    this.#leave?.(how);
  }

  /** Adds rules to the document for as long as the dialog is in it. */
  addRules(text: string): void {
    const sheet = new this.view.CSSStyleSheet();
    sheet.replaceSync(text);
    this.#sheets.push(sheet);
    if (this.dialog.isConnected) this.document.adoptedStyleSheets.push(sheet);
  }

  attach(): void {
    this.dialog.toggleAttribute('data-pluggy-card', isOn(this.opener.settings.noFullscreen));
    if (this.dialog.isConnected) return;
    this.document.adoptedStyleSheets?.push(...this.#sheets);
    this.document.documentElement.append(this.dialog);
    for (const type of OUTSIDE_EVENTS) this.view.addEventListener(type, this.#hideFromPage, true);
  }

  show(): void {
    const { dialog } = this;
    this.attach();
    this.#shown = dialog.open;
    if (this.#shown) return;
    const root = this.document.documentElement;
    const { overflowY, scrollbarGutter } = getComputedStyle(root);
    const hasGutter = this.view.innerWidth > root.clientWidth && scrollbarGutter === 'auto';
    const lock = (overflowY === 'visible' ? 'body ' : '') + (hasGutter ? 'gutter' : '');
    dialog.setAttribute(LOCK, lock);
    // jsdom has neither `CSS` nor modal dialogs: the error of an open names the method that follows.
    if (CSS && !CSS.supports('selector(:has(a))')) root.setAttribute(LOCK, lock);
    dialog.showModal();
    this.#shown = true;
    this.button.focus({ preventScroll: true });
  }

  hide(): void {
    if (!this.#shown) return;
    this.#shown = false;
    const { scrollX: left, scrollY: top } = this.view;
    if (this.dialog.open) this.dialog.close();
    this.document.documentElement.removeAttribute(LOCK);
    // Removing the lock makes Firefox scroll to the top, where the page scrolls by the `overflow` of its body. A needless
    // call would end a smooth scroll of the page.
    if (this.view.scrollX !== left || this.view.scrollY !== top) this.view.scrollTo({ left, top, behavior: 'instant' });
    // Safari does not focus a button on a click, and a dialog that was shown again after Chromium had closed it returns
    // the focus into itself. Focus the opener in both cases.
    const { activeElement, body } = this.document;
    if (activeElement === body || this.dialog.contains(activeElement)) this.opener.focus({ preventScroll: true });
  }

  remove(): void {
    this.hide();
    this.dialog.remove();
    const { document } = this;
    document.adoptedStyleSheets = document.adoptedStyleSheets?.filter((sheet) => !this.#sheets.includes(sheet));
    for (const type of OUTSIDE_EVENTS) this.view.removeEventListener(type, this.#hideFromPage, true);
  }

  /** Hides the dialog's events from the page's scripts, some of which listen while an event is on its way to its target. */
  #hideFromPage = (event: Event): void => {
    const { dialog, root, document } = this;
    const path = event.composedPath();
    const target = path[0]!;
    const { key, repeat, detail } = event as KeyboardEvent;
    const isInside = path.includes(dialog) || (key === 'Escape' && target === document.body);
    if (!dialog.open || !isInside) return;
    event.stopImmediatePropagation();
    if (event.type === 'keydown' && target === this.button) ignoreHeldKey(this.view);
    if (repeat && /^E(nter|scape)$/.test(key)) event.preventDefault();
    if (!path.includes(root) || this.onInput?.(event, target) === false || event.type !== 'click') return;
    // A copy that does not leave the shadow root reaches the control.
    target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }));
  };
}
