const watchers = new Map<Element, (lang: string) => void>();
let observer: MutationObserver | undefined;

/**
 * Tells the language at this place, now and after each change of a `lang` above it, across shadow roots. One observer for
 * all elements; it ends with the last of them.
 */
export function watchLanguage(element: Element, tell: (lang: string) => void): () => void {
  observer ??= new MutationObserver(() => watchers.forEach((hear, watcher) => hear(languageOf(watcher))));
  for (let root: Node | undefined = element.getRootNode(); root; root = hostOf(root)?.getRootNode()) {
    observer.observe(root, { attributeFilter: ['lang'], subtree: true });
  }
  watchers.set(element, tell);
  tell(languageOf(element));
  return () => {
    watchers.delete(element);
    if (watchers.size) return;
    observer?.disconnect();
    observer = undefined;
  };
}

function languageOf(element: Element): string {
  // By the attribute: an SVG element has no such property.
  return closest(element, '[lang]')?.getAttribute('lang') ?? '';
}

/** The nearest element that matches, from this one up, across shadow roots. */
export function closest(element: Element, selector: string): Element | undefined {
  const found = element.closest(selector);
  if (found) return found;
  const host = hostOf(element.getRootNode());
  return host && closest(host, selector);
}

const hostOf = (root: Node) => (root as Partial<ShadowRoot>).host;
