/**
 * An element with attributes and children. The button and its dialog are made of a dozen nodes: writing them so leaves
 * lit-html (3 kB) to the elements that render lists and conditions.
 */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]!);
  element.append(...children);
  return element;
}
