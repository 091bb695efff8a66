import { OUTSIDE_EVENTS, type ConnectDialog } from './dialog.js';

/**
 * Hides the dialog's events from the page's scripts, some of which listen while an event is on its way to its target.
 * Also closes the widget when its window is left, if that is not the page's own. Returns a function that removes the
 * listeners.
 */
export function shieldEvents(base: ConnectDialog): () => void {
  const { dialog, root, document, view } = base;
  const controller = new AbortController();
  const { signal } = controller;
  const shield = (event: Event) => {
    const path = event.composedPath();
    const target = path[0]!;
    const { key } = event as KeyboardEvent;
    const isInside = path.includes(dialog) || (key === 'Escape' && target === document.body);
    // Enter and Space must reach the dialog's controls.
    if (!dialog.open || !isInside || key === 'Enter' || key === ' ') return;
    event.stopImmediatePropagation();
    // A copy that does not leave the shadow root reaches the control.
    if (event.type === 'click' && path.includes(root)) {
      const { detail } = event as MouseEvent;
      target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }));
    }
  };
  for (const type of [...OUTSIDE_EVENTS, 'touchend']) view.addEventListener(type, shield, { capture: true, signal });
  // In the page's own window, the open itself listens for `pagehide`.
  if (view !== window) view.addEventListener('pagehide', () => base.leave('confirmed'), { signal });
  return () => controller.abort();
}
