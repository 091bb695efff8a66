import { ReactiveElement, type PropertyDeclaration } from '@lit/reactive-element';
import type { Items } from '../../client/items/items.js';
import { resolveLocale, type Locale } from '../../locales/index.js';
import { providerContext, type ProviderContext } from '../../provider-context.js';
import { adoptStyles } from './adopt-styles.js';
import { attributeOf, warnIfOff } from './attributes.js';
import { unwatchLanguage, watchLanguage } from './language.js';
import { endConstruction, lockFields, lockMembers, lockPlatform } from './lock.js';

// Bundlers load Lit's development build in development, whose lines about itself and about `createProperty` below are of no use
// in the console of applications.
const litWarnings = ((globalThis as { litIssuedWarnings?: Set<string> }).litIssuedWarnings ??= new Set());
for (const code of ['dev-mode', 'no-override-create-property']) litWarnings.add(code);

// The types of the events, for pages that import one element by its module.
export type {} from '../../events.js';

/** The base of all elements: the language of the page around an element, the nearest provider, and the way to emit events. */
export abstract class PluggyElement extends ReactiveElement {
  static {
    lockPlatform(this.prototype);
    lockFields(this.prototype);
  }

  #locale: Locale = 'en';
  #context?: ProviderContext;
  /** Ends the provider's updates. */
  #endSession?: () => void;
  /** The document in which the element waits for a provider that is defined later. */
  #document?: Document;

  /**
   * The language of our texts: that of the nearest `lang`, across shadow roots; English where there is none.
   *
   * @internal
   */
  get locale(): Locale {
    return this.#locale;
  }

  /** The context of the nearest provider. A disconnected element keeps the last one. */
  protected get context(): ProviderContext | undefined {
    return this.#context;
  }

  protected static override finalize(): void {
    super.finalize();
    lockMembers(this.prototype);
  }

  static override createProperty(name: string, options: PropertyDeclaration): void {
    super.createProperty(name, { attribute: attributeOf(name), ...options });
  }

  constructor() {
    super();
    endConstruction(this);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    warnIfOff(this, name, value);
  }

  override connectedCallback(): void {
    this.#document = this.ownerDocument;
    // The element may have moved out of a provider. A reset at removal would update removed elements in vain.
    this.#setContext(undefined);
    this.#ask();
    super.connectedCallback();
    watchLanguage(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endSession?.();
    this.#endSession = undefined;
    this.#document?.removeEventListener('context-provider', this.#ask);
    unwatchLanguage(this);
  }

  /** @internal */
  adoptedCallback(): void {
    if (this.shadowRoot) adoptStyles(this.shadowRoot);
  }

  /** @internal */
  languageChanged(lang: string): void {
    const before = this.#locale;
    this.#locale = resolveLocale(lang);
    this.requestUpdate('locale', before);
  }

  /** Updates nothing after a test runner has removed its window: an update may come later than the end of a test. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    if (globalThis.window as Window | undefined) return super.scheduleUpdate();
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
    return this.context?.items;
  }

  /** Dispatches the event here, or on `document` when the element is disconnected. Returns false when it was prevented. */
  protected emit(event: Event): boolean {
    return (this.isConnected ? this : document).dispatchEvent(event);
  }

  /** Asks the nearest provider for its context, by the protocol of `@lit/context`. */
  #ask = (): void => {
    const event = new Event('context-request', { bubbles: true, composed: true });
    this.dispatchEvent(
      Object.assign(event, {
        context: providerContext,
        subscribe: true,
        callback: this.#receive,
      }),
    );
  };

  #receive = (context: ProviderContext | undefined, end?: () => void): void => {
    if (end !== this.#endSession) this.#endSession?.();
    this.#endSession = end;
    this.#setContext(context);
  };

  /** Drops the state that belongs to a person who has signed out. The context is already the next one. */
  protected forgetPerson(): void {}

  #setContext(context: ProviderContext | undefined): void {
    const before = this.#context;
    this.#context = context;
    if (before?.signedOut?.aborted) this.forgetPerson();
    this.#document?.[context ? 'removeEventListener' : 'addEventListener']('context-provider', this.#ask);
    this.requestUpdate('context', before);
  }
}
