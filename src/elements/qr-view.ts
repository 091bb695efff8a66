import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import { loadChunk } from '../client/widget.js';

/** Until a chunk that did not arrive is asked for again, in milliseconds. */
const AGAIN = 5000;

/** A QR code that came as a picture, or as a text: what draws that is loaded only then. */
export class QrView {
  #draw: () => void;
  #code?: typeof import('./qr-code.js').qrCode;
  #isLoading = false;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  template(qr: { image?: string; text?: string } | undefined, label: string): TemplateResult | typeof nothing {
    if (qr?.image) return html`<img class="picture qr" src=${qr.image} alt=${label} />`;
    if (!qr?.text) return nothing;
    if (!this.#code) {
      this.#load();
      return html`<span class="picture qr"></span>`;
    }
    const code = this.#code(qr.text);
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

  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    loadChunk(() => import('./qr-code.js')).then(
      ({ qrCode }) => {
        this.#code = qrCode;
        this.#draw();
      },
      () => setTimeout(() => (this.#isLoading = false), AGAIN),
    );
  }
}
