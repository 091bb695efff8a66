import { readFile } from 'node:fs/promises';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** What fills a `{{name}}` of a page: plain text is escaped, the result of `html` is not. */
export type Values = Record<string, string | HtmlEscapedString | Promise<HtmlEscapedString>>;

const PLACEHOLDER = /(\s*)\{\{([\w.-]+)\}\}/g;
const EXAMPLE = /<!-- example -->(.*?)<!-- \/example -->/s;

/**
 * Fills a page. The code that it shows is the code that it runs, taken from between `<!-- example -->` and
 * `<!-- /example -->`, so the two cannot differ; only the sandbox's address is left out.
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
    // A script's name stands for its text: a page can show the script that it runs.
    const value = name.endsWith('.js') ? await readFile(new URL(name, file), 'utf8') : values[name];
    if (value === undefined) throw new Error(`Nothing fills {{${name}}} in ${file.pathname}`);
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
