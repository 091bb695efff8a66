/**
 * Returns the element's internals. jsdom and happy-dom, in which applications test their pages, lack some or all members:
 * an element renders there, and its form has no value.
 */
export function attachInternals(element: HTMLElement): ElementInternals {
  const internals: ElementInternals = element.attachInternals?.() ?? {};
  for (const name of ['setFormValue', 'setValidity'] as const) if (!(name in internals)) internals[name] = () => {};
  return internals;
}

/** Sets or clears a custom state. Older browsers have no custom states, or throw for names without `--`. */
export function setState(internals: ElementInternals, name: string, isOn: boolean): void {
  try {
    internals.states[isOn ? 'add' : 'delete'](name);
  } catch {
    // The element works without the state, which is for styling only.
  }
}
