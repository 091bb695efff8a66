import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { slug } from '../../stories/markdown.js';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** A fenced code block of a page. */
export interface CodeBlock {
  readonly page: string;
  readonly language: string;
  /** The second word of the fence, such as `plain.html`; empty for commands and output. */
  readonly name: string;
  readonly code: string;
}

/** The Markdown pages that ship with the package, as paths from the project's folder. */
export const PAGES: readonly string[] = [
  'README.md',
  'SECURITY.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll(path.sep, '/')}`)
    .sort(),
];

export const readPage = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

export function codeBlocks(page: string): CodeBlock[] {
  const fences = readPage(page).matchAll(/^```(\S*) *(\S*)\n(.*?)^```$/gms);
  return [...fences].map(([, language = '', name = '', code = '']) => ({ page, language, name, code }));
}

const named = () => PAGES.flatMap(codeBlocks).filter(({ name }) => name);

/** Returns the code of the block with this name, as readers copy it. */
export function sample(name: string): string {
  const [found, ...others] = named().filter((block) => block.name === name);
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} code blocks are named ${name}`);
  return found.code;
}

/** Returns the anchors of a page's headings, as GitHub and Storybook generate them. */
export const anchorsOf = (page: string) =>
  new Set(
    [
      ...readPage(page)
        .replace(/^```.*?^```$/gms, '')
        .matchAll(/^#{1,6} (.*)$/gm),
    ].map(([, heading]) => slug(heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))),
  );
