import type { ConnectDialog } from './dialog.js';

/** Pause between two measurements. A frame gets no event when the page around it scrolls. */
const MEASURE_EVERY_MS = 200;
/** Smallest height of the dialog's content, where only a strip of the frame is visible. */
const MIN_HEIGHT_PX = 400;

/**
 * Keeps the content of the dialog in the visible part of a frame that is taller than the window, as frames with the height
 * of their content are. Returns a function that ends the measurements.
 */
export function followVisiblePart({ dialog, view }: ConnectDialog): () => void {
  if (view.parent === view) return () => {};
  let timer: ReturnType<typeof setTimeout>;
  const observer = new view.IntersectionObserver(([entry]) => {
    observer.unobserve(dialog);
    timer = setTimeout(() => observer.observe(dialog), MEASURE_EVERY_MS);
    const { boundingClientRect, intersectionRect } = entry!;
    const { height } = boundingClientRect;
    if (!intersectionRect.height) return;
    const top = Math.max(0, Math.min(intersectionRect.top, height - MIN_HEIGHT_PX));
    const bottom = Math.min(height, Math.max(intersectionRect.bottom, top + MIN_HEIGHT_PX));
    dialog.style.setProperty('--_pluggy-top', `${top}px`);
    dialog.style.setProperty('--_pluggy-bottom', `${height - bottom}px`);
  });
  observer.observe(dialog);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
