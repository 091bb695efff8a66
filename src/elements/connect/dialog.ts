import type { ConnectMessages } from '../../locales/index.js';
import { isOn } from '../shared/attributes.js';
import { create } from '../shared/dom.js';
import { ignoreHeldKey } from '../shared/repeated-input.js';
import { dialogRules, dialogStyle, pin } from './dialog.styles.js';
import { FrameHost } from './frame-host.js';

/** Attribute of the dialog, and of the root in browsers without `:has()`: the parts of the scroll lock that the page needs. */
const LOCK = 'data-pluggy-lock';

/** Events by which page scripts notice a key, a press or a focus outside of their own modal. */
const OUTSIDE_EVENTS = 'pointerdown mousedown touchstart touchend click focusin focusout keydown keyup'.split(' ');

/**
 * The modal around the widget: a native dialog, which gives the top layer, an inert page, Escape and the return of the
 * focus. The dialog is a sibling of `body`, so that replacing the body cannot end a login. This class is the part that
 * the click shows at once; `WidgetDialog` adds the rest.
 */
export class ConnectDialog extends FrameHost {
  declare readonly element: HTMLDialogElement;

  #shown = false;

  constructor(opener: FrameHost['opener'], lang: string, messages: ConnectMessages) {
    super(create('dialog', { 'data-pluggy-connect': '' }), opener, lang, messages);
    const dialog = this.element;
    // `all` resets neither `direction` nor `unicode-bidi`.
    pin(dialog, `${dialogStyle}direction:${dialog.dir};`);
    dialog.oncancel = (event) => {
      event.preventDefault();
      ignoreHeldKey(this.view);
      this.leave('escape');
    };
    // Chromium closes the dialog on a repeated Escape even if `cancel` was prevented.
    dialog.onclose = () => this.#shown && !dialog.open && this.leave('forced');
    this.addRules(dialogRules);
  }

  attach(): void {
    const dialog = this.element;
    dialog.toggleAttribute('data-pluggy-card', isOn(this.opener.settings.noFullscreen));
    if (dialog.isConnected) return;
    this.adoptRules();
    this.document.documentElement.append(dialog);
    for (const type of OUTSIDE_EVENTS) this.view.addEventListener(type, this.#hideFromPage, true);
  }

  show(): void {
    const dialog = this.element;
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
    const dialog = this.element;
    const { scrollX: left, scrollY: top } = this.view;
    if (dialog.open) dialog.close();
    this.document.documentElement.removeAttribute(LOCK);
    // Removing the lock makes Firefox scroll to the top, where the page scrolls by the `overflow` of its body. A needless
    // call would end a smooth scroll of the page.
    if (this.view.scrollX !== left || this.view.scrollY !== top) this.view.scrollTo({ left, top, behavior: 'instant' });
    // Safari does not focus a button on a click, and a dialog that was shown again after Chromium had closed it returns
    // the focus into itself. Focus the opener in both cases.
    const { activeElement, body } = this.document;
    if (activeElement === body || dialog.contains(activeElement)) this.opener.focus({ preventScroll: true });
  }

  remove(): void {
    this.hide();
    this.element.remove();
    this.dropRules();
    for (const type of OUTSIDE_EVENTS) this.view.removeEventListener(type, this.#hideFromPage, true);
  }

  /** Hides the dialog's events from the page's scripts, some of which listen while an event is on its way to its target. */
  #hideFromPage = (event: Event): void => {
    const { element: dialog, root, document } = this;
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
