import qrcode from 'qrcode-generator';

/** Returns a QR code as a GIF data URL, the format of images in the API. */
export function qrImage(text: string): string {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  return code.createDataURL(6, 24);
}
