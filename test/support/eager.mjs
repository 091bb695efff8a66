/** What a bundle's entry loads at once: itself and all that it imports, without what it imports later. */
export function eagerOutputs({ outputs }, entry) {
  const eager = new Set([entry]);
  for (const name of eager) {
    for (const { path, kind, external } of outputs[name].imports) {
      if (kind === 'import-statement' && !external) eager.add(path);
    }
  }
  return [...eager];
}
