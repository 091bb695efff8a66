/** Returns the files that a bundle's entry loads at once: the entry and its static imports, without dynamic imports. */
export function eagerOutputs({ outputs }, entry) {
  const eager = new Set([entry]);
  for (const name of eager) {
    for (const { path, kind, external } of outputs[name].imports) {
      if (kind === 'import-statement' && !external) eager.add(path);
    }
  }
  return [...eager];
}
