/**
 * Keeps the repeats of a held Enter key and the further clicks of a double click from the controls in `target`: the input
 * that they repeat may have been for another control. Clicks of keyboards, scripts and screen readers are counted as 0.
 */
export function ignoreRepeats(target: HTMLElement | ShadowRoot): void {
  const ignore = (event: Event) => {
    const { detail, repeat, key } = event as Partial<MouseEvent & KeyboardEvent>;
    // Slotted content is the page's.
    if (!(detail! > 1 || (repeat && key === 'Enter')) || !target.contains(event.target as Node)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const type of ['click', 'keydown']) target.addEventListener(type, ignore, true);
}
