/**
 * lit-html and the directives that templates use, and the rendering of a template into its element. All templates import
 * them from here, so that one file holds them, which is requested together with the first template.
 */
import type { CSSResultOrNative, ReactiveElement } from '@lit/reactive-element';
import { render } from 'lit/html.js';
import { loadChunk } from '../../client/load-chunk.js';
import type { LoadableTexts, Locale } from '../../locales/index.js';
import { adoptStyles } from './adopt-styles.js';
import { holdFocus } from './focus.js';
import { ignoreRepeats } from './repeated-input.js';
import { LazyModule } from './lazy-module.js';

export { html, nothing, svg, type TemplateResult } from 'lit/html.js';
export { guard } from 'lit/directives/guard.js';
export { keyed } from 'lit/directives/keyed.js';
export { repeat } from 'lit/directives/repeat.js';
export { signTemplate } from './sign.template.js';

/** A module `<name>.template.ts`: functions from state to template, and the styles that belong to them. */
export interface TemplateModule {
  readonly styles: CSSResultOrNative[];
}

/** An element that is rendered with a template module. */
export interface TemplateHost<Module> extends ReactiveElement {
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
 * Renders a template into its host's shadow root: adopts the styles, moves the focus on from a removed element, and loads
 * the texts in a language that the page changes to.
 */
export class TemplateRenderer<Module extends TemplateModule> {
  #host: TemplateHost<Module>;
  #template: Module;
  #texts: LoadableTexts;
  #textsLoader: LazyModule<void>;
  #shownLocale: Locale;
  #hasRendered = false;
  #styles?: CSSResultOrNative[];

  /** `locale`: a language whose texts are loaded. */
  constructor(host: TemplateHost<Module>, template: Module, texts: LoadableTexts, locale: Locale) {
    this.#host = host;
    this.#template = template;
    this.#texts = texts;
    this.#textsLoader = new LazyModule(host, () => texts.load(host.locale, loadChunk));
    this.#shownLocale = locale;
  }

  /** The language to render: the host's, or the previous one until the texts in the host's language are loaded. */
  get locale(): Locale {
    const { locale } = this.#host;
    return this.#texts.table[locale] ? locale : this.#shownLocale;
  }

  render(): void {
    const host = this.#host;
    const root = host.renderRoot as ShadowRoot;
    const focused = root.activeElement;
    // The shadow root may hold content that a server has rendered.
    if (!this.#hasRendered) {
      root.replaceChildren();
      ignoreRepeats(root);
    }
    this.#hasRendered = true;
    this.#shownLocale = this.locale;
    const content = host.render(this.#template);
    this.#adopt(root, content ? this.#template.styles : (host.constructor as typeof ReactiveElement).elementStyles);
    render(content, root);
    if (focused && !root.activeElement) this.#restoreFocus(root, focused);
    if (host.hasContent && this.locale !== host.locale) void this.#textsLoader.load();
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
