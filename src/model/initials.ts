/** Returns up to two initials for an institution without a picture: "BB" for "Banco do Brasil". */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const capitalized = words.filter((word) => !/^\p{Ll}/u.test(word));
  return (capitalized.length ? capitalized : words)
    .slice(0, 2)
    .map((word) => Array.from(word)[0]!.toUpperCase())
    .join('');
}

/** Colours lighter than this have black initials, others white ones. */
const LIGHT = 0.4;
/** White text on a background that is not lighter has a contrast of 4.5:1. */
const WHITE_TEXT_MAX = 0.183;

/** Returns the colours of an institution's initials, from its own colour; `undefined` where that is not known. */
export function initialsColors(primaryColor: string | undefined): { background: string; text: string } | undefined {
  const [, hex] = /^#?([0-9a-f]{6})$/i.exec(primaryColor ?? '') ?? [];
  if (!hex) return undefined;
  let channels = [0, 2, 4].map((start) => parseInt(hex.slice(start, start + 2), 16));
  const isLight = luminance(channels) > LIGHT;
  while (!isLight && luminance(channels) > WHITE_TEXT_MAX) channels = channels.map((value) => Math.floor(value * 0.96));
  return { background: `rgb(${channels.join(' ')})`, text: isLight ? '#000' : '#fff' };
}

/** Returns the relative luminance of a colour, as WCAG defines it. */
function luminance(channels: number[]): number {
  const linear = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}
