import { ElementRenderer, html, renderThunked, type RenderInfo } from '@lit-labs/ssr';
import { css, type CSSResult } from '@lit/reactive-element';
import { PluggyErrorBannerElement } from './elements/error-banner/error-banner.js';
import {
  bannerTemplate,
  FailureDisplay,
  isInCard,
  Recovery,
  styles,
} from './elements/error-banner/error-banner.template.js';
import { PluggyItemStatusElement } from './elements/item-status/item-status.js';
import type { Badge } from './elements/item-status/item-status.template.js';
import { signTemplate } from './elements/shared/sign.template.js';
import type { TimeFormat } from './elements/shared/time.js';
import { errors as en } from './locales/en/errors.js';
import { errorsTexts } from './locales/errors.js';
import { errors as es } from './locales/es/errors.js';
import { resolveLocale, type Locale } from './locales/index.js';
import { errors as pt } from './locales/pt-BR/errors.js';

// A server renders at once, in any language.
errorsTexts.add('pt-BR', { errors: pt });
errorsTexts.add('en', { errors: en });
errorsTexts.add('es', { errors: es });

type Rendered = PluggyItemStatusElement | PluggyErrorBannerElement;

/** A banner in the browser hides itself until its template is loaded; content from a server stays visible meanwhile. */
const visible = css`
  :host(:not([hidden])) {
    display: block !important;
  }
`;

/** Writes a moment with its day and time zone, since those of the reader are unknown. */
function fullDate(time: number, _now: number, locale: Locale): string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const options = { ...day, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  return new Intl.DateTimeFormat(locale, options).format(time);
}

const ON: Record<Locale, string> = { 'pt-BR': 'em', en: 'on', es: 'el' };

const serverTime: TimeFormat = {
  ago: (time, now, locale) => `${ON[locale]} ${fullDate(time, now, locale)}`,
  at: fullDate,
  isLive: false,
};

const badgeParts = ({ sign, label, detail }: Badge) => [
  signTemplate(sign),
  html`<span part="label">${label}</span>`,
  ...(detail ? [html`<span part="detail" class="detail">${detail}</span>`] : []),
];

/** Returns the content of the shadow root and its styles; no content where the element has nothing to show. */
function render(element: Rendered): { content: unknown[]; styles: unknown[] } {
  const place = { locale: resolveLocale(element.getAttribute('lang') ?? ''), time: serverTime };
  if (element instanceof PluggyErrorBannerElement) {
    const content = element.render({ bannerTemplate, FailureDisplay, isInCard, Recovery, styles }, place);
    return { content: content ? [content] : [], styles: [...styles, visible] };
  }
  const badge = element.render(place);
  return { content: badge ? badgeParts(badge) : [], styles: PluggyItemStatusElement.elementStyles };
}

/**
 * Renders `<pluggy-item-status>` and `<pluggy-error-banner>` with `@lit-labs/ssr`, from their attributes and properties,
 * in the language of their own `lang`. Dates are complete, with their time zone. `nonce` is for the styles, under a
 * Content-Security-Policy.
 */
export function elementRenderer({ nonce }: { nonce?: string } = {}): RenderInfo['elementRenderers'][number] {
  const open = nonce ? `<style nonce="${nonce.replace(/[^\w+/=-]/g, '')}">` : '<style>';
  return class extends ElementRenderer {
    declare element: Rendered;

    static override matchesClass(defined: typeof HTMLElement): boolean {
      return [PluggyItemStatusElement, PluggyErrorBannerElement].some(
        (ours) => defined === ours || defined.prototype instanceof ours,
      );
    }

    constructor(tagName: string) {
      super(tagName);
      this.element = new (customElements.get(tagName) as new () => Rendered)();
    }

    override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
      this.element.attributeChangedCallback(name, old, value);
    }

    /** Does nothing: the element that is rendered is not connected to a page. */
    override connectedCallback(): void {}

    override renderShadow(info: RenderInfo) {
      const { content, styles } = render(this.element);
      if (!content.length) return [];
      const sheet = (styles as CSSResult[]).map(({ cssText }) => cssText);
      return [open, ...sheet, '</style>', ...content.map((part) => () => renderThunked(part, info))];
    }
  };
}
