import { readFile } from 'node:fs/promises';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Values of a page's `{{name}}` placeholders. Plain text is escaped; the result of `html` is not. */
export type Values = Record<string, string | HtmlEscapedString | Promise<HtmlEscapedString>>;

const PLACEHOLDER = /(\s*)\{\{([\w.-]+)\}\}/g;
const EXAMPLE = /<!-- example -->(.*?)<!-- \/example -->/s;

/**
 * Fills a page's placeholders. `{{code}}` shows the markup between `<!-- example -->` and `<!-- /example -->`, without
 * the sandbox's address, so the code that a page shows is the code that the page runs.
 */
export async function renderPage(file: URL, values: Values): Promise<string> {
  const source = await readFile(file, 'utf8');
  const example = EXAMPLE.exec(source)?.[1] ?? '';
  const code = dedent(await fill(example, file, { ...values, sandbox: '' }));
  return fill(source, file, { ...values, code });
}

async function fill(source: string, file: URL, values: Values): Promise<string> {
  const filled = new Map<string, string>();
  for (const [, , name = ''] of source.matchAll(PLACEHOLDER)) {
    // A placeholder that names a script shows the script's source.
    const value = name.endsWith('.js') ? await readFile(new URL(name, file), 'utf8') : values[name];
    if (value === undefined) throw new Error(`The placeholder {{${name}}} in ${file.pathname} has no value`);
    filled.set(name, String(await html`${value}`));
  }
  return source.replace(PLACEHOLDER, (_all, space: string, name: string) => {
    const value = filled.get(name);
    return value ? space + value : '';
  });
}

function dedent(text: string): string {
  const lines = text.replace(/^\s*\n|\s+$/g, '').split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}
