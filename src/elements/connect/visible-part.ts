import type { FrameHost } from './frame-host.js';

/** Pause between two measurements. A frame gets no event when the page around it scrolls. */
const MEASURE_EVERY_MS = 200;
/** Smallest height of the dialog's content, where only a strip of the frame is visible. */
const MIN_HEIGHT_PX = 400;

/**
 * Keeps the content of the dialog in the visible part of a frame that is taller than the window, as frames with the height
 * of their content are. Returns a function that ends the measurements.
 */
export function followVisiblePart({ element, view, isInline }: FrameHost): () => void {
  if (view.parent === view || isInline) return () => {};
  let timer: ReturnType<typeof setTimeout>;
  const observer = new view.IntersectionObserver(([entry]) => {
    observer.unobserve(element);
    timer = setTimeout(() => observer.observe(element), MEASURE_EVERY_MS);
    const { boundingClientRect, intersectionRect } = entry!;
    const { height } = boundingClientRect;
    if (!intersectionRect.height) return;
    const top = Math.max(0, Math.min(intersectionRect.top, height - MIN_HEIGHT_PX));
    const bottom = Math.min(height, Math.max(intersectionRect.bottom, top + MIN_HEIGHT_PX));
    element.style.setProperty('--_pluggy-top', `${top}px`);
    element.style.setProperty('--_pluggy-bottom', `${height - bottom}px`);
  });
  observer.observe(element);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
