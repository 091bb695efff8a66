const listeners = new Map<Element, (lang: string) => void>();
let observer: MutationObserver | undefined;

/**
 * Calls `listener` with the language of the element's place, now and after each change of a `lang` above the element,
 * across shadow roots. All elements share one observer.
 */
export function watchLanguage(element: Element, listener: (lang: string) => void): () => void {
  observer ??= new MutationObserver(() => listeners.forEach((notify, listening) => notify(languageOf(listening))));
  for (let root: Node | undefined = element.getRootNode(); root; root = hostOf(root)?.getRootNode()) {
    observer.observe(root, { attributeFilter: ['lang'], subtree: true });
  }
  listeners.set(element, listener);
  listener(languageOf(element));
  return () => {
    listeners.delete(element);
    if (listeners.size) return;
    observer?.disconnect();
    observer = undefined;
  };
}

function languageOf(element: Element): string {
  // An SVG element has no `lang` property.
  return closest(element, '[lang]')?.getAttribute('lang') ?? '';
}

/** Returns the nearest element that matches, beginning with `element`, across shadow roots. */
export function closest(element: Element, selector: string): Element | undefined {
  const found = element.closest(selector);
  if (found) return found;
  const host = hostOf(element.getRootNode());
  return host && closest(host, selector);
}

const hostOf = (root: Node) => (root as Partial<ShadowRoot>).host;
