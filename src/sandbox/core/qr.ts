import qrcode from 'qrcode-generator';

/** A QR code as a GIF data URL: the form in which the API hands images over. */
export function qrImage(text: string): string {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  return code.createDataURL(6, 24);
}
