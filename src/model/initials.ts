/** Returns up to two initials for an institution without a picture: "BB" for "Banco do Brasil". */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const capitalized = words.filter((word) => !/^\p{Ll}/u.test(word));
  return (capitalized.length ? capitalized : words)
    .slice(0, 2)
    .map((word) => Array.from(word)[0]!.toUpperCase())
    .join('');
}
