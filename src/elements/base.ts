import { ReactiveElement, type PropertyDeclarations } from '@lit/reactive-element';
import { resolveLocale, type Locale } from '../locales/index.js';

/** What all elements share: the language of the page around them, and how they tell it things. */
export abstract class PluggyElement extends ReactiveElement {
  static override properties: PropertyDeclarations = { locale: { state: true } };

  /** The language of our texts: that of the nearest `lang`, across shadow roots; English where there is none. */
  protected locale: Locale = 'en';

  #language?: MutationObserver;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#readLocale();
    this.#language = new MutationObserver(() => this.#readLocale());
    for (const element of [document.documentElement, this]) {
      this.#language.observe(element, { attributeFilter: ['lang'] });
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#language?.disconnect();
  }

  /** Dispatches it here, or on `document` when the element is gone. False when it was prevented. */
  protected emit(event: Event): boolean {
    return (this.isConnected ? this : document).dispatchEvent(event);
  }

  #readLocale(): void {
    this.locale = resolveLocale(languageOf(this));
  }
}

function languageOf(element: Element): string {
  const found = element.closest<HTMLElement>('[lang]');
  if (found) return found.lang;
  const { host } = element.getRootNode() as Partial<ShadowRoot>;
  return host ? languageOf(host) : '';
}
