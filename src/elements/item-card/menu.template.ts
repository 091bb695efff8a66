import { html, nothing, type TemplateResult } from '../shared/lit-html.js';

/** An action in a menu. */
export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

/** Handlers of the menu and its button. */
export interface MenuActions {
  readonly toggleMenu: () => void;
  readonly buttonKey: (event: KeyboardEvent) => void;
  readonly menuKey: (event: KeyboardEvent) => void;
  readonly menuLeft: (event: FocusEvent) => void;
  /** Closes the menu, and returns the focus to the button. */
  readonly closeMenu: () => void;
}

/** A button with three dots, and its menu while that is open: a popover where the browser has popovers. */
export function menuTemplate(
  name: string,
  isOpen: boolean,
  entries: readonly MenuEntry[],
  actions: MenuActions,
): TemplateResult {
  return html`<div class="options">
    <button
      part="menu-button"
      class="plain dots"
      id="options"
      type="button"
      aria-haspopup="menu"
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? 'menu' : nothing}
      aria-label=${name}
      @click=${actions.toggleMenu}
      @keydown=${actions.buttonKey}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path
          d="M3 6.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8zm5 0a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8zm5 0a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8z"
        ></path>
      </svg>
    </button>
    ${isOpen ? openMenu(name, entries, actions) : nothing}
  </div>`;
}

function openMenu(name: string, entries: readonly MenuEntry[], actions: MenuActions): TemplateResult {
  const hasPopovers = typeof HTMLElement.prototype.showPopover === 'function';
  return html`<div
    part="menu"
    class="menu"
    id="menu"
    role="menu"
    tabindex="-1"
    aria-label=${name}
    popover=${hasPopovers ? 'manual' : nothing}
    @keydown=${actions.menuKey}
    @focusout=${actions.menuLeft}
  >
    ${entries.map(
      ({ id, label, isDanger, isDisabled, run }) =>
        html`<button
          id=${id}
          class="plain entry ${isDanger ? 'erases' : ''}"
          type="button"
          role="menuitem"
          tabindex="-1"
          aria-disabled=${isDisabled ? 'true' : nothing}
          @click=${() => {
            if (isDisabled) return;
            actions.closeMenu();
            run();
          }}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}
