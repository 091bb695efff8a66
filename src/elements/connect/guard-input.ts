import type { FrameHost } from './frame-host.js';

/** Time after the dialog has appeared in which a tap belongs to the gesture before: iOS does not count the taps of a double tap. */
const DOUBLE_TAP_MS = 500;

/**
 * Lets the dialog's controls act only on input that began in the dialog. `shownAt` returns the time at which the dialog
 * appeared. Also closes the widget when its window closes, if that is not the page's window. Returns a function that ends both.
 */
export function guardInput(base: FrameHost, shownAt: () => number): () => void {
  const { view } = base;
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

  base.onInput = (event, target) => {
    const { detail, pointerType } = event as PointerEvent;
    const { key } = event as KeyboardEvent;
    if (pointerType) isTouch = pointerType !== 'mouse';
    if (key === 'Enter' || key === ' ') useKey(event as KeyboardEvent, target);
    return !(detail && isTouch && performance.now() - shownAt() < DOUBLE_TAP_MS);
  };
  const controller = new AbortController();
  const { signal } = controller;
  // In the page's own window, the open itself listens for `pagehide`.
  if (view !== window) view.addEventListener('pagehide', () => base.leave('confirmed'), { signal });
  return () => {
    base.onInput = undefined;
    controller.abort();
  };
}
