import { OUTSIDE_EVENTS, type ConnectDialog } from './dialog.js';

/** Time after the dialog has appeared in which a tap belongs to the gesture before: iOS does not count the taps of a double tap. */
const DOUBLE_TAP_MS = 500;

/**
 * Hides the dialog's events from the page's scripts, some of which listen while an event is on its way to its target, and
 * lets the dialog's controls act only on input that began there. `shownAt` returns the time at which the dialog appeared.
 * Closes the widget with its window, where that is not the page's own. Returns a function that ends this.
 */
export function shieldEvents(base: ConnectDialog, shownAt: () => number): () => void {
  const { dialog, root, document, view } = base;
  const controller = new AbortController();
  const { signal } = controller;
  let isTouch = false;
  /** The control on which Enter or Space was pressed. */
  let pressed: EventTarget | undefined;

  /** Uses a control when the key is released, so that the focus does not return to the page while the key is held. */
  const useKey = (event: KeyboardEvent, target: EventTarget) => {
    event.preventDefault();
    if (event.repeat) return;
    if (event.type === 'keydown') {
      pressed = target;
      return;
    }
    const isUse = pressed === target;
    pressed = undefined;
    if (isUse) (target as HTMLElement).click();
  };

  const shield = (event: Event) => {
    const path = event.composedPath();
    const target = path[0]!;
    const { key, repeat } = event as KeyboardEvent;
    const isInside = path.includes(dialog) || (key === 'Escape' && target === document.body);
    if (!dialog.open || !isInside) return;
    event.stopImmediatePropagation();
    const { detail, pointerType } = event as PointerEvent;
    if (pointerType) isTouch = pointerType !== 'mouse';
    if (repeat && key === 'Escape') event.preventDefault();
    if (!path.includes(root)) return;
    if (key === 'Enter' || key === ' ') useKey(event as KeyboardEvent, target);
    if (event.type !== 'click' || (detail && isTouch && performance.now() - shownAt() < DOUBLE_TAP_MS)) return;
    // A copy that does not leave the shadow root reaches the control.
    target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }));
  };
  for (const type of [...OUTSIDE_EVENTS, 'touchend']) view.addEventListener(type, shield, { capture: true, signal });
  // In the page's own window, the open itself listens for `pagehide`.
  if (view !== window) view.addEventListener('pagehide', () => base.leave('confirmed'), { signal });
  return () => controller.abort();
}
