import { type CSSResultOrNative, type ReactiveController, type ReactiveElement } from '@lit/reactive-element';
import { loadChunk } from '../../client/load-chunk.js';
import type { LoadableTexts, Locale } from '../../locales/index.js';
import { adoptStyles } from './adopt-styles.js';
import { holdFocus } from './focus.js';
import { LazyModule } from './lazy-module.js';

/** A module `<name>.template.ts`: functions from state to template, and the styles that belong to them. */
export interface TemplateModule {
  readonly styles: CSSResultOrNative[];
}

/** An element whose template is loaded on demand. */
export interface LazyHost<Module> extends ReactiveElement {
  /** The language of the page around the element. */
  readonly locale: Locale;
  /** Whether the element has anything to show. The template is loaded the first time that it has. */
  readonly hasContent: boolean;
  /** Returns the content of the shadow root, in the language `LazyTemplate.locale`; `undefined` for none. */
  render(template: Module): unknown;
  /**
   * Moves the focus after `removed`, which had it, has left the shadow root. By default, the first element with
   * `tabindex="-1"` receives the focus, or the host.
   */
  restoreFocus?(removed: Element): void;
}

/**
 * Renders its host with a template that is loaded on demand, together with lit-html and the texts in the host's language,
 * after each update of the host. A request that fails is repeated while the host is connected.
 */
export class LazyTemplate<Module extends TemplateModule> implements ReactiveController {
  #host: LazyHost<Module>;
  #texts: LoadableTexts;
  #loader: LazyModule<{ readonly module: Module; readonly lit: typeof import('./lit-html.js') }>;
  /** Loads the texts in a language that the page has changed to. */
  #textsLoader: LazyModule<void>;
  /** The language of the content; before the first content, the language that was loaded with the template. */
  #shownLocale?: Locale;
  #hasRendered = false;
  #styles?: CSSResultOrNative[];

  constructor(host: LazyHost<Module>, importTemplate: () => Promise<Module>, texts: LoadableTexts) {
    this.#host = host;
    this.#texts = texts;
    this.#loader = new LazyModule(host, async () => {
      const { locale } = host;
      const [lit, module] = await Promise.all([
        loadChunk(() => import('./lit-html.js')),
        loadChunk(importTemplate),
        texts.load(locale, loadChunk),
      ]);
      this.#shownLocale = locale;
      return { lit, module };
    });
    this.#textsLoader = new LazyModule(host, () => texts.load(host.locale, loadChunk));
    host.addController(this);
  }

  /** The template, once it is loaded together with the texts in one language. */
  get module(): Module | undefined {
    return this.#loader.module?.module;
  }

  /** The language to render: the host's, or the previous one until the texts in the host's language are loaded. */
  get locale(): Locale {
    const { locale } = this.#host;
    return this.#texts.table[locale] ? locale : (this.#shownLocale ?? locale);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const host = this.#host;
    if (!host.isConnected) return;
    if (this.#loader.module) {
      this.#render();
      if (host.hasContent && this.locale !== host.locale) this.#textsLoader.load();
    } else if (host.hasContent) this.#loader.load();
    // The shadow root may hold content that a server has rendered.
    else host.renderRoot.replaceChildren();
  }

  #render(): void {
    const { lit, module } = this.#loader.module!;
    const host = this.#host;
    const root = host.renderRoot as ShadowRoot;
    const focused = root.activeElement;
    if (!this.#hasRendered) root.replaceChildren();
    this.#hasRendered = true;
    this.#shownLocale = this.locale;
    const content = host.render(module);
    this.#adopt(root, content ? module.styles : (host.constructor as typeof ReactiveElement).elementStyles);
    lit.render(content, root);
    if (focused && !root.activeElement) this.#restoreFocus(root, focused);
  }

  #adopt(root: ShadowRoot, styles: CSSResultOrNative[]): void {
    if (styles === this.#styles) return;
    this.#styles = styles;
    adoptStyles(root, styles);
  }

  #restoreFocus(root: ShadowRoot, removed: Element): void {
    if (this.#host.restoreFocus) {
      this.#host.restoreFocus(removed);
      return;
    }
    const target = root.querySelector<HTMLElement>('[tabindex="-1"]');
    if (target) target.focus({ preventScroll: true });
    else holdFocus(this.#host);
  }
}
