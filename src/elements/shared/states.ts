/** Sets or clears a custom state. Older browsers have no custom states, or throw for names without `--`. */
export function setState(internals: ElementInternals, name: string, isOn: boolean): void {
  try {
    internals.states[isOn ? 'add' : 'delete'](name);
  } catch {
    // A state is for styling only.
  }
}
