import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const ELEMENTS = path.join(ROOT, 'src/elements');

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const lines = (text: string) => text.split('\n').map((line) => line.trim());

/** The code blocks of the section "A new element", each with the file that it is from. */
const section = /^## A new element$([^]*?)^## /m.exec(read('CONTRIBUTING.md'))![1]!;
const excerpts = [...section.matchAll(/^`(src\/[^`]+)`:\n\n```ts\n([^]*?)^```$/gm)].map(([, file, code]) => ({
  file: file!,
  code: lines(code!).filter((line) => line && line !== '// …' && line !== '* …'),
}));

/** The first line that the file does not have after the lines before. */
function firstDifference(code: string[], file: string[]): string | undefined {
  let position = -1;
  return code.find((line) => {
    position = file.indexOf(line, position + 1);
    return position < 0;
  });
}

describe('the elements in CONTRIBUTING', () => {
  it('are a plain one, one with a template on demand, and a registration', () => {
    expect(excerpts.map(({ file }) => file)).toEqual([
      'src/elements/error-banner/error-banner.ts',
      'src/elements/error-banner/error-banner.template.ts',
      'src/elements/item-status/item-status.ts',
      'src/elements/item-status/item-status.template.ts',
      'src/define/item-status.ts',
    ]);
    // Every code block is one of these.
    expect(section.match(/^```ts$/gm)).toHaveLength(excerpts.length);
  });

  it.each(excerpts)('$file is as the page shows it', ({ file, code }) => {
    expect(code.length).toBeGreaterThan(1);
    expect(firstDifference(code, lines(read(file)))).toBe(undefined);
  });

  it('live in the files that the page names', () => {
    const named = [...section.matchAll(/`([\w-]+\.ts)` \(/g)].map(([, file]) => file!);
    for (const file of [...named, 'lazy-template.ts'])
      expect(existsSync(path.join(ELEMENTS, 'shared', file)), file).toBe(true);
  });
});

describe('a folder of src/elements', () => {
  const folders = readdirSync(ELEMENTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
    .map(({ name }) => name);

  it.each(folders)('%s is named after its element, and its templates import no element', (name) => {
    expect(existsSync(path.join(ROOT, `src/define/${name}.ts`))).toBe(true);
    const files = readdirSync(path.join(ELEMENTS, name));
    expect(files).toContain(`${name}.ts`);
    for (const file of files.filter((file) => file.endsWith('.template.ts'))) {
      const imported = [...read(`src/elements/${name}/${file}`).matchAll(/from '(\.[^']+)'/g)].map(([, from]) => from!);
      const classes = imported.filter((from) => existsSync(path.join(ELEMENTS, name, from.replace(/js$/, 'ts'))));
      expect(
        classes.filter((from) =>
          /^export (abstract )?class \w+ extends \w*Element\b/m.test(
            readFileSync(path.join(ELEMENTS, name, from.replace(/js$/, 'ts')), 'utf8'),
          ),
        ),
        file,
      ).toEqual([]);
    }
  });
});

/** Modules of data: texts, and the types of texts. */
const DATA = /(^|\/)(locales\/.*|texts)\.ts$/;

describe('a file of src', () => {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !DATA.test(file),
  );

  it.each([
    ['of the elements', 350, files.filter((file) => !file.startsWith('sandbox/'))],
    ['of the sandbox', 450, files.filter((file) => file.startsWith('sandbox/'))],
  ])('%s has at most %i lines', (_, most, some) => {
    expect(some.length).toBeGreaterThan(50);
    expect(some.filter((file) => read(`src/${file}`).split('\n').length > most + 1)).toEqual([]);
  });
});
