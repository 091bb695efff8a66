/**
 * Focuses the element itself until it loses focus, so that the focus keeps its place in the page after the focused
 * descendant has been removed.
 */
export function holdFocus(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex')) {
    element.tabIndex = -1;
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  }
  element.focus({ preventScroll: true });
}
