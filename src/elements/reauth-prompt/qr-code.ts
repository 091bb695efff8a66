import qrcode from 'qrcode-generator';

/** QR readers require a margin of four modules. */
const MARGIN = 4;

/** Returns the text as one path in a square of `side` units; undefined for a text that is too long for a QR code. */
export function qrCode(text: string): { side: number; path: string } | undefined {
  const code = qrcode(0, 'M');
  try {
    code.addData(text);
    code.make();
  } catch {
    return undefined;
  }
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (code.isDark(row, column)) path += `M${column + MARGIN} ${row + MARGIN}h1v1h-1z`;
    }
  }
  return { side: size + 2 * MARGIN, path };
}
