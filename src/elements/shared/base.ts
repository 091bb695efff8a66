import { ContextConsumer, ContextRoot } from '@lit/context';
import { ReactiveElement, type PropertyDeclarations } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { resolveLocale, type Locale } from '../../locales/index.js';
import { sessionContext, type Session } from '../../session.js';
import { adoptStyles } from './adopt-styles.js';
import { warnIfOff } from './attributes.js';
import { watchLanguage } from './language.js';

// The types of the events, for pages that import one element by its module.
export type {} from '../../events.js';

/** Connects elements with a provider that is defined after them. */
let root: ContextRoot | undefined;

/** The base of all elements: the language of the page around an element, the nearest provider, and the way to emit events. */
export abstract class PluggyElement extends ReactiveElement {
  static override properties: PropertyDeclarations = { locale: { state: true }, session: { state: true } };

  /**
   * The language of our texts: that of the nearest `lang`, across shadow roots; English where there is none.
   *
   * @internal
   */
  locale: Locale = 'en';

  /** The session of the nearest provider. A disconnected element keeps the last one. */
  protected session?: Session;

  #endLanguage?: () => void;

  constructor() {
    super();
    new ContextConsumer(this, {
      context: sessionContext,
      subscribe: true,
      callback: (session) => (this.session = session),
    });
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    warnIfOff(this, name, value);
  }

  override connectedCallback(): void {
    if (!root) (root = new ContextRoot()).attach(document.documentElement);
    // The element may have moved out of a provider. A reset at removal would update removed elements in vain.
    this.session = undefined;
    super.connectedCallback();
    this.#endLanguage = watchLanguage(this, (lang) => (this.locale = resolveLocale(lang)));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endLanguage?.();
  }

  /** @internal */
  adoptedCallback(): void {
    if (this.shadowRoot) adoptStyles(this.shadowRoot);
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { shadowRootOptions, elementStyles } = this.constructor as typeof ReactiveElement;
    const renderRoot = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    adoptStyles(renderRoot, elementStyles);
    return renderRoot;
  }

  /**
   * The nearest provider's Items.
   *
   * @internal
   */
  get store(): Items | undefined {
    return this.session?.items;
  }

  /** Dispatches the event here, or on `document` when the element is disconnected. Returns false when it was prevented. */
  protected emit(event: Event): boolean {
    return (this.isConnected ? this : document).dispatchEvent(event);
  }
}
