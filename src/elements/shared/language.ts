/** An element whose texts follow the language of its place. */
interface LanguageHost extends Element {
  languageChanged(lang: string): void;
}

const hosts = new Set<LanguageHost>();
let observer: MutationObserver | undefined;

/**
 * Tells the element the language of its place, now and after each change of a `lang` above the element, across shadow
 * roots. All elements share one observer.
 */
export function watchLanguage(element: LanguageHost): void {
  observer ??= new MutationObserver(() => hosts.forEach(tell));
  for (let root: Node | undefined = element.getRootNode(); root; root = hostOf(root)?.getRootNode()) {
    observer.observe(root, { attributeFilter: ['lang'], subtree: true });
  }
  hosts.add(element);
  tell(element);
}

export function unwatchLanguage(element: LanguageHost): void {
  hosts.delete(element);
  if (hosts.size) return;
  observer?.disconnect();
  observer = undefined;
}

const tell = (element: LanguageHost) => element.languageChanged(languageOf(element));

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
