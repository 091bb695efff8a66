const MAX_WIDTH = 120;

/** Returns a Markdown list item, wrapped at the width of the page. */
export function listItem(text: string): string {
  const lines = ['-'];
  for (const word of text.split(' ')) {
    if (lines.at(-1)!.length + word.length >= MAX_WIDTH) lines.push(' ');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join('\n');
}
