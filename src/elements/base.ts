import { ContextConsumer, ContextRoot } from '@lit/context';
import { ReactiveElement, type PropertyDeclarations } from '@lit/reactive-element';
import type { Items } from '../client/items/items.js';
import { resolveLocale, type Locale } from '../locales/index.js';
import { sessionContext, type Session } from '../session.js';
import { watchLanguage } from './language.js';

// Who registers an element by its module alone also wants its events' types.
export type {} from '../events.js';

/** Lets elements hear of a provider that is defined after them. */
let root: ContextRoot | undefined;

/** What all elements share: the language of the page around them, the nearest provider, and how they tell the page things. */
export abstract class PluggyElement extends ReactiveElement {
  static override properties: PropertyDeclarations = { locale: { state: true }, session: { state: true } };

  /** The language of our texts: that of the nearest `lang`, across shadow roots; English where there is none. */
  protected locale: Locale = 'en';

  /** What the nearest provider gives, while there is one; the last one's, once this element is gone. */
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

  override connectedCallback(): void {
    if (!root) (root = new ContextRoot()).attach(document.documentElement);
    // The last place may have had a provider. Not when it is left: a thousand that are gone would all be drawn again.
    this.session = undefined;
    super.connectedCallback();
    this.#endLanguage = watchLanguage(this, (lang) => (this.locale = resolveLocale(lang)));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endLanguage?.();
  }

  /**
   * The nearest provider's Items.
   *
   * @internal
   */
  get store(): Items | undefined {
    return this.session?.items;
  }

  /** Dispatches it here, or on `document` when the element is gone. False when it was prevented. */
  protected emit(event: Event): boolean {
    return (this.isConnected ? this : document).dispatchEvent(event);
  }
}
