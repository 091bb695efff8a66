/** Older browsers have no states, or want `--` before the name, and throw: states are for styling only. */
export function setState(internals: ElementInternals, name: string, isOn: boolean): void {
  try {
    internals.states[isOn ? 'add' : 'delete'](name);
  } catch {
    // It looks as it did.
  }
}
