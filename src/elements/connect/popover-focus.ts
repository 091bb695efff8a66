import { closest } from '../shared/language.js';

/**
 * Focuses the button of the popover that contains the opener. A modal dialog closes the page's popovers, and with them goes
 * the opener. A popover without a button is shown again, with the focus on the opener.
 */
export function focusPopover(opener: HTMLElement): void {
  const popovers: HTMLElement[] = [];
  for (let popover = popoverOf(opener); popover; popover = popoverOf(popover.parentNode)) {
    popovers.unshift(popover);
    const { id } = popover;
    const scope = popover.getRootNode() as Document | ShadowRoot;
    const names = ['popovertarget', 'commandfor'].map((name) => `[${name}="${CSS.escape(id)}"]`);
    const button = id ? scope.querySelector<HTMLElement>(names.join()) : null;
    button?.focus({ preventScroll: true });
    if (button?.matches(':focus')) return;
  }
  for (const popover of popovers) {
    if (popover.isConnected && !popover.matches(':popover-open')) popover.showPopover();
  }
  opener.focus({ preventScroll: true });
}

function popoverOf(node: Node | null): HTMLElement | undefined {
  const element = (node as Partial<ShadowRoot> | null)?.host ?? node;
  return element && 'closest' in element
    ? (closest(element as Element, '[popover]') as HTMLElement | undefined)
    : undefined;
}
