import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import { Chunk } from './shared/chunk.js';

/** A QR code that came as a picture, or as a text: what draws that is loaded only then. */
export class QrView {
  #chunk: Chunk<typeof import('./qr-code.js')>;

  constructor(draw: () => void) {
    this.#chunk = new Chunk(() => import('./qr-code.js'), draw);
  }

  /** Ends what would go on without the element. */
  stop(): void {
    this.#chunk.stop();
  }

  template(qr: { image?: string; text?: string } | undefined, label: string): TemplateResult | typeof nothing {
    if (qr?.image) return html`<img class="picture qr" src=${qr.image} alt=${label} />`;
    if (!qr?.text) return nothing;
    const { module } = this.#chunk;
    if (!module) {
      this.#chunk.load();
      return html`<span class="picture qr"></span>`;
    }
    const code = module.qrCode(qr.text);
    if (!code) return nothing;
    const { side, path } = code;
    return html`<svg
      class="picture qr"
      viewBox="0 0 ${side} ${side}"
      role="img"
      aria-label=${label}
      shape-rendering="crispEdges"
    >
      ${svg`<path d=${path} fill="#000"></path>`}
    </svg>`;
  }
}
