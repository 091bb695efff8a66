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

/**
 * Keeps the repeats of the key that is held now from the page, until its release: the key that has closed a dialog would
 * also use the control that receives the focus, or close the page's own dialog.
 */
export function ignoreHeldKey(view: Window): void {
  for (const type of KEY_EVENTS) view.addEventListener(type, ignoreHeld, true);
}

const KEY_EVENTS = ['keydown', 'keyup'] as const;

function ignoreHeld(event: KeyboardEvent): void {
  if (event.repeat) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  for (const type of KEY_EVENTS) (event.currentTarget as Window).removeEventListener(type, ignoreHeld, true);
}
