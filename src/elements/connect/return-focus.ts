import type { FrameHost } from './frame-host.js';

/** A control that shows another element, and the platform's properties for that element. */
type Control = HTMLElement & { popoverTargetElement?: Element | null; commandForElement?: Element | null };

/**
 * Focuses the nearest control that shows the opener of a closed dialog again, if the opener cannot take the focus: the button
 * of its popover or menu, or the summary of its `<details>`. A modal dialog closes the page's popovers, and
 * thereby hides an opener inside them. A popover without a button is shown again, with the focus on the opener.
 */
export function returnFocus({ element, document, opener, isInline }: FrameHost): void {
  if (isInline) return;
  const { activeElement, body } = document;
  if (activeElement !== body && !element.contains(activeElement)) return;
  const containers = [...containersOf(opener)];
  for (const container of containers) {
    for (const control of controlsOf(container)) {
      control.focus({ preventScroll: true });
      if (control.matches(':focus')) return;
    }
  }
  for (const container of containers.reverse()) {
    if (container.popover && container.isConnected && !container.matches(':popover-open')) container.showPopover();
  }
  opener.focus({ preventScroll: true });
}

/** Yields the elements around a node as they are laid out, slots and shadow hosts included, innermost first. */
function* containersOf(node: Node): Generator<HTMLElement> {
  for (let current: Node | null = node; current;) {
    current = (current as Partial<Element>).assignedSlot ?? (current as Partial<ShadowRoot>).host ?? current.parentNode;
    if (current?.nodeType === Node.ELEMENT_NODE) yield current as HTMLElement;
  }
}

function controlsOf(container: HTMLElement): Control[] {
  if (container.localName === 'details') return [...container.querySelectorAll<Control>(':scope > summary')];
  const { id } = container;
  const scope = container.getRootNode() as Document | ShadowRoot;
  const byId = id
    ? ['popovertarget=', 'commandfor=', 'aria-controls~='].map((name) => `[${name}"${CSS.escape(id)}"]`).join()
    : ':not(*)';
  // A script can set the relation without an id.
  return [...scope.querySelectorAll<Control>(`[popovertarget],[commandfor],${byId}`)].filter(
    (control) =>
      control.matches(byId) || control.popoverTargetElement === container || control.commandForElement === container,
  );
}
