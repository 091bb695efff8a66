import { svg } from 'lit';
import qrcode from 'qrcode-generator';

/** QR readers require a margin of four modules. */
const MARGIN = 4;

/** Returns a QR code as one SVG path, dark on light in both themes. */
export function qrCode(text: string, label: string) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const path: string[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (code.isDark(row, column)) path.push(`M${column + MARGIN} ${row + MARGIN}h1v1h-1z`);
    }
  }
  const side = size + 2 * MARGIN;
  return svg`<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect width=${side} height=${side} fill="#fff"></rect>
    <path d=${path.join('')} fill="#000"></path>
  </svg>`;
}
