import { adoptStyles } from '@lit/reactive-element';
import type { Leave } from '../client/widget.js';
import type { ConnectMessages } from '../locales/index.js';
import { create } from './shared/dom.js';
import { dialogRules, styles } from './connect-dialog.styles.js';
import { button } from './shared/theme.styles.js';

/** What page scripts listen to in order to notice a press or a focus "outside" of their own modal. */
const OUTSIDE = ['pointerdown', 'mousedown', 'touchstart', 'click', 'focusin', 'focusout', 'keydown', 'keyup'];

/**
 * The modal that holds the widget: a native dialog, for the top layer, the inert page, Escape and the focus that comes
 * back. It stands beside `body`, where replacing the body's content or the body itself cannot end a login. This much must
 * be up in the click's own task; `WidgetDialog` completes it.
 */
export class ConnectDialog {
  /** Where the SDK puts the widget. */
  readonly container = create('div');
  readonly root = create('div').attachShadow({ mode: 'open' });
  readonly dialog = create('dialog', { 'data-pluggy-connect': '' }, this.container, this.root.host);
  readonly status = create('p', { role: 'status' });
  readonly button = create('button');
  readonly skeleton = create('div', { class: 'skeleton' }, create('div', { class: 'spinner' }));
  /** The person asks to leave. */
  leave!: (how: Leave) => void;

  #opener: HTMLElement;
  #sheets: CSSStyleSheet[] = [];
  #shown = false;
  #unlock?: () => void;

  constructor(opener: HTMLElement, lang: string, messages: ConnectMessages) {
    this.#opener = opener;
    const { dialog, root, status, skeleton } = this;
    dialog.setAttribute('aria-label', messages.connect);
    dialog.lang = lang;
    (root.host as HTMLElement).style.colorScheme = getComputedStyle(opener).colorScheme;
    adoptStyles(root, [button, styles]);
    status.textContent = messages.preparing;
    this.button.textContent = messages.cancel;
    this.button.onclick = () => this.leave('button');
    root.append(create('div', { class: 'bar' }, status, this.button), skeleton);
    for (const type of OUTSIDE) dialog.addEventListener(type, (event) => event.stopPropagation());
    dialog.oncancel = (event) => {
      event.preventDefault();
      this.leave('escape');
    };
    // Chromium closes on repeated Escape whatever we say, so only this event tells the truth.
    dialog.onclose = () => this.#shown && !dialog.open && this.leave('forced');
    this.addRules(dialogRules);
  }

  /** For the document, which has them while the dialog is there. */
  addRules(text: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    this.#sheets.push(sheet);
    if (this.dialog.isConnected) document.adoptedStyleSheets.push(sheet);
  }

  attach(): void {
    if (this.dialog.isConnected) return;
    document.adoptedStyleSheets.push(...this.#sheets);
    document.documentElement.append(this.dialog);
  }

  show(): void {
    const { dialog } = this;
    this.attach();
    this.#shown = true;
    this.#unlock ??= lockScrolling();
    if (dialog.open) return;
    dialog.showModal();
    this.button.focus();
  }

  hide(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.dialog.close();
    this.#unlock?.();
    this.#unlock = undefined;
    // Safari does not focus a button on a click, and a dialog that Chromium closed was shown again by us with the focus
    // in itself: what it gives back may be nothing, or nothing that can be seen.
    const { activeElement } = document;
    if (activeElement === document.body || this.dialog.contains(activeElement)) {
      this.#opener.focus({ preventScroll: true });
    }
  }

  remove(): void {
    this.hide();
    this.dialog.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !this.#sheets.includes(sheet));
  }
}

/** The page neither scrolls nor shifts; gives what puts the root's own values back. */
function lockScrolling(): () => void {
  const root = document.documentElement;
  const { style } = root;
  // One by one: a page that has set one direction only gets that back.
  const lock: Record<string, string> = { 'overflow-x': 'hidden', 'overflow-y': 'hidden' };
  if (innerWidth > root.clientWidth) lock['scrollbar-gutter'] = 'stable';
  const before = Object.entries(lock).map(([name, value]) => {
    const own = [name, style.getPropertyValue(name), style.getPropertyPriority(name)] as const;
    style.setProperty(name, value, 'important');
    return own;
  });
  return () => {
    for (const own of before) style.setProperty(...own);
    // Asked through the attribute: Chromium does not remove one that it has not written out yet.
    if (!root.getAttribute('style')) root.removeAttribute('style');
  };
}
