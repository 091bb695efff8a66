// `npm run texts`: every text in three languages side by side, in test-results/texts.html, for people to read.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '..');
const LOCALES = path.join(ROOT, 'src/locales');
const LANGUAGES = ['pt-BR', 'en', 'es'];

/** Sample arguments of texts: a number, an institution, or a time. */
const COUNTS = [[0], [1], [5]];
const sample = (key: string): unknown[][] =>
  /^status\.consent$|\.changes$/.test(key)
    ? COUNTS
    : /errors\.texts/.test(key)
      ? [['Nubank'], ['']]
      : key === 'status.updated'
        ? [
            ['-3 h', true],
            ['-3 h', false],
          ]
        : [['12:34', '14:30']];

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

function texts(value: unknown, key: string): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  if (typeof value === 'function') {
    const say = value as (...args: unknown[]) => string;
    return sample(key).map((args) => [`${key}(${args.join(', ')})`, say(...args)]);
  }
  return Object.entries(value as object).flatMap(([name, part]) => texts(part, key ? `${key}.${name}` : name));
}

const rows = new Map<string, Record<string, string>>();
for (const language of LANGUAGES) {
  for (const file of readdirSync(path.join(LOCALES, language))) {
    const messages = (await import(pathToFileURL(path.join(LOCALES, language, file)).href)) as object;
    for (const [key, text] of texts({ ...messages }, '')) rows.set(key, { ...rows.get(key), [language]: text });
  }
}

const cell = (text = '') => `<td${text ? '' : ' class="missing"'}>${escaped(text)}</td>`;
const body = [...rows].map(
  ([key, row]) =>
    `<tr><th scope="row">${escaped(key)}</th>${LANGUAGES.map((language) => cell(row[language])).join('')}</tr>`,
);
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Texts</title>
<style>
  body { font: 15px/1.45 system-ui, sans-serif; color-scheme: light dark; }
  table { border-collapse: collapse; inline-size: 100%; }
  th, td { padding: 6px 10px; border: 1px solid #8888; text-align: start; vertical-align: top; }
  thead th { position: sticky; inset-block-start: 0; background: Canvas; }
  tbody th { font: 12px ui-monospace, monospace; max-inline-size: 16em; overflow-wrap: anywhere; }
  .missing { background: #f003; }
</style>
<h1>Texts</h1>
<table>
  <thead><tr><th>Key</th>${LANGUAGES.map((language) => `<th>${language}</th>`).join('')}</tr></thead>
  <tbody>${body.join('\n')}</tbody>
</table>
</html>
`;
mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
writeFileSync(path.join(ROOT, 'test-results/texts.html'), page);
console.log(`${rows.size} texts in test-results/texts.html`);
