import { ElementRenderer, html, renderThunked, type RenderInfo } from '@lit-labs/ssr';
import { css, type CSSResult } from '@lit/reactive-element';
import type { PluggyElement } from './elements/shared/base.js';
import { BannerView, SHOWN } from './elements/error-banner/error-banner-view.js';
import { PluggyErrorBannerElement } from './elements/error-banner/error-banner.js';
import { PluggyItemStatusElement } from './elements/item-status/item-status.js';
import { resolveLocale, type Locale } from './locales/index.js';

/** The browser's element hides itself until its look has come: what the server has drawn stays that long. */
const stays = css`
  :host(:not([hidden])) {
    display: block !important;
  }
`;

/** A moment for readers whose day and time zone are not known: with both. */
function full(time: number, _now: number, locale: Locale): string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const options = { ...day, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  return new Intl.DateTimeFormat(locale, options).format(time);
}

/** What is in the shadow root, and how it looks. */
interface Drawing {
  readonly content: readonly unknown[];
  readonly styles: readonly CSSResult[];
}

function drawBadge(element: PluggyItemStatusElement): Drawing | undefined {
  const shown = element.shownAt(Date.now(), full, full);
  if (!shown) return undefined;
  const { severity, text, detail } = shown;
  const content = [
    html`<span part="icon" aria-hidden="true" class="icon ${severity}"></span>`,
    html`<span part="label">${text}</span>`,
    ...(detail ? [html`<span part="detail" class="detail">${detail}</span>`] : []),
  ];
  return { content, styles: PluggyItemStatusElement.elementStyles as CSSResult[] };
}

function drawBanner(element: PluggyErrorBannerElement): Drawing | undefined {
  const context = { locale: element['locale'], given: element['given'], isLate: false, at: full };
  const content = BannerView.draw(element, context);
  return content && { content: [content], styles: [...SHOWN, stays] };
}

/**
 * Renders `<pluggy-item-status>` and `<pluggy-error-banner>` with `@lit-labs/ssr`, from what is set on them and in the
 * language of their own `lang`. Dates are whole, with their time zone. `nonce` is for the styles, under a
 * Content-Security-Policy.
 */
export function elementRenderer({ nonce }: { nonce?: string } = {}): RenderInfo['elementRenderers'][number] {
  const open = nonce ? `<style nonce="${nonce.replace(/[^\w+/=-]/g, '')}">` : '<style>';
  return class extends ElementRenderer {
    declare element: PluggyElement;

    static override matchesClass(defined: typeof HTMLElement): boolean {
      return [PluggyItemStatusElement, PluggyErrorBannerElement].some(
        (ours) => defined === ours || defined.prototype instanceof ours,
      );
    }

    constructor(tagName: string) {
      super(tagName);
      this.element = new (customElements.get(tagName) as new () => PluggyElement)();
    }

    override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
      this.element.attributeChangedCallback(name, old, value);
    }

    override connectedCallback(): void {
      const { element } = this;
      const { elementProperties } = element.constructor as typeof PluggyElement;
      element['locale'] = resolveLocale(element.getAttribute('lang') ?? '');
      element['willUpdate'](new Map([...elementProperties.keys()].map((name) => [name, undefined])));
    }

    override renderShadow(info: RenderInfo) {
      const { element } = this;
      const drawing =
        element instanceof PluggyErrorBannerElement
          ? drawBanner(element)
          : drawBadge(element as PluggyItemStatusElement);
      if (!drawing) return [];
      const styles = drawing.styles.map(({ cssText }) => cssText);
      const content = drawing.content.map((part) => () => renderThunked(part, info));
      return [open, ...styles, '</style>', ...content];
    }
  };
}
