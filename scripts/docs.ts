// `npm run docs`: writes the generated parts of docs/: the reference of each element, from dist/custom-elements.json
// (`npm run build` or `npm run manifest` makes it), and errors.md. Then AGENTS.md, from docs/rules/, and llms.txt.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { agentsPage, llmsPage } from './docs-agents.js';
import { referenceOf } from './docs-elements.js';
import { errorsPage } from './docs-errors.js';
import type { Manifest } from './manifest.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const DOCS = path.join(ROOT, 'docs');
/** Prettier would pad every cell of these tables to the longest one. */
const BEGIN = '<!-- prettier-ignore-start -->\n<!-- reference: written by npm run docs -->';
const END = '<!-- /reference -->\n<!-- prettier-ignore-end -->';

/** Returns each generated page with its expected text. */
export function generatedPages(): Map<string, string> {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'dist/custom-elements.json'), 'utf8')) as Manifest;
  const elements = manifest.modules.flatMap(({ declarations }) => declarations);
  const pages = new Map<string, string>();
  for (const file of readdirSync(path.join(DOCS, 'elements'))) {
    const page = `docs/elements/${file}`;
    const declaration = elements.find(({ tagName }) => tagName === `pluggy-${file.replace('.md', '')}`);
    if (!declaration) throw new Error(`${page} is about an element that does not exist`);
    const text = readFileSync(path.join(ROOT, page), 'utf8');
    const start = text.indexOf(BEGIN);
    const end = text.indexOf(END);
    if (start < 0 || end < 0) throw new Error(`${page} has no place for its reference`);
    pages.set(page, `${text.slice(0, start)}${BEGIN}\n\n${referenceOf(declaration)}\n\n${text.slice(end)}`);
  }
  pages.set('docs/errors.md', errorsPage());
  pages.set('AGENTS.md', agentsPage());
  pages.set('llms.txt', llmsPage());
  return pages;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [page, text] of generatedPages()) writeFileSync(path.join(ROOT, page), text);
}
