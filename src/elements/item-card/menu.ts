import type { ReactiveController, ReactiveElement } from '@lit/reactive-element';

/** Distance between the menu and the edges of the window. */
const EDGE_PX = 8;

/**
 * The menu of a card, with the keys of the menu button pattern of the ARIA Authoring Practices Guide. The menu is a popover
 * beside its button; browsers without popovers place the menu by style sheet.
 */
export class Menu implements ReactiveController {
  isOpen = false;

  #host: ReactiveElement;
  /** The item to focus when the menu appears. */
  #firstFocus?: 'first' | 'last';
  #listening?: AbortController;
  /** Whether the pointer is down on the button, which takes the focus from the menu before the click that closes it. */
  #isButtonPressed = false;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  toggle = (): void => {
    if (this.isOpen) this.close();
    else this.#open('first');
  };

  buttonKey = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return;
    event.preventDefault();
    this.#open(key === 'ArrowDown' ? 'first' : 'last');
  };

  menuKey = (event: KeyboardEvent): void => {
    const items = this.#items;
    const place = items.indexOf(this.#root.activeElement as HTMLElement);
    const places: Record<string, number> = {
      ArrowDown: (place + 1) % items.length,
      ArrowUp: (place + items.length - (place < 0 ? 0 : 1)) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    if (event.key === 'Escape') this.close();
    else if (Object.hasOwn(places, event.key)) items[places[event.key]!]?.focus({ preventScroll: true });
    else return;
    event.preventDefault();
    // A dialog or a menu of the page around stays open.
    event.stopPropagation();
  };

  /** Closes the menu when the focus goes elsewhere. */
  left = ({ relatedTarget }: FocusEvent): void => {
    if (!this.#isButtonPressed && !this.#menu?.contains(relatedTarget as Node | null)) this.#end();
  };

  /** Closes the menu, and returns the focus to the button. */
  close = (): void => {
    if (!this.isOpen) return;
    const hadFocus = this.#menu?.contains(this.#root.activeElement);
    this.#end();
    if (hadFocus) this.focusButton();
  };

  focusButton(): void {
    this.#root.getElementById('options')?.focus({ preventScroll: true });
  }

  hostUpdated(): void {
    const menu = this.#menu;
    if (!menu || !this.isOpen) return;
    const isPopover = typeof menu.showPopover === 'function';
    if (isPopover && menu.isConnected && !menu.matches(':popover-open')) {
      menu.showPopover();
      this.#place(menu);
    }
    if (!this.#firstFocus) return;
    const items = this.#items;
    items[this.#firstFocus === 'first' ? 0 : items.length - 1]?.focus({ preventScroll: true });
    this.#firstFocus = undefined;
  }

  hostDisconnected(): void {
    this.#end();
  }

  #open(firstFocus: 'first' | 'last'): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.#firstFocus = firstFocus;
    this.#listening = new AbortController();
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    const { ownerDocument } = this.#host;
    ownerDocument.addEventListener('pointerdown', this.#pointed, options);
    // The menu has a place in the window, and its button moves away.
    ownerDocument.addEventListener('scroll', this.#moved, options);
    ownerDocument.defaultView?.addEventListener('resize', this.close, options);
    this.#host.requestUpdate();
  }

  #end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#isButtonPressed = false;
    this.#listening?.abort();
    this.#host.requestUpdate();
  }

  #pointed = (event: Event): void => {
    const path = event.composedPath();
    this.#isButtonPressed = path.includes(this.#root.getElementById('options')!);
    if (!this.#isButtonPressed && !path.includes(this.#menu!)) this.#end();
  };

  #moved = ({ target }: Event): void => {
    let node: Element | undefined = this.#host;
    while (node && !(target as Node).contains(node)) node = (node.getRootNode() as Partial<ShadowRoot>).host;
    if (node) this.close();
  };

  /** Places the popover under its button, or above where there is no room; its end edge is that of the button. */
  #place(menu: HTMLElement): void {
    const button = this.#root.getElementById('options')!.getBoundingClientRect();
    const { clientWidth, clientHeight } = menu.ownerDocument.documentElement;
    const { offsetWidth, offsetHeight } = menu;
    const isBelow = button.bottom + offsetHeight + EDGE_PX <= clientHeight || button.top < offsetHeight + EDGE_PX;
    const isRtl = getComputedStyle(menu).direction === 'rtl';
    const start = isRtl ? button.left : button.right - offsetWidth;
    const left = Math.max(EDGE_PX, Math.min(start, clientWidth - offsetWidth - EDGE_PX));
    const top = isBelow ? button.bottom : button.top - offsetHeight;
    menu.style.left = `${left}px`;
    menu.style.top = `${Math.max(EDGE_PX, top)}px`;
  }

  get #root(): ShadowRoot {
    return this.#host.renderRoot as ShadowRoot;
  }

  get #menu(): HTMLElement | null {
    return this.#root.getElementById('menu');
  }

  get #items(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
}
