/**
 * Keeps the repeats of a held Enter key and the further clicks of a double click from the controls in `target`: the input
 * that they repeat may have been for another control. Clicks of keyboards, scripts and screen readers are counted as 0.
 */
export function ignoreRepeats(target: HTMLElement | ShadowRoot): void {
  const check = (event: Event) => {
    const { detail, repeat, key } = event as Partial<MouseEvent & KeyboardEvent>;
    // Slotted content is the page's.
    if ((detail! > 1 || (repeat && key === 'Enter')) && target.contains(event.target as Node)) ignore(event);
  };
  for (const type of ['click', 'keydown']) target.addEventListener(type, check, true);
}

/**
 * Hides repeats of the key that is being held from the page, until the next press. Otherwise the key that closed a dialog
 * would also activate the control that receives the focus, or close the page's own dialog.
 */
export function ignoreHeldKey(view: Window): void {
  view.addEventListener('keydown', ignoreHeld, true);
}

function ignoreHeld(event: KeyboardEvent): void {
  if (event.repeat) ignore(event);
  else (event.currentTarget as Window).removeEventListener('keydown', ignoreHeld, true);
}

function ignore(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
